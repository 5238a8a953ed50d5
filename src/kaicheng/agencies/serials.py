"""Serial numbers of an authority's year, without gaps or duplicates under parallel load."""

from __future__ import annotations

from typing import Any

from django.db import connection, models, transaction

from kaicheng.agencies.models import Agency


def next_serial(counters: type[models.Model], agency: Agency, year: int) -> int:
    """The next serial of a year. ``counters`` has ``agency``, ``year`` and ``last``, unique by the first two.

    Call it in the transaction that uses the number: rolled back, the number is free again. Raises
    RuntimeError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a serial number belongs to the transaction that uses it")
    rows: Any = counters._default_manager
    with transaction.atomic():
        rows.get_or_create(agency=agency, year=year)
    counter = rows.select_for_update().get(agency=agency, year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return int(counter.last)
