"""审计记录 for the audit administrator: found by authority, act, person and day; exported with its proof."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.apps import apps
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kaicheng.agencies import events
from kaicheng.agencies.models import Agency, Membership, User
from kaicheng.agencies.permissions import Standing
from kaicheng.agencies.roles import Role
from kaicheng.agencies.staff.web import context_of, day, number, page, staff, standing_of
from kaicheng.audit import queries, registry
from kaicheng.audit.exports import export as lines_of
from kaicheng.audit.queries import BadCursor
from kaicheng.audit.recording import Entry, Target, atomic, record
from kaicheng.privacy.registry import INSTALLATION

_BLANK = re.compile(r"\{[^}]*\}")
VIEW, EXPORT = "audit.trail.view", "audit.trail.export"


@staff
@require_GET
def trail(request: HttpRequest) -> HttpResponseBase:
    """Events, newest first."""
    standing = standing_of(request)
    mine = _authorities(standing, VIEW)
    given = request.GET
    where = number(given.get("jigou"))
    chosen = mine.filter(pk=where) if where is not None else None
    chains = _chains(standing, mine) if chosen is None else list(chosen.values_list("chain", flat=True))
    found = queries.events(
        chains=chains,
        action=given.get("xingwei") or None,
        actor=_actor(given.get("renyuan", "")),
        since=_midnight(day(given.get("cong"))),
        until=_midnight(day(given.get("dao")), after=True),
    )
    try:
        shown = queries.page(found, given.get("ye") or None)
    except BadCursor:
        shown = queries.page(found)
    rest = given.copy()
    rest.pop("ye", None)
    return page(
        request,
        "trail",
        _("审计记录"),
        [],
        shown=shown,
        query=rest.urlencode(),
        given=given,
        agencies=mine.order_by("path"),
        kinds=_kinds(),
        may_export=standing.may_somewhere(EXPORT),
    )


@staff
@require_POST
def export(request: HttpRequest) -> HttpResponseBase:
    """The whole trail of the authorities chosen, in the form that proves itself; the export is on record."""
    standing = standing_of(request)
    mine = _authorities(standing, EXPORT)
    where = number(request.POST.get("jigou"))
    chosen = mine.filter(pk=where) if where is not None else mine
    chains = _chains(standing, mine) if chosen is mine else list(chosen.values_list("chain", flat=True))
    first = chosen.order_by("path").first()
    if first is not None:
        context = context_of(request)
        capacity = standing.require(EXPORT, first)
        with atomic():
            record(
                Entry(
                    type=events.TRAIL_EXPORTED,
                    chain=first.chain,
                    actor=capacity.actor,
                    target=Target.of(first),
                    at=context["at"],
                    origin=context["origin"],
                    facts={"chains": len(chains)},
                )
            )
    response = StreamingHttpResponse(lines_of(chains), content_type="application/x-ndjson")
    name = f"shenji-{timezone.localdate():%Y%m%d}.jsonl"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _kinds() -> list[tuple[str, list[tuple[str, str]]]]:
    """What can be looked for: the kinds of events, by the app they are about."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for kind in registry.registered():
        groups.setdefault(kind.name.partition(".")[0], []).append(
            (kind.name, _BLANK.sub("…", kind.sentence.zh))
        )
    names = {config.label: str(config.verbose_name) for config in apps.get_app_configs()}
    return [(names.get(app, app), listed) for app, listed in groups.items()]


def _authorities(standing: Standing, action: str) -> Any:
    """The authorities whose trail the person reads. Whoever reads none is refused."""
    rows = standing.visible(action, Agency.objects.all())
    if not standing.may_somewhere(action):
        standing.require(action, standing.held[0].agency if standing.held else Agency(path="0"))
    return rows


def _chains(standing: Standing, mine: Any) -> list[str]:
    """Their chains; and the installation's own, for the audit administrator above all others."""
    others = Membership.objects.effective(standing.on).filter(role=Role.AUDIT_ADMINISTRATOR)
    for capacity in standing.held:
        others = others.exclude(agency__path__startswith=capacity.agency.path)
    return [*mine.values_list("chain", flat=True), *([] if others.exists() else [INSTALLATION])]


def _actor(username: str) -> str | None:
    if not username.strip():
        return None
    user = User.objects.filter(username__iexact=username.strip()).first()
    return str(user.pk) if user else "-"


def _midnight(on: dt.date | None, *, after: bool = False) -> dt.datetime | None:
    if on is None:
        return None
    return timezone.make_aware(dt.datetime.combine(on + dt.timedelta(days=after), dt.time()))
