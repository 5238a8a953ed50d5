"""Document numbers and index numbers, in every spelling people use.

〔2024〕3号, [2024]3号, （2024）第3号 and 2024年第3号 are one number; 川人社发〔2024〕3号 is found by it
whole, by 人社发〔2024〕3号 and by 〔2024〕3号. Numbers become tokens that start with ``№``, beside the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from kaicheng.retrieval.folding import HAN

MARK = "№"
_LONGEST_PREFIX = 8  # 黔西南府办函 is 6
_DOCUMENT = re.compile(
    r"(?:[〔\[({【〖<〈《「﹝]\s*(?P<year>(?:19|20)\d\d)\s*年?\s*[〕\])}】〗>〉》」﹞]\s*第?\s*0*(?P<serial>\d{1,5})(?:\s*号)?"
    r"|(?<!\d)(?P<plain_year>(?:19|20)\d\d)\s*(?:年\s*第?|-|\s第?)\s*0*(?P<plain_serial>\d{1,5})\s*号)"
    r"(?!\d)"
)
_PREFIX = re.compile(rf"([{HAN}]{{0,12}})\s*$")
_INDEX = re.compile(
    r"(?<![0-9a-z])(?:(?P<organ>[0-9a-z]{18}|[0-9a-z]{8}-?[0-9a-z])\s*/\s*)?(?P<serial>\d{4}(?:\d\d)?-\d{5})(?!\d)"
)


class Number(NamedTuple):
    """A number and where it stands: ``start`` and ``end`` leave out what may or may not be its prefix."""

    tokens: tuple[str, ...]
    """The most exact first."""
    prefix: str
    start: int
    end: int


def numbers_in(text: str) -> Iterator[Number]:
    """The numbers of a folded text, in the order in which they stand."""
    found = [_document(match) for match in _DOCUMENT.finditer(text)]
    found += [_index(match) for match in _INDEX.finditer(text)]
    end = 0
    for number in sorted(found, key=lambda number: number.start):
        if number.start >= end:
            yield number
            end = number.end


def _document(match: re.Match[str]) -> Number:
    year = match["year"] or match["plain_year"]
    serial = match["serial"] or match["plain_serial"]
    before = match.string[max(0, match.start() - 14) : match.start()]
    prefix = found[1] if (found := _PREFIX.search(before)) else ""
    ends = [prefix[-length:] for length in range(min(len(prefix), _LONGEST_PREFIX), 0, -1)]
    tokens = tuple(f"{MARK}{end}{year}-{serial}" for end in [*ends, ""])
    return Number(tokens, prefix, match.start(), match.end())


def _index(match: re.Match[str]) -> Number:
    serial, organ = match["serial"], (match["organ"] or "").replace("-", "")
    tokens = (f"{MARK}/{serial}",)
    return Number((f"{MARK}{organ}/{serial}", *tokens) if organ else tokens, "", match.start(), match.end())
