"""For which offices somebody writes, and what was chosen last time."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from kaicheng.agencies import permissions
from kaicheng.agencies.models import Agency, Office, User
from kaicheng.agencies.permissions import Denied, Scope, Standing
from kaicheng.publishing.columns import Column
from kaicheng.publishing.kinds import Genre, Kind
from kaicheng.publishing.models import ColumnPage, DocumentPage

DRAFT = "publishing.document.draft"
_NOT_WRITTEN_IN = (Column.PROACTIVE, Column.REPORTS, Column.REQUESTS)
_GENRES = {
    Kind.RULES: Genre.ORDER,
    Kind.NORMATIVE: Genre.NOTICE,
    Kind.OFFICIAL: Genre.NOTICE,
    Kind.NOTICE: Genre.PROCLAMATION,
    Kind.PUBLIC_NOTICE: Genre.PROCLAMATION,
}


def offices_of(standing: Standing) -> list[Office]:
    """The offices for which the person may write, the own ones first."""
    scopes = permissions.find(DRAFT).scopes
    own = [one for one in standing.held if one.role in scopes and one.office is not None]
    wide = [one for one in standing.held if scopes.get(one.role) is Scope.AGENCY]
    found = {one.office.pk: one.office for one in own if one.office is not None}
    if wide:
        agencies = {one.membership.agency_id for one in wide}
        more = Office.objects.filter(agency__in=agencies).on(standing.on).select_related("agency")
        found |= {office.pk: office for office in more if office.pk not in found}
    return list(found.values())


def agency_of_writer(standing: Standing) -> Agency:
    """The authority for which the person writes. Raises Denied for somebody who does not."""
    offices = offices_of(standing)
    if not offices:
        raise Denied(permissions.find(DRAFT), elsewhere=False)
    return offices[0].agency


def columns_for(offices: list[Office]) -> QuerySet[ColumnPage]:
    """The columns in which these offices may put a document."""
    agencies = {office.agency_id for office in offices}
    return (
        ColumnPage.objects.live()
        .filter(agency__in=agencies, closed_on__isnull=True)
        .exclude(kind__in=_NOT_WRITTEN_IN)
        .order_by("path")
    )


@dataclass(frozen=True, slots=True)
class LastTime:
    """What somebody chose for their last document; None and empty when there is none."""

    column: int | None = None
    kind: str = Kind.NOTICE
    office: int | None = None
    topic: str = ""
    genre: str = ""


def last_time(user: User) -> LastTime:
    """What the person chose last."""
    last = DocumentPage.objects.filter(owner=user).order_by("-pk").first()
    if last is None:
        return LastTime()
    parent = last.get_parent()
    return LastTime(parent.pk, last.kind, last.office_id, last.topic, last.genre)


def usual_topic(office: int | None, agency: Agency) -> str:
    """The topic that the office, else the authority, used last."""
    recent = DocumentPage.objects.filter(agency=agency).exclude(topic="").order_by("-pk")
    own = recent.filter(office=office).values_list("topic", flat=True).first()
    return own or recent.values_list("topic", flat=True).first() or ""


def genre_of(kind: str, before: LastTime) -> str:
    """The likely genre of a kind of document: as last time for the same kind."""
    if before.genre and before.kind == kind:
        return before.genre
    return str(_GENRES.get(Kind(kind), Genre.OTHER))
