"""Verdicts that people have given, by the fault they are about."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.db import models

from kaicheng.findings import Finding, Severity
from kaicheng.review.models import Verdict


def verdicts_on(subject: models.Model) -> dict[str, Verdict]:
    """The verdicts on a thing, by fingerprint."""
    kind = ContentType.objects.get_for_model(subject)
    rows = Verdict.objects.filter(content_type=kind, object_id=str(subject.pk))
    return {row.fingerprint: row for row in rows}


def unsettled(subject: models.Model, findings: Iterable[Finding]) -> list[tuple[Finding, Verdict | None]]:
    """The warnings that keep it from being signed: without a verdict, or with one that they hold."""
    said = verdicts_on(subject)
    warnings = ((one, said.get(one.fingerprint)) for one in findings if one.severity is Severity.WARN)
    return [(one, verdict) for one, verdict in warnings if verdict is None or verdict.upheld]
