"""Emptying the audit trail of a test database, although triggers guard it.

Here, and nowhere in the product, they are taken away for just that moment, the way an owner of the tables
would do it, and put back by the code of the migration.
"""

from __future__ import annotations

from django.db import connection, models, transaction

from kaicheng.audit import guards
from kaicheng.audit.models import Event, Head, Personal


def empty_trail() -> None:
    """Take away what setting up wrote to the trail, for tests that begin with an empty one."""
    with transaction.atomic():
        guards.remove(connection)
        for model in (Personal, Event, Head):
            models.QuerySet(model).delete()
        guards.install(connection)
