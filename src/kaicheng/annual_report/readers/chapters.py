"""A document cut into the chapters of a report, at its headings and where a lost heading must have stood."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kaicheng.annual_report.labels import squeeze
from kaicheng.annual_report.readers.document import Block, Grid
from kaicheng.annual_report.readers.headings import Heading

TABLES = ("proactive", "requests", "remedies")

# What the tables of the form begin with. Text that lost its headings is cut there.
_BEGINS = {
    "proactive": re.compile(r"第二十条第.{1,3}项|信息内容本年|信息内容$"),
    "requests": re.compile(
        r"\(?本列\)?数据的勾稽关系|申请人情况$|[一1][、.]本年新收政府信息公开申请|四、结转下年度继续办理\d"
    ),
    "remedies": re.compile(r"行政复议(?:行政诉讼)?$|未经复议直接起诉"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """A chapter's blocks. ``chapter`` is ``""`` before chapter one."""

    chapter: str
    heading: Heading | None
    blocks: tuple[Block, ...]


def cut(blocks: Sequence[Block], headings: Sequence[Heading]) -> list[Part]:
    """The parts of a document between its headings; the first is what stands before them."""
    ends = [heading.block for heading in headings] + [len(blocks)]
    parts = [Part("", None, tuple(blocks[: ends[0]]))]
    for heading, end in zip(headings, ends[1:], strict=True):
        parts.append(Part(heading.chapter, heading, tuple(blocks[heading.block + 1 : end])))
    return parts


def with_lost_headings(parts: Sequence[Part]) -> list[Part]:
    """Parts of a text, cut once more where a table begins of which no heading was found."""
    found = list(parts)
    for chapter in TABLES:
        if any(part.chapter == chapter for part in found):
            continue
        for position, part in enumerate(found):
            blocks = tuple(_row_by_row(part.blocks))
            start = next((n for n, block in enumerate(blocks) if _begins(block, chapter)), None)
            if start is not None:
                found[position : position + 1] = [
                    replace(part, blocks=blocks[:start]),
                    Part(chapter, None, blocks[start:]),
                ]
                break
    return found


def _row_by_row(blocks: Sequence[Block]) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, Grid) and not block.exact:
            yield from (Grid((row,), row[0].where if row else block.where, exact=False) for row in block.rows)
        else:
            yield block


def _begins(block: Block, chapter: str) -> bool:
    """Whether a line or row is one with which the table of a chapter begins."""
    text = "".join(cell.text for cell in block.rows[0]) if isinstance(block, Grid) else block.text
    compact = squeeze(text)
    return len(compact) <= 60 and _BEGINS[chapter].match(compact) is not None
