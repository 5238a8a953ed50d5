"""Numbers of the register and of letters: without gaps, in the transaction that uses them."""

from __future__ import annotations

from kaicheng.agencies.models import Agency
from kaicheng.agencies.serials import next_serial
from kaicheng.cases.models import CaseCounter, LetterCounter


def next_case_number(agency: Agency, year: int) -> str:
    """The next number of that year's register: ``2026-0012``."""
    return f"{year}-{next_serial(CaseCounter, agency, year):04d}"


def next_letter_serial(agency: Agency, year: int) -> int:
    """The next serial of that year's letters."""
    return next_serial(LetterCounter, agency, year)
