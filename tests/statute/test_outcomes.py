"""The table of outcomes and what is read from it."""

from __future__ import annotations

import pytest

from kaicheng.statute import ACTS, RemedyRule, conventions, evidence, letters, outcome_choices, outcomes

ROWS = {
    "granted", "partially_granted",
    "refused_state_secret", "refused_forbidden_by_law", "refused_endangers_security_stability",
    "refused_third_party_rights", "refused_internal_affairs", "refused_process_information",
    "refused_enforcement_case_file", "refused_administrative_inquiry",
    "unavailable_not_held", "unavailable_needs_creation", "unavailable_still_unclear",
    "not_processed_petition", "not_processed_repeated", "not_processed_publication",
    "not_processed_excessive", "not_processed_confirm_reissue",
    "other_correction_overdue", "other_fee_unpaid", "other_other",
}  # fmt: skip
"""The rows of results in table 3 of the annual report."""


def test_every_row_of_the_report_has_an_outcome_and_every_outcome_a_row() -> None:
    assert {outcome.row for outcome in outcomes().values()} == ROWS


def test_every_refusal_under_articles_14_to_16_goes_to_reconsideration_first() -> None:
    first = {code for code, outcome in outcomes().items() if outcome.remedy is RemedyRule.FIRST}
    refused = {code for code in outcomes() if code.startswith("refused_")}
    assert first == refused - {"refused_administrative_inquiry"} | {"partial"}
    for code in first - {"partial"}:
        assert outcomes()[code].article.article in (14, 15, 16)


@pytest.mark.parametrize("code", ["not_held", "needs_creation"])
def test_no_one_says_there_is_nothing_without_a_search_record(code: str) -> None:
    assert "search_record" in [item.code for item in outcomes()[code].evidence]


def test_withholding_anything_needs_its_reasons_on_file() -> None:
    withheld = {code for code in outcomes() if code.startswith("refused_")} - {
        "refused_administrative_inquiry"
    }
    for code, outcome in outcomes().items():
        on_file = "withholding_reasons" in [item.code for item in outcome.evidence]
        assert on_file is (code in withheld or code == "partial")


def test_letters_and_evidence_are_named_in_both_languages() -> None:
    assert len(letters()) == 25
    for named in (*letters().values(), *evidence().values()):
        assert named.name.zh and named.name.en
    used = {item.code for outcome in outcomes().values() for item in outcome.evidence}
    assert used == set(evidence())
    assert outcomes()["refused_state_secret"].letter == letters()["L16_answer_refused"]
    assert outcomes()["other"].letter is None


def test_an_outcome_with_an_act_of_its_own_is_no_answer() -> None:
    own = {code: outcome.own_act for code, outcome in outcomes().items() if outcome.own_act}
    assert own == {
        "abandoned_correction": "correction_lapsed",
        "abandoned_fee": "fee_lapsed",
        "withdrawn": "withdrawal",
    }
    assert set(own.values()) <= set(ACTS)
    assert dict(outcome_choices()).keys() == set(outcomes()) - set(own)
    assert ("granted", "予以公开") in outcome_choices()


def test_conventions_have_defaults() -> None:
    settings = conventions()
    assert settings.suspension_from == "issued"
    assert settings.inquiry_remedy is settings.omission_remedy is RemedyRule.CHOICE
    assert settings.correction_limit_days is settings.reasons_limit_days is None
