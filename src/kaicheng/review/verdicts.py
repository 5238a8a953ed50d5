"""Verdicts that people have given, by the fault they are about."""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.db import models

from kaicheng.review.models import Verdict


def verdicts_on(subject: models.Model) -> dict[str, Verdict]:
    """The verdicts on a thing, by fingerprint."""
    kind = ContentType.objects.get_for_model(subject)
    rows = Verdict.objects.filter(content_type=kind, object_id=str(subject.pk))
    return {row.fingerprint: row for row in rows}
