"""Citations, old terms, years, places, leftovers, principle, typos (F08–F12, F15, F16)."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest

from kaicheng.annual_report.checks import Settings
from kaicheng.annual_report.checks.words import words
from kaicheng.annual_report.model import Period
from kaicheng.findings import Severity

from .reports import found, manifest, quiet_year
from .test_real_reports import published


def told(rule, text, *, year=2024, chapter="overview", agency="云岭县教育局", settings=None, **kwargs):
    return found(
        rule, quiet_year(year=year, agency=agency, chapters={chapter: text}, **kwargs), settings=settings
    )


# --- citations ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("根据通知（国办公开办函[2021]30号）编制。", "国办公开办函〔2021〕30号"),
        ("根据通知（国办公开办函(2021)30号）编制。", "国办公开办函〔2021〕30号"),
        ("根据通知（国办公开办函【2021】30号）编制。", "国办公开办函〔2021〕30号"),
        ("落实苏政办发［2019］56号要求。", "苏政办发〔2019〕56号"),
        ("根据通知（宁政办公开办函[2023]2号）编制。", "宁政办公开办函〔2023〕2号"),
        ("根据通知（国办公开办函〔2021〕第30号）编制。", "国办公开办函〔2021〕30号"),
        (
            "按照《政府信息公开工作年度报告格式》（国办公开办函〔2021〕20号）编制。",
            "国办公开办函〔2021〕30号",
        ),
        ("按照《政府信息公开信息处理费管理办法》（国办函〔2020〕19号）执行。", "国办函〔2020〕109号"),
        ("根据《中华人民共和国政府信息公开条例》（国令第771号）编制。", "国令第711号"),
    ],
)
def test_a_wrong_citation_is_put_right(text, expected):
    (finding,) = told("F08", text)
    assert (finding.expected, finding.severity) == (expected, Severity.WARN)


@pytest.mark.parametrize(
    "text",
    [
        "根据《中华人民共和国政府信息公开条例》（国令第711号）编制。",
        "根据《中华人民共和国政府信息公开条例》（国务院令第711号，以下简称《条例》）编制。",
        "根据《中华人民共和国政府信息公开条例》（国务院令 711 号）编制。",
        "根据《中华人民共和国政府信息公开条例》（以下简称《条例》）编制。",
        "按照《政府信息公开工作年度报告格式》的通知（国办公开办函〔2021〕30号）编制。",
        "按照《信息处理费管理办法》（以下称第1号文件）执行。",
        "见表（2021）3号栏。[2021]30号。",
    ],
)
def test_right_citations_pass(text):
    assert told("F08", text) == []


def test_a_wrong_number_is_told_once_and_the_newest_format_is_not_asked_of_old_reports():
    text = "依据国办公开办函[2021]30号。再依据国办公开办函[2021]30号。"
    assert len(told("F08", text)) == 1
    twice = (
        "按照《年度报告格式》（国办公开办函〔2021〕20号）。再按《年度报告格式》（国办公开办函〔2021〕20号）。"
    )
    assert len(told("F08", twice)) == 1
    assert told("F08", "按照《年度报告格式》（国办公开办函〔2019〕60号）编制。", year=2020) == []


def test_xichang_cites_the_format_in_square_brackets():
    (finding,) = found("F08", published("xichang-hrss-2024"))
    assert (finding.expected, finding.actual) == ("国办公开办函〔2021〕30号", "国办公开办函[2021]30号")


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("根据《中华人民共和国政府信息公开条例》（国务院令第492号）编制。", Severity.BLOCK),
        ("自收到申请之日起15个工作日内予以答复。", Severity.BLOCK),
        ("申请人应当说明生产、生活、科研等特殊需要。", Severity.BLOCK),
        ("按照国办公开办函〔2019〕60号的要求编制。", Severity.BLOCK),
        ("会同监察局牵头开展检查。", Severity.WARN),
        ("征求第三方意见，第三方自收到征求意见书之日起15个工作日内答复。", None),
        ("条例由国务院令第492号公布，2019年修订。", None),
        ("取消了生产、生活、科研等特殊需要的限制。", None),
        ("自收到申请之日起20个工作日内予以答复。", None),
    ],
)
def test_repealed_rules_and_old_terms(text, severity):
    assert [finding.severity for finding in told("F09", text)] == ([severity] if severity else [])


def test_the_provisional_format_was_right_in_its_time():
    assert told("F09", "按照国办公开办函〔2019〕60号的要求编制。", year=2020) == []
    assert len(told("F09", "依据国务院令第492号。重申国务院令第492号。")) == 1


# --- years ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "chapter", "severity"),
    [
        ("现公布云岭县教育局2023年政府信息公开工作年度报告。", "preamble", Severity.BLOCK),
        ("现公布云岭县教育局2024年政府信息公开工作年度报告。", "preamble", None),
        ("根据《关于做好2023年政府信息公开工作年度报告的通知》编制。", "preamble", None),
        ("上2023年年度报告已公布。", "preamble", None),
        ("现发布2023年度政府信息公开年报。", "overview", Severity.WARN),
        ("2024年1月按时公布2023年政府信息公开工作年度报告。", "overview", None),
        ("截至2023年12月31日，公开信息30条。", "overview", Severity.WARN),
        ("截至2024年底，公开信息30条。", "overview", None),
        ("2023年，共制定规范性文件3件。", "overview", Severity.WARN),
        ("（三）政府信息管理情况 2023年，共制定规范性文件3件。", "overview", Severity.WARN),
        ("2023年，被评为先进单位。", "overview", None),
        ("2023年，公开2条，较2022年增加1条。", "overview", None),
        ("2023年以来持续推进公开。", "overview", None),
        ("“十四五”以来，按照2019年修订的条例公开。", "overview", None),
    ],
)
def test_years_left_from_an_older_text(text, chapter, severity):
    assert [f.severity for f in told("F10", text, chapter=chapter)] == ([severity] if severity else [])


YEAR = Period(dt.date(2024, 1, 1), dt.date(2024, 12, 31))


def test_the_period_is_the_calendar_year():
    report = quiet_year()
    assert found("F10", replace(report, period=YEAR)) == []
    (finding,) = found("F10", replace(report, period=Period(dt.date(2024, 1, 1), dt.date(2024, 12, 21))))
    assert (finding.expected, finding.actual) == ("2024-01-01/2024-12-31", "2024-01-01/2024-12-21")


def test_title_and_period_name_the_same_year():
    titled = replace(quiet_year(), title="云岭县教育局2023年政府信息公开工作年度报告", period=YEAR)
    (finding,) = found("F10", titled)
    assert (finding.expected, finding.actual) == ("2024", "2023")
    assert found("F10", replace(titled, title="云岭县教育局2024年政府信息公开工作年度报告")) == []
    assert len(found("F10", replace(titled, year=None))) == 1


# --- places ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("agency", "text", "flagged"),
    [
        ("威海市教育局", "请向宜宾市教育局政务公开办公室提出申请。", True),
        ("威海市教育局", "请向威海市教育局政务公开办公室提出申请。", False),
        ("威海市教育局", "按照山东省人民政府的部署。", False),
        ("威海市教育局", "赴宜宾市教育局学习考察。", False),
        ("威海市教育局", "与宜宾市教育局签订协议。", False),
        ("威海市教育局", "宜宾市的经验值得借鉴。", False),
        ("福建省财政厅", "厦门市财政局按时公开。", False),
        ("福建省财政厅", "南昌市财政局按时公开。", True),
        ("上海市人民政府办公厅", "南京市人民政府发布公告，南京市人民政府解读。", True),
        ("云岭县教育局", "宜宾市教育局发布公告。", False),
    ],
)
def test_authorities_of_other_places(agency, text, flagged):
    assert [f.severity for f in told("F11", text, agency=agency)] == ([Severity.WARN] if flagged else [])


OF_A_COUNTY = [
    ("西昌市人力资源和社会保障局", "请向宜宾市人力资源和社会保障局提出申请。", True),
    ("西昌市人力资源和社会保障局", "请向凉山州人力资源和社会保障局、四川省人民政府提出申请。", False),
    ("西昌市人力资源和社会保障局", "请向云南省人民政府提出申请。", True),
    ("国家税务总局西昌市税务局", "向国家税务总局宜宾市税务局提出。", True),
    ("国家税务总局西昌市税务局", "向国家税务总局凉山州税务局提出。", False),
    # four places have a 鼓楼区: 南京, 徐州, 福州, 开封
    ("鼓楼区教育局", "请向南京市教育局提出。请向福州市教育局提出。河南省人民政府已答复。", False),
    ("鼓楼区教育局", "请向苏州市教育局提出申请。", True),
    ("南京市鼓楼区教育局", "请向福州市教育局提出申请。", True),
    ("桃江县鲊埠回族乡人民政府", "请向益阳市人民政府提出申请。", False),
    ("桃江县鲊埠回族乡人民政府", "请向宜宾市人民政府提出申请。", True),
    ("双江拉祜族佤族布朗族傣族自治县教育局", "请向临沧市教育局提出申请。", False),
    ("双江拉祜族佤族布朗族傣族自治县教育局", "请向宜宾市教育局提出申请。", True),
    ("北川县教育局", "请向绵阳市教育局提出申请。", False),
    ("北川羌族自治县教育局", "请向宜宾市教育局提出申请。", True),
    ("济源市教育局", "请向河南省教育厅、郑州市教育局提出申请。", False),
    ("济源市教育局", "请向宜宾市教育局提出申请。", True),
    # moved to another place in 2020; renamed in 2021
    ("公主岭市教育局", "请向四平市教育局提出。请向长春市教育局提出。", False),
    ("会理县教育局", "请向宜宾市教育局提出申请。", True),
    # called like a province or prefecture elsewhere
    ("河北区教育局", "请向天津市教育委员会提出申请。", False),
    ("大同区教育局", "请向大庆市教育局提出申请。", False),
    ("共和县教育局", "请向海南州人民政府提出申请。", False),
    ("琼海市教育局", "请向海南州人民政府提出申请。", True),
    # no county, or one that cannot be told
    ("新城区街道办事处", "请向宜宾市人民政府提出申请。", False),
    ("城区教育局", "请向宜宾市教育局提出申请。", False),
    (None, "请向宜宾市教育局提出申请。", False),
    # dealings
    ("西昌市教育局", "赴宜宾市教育局学习。转发宜宾市教育局通知。会同宜宾市教育局办理。", False),
    ("西昌市教育局", "来自宜宾市教育局的申请1件，对口帮扶宜宾市教育局。", False),
]


@pytest.mark.parametrize(("agency", "text", "flagged"), OF_A_COUNTY)
def test_an_authority_of_a_county_belongs_to_the_places_above_it(agency, text, flagged):
    assert [f.severity for f in told("F11", text, agency=agency)] == ([Severity.WARN] if flagged else [])


def test_the_county_of_a_title_is_known_too():
    report = quiet_year(agency=None, chapters={"overview": "请向宜宾市教育局、凉山州教育局提出申请。"})
    titled = replace(report, title="2024年西昌市教育局政府信息公开工作年度报告")
    assert [f.actual for f in found("F11", titled)] == ["宜宾市教育局"]


def test_every_county_stands_under_a_known_place():
    known = set(words("places")) | {place for names in words("places").values() for place in names.split()}
    counties = [name for names in words("counties").values() for name in names.split()]
    assert set(words("counties")) <= known
    assert all(re.fullmatch(r"[\u4e00-\u9fff]{1,14}[县区市旗]", name) for name in counties)
    assert len(set(counties)) > 2900


@pytest.mark.parametrize("slug", manifest())
def test_no_real_report_names_another_place(slug):
    assert found("F11", published(slug)) == []


def test_names_that_the_settings_know_may_stand():
    known = Settings(known_names=frozenset({"宜宾市教育局"}))
    assert told("F11", "宜宾市教育局发布公告。", agency="威海市教育局", settings=known) == []


# --- leftovers ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "收到申请××件。",
        "XX局高度重视。",
        "2024年×月发布。",
        "（文字描述）",
        "【】",
        "此处填写主要问题。",
        "收到____件。",
    ],
)
def test_placeholders_are_found(text):
    assert [finding.severity for finding in told("F12", text)] == [Severity.WARN]


@pytest.mark.parametrize(
    "text", ["【政策解读】栏目更新3条。", "使用XML格式和XLSX文件。", "3×5的展板。", "电话138****1234。"]
)
def test_what_only_looks_like_a_placeholder_passes(text):
    assert told("F12", text) == []


def test_one_placeholder_is_told_once_and_a_long_paragraph_is_quoted_in_part():
    (finding,) = told("F12", "政务公开" * 400 + "××××" + "政务公开" * 400 + "××××")
    assert len(finding.sentences[0]) < 40


def test_the_title_stands_once():
    title = "云岭县教育局2024年政府信息公开工作年度报告"
    report = quiet_year(chapters={"preamble": f"{title}\n本报告依据条例编制。"})
    assert [finding.actual for finding in found("F12", replace(report, title=title))] == [title]
    assert found("F12", report) == []
    assert len(found("F12", published("zhabu-township-2021"))) == 1


# --- principle ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "flagged"),
    [
        ("遵循“以公开为原则，不公开为例外”原则。", True),
        ("坚持公开是原则、不公开是例外。", True),
        ("坚持以公开为常态，不公开为特例。", True),
        ("坚持以公开为常态、不公开为例外。", False),
        ("坚持公开为常态，不公开为例外。", False),
    ],
)
def test_the_principle_of_article_five(text, flagged):
    findings = told("F15", text)
    assert [finding.severity for finding in findings] == [Severity.INFO] * flagged
    assert all(finding.expected == "以公开为常态、不公开为例外" for finding in findings)


# --- typos ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "wrong", "right"),
    [
        ("及时公开财政拔款情况。", "拔款", "拨款"),
        ("抓住关健环节。", "关健", "关键"),
        ("方便群众登陆系统查询。", "登陆系统", "登录系统"),
        ("截止2024年12月31日公开3条。", "截止2024年12月31日", "截至2024年12月31日"),
        ("截止目前公开3条。", "截止目前", "截至目前"),
        (
            "以习近平新时代中国特色社会主义为指导。",
            "习近平新时代中国特色社会主义",
            "习近平新时代中国特色社会主义思想",
        ),
        ("公开的的信息。", "的的", None),
        ("做好工作工作。", "工作工作", None),
        ("公开信息。。", "。。", "。"),
        ("公开信息，。", ",。", None),
        ("落实“三审三校制度。", "“", None),
        ("落实三审三校”制度。", "”", None),
        ("落实《条例》（国令第711号要求。", "(", None),
        ("落实《条例》国令第711号）要求。", ")", None),
    ],
)
def test_typos_and_lonely_marks(text, wrong, right):
    (finding,) = told("F16", text)
    assert (finding.actual, finding.expected) == (wrong, right)


@pytest.mark.parametrize(
    "text",
    [
        "关心师生健康，抓好全年龄段教育。",
        "公开的目的是为了了解情况，达到目的的做法值得推广。",
        "以习近平新时代中国特色社会主义思想为指导。",
        "（一）主动公开；1）政策；2）解读；一）其他。",
        "落实“三审‘三校’”制度（含《条例》〔2021〕）。",
        "申请截止日期为5月31日。",
        "以经济建设为中心，自己经手。",
        "公开……持续推进。",
    ],
)
def test_right_words_and_marks_pass(text):
    assert told("F16", text) == []


def test_a_typo_is_told_once_and_lonely_marks_have_an_end():
    assert len(told("F16", "财政拔款。\n拔款公开。")) == 1
    assert len(told("F16", "“公开\n" * 50)) == 10
