"""What the reader could not settle, and a report that is not last year's."""

from __future__ import annotations

import pytest

from kaicheng.annual_report.checks.certainty import same_agency
from kaicheng.annual_report.checks.rule import Case, catalogue, decisions
from kaicheng.annual_report.model import Note
from kaicheng.findings import Severity

from .reports import found, quiet_year

PATH = "requests.granted.total"


@pytest.mark.parametrize(
    ("code", "rule", "severity"),
    [
        ("unreadable", "R01", Severity.WARN),
        ("disagreement", "R02", Severity.WARN),
        ("uncertain", "R03", Severity.INFO),
    ],
)
def test_each_note_of_the_reader_becomes_a_finding_with_its_place(code, rule, severity):
    report = quiet_year(notes=(Note(code, "这一行数对不上列", (PATH,), "第4页 表1 第3行"),))
    (finding,) = found(rule, report)
    assert finding.severity is severity
    assert finding.message.zh == "这一行数对不上列（第4页 表1 第3行）。请对照原件。"
    assert finding.message.en.endswith("(第4页 表1 第3行). Compare the original.")
    assert finding.cells == (PATH,)
    assert finding.to_json()["places"] == [{"kind": "file", "ref": "第4页 表1 第3行"}]


def test_a_note_without_a_place_stands_alone():
    (finding,) = found("R01", quiet_year(notes=(Note("unreadable", "有一段文字读不出"),)))
    assert finding.where == ()


def test_last_years_report_of_the_same_authority_fits():
    assert found("R04", quiet_year(year=2024), quiet_year(year=2023)) == []


@pytest.mark.parametrize("year", [2022, 2024, 2025, None])
def test_a_report_of_another_year_is_refused_and_nothing_is_compared(year):
    last = quiet_year({"requests.carried_forward.total": 5}, year=2023)
    last = type(last).from_json(last.to_json() | {"year": year})
    (finding,) = found("R04", quiet_year(), last)
    assert "跨年核对没有做" in finding.message.zh
    assert finding.expected == "2023"
    assert found("T305", quiet_year(), last) == []


def test_a_report_that_does_not_tell_its_year_is_not_compared():
    report = type(quiet_year()).from_json(quiet_year().to_json() | {"year": None})
    (finding,) = found("R04", report, quiet_year(year=2023))
    assert finding.expected is None


def test_another_name_is_told_and_lets_nothing_block():
    last = quiet_year({"requests.carried_forward.total": 5}, year=2023, agency="云岭县教育和体育局")
    (finding,) = found("R04", quiet_year(), last)
    assert finding.severity is Severity.WARN
    assert "如果是机关更名，可以不管" in finding.message.zh
    (comparison,) = found("T305", quiet_year(), last)
    assert comparison.severity is Severity.WARN


@pytest.mark.parametrize(("own", "other"), [(None, "云岭县教育局"), ("云岭县教育局", None)])
def test_a_report_without_a_name_is_compared_but_lets_nothing_block(own, other):
    last = quiet_year({"requests.carried_forward.total": 5}, year=2023, agency=other)
    report = quiet_year(agency=own)
    assert [finding.severity for finding in found("R04", report, last)] == [Severity.INFO]
    assert [finding.severity for finding in found("T305", report, last)] == [Severity.WARN]


def test_without_last_years_report_nothing_is_said_of_it():
    assert list(decisions()["R04"](catalogue()["R04"], Case(quiet_year()))) == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("淮安市人民政府", "淮安市人民政府办公室", True),
        ("江苏省淮安市人民政府", "淮安市人民政府", True),
        ("重庆市九龙坡区二郎街道办事处", "二郎街道", True),
        ("桃江县鲊埠回族乡", "鲊埠回族乡人民政府", True),
        ("淮安市人民政府", "淮安市教育局", False),
        ("东区人民政府", "浦东区人民政府", False),
        ("教育局", None, False),
        ("人民政府", "淮安市教育局", False),
    ],
)
def test_when_two_names_certainly_mean_one_authority(one, other, same):
    assert same_agency(one, other) is same
