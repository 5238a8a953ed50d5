"""Reports as they are kept: text of ``kaicheng/annual-report/1``, exact to the last zero."""

from __future__ import annotations

import json
from decimal import Decimal

from kaicheng.annual_report.model import AnnualReport
from kaicheng.annual_report.writers import write


def to_text(report: AnnualReport) -> str:
    """The text to keep."""
    return write(report, "json").decode()


def from_text(text: str) -> AnnualReport:
    """The report in a text that :func:`to_text` made."""
    return AnnualReport.from_json(json.loads(text, parse_float=Decimal))
