"""A body as a flat run of blocks: what every reader makes and every writer takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby

BREAK = "\n"
"""A line break inside a paragraph. No other control character stands in the text of a run."""


class Mark(StrEnum):
    """What sets a piece of text off, by the element that says so, outermost first."""

    DEL = "del"
    INS = "ins"
    STRONG = "strong"
    EM = "em"
    SUP = "sup"
    SUB = "sub"


@dataclass(frozen=True, slots=True)
class Run:
    """Text with the same marks. ``href`` is where it links to, empty for no link."""

    text: str
    marks: frozenset[Mark] = frozenset()
    href: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, by its source: a placeholder or an address that the caller keeps."""

    source: str
    alt: str = ""
    marks: frozenset[Mark] = frozenset()
    """Only insertion or deletion."""

    @property
    def text(self) -> str:
        return ""


Inline = Run | Picture


class Align(StrEnum):
    """How a block stands on the page; nothing is said for ordinary text."""

    TITLE = "doc-title"
    CENTER = "doc-center"
    RIGHT = "doc-right"


@dataclass(frozen=True, slots=True)
class Level:
    """A list that an item stands in: ``ul`` or ``ol``, and the item's number in it (0 in ``ul``)."""

    kind: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, heading (``tag`` h2 to h4) or, with ``lists`` from the outermost in, a list item."""

    inlines: tuple[Inline, ...]
    tag: str = "p"
    align: Align | None = None
    lists: tuple[Level, ...] = ()
    quote: bool = False

    @property
    def text(self) -> str:
        return plain(self.inlines)

    @property
    def is_picture(self) -> bool:
        """Whether there are pictures only."""
        return all(isinstance(inline, Picture) for inline in self.inlines)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table. ``scope`` is ``col`` or ``row`` for a header cell."""

    inlines: tuple[Inline, ...] = ()
    colspan: int = 1
    rowspan: int = 1
    scope: str = ""
    align: Align | None = None

    @property
    def text(self) -> str:
        return plain(self.inlines)


Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table. The first ``head`` rows are headers; a cell that spans appears once, where it begins."""

    rows: tuple[Row, ...]
    head: int = 0
    caption: tuple[Inline, ...] = field(default=())


Block = Paragraph | Table


def plain(inlines: Iterable[Inline]) -> str:
    """The text alone."""
    return "".join(inline.text for inline in inlines)


def joined(inlines: Iterable[Inline]) -> tuple[Inline, ...]:
    """Neighbouring runs that look the same as one; empty runs left out, white space bare of marks."""
    result: list[Inline] = []
    for inline in inlines:
        if isinstance(inline, Run):
            if not inline.text:
                continue
            if inline.marks and not inline.text.strip():
                inline = Run(inline.text, inline.marks & {Mark.INS, Mark.DEL}, inline.href)
            last = result[-1] if result else None
            if isinstance(last, Run) and (last.marks, last.href) == (inline.marks, inline.href):
                result[-1] = Run(last.text + inline.text, last.marks, last.href)
                continue
        result.append(inline)
    return tuple(result)


def with_breaks(pieces: Iterable[Iterable[Inline]]) -> tuple[Inline, ...]:
    """Lines put together with breaks between them, empty ones left out."""
    result: list[Inline] = []
    for piece in pieces:
        line = list(piece)
        if line and result:
            result.append(Run(BREAK))
        result.extend(line)
    return joined(result)


def by_link(inlines: Iterable[Inline]) -> Iterator[tuple[str, list[Inline]]]:
    """Neighbours with the same link."""
    for href, group in groupby(inlines, lambda inline: inline.href if isinstance(inline, Run) else ""):
        yield href, list(group)
