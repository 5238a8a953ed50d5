"""A report arrives: it is checked, gets its round, and stands in the supervisor's list."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.utils import timezone

from kaicheng.agencies.models import Agency
from kaicheng.agencies.models.agency import Status
from kaicheng.annual_report.checks import Settings, check
from kaicheng.annual_report.checks.rule import catalogue
from kaicheng.annual_report.checks.similarity import similar_reports
from kaicheng.annual_report.model import AnnualReport
from kaicheng.annual_report.roster import unit_key
from kaicheng.audit.recording import SYSTEM, Actor, Entry, Target, atomic, record
from kaicheng.findings import Finding, Severity, Text, worst_first
from kaicheng.portal.models import AnnualReportPage
from kaicheng.portal.report_duty import has_term
from kaicheng.portal.stored import from_text, to_text
from kaicheng.publishing.models.document import Mark
from kaicheng.reporting import events
from kaicheng.reporting.editions import published_on
from kaicheng.reporting.models import HandIn, IntakeFile
from kaicheng.reporting.records_checks import check_held, keeps_records
from kaicheng.reporting.scope import Scope
from kaicheng.reporting.succession import with_their_names, year_before
from kaicheng.reporting.supervising.rounds import latest, rounds_of
from kaicheng.reporting.supervising.units import hand_in_by, publish_by, season_of
from kaicheng.reporting.tally import tally
from kaicheng.reporting.whole import whole_of


def earlier_report(to: Agency, agency: Agency | None, unit: str, year: int) -> AnnualReport | None:
    """The unit's report of the year before: published here, else as it was handed in."""
    row = None if agency and published_on(agency, year - 1) else rounds_of(to, year - 1, agency, unit).first()
    handed = from_text(row.report_json) if row else None
    return year_before(agency, year, handed) if agency is not None else handed


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
    unit = ((agency.name if agency else report.agency) or (file.name if file else ""))[:120]
    with atomic():
        Agency.objects.select_for_update().get(pk=to.pk)
        last = rounds_of(to, year, agency, unit).first()
        if last is not None and last.digest == digest and last.refused_at is None:
            return None
        row = HandIn(
            to=to,
            agency=agency,
            unit=unit,
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
            verdicts=last.verdicts if last else {},
        )
        check_anew(row, last, today)
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


def check_anew(row: HandIn, last: HandIn | None, today: dt.date) -> None:
    """Check a hand-in that arrived on ``today`` after the round ``last``, and keep what is found with it."""
    previous = earlier_report(row.to, row.agency, row.unit, row.year)
    put_findings(row, _checks(row, from_text(row.report_json), last, previous, today))


def _checks(
    row: HandIn, report: AnnualReport, last: HandIn | None, previous: AnnualReport | None, today: dt.date
) -> list[Finding]:
    settings = Settings(makes_rules=row.agency.makes_rules if row.agency else None)
    said: Iterable[Finding] = check(report, previous, settings)
    if row.agency is not None:
        said = with_their_names(said, row.agency, row.year)
    found = [*said, *_against_records(row, report, today)]
    return [*found, *(_lateness(row, today) if last is None else _late_again(row, last))]


def _against_records(row: HandIn, report: AnnualReport, today: dt.date) -> Iterator[Finding]:
    """What the unit's own records say otherwise, where it keeps them here."""
    if row.agency is None:
        return
    if row.page is not None and row.page.mark != Mark.HERE:
        return  # it was public before anything was on file here
    own = tally(Scope.year(row.agency, row.year))
    if row.way == HandIn.Way.HERE or keeps_records(own):
        yield from check_held(report, whole_of(row.agency, row.year, own), today)


def _lateness(row: HandIn, today: dt.date) -> Iterator[Finding]:
    """P01: handed in or published after the last day. Of years before Art. 49 nothing is said."""
    if not has_term(row.year):
        return
    season = season_of(row.to, row.year)
    unit = row.agency or row.unit
    until, public = hand_in_by(season, unit), publish_by(season, unit)
    if today > until:
        yield _late(f"{today.isoformat()}报送，超过了期限{until.isoformat()}。", "Handed in", until, today)
    if row.published_on is not None and row.published_on > public:
        day = row.published_on
        yield _late(f"{day.isoformat()}公布，超过了期限{public.isoformat()}。", "Published", public, day)


def _late_again(row: HandIn, last: HandIn) -> Iterator[Finding]:
    """P01 of a later round: what was late stays late, and mending has its own day."""
    for one in last.findings:
        if one["rule"] == "P01":
            told = Text(one["message"], one["message_en"])
            yield Finding("P01", Severity(one["severity"]), told, (), one["expected"], one["actual"])
    day = timezone.localdate(row.handed_at)
    if last.returned_at is not None and last.mend_by is not None and day > last.mend_by:
        zh = f"要求{last.mend_by.isoformat()}前改正，{day.isoformat()}才重新报送。"
        yield _late(zh, "Handed in again", last.mend_by, day)


def _late(zh: str, what: str, until: dt.date, day: dt.date) -> Finding:
    en = f"{what} on {day}, later than {until}."
    return catalogue()["P01"].found(zh, en, expected=f"≤{until}", actual=f"{what} {day}")


def put_findings(row: HandIn, findings: Iterable[Finding]) -> None:
    """Keep findings with the hand-in, worst first, and count them."""
    row.findings = [stored(one) for one in worst_first(findings)]
    count_findings(row)


def holds(row: HandIn, finding: Mapping[str, Any]) -> bool:
    """Whether a finding stands: nobody has said with a reason that it does not."""
    verdict = row.verdicts.get(finding["fingerprint"])
    return verdict is None or bool(verdict["upheld"])


def count_findings(row: HandIn) -> None:
    """Count what is to be mended and looked at, without what does not hold."""
    counts = Counter(one["severity"] for one in row.findings if holds(row, one))
    row.blocking, row.warnings = counts[Severity.BLOCK], counts[Severity.WARN]


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
            count_findings(row)
            row.save(update_fields=["findings", "blocking", "warnings"])
    return len(alike)


def named_below(to: Agency, name: str | None) -> Agency | None:
    """The authority of this installation that a report names, by today's name or an earlier one: ``to``
    itself, one below, or one supervised."""
    if not name:
        return None
    wanted = unit_key(name)
    near = Q(path__startswith=to.path) | Q(supervising_department__path__startswith=to.path)
    rows = Agency.objects.filter(near, status=Status.ACTIVE)
    for known in ("name", "names__name"):
        for pk, name in rows.order_by("path").values_list("pk", known):
            if name and unit_key(name) == wanted:
                return Agency.objects.get(pk=pk)
    return None
