"""Two reports side by side: this year's and last year's, or two versions of one report.

Cells are compared one by one, chapters paragraph by paragraph and, within a changed paragraph, word by
word. The work is bounded: texts too long or too different to be aligned well are shown whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from kaicheng.annual_report.form import load_form
from kaicheng.annual_report.model import AnnualReport
from kaicheng.annual_report.numbers import Figure

SCHEMA = "kaicheng/comparison/1"

_ALIGNED_PARAGRAPHS = 2_000
"""Most paragraphs of a chapter, of both reports together, that are aligned between its common ends."""
_ALIGNED_CLAUSES = 1_000
_ALIGNED_WORDS = 800
_CLAUSE = re.compile(r"[^，。；：、！？,;:!?]*[，。；：、！？,;:!?]|[^，。；：、！？,;:!?]+")
_WORD = re.compile(r"\d+(?:\.\d+)?%?|[A-Za-z]+|.", re.DOTALL)
_PAIRED = 60
"""Most paragraphs of one changed stretch, on each side, among which likely pairs are sought."""
_LIKE = 0.4
"""Least likeness at which two paragraphs count as one that was changed."""


class Change(StrEnum):
    """What became of a paragraph or a passage."""

    EQUAL = "equal"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell that differs. ``before`` and ``after`` are texts as printed, empty for a blank cell.

    ``difference`` and ``percent`` (of the value before, one decimal) are ``None`` where no numbers stand
    or, for the latter, nothing stood before.
    """

    path: str
    name: str
    before: str
    after: str
    difference: Figure | None
    percent: Decimal | None


@dataclass(frozen=True, slots=True)
class Span:
    """A passage within a changed paragraph; empty on the side on which nothing stands."""

    change: Change
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ParagraphChange:
    """A paragraph of either report. ``spans`` divide it when it was changed."""

    change: Change
    before: str
    after: str
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class ChapterChange:
    """A chapter in both reports, its paragraphs in order. ``likeness`` is from 0 to 1, by characters."""

    id: str
    heading_before: str
    heading_after: str
    likeness: float
    paragraphs: tuple[ParagraphChange, ...]

    @property
    def changed(self) -> bool:
        return self.heading_before != self.heading_after or any(
            paragraph.change is not Change.EQUAL for paragraph in self.paragraphs
        )


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs between two reports. ``incomparable`` are tables that the two do not share."""

    before: AnnualReport
    after: AnnualReport
    cells: tuple[CellChange, ...]
    chapters: tuple[ChapterChange, ...]
    incomparable: tuple[str, ...] = ()

    @property
    def same(self) -> bool:
        """Whether title, headings, text and every cell are equal."""
        return (
            self.before.title == self.after.title
            and not self.cells
            and not any(chapter.changed for chapter in self.chapters)
        )

    def to_json(self) -> dict[str, Any]:
        """The comparison as JSON; equal paragraphs are given once."""
        return {
            "schema": SCHEMA,
            "before": _identity(self.before),
            "after": _identity(self.after),
            "same": self.same,
            "incomparable": list(self.incomparable),
            "cells": [
                {
                    "path": cell.path,
                    "name": cell.name,
                    "before": cell.before,
                    "after": cell.after,
                    "difference": cell.difference,
                    "percent": cell.percent,
                }
                for cell in self.cells
            ],
            "chapters": [
                {
                    "id": chapter.id,
                    "heading": {"before": chapter.heading_before, "after": chapter.heading_after},
                    "changed": chapter.changed,
                    "likeness": chapter.likeness,
                    "paragraphs": [_paragraph_json(paragraph) for paragraph in chapter.paragraphs],
                }
                for chapter in self.chapters
            ],
        }


def compare(before: AnnualReport, after: AnnualReport) -> Comparison:
    """What changed from ``before`` to ``after``."""
    incomparable: tuple[str, ...] = ()
    if before.form != after.form:
        # Table two of 2019 counts other things than that of 2021.
        incomparable = ("proactive",)
    return Comparison(
        before, after, tuple(_cells(before, after)), tuple(_chapters(before, after)), incomparable
    )


def _identity(report: AnnualReport) -> dict[str, Any]:
    return {"title": report.title, "agency": report.agency, "year": report.year, "form": report.form}


def _paragraph_json(paragraph: ParagraphChange) -> dict[str, Any]:
    if paragraph.change is Change.EQUAL:
        return {"change": paragraph.change.value, "text": paragraph.after}
    shown: dict[str, Any] = {
        "change": paragraph.change.value,
        "before": paragraph.before,
        "after": paragraph.after,
    }
    if paragraph.spans:
        shown["spans"] = [
            {"change": span.change.value, "before": span.before, "after": span.after}
            for span in paragraph.spans
        ]
    return shown


# --- cells --------------------------------------------------------------------------------------------


def _cells(before: AnnualReport, after: AnnualReport) -> Iterator[CellChange]:
    other = load_form(before.form).cells
    for path, cell in after.statutory_form.cells.items():
        if path not in other:
            continue
        old, new = before[path], after[path]
        old_text, new_text = before.text_of(path), after.text_of(path)
        if old_text == new_text or (old is not None and old == new and _plain(before, after, path)):
            continue
        difference = None if old is None or new is None else new - old
        percent = None
        if difference is not None and old:
            percent = (Decimal(difference) * 100 / Decimal(old)).quantize(Decimal("0.1"))
        yield CellChange(path, cell.name, old_text, new_text, difference, percent)


def _plain(before: AnnualReport, after: AnnualReport, path: str) -> bool:
    """Whether nothing but the figure stands in the cell on either side, as in 24.8 and 24.80."""
    return path not in before.raw and path not in after.raw


# --- text ---------------------------------------------------------------------------------------------


def _chapters(before: AnnualReport, after: AnnualReport) -> Iterator[ChapterChange]:
    order = ["preamble", *(chapter.id for chapter in after.statutory_form.chapters)]
    found = {*before.chapters, *before.headings, *after.chapters, *after.headings}
    for name in [*order, *sorted(found.difference(order))]:
        if name in found:
            yield ChapterChange(
                name,
                before.headings.get(name, ""),
                after.headings.get(name, ""),
                *_compared(before.chapters.get(name, ""), after.chapters.get(name, "")),
            )


def _compared(before: str, after: str) -> tuple[float, tuple[ParagraphChange, ...]]:
    paragraphs = tuple(_paragraphs(before.split("\n"), after.split("\n"))) if before or after else ()
    common = sum(
        len(span.before)
        for paragraph in paragraphs
        for span in (paragraph.spans or (Span(paragraph.change, paragraph.before, paragraph.after),))
        if span.change is Change.EQUAL
    )
    total = sum(len(paragraph.before) + len(paragraph.after) for paragraph in paragraphs)
    return round(2 * common / total, 3) if total else 1.0, paragraphs


def _paragraphs(before: Sequence[str], after: Sequence[str]) -> Iterator[ParagraphChange]:
    before = [line for line in before if line.strip()]
    after = [line for line in after if line.strip()]
    for tag, first, last, start, end in _opcodes(before, after, _ALIGNED_PARAGRAPHS):
        if tag == "equal":
            for line in before[first:last]:
                yield ParagraphChange(Change.EQUAL, line, line)
        else:
            yield from _stretch(before[first:last], after[start:end])


def _opcodes(
    before: Sequence[str], after: Sequence[str], bound: int
) -> Iterator[tuple[str, int, int, int, int]]:
    """difflib's opcodes between the common ends; one replacement there when the rest exceeds ``bound``."""
    head = _common(before, after)
    tail = _common(before[head:][::-1], after[head:][::-1])
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    if head:
        yield "equal", 0, head, 0, head
    if len(old) + len(new) > bound:
        yield "replace", head, head + len(old), head, head + len(new)
    else:
        for tag, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            yield tag, head + first, head + last, head + start, head + end
    if tail:
        yield "equal", len(before) - tail, len(before), len(after) - tail, len(after)


def _common(before: Sequence[str], after: Sequence[str]) -> int:
    """How many items the two have in common at the beginning."""
    pairs = zip(before, after, strict=False)
    return next((n for n, (old, new) in enumerate(pairs) if old != new), min(len(before), len(after)))


def _stretch(before: Sequence[str], after: Sequence[str]) -> Iterator[ParagraphChange]:
    """A stretch in which everything differs: likely pairs as changed, the rest as removed and added."""
    pairs = _pairs(before, after)
    at = 0
    for number, new in enumerate(after):
        old = pairs.get(number)
        if old is None:
            yield ParagraphChange(Change.ADDED, "", new)
            continue
        for line in before[at:old]:
            yield ParagraphChange(Change.REMOVED, line, "")
        yield ParagraphChange(Change.CHANGED, before[old], new, tuple(_spans(before[old], new)))
        at = old + 1
    for line in before[at:]:
        yield ParagraphChange(Change.REMOVED, line, "")


def _pairs(before: Sequence[str], after: Sequence[str]) -> dict[int, int]:
    """Which paragraph after was which before, in the same order on both sides."""
    if not before or not after or len(before) > _PAIRED or len(after) > _PAIRED:
        return {}
    pairs: dict[int, int] = {}
    start = 0
    for number, new in enumerate(after):
        likeness, old = max(
            ((_likeness(before[index], new), -index) for index in range(start, len(before))),
            default=(0.0, 0),
        )
        if likeness >= _LIKE:
            pairs[number] = -old
            start = -old + 1
    return pairs


def _likeness(before: str, after: str) -> float:
    """Share of pairs of neighbouring characters that both have; quick, and fair to moved clauses."""
    if before == after:
        return 1.0
    old = {before[n : n + 2] for n in range(len(before) - 1)}
    new = {after[n : n + 2] for n in range(len(after) - 1)}
    return 2 * len(old & new) / (len(old) + len(new)) if old and new else 0.0


def _spans(before: str, after: str) -> Iterator[Span]:
    """The passages of a changed paragraph: clause by clause, and word by word in clauses that differ."""
    pieces: list[Span] = []
    old_clauses, new_clauses = _CLAUSE.findall(before), _CLAUSE.findall(after)
    for tag, first, last, start, end in _opcodes(old_clauses, new_clauses, _ALIGNED_CLAUSES):
        old, new = "".join(old_clauses[first:last]), "".join(new_clauses[start:end])
        pieces.extend([_span(old, new)] if tag == "equal" else _words(old, new))
    yield from _merged(pieces)


def _words(before: str, after: str) -> Iterator[Span]:
    old_words, new_words = _WORD.findall(before), _WORD.findall(after)
    for _, first, last, start, end in _opcodes(old_words, new_words, _ALIGNED_WORDS):
        yield _span("".join(old_words[first:last]), "".join(new_words[start:end]))


def _span(before: str, after: str) -> Span:
    if before == after:
        return Span(Change.EQUAL, before, after)
    if before and after:
        return Span(Change.CHANGED, before, after)
    return Span(Change.REMOVED if before else Change.ADDED, before, after)


def _merged(pieces: Sequence[Span]) -> Iterator[Span]:
    """Neighbours of one kind as one, and a lone character left between two changes as part of them."""
    before = after = ""
    differs: bool | None = None
    for number, piece in enumerate(pieces):
        lone = len(piece.before) == 1 and 0 < number < len(pieces) - 1 and differs
        different = piece.change is not Change.EQUAL or (
            lone and pieces[number + 1].change is not Change.EQUAL
        )
        if differs is not None and different is not differs:
            yield _span(before, after)
            before = after = ""
        before, after, differs = before + piece.before, after + piece.after, bool(different)
    if before or after:
        yield _span(before, after)
