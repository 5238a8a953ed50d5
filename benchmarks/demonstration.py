"""The province of the demonstration: filling it, beside bare ``bulk_create`` of the very same rows.

On a SQLite file with the settings of a first start, and on PostgreSQL where ``KAICHENG_DATABASE_URL`` names
one (a database of its own: it is migrated). Above bare inserts stands mostly the making of the reports.
"""

from __future__ import annotations

from typing import Any

from benchmarks.installation import installed
from benchmarks.measure import row, seconds

SCALE = 0.1
"""How much of the province."""


def run() -> None:
    """Print the table."""
    print("demonstration")
    with installed():
        _measure()


def _measure() -> None:
    from django.db import connection, models, transaction
    from wagtail.models import Page

    from kaicheng.agencies.models import Agency, AgencyName, Membership, Office, User
    from kaicheng.demonstration.bulk import AT_ONCE
    from kaicheng.demonstration.registry import Occasion, Size, load
    from kaicheng.portal.models import AnnualReportPage
    from kaicheng.publishing.importing.tree import insert_own_rows
    from kaicheng.publishing.models import ColumnPage, HomePage

    load(Size.SMALL, Occasion())
    plain: list[type[models.Model]] = [Agency, AgencyName, Office, User, Membership, Page]
    extending: list[type[models.Model]] = [HomePage, ColumnPage, AnnualReportPage]
    before = {model: set(_keys(model)) for model in (*plain, *extending)}
    filling = seconds(lambda: load(Size.LARGE, Occasion(scale=SCALE)))

    rows = {model: [one for one in models.QuerySet(model) if one.pk not in before[model]] for model in before}
    count = sum(map(len, rows.values()))

    def bare() -> None:
        for model in plain:
            models.QuerySet(model).bulk_create(rows[model], AT_ONCE)
        for model in extending:
            insert_own_rows(model, rows[model])

    with transaction.atomic():
        Agency.objects.update(supervising_department=None)
        for model in reversed(list(before)):
            keys = [one.pk for one in rows[model]]
            for start in range(0, len(keys), AT_ONCE):
                _delete(model, keys[start : start + AT_ONCE])
        inserting = seconds(bare)
        transaction.set_rollback(True)
    name = connection.vendor
    row(f"{name}: bulk_create of the same {count:,} rows", f"{count / inserting:,.0f} rows/s")
    row(f"{name}: filling the province", f"{count / filling:,.0f} rows/s", "bulk_create", filling / inserting)


def _keys(model: Any) -> Any:
    return model._base_manager.values_list("pk", flat=True)


def _delete(model: Any, keys: list[Any]) -> None:
    from django.db import models

    rows = models.QuerySet(model).filter(pk__in=keys)
    rows._raw_delete(rows.db)
