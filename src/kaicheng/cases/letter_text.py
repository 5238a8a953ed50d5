"""The text of a stored letter, as its author, its reviewers and its addressee read it."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Sequence
from dataclasses import replace

from django.utils.html import format_html
from django.utils.translation import gettext as _

from kaicheng.audit import moment
from kaicheng.cases.case_facts import with_names
from kaicheng.cases.ledger import calendar_of
from kaicheng.cases.models import Case, CaseLetter, LetterCounter
from kaicheng.cases.models.letters import template_of
from kaicheng.findings import Finding, Severity, Text, part
from kaicheng.letters import (
    Facts,
    Letter,
    LetterError,
    NumberStyle,
    compose,
    facts_from_json,
    to_html,
    verify,
)
from kaicheng.statute import StatuteError


def number_of(case: Case, year: int, serial: int) -> str:
    """A document number of the authority's letters on requests (机关代字＋〔年〕号)."""
    code = re.sub(r"[\d(){}（）〔〕\[\]]", "", case.agency.short_name)
    return NumberStyle(code + "公复〔{year}〕{serial}号").write(year, serial)


def expected_number(letter: CaseLetter, on: dt.date) -> str:
    """The number that the letter would get if it were signed now; it is given at the last signature only."""
    if letter.number:
        return letter.number
    counter = LetterCounter.objects.filter(agency=letter.case.agency, year=on.year).first()
    return number_of(letter.case, on.year, (counter.last if counter else 0) + 1)


def facts_in(letter: CaseLetter) -> Facts:
    """The facts that are kept with the letter."""
    return facts_from_json(json.loads(letter.facts))


def edits_in(letter: CaseLetter) -> dict[str, str]:
    """The author's own words by the part that they stand in."""
    edits: dict[str, str] = json.loads(letter.edits)
    return edits


def composed(letter: CaseLetter, on: dt.date, number: str, *, masked: bool = False) -> tuple[Letter, Facts]:
    """The letter written out, with the facts it was written from; ``masked`` leaves people's names covered.

    Raises:
        LetterError, StatuteError: it cannot be written; the message says what is missing.
    """
    facts = replace(with_names(facts_in(letter), letter, masked=masked), number=number)
    written = compose(letter.kind, facts, on=on, edits=edits_in(letter), version=int(letter.version))
    return written, facts


def current(letter: CaseLetter, *, masked: bool = False) -> tuple[Letter, Facts]:
    """As it was signed, or as it would be today."""
    on = letter.on or moment.today()
    return composed(letter, on, expected_number(letter, on), masked=masked)


def html_of(letter: CaseLetter) -> str:
    """The text for its author and reviewers, people's names covered; where it cannot be written, why."""
    try:
        return to_html(current(letter, masked=True)[0])
    except (LetterError, StatuteError) as error:
        return format_html("<p>{}</p>", error.message.zh)


def findings_of(letter: CaseLetter) -> Sequence[Finding]:
    """What the checks of letters say."""
    try:
        written, facts = current(letter)
    except (LetterError, StatuteError) as error:
        text = Text(error.message.zh, error.message.en)
        return [
            Finding(rule="letter.incomplete", severity=Severity.BLOCK, message=text, where=(part("letter"),))
        ]
    return verify(written, facts, calendar=calendar_of(letter.case))


def facts_shown(letter: CaseLetter) -> list[tuple[str, str]]:
    """The particulars beside the text."""
    return [
        (_("申请编号"), letter.case.number),
        (_("文书"), template_of(letter).name.zh),
        (_("文号"), letter.number or _("最后一级签批时编定，不留空号")),
        (_("申请内容"), letter.case.wanted),
    ]
