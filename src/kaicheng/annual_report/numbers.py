"""What stands in a cell: a number, nothing, or something else that is kept as it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from kaicheng.annual_report.labels import plain, squeeze

Figure = int | Decimal

# A sign, digits with or without thousands separators, a fraction. Decimal point only: a lone comma
# followed by three digits is a separator in every report seen.
_NUMBER = re.compile(r"[-+−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_MAX_DIGITS = 18
_PLAIN = re.compile(r"0|[1-9][0-9]{0,17}")
# Two figures in one cell are not one figure; only thousands may stand apart.
_APART = re.compile(r"\d\s+\d")
_THOUSANDS = re.compile(r"\d{1,3}(?:\s\d{3})+(?!\d|\s\d)")
# 22（其中修订16件）, 0件, 24.83万元: a number with a remark or its unit.
_REMARK = re.compile(r"(?:件|项|个|条|次|人|元|万元)?(?:[（(].*[）)])?")


@dataclass(frozen=True, slots=True)
class CellText:
    """A cell as read. ``value`` is ``None`` unless a number stands there.

    ``raw`` is what stood there, kept whenever the value alone does not say it; empty otherwise.
    """

    value: Figure | None
    raw: str = ""

    @property
    def blank(self) -> bool:
        return self.value is None and not self.raw


BLANK = CellText(None)


def read_cell(text: str) -> CellText:
    """The content of one cell.

    >>> read_cell(" 158 ")
    CellText(value=158, raw='')
    >>> read_cell("22（其中修订 16 件）")
    CellText(value=22, raw='22（其中修订 16 件）')
    >>> read_cell("约3")
    CellText(value=None, raw='约3')
    """
    if _PLAIN.fullmatch(text):  # as nearly every cell is
        return CellText(int(text))
    stripped = " ".join(text.split())
    compact = squeeze(stripped)
    if not compact:
        return BLANK
    match = _NUMBER.match(compact)
    if match is None or sum(map(str.isdigit, match[0])) > _MAX_DIGITS or _two_figures(stripped):
        return CellText(None, stripped)
    if not _REMARK.fullmatch(compact, match.end()):
        return CellText(None, stripped)
    value = number(match[0])
    return CellText(value, "" if canonical(value) == stripped else stripped)


def _two_figures(text: str) -> bool:
    """Whether a text begins with digits set apart otherwise than in thousands: ``3 5``."""
    head = re.split(r"[（(]", plain(text), maxsplit=1)[0]
    return _APART.search(head) is not None and _THOUSANDS.search(head) is None


def number(text: str) -> Figure:
    """The value of digits that :data:`_NUMBER` accepts; a whole number is an ``int``."""
    clean = text.replace(",", "").replace("−", "-").lstrip("+")
    return Decimal(clean) if "." in clean else int(clean)


def canonical(value: Figure) -> str:
    """How a figure is printed: digits without separators, no exponent, fractions as they were given."""
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def is_number(text: str) -> bool:
    """Whether the text alone reads as a figure, with or without a remark."""
    return read_cell(text).value is not None
