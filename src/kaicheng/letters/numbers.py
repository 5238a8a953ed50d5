"""Document numbers (发文字号): written and read, never given out here.

>>> style = NumberStyle("青人社公开〔{year}〕{serial}号")
>>> style.write(2026, 12)
'青人社公开〔2026〕12号'
>>> parse_number("（2026）第012号")
DocumentNumber(code='', year=2026, serial=12)
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from string import Formatter

from kaicheng.findings import Text

from .errors import BadNumber

FIRST_YEAR, LAST_YEAR, MOST = 1949, 2999, 99_999
_PLACES = ["year", "serial"]
_NUMBER = re.compile(r"(?P<code>[^\d()]*)\((?P<year>\d{4})(?:年)?\)(?:第)?(?P<serial>\d{1,5})号")
_BRACKETS = str.maketrans("〔〕［］[]【】（）〈〉", "()()()()()()")


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """What a document number says: the organ's code (青人社公开), the year and the serial of the year."""

    code: str
    year: int
    serial: int


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """How an authority writes its numbers: a pattern with ``{year}`` and ``{serial}`` once each.

    Raises:
        BadNumber: the pattern lacks a place or has one too many, or numbers in it could not be read back.
    """

    pattern: str

    def __post_init__(self) -> None:
        try:
            found = [each[1:] for each in Formatter().parse(self.pattern) if each[1] is not None]
        except ValueError:
            found = []
        # No padding and no conversion: a serial is written as it is counted.
        places = [name if not (spec or conversion) else "" for name, spec, conversion in found]
        if sorted(name or "" for name in places) != sorted(_PLACES):
            raise BadNumber(
                Text(
                    zh=f"编号格式“{self.pattern}”不对：应当有一处{{year}}和一处{{serial}}，"
                    "例如“青人社公开〔{year}〕{serial}号”。",
                    en=f"The pattern {self.pattern!r} needs {{year}} and {{serial}} once each.",
                )
            )
        parse_number(self._written(FIRST_YEAR, 1))

    def write(self, year: int, serial: int) -> str:
        """The number as it is printed; serials are not padded (GB/T 9704: 不编虚位).

        Raises:
            BadNumber: no such year or serial.
        """
        if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= serial <= MOST):
            raise BadNumber(
                Text(
                    zh=f"不能编{year}年第{serial}号：年份应为四位数，序号应在1至{MOST}之间。",
                    en=f"No number {serial} of {year}: a year of four digits, a serial of 1 to {MOST}.",
                )
            )
        return self._written(year, serial)

    def _written(self, year: int, serial: int) -> str:
        return self.pattern.format(year=year, serial=serial)


def parse_number(text: str) -> DocumentNumber:
    """Read a document number, whatever kind of brackets, width of digits or 第 it was typed with.

    Raises:
        BadNumber: it is none.
    """
    plain = unicodedata.normalize("NFKC", "".join(text.split()).translate(_BRACKETS))
    match = _NUMBER.fullmatch(plain)
    if match is None or not (
        FIRST_YEAR <= int(match["year"]) <= LAST_YEAR and 1 <= int(match["serial"]) <= MOST
    ):
        raise BadNumber(
            Text(
                zh=f"“{text}”不是发文字号。应当像“青人社公开〔2026〕12号”或者“（2026）第12号”。",
                en=f"{text!r} is no document number such as 青人社公开〔2026〕12号.",
            )
        )
    return DocumentNumber(match["code"], int(match["year"]), int(match["serial"]))
