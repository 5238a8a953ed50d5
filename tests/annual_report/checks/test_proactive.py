"""Table two: documents in force, rules without the power to make them, swings from year to year."""

from __future__ import annotations

import pytest
import yaml

from kaicheng.annual_report.checks import Settings
from kaicheng.annual_report.checks.proactive import makes_rules
from kaicheng.annual_report.model import Note
from kaicheng.annual_report.numbers import BLANK
from kaicheng.findings import Severity

from .reports import as_published, found, quiet_year

DOCUMENTS = "proactive.normative_documents"


def documents(issued, abolished, in_force, **kwargs):
    cells = {
        f"{DOCUMENTS}.issued_this_year": issued,
        f"{DOCUMENTS}.abolished_this_year": abolished,
        f"{DOCUMENTS}.in_force": in_force,
    }
    return quiet_year(cells, **kwargs)


LAST = documents(0, 0, 98, year=2023)


# --- T201–T203 ------------------------------------------------------------------------------------------


def test_documents_in_force_follow_from_last_year():
    assert found("T202", documents(3, 0, 101), LAST) == []
    assert found("T202", documents(3, 0, 102)) == []  # without last year's report nothing is known


def test_documents_in_force_that_do_not_follow():
    (finding,) = found("T202", documents(3, 0, 102), LAST)
    assert finding.message.zh.startswith(
        "表二“行政规范性文件”：上年现行有效 98 + 本年制发 3 - 本年废止 0 = 101，而本年现行有效填的是 102。"
    )
    assert finding.severity is Severity.WARN
    assert finding.cells[0] == f"{DOCUMENTS}.in_force"
    assert (finding.expected, finding.actual) == ("101", "102")


def test_rules_in_force_are_held_to_the_same():
    last = quiet_year({"proactive.rules.in_force": 11}, year=2023, agency="淮安市人民政府")
    report = quiet_year({"proactive.rules.in_force": 12}, agency="淮安市人民政府")
    (finding,) = found("T201", report, last)
    assert "表二“规章”" in finding.message.zh


def test_a_blank_among_them_leaves_it_undecided():
    for name in ("issued_this_year", "abolished_this_year", "in_force"):
        assert found("T202", documents(3, 0, 102).with_cell(f"{DOCUMENTS}.{name}", BLANK), LAST) == []
    blank = LAST.with_cell(f"{DOCUMENTS}.in_force", BLANK)
    assert found("T202", documents(3, 0, 102), blank) == found("T203", documents(3, 500, 0), blank) == []


def test_the_form_of_2019_counted_otherwise_and_is_not_compared():
    report, last = documents(3, 200, 102, year=2021), quiet_year(year=2020)
    assert found("T202", report, last) == found("T203", report, last) == []


def test_more_abolished_than_there_were_blocks_and_needs_no_second_finding():
    (finding,) = found("T203", documents(3, 102, 0), LAST)
    assert finding.severity is Severity.BLOCK
    assert "填的是 102，多于上年现行有效 98 + 本年制发 3 = 101" in finding.message.zh
    assert found("T202", documents(3, 102, 0), LAST) == []


def test_all_of_them_may_be_abolished():
    assert found("T203", documents(3, 101, 0), LAST) == []


def test_a_renamed_authority_is_only_warned():
    (finding,) = found("T203", documents(3, 102, 0, agency="云岭县教育和体育局"), LAST)
    assert finding.severity is Severity.WARN


def test_a_figure_read_in_doubt_does_not_block():
    note = Note("uncertain", "按次序记入", (f"{DOCUMENTS}.abolished_this_year",))
    (finding,) = found("T203", documents(3, 102, 0, notes=(note,)), LAST)
    assert finding.severity is Severity.WARN


# --- T204 -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("agency", "power"),
    [
        ("江苏省人民政府", True),
        ("上海市人民政府办公厅", True),
        ("广西壮族自治区人民政府", True),
        ("凉山彝族自治州人民政府", True),
        ("淮安市人民政府", True),
        ("江苏省淮安市人民政府办公室", True),
        ("东莞市人民政府", True),
        ("吉林省吉林市人民政府", True),
        ("西昌市人民政府", None),
        ("国家市场监督管理总局", None),
        ("住房和城乡建设部", None),
        ("中国证券监督管理委员会", None),
        ("国家税务总局西昌市税务局", False),
        ("江苏省财政厅", False),
        ("淮安市市场监督管理局", False),
        ("西昌市人力资源和社会保障局", False),
        ("沭阳县人民政府", False),
        ("沭阳县人民政府办公室", False),
        ("重庆市九龙坡区二郎街道办事处", False),
        ("桃江县鲊埠回族乡", False),
        ("微山县两城镇人民政府", False),
        ("苏州工业园区管理委员会", False),
    ],
)
def test_who_makes_rules_by_the_name(agency, power):
    assert makes_rules(agency) is power


def test_the_list_of_cities_is_complete_and_without_doubles():
    from importlib.resources import files

    text = files("kaicheng.annual_report").joinpath("data/rule-making-cities.yaml").read_text("utf-8")
    cities = [city for names in yaml.safe_load(text).values() for city in names.split()]
    assert len(cities) == len(set(cities)) == 293


RULES = {"proactive.rules.issued_this_year": 1, "proactive.rules.in_force": 2}


def test_a_bureau_that_reports_rules_is_stopped():
    (finding,) = found("T204", quiet_year(RULES))
    assert finding.severity is Severity.BLOCK
    assert finding.message.zh.startswith(
        "表二“规章”的本年制发件数 1、表二“规章”的现行有效件数 2，但云岭县教育局没有规章制定权。"
    )
    assert finding.cells == tuple(RULES)
    assert found("T204", quiet_year()) == []


def test_a_city_that_may_be_a_county_level_one_is_only_warned():
    (finding,) = found("T204", quiet_year(RULES, agency="青禾市人民政府"))
    assert finding.severity is Severity.WARN
    assert "看名称不像有规章制定权" in finding.message.zh


def test_the_governments_of_huaian_and_of_shanghai_report_their_rules_in_peace():
    assert found("T204", as_published("huaian-city-2024")) == []
    assert found("T204", as_published("shanghai-gov-office-2025")) == []


def test_the_setting_comes_before_the_name():
    assert found("T204", quiet_year(RULES), settings=Settings(makes_rules=True)) == []
    (finding,) = found("T204", quiet_year(RULES, agency=None), settings=Settings(makes_rules=False))
    assert "但本机关没有规章制定权" in finding.message.zh


def test_without_a_name_nothing_is_known():
    assert found("T204", quiet_year(RULES, agency=None)) == []


def test_rules_read_in_doubt_do_not_block():
    (finding,) = found("T204", quiet_year(RULES, notes=(Note("uncertain", "按次序记入", tuple(RULES)),)))
    assert finding.severity is Severity.WARN


def test_in_the_form_of_2019_only_rules_newly_made_count():
    table = "legacy.proactive_2019.rules"
    assert found("T204", quiet_year({f"{table}.published_total": 5}, year=2020)) == []
    assert len(found("T204", quiet_year({f"{table}.newly_made": 1}, year=2020))) == 1


# --- T210 -----------------------------------------------------------------------------------------------

LICENCES = "proactive.licensing_decisions"


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [(100, 151, True), (100, 150, False), (100, 49, True), (0, 21, True), (0, 20, False), (10, 30, False)],
)
def test_a_swing_counts_when_it_is_large_both_ways(before, now, told):
    report, last = quiet_year({LICENCES: now}), quiet_year({LICENCES: before}, year=2023)
    assert bool(found("T210", report, last)) is told


def test_a_swing_shows_both_years_and_the_sentence_that_does_not_explain_it():
    text = {"overview": "全年作出行政许可决定 158 件。今年天气好。"}
    report = quiet_year({LICENCES: 158}, chapters=text)
    (finding,) = found("T210", report, quiet_year({LICENCES: 60}, year=2023))
    assert finding.message.zh.startswith("表二“行政许可”的本年处理决定数量上年 60，本年 158，变动超过五成")
    assert finding.sentences == ("全年作出行政许可决定 158 件。",)
    assert (finding.expected, finding.actual) == ("上年 60", "158")


def test_a_swing_that_the_text_explains_is_left_alone():
    text = {"overview": "因事项划转，行政许可较上年增加 98 件。"}
    report = quiet_year({LICENCES: 158}, chapters=text)
    assert found("T210", report, quiet_year({LICENCES: 60}, year=2023)) == []


def test_blanks_and_the_form_of_2019_have_no_swing():
    last = quiet_year({LICENCES: 60}, year=2023)
    assert found("T210", quiet_year().with_cell(LICENCES, BLANK), last) == []
    assert found("T210", quiet_year({LICENCES: 158}, year=2021), quiet_year(year=2020)) == []
    assert found("T210", quiet_year({LICENCES: 158}), quiet_year(year=2022)) == []
