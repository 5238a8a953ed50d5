"""What reports say in words that the report of a whole adds up: items made public, and part six on fees."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from kaicheng.annual_report.checks.fees import fee_statement
from kaicheng.annual_report.model import AnnualReport
from kaicheng.annual_report.numbers import Figure
from kaicheng.portal.stored import from_text
from kaicheng.reporting.models import HandIn

SUMMED = ("published_items", "fee_notices", "fee_amount", "fee_paid")
"""The facts that are added up, by name."""

ITEMS = re.compile(r"(?:主动公开|发布|公开)[^，。；,;\d]{0,16}?(?:信息)?[^，。；,;\d]{0,6}?(\d+)条")
"""How many items the text says were made public."""


@dataclass(frozen=True, slots=True)
class Told:
    """The sum by fact, and the units whose reports do not say one of them."""

    values: Mapping[str, Figure]
    silent: Mapping[str, tuple[str, ...]]


def told_in(row: HandIn) -> dict[str, Figure]:
    """What one report says: as it was frozen with the page, else as its text reads."""
    found: dict[str, Figure] = {}
    frozen = row.page.facts.get("told", {}) if row.page is not None else {}
    for name, value in {**_read(from_text(row.report_json)), **frozen}.items():
        number = Decimal(value)
        found[name] = int(number) if number == number.to_integral_value() else number
    return found


def _read(report: AnnualReport) -> dict[str, str]:
    said = fee_statement(report)
    fees = {"fee_notices": said.notices, "fee_amount": said.notified, "fee_paid": said.collected}
    if said.none_sent or said.denied:  # 没有收费：nothing was asked for, whatever is not named
        fees = {name: value or Decimal(0) for name, value in fees.items()}
    found = {name: str(value) for name, value in fees.items() if value is not None}
    items = [int(match[1]) for match in ITEMS.finditer(report.chapters.get("overview", ""))]
    return {**found, "published_items": str(max(items))} if items else found


def told_together(own: Mapping[str, Figure], rows: Iterable[HandIn]) -> Told:
    """The own values and those of the units together."""
    values = {name: own[name] for name in SUMMED}
    silent: dict[str, list[str]] = {name: [] for name in SUMMED}
    for row in rows:
        said = told_in(row)
        for name in SUMMED:
            if name in said:
                values[name] += said[name]
            else:
                silent[name].append(row.unit)
    return Told(values, {name: tuple(units) for name, units in silent.items() if units})
