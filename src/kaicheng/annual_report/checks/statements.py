"""What the prose says about figures of the tables, each statement with the cells that it could mean."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kaicheng.annual_report.checks.counts import NUMBER
from kaicheng.annual_report.checks.prose import Sentence
from kaicheng.annual_report.model import AnnualReport, sum_figures
from kaicheng.annual_report.numbers import Figure

MOST = 500
"""Statements read of one kind: hundreds of times what reports have."""

Cells = tuple[str, ...]


def _rounding(value: Decimal) -> Decimal:
    """How much 余 or 近 may hide: less than one in the last digit that is not 0, or a tenth.

    >>> _rounding(Decimal(20)), _rounding(Decimal(5500))
    (Decimal('10'), Decimal('550'))
    """
    digits = str(int(value))
    zeros = len(digits) - len(digits.rstrip("0"))
    return max(Decimal(10) ** zeros if value else Decimal(), value / 10)


@dataclass(frozen=True, slots=True)
class Statement:
    """A number of the text with the cells whose sum it states; the first reading is the plainest.

    ``firm`` is whether the sentence leaves no doubt about subject, authority, year and exactness.
    """

    subject: str
    value: Decimal
    readings: tuple[Cells, ...]
    sentence: Sentence
    firm: bool
    rounded: bool
    start: int
    tolerance: Decimal = Decimal()
    """How far the cells may be off because the text gives fewer decimals than the table."""

    def agrees(self, report: AnnualReport) -> bool | None:
        """Whether a reading gives the number; ``None`` when no cells to compare with are filled."""
        sums = [value for value in (total(report, cells) for cells in self.readings) if value is not None]
        if not sums:
            return None
        if self.rounded:
            return any(abs(value - self.value) <= _rounding(self.value) for value in sums)
        return any(abs(value - self.value) <= self.tolerance for value in sums)


def total(report: AnnualReport, cells: Sequence[str]) -> Figure | None:
    """The sum of some cells, one with a minus sign before it taken away; ``None`` if one is not filled."""
    values = [report[cell.lstrip("-")] for cell in cells]
    known = [value for value in values if value is not None]
    if len(known) < len(values):
        return None
    return sum_figures(-value if cell[0] == "-" else value for cell, value in zip(cells, known, strict=True))


_PIECES = r"(?:件次|件|份|宗|起|条|例|项|个|封|次)"
# A count in a pattern; the names of its groups end in the suffix given.
FILL = r"(?:的|政府信息|公开|申请|答复|决定|事项|案件|情况|情形|数量|总数|总量|共计|共|计|合计|有|了|为|:)*"


def count(suffix: str = "") -> str:
    """The pattern of an exact or rounded count; ``suffix`` tells its groups from others in one pattern."""
    return (
        rf"(?P<about{suffix}>约|近|超过|超|逾|大约|将近|接近)?(?P<number{suffix}>{NUMBER})"
        rf"(?P<more{suffix}>余|多)?{_PIECES}"
    )


# --- whose number, of which year -------------------------------------------------------------------------

_YEAR = re.compile(r"(?P<year>(?:19|20)\d\d)年")
_ASIDE = re.compile(r"\([^()]*\)")
_PART_OF_YEAR = re.compile(r"上半年|下半年|季度|(?<!\d)\d{1,2}月份|前\d+个?月|每月|每年|历年|五年|三年|近年")
_SINCE = re.compile(r"以来|累计|历史")
_WIDER = re.compile(r"全(?:国|省|市|区|县|州|旗|自治区|系统)|各(?:级|部门|单位|县|区|乡镇)|下属|所属|直属")
_NARROWER = re.compile(r"本级|办公室|办公厅|(?:市|县|区|省)直|部门共|乡镇")
_GOVERNMENT = re.compile(r"(?:政府|管委会|管理委员会)$")


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose number of which year a place in a sentence is about: ours, perhaps ours, or not."""

    ours: bool
    sure: bool


def scope(report: AnnualReport, sentence: Sentence, start: int) -> Scope:
    """The scope of the number at ``start``, from the words before it."""
    # What stands in brackets is said by the way: 复议2件（其中1件为2023年的）。
    before = _ASIDE.sub("", sentence.plain[:start])
    years = _YEAR.findall(before)
    if report.year is not None and years and int(years[-1]) != report.year:
        return Scope(False, False)
    clause = re.split(r"[。;]", before)[-1]
    if _PART_OF_YEAR.search(clause) or _SINCE.search(clause):
        return Scope(False, False)
    government = bool(_GOVERNMENT.search(report.agency or ""))
    if government:
        return Scope(True, not _NARROWER.search(clause))
    return Scope(not _WIDER.search(clause) or report.agency is None, not _WIDER.search(clause))


def number_of(text: str) -> Decimal:
    """The value of digits as the prose has them."""
    return Decimal(text.replace(",", ""))
