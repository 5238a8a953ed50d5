"""Reports of units that nobody knows: say whose one is, or do not take it in."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from kaicheng.agencies.actions.base import StaffAction, refuse, required
from kaicheng.agencies.models import Agency
from kaicheng.audit.recording import Entry
from kaicheng.reporting import events
from kaicheng.reporting.models import HandIn, Season
from kaicheng.reporting.supervising.receiving import check_anew
from kaicheng.reporting.supervising.rounds import latest, rounds_of
from kaicheng.reporting.supervising.units import strangers, units_on


class _OnUnknown(StaffAction[HandIn]):
    """Something about every round of a unit that nobody knows."""

    permission = "reporting.report.supervise"

    def __init__(self, hand_in: HandIn, **context: object) -> None:
        super().__init__(**context)  # type: ignore[arg-type]
        self.hand_in = hand_in

    def subject(self) -> models.Model:
        return self.hand_in

    def validate(self) -> None:
        self.to = Agency.objects.select_for_update().get(pk=self.hand_in.to_id)
        self.year, self.said = self.hand_in.year, self.hand_in.unit
        rows = HandIn.objects.select_for_update(of=("self",)).filter(
            to=self.to, year=self.year, unit=self.said, agency=None, refused_at__isnull=True
        )
        self.rows = list(rows.order_by("round"))
        known = {row.unit for row in strangers(self.to, self.year, latest(self.to, self.year))}
        if self.said not in known:
            refuse("这份报告是哪个单位的，已经有人认定过了。请刷新页面。")


class AssignReport(_OnUnknown):
    """Say whose it is: a unit of this installation, or with None one outside it, which joins the roster."""

    def __init__(self, hand_in: HandIn, unit: Agency | None, **context: object) -> None:
        super().__init__(hand_in, **context)
        self.unit = unit

    def validate(self) -> None:
        super().validate()
        if self.unit is None:
            return
        if self.unit not in units_on(self.to, self.year):
            refuse("这个单位这一年不向本机关报送。", "unit")
        self.last = rounds_of(self.to, self.year, self.unit, self.unit.name).exclude(unit=self.said).first()
        if self.last is not None and self.last.handed_at > self.rows[-1].handed_at:
            refuse(f"{self.unit.name}在这以后又报送过（第{self.last.round}次），这一份请选“不收”。", "unit")

    def perform(self) -> HandIn:
        if self.unit is None:
            season, _made = Season.objects.get_or_create(to=self.to, year=self.year)
            known = season.roster or [unit.name for unit in units_on(self.to, self.year)]
            season.roster = [*known, self.said]
            season.save(update_fields=["roster"])
            return self.rows[-1]
        for row in self.rows:
            row.agency, row.unit = self.unit, self.unit.name
            row.round = self.last.round + 1 if self.last else 1
            check_anew(row, self.last, timezone.localdate(row.handed_at))
            row.save()
            self.last = row
        return self.rows[-1]

    def event(self) -> Entry:
        unit = self.unit.name if self.unit else f"{self.said}（列入名单）"
        facts = {"year": self.year, "said": self.said, "unit": unit}
        return self.entry(events.FILE_ASSIGNED, self.to.chain, self.rows[-1], facts=facts, label=self.said)


class RefuseReport(_OnUnknown):
    """Do not take it in: it stays on file with the reason and counts nowhere."""

    def validate(self) -> None:
        super().validate()
        self.reason = required(self.reason, "请写明为什么不收。", "reason")[:300]

    def perform(self) -> HandIn:
        for row in self.rows:
            row.refused_at, row.refused_by, row.refused_why = self.at, self.by, self.reason
            row.refused_post = self.capacity.post if self.capacity else ""
            row.save(update_fields=["refused_at", "refused_by", "refused_why", "refused_post"])
        return self.rows[-1]

    def event(self) -> Entry:
        facts = {"year": self.year, "said": self.said}
        return self.entry(events.FILE_REFUSED, self.to.chain, self.rows[-1], facts=facts, label=self.said)
