"""System checks: what would otherwise show only in the night."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ValidationError

from kaicheng.workbench.schedule import QUEUE


@register
def background_queue_exists(**_options: Any) -> Sequence[CheckMessage]:
    """Work for the background needs a queue in the database, where it commits with what it belongs to."""
    backend = settings.TASKS.get(QUEUE, {}).get("BACKEND", "")
    if backend == "django_tasks_db.DatabaseBackend":
        return []
    return [
        Error(
            f"TASKS[{QUEUE!r}] is {backend or 'missing'}, not django_tasks_db.DatabaseBackend.",
            hint="Keep the entry of kaicheng.settings.base.",
            id="workbench.E001",
        )
    ]


@register
def default_mail_rules_make_sense(**_options: Any) -> Sequence[CheckMessage]:
    """The digest's hour must not fall into the quiet hours."""
    from kaicheng.workbench.rules import default

    try:
        default().clean()
    except (ValidationError, TypeError) as error:
        return [Error(f"KAICHENG_MAIL_RULES: {error}", id="workbench.E002")]
    return []
