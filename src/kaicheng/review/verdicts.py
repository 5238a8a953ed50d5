"""Verdicts that people have given, by the fault they are about."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.db import models
from wagtail.models import Revision

from kaicheng.findings import Finding, Severity
from kaicheng.review.models import Verdict
from kaicheng.review.people import editors


def verdicts_on(subject: models.Model) -> dict[str, Verdict]:
    """The verdicts on a thing, by fingerprint."""
    kind = ContentType.objects.get_for_model(subject)
    rows = Verdict.objects.filter(content_type=kind, object_id=str(subject.pk))
    return {row.fingerprint: row for row in rows}


def unsettled(subject: models.Model, findings: Iterable[Finding]) -> list[tuple[Finding, Verdict | None]]:
    """The warnings that keep it from being signed, each with a reviewer's verdict that it is to be mended, or
    with none. What those say who had a hand in the text explains, and settles nothing."""
    revision = Revision.objects.for_instance(subject).order_by("pk").last()
    authors = editors(revision) if revision is not None else set()
    said = {known: one for known, one in verdicts_on(subject).items() if one.user_id not in authors}
    warnings = ((one, said.get(one.fingerprint)) for one in findings if one.severity is Severity.WARN)
    return [(one, verdict) for one, verdict in warnings if verdict is None or not verdict.settles]
