"""The reasons for which authorities lose, each brought about once; approved letters pass in test_wordings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kaicheng.findings import Finding, Severity
from kaicheng.letters import (
    Correction,
    Extension,
    Item,
    Letter,
    checks,
    compose,
    verify,
)
from kaicheng.statute import load_calendar

from .cases import BUREAU, cases
from .golden import ON

CASES = cases()
REFUSED = "L16.refused_process_information"
SECRET = "L16.refused_state_secret"


def found(
    name: str, edits: Mapping[str, str] | None = None, on: date = ON, **changed: object
) -> list[Finding]:
    """What is said of a case whose facts were changed before its letter was composed."""
    kind, facts = CASES[name]
    facts = replace(facts, **changed)  # type: ignore[arg-type]
    return verify(compose(kind, facts, on=on, edits=edits), facts)


def rules(findings: list[Finding]) -> list[str]:
    return [finding.rule for finding in findings]


def altered(letter: Letter, part: str, old: str, new: str) -> Letter:
    """The letter after somebody changed a stored block behind our back."""
    blocks = tuple(
        replace(block, text=block.text.replace(old, new)) if block.part == part else block
        for block in letter.blocks
    )
    assert blocks != letter.blocks
    return replace(letter, blocks=blocks)


def verify_altered(name: str, part: str, old: str, new: str = "") -> list[Finding]:
    kind, facts = CASES[name]
    return verify(altered(compose(kind, facts, on=ON), part, old, new), facts)


def test_a_missing_article_is_named() -> None:
    findings = verify_altered(REFUSED, "decision", "第十六条第二款", "有关条款")
    assert set(rules(findings)) == {"letter.article", "letter.same"}
    said = next(each for each in findings if each.rule == "letter.article")
    assert said.message.zh == "没有引用《中华人民共和国政府信息公开条例》第十六条第二款。"


def test_an_article_of_another_refusal_is_told() -> None:
    edit = "该信息依照《中华人民共和国政府信息公开条例》第十五条的规定也不宜公开，因为涉及企业。"
    findings = found(REFUSED, {"reasons": edit})
    assert rules(findings) == ["letter.ground"]
    assert "引用了第十五条" in findings[0].message.zh
    # An article of another law with the same number is none of ours.
    assert found(REFUSED, {"reasons": "依照《中华人民共和国统计法》第十五条的规定形成的起草过程稿。"}) == []


def test_the_words_of_another_ground_are_told() -> None:
    findings = found(REFUSED, {"reasons": "该材料属于国家秘密，也是起草过程中的讨论记录。"})
    assert rules(findings) == ["letter.other_ground"]
    assert findings[0].severity is Severity.WARN and findings[0].sentences == ("国家秘密",)
    asked = (Item("关于国家秘密定密的讨论记录"),)
    assert found(REFUSED, {"reasons": "关于国家秘密定密的讨论记录尚未形成定论。"}, items=asked) == []


@pytest.mark.parametrize(
    ("old", "missing"),
    [("青山县人民政府", "青山县人民政府"), ("青山县人民法院", "青山县人民法院"), ("60日", "60日"),
     ("15日", "15日"), ("应当先", "应当先申请行政复议")],
)  # fmt: skip
def test_every_element_of_the_remedies_is_looked_for(old: str, missing: str) -> None:
    findings = verify_altered(SECRET, "remedy", old)
    said = next(each for each in findings if each.rule == "letter.remedy")
    assert f"缺少或者写错：{missing}" in said.message.zh
    assert "应当先自收到本答复之日起60日内向青山县人民政府申请行政复议" in said.message.zh


def test_reconsideration_is_not_forced_where_there_is_a_choice() -> None:
    findings = verify_altered("L17.does_not_exist", "remedy", "可以自收到", "应当先自收到")
    said = next(each for each in findings if each.rule == "letter.remedy")
    assert "可以申请行政复议，也可以提起行政诉讼" in said.message.zh


def test_a_letter_kept_over_the_turn_of_2024_is_told() -> None:
    kind, facts = CASES[SECRET]
    facts = replace(facts, received_on=date(2023, 12, 20), due_on=date(2024, 1, 18))
    draft = compose(kind, facts, on=date(2023, 12, 29))
    signed = replace(draft, on=date(2024, 1, 5))
    assert {"letter.remedy", "letter.frame", "letter.same"} == set(rules(verify(signed, facts)))


def test_remedies_of_ones_own_are_told() -> None:
    edit = "该材料为起草过程中的征求意见稿。如不服可在三个月内向青山县人民法院提起行政诉讼。"
    assert rules(found(REFUSED, {"reasons": edit})) == ["letter.remedy_twice"]


def test_the_last_day_to_answer_must_stand_in_the_receipt() -> None:
    findings = verify_altered("L02", "due", "2026年3月30日", "近日")
    assert "没有写明答复期限2026年3月30日。" in [each.message.zh for each in findings]
    findings = verify_altered("L05", "decision", "2026年4月28日", "下月")
    assert "没有写明延长后的答复期限2026年4月28日。" in [each.message.zh for each in findings]


def test_a_due_date_that_has_moved_since_makes_the_letter_stale() -> None:
    kind, facts = CASES["L02"]
    letter = compose(kind, facts, on=ON)
    findings = verify(letter, replace(facts, due_on=date(2026, 3, 31)))
    assert rules(findings) == ["letter.due", "letter.same"]
    assert findings[1].message.zh.startswith("“due”与现在的案件事实或者模板不一致")


def test_facts_that_have_gone_are_told() -> None:
    kind, facts = CASES["L17.does_not_exist"]
    letter = compose(kind, facts, on=ON)
    findings = verify(letter, replace(facts, search=None))
    assert rules(findings) == ["letter.incomplete"] and "还差：检索日期" in findings[0].message.zh
    gone = verify(letter, replace(facts, authority=replace(BUREAU, kind="club")))
    assert rules(gone) == ["letter.incomplete"]


def test_an_extension_after_the_last_day_or_beyond_the_most() -> None:
    assert rules(found("L05", on=date(2026, 3, 31))) == ["letter.extension_late"]
    long = Extension(21, "申请公开的信息涉及多个年度", date(2026, 4, 29))
    findings = found("L05", extension=long)
    assert rules(findings) == ["letter.extension_long"] and "最长20个工作日" in findings[0].message.zh


def test_a_late_answer_is_told_but_may_go_out() -> None:
    findings = found(REFUSED, on=date(2026, 4, 1))
    assert rules(findings) == ["letter.late"] and findings[0].severity is Severity.WARN
    assert "已经超过2天" in findings[0].message.zh
    assert found(REFUSED, on=date(2026, 4, 1), extension=Extension(5, "查阅档案", date(2026, 4, 7))) == []


def test_correction_is_asked_for_once_and_within_seven_days() -> None:
    kind, facts = CASES["L03"]
    again = replace(facts, correction=Correction(("仍不明确",), earlier_on=date(2026, 3, 5)))
    findings = verify(compose(kind, again, on=ON), again)
    assert (
        rules(findings) == ["letter.second_correction"]
        and "2026年3月5日已经告知补正" in findings[0].message.zh
    )
    calendar = load_calendar()
    assert verify(compose(kind, facts, on=date(2026, 3, 11)), facts, calendar=calendar) == []
    late = verify(compose(kind, facts, on=date(2026, 3, 12)), facts, calendar=calendar)
    assert rules(late) == ["letter.correction_late"] and "2026年3月11日" in late[0].message.zh


def test_no_purpose_may_be_asked_for() -> None:
    findings = found("L03", {"guidance": "请一并说明申请用途。"})
    assert rules(findings) == ["letter.extra_condition"]


def test_a_letter_is_not_older_than_the_request() -> None:
    assert rules(found(REFUSED, on=date(2026, 3, 1))) == ["letter.before_receipt"]


@pytest.mark.parametrize(
    "number", ["510101199001011234", "51010119900101123X", "５１０１０１１９９００１０１１２３４"]
)
def test_a_full_identity_number_is_told_without_repeating_it(number: str) -> None:
    edit = f"申请人（身份证号{number}）申请公开的材料为讨论记录。"
    findings = found(REFUSED, {"reasons": edit})
    assert rules(findings) == ["letter.identity_number"]
    assert "199001" not in findings[0].message.zh


def test_the_applicants_own_number_of_any_form_is_told_and_a_company_code_is_not() -> None:
    kind, facts = CASES[REFUSED]
    known = replace(facts, applicant=replace(facts.applicant, id_number="E12345678"))
    edits = {"reasons": "持护照E12345678的申请人所申请的材料为讨论记录。"}
    assert rules(verify(compose(kind, known, on=ON, edits=edits), known)) == ["letter.identity_number"]
    assert (
        found(REFUSED, {"reasons": "统一社会信用代码91510000MA00000000的公司参加了讨论，形成讨论记录。"})
        == []
    )


@pytest.mark.parametrize(
    "left", ["【填写理由】", "XX局", "××科室", "____", "{reasons}", "待填", "〔〕", "（ ）"]
)
def test_places_left_to_fill_in_are_told(left: str) -> None:
    findings = found(REFUSED, {"reasons": f"该材料为{left}起草过程中形成的讨论记录。"})
    assert rules(findings) == ["letter.placeholder"]


def test_what_only_looks_like_a_place_to_fill_in() -> None:
    assert found("L14") == []
    edit = "该材料为起草过程中形成的讨论记录，网址https://xxgk.example.gov.cn/a__b/XX所列文件不含该内容。"
    assert found(REFUSED, {"reasons": edit}) == []
    assert found(REFUSED, items=(Item("XX小区【一期】征求意见稿"),)) == []


def test_number_signature_date_and_addressee_must_be_there() -> None:
    findings = found(REFUSED, number="")
    assert rules(findings) == ["letter.frame"] and "发文字号" in findings[0].message.zh
    for part, old, what in (
        ("signature", "青山县", "署名"),
        ("date", "16日", "成文日期"),
        ("addressee", "申请人甲", "受文者"),
    ):
        assert f"缺少或者写错{what}。" in [each.message.zh for each in verify_altered(REFUSED, part, old)]


def test_every_item_is_answered() -> None:
    kind, facts = CASES[REFUSED]
    letter = compose(kind, facts, on=ON)
    more = replace(facts, items=(*facts.items, Item("同期会议纪要")))
    findings = verify(letter, more)
    assert "letter.items" in rules(findings)
    assert "没有写明第2项申请内容：“同期会议纪要”。每一项都应当答复。" in [
        each.message.zh for each in findings
    ]


def test_the_file_must_hold_its_evidence() -> None:
    findings = found("L17.does_not_exist", evidence=frozenset())
    assert rules(findings) == ["letter.evidence"] and "检索查找记录" in findings[0].message.zh
    assert findings[0].severity is Severity.BLOCK


def test_thin_reasons_and_a_forgotten_separation_are_told() -> None:
    assert rules(found(REFUSED, reasons="不宜公开")) == ["letter.thin_reasons"]
    assert rules(found(REFUSED, {"reasons": "不宜公开。"})) == ["letter.thin_reasons"]
    findings = found(REFUSED, {"separation": "全部内容均不能提供。"})
    assert set(rules(findings)) == {"letter.article", "letter.separation"}
    kind, facts = CASES["L15"]
    thin = replace(facts, withheld=(replace(facts.withheld[0], reasons="隐私"),))
    assert rules(verify(compose(kind, thin, on=ON), thin)) == ["letter.thin_reasons"]


def test_a_third_party_is_consulted_first() -> None:
    findings = found("L16.refused_third_party_rights", consulted_on=None)
    assert rules(findings) == ["letter.not_consulted"]


def test_a_letter_of_an_older_version_says_so() -> None:
    kind, facts = CASES["L28.summary"]
    old = compose(kind, facts, on=ON, version=1)
    assert rules(verify(old, facts)) == ["letter.old_version"]


def test_a_form_with_blanks_for_the_pen_is_no_fault() -> None:
    for name in ("L01", "L07", "L25"):
        assert found(name) == []


def test_every_check_is_described_and_tried_here() -> None:
    tried = Path(__file__).read_text(encoding="utf-8")
    described = (Path(__file__).parents[2] / "docs/letters.md").read_text(encoding="utf-8")
    for rule, check in checks().items():
        assert f'"{rule}"' in tried, rule
        assert f"`{rule}`" in described, rule
        assert check.why.zh and check.why.en
