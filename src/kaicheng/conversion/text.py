"""A body as plain text: for search, checks and comparing."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kaicheng.conversion.blocks import Block, Paragraph, Table
from kaicheng.conversion.images import Album
from kaicheng.conversion.markup import parse
from kaicheng.conversion.reading import Reader

_ADDRESS = re.compile(r"(?:https?://|/(?!/))\S+")


def text_of(html: str) -> str:
    """The text of a body in reading order: a line for each paragraph, line break and row.

    Cells of a row are parted by tabs; numbers of ordered lists are written out. Raises NotReadable for
    what is too large.
    """
    return "\n".join(_lines(blocks_of(html)))


def blocks_of(html: str) -> list[Block]:
    """The blocks of a body as they stand there, nothing recognised anew."""
    root = parse(html)
    reader = Reader(Album(_Addresses()))
    reader.read(root)
    return [draft.block for draft in reader.drafts]


class _Addresses:
    """Every address under which a caller may have stored a picture: what is read here was cleaned before."""

    def __contains__(self, source: object) -> bool:
        return isinstance(source, str) and _ADDRESS.fullmatch(source) is not None


def _lines(blocks: Iterable[Block]) -> Iterable[str]:
    for block in blocks:
        if isinstance(block, Table):
            yield from table_lines(block)
        elif block.text:
            yield item_number(block) + block.text


def table_lines(table: Table) -> Iterable[str]:
    """The caption and rows of a table."""
    if table.caption:
        yield "".join(inline.text for inline in table.caption)
    for row in table.rows:
        yield "\t".join(cell.text for cell in row)


def item_number(paragraph: Paragraph) -> str:
    """The number of an item of an ordered list as it is read; empty for everything else."""
    number = paragraph.lists[-1].number if paragraph.lists else 0
    return f"{number}. " if number else ""
