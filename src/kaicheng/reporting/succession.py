"""What a report takes over from authorities merged into its own during the year (R4 of the form)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from kaicheng.agencies.models import Agency
from kaicheng.annual_report.form import form_for
from kaicheng.annual_report.model import AnnualReport
from kaicheng.findings import Finding, Text
from kaicheng.reporting.editions import published_on
from kaicheng.reporting.scope import Scope
from kaicheng.reporting.tally import tally
from kaicheng.reporting.tree import covered_by, merged_by


def merged_during(agency: Agency, year: int) -> list[Agency]:
    """Those merged into the authority in a year: on the year before each had a report of its own."""
    first, last = dt.date(year - 1, 12, 31), dt.date(year, 12, 31)
    before = merged_by({agency.pk, *covered_by(agency, first)}, first)
    pks = merged_by({agency.pk, *covered_by(agency, last)}, last) - before
    return list(Agency.objects.filter(pk__in=pks).order_by("path"))


def year_before(agency: Agency, year: int, previous: AnnualReport | None = None) -> AnnualReport | None:
    """The report that a year's is held against: the published one of the year before, or ``previous``, with
    what those merged in since have carried forward, by their reports or else by their records."""
    last = previous or published_on(agency, year - 1)
    merged = merged_during(agency, year) if last is not None else []
    if last is None or not merged:
        return last
    paths = [path for path in form_for(year - 1).cells if path.startswith("requests.carried_forward.")]
    figures = dict(last.figures)
    for one in merged:
        theirs = published_on(one, year - 1) or tally(Scope.year(one, year - 1)).report()
        for path in paths:
            figures[path] = figures.get(path, 0) + (theirs[path] or 0)
    return replace(last, figures=figures)


def with_their_names(found: Iterable[Finding], agency: Agency, year: int) -> list[Finding]:
    """T305 says whose requests are among those carried forward last year."""
    findings = list(found)
    if not any(one.rule == "T305" for one in findings):
        return findings
    names = "、".join(one.name for one in merged_during(agency, year))
    if not names:
        return findings
    zh, en = f"（上年数含本年并入的{names}）", f" (with those merged in during the year: {names})"
    return [
        replace(one, message=Text(one.message.zh + zh, one.message.en + en)) if one.rule == "T305" else one
        for one in findings
    ]
