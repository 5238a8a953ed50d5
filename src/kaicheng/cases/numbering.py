"""Numbers of the register and of letters: without gaps, in the transaction that uses them."""

from __future__ import annotations

from django.db import connection, transaction

from kaicheng.agencies.models import Agency
from kaicheng.cases.models import CaseCounter, LetterCounter


def next_case_number(agency: Agency, year: int) -> str:
    """The next number of that year's register: ``2026-0012``."""
    return f"{year}-{_next(CaseCounter, agency, year):04d}"


def next_letter_serial(agency: Agency, year: int) -> int:
    """The next serial of that year's letters."""
    return _next(LetterCounter, agency, year)


def _next(counters: type[CaseCounter] | type[LetterCounter], agency: Agency, year: int) -> int:
    if not connection.in_atomic_block:
        raise RuntimeError("a number belongs to the transaction that uses it")
    with transaction.atomic():
        counters.objects.get_or_create(agency=agency, year=year)
    counter = counters.objects.select_for_update().get(agency=agency, year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last
