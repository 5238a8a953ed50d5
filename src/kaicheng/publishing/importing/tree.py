"""Inserting many pages at once, as the CMS would have made them one by one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection, models
from treebeard.mp_tree import MP_Node


def paths_below(parent: MP_Node, last: MP_Node | None = None) -> Iterator[str]:
    """The paths of new children, in order; ``last`` is the last child that is there already."""
    step = last._get_lastpos_in_path() if last else 0
    while True:
        step += 1
        yield parent._get_path(parent.path, parent.depth + 1, step)


def insert_own_rows(model: type[models.Model], instances: Sequence[models.Model]) -> None:
    """Insert the rows that ``model`` itself adds to its parent's, which are there.

    Django refuses ``bulk_create`` for a model that extends another's table.
    """
    fields = model._meta.local_concrete_fields
    names = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    marks = ", ".join(["%s"] * len(fields))
    rows = [[_stored(field, instance) for field in fields] for instance in instances]
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)  # noqa: S608


def _stored(field: models.Field[Any, Any], instance: models.Model) -> Any:
    return field.get_db_prep_save(field.pre_save(instance, add=False), connection)
