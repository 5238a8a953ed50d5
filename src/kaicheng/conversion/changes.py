"""Changes within a line of text: word by word, Chinese character by character."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import groupby

from kaicheng.conversion.blocks import Block, Inline, Mark, Paragraph, Picture, Run, Table, joined

_WORD = re.compile(r"[a-zA-Z]+|\d+(?:[.,]\d+)*|.", re.DOTALL)
_ENDS = "。；！？;!?\n"
_MAX_WORK = 100_000
"""Pairs of equal things that are looked at within one stretch."""
_ISLAND = 1
"""So few characters between two changes are no comfort to a reader and are shown as changed too."""

Opcode = tuple[str, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Word:
    """The smallest thing that changes: a word, figure, character or picture. Marks do not count."""

    text: str
    """Empty for a picture."""
    inline: Inline
    """What it is, or is a part of."""

    @property
    def key(self) -> Hashable:
        if isinstance(self.inline, Picture):
            return "picture", self.inline.source
        return (self.text, self.inline.href) if self.inline.href else self.text

    def marked(self, mark: Mark | None) -> Inline:
        """The word by itself."""
        marks = self.inline.marks | {mark} if mark else self.inline.marks
        if isinstance(self.inline, Picture):
            return Picture(self.inline.source, self.inline.alt, marks)
        return Run(self.text, marks, self.inline.href)


def changed(old: Sequence[Inline], new: Sequence[Inline]) -> tuple[Inline, ...]:
    """The new text, and among it what is gone of the old."""
    before, after = list(_words(old)), list(_words(new))
    result: list[Inline] = []
    for tag, i1, i2, j1, j2 in _merged(_compare(before, after), before):
        if tag == "equal":
            result.extend(_together(after[j1:j2], None))
        else:
            result.extend(_together(before[i1:i2], Mark.DEL))
            result.extend(_together(after[j1:j2], Mark.INS))
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
            yield Word("", inline)
        else:
            for piece in _WORD.findall(inline.text):
                yield Word(piece, inline)


def _together(words: Sequence[Word], mark: Mark | None) -> Iterator[Inline]:
    """Words as runs again, those of one run together."""
    for _, group in groupby(words, lambda word: id(word.inline)):
        first, *rest = group
        yield Word("".join((first.text, *(word.text for word in rest))), first.inline).marked(mark)


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
    return [(tag, x1 + i1, x1 + i2, y1 + j1, y1 + j2) for tag, i1, i2, j1, j2 in opcodes(keys_a, keys_b)]


def opcodes(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Opcode]:
    """How the one becomes the other, by longest common stretches, ends that are the same set aside first.

    The time of this grows with the pairs of equal things; where they are too many, the stretch between the
    ends is said to be replaced as a whole.
    """
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    x, y = len(old) - tail, len(new) - tail
    middle = old[head:x], new[head:y]
    result: list[Opcode] = [("equal", 0, head, 0, head)] if head else []
    if all(middle) and _work(*middle) <= _MAX_WORK:
        steps = SequenceMatcher(None, *middle, autojunk=False).get_opcodes()
        result += [(tag, head + i1, head + i2, head + j1, head + j2) for tag, i1, i2, j1, j2 in steps]
    elif any(middle):
        result.append(("replace", head, x, head, y))
    if tail:
        result.append(("equal", x, len(old), y, len(new)))
    return result


def _work(old: Sequence[Hashable], new: Sequence[Hashable]) -> int:
    counts = Counter(new)
    return sum(counts[thing] for thing in old)


def _sentences(words: Sequence[Word]) -> list[tuple[int, int]]:
    """Where each sentence begins and ends."""
    found: list[tuple[int, int]] = []
    start = 0
    for index, word in enumerate(words, 1):
        if index == len(words) or (word.text and word.text in _ENDS):
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
            length = sum(len(word.text) or _ISLAND + 1 for word in old[i1:i2])
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
