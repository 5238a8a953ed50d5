"""A report arrives: it is checked, gets its round, and stands in the supervisor's list."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kaicheng.agencies.models import Agency
from kaicheng.annual_report.checks import Settings, check
from kaicheng.annual_report.checks.rule import catalogue
from kaicheng.annual_report.checks.similarity import similar_reports
from kaicheng.annual_report.model import AnnualReport
from kaicheng.annual_report.roster import unit_key
from kaicheng.audit.recording import SYSTEM, Actor, Entry, Target, atomic, record
from kaicheng.findings import Finding, Severity, worst_first
from kaicheng.portal.models import AnnualReportPage
from kaicheng.portal.stored import from_text, to_text
from kaicheng.reporting import events
from kaicheng.reporting.editions import published_on
from kaicheng.reporting.models import HandIn, IntakeFile
from kaicheng.reporting.supervising.units import hand_in_by, publish_by, season_of, units_of


def latest(to: Agency, year: int) -> list[HandIn]:
    """The last round of every unit, by name."""
    found: dict[str, HandIn] = {}
    for row in HandIn.objects.filter(to=to, year=year).select_related("agency", "page").order_by("round"):
        found[unit_key(row.unit)] = row
    return sorted(found.values(), key=lambda row: (row.agency.path if row.agency else "~", row.unit))


def earlier_report(to: Agency, agency: Agency | None, unit: str, year: int) -> AnnualReport | None:
    """The unit's report of the year before: published here, else as it was handed in."""
    found = published_on(agency, year - 1) if agency is not None else None
    if found is not None:
        return found
    row = HandIn.objects.filter(to=to, year=year - 1, unit=unit).order_by("-round").first()
    return from_text(row.report_json) if row else None


def receive(
    to: Agency,
    report: AnnualReport,
    *,
    agency: Agency | None,
    year: int,
    way: HandIn.Way,
    at: dt.datetime,
    today: dt.date,
    published_on_day: dt.date | None = None,
    page: AnnualReportPage | None = None,
    file: IntakeFile | None = None,
    seal_key: str = "",
    signatures: Sequence[Mapping[str, Any]] = (),
    actor: Actor = SYSTEM,
) -> HandIn | None:
    """Take a report in as the unit's next round; None where its last round says the same."""
    text = to_text(report)
    digest = hashlib.sha256(text.encode()).hexdigest()
    unit = (agency.name if agency else report.agency) or (file.name if file else "")
    with atomic():
        Agency.objects.select_for_update().get(pk=to.pk)
        last = HandIn.objects.filter(to=to, year=year, unit=unit).order_by("-round").first()
        if last is not None and last.digest == digest:
            return None
        row = HandIn(
            to=to,
            agency=agency,
            unit=unit[:120],
            year=year,
            round=last.round + 1 if last else 1,
            way=way,
            report_json=text,
            digest=digest,
            page=page,
            published_on=published_on_day,
            intake_file=file,
            seal_key=seal_key,
            signatures=list(signatures),
            handed_at=at,
        )
        previous = earlier_report(to, agency, unit, year)
        put_findings(row, _checks(row, report, previous, today))
        row.save()
        record(
            Entry(
                type=events.REPORT_RECEIVED,
                chain=to.chain,
                actor=actor,
                target=Target.of(row, str(row)),
                at=at,
                facts={"unit": row.unit, "year": year, "round": row.round, "way": str(HandIn.Way(way).label)},
                content_hash=digest,
            )
        )
    return row


def _checks(
    row: HandIn, report: AnnualReport, previous: AnnualReport | None, today: dt.date
) -> list[Finding]:
    settings = Settings(makes_rules=row.agency.makes_rules if row.agency else None)
    return [*check(report, previous, settings), *_lateness(row, today)]


def _lateness(row: HandIn, today: dt.date) -> list[Finding]:
    """P01: handed in or published after the last day."""
    season = season_of(row.to, row.year)
    until = hand_in_by(season, row.agency)
    found = []
    if today > until and row.round == 1:
        found.append(
            catalogue()["P01"].found(
                f"{today.isoformat()}报送，超过了期限{until.isoformat()}。",
                f"Handed in on {today}, later than {until}.",
                expected=f"≤{until}",
                actual=today,
            )
        )
    public = publish_by(season, row.agency)
    if row.published_on is not None and row.published_on > public and row.round == 1:
        found.append(
            catalogue()["P01"].found(
                f"{row.published_on.isoformat()}公布，超过了期限{public.isoformat()}。",
                f"Published on {row.published_on}, later than {public}.",
                expected=f"≤{public} ",
                actual=row.published_on,
            )
        )
    return found


def put_findings(row: HandIn, findings: Iterable[Finding]) -> None:
    """Keep findings with the hand-in, worst first, and count them."""
    found = worst_first(findings)
    row.findings = [stored(one) for one in found]
    row.blocking = sum(one.severity is Severity.BLOCK for one in found)
    row.warnings = sum(one.severity is Severity.WARN for one in found)


def stored(finding: Finding) -> dict[str, Any]:
    """A finding as it is kept: the contract's object and its fingerprint."""
    return {**finding.to_json(), "fingerprint": finding.fingerprint}


def compare_with_each_other(to: Agency, year: int) -> int:
    """Q02 over all that has been handed in: which reports are much like another unit's. Gives how many."""
    rows = {str(row.pk): row for row in latest(to, year)}
    pairs = ((key, from_text(row.report_json)) for key, row in rows.items())
    alike = dict(similar_reports(pairs))
    for key, row in rows.items():
        kept = [one for one in row.findings if one["rule"] != "Q02"]
        found = [stored(alike[key])] if key in alike else []
        if kept + found != row.findings:
            order = list(Severity)
            row.findings = sorted(kept + found, key=lambda one: order.index(Severity(one["severity"])))
            row.warnings = sum(one["severity"] == Severity.WARN for one in row.findings)
            row.save(update_fields=["findings", "warnings"])
    return len(alike)


def unit_named(to: Agency, name: str | None) -> Agency | None:
    """The unit of this installation that a report names."""
    if not name:
        return None
    wanted = unit_key(name)
    return next((unit for unit in units_of(to) if unit_key(unit.name) == wanted), None)
