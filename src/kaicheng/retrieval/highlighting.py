"""Marking what was looked for, and choosing the passage of a text that shows it best."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kaicheng.retrieval.folding import HAN, fold
from kaicheng.retrieval.numbers import numbers_in
from kaicheng.retrieval.query import Wish
from kaicheng.retrieval.results import Piece

SNIPPET = 110
"""Characters of a snippet."""
_LEAD = 24
_SENTENCE_END = re.compile(r"[。！？；\n]")
_BLANKS = re.compile(r"\s+")


class Marker:
    """Marks the words of one wish in any text."""

    def __init__(self, wish: Wish) -> None:
        told = [unit for unit in wish.units if not unit.numbers and not unit.is_lone]
        words = {text for unit in told for text in (unit.text, *unit.same, *unit.near)}
        words |= set(wish.phrases)
        self._numbers = {unit.numbers[0] for unit in wish.units if unit.numbers}
        ordered = sorted(filter(None, words), key=lambda word: (-len(word), word))
        self._pattern = re.compile("|".join(map(_pattern, ordered))) if ordered else None

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where the words stand, in order, none overlapping another."""
        folded = fold(text)
        found = [match.span() for match in self._pattern.finditer(folded)] if self._pattern else []
        if self._numbers:
            found += [
                (number.start - _length_of_prefix(number.tokens, self._numbers), number.end)
                for number in numbers_in(folded)
                if self._numbers & set(number.tokens)
            ]
        spans: list[tuple[int, int]] = []
        for start, end in sorted(found, key=lambda span: (span[0], -span[1])):
            if not spans or start > spans[-1][1]:
                spans.append((start, end))
            else:  # words side by side are one mark
                spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        return spans

    def mark(self, text: str) -> tuple[Piece, ...]:
        """The whole text in pieces."""
        return _pieces(text, self.spans(text))

    def snippet(self, text: str) -> tuple[Piece, ...]:
        """About :data:`SNIPPET` characters around the most different words; () where none stands."""
        text = _BLANKS.sub(" ", text).strip()
        spans = self.spans(text)
        if not spans:
            return ()
        folded = fold(text)
        best, most = spans[0][0], 0
        for index, (start, _) in enumerate(spans[:200]):
            within = [span for span in spans[index : index + 40] if span[1] <= start + SNIPPET - _LEAD]
            different = len({folded[begin:end] for begin, end in within})
            if different > most:
                best, most = start, different
        return self._cut(text, best)

    def _cut(self, text: str, at: int) -> tuple[Piece, ...]:
        first = max(0, at - _LEAD)
        breaks = [match.end() for match in _SENTENCE_END.finditer(text, first, at)]
        start = breaks[0] if breaks else first
        passage, before, after = text[start : start + SNIPPET], start > 0, start + SNIPPET < len(text)
        pieces = self.mark(passage)
        return (
            *((Piece("……"),) if before else ()),
            *pieces,
            *((Piece("……"),) if after else ()),
        )


def beginning(text: str) -> tuple[Piece, ...]:
    """How a text begins, unmarked."""
    text = _BLANKS.sub(" ", text).strip()
    if not text:
        return ()
    return (Piece(text[:SNIPPET] + ("……" if len(text) > SNIPPET else "")),)


def _pattern(word: str) -> str:
    """A word as it may stand in a text: nothing but punctuation between its runs, letters never cut."""
    pattern = r"[\W_]{0,3}".join(map(re.escape, word.split(" ")))
    before = rf"(?<![^\W_{HAN}])" if not re.match(f"[{HAN}]", word) else ""
    after = rf"(?![^\W_{HAN}])" if not re.search(f"[{HAN}]$", word) else ""
    return before + pattern + after


def _length_of_prefix(tokens: Iterable[str], wanted: set[str]) -> int:
    """Characters of the prefix that were looked for too."""
    bare = list(tokens)[-1]
    return max((len(token) - len(bare) for token in tokens if token in wanted and token != bare), default=0)


def _pieces(text: str, spans: list[tuple[int, int]]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    position = 0
    for start, end in spans:
        if position < start:
            pieces.append(Piece(text[position:start]))
        pieces.append(Piece(text[start:end], marked=True))
        position = end
    if position < len(text):
        pieces.append(Piece(text[position:]))
    return tuple(pieces)
