"""Who reports to whom: every report goes to one authority, and covers bodies that write none of their own.

Art. 49 of the Regulation: a department hands its report to the supervising department of its level, which
publishes the report of the whole government. That department is mostly the government's general office; what
is handed to it becomes part of the government's report, so that here it goes to the government itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Length, Substr

from kaicheng.agencies.models import Agency
from kaicheng.agencies.models.agency import Kind

Above = Callable[[Agency], Agency | None]


def reports(agency: Agency, year: int | None = None) -> bool:
    """Whether it owes a report of its own: it exists (or did at the end of the year), acts in its own name,
    and is no public enterprise."""
    since = agency.status_since
    there = agency.active or bool(year and since and since > dt.date(year, 12, 31))
    return there and agency.acts_in_own_name and agency.kind != Kind.PUBLIC_SERVICE


def superior_of(agency: Agency, parent_of: Above = Agency.get_parent) -> Agency | None:
    """To whom an authority's report goes; None for the highest here.

    The supervising department that its particulars name, else what stands right above it; the government
    instead of its general office; and whoever took over, or stands above, where that one writes no report.
    """
    above = _government(agency.supervising_department, parent_of)
    if above is None or above == agency:
        above = parent_of(agency)
    seen: set[int] = set()
    while above is not None and (not reports(above) or above == agency):
        seen.add(above.pk)
        following = above.successor if above.successor_id else None
        above = following if following and following.pk not in seen else parent_of(above)
    return above


def _government(department: Agency | None, parent_of: Above) -> Agency | None:
    """Whose report a supervising department puts together."""
    if department is not None and department.kind == Kind.GENERAL_OFFICE:
        government = parent_of(department)
        if government is not None and government.kind == Kind.GOVERNMENT:
            return government
    return department


def units_of(to: Agency, year: int | None = None) -> list[Agency]:
    """The authorities that hand their reports to this one as the tree stands now, in its order: those of
    their own units are in them already. With ``year``, those that have ended since among them."""
    related = Agency.objects.select_related("supervising_department", "successor")
    rows = related.filter(Q(path__startswith=to.path) | Q(supervising_department__path__startswith=to.path))
    known = {row.path: row for row in rows.order_by("path")}

    def parent_of(agency: Agency) -> Agency | None:
        path = agency.path[: -Agency.steplen]
        return known.get(path) or (Agency.objects.filter(path=path).first() if path else None)

    owing = [row for row in known.values() if row != to and reports(row, year)]
    return [row for row in owing if superior_of(row, parent_of) == to]


def supervising(rows: QuerySet[Agency]) -> list[Agency]:
    """Those to whom anybody may hand in: something stands below them, or names them as its supervisor. What
    goes to a government's general office is handed to the government."""
    named = Agency.objects.filter(supervising_department=OuterRef("pk"))
    path = OuterRef("path")
    government = Agency.objects.filter(
        kind=Kind.GOVERNMENT, path=Substr(path, 1, Length(path) - Agency.steplen)
    )
    office = Q(Exists(government), kind=Kind.GENERAL_OFFICE)
    return list(rows.filter(Q(numchild__gt=0) | Exists(named) & ~office).order_by("path"))


def _merged_until(day: dt.date) -> Q:
    return Q(status_since__isnull=True) | Q(status_since__lte=day)


def merged_by(ids: Iterable[int], day: dt.date) -> set[int]:
    """The authorities given and all that were merged into them by a day, directly or by steps."""
    found = set(ids)
    fresh = set(found)
    while fresh:
        rows = Agency.objects.filter(_merged_until(day), successor__in=fresh)
        fresh = set(rows.values_list("pk", flat=True)) - found
        found |= fresh
    return found


def strays(top: Agency, day: dt.date) -> tuple[frozenset[int], frozenset[int]]:
    """Of those merged by a day: which stand outside the sub-tree of ``top`` and ended within it, and which
    stand within and ended outside."""
    rows = Agency.objects.filter(_merged_until(day), successor__isnull=False)
    following = dict(rows.values_list("pk", "successor"))
    paths = dict(Agency.objects.filter(pk__in={*following, *following.values()}).values_list("pk", "path"))
    joined, left = set(), set()
    for pk in following:
        end, seen = pk, {pk}
        while end in following and following[end] not in seen:
            end = following[end]
            seen.add(end)
        within, ended = (paths[one].startswith(top.path) for one in (pk, end))
        if ended and not within:
            joined.add(pk)
        elif within and not ended:
            left.add(pk)
    return frozenset(joined), frozenset(left)


def covered_by(agency: Agency, day: dt.date) -> set[int]:
    """Bodies below that act in the name of this authority: its report speaks for them too, for what they did
    before they ended as well. What was merged into another one by that day is with that one."""
    rows = Agency.objects.filter(path__startswith=agency.path, acts_in_own_name=False)
    rows = rows.exclude(kind=Kind.PUBLIC_SERVICE).exclude(_merged_until(day), successor__isnull=False)
    found: dict[str, int] = {}
    for pk, path in rows.exclude(pk=agency.pk).order_by("depth").values_list("pk", "path"):
        if path[: -Agency.steplen] in (agency.path, *found):
            found[path] = pk
    return set(found.values())
