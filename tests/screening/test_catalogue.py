"""The rules, the kinds, the lists of words and the page that explains them are one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kaicheng.annual_report.checks.rule import catalogue as report_catalogue
from kaicheng.findings import Severity
from kaicheng.screening.catalogue import catalogue, data, kinds
from kaicheng.screening.words import lists

_, _, PAGE = (
    (Path(__file__).parents[2] / "docs" / "findings.md").read_text("utf-8").partition("\n# 发布前检查 ")
)
EXPLAINED = re.findall(r"^### ([A-Z]\d+) ", PAGE, re.MULTILINE)
SHARED = {"F08", "F15", "F16"}
LEVELS = {Severity.BLOCK: "阻断", Severity.WARN: "警告", Severity.INFO: "提示"}


def test_every_rule_is_explained_once_here_or_with_the_annual_report():
    assert len(EXPLAINED) == len(set(EXPLAINED))
    assert set(EXPLAINED) == set(catalogue()) - SHARED


def test_every_pattern_of_leaks_has_its_rule():
    assert {f"V{number:02}" for number in range(1, 25)} <= set(catalogue())


@pytest.mark.parametrize("rule_id", sorted(set(catalogue()) - SHARED))
def test_the_page_tells_what_the_rule_says(rule_id):
    rule = catalogue()[rule_id]
    body = PAGE.partition(f"### {rule_id} ")[2].partition("\n### ")[0]
    assert body.startswith(f"{rule.title.zh} · {rule.title.en}")
    assert f"级别：{LEVELS[rule.severity]}" in body
    assert rule.basis in body
    assert rule.remedy.zh in body


@pytest.mark.parametrize("rule_id", sorted(SHARED))
def test_rules_of_the_annual_report_are_the_same_here(rule_id):
    assert catalogue()[rule_id].severity is report_catalogue()[rule_id].severity
    assert catalogue()[rule_id].title == report_catalogue()[rule_id].title


def test_every_kind_falls_under_a_rule():
    assert {kind.rule for kind in kinds().values()} <= set(catalogue())


def test_words_are_words():
    for name, words in lists().items():
        assert len(words) == len(set(words)), name
        assert all(word.strip() for word in words), name


def test_a_title_of_a_column_means_one_thing():
    titles = [title for titles in data("words/columns").values() for title in titles]
    assert len(titles) == len(set(titles))


def test_what_is_right_is_not_itself_listed_as_wrong():
    official = data("words/official")
    for name in ("wrong", "avoid"):
        for wrong, right in official[name].items():
            assert not any(other in right for other in official[name]), (wrong, right)
