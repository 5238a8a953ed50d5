"""What apps above this one offer on the case screen, each where it fits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from kaicheng.agencies.permissions import Standing
from kaicheng.cases.models import Case
from kaicheng.statute import CaseState


@dataclass(frozen=True, slots=True)
class Offer:
    """A way to go on from a case."""

    url: str
    label: str | Promise


Offering = Callable[[Case, CaseState, Standing], Offer | None]
_offerings: list[Offering] = []


def offers(offering: Offering) -> Offering:
    """Register what offers something for a case; None where it does not fit."""
    _offerings.append(offering)
    return offering


def offered(case: Case, state: CaseState, standing: Standing) -> list[Offer]:
    """Everything that fits the case."""
    found = [offering(case, state, standing) for offering in _offerings]
    return [one for one in found if one is not None]
