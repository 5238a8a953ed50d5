"""A report in the order in which it is printed, the same for every writer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kaicheng.annual_report.form import Chapter
from kaicheng.annual_report.model import AnnualReport
from kaicheng.annual_report.writers.layout import LayoutTable, tables_of

_SECTION = re.compile(r"[（(][一二三四五六七八九十]{1,3}[)）]")
_LONGEST_HEADING = 30
_ENDS_SENTENCE = "。；;，,：:"


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph. Its first ``lead`` characters are a sub-heading （一）, or all when it stands alone."""

    text: str
    lead: int = 0

    @property
    def is_heading(self) -> bool:
        return 0 < self.lead == len(self.text)


@dataclass(frozen=True, slots=True)
class Part:
    """A chapter: its heading, its table if it has one, and its paragraphs."""

    id: str
    heading: str
    table: LayoutTable | None
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """What stands in a printed report, from top to bottom."""

    title: str
    preamble: tuple[Line, ...]
    parts: tuple[Part, ...]


def outline(report: AnnualReport) -> Outline:
    """``report`` as it is printed: its own headings where it has them, else the official ones.

    A chapter of which the report has nothing is left out; an empty report prints as the empty form.
    """
    chapters = {chapter.id: chapter for chapter in report.statutory_form.chapters}
    tables = {table.id: table for table in tables_of(report)}
    empty = not (report.headings or report.chapters or report.figures or report.raw)
    parts = []
    for name in _order(report, chapters):
        table = tables.get(name)
        filled = table is not None and _filled(report, table)
        if empty or filled or report.headings.get(name) or report.chapters.get(name):
            heading = report.headings.get(name) or (chapters[name].heading if name in chapters else "")
            parts.append(Part(name, heading, table, lines_of(report.chapters.get(name, ""))))
    return Outline(report.title, lines_of(report.chapters.get("preamble", "")), tuple(parts))


def lines_of(text: str) -> tuple[Line, ...]:
    """The paragraphs of a chapter, with their sub-headings found."""
    return tuple(Line(line, _lead(line)) for line in text.split("\n") if line.strip())


def _order(report: AnnualReport, chapters: dict[str, Chapter]) -> Iterator[str]:
    """Chapters as the file has them; those without a heading of their own go where the form has them."""
    printed = list(report.headings)
    for name in (*chapters, *report.chapters):
        if name not in printed and name != "preamble":
            before = [*chapters][: [*chapters].index(name)] if name in chapters else printed
            at = max((printed.index(other) + 1 for other in before if other in printed), default=0)
            printed.insert(at, name)
    yield from printed


def _filled(report: AnnualReport, table: LayoutTable) -> bool:
    return any(report.text_of(cell.path) for row in table.rows for cell in row if cell.path)


def _lead(line: str) -> int:
    if not _SECTION.match(line):
        return 0
    if len(line) <= _LONGEST_HEADING and line[-1] not in _ENDS_SENTENCE:
        return len(line)
    end = line.find("。") + 1
    return end if 0 < end <= _LONGEST_HEADING and end < len(line) else 0
