"""Every letter in each of its wordings, as it was read and approved, and lawful on both sides of 2024."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kaicheng.findings import Severity
from kaicheng.letters import Facts, NoTemplate, RemedyOf, Role, compose, pick, templates, to_text, verify
from kaicheng.statute import RemedyRule, outcomes

from .cases import AUTHORITIES, cases
from .golden import BEFORE, FOLDER, ON

CASES = cases()
BODIES_NOW = {
    "bureau": "青山县人民政府",
    "government": "云岭市人民政府",
    "vertical": "国家税务总局云岭市税务局",
}
BODIES_BEFORE = {**BODIES_NOW, "bureau": "青山县人民政府或者云岭市人力资源和社会保障局"}


@pytest.mark.parametrize("name", CASES)
def test_the_letter_reads_as_approved(name: str) -> None:
    kind, facts = CASES[name]
    assert to_text(compose(kind, facts, on=ON)) == (FOLDER / f"{name}.txt").read_text(encoding="utf-8")


def test_no_approved_letter_is_left_over_and_every_template_has_one() -> None:
    assert {file.stem for file in FOLDER.glob("*.txt")} == set(CASES)
    assert {kind for kind, _ in CASES.values()} == set(templates())


def test_every_outcome_of_the_annual_report_has_its_letter() -> None:
    written = {facts.outcome: kind for kind, facts in CASES.values() if pick(kind, ON).outcomes}
    for code, outcome in outcomes().items():
        if outcome.letter:
            assert code in pick(outcome.letter.code, ON).outcomes
        assert code in written
    assert {outcomes()[code].row for code in written} == {outcome.row for outcome in outcomes().values()}


@pytest.mark.parametrize("authority", AUTHORITIES)
@pytest.mark.parametrize("name", CASES)
def test_nothing_is_wrong_with_it_for_any_authority(name: str, authority: str) -> None:
    kind, facts = cases(AUTHORITIES[authority])[name]
    assert verify(compose(kind, facts, on=ON), facts) == []


def remedy_of(kind: str, facts: Facts, on: date) -> str:
    return "".join(block.text for block in compose(kind, facts, on=on).all(Role.REMEDY))


@pytest.mark.parametrize("authority", AUTHORITIES)
@pytest.mark.parametrize("name", CASES)
def test_remedies_follow_outcome_authority_and_date(name: str, authority: str) -> None:
    kind, facts = cases(AUTHORITIES[authority])[name]
    rule = pick(kind, ON).remedy
    now = remedy_of(kind, facts, ON)
    if rule is RemedyOf.NONE:
        assert now == ""
        return
    court = facts.authority.court
    assert BODIES_NOW[authority] in now and court in now and "60日内" in now
    first = rule is RemedyOf.OUTCOME and outcomes()[facts.outcome].remedy is RemedyRule.FIRST
    if first:
        assert "应当先" in now and "行政复议决定书之日起15日内" in now and "6个月" not in now
    elif rule is RemedyOf.ITEMS:
        assert "不予公开的部分不服，应当先" in now and "其他内容不服，可以" in now
    else:
        assert "应当先" not in now and "6个月内" in now

    earlier = replace(facts, received_on=date(2023, 12, 1), due_on=date(2023, 12, 29))
    before = remedy_of(kind, earlier, BEFORE)
    assert "应当先" not in before and "6个月内" in before
    assert f"向{BODIES_BEFORE[authority]}申请行政复议" in before and court in before


@pytest.mark.parametrize("name", CASES)
def test_letters_of_2023_cite_the_law_of_2023(name: str) -> None:
    kind, facts = CASES[name]
    earlier = replace(facts, received_on=date(2023, 12, 1), due_on=date(2023, 12, 29))
    letter = compose(kind, earlier, on=BEFORE)
    found = [each for each in verify(letter, earlier) if each.severity is Severity.BLOCK]
    # These cases happened in 2026: only what their own dates bring about may be told.
    assert {each.rule for each in found} <= {"letter.extension_late"}


def test_the_reply_in_reconsideration_has_a_version_for_each_law() -> None:
    kind, facts = CASES["L28.summary"]
    assert "第二十三条第一款" in compose(kind, facts, on=BEFORE).text
    now = compose(kind, facts, on=ON)
    assert (now.version, "第五十四条" in now.text) == (2, True)


def test_no_fee_is_asked_for_before_there_was_a_scale() -> None:
    kind, facts = CASES["L12.per_item"]
    with pytest.raises(NoTemplate, match="最早的模板自2021年1月1日起使用"):
        compose(kind, facts, on=date(2020, 12, 31))
