"""Tagged PDF/A with open fonts embedded, typeset by typst.

Text reaches the typesetter as data, so nothing in a document is ever taken for a command. The source of
a document reads it with ``json(bytes(sys.inputs.data))`` and uses the fonts ``Kaicheng Song``, ``Hei``
and ``Kai``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import as_file, files
from typing import Any, Literal

import typst

from kaicheng.typesetting.packages import printable

STANDARD: Literal["a-2a"] = "a-2a"
"""The archival standard kept: PDF/A-2, level A, tagged for screen readers."""
MISSING = "〓"
"""Printed for a character that no font has, as printers have always done."""

_BREAKS = re.compile("[\u2028\u2029]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]")
_COMPLAINT = re.compile(r'the text "`?(.+?)`?"|the text `"(.+?)"`')
_MOST_ATTEMPTS = 6
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Typeset:
    """A finished PDF, and the characters, in order of code, that no font on this computer could print."""

    pdf: bytes
    unprintable: str


def typeset(source: bytes, data: Mapping[str, Any], *, dated: date | None = None) -> Typeset:
    """The document that typst ``source`` draws from ``data``, plain values as JSON holds them.

    A character that no font has is printed as 〓. ``dated`` is the document's date, which PDF/A wants;
    the same arguments give the same bytes.

    Raises:
        typst.TypstError: the source does not compile with this data.
    """
    rare = _not_shipped(data)
    hidden: set[str] = set()
    for attempt in range(_MOST_ATTEMPTS):
        try:
            made = _compile(source, data, hidden, dated, system_fonts=bool(rare - hidden))
            return Typeset(made, "".join(sorted(hidden)))
        except typst.TypstError as error:
            if not rare - hidden:
                raise
            named = rare.intersection(_named(str(error))) - hidden
            hidden |= named if named and attempt + 2 < _MOST_ATTEMPTS else rare
    raise AssertionError("the last attempt hides every rare character")


def unprintable(source: bytes, data: Mapping[str, Any]) -> str:
    """The characters in ``data`` that no font on this computer can print, in order of code."""
    return typeset(source, data).unprintable if _not_shipped(data) else ""


def _compile(
    source: bytes, data: Mapping[str, Any], hidden: Iterable[str], dated: date | None, *, system_fonts: bool
) -> bytes:
    table = str.maketrans(dict.fromkeys(hidden, MISSING))
    day = max(dated or _EPOCH, _EPOCH)
    compiled: bytes = typst.compile(
        source,
        font_paths=_fonts(system_fonts),
        sys_inputs={"data": json.dumps(_cleaned(data, table))},
        pdf_standards=[STANDARD],
        timestamp=int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()),
    )
    return compiled


def _cleaned(value: Any, table: Mapping[int, str]) -> Any:
    if isinstance(value, str):
        return _INVISIBLE.sub("", _BREAKS.sub(" ", printable(value))).translate(table)
    if isinstance(value, Mapping):
        return {key: _cleaned(part, table) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_cleaned(part, table) for part in value]
    return value


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)


@cache
def _fonts(system_fonts: bool) -> Any:
    with as_file(files(__package__).joinpath("fonts")) as folder:
        return typst.Fonts(system_fonts, False, [str(folder)])


@cache
def _coverage() -> frozenset[str]:
    ranges = json.loads(files(__package__).joinpath("fonts/coverage.json").read_text("utf-8"))
    return frozenset(chr(code) for first, last in ranges for code in range(first, last + 1))


def _not_shipped(data: Mapping[str, Any]) -> set[str]:
    characters = set().union(*_texts(data))
    return {
        char
        for char in characters - _coverage()
        if printable(char) and not _INVISIBLE.match(char) and not char.isspace()
    }


def _named(complaint: str) -> set[str]:
    """The characters that typst says it cannot print."""
    match = _COMPLAINT.search(complaint)
    if match is None:
        return set()
    quoted = re.sub(r"\\u\{([0-9a-f]+)\}", lambda code: chr(int(code[1], 16)), match[1] or match[2])
    return set(quoted)
