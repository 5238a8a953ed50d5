"""The wordings as data: complete, sourced, in step with the statute, and never changed once published."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from kaicheng.letters import templates
from kaicheng.letters.templates import DATA, Template, decisions, labels, places, read_template
from kaicheng.letters.verify import formal
from kaicheng.statute import ACTS, DataError, letters, outcomes, remedy_table
from kaicheng.statute.datafile import Node, parse

from .cases import cases

FILES = sorted(Path(str(DATA)).glob("*/**/[0-9]*.yaml"))
PUBLISHED = Path(__file__).parent / "published.sha256"
ALWAYS_KNOWN = {
    "you", "channel", "channel_name", "applicant_kind", "office", "letter_date", "items_stop", "answer_days",
    "opinion_days", "correction_days", "reasons_days", "payment_days", "fee_capital", "fee_scope",
    "arrived_or_received", "waybill_or_none", "received_on", "consulted_whom", "remedy",
    "n", "item", "point", "given", "published", "exhibit", "fee_line", "what", "withheld_reasons", "answer",
    "stop",
}  # fmt: skip
"""Words that every letter, or every row of a list, has."""
LEFT_OPEN = {"wanted_form", "handling_office", "authority_address"}
ALL = [template for versions in templates().values() for template in versions]


def ids(template: Template) -> str:
    return f"{template.kind}-{template.version}"


def test_a_published_version_is_never_changed() -> None:
    """A change of wording is a new file; add its line to ``published.sha256``."""
    now = {f"{file.parent.name}/{file.name}": hashlib.sha256(file.read_bytes()).hexdigest() for file in FILES}
    kept = dict(line.split()[::-1] for line in PUBLISHED.read_text(encoding="utf-8").splitlines())
    assert now == kept


def test_letters_are_those_of_the_statute_and_five_more() -> None:
    mine = {kind: versions[-1].name.zh for kind, versions in templates().items()}
    named = {code: letter.name.zh for code, letter in letters().items()}
    assert {code: mine[code] for code in named} == named
    assert set(mine) - set(named) == {
        "L26_not_government_information",
        "L27_transfer_notice",
        "L28_reconsideration_reply",
        "L29_delay_notice",
        "L30_answer_items",
    }


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_every_file_names_its_source_first(file: Path) -> None:
    head = file.read_text(encoding="utf-8").split("\n", 1)[0]
    assert head.startswith("# ") and len(head) > 10


@pytest.mark.parametrize("template", ALL, ids=ids)
def test_it_stands_in_its_folder_for_known_acts(template: Template) -> None:
    assert template in templates()[template.kind]
    assert set(template.acts) <= set(ACTS)
    assert template.version == templates()[template.kind].index(template) + 1


@pytest.mark.parametrize("template", ALL, ids=ids)
def test_every_place_is_a_fact_with_a_name_or_a_word_that_is_there(template: Template) -> None:
    brought = {name for variant in template.variants.values() for name, _ in variant.words}
    if template.decisions:
        brought |= {name for each in decisions()[template.decisions].values() for name, _ in each.words}
    used = [name for part in template.parts for name in places(part.text)]
    used += [name for part in template.parts for _, text in part.rows for name in places(text)]
    used += [
        name for variant in template.variants.values() for _, text in variant.words for name in places(text)
    ]
    used += [name for variant in template.variants.values() for name in variant.needs if name not in labels()]
    guarded = {name for part in template.parts for name in part.when}
    for name in {*used, *template.needs, *template.one_of}:
        known = name in labels() or name in ALWAYS_KNOWN or name in brought or name in LEFT_OPEN
        assert known or name in guarded, name


@pytest.mark.parametrize("template", ALL, ids=ids)
def test_no_two_variants_bring_different_words(template: Template) -> None:
    words = {tuple(sorted(dict(variant.words))) for variant in template.variants.values()}
    assert len(words) <= 1


@pytest.mark.parametrize("template", ALL, ids=ids)
def test_articles_are_cited_in_the_wording_itself(template: Template) -> None:
    text = "".join(part.text for part in template.parts)
    for article in template.cites:
        instrument, place = formal(article)
        assert instrument in text and place in text, article.cite.zh


@pytest.mark.parametrize("version", decisions())
def test_a_decision_cites_what_it_says(version: int) -> None:
    for name, decision in decisions()[version].items():
        said = dict(decision.words)
        assert set(said) == {"finding", "rule"}, name
        for article in decision.cites:
            instrument, place = formal(article)
            assert instrument in said["rule"] and place in said["rule"], name
        code = name.partition(".")[0]
        if code in ("confirm_or_reissue", "other"):  # the Regulation has no article for these
            continue
        assert (
            any(outcomes()[code].article.article in (a.article, 30) for a in decision.cites)
            or code == "not_held"
        )


def test_every_outcome_that_is_answered_has_its_decision() -> None:
    stated = {name.partition(".")[0] for name in decisions()[1]}
    assert stated == set(outcomes()) - {"withdrawn"}


def test_every_body_of_reconsideration_has_its_place_in_the_profile() -> None:
    from kaicheng.letters.facts import Authority
    from kaicheng.letters.remedy import _PROFILE

    bodies = {
        body.zh for kind in remedy_table().agencies.values() for rule in kind.rules for body in rule.bodies
    }
    assert set(_PROFILE) == bodies
    assert set(_PROFILE.values()) <= set(Authority.__dataclass_fields__)


def test_labels_say_what_is_used() -> None:
    used = {name for template in ALL for part in template.parts for name in (*places(part.text), *part.when)}
    used |= {
        name for template in ALL for part in template.parts for _, text in part.rows for name in places(text)
    }
    used |= {name for template in ALL for name in (*template.needs, *template.one_of)}
    for table in (*decisions().values(), *(template.variants for template in ALL)):
        for variant in table.values():
            used |= set(variant.needs) | {name for _, text in variant.words for name in places(text)}
    raised = {
        "outcome", "variant", "items", "withheld", "item_answers", "item_reasons", "item_detail", "contact",
        "applicant_name", "third_party_name", "co_agency_name", "assist_office", "reconsideration_body",
    }  # fmt: skip
    raised |= {name for name in labels() if name.startswith("authority_")}
    assert set(labels()) <= used | raised


def broken(change: Callable[[str], str]) -> Node:
    file = Path(str(DATA)) / "templates/L24_withdrawal/1.yaml"
    return parse(change(file.read_text(encoding="utf-8")), file.name)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("remedy: none", "remedy: some", "remedy：应为none、outcome"),
        ("addressee: applicant", "addressee: king", "addressee：应为applicant"),
        ("outcomes: [withdrawn]", "outcomes: [gone]", r"outcomes\[0\]：应为"),
        ("id: again,", "id: decision,", "parts：“decision”出现了不止一次"),
        ("optional: true, edit:", "optional: true, write:", "不认识的键：write"),
        ("{id: again, optional: true, edit:", "{id: again, heading: 甲, edit:", "应有heading、fixed"),
        ("letter: L24_withdrawal", "leter: L24_withdrawal", "不认识的键：leter"),
    ],
)
def test_a_broken_file_is_named_with_its_place(old: str, new: str, fault: str) -> None:
    with pytest.raises(DataError, match=fault):
        read_template(broken(lambda text: text.replace(old, new)))


def test_every_wording_is_used_by_a_case() -> None:
    kinds = {(kind, facts.variant or facts.outcome) for kind, facts in cases().values()}
    for template in ALL:
        for name in template.variants:
            code, _, variant = name.partition(".")
            if name not in ("per_item", "per_page"):
                assert (template.kind, variant or code) in kinds, name
