"""The six chapters: there, named, in order (F01–F03), with a contact (F13) and not too long (F14)."""

from __future__ import annotations

import pytest

from kaicheng.annual_report.checks import Settings
from kaicheng.annual_report.form import load_form
from kaicheng.findings import Severity

from .reports import found, quiet_year
from .test_real_reports import published

OFFICIAL = {chapter.id: chapter.heading for chapter in load_form("2021").chapters}
FIVE = "（一）主动公开\n公开信息3条。\n（二）依申请公开\n（三）政府信息管理\n（四）平台建设\n（五）监督保障\n"


def told(headings, chapters=None):
    report = quiet_year(headings=headings, chapters=chapters or {})
    return [(finding.severity, finding) for finding in found("F01", report)]


def test_six_official_chapters_and_accepted_wordings_pass():
    assert told(OFFICIAL) == []
    assert told({**OFFICIAL, "overview": "一、工作基本情况", "problems": "五、存在的问题及改进情况"}) == []
    assert told({}) == []


def test_a_missing_chapter_blocks():
    ((severity, finding),) = told({key: text for key, text in OFFICIAL.items() if key != "remedies"})
    assert severity is Severity.BLOCK
    assert finding.expected == "四、政府信息公开行政复议、行政诉讼情况"
    assert "没有内容的也要保留标题" in finding.message.zh


def test_a_file_that_breaks_off_gets_one_finding_for_all_that_is_gone():
    ((severity, finding),) = told({key: OFFICIAL[key] for key in ("overview", "proactive")})
    assert severity is Severity.BLOCK
    assert "文件可能不完整" in finding.message.zh
    assert finding.message.zh.count("“") == 4


def test_a_heading_that_was_lost_while_its_text_is_there_is_a_warning():
    lost = {key: text for key, text in OFFICIAL.items() if key != "problems"}
    assert [severity for severity, _ in told(lost, {"problems": "一是解读不足。"})] == [Severity.WARN]
    assert [
        severity for severity, _ in told(lost, {"other": "（二）2025年工作中存在的主要问题\n解读不足。"})
    ] == [Severity.WARN]
    assert [f.severity for f in found("F01", published("shanghai-gov-office-2025"))] == [Severity.WARN]


@pytest.mark.parametrize(
    ("chapter", "heading", "severity"),
    [
        ("problems", "五、存在的主要问题及整改打算", Severity.WARN),
        ("problems", "五、特色工作", Severity.BLOCK),
        ("other", "六、其他需要说明的若干事项", Severity.WARN),
        ("proactive", "三、主动公开政府信息情况", Severity.WARN),
        ("overview", "总体情况", None),
    ],
)
def test_headings_of_their_own(chapter, heading, severity):
    severities = [found_ for found_, _ in told({**OFFICIAL, chapter: heading})]
    assert severities == ([severity] if severity else [])


def test_chapters_out_of_order_block():
    order = ("overview", "requests", "proactive", "remedies", "problems", "other")
    ((severity, finding),) = told({key: OFFICIAL[key] for key in order})
    assert severity is Severity.BLOCK
    assert finding.expected.startswith("一、总体情况 → 二、主动公开政府信息情况")


ALL_SIX = (
    "总体情况、主动公开政府信息情况、收到和处理政府信息公开申请情况、政府信息公开行政复议及行政诉讼情况、"
    "存在的主要问题及改进情况、其他需要报告的事项"
)
FIVE_OF_THEM = ALL_SIX.replace("政府信息公开行政复议及行政诉讼情况、", "")


@pytest.mark.parametrize(
    ("preamble", "listed"),
    [
        (f"本报告由{ALL_SIX}等六部分组成。", None),
        (f"本报告包括{ALL_SIX}六个部分。", None),
        (f"内容包含{ALL_SIX}等6项内容。", None),
        (f"本报告由{ALL_SIX}及附表等七个部分组成。", None),
        (f"本报告由{ALL_SIX}及附表等六个部分组成。", None),
        (f"本报告由{ALL_SIX}组成。", None),
        (f"本报告由{FIVE_OF_THEM}等六部分组成。", "5"),
        (f"本报告由{ALL_SIX}等五部分组成。", "6"),
        ("本报告包括公开信息、解读回应、队伍建设等三个方面，其余从略。", None),
        ("本报告依据条例编制。", None),
    ],
)
def test_as_many_parts_are_listed_as_announced(preamble, listed):
    findings = found("F02", quiet_year(chapters={"preamble": preamble}))
    assert [finding.actual for finding in findings] == ([listed] if listed else [])


def test_real_introductions_pass():
    for slug in ("xichang-hrss-2024", "liangcheng-town-2020", "huaian-city-2024"):
        assert found("F02", published(slug)) == []


def test_chapter_one_has_five_topics():
    assert found("F03", quiet_year(chapters={"overview": FIVE})) == []
    (finding,) = found("F03", quiet_year(chapters={"overview": FIVE.replace("（五）监督保障\n", "")}))
    assert (finding.severity, finding.expected) == (Severity.WARN, "监督保障")


def test_a_topic_without_a_heading_of_its_own_is_only_mentioned():
    overview = FIVE.replace("（五）监督保障\n", "按季度开展考核和培训。\n")
    (finding,) = found("F03", quiet_year(chapters={"overview": overview}))
    assert finding.severity is Severity.INFO


def test_the_five_topics_are_not_asked_of_older_forms_or_of_an_empty_chapter():
    assert found("F03", quiet_year(chapters={"overview": "公开信息3条。"}, year=2020)) == []
    assert found("F03", quiet_year()) == []


@pytest.mark.parametrize(
    ("preamble", "missing"),
    [
        ("联系电话：0737-8360001。", False),
        ("电子邮箱 gkb@example.org。", False),
        ("可在 https://www.example.org 下载。", False),
        ("如有疑问，请向办公室反映。", True),
    ],
)
def test_a_contact_is_given(preamble, missing):
    findings = found("F13", quiet_year(chapters={"preamble": preamble}))
    assert [finding.severity for finding in findings] == [Severity.INFO] * missing


def test_nothing_is_asked_of_a_report_without_text():
    assert found("F13", quiet_year()) == []


def test_the_length_of_chapter_one_is_checked_where_there_is_a_limit():
    report = quiet_year(chapters={"overview": "公开信息 三条。\n" * 3})
    assert found("F14", report) == []
    assert found("F14", report, settings=Settings(overview_limit=21)) == []
    (finding,) = found("F14", report, settings=Settings(overview_limit=20))
    assert (finding.actual, finding.expected) == ("21", "≤20")
