"""Checks of an annual report: arithmetic, last year, text against tables, quality.

Every rule is described in ``docs/findings.md``. A rule that cannot be decided from what is at hand stays
silent: no finding never means that a rule which needs the authority's records was passed.
"""

from __future__ import annotations

from kaicheng.annual_report.checks import (  # noqa: F401 - importing a module registers its rules
    cells,
    chapters,
    consistency,
    dates,
    fees,
    narrative,
    places,
    proactive,
    punctuation,
    quality,
    reading,
    remedies,
    requests,
    similarity,
    sums,
    wording,
)
from kaicheng.annual_report.checks.rule import Case, Needs, Settings, catalogue, decisions
from kaicheng.annual_report.model import AnnualReport
from kaicheng.findings import Finding, worst_first

__all__ = ["Settings", "check"]


def check(
    report: AnnualReport, previous: AnnualReport | None = None, settings: Settings | None = None
) -> list[Finding]:
    """What is wrong with a report, worst first.

    ``previous`` is the same authority's report of the year before; without it the rules that compare
    years are left out.
    """
    case = Case(report, previous, settings or Settings())
    found: list[Finding] = []
    for rule_id, decide in decisions().items():
        rule = catalogue()[rule_id]
        if rule.needs is Needs.PREVIOUS and previous is None:
            continue
        found.extend(decide(rule, case))
    return worst_first(found)
