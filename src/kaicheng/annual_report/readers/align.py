"""Which row of the form a row of figures is: by its words, and by the order of the form.

Files tear labels apart, put half of one on the next line, or lose it. So rows are aligned as sequences are:
the assignment that keeps the form's order and agrees best with all the words seen. A row without words
is placed only where the rows around it leave a single place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from kaicheng.annual_report.form import Row
from kaicheng.annual_report.labels import key
from kaicheng.annual_report.readers.rows import FigureRow, label_keys, label_keys_without_remarks

# Weights of the alignment. Words that fit earn up to 1; words that contradict cost more than leaving a row
# out, so that a stranger is never pressed into the form.
_CONTRADICTION = -1.0
_LEAVE_OUT_ROW = -0.05
_NO_WORDS = 0.05
_FITS = 0.45
_CERTAIN = 0.85
_BY_NAME = 0.95

_NUMBERING = re.compile(r"^[一二三四五六七八九十\d]{1,2}(?=\D)")


@dataclass(frozen=True, slots=True)
class Placed:
    """A row of figures with the row of the form that it is. ``by_order`` when no word of it told so."""

    figures: FigureRow
    row: Row
    by_order: bool = False


@dataclass(frozen=True, slots=True)
class Alignment:
    """The rows that found their place, in the form's order, those that name a row already found, the rest."""

    placed: tuple[Placed, ...]
    repeated: tuple[Placed, ...]
    left_over: tuple[FigureRow, ...]


def align(found: Sequence[FigureRow], rows: Sequence[Row]) -> Alignment:
    """Place rows of figures in the rows of the form."""
    scores = [_scores(figures, rows) for figures in found]
    chosen = _best_path(scores)
    chosen = _without_guesses(chosen, scores, len(rows))
    chosen = _out_of_order(chosen, scores)
    placed = [
        Placed(figures, rows[column], by_order=scores[index][column] < _FITS)
        for index, (figures, column) in enumerate(zip(found, chosen, strict=True))
        if column is not None
    ]
    placed.sort(key=lambda entry: rows.index(entry.row))
    repeated: list[Placed] = []
    left: list[FigureRow] = []
    for figures, column, score in zip(found, chosen, scores, strict=True):
        if column is None and max(score, default=0.0) >= _BY_NAME:
            repeated.append(Placed(figures, rows[score.index(max(score))]))
        elif column is None:
            left.append(figures)
    return Alignment(tuple(placed), tuple(repeated), tuple(left))


def _scores(figures: FigureRow, rows: Sequence[Row]) -> list[float]:
    """How well a row of figures agrees with each row of the form."""
    own = label_keys(figures)
    unexplained = label_keys_without_remarks(figures)
    best = [max(_row_fit(own, row), _row_fit(unexplained, row)) for row in rows]
    if max(best, default=0.0) < _CERTAIN and figures.before:
        # Words torn from the row stand before it; they count less than the row's own.
        before = tuple(key(text) for text in figures.before[-6:])
        if own or _rows_named("".join(before), rows) <= 1:
            weight = 0.9 if own else 0.95
            best = [
                max(score, weight * _row_fit((*before, *own), row))
                for score, row in zip(best, rows, strict=True)
            ]
    contradicted = _CONTRADICTION if own else _NO_WORDS
    return [score if score >= _FITS else contradicted for score in best]


def _row_fit(words: tuple[str, ...], row: Row) -> float:
    return max(_words_fit(words, wording) for wording in row.wordings)


def _rows_named(text: str, rows: Sequence[Row]) -> int:
    """How many rows the words met before a row without words name.

    A converter may list the labels of several rows first and their figures after them; then the last
    label is not the label of the first figures, and only the order can tell.
    """
    seen = _pairs(text)
    return sum(
        len(pairs := _pairs(key(row.label))) >= 3 and len(pairs & seen) >= 0.75 * len(pairs) for row in rows
    )


@lru_cache(maxsize=65_536)
def _pairs(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters in a text."""
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))


@lru_cache(maxsize=262_144)
def _words_fit(words: tuple[str, ...], wording: str) -> float:
    """How well words met at a row agree with an official label, from 0 to 1."""
    if not words:
        return 0.0
    label = key(wording)
    bare = _NUMBERING.sub("", label)
    last = words[-1]
    if last == label:
        return 1.0
    if _NUMBERING.sub("", last) == bare:
        return 0.95
    joined = "".join(words)
    if joined.endswith(label):
        return 0.95
    if len(bare) >= 4 and joined.endswith(bare):
        return 0.9
    if len(last) >= 4 and last in label:
        return 0.6 + 0.3 * len(last) / len(label)
    if len(bare) >= 4 and bare in joined:
        return 0.7
    return 0.8 * max(_overlap(joined, bare), _overlap(last, bare))


def _overlap(text: str, label: str) -> float:
    """Share of the label's pairs of characters that the text has, damped when it says much more."""
    pairs, seen = _pairs(label), _pairs(text)
    if len(pairs) < 3:
        return 0.0
    common = len(pairs & seen)
    return 2 * common / (len(pairs) + min(len(seen), 3 * len(pairs)))


def _best_path(scores: list[list[float]]) -> list[int | None]:
    """The order-keeping assignment with the highest sum (dynamic programming over rows × rows)."""
    count = len(scores)
    width = len(scores[0]) if scores else 0
    best = [[0.0] * (width + 1) for _ in range(count + 1)]
    for i in range(1, count + 1):
        # Rows of the form before the first and after the last one found may be on another page.
        leave_out = _LEAVE_OUT_ROW if i < count else 0.0
        for j in range(1, width + 1):
            best[i][j] = max(
                best[i - 1][j],
                best[i][j - 1] + leave_out,
                best[i - 1][j - 1] + scores[i - 1][j - 1],
            )
        best[i][0] = best[i - 1][0]
    chosen: list[int | None] = [None] * count
    i, j = count, width
    while i and j:
        if best[i][j] == best[i - 1][j]:  # of two rows that fit alike, the first
            i -= 1
        elif best[i][j] == best[i - 1][j - 1] + scores[i - 1][j - 1] and scores[i - 1][j - 1] > 0:
            chosen[i - 1] = j - 1
            i, j = i - 1, j - 1
        else:
            j -= 1
    return chosen


def _without_guesses(chosen: list[int | None], scores: list[list[float]], width: int) -> list[int | None]:
    """Take back rows placed by order alone where the rows around them leave more than one way."""
    kept = list(chosen)
    index = 0
    while index < len(kept):
        if _told_by_words(index, kept, scores):
            index += 1
            continue
        end = index
        while end < len(kept) and not _told_by_words(end, kept, scores):
            end += 1
        below = _neighbour(kept, scores, range(index - 1, -1, -1), -1)
        above = _neighbour(kept, scores, range(end, len(kept)), width)
        wordless = [i for i in range(index, end) if max(scores[i], default=0.0) == _NO_WORDS]
        if len(wordless) == end - index == above - below - 1:
            for offset, i in enumerate(range(index, end)):
                kept[i] = below + 1 + offset
        else:
            for i in range(index, end):
                kept[i] = None
        index = end
    return kept


def _told_by_words(index: int, chosen: list[int | None], scores: list[list[float]]) -> bool:
    column = chosen[index]
    return column is not None and scores[index][column] >= _FITS


def _neighbour(chosen: list[int | None], scores: list[list[float]], indices: range, edge: int) -> int:
    """The form's row of the nearest row told by words; ``edge`` when there is none."""
    for index in indices:
        column = chosen[index]
        if column is not None and scores[index][column] >= _FITS:
            return column
    return edge


def _out_of_order(chosen: list[int | None], scores: list[list[float]]) -> list[int | None]:
    """Rows that the order left out, although their own words name a row that is still free."""
    kept = list(chosen)
    for index, column in enumerate(kept):
        if column is None and scores[index]:
            candidate = max(range(len(scores[index])), key=scores[index].__getitem__)
            if scores[index][candidate] >= _BY_NAME and candidate not in kept:
                kept[index] = candidate
    return kept
