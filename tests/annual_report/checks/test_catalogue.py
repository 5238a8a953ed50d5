"""The catalogue of rules, the functions that decide them and the page that explains them are one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kaicheng.annual_report.checks.rule import Needs, catalogue, decisions, rule
from kaicheng.findings import Severity

# The checks before publication have a part of the page of their own, told by tests/screening.
PAGE = (Path(__file__).parents[3] / "docs" / "findings.md").read_text("utf-8").partition("\n# 发布前检查 ")[0]
EXPLAINED = re.findall(r"^### ([A-Z]\d+) ", PAGE, re.MULTILINE)
LEVELS = {Severity.BLOCK: "阻断", Severity.WARN: "警告", Severity.INFO: "提示"}


def test_every_rule_is_explained_once_and_nothing_else_is():
    assert len(EXPLAINED) == len(set(EXPLAINED))
    assert set(EXPLAINED) == set(catalogue())


@pytest.mark.parametrize("rule_id", sorted(catalogue()))
def test_the_page_gives_the_level_of_the_rule(rule_id):
    # Rules told together share the paragraph under the last of their headings.
    _, _, after = PAGE.partition(f"### {rule_id} ")
    body = re.sub(r"^.*\n(?:### .*\n)*", "", after, count=1).partition("\n### ")[0]
    assert LEVELS[catalogue()[rule_id].severity] in body


@pytest.mark.parametrize("rule_id", sorted(catalogue()))
def test_every_rule_has_its_title_in_both_languages_and_its_basis(rule_id):
    entry = catalogue()[rule_id]
    assert re.search(r"[\u4e00-\u9fff]", entry.title.zh)
    assert re.match(r"[A-Z“]", entry.title.en)
    assert entry.basis


def test_every_rule_that_reports_can_decide_is_decided():
    decidable = {key for key, entry in catalogue().items() if entry.needs in (Needs.REPORT, Needs.PREVIOUS)}
    assert set(decisions()) == decidable


def test_a_rule_is_decided_once_and_stands_in_the_catalogue():
    with pytest.raises(ValueError, match="decided twice"):
        rule("T301")(lambda rule, case: iter(()))
    with pytest.raises(ValueError, match=r"not in data/rules\.yaml"):
        rule("T999")(lambda rule, case: iter(()))
