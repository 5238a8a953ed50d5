"""Drafts as a body: lists, titles, places and headings that the original only painted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kaicheng.conversion.blocks import Align, Block, Inline, Level, Mark, Paragraph, Run, Table, joined
from kaicheng.conversion.official import (
    CHAPTER,
    document_number,
    full_date,
    header_name,
    is_issuer,
    is_title,
    level_of,
)
from kaicheng.conversion.reading import MAX_LIST_DEPTH, Draft, is_bullet, numbered
from kaicheng.conversion.spaces import tidy

_FAR = 6.0
"""Characters by which a short line is set in when it is meant to stand in the middle or to the right."""
_SHORT = 40
_TITLE_WITHIN = 12  # blocks at the top in which a title is looked for
_MAX_TITLE = 120
_MAX_TITLE_LINES = 5
_TYPED_BULLET = re.compile("[·•●▪■◆▶➢➤✓✔\u25aa\uf06c\uf06e\uf075\uf0b7\uf0d8]\\s*")


def recognised(drafts: Sequence[Draft]) -> list[Block]:
    """The blocks of a body."""
    blocks = _typed_lists(_placed(_word_lists(drafts)))
    return [_plain_heading(block) for block in _headings(_titled(_levels(blocks)))]


# --- lists ----------------------------------------------------------------------------------------------


def _word_lists(drafts: Sequence[Draft]) -> list[Draft]:
    """Items of Word's lists, which come as paragraphs, as list items; other numbers written out.

    Bullets make a list. So do 1. 2. 3. where they follow each other; a number with text between it and the
    next belongs to the text and is kept there, as 一、 and （一） always are.
    """
    result: list[Draft] = []
    above: list[Level] = []
    for index, draft in enumerate(drafts):
        block = draft.block
        if not draft.marker or not isinstance(block, Paragraph) or block.lists:
            above = []
            result.append(draft)
            continue
        number = _plain_number(draft.marker)
        if is_bullet(draft.marker):
            level = Level("ul")
        elif number and (_follows(drafts, index, -1, number) or _follows(drafts, index, 1, number)):
            level = Level("ol", number)
        else:
            above = []
            written = (Run(numbered(draft.marker)), *block.inlines)
            result.append(replace_block(draft, replace(block, inlines=tidy(written))))
            continue
        depth = min(max(draft.level, 1), MAX_LIST_DEPTH) - 1
        above = [*above[:depth], *[Level("ul")] * (depth - len(above)), level]
        item = replace(block, tag="p", align=None, lists=tuple(above))
        result.append(Draft(item))
    return result


def _plain_number(marker: str) -> int:
    found = re.fullmatch(r"(\d{1,4})[.．]", marker)
    return int(found[1]) if found else 0


def _follows(drafts: Sequence[Draft], index: int, step: int, number: int) -> bool:
    """Whether the item before or after one in the same list has the number before or after its own."""
    own = drafts[index]
    place = index + step
    while 0 <= place < len(drafts):
        other = drafts[place]
        if not other.marker or other.level < own.level:
            return False
        if other.level == own.level:
            return _plain_number(other.marker) == number + step
        place += step
    return False


def replace_block(draft: Draft, block: Block) -> Draft:
    """A draft with another block and no marker left."""
    return Draft(block, draft.indent)


def _typed_lists(blocks: Sequence[Block]) -> list[Block]:
    """Paragraphs that follow each other and begin with a typed bullet as a list."""
    result = list(blocks)
    start = 0
    while start < len(blocks):
        end = start
        while end < len(blocks) and _typed_bullet(blocks[end]):
            end += 1
        if end - start > 1:
            for index in range(start, end):
                paragraph = result[index]
                if isinstance(paragraph, Paragraph):
                    text = _without_bullet(paragraph.inlines)
                    result[index] = Paragraph(text, lists=(Level("ul"),), quote=paragraph.quote)
        start = max(end, start + 1)
    return result


def _typed_bullet(block: Block) -> bool:
    if not isinstance(block, Paragraph) or block.lists or block.align or block.tag != "p":
        return False
    found = _TYPED_BULLET.match(block.text)
    return found is not None and isinstance(block.inlines[0], Run) and bool(block.text[found.end() :].strip())


def _without_bullet(inlines: Sequence[Inline]) -> tuple[Inline, ...]:
    """The inlines without the bullet and the spaces after it, which may stand in runs of their own."""
    first, *rest = inlines
    assert isinstance(first, Run)  # noqa: S101 as _typed_bullet has seen
    return tidy((replace(first, text=first.text[1:]), *rest))


# --- places ---------------------------------------------------------------------------------------------


def _placed(drafts: Sequence[Draft]) -> list[Block]:
    """Short lines that were pushed to their place by indentation, put there by what they are."""
    result: list[Block] = []
    body_begun = False
    for draft in drafts:
        block = draft.block
        if isinstance(block, Table):
            body_begun = True
        elif block.is_picture:
            block = replace(block, tag="p", align=None)
        elif block.lists:
            block = replace(block, align=None)
            body_begun = True
        elif block.align is None and draft.indent >= _FAR and len(block.text) <= _SHORT and block.tag == "p":
            block = replace(block, align=Align.RIGHT if body_begun else Align.CENTER)
        elif block.align is None and len(block.text) > _SHORT:
            body_begun = True
        result.append(block)
    return result


# --- headings -------------------------------------------------------------------------------------------


def _levels(blocks: Sequence[Block]) -> list[Block]:
    """Headings by their elements from h2 on: a page has its own h1."""
    tops = [index for index, block in enumerate(blocks) if isinstance(block, Paragraph) and block.tag == "h1"]
    as_title = (
        len(tops) == 1
        and not any(_is_body(block) for block in blocks[: tops[0]])
        and not any(isinstance(block, Paragraph) and block.align is Align.TITLE for block in blocks)
    )
    if as_title and isinstance(top := blocks[tops[0]], Paragraph) and not level_of(top.text):
        rest = list(blocks)
        rest[tops[0]] = replace(top, tag="p", align=Align.TITLE)
        return _levels(rest)
    deeper = 1 if tops else 0
    return [
        replace(block, tag=f"h{min(max(int(block.tag[1]) + deeper, 2), 4)}")
        if isinstance(block, Paragraph) and block.tag.startswith("h")
        else block
        for block in blocks
    ]


def _is_body(block: Block) -> bool:
    """Whether a block is ordinary text, after which no title comes."""
    return isinstance(block, Table) or (
        not block.is_picture
        and not _is_top_matter(block.text)
        and block.align not in (Align.CENTER, Align.TITLE)
    )


def _is_top_matter(text: str) -> bool:
    """Whether a line is what may stand above a title."""
    return bool(document_number(text) or header_name(text) or full_date(text)) or text.startswith("签发人")


def _titled(blocks: Sequence[Block]) -> list[Block]:
    """The title marked: the centred lines at the top, or a first line that reads like one."""
    result = list(blocks)
    if any(isinstance(block, Paragraph) and block.align is Align.TITLE for block in blocks):
        return result
    chosen: list[int] = []
    for index, block in enumerate(blocks[:_TITLE_WITHIN]):
        if not isinstance(block, Paragraph):
            break
        if _may_be_title(block):
            chosen.append(index)
        elif chosen or _is_body(block):
            break
    length = sum(
        len(block.text) for block in (blocks[index] for index in chosen) if isinstance(block, Paragraph)
    )
    if length > _MAX_TITLE or len(chosen) > _MAX_TITLE_LINES:
        return result
    if not chosen and blocks:
        first = next((index for index, block in enumerate(blocks) if _is_body(block)), 0)
        block = blocks[first]
        plain = isinstance(block, Paragraph) and block.tag == "p" and not block.lists and not block.align
        if plain and isinstance(block, Paragraph) and is_title(block.text) and not level_of(block.text):
            chosen = [first]
    for index in chosen:
        block = blocks[index]
        if isinstance(block, Paragraph):
            result[index] = replace(block, tag="p", align=Align.TITLE)
    return result


def _may_be_title(block: Paragraph) -> bool:
    text = block.text
    return (
        block.align is Align.CENTER
        and bool(text)
        and not block.lists
        and not _is_top_matter(text)
        and not CHAPTER.match(text)
        and not text.startswith(("（", "("))
        and not is_issuer(text)
    )


def _headings(blocks: Sequence[Block]) -> list[Block]:
    """Short numbered paragraphs as headings.

    Those of one level that follow each other with nothing between are a list that somebody numbered.
    """
    levels = [_numbered_level(block) for block in blocks]
    result: list[Block] = []
    for index, block in enumerate(blocks):
        level = levels[index]
        around = (levels[index - 1] if index else 0, levels[index + 1] if index + 1 < len(blocks) else 0)
        if isinstance(block, Paragraph) and block.tag == "p" and level and level not in around:
            block = replace(block, tag=f"h{level}")
        result.append(block)
    return result


def _numbered_level(block: Block) -> int:
    if not isinstance(block, Paragraph) or block.lists or block.quote:
        return 0
    if any(not isinstance(inline, Run) or "\n" in inline.text for inline in block.inlines):
        return 0
    if block.align is not None and not (block.align is Align.CENTER and CHAPTER.match(block.text)):
        return 0
    return level_of(block.text)


def _plain_heading(block: Block) -> Block:
    """Headings and titles without bold, which they are anyway."""
    if isinstance(block, Table) or not (block.tag.startswith("h") or block.align is Align.TITLE):
        return block
    return replace(
        block,
        inlines=joined(
            replace(inline, marks=inline.marks - {Mark.STRONG}) if isinstance(inline, Run) else inline
            for inline in block.inlines
        ),
    )
