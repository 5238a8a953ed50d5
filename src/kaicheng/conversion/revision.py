"""What changed between two versions of a body: additions in ``<ins>``, deletions in ``<del>``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from kaicheng.conversion.blocks import Block, Cell, Inline, Mark, Paragraph, Picture, Table
from kaicheng.conversion.changes import changed, marked, marked_all, opcodes
from kaicheng.conversion.markup import gate
from kaicheng.conversion.text import blocks_of
from kaicheng.conversion.writing import to_html

_ALIKE = 0.3
"""How much two paragraphs have in common before they are shown as one that was changed."""
_MAX_PAIRS = 10_000
"""Pairs of blocks that are compared with each other between two blocks that stayed."""


def diff(old_html: str, new_html: str) -> str:
    """The new body with what is new and what is gone marked, as HTML that stands by itself.

    Both are clean bodies. Text is compared word by word, Chinese character by character, tables cell by cell.
    A change of a link or picture counts; one of bold type or of a paragraph's place does not. Text without
    the deletions is the text of the new body, and without the additions that of the old one.
    """
    return gate(to_html(_blocks(blocks_of(old_html), blocks_of(new_html))), changes=True)


def _blocks(old: Sequence[Block], new: Sequence[Block]) -> Iterator[Block]:
    for tag, i1, i2, j1, j2 in opcodes([_key(block) for block in old], [_key(block) for block in new]):
        if tag == "equal":
            yield from new[j1:j2]
        else:
            yield from _replaced(old[i1:i2], new[j1:j2])


def _key(block: Block) -> Hashable:
    """Equal for blocks that a reader would call the same."""
    if isinstance(block, Table):
        return tuple(_row_key(row) for row in block.rows), _content(block.caption)
    return _content(block.inlines), bool(block.lists), block.lists[-1].number if block.lists else 0


def _row_key(row: Sequence[Cell]) -> Hashable:
    return tuple((_content(cell.inlines), cell.colspan, cell.rowspan) for cell in row)


def _content(inlines: Iterable[Inline]) -> Hashable:
    return tuple(
        (inline.source, "") if isinstance(inline, Picture) else (inline.text, inline.href)
        for inline in inlines
    )


def _replaced(old: Sequence[Block], new: Sequence[Block]) -> Iterator[Block]:
    """Blocks between two that stayed: those that are alike as one each, in order, the rest gone or new."""
    i = 0
    pairs = _pairs(old, new)
    for j, block in enumerate(new):
        if j not in pairs:
            yield marked(block, Mark.INS)
            continue
        for gone in old[i : pairs[j]]:
            yield marked(gone, Mark.DEL)
        i = pairs[j] + 1
        yield from _both(old[pairs[j]], block)
    for gone in old[i:]:
        yield marked(gone, Mark.DEL)


def _pairs(old: Sequence[Block], new: Sequence[Block]) -> dict[int, int]:
    """For new blocks the old ones that they come from, neither crossing another pair."""
    if not old or not new:
        return {}
    before, after = [_Looks.of(block) for block in old], [_Looks.of(block) for block in new]
    if len(old) * len(new) > _MAX_PAIRS:
        return {j: j for j in range(min(len(old), len(new))) if before[j].likeness(after[j]) >= _ALIKE}
    likeness = [[one.likeness(other) for other in after] for one in before]
    # The best sum of likenesses of what is left, from the end backwards.
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            together = likeness[i][j] + best[i + 1][j + 1] if likeness[i][j] >= _ALIKE else -1.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], together)
    pairs: dict[int, int] = {}
    i = j = 0
    while i < len(old) and j < len(new):
        if likeness[i][j] >= _ALIKE and best[i][j] == likeness[i][j] + best[i + 1][j + 1]:
            pairs[j] = i
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


@dataclass(frozen=True, slots=True)
class _Looks:
    """What a block is known by: its kind, and its pairs of characters, which tell more than single ones."""

    kind: str
    pairs: Counter[str]
    total: int

    @classmethod
    def of(cls, block: Block) -> _Looks:
        if isinstance(block, Table):
            return cls("table", Counter(), 0)
        text = f" {block.text} "
        return cls(
            "picture" if block.is_picture else "text",
            Counter(map("".join, pairwise(text))),
            len(text) - 1,
        )

    def likeness(self, other: _Looks) -> float:
        """From 0 to 1. Tables are like tables and pictures like pictures, whatever is in them."""
        if self.kind != other.kind or self.kind != "text":
            return float(self.kind == other.kind)
        total = self.total + other.total
        if 2 * min(self.total, other.total) < _ALIKE * total:
            return 0.0
        return 2 * sum(min(count, other.pairs[pair]) for pair, count in self.pairs.items()) / total


def _both(old: Block, new: Block) -> Iterator[Block]:
    if isinstance(old, Table) and isinstance(new, Table):
        yield from _tables(old, new)
    elif isinstance(old, Paragraph) and isinstance(new, Paragraph):
        yield replace(new, inlines=changed(old.inlines, new.inlines))


def _tables(old: Table, new: Table) -> Iterator[Block]:
    """One table where rows can be told apart; both, one gone and one new, where merged cells forbid it."""
    same_shape = [_shape(row) for row in old.rows] == [_shape(row) for row in new.rows]
    if same_shape:
        rows = [_row(before, after) for before, after in zip(old.rows, new.rows, strict=True)]
        yield replace(new, rows=tuple(rows), caption=changed(old.caption, new.caption))
        return
    if any(cell.rowspan > 1 for row in (*old.rows, *new.rows) for cell in row) or old.head != new.head:
        yield marked(old, Mark.DEL)
        yield marked(new, Mark.INS)
        return
    head = [
        _row(before, after) for before, after in zip(old.rows[: old.head], new.rows[: new.head], strict=True)
    ]
    body = list(_rows(old.rows[old.head :], new.rows[new.head :]))
    yield Table((*head, *body), new.head, changed(old.caption, new.caption))


def _shape(row: Sequence[Cell]) -> list[tuple[int, int]]:
    return [(cell.colspan, cell.rowspan) for cell in row]


def _rows(old: Sequence[tuple[Cell, ...]], new: Sequence[tuple[Cell, ...]]) -> Iterator[tuple[Cell, ...]]:
    """Rows of tables without cells merged downwards."""
    for tag, i1, i2, j1, j2 in opcodes([_row_key(row) for row in old], [_row_key(row) for row in new]):
        if tag == "equal":
            yield from new[j1:j2]
            continue
        # A row that changed is compared as the paragraph that its cells would make.
        before = [_as_paragraph(row) for row in old[i1:i2]]
        after = [_as_paragraph(row) for row in new[j1:j2]]
        pairs = _pairs(before, after)
        i = i1
        for j in range(j1, j2):
            if j - j1 not in pairs:
                yield _marked_row(new[j], Mark.INS)
                continue
            while i < i1 + pairs[j - j1]:
                yield _marked_row(old[i], Mark.DEL)
                i += 1
            yield _row(old[i], new[j])
            i += 1
        for row in old[i:i2]:
            yield _marked_row(row, Mark.DEL)


def _as_paragraph(row: Sequence[Cell]) -> Paragraph:
    return Paragraph(tuple(inline for cell in row for inline in cell.inlines))


def _row(old: tuple[Cell, ...], new: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """A row whose cells are compared one by one; where their number differs, all of it is gone and new."""
    if len(old) != len(new):
        gone = tuple(inline for cell in old for inline in marked_all(cell.inlines, Mark.DEL))
        first, *rest = (replace(cell, inlines=marked_all(cell.inlines, Mark.INS)) for cell in new)
        return (replace(first, inlines=(*gone, *first.inlines)), *rest)
    return tuple(
        replace(after, inlines=changed(before.inlines, after.inlines))
        for before, after in zip(old, new, strict=True)
    )


def _marked_row(row: tuple[Cell, ...], mark: Mark) -> tuple[Cell, ...]:
    return tuple(replace(cell, inlines=marked_all(cell.inlines, mark)) for cell in row)
