"""Lines of prose put back together where a converter broke them at the edge of a page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from statistics import median

from kaicheng.annual_report.labels import squeeze

PAGE_NUMBER = re.compile(r"^[-—–－\s]+\d{1,3}[-—–－\s]+$|^第\s*\d{1,3}\s*页(?:[，,/\s]*共\s*\d{1,3}\s*页)?$")
_ENDS = re.compile(r"[。！？；：!?;:]$")
_BEGINS = re.compile(
    r"^\s*(?:[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[、.．](?!\d)|附件|注[:：])"
)
_NARROWEST, _WIDEST = 36, 120
_RAGGED = 8


def _set_width(line: str) -> int:
    """The width of a line as set: 2 for a Han character, 1 for a Latin letter or digit."""
    return sum(1 if character.isascii() else 2 for character in squeeze(line))


def wrap_width(lines: Iterable[str]) -> int | None:
    """The width at which lines were broken; None when they are whole paragraphs.

    A page sets its lines full: lines that do not end a sentence are nearly all of one width.
    """
    open_ended = [
        width for line in lines if not _ENDS.search(line) and (width := _set_width(line)) >= _NARROWEST
    ]
    if len(open_ended) < 3:
        return None
    usual = int(median(open_ended))
    full = sum(abs(width - usual) <= _RAGGED for width in open_ended)
    return usual if usual <= _WIDEST and full >= len(open_ended) * 0.6 else None


def join_wrapped(lines: Sequence[str], width: int | None) -> list[str]:
    """Lines joined into paragraphs where they were broken at ``width``; page numbers fall away."""
    joined: list[str] = []
    open_end = False
    for line in lines:
        if PAGE_NUMBER.match(line):
            continue
        if open_end and not _BEGINS.match(line):
            between = " " if joined[-1][-1:].isascii() and line[:1].isascii() and line[:1].isalpha() else ""
            joined[-1] += between + line
        else:
            joined.append(line)
        open_end = width is not None and _set_width(line) >= width - _RAGGED and not _ENDS.search(line)
    return joined
