"""Changes within a line of text: word by word, Chinese character by character."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from kaicheng.conversion.blocks import Block, Inline, Mark, Paragraph, Picture, Table, joined

_WORD = re.compile(r"[a-zA-Z]+|\d+(?:[.,]\d+)*|.", re.DOTALL)
_ENDS = "。；！？;!?\n"
_MAX_WORK = 400_000
"""Pairs of words compared within one stretch; beyond it a stretch is gone and new as a whole."""
_ISLAND = 1
"""So few characters between two changes are no comfort to a reader and are shown as changed too."""

Opcode = tuple[str, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Word:
    """The smallest thing that changes: a word, figure, character or picture. Marks do not count."""

    inline: Inline

    @property
    def key(self) -> Hashable:
        if isinstance(self.inline, Picture):
            return "picture", self.inline.source
        return self.inline.text, self.inline.href


def changed(old: Sequence[Inline], new: Sequence[Inline]) -> tuple[Inline, ...]:
    """The new text, and among it what is gone of the old."""
    before, after = list(_words(old)), list(_words(new))
    result: list[Inline] = []
    for tag, i1, i2, j1, j2 in _merged(_compare(before, after), before):
        if tag == "equal":
            result.extend(word.inline for word in after[j1:j2])
        else:
            result.extend(_with(word.inline, Mark.DEL) for word in before[i1:i2])
            result.extend(_with(word.inline, Mark.INS) for word in after[j1:j2])
    return joined(result)


def marked_all(inlines: Sequence[Inline], mark: Mark) -> tuple[Inline, ...]:
    """All of it gone, or new."""
    return joined(_with(inline, mark) for inline in inlines)


def marked(block: Block, mark: Mark) -> Block:
    """A whole block gone, or new."""
    if isinstance(block, Paragraph):
        return replace(block, inlines=marked_all(block.inlines, mark))
    rows = tuple(
        tuple(replace(cell, inlines=marked_all(cell.inlines, mark)) for cell in row) for row in block.rows
    )
    return Table(rows, block.head, marked_all(block.caption, mark))


def _with(inline: Inline, mark: Mark) -> Inline:
    return replace(inline, marks=inline.marks | {mark})


def _words(inlines: Sequence[Inline]) -> Iterator[Word]:
    for inline in inlines:
        if isinstance(inline, Picture):
            yield Word(inline)
        else:
            for piece in _WORD.findall(inline.text):
                yield Word(replace(inline, text=piece))


def _compare(old: Sequence[Word], new: Sequence[Word]) -> list[Opcode]:
    """Sentences first: what is between two that stayed is compared word by word."""
    a, b = _sentences(old), _sentences(new)
    keys_a = [tuple(word.key for word in old[start:end]) for start, end in a]
    keys_b = [tuple(word.key for word in new[start:end]) for start, end in b]
    result: list[Opcode] = []
    for tag, i1, i2, j1, j2 in opcodes(keys_a, keys_b):
        place = _span(a, i1, i2, len(old)), _span(b, j1, j2, len(new))
        (x1, x2), (y1, y2) = place
        if tag == "equal":
            result.append((tag, x1, x2, y1, y2))
        else:
            result.extend(_within(old, new, x1, x2, y1, y2))
    return result


def _within(old: Sequence[Word], new: Sequence[Word], x1: int, x2: int, y1: int, y2: int) -> list[Opcode]:
    """Word by word between two places, the ends that are the same set aside first."""
    keys_a = [word.key for word in old[x1:x2]]
    keys_b = [word.key for word in new[y1:y2]]
    head = 0
    while head < min(len(keys_a), len(keys_b)) and keys_a[head] == keys_b[head]:
        head += 1
    tail = 0
    while tail < min(len(keys_a), len(keys_b)) - head and keys_a[-1 - tail] == keys_b[-1 - tail]:
        tail += 1
    middle_a, middle_b = keys_a[head : len(keys_a) - tail], keys_b[head : len(keys_b) - tail]
    x, y = x1 + head, y1 + head
    result: list[Opcode] = [("equal", x1, x, y1, y)] if head else []
    if middle_a and middle_b and len(middle_a) * len(middle_b) <= _MAX_WORK:
        result.extend(
            (tag, x + i1, x + i2, y + j1, y + j2) for tag, i1, i2, j1, j2 in opcodes(middle_a, middle_b)
        )
    elif middle_a or middle_b:
        result.append(("replace", x, x2 - tail, y, y2 - tail))
    if tail:
        result.append(("equal", x2 - tail, x2, y2 - tail, y2))
    return result


def opcodes(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Opcode]:
    """How the one becomes the other, by longest common stretches."""
    return [
        (str(tag), i1, i2, j1, j2)
        for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    ]


def _sentences(words: Sequence[Word]) -> list[tuple[int, int]]:
    """Where each sentence begins and ends."""
    found: list[tuple[int, int]] = []
    start = 0
    for index, word in enumerate(words, 1):
        if index == len(words) or (word.inline.text and word.inline.text in _ENDS):
            found.append((start, index))
            start = index
    return found


def _span(sentences: Sequence[tuple[int, int]], first: int, last: int, end: int) -> tuple[int, int]:
    start = sentences[first][0] if first < len(sentences) else end
    return start, sentences[last - 1][1] if last > first else start


def _merged(steps: Sequence[Opcode], old: Sequence[Word]) -> list[Opcode]:
    """Changes with next to nothing between them as one."""
    result: list[Opcode] = []
    for index, (tag, i1, i2, j1, j2) in enumerate(steps):
        if tag == "equal" and 0 < index < len(steps) - 1:
            length = sum(len(word.inline.text) or _ISLAND + 1 for word in old[i1:i2])
            around = steps[index - 1][0] != "equal" and steps[index + 1][0] != "equal"
            if length <= _ISLAND and around:
                tag = "replace"
        if result and tag != "equal" and result[-1][0] != "equal":
            _, a, _, b, _ = result[-1]
            result[-1] = ("replace", a, i2, b, j2)
        elif result and tag == "equal" == result[-1][0]:
            _, a, _, b, _ = result[-1]
            result[-1] = ("equal", a, i2, b, j2)
        else:
            result.append((tag, i1, i2, j1, j2))
    return result
