"""One search: hits, counts and, where nothing was found, what else to try."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from typing import Any

import tantivy

from kaicheng.retrieval.highlighting import Marker, beginning
from kaicheng.retrieval.matching import Matcher
from kaicheng.retrieval.query import FACETS, LARGEST, Filters, Query, Sort, Wish, understand
from kaicheng.retrieval.results import Advice, Facets, FacetValue, Hit, Results
from kaicheng.retrieval.schema import clean
from kaicheng.retrieval.suggesting import Adviser
from kaicheng.retrieval.synonyms import Synonyms

DEEPEST = 10_000
"""Hits that can be paged through; who needs more narrows the search down."""
_VALUES = 300
"""Values of one facet that are counted, the most frequent."""


class Search:
    """Searches one state of the index."""

    def __init__(self, searcher: tantivy.Searcher, synonyms: Synonyms) -> None:
        self._searcher = searcher
        self._synonyms = synonyms
        self._matcher = Matcher(searcher)

    def run(self, query: Query) -> Results:
        """The page that is asked for, or the last one if there are fewer."""
        query = replace(query, filters=_sound(query.filters))
        wish = understand(query.text, self._synonyms)
        results = self._page(query, wish, self._matcher.found(wish), self._matcher.ranked(wish))
        if results.total or not wish.wanted:
            return results
        advice = Adviser(self._searcher, self._matcher, self._synonyms).advise(query, wish)
        mended = next((one.text for one in advice if one.advice is Advice.CORRECTED), "")
        if mended:
            wish = understand(mended, self._synonyms)
            nearest = self._page(query, wish, self._matcher.found(wish), self._matcher.ranked(wish))
        else:
            partly = self._matcher.partly(wish)
            nearest = self._page(query, wish, partly, partly)
        return replace(nearest, relaxed=nearest.total > 0, instead=mended, suggestions=advice)

    def _page(self, query: Query, wish: Wish, found: tantivy.Query, ranked: tantivy.Query) -> Results:
        total, facets = self._count(found, query.filters)
        size = min(max(query.size, 1), LARGEST)
        newest = query.sort is Sort.NEWEST or not wish.wanted
        narrowed = self._matcher.filtered(found if newest else ranked, query.filters)
        pages = math.ceil(min(total, DEEPEST) / size)
        page = min(max(query.page, 1), max(pages, 1))
        after = _after(query.cursor, newest=newest)
        if not total:
            return Results(query, 0, (), facets)
        if newest and after is not None:
            listed = self._searcher.search(
                self._matcher.before(narrowed, after), size + 1, order_by_field="order", count=False
            )
        elif newest:
            listed = self._searcher.search(
                narrowed, size + 1, order_by_field="order", offset=(page - 1) * size, count=False
            )
        else:
            offset = min(after, max(total - 1, 0), DEEPEST) if after is not None else (page - 1) * size
            page = offset // size + 1
            listed = self._searcher.search(
                narrowed, size + 1, offset=offset, count=False, weight_by_field="weight"
            )
        marker = Marker(wish)
        hits = tuple(
            self._hit(self._searcher.doc(address), marker, 0.0 if newest else float(score))
            for score, address in listed.hits[:size]
        )
        cursor = ""
        if len(listed.hits) > size:
            cursor = f"n{listed.hits[size - 1][0]}" if newest else f"r{offset + size}"
        return Results(query, total, hits, facets, page, pages, cursor)

    def _count(self, matching: tantivy.Query, filters: Filters) -> tuple[int, Facets]:
        """The total and all counts, in one pass over what matches."""
        chosen = {name: filters.values(name) for name in FACETS if filters.values(name)}
        if filters.since or filters.until:
            matching = self._matcher.filtered(matching, Filters(since=filters.since, until=filters.until))
        wanted: dict[str, Any] = {"total": {"value_count": {"field": "order"}}}
        for name in FACETS:
            wanted[name] = {"terms": {"field": name, "size": _VALUES}}
        if chosen:
            wanted = {
                name: {
                    "filter": _expression({other: chosen[other] for other in chosen if other != name}),
                    "aggs": {"in": counted},
                }
                for name, counted in wanted.items()
            }
        counted = self._searcher.aggregate(matching, wanted)
        if chosen:
            counted = {name: found["in"] for name, found in counted.items()}
        facets = {name: _values(name, counted[name]["buckets"], chosen.get(name, ())) for name in FACETS}
        return int(counted["total"]["value"]), Facets(**facets)

    def _hit(self, document: tantivy.Document, marker: Marker, score: float) -> Hit:
        def shown(name: str) -> str:
            value = document.get_first(f"shown_{name}")
            return bytes(value).decode() if value is not None else ""

        def text(name: str) -> str:
            return str(document.get_first(name) or "")

        body = shown("body")
        snippet, in_attachments = marker.snippet(body), False
        if not snippet:
            snippet = marker.snippet(shown("attachments"))
            in_attachments = bool(snippet)
        day, year = document.get_first("day"), document.get_first("year")
        return Hit(
            key=text("key"),
            url=shown("url"),
            title=marker.mark(shown("title")),
            snippet=snippet or beginning(body),
            in_attachments=in_attachments,
            number=shown("number"),
            index_number=shown("index_number"),
            authority=text("authority"),
            column=text("column"),
            kind=text("kind"),
            topic=shown("topic"),
            year=int(year) if year is not None else None,
            validity=text("validity"),
            published_on=date.fromordinal(int(day)) if day else None,
            score=score,
        )


def _sound(filters: Filters) -> Filters:
    """Filters that the engine can be asked for; what cannot be in the index becomes what is not."""

    def texts(values: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(clean(str(value)) for value in values)

    return replace(
        filters,
        authority=texts(filters.authority),
        column=texts(filters.column),
        kind=texts(filters.kind),
        validity=texts(filters.validity),
        year=tuple(year if 0 < year < 10_000 else 0 for year in filters.year),
    )


def _after(cursor: str, *, newest: bool) -> int | None:
    """Where a cursor says to go on; None for one of another order, or of nobody."""
    mark = "n" if newest else "r"
    if not (cursor.startswith(mark) and cursor[1:].isascii() and cursor[1:].isdigit() and len(cursor) <= 20):
        return None
    return min(int(cursor[1:]), (1 << 63) - 1)


def _expression(chosen: dict[str, tuple[str | int, ...]]) -> str:
    """Filters as the engine's query language has them; all documents for none."""
    if not chosen:
        return "*"
    fields = []
    for name, values in chosen.items():
        alternatives = [_literal(name, value) for value in values]
        fields.append(f"({' OR '.join(alternatives)})")
    return " AND ".join(fields)


def _literal(name: str, value: str | int) -> str:
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'{name}:"{escaped}"'


def _values(
    name: str, buckets: list[dict[str, Any]], chosen: tuple[str | int, ...]
) -> tuple[FacetValue, ...]:
    values = []
    for bucket in buckets:
        value = int(bucket["key"]) if name == "year" else str(bucket["key"])
        values.append(FacetValue(value, int(bucket["doc_count"]), value in chosen))
    if name == "year":
        return tuple(sorted(values, key=lambda value: -int(value.value)))
    return tuple(sorted(values, key=lambda value: (-value.count, str(value.value))))
