"""What a search gives back: data to be rendered, never markup."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from kaicheng.retrieval.query import Query


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; ``marked`` where it is what was looked for."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """One document found. The texts of ``title`` joined are the title as it was put in."""

    key: str
    url: str
    title: tuple[Piece, ...]
    snippet: tuple[Piece, ...]
    in_attachments: bool
    """The snippet is from an attached file, not from the body."""
    number: str
    index_number: str
    authority: str
    column: str
    kind: str
    topic: str
    year: int | None
    validity: str
    published_on: date | None
    score: float
    """For comparing hits of one search; 0 in lists of the newest."""

    @property
    def plain_title(self) -> str:
        """The title without marks."""
        return "".join(piece.text for piece in self.title)


@dataclass(frozen=True, slots=True)
class FacetValue:
    """How many results there would be if this were the only value chosen in its field."""

    value: str | int
    count: int
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Facets:
    """Counts by field, the most frequent first, years from the latest."""

    authority: tuple[FacetValue, ...] = ()
    column: tuple[FacetValue, ...] = ()
    kind: tuple[FacetValue, ...] = ()
    year: tuple[FacetValue, ...] = ()
    validity: tuple[FacetValue, ...] = ()


class Advice(StrEnum):
    """What a suggestion does to the query."""

    CORRECTED = "corrected"
    """A slip of the pen mended."""
    SYNONYM = "synonym"
    """The same in the words that the documents use."""
    FEWER_WORDS = "fewer_words"
    """A word left out that is found nowhere together with the others."""
    NO_FILTERS = "no_filters"
    """The same text without filters."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A query that does find something: ``total`` documents, with ``text`` typed instead."""

    advice: Advice
    text: str
    total: int


@dataclass(frozen=True, slots=True)
class Results:
    """One page of results.

    Where nothing fits the whole query it is ``relaxed``: the hits are those of ``instead``, a slip of the pen
    mended, or where that is empty those that fit a part of the query.
    """

    query: Query
    total: int
    hits: tuple[Hit, ...]
    facets: Facets
    page: int = 1
    pages: int = 0
    next_cursor: str = ""
    relaxed: bool = False
    instead: str = ""
    suggestions: tuple[Suggestion, ...] = field(default=())
