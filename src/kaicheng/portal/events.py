"""What the trail records about the public site."""

from __future__ import annotations

import datetime as dt

from kaicheng.audit.recording import SYSTEM, Entry, Target, record
from kaicheng.audit.registry import register
from kaicheng.portal.models import AnnualReportPage

REPORT_READ_IN = register(
    "portal.report.read_in",
    zh="读入系统启用前已经公开的{facts[year]}年度报告“{label}”，原文件{facts[source]}",
    en="read in the report “{label}” on {facts[year]}, public before the system, from {facts[source]}",
    facts=["year", "source"],
)


def told_of_reading_in(page: AnnualReportPage, at: dt.datetime) -> None:
    """Tell that the report, as it stands now, was public before the system. Within ``recording.atomic()``."""
    record(
        Entry(
            type=REPORT_READ_IN,
            chain=page.agency.chain,
            actor=SYSTEM,
            target=Target.of(page, page.title),
            at=at,
            facts={"year": str(page.year), "source": page.source_name},
            content_hash=page.content_hash,
        )
    )
