"""What is asked, and how the words that a person typed are understood. Nothing typed is an error."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from kaicheng.retrieval.folding import fold
from kaicheng.retrieval.numbers import Number, numbers_in
from kaicheng.retrieval.synonyms import Synonyms, stop_words
from kaicheng.retrieval.words import is_han, query_words, runs

FACETS = ("authority", "column", "kind", "year", "validity")
"""The fields by which results are counted and can be narrowed down."""
LONGEST = 200
"""Characters of a typed query that are looked at."""
MOST_UNITS = 16
"""Words of a query that are looked for."""
LARGEST = 100
"""Hits on one page."""


class Sort(StrEnum):
    """The order of the results."""

    RELEVANCE = "relevance"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class Filters:
    """What the results are narrowed down to; several values of one field are alternatives.

    ``since`` and ``until`` are days of publication, both included.
    """

    authority: tuple[str, ...] = ()
    column: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    year: tuple[int, ...] = ()
    validity: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None

    def values(self, name: str) -> tuple[str | int, ...]:
        """The chosen values of one of :data:`FACETS`."""
        chosen: tuple[str | int, ...] = getattr(self, name)
        return chosen


@dataclass(frozen=True, slots=True)
class Query:
    """One question. Without text it lists what the filters leave, the newest first.

    ``cursor`` is ``Results.next_cursor`` of the page before and goes before ``page`` (1 is the first). By
    it, pages of the newest stay in step while documents are published. One that is not ours is ignored.
    """

    text: str = ""
    filters: Filters = field(default_factory=Filters)
    sort: Sort = Sort.RELEVANCE
    page: int = 1
    cursor: str = ""
    size: int = 20


_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing looked for, folded."""

    text: str
    same: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    """Tokens of the document number that this is, the most exact first."""
    required: bool = True
    """False where it is a lone character beside words, which may belong to them or to nothing, and for a
    year: those of other years come after."""

    @property
    def is_lone(self) -> bool:
        """Whether it is such a lone character."""
        return not self.required and self.year is None

    @property
    def year(self) -> int | None:
        """The year that this is."""
        return int(self.text) if _YEAR.fullmatch(self.text) else None


@dataclass(frozen=True, slots=True)
class Wish:
    """A typed text, understood."""

    units: tuple[Unit, ...] = ()
    phrases: tuple[str, ...] = ()
    """Between quotation marks: to be found as they stand."""
    excluded: tuple[str, ...] = ()
    whole: str = ""
    """All that is wanted in one piece, folded, with single blanks."""

    def __bool__(self) -> bool:
        return bool(self.units or self.phrases or self.excluded)

    @property
    def wanted(self) -> tuple[str, ...]:
        """The words and phrases looked for, without their synonyms."""
        return tuple(dict.fromkeys([*self.phrases, *(unit.text for unit in self.units)]))

    def among(self, units: tuple[Unit, ...]) -> Wish:
        """The same with other units."""
        return replace(self, units=units)


_QUOTED = re.compile(r'(?P<minus>(?<!\S)[-−–])?(?:"(?P<plain>[^"]*)"|[“”](?P<curly>[^“”]*)[“”])')
_EXCLUDED = re.compile(r"(?<!\S)[-−–](?=[^\s\-−–])(?P<word>\S+)")


def understand(text: str, synonyms: Synonyms) -> Wish:
    """What a person means who types this."""
    rest = fold(text[:LONGEST])
    phrases: list[str] = []
    excluded: list[str] = []

    def take_phrase(match: re.Match[str]) -> str:
        phrase = " ".join(runs(match["plain"] if match["plain"] is not None else match["curly"]))
        if phrase:
            (excluded if match["minus"] else phrases).append(phrase)
        return " "

    def take_excluded(match: re.Match[str]) -> str:
        word = " ".join(runs(match["word"]))
        if word:
            excluded.append(word)
        return " "

    rest = _QUOTED.sub(take_phrase, rest)
    rest = _EXCLUDED.sub(take_excluded, rest)
    units = tuple(dict.fromkeys(_units(rest, synonyms)))[:MOST_UNITS]
    whole = " ".join([*phrases, *runs(rest)])
    return Wish(units, tuple(phrases), tuple(excluded), whole)


def _units(text: str, synonyms: Synonyms) -> list[Unit]:
    units: list[Unit] = []
    position = 0
    for number in numbers_in(text):
        # What stands before the brackets is the prefix of the number, unless it says something else.
        before = text[position : number.start]
        prefix = number.prefix if before.rstrip().endswith(number.prefix) else ""
        if prefix and not _may_be_prefix(prefix):
            prefix = ""
        if prefix:
            before = before[: before.rindex(prefix)]
        units += _plain_units(before, synonyms)
        units.append(_number_unit(number, prefix, text))
        position = number.end
    units += _plain_units(text[position:], synonyms)
    telling = [unit for unit in units if unit.text not in stop_words()]
    units = telling or units
    if not any(unit.required for unit in units):
        units = [replace(unit, required=True) for unit in units]
    return units


def _may_be_prefix(text: str) -> bool:
    """川人社发, 西府函: short and ends as the codes of offices do."""
    return len(text) <= 8 and text[-1] in "发办函令规字告公通知复批报呈议会审"


def _number_unit(number: Number, prefix: str, text: str) -> Unit:
    tokens = number.tokens if prefix or not number.prefix else number.tokens[-1:]
    return Unit(prefix + text[number.start : number.end], numbers=tokens)


def _plain_units(text: str, synonyms: Synonyms) -> Iterator[Unit]:
    after_year = False
    for run in runs(text):
        if not is_han(run):
            after_year = bool(_YEAR.fullmatch(run))
            yield _unit(run, synonyms, required=not after_year)
            continue
        if after_year:  # 2024年, 2024年度
            run = run.removeprefix("年").removeprefix("度")
            after_year = False
        for part, known in synonyms.divide(run):
            if known:
                yield _unit(part, synonyms)
            else:
                yield from _divided(part, synonyms)


def _divided(part: str, synonyms: Synonyms) -> Iterator[Unit]:
    """The words of a stretch; characters that the dictionary leaves over stay together."""
    words: list[tuple[str, bool]] = []
    for word in query_words(part):
        single = len(word) == 1 and word not in stop_words()
        if single and words and words[-1][1]:
            words[-1] = (words[-1][0] + word, True)
        else:
            words.append((word, single))
    for word, left_over in words:
        yield _unit(word, synonyms, required=not left_over or len(word) > 1)


def _unit(text: str, synonyms: Synonyms, *, required: bool = True) -> Unit:
    return Unit(text, synonyms.same(text), synonyms.near(text), required=required)
