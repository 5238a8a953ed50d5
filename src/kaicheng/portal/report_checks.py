"""What is checked of a report before it is signed. Apps that know more than the report add their checks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from kaicheng.findings import Finding, worst_first

if TYPE_CHECKING:
    from kaicheng.portal.models import AnnualReportPage

Check = Callable[["AnnualReportPage"], Iterable[Finding]]
_checks: list[Check] = []


def register(check: Check) -> Check:
    """Add a check of reports that are to be signed."""
    _checks.append(check)
    return check


def findings_of(page: AnnualReportPage) -> list[Finding]:
    """What every check says of a version, worst first."""
    return worst_first(finding for check in _checks for finding in check(page))
