"""What personal data there is: every encrypted column is declared once, with its rules.

::

    # cases/personal.py, found by itself when the app is installed
    register(PersonalData(
        model=Applicant, category="applicant",
        fields=["name", "phone"], files=["identity_copy"],
        due=lambda before: Applicant.objects.filter(case__closed_on__lt=before),
        about=Case, of=lambda case: Applicant.objects.filter(case=case),
        may_open=permissions.may_open_applicant,
        chain=lambda applicant: applicant.case.agency.chain,
    ))
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet

INSTALLATION = "installation"
"""The audit chain of what belongs to no authority."""

_declared: dict[type[Model], PersonalData] = {}


class UndeclaredPersonalData(LookupError):
    """A model with personal data that nobody declared."""


def _nobody(_user: Any, _instance: Model) -> bool:
    return False


def _installation(_instance: Model) -> str:
    return INSTALLATION


@dataclass(frozen=True, kw_only=True)
class PersonalData:
    """The personal data in one model.

    ``due(before)`` selects the rows whose retention began before that moment. Rows are blanked field by field
    and file by file, or removed whole where ``whole_rows`` says so. ``of(subject)`` selects the rows about
    somebody, known as a row of ``about`` (a user, where it says nothing); ``also`` names columns in clear
    that are handed to that person too.
    """

    model: type[Model]
    category: str
    fields: Sequence[str] = ()
    files: Sequence[str] = ()
    also: Sequence[str] = ()
    due: Callable[[dt.datetime], QuerySet[Any]]
    of: Callable[[Any], QuerySet[Any]] | None = None
    about: type[Model] | None = None
    may_open: Callable[[Any, Any], bool] = _nobody
    chain: Callable[[Any], str] = _installation
    whole_rows: bool = False
    erased: str = ""
    """The column that keeps when a row was erased."""


def register(data: PersonalData) -> PersonalData:
    """Declare it. Raises ValueError for a model declared already."""
    if data.model in _declared:
        raise ValueError(f"{data.model._meta.label} is declared already")
    _declared[data.model] = data
    return data


def unregister(model: type[Model]) -> None:
    """Take a declaration back. For tests."""
    _declared.pop(model, None)


def declared() -> Iterator[PersonalData]:
    """Every declaration, by the model's name."""
    yield from sorted(_declared.values(), key=lambda data: data.model._meta.label)


def of_model(model: type[Model]) -> PersonalData:
    """The declaration of a model. Raises :class:`UndeclaredPersonalData`."""
    try:
        return _declared[model]
    except KeyError:
        raise UndeclaredPersonalData(f"{model._meta.label}: declare it in your app's personal.py") from None
