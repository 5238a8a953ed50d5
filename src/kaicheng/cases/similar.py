"""Earlier requests like a new one: of the same applicant by blind index, and by the likeness of the text."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from kaicheng.agencies.models import Agency
from kaicheng.cases.models import Applicant, Case
from kaicheng.privacy.fields import blind

ALIKE = 0.5
"""From this share of common pairs of characters on, two texts ask for much the same."""
THE_SAME = 0.9
LOOKED_AT = 400
"""So many earlier requests are compared at most, the newest first: enough for years of an authority's
register."""
SHOWN = 8
YEARS = 2


@dataclass(frozen=True, slots=True)
class Similar:
    """An earlier request and how it is like the new one. ``share`` runs from 0 to 1."""

    case: Case
    same_applicant: bool
    share: float

    @property
    def identical(self) -> bool:
        """Whether it may well be the very same request of the same applicant."""
        return self.same_applicant and self.share >= THE_SAME


def find_similar(
    agency: Agency,
    wanted: str,
    *,
    name: str = "",
    id_number: str = "",
    telephone: str = "",
    today: dt.date,
    besides: Case | None = None,
) -> list[Similar]:
    """Earlier requests to ``agency`` that are of the same applicant or ask for much the same, nearest
    first."""
    same = Q(pk__in=[])
    for field, text in (("name", name), ("id_number", id_number), ("telephone", telephone)):
        digest = blind(Applicant, field, text)
        if digest:
            same |= Q(**{f"applicant__{_INDEX[field]}": digest})
    return _compared(agency, wanted, same, today, besides)


_INDEX = {"name": "name_index", "id_number": "id_index", "telephone": "telephone_index"}


def similar_to(case: Case, today: dt.date) -> list[Similar]:
    """The same for a request that is in the register."""
    applicant = getattr(case, "applicant", None)
    same = Q(pk__in=[])
    for index in _INDEX.values():
        if applicant is not None and (digest := getattr(applicant, index)):
            same |= Q(**{f"applicant__{index}": digest})
    return _compared(case.agency, case.wanted, same, today, case)


def _compared(agency: Agency, wanted: str, same: Q, today: dt.date, besides: Case | None) -> list[Similar]:
    since = today - dt.timedelta(days=366 * YEARS)
    rows = Case.objects.filter(agency=agency).select_related("applicant").order_by("-pk")
    if besides is not None:
        rows = rows.exclude(pk=besides.pk)
    own = {case.pk: case for case in rows.filter(same)[:LOOKED_AT]}
    others = rows.filter(arrived_on__gte=since).exclude(pk__in=own)[:LOOKED_AT]
    pairs = _pairs(wanted)
    found = [Similar(case, True, _share(pairs, _pairs(case.wanted))) for case in own.values()]
    found += [
        one
        for one in (Similar(case, False, _share(pairs, _pairs(case.wanted))) for case in others)
        if one.share >= ALIKE
    ]
    return sorted(found, key=lambda one: (one.share < ALIKE, not one.same_applicant, -one.share))[:SHOWN]


def _pairs(text: str) -> frozenset[str]:
    plain = "".join(sign for sign in unicodedata.normalize("NFKC", text).casefold() if sign.isalnum())
    return frozenset(plain[at : at + 2] for at in range(len(plain) - 1)) or frozenset({plain})


def _share(one: Iterable[str], other: Iterable[str]) -> float:
    one, other = set(one), set(other)
    return len(one & other) / len(one | other) if one | other else 0.0
