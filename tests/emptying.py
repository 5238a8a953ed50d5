"""Emptying the test database after a test that commits, although triggers guard the audit trail.

Django's ``flush`` deletes from every table. Here, and nowhere in the product, the triggers are taken away for
just that moment, the way an owner of the tables would do it, and put back by the code of the migration.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from django.db import connection, models, transaction
from django.db.backends.base.operations import BaseDatabaseOperations

from kaicheng.audit import guards
from kaicheng.audit.models import Event, Head, Personal


@contextmanager
def permitted() -> Iterator[None]:
    """While this lasts, ``flush`` works."""
    original = BaseDatabaseOperations.execute_sql_flush

    def flush(self: BaseDatabaseOperations, sql_list: Any) -> None:
        with transaction.atomic():
            guards.remove(self.connection)
            original(self, sql_list)
        guards.install(self.connection)

    with mock.patch.object(BaseDatabaseOperations, "execute_sql_flush", flush):
        yield


def empty_trail() -> None:
    """Take away what setting up wrote to the trail, for tests that begin with an empty one."""
    with transaction.atomic():
        guards.remove(connection)
        for model in (Personal, Event, Head):
            models.QuerySet(model).delete()
        guards.install(connection)
