"""What ``manage.py check`` says about the trail."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.db import connections

from kaicheng.audit import guards
from kaicheng.audit.models import Event
from kaicheng.audit_chain.digests import ALGORITHMS


@register
def algorithm_is_known(**_options: Any) -> list[Error]:
    """The setting names an algorithm that we have."""
    if settings.KAICHENG_AUDIT_ALGORITHM in ALGORITHMS:
        return []
    known = "、".join(ALGORITHMS)
    return [
        Error(
            f"KAICHENG_AUDIT_ALGORITHM 写的是“{settings.KAICHENG_AUDIT_ALGORITHM}”，应为：{known}。",
            id="audit.E001",
        )
    ]


@register(Tags.database)
def guards_are_in_place(*, databases: Sequence[str] | None = None, **_options: Any) -> list[Error]:
    """The triggers are there; asked by ``manage.py check --database default``."""
    found: list[Error] = []
    for alias in databases or ():
        connection = connections[alias]
        if Event._meta.db_table in connection.introspection.table_names():
            found += [
                Error(f"审计记录缺少数据库触发器“{name}”。", hint="manage.py audit_guard", id="audit.E002")
                for name in guards.missing(connection)
            ]
    return found
