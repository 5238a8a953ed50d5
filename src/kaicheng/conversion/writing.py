"""Blocks as HTML. Nothing is written but the elements and classes of :mod:`.markup`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby

from kaicheng.conversion.blocks import (
    BREAK,
    Align,
    Block,
    Cell,
    Inline,
    Level,
    Mark,
    Paragraph,
    Picture,
    Table,
    by_link,
)


def to_html(blocks: Iterable[Block]) -> str:
    """The HTML of a body, a line for each block."""
    parts: list[str] = []
    for quoted, group in groupby(blocks, lambda block: isinstance(block, Paragraph) and block.quote):
        html = "\n".join(_run(group))
        parts.append(f"<blockquote>\n{html}\n</blockquote>" if quoted else html)
    return "\n".join(parts)


def _run(blocks: Iterable[Block]) -> Iterator[str]:
    for listed, group in groupby(blocks, lambda block: isinstance(block, Paragraph) and bool(block.lists)):
        if listed:
            yield _lists(block for block in group if isinstance(block, Paragraph))
        else:
            yield from map(_block, group)


def _block(block: Block) -> str:
    if isinstance(block, Table):
        return _table(block)
    content = inline_html(block.inlines)
    if block.is_picture and block.tag == "p":
        return f"<figure>{content}</figure>"
    return f"<{block.tag}{_class(block.align)}>{content}</{block.tag}>"


def _class(align: Align | None) -> str:
    return f' class="{align.value}"' if align else ""


def _lists(items: Iterable[Paragraph]) -> str:
    """List items, nested as they say."""
    open_levels: list[Level] = []
    parts: list[str] = []
    for item in items:
        parts.extend(_placed(open_levels, item.lists))
        parts.append(inline_html(item.inlines))
    parts.extend(_closed(open_levels, 0))
    return "".join(parts)


def _placed(open_levels: list[Level], lists: Sequence[Level]) -> Iterator[str]:
    """The tags that come before an item of ``lists``, ``open_levels`` being the lists that are open."""
    common = 0
    while common < min(len(open_levels), len(lists) - 1) and open_levels[common] == lists[common]:
        common += 1
    last = open_levels[common] if common < len(open_levels) else None
    here = lists[common]
    if last is not None and last.kind == here.kind and here.number in (0, last.number + 1):
        yield from _closed(open_levels, common + 1)
        yield "</li><li>"
        open_levels[common] = here
        common += 1
    else:
        yield from _closed(open_levels, common)
    for level in lists[common:]:
        start = f' start="{level.number}"' if level.kind == "ol" and level.number != 1 else ""
        yield f"<{level.kind}{start}><li>"
        open_levels.append(level)


def _closed(open_levels: list[Level], depth: int) -> Iterator[str]:
    while len(open_levels) > depth:
        yield f"</li></{open_levels.pop().kind}>"


def _table(table: Table) -> str:
    parts = ["<table>"]
    if table.caption:
        parts.append(f"<caption>{inline_html(table.caption)}</caption>")
    for tag, rows in (("thead", table.rows[: table.head]), ("tbody", table.rows[table.head :])):
        if rows:
            parts.append(f"<{tag}>")
            parts.extend(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
            parts.append(f"</{tag}>")
    parts.append("</table>")
    return "\n".join(parts)


def _cell(cell: Cell) -> str:
    tag = "th" if cell.scope else "td"
    attributes = "".join(
        f' {name}="{value}"'
        for name, value in (("colspan", cell.colspan), ("rowspan", cell.rowspan))
        if value > 1
    )
    scope = f' scope="{cell.scope}"' if cell.scope else ""
    return f"<{tag}{_class(cell.align)}{attributes}{scope}>{inline_html(cell.inlines)}</{tag}>"


def inline_html(inlines: Sequence[Inline]) -> str:
    """Text with its marks, links outermost."""
    parts: list[str] = []
    for href, group in by_link(inlines):
        content = _marked(group, tuple(Mark))
        parts.append(f'<a href="{escape(href)}">{content}</a>' if href else content)
    return "".join(parts)


def _marked(inlines: Sequence[Inline], marks: Sequence[Mark]) -> str:
    if not marks:
        return "".join(map(_inline, inlines))
    first, *others = marks
    parts: list[str] = []
    for marked, group in groupby(inlines, lambda inline: first in inline.marks):
        content = _marked(list(group), others)
        parts.append(f"<{first.value}>{content}</{first.value}>" if marked else content)
    return "".join(parts)


def _inline(inline: Inline) -> str:
    if isinstance(inline, Picture):
        return f'<img src="{escape(inline.source)}" alt="{escape(inline.alt)}">'
    return escape(inline.text, quote=False).replace(BREAK, "<br>")
