"""A row of any model, made from its fields alone, so that no model is forgotten in the walk.

Whatever a text column can hold is marked; what belongs to an authority belongs to the place, what belongs to
somebody to its officer, what belongs to another row to one that was planted before, or is planted now. What
cannot be guessed stands in :data:`GIVEN`.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.db import models
from django.utils import timezone

from kaicheng.agencies.models import Agency, Office, User
from kaicheng.agencies.roles import Role
from kaicheng.publishing.models import DocumentPage
from tests.visibility.places import FIRST, MARK, Place

GIVEN: dict[str, Callable[[], dict[str, Any]]] = {
    "publishing.Decision": lambda: {"public": False, "confirmed_by": None},
    "reporting.HandIn": lambda: {"report_json": "{}", "year": 2025, "round": 1, "refused_at": None},
    "workbench.Rules": lambda: {"user": None},
    "review.Verdict": lambda: {
        "content_type": ContentType.objects.get_for_model(DocumentPage),
        "object_id": FIRST,
    },
}
"""What the columns of a model must hold for its row to be a right one, or a restricted one."""

ELSEWHERE = {
    "audit.Head": "one for each authority, made with it",
    "audit.Personal": "made with the events of the trail",
    "audit.Event": "written by acts alone; its numbers come from the chain",
    "agencies.AgencyName": "made with the authority; public",
    "agencies.Agency": "the place itself",
    "publishing.HomePage": "public; made with the platform",
    "publishing.ColumnPage": "public; made with the platform",
    "publishing.DocumentPage": "a page, planted by its own function",
    "portal.AnnualReportPage": "a page, planted by its own function",
    "review.SignatureTask": "the CMS's task of a level, the same for every authority",
    "workbench.Job": "the work of the installation, nobody's",
    "workbench.Heartbeat": "the worker's sign of life, nobody's",
}
"""Which models need no row made here, and why."""

_numbers = itertools.count(1)


def every_model() -> Iterator[type[models.Model]]:
    """Our own models, those that others refer to first where that is possible."""
    for model in apps.get_models():
        if model.__module__.startswith("kaicheng.") and model._meta.managed and not model._meta.proxy:
            yield model


def rows_of_every_model(place: Place) -> Iterator[models.Model]:
    """A row of each model of which nothing was planted yet."""
    for model in every_model():
        if model._meta.label not in ELSEWHERE and _newest(model) is None:
            yield a_row(model, place)


def a_row(model: type[models.Model], place: Place) -> models.Model:
    """A new row of a model that belongs to the place."""
    given = GIVEN.get(model._meta.label, dict)()
    for field in model._meta.concrete_fields:
        if field.name in given or field.auto_created or isinstance(field, models.AutoField):
            continue
        if field.remote_field:
            given[field.name] = _related(field, place)
        elif isinstance(field, models.FileField):
            continue
        elif not field.has_default() or isinstance(field, models.CharField | models.TextField):
            given[field.name] = _value(field)
    row = model(**{name: value for name, value in given.items() if value is not _LEFT})
    for field in model._meta.concrete_fields:
        if isinstance(field, models.FileField):
            setattr(row, field.name, ContentFile(MARK.encode(), name="wenjian.txt"))
    row.save(force_insert=True)
    return row


_LEFT = object()


def _newest(model: type[models.Model]) -> models.Model | None:
    rows = model._default_manager.all()
    if isinstance(model._meta.pk, models.AutoField):
        rows = rows.filter(pk__gte=FIRST)
    return rows.order_by("-pk").first()


def _related(field: Any, place: Place) -> Any:
    target = field.remote_field.model
    if target is Agency:
        return place.agency
    if target is User:
        return place.person(Role.DISCLOSURE_OFFICER)
    if target is Office:
        return place.bureau.office
    if field.null and (field.one_to_one or target is field.model):
        return None
    found = _newest(target)
    if found is None and not field.null:
        found = a_row(target, place)
    return found


def _value(field: Any) -> Any:
    if field.choices:
        return next(value for value, _label in field.flatchoices if value != "")
    if isinstance(field, models.BooleanField):
        return False
    if isinstance(field, models.DateTimeField):
        return timezone.now()
    if isinstance(field, models.DateField):
        return timezone.localdate()
    if isinstance(field, models.TimeField):
        return dt.time(9)
    if isinstance(field, models.IntegerField | models.DecimalField):
        return 1
    if isinstance(field, models.UUIDField | models.BinaryField):
        return _LEFT
    if isinstance(field, models.JSONField):
        return {}
    if isinstance(field, models.GenericIPAddressField):
        return "203.0.113.7"
    if field.max_length and len(MARK) + 6 > field.max_length:
        return str(next(_numbers))[: field.max_length]
    return f"{MARK}{next(_numbers)}" if not field.has_default() or field.get_default() == "" else _LEFT
