"""What is understood, as a query of the engine: what must be found, and what makes one hit better."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import tantivy
from tantivy import FieldType, Occur

from kaicheng.retrieval.query import FACETS, Filters, Unit, Wish
from kaicheng.retrieval.schema import day_number, schema, whole
from kaicheng.retrieval.words import pairs, pairs_of_phrase, query_words, singles

_WORD = {"title": 6.0, "number": 4.0, "context": 2.0, "body": 1.5, "attachments": 0.7}
"""What a word weighs where it stands."""
_CHARACTERS = {"title": 5.0, "all": 1.5}
"""What characters that stand together weigh, where they are no word of the dictionary."""
_NUMBER = {"number": 300.0, "title": 80.0, "body": 10.0, "attachments": 4.0, "context": 1.0}
_FOUND = 0.1
_SAME, _NEAR = 0.85, 0.35
_WHOLE_TITLE = 2_000.0
_TOGETHER = {"title": 5.0, "all": 1.5}
"""What a query of several words weighs in addition where it stands in one piece."""
_TITLE_SHARE = 2.5
_YEAR_NAMED, _YEAR_LISTED = 25.0, 10.0
_PART_OF_RELAXED = 0.5


class Matcher:
    """Builds queries for one state of the index."""

    def __init__(self, searcher: tantivy.Searcher) -> None:
        self._searcher = searcher
        self._schema = schema()

    def found(self, wish: Wish) -> tantivy.Query:
        """Every required word, phrase and number; none of what is excluded. Without an order."""
        return tantivy.Query.boolean_query(self._required(wish))

    def ranked(self, wish: Wish) -> tantivy.Query:
        """What is found, with what makes one better than another."""
        return tantivy.Query.boolean_query([*self._required(wish), *self._scored(wish)])

    def partly(self, wish: Wish) -> tantivy.Query:
        """At least half of the words, or of the characters of the only one; none of what is excluded."""
        parts = [self._unit_found(unit, loosely=True) for unit in wish.units]
        parts += [self._stands(phrase) for phrase in wish.phrases]
        if len(parts) == 1 and not any(unit.numbers for unit in wish.units):
            fragments = list(dict.fromkeys(token for token in pairs(wish.wanted[0]) if len(token) > 1))
            parts = [self._stands(fragment) for fragment in fragments] or parts
        at_least = max(1, math.ceil(len(parts) * _PART_OF_RELAXED))
        some = tantivy.Query.boolean_query([(Occur.Should, part) for part in parts], at_least)
        return tantivy.Query.boolean_query([(Occur.Must, some), *self._excluded(wish), *self._scored(wish)])

    def filtered(self, query: tantivy.Query, filters: Filters) -> tantivy.Query:
        """The query within the filters; they do not change the order."""
        narrow = [self._filter(name, filters.values(name)) for name in FACETS if filters.values(name)]
        if filters.since or filters.until:
            narrow.append(
                tantivy.Query.range_query(
                    self._schema,
                    "day",
                    FieldType.Unsigned,
                    lower_bound=day_number(filters.since) or 1,
                    upper_bound=day_number(filters.until) if filters.until else None,
                )
            )
        if not narrow:
            return query
        musts = [(Occur.Must, tantivy.Query.const_score_query(one, 0.0)) for one in narrow]
        return tantivy.Query.boolean_query([(Occur.Must, query), *musts])

    def before(self, query: tantivy.Query, order: int) -> tantivy.Query:
        """What comes after this one in the list of the newest."""
        older = tantivy.Query.range_query(
            self._schema, "order", FieldType.Unsigned, upper_bound=order, include_upper=False
        )
        return tantivy.Query.boolean_query([(Occur.Must, query), (Occur.Must, older)])

    def count(self, query: tantivy.Query) -> int:
        """How many documents match."""
        counted = self._searcher.aggregate(query, {"total": {"value_count": {"field": "order"}}})
        return int(counted["total"]["value"])

    def stands(self, text: str) -> int:
        """In how many documents these characters stand next to each other."""
        return self.count(self._stands(text))

    # --- what is found -------------------------------------------------------------------------------

    def _required(self, wish: Wish) -> list[tuple[Occur, tantivy.Query]]:
        wanted = [self._unit_found(unit) for unit in wish.units if unit.required]
        wanted += [self._stands(phrase) for phrase in wish.phrases]
        # All documents, where only is said what is not wanted, or nothing at all.
        wanted = wanted or [tantivy.Query.all_query()]
        musts = [(Occur.Must, tantivy.Query.const_score_query(one, _FOUND)) for one in wanted]
        return [*musts, *self._excluded(wish)]

    def _excluded(self, wish: Wish) -> list[tuple[Occur, tantivy.Query]]:
        return [(Occur.MustNot, self._stands(text)) for text in wish.excluded]

    def _unit_found(self, unit: Unit, *, loosely: bool = False) -> tantivy.Query:
        if unit.numbers:
            return self._number(unit.numbers, loosely=loosely)
        return _any([self._stands(text) for text in (unit.text, *unit.same, *unit.near)])

    def _stands(self, text: str) -> tantivy.Query:
        """These characters next to each other, in any part. A word stands nowhere without its characters."""
        return self._pairs("all", text)

    # --- what makes one better -----------------------------------------------------------------------

    def _scored(self, wish: Wish) -> list[tuple[Occur, tantivy.Query]]:
        if not wish.wanted:
            return []
        title = self._term("whole_title", whole(wish.whole), option="basic")
        better = [tantivy.Query.const_score_query(title, _WHOLE_TITLE)]
        better += [self._unit(unit) for unit in wish.units]
        better += [self._phrase(phrase) for phrase in wish.phrases]
        if len(wish.units) > 1:
            better += [self._pairs(part, wish.whole, boost) for part, boost in _TOGETHER.items()]
            in_title = [
                _any([self._word("title", text) for text in (unit.text, *unit.same)]) for unit in wish.units
            ]
            every = tantivy.Query.boolean_query([(Occur.Must, one) for one in in_title])
            better.append(tantivy.Query.boost_query(every, _TITLE_SHARE))
        return [(Occur.Should, one) for one in better]

    def _unit(self, unit: Unit) -> tantivy.Query:
        if unit.numbers:
            return self._number(unit.numbers)
        if unit.year is not None:
            return self._year(unit.text, unit.year)
        ways = [self._text(unit.text)]
        ways += [tantivy.Query.boost_query(self._text(text), _SAME) for text in unit.same]
        ways += [tantivy.Query.boost_query(self._text(text), _NEAR) for text in unit.near]
        return ways[0] if len(ways) == 1 else tantivy.Query.disjunction_max_query(ways)

    def _year(self, text: str, year: int) -> tantivy.Query:
        named = tantivy.Query.const_score_query(self._term("title_words", text), _YEAR_NAMED)
        published = tantivy.Query.term_query(self._schema, "year", year)
        listed = tantivy.Query.const_score_query(published, _YEAR_LISTED)
        return tantivy.Query.disjunction_max_query([named, listed, self._text(text)])

    def _number(self, tokens: Sequence[str], *, loosely: bool = False) -> tantivy.Query:
        """Documents that bear or name a number, in the most exact form that stands anywhere.

        What is typed before the brackets may say more than the prefix (查一下西人社发), so its end may do; a
        number without any of the prefix is another one, and is found ``loosely`` only.
        """
        bare = tokens[-1]
        exact = [token for token in tokens if len(token) > len(bare) + 1] or [bare]
        token = next((one for one in exact if self._known(one)), bare if loosely else exact[0])
        found = [(part, self._term(f"{part}_words", token)) for part in _NUMBER]
        return tantivy.Query.disjunction_max_query(
            [tantivy.Query.const_score_query(query, _NUMBER[part]) for part, query in found]
        )

    def _known(self, token: str) -> bool:
        return any(self._searcher.doc_freq(f"{part}_words", token) for part in _NUMBER)

    def _phrase(self, text: str) -> tantivy.Query:
        return _any([self._pairs(part, text, boost) for part, boost in _CHARACTERS.items()])

    def _text(self, text: str) -> tantivy.Query:
        """One word, or more that stand next to each other."""
        if query_words(text) != [text]:
            return self._phrase(text)
        words = [self._term(f"{part}_words", text, boost) for part, boost in _WORD.items()]
        if not pairs_of_phrase(text):
            words.append(self._term("title_singles", text, option="basic"))
        return _any(words)

    def _word(self, part: str, text: str) -> tantivy.Query:
        if query_words(text) != [text]:
            return self._pairs(part, text)
        return self._term(f"{part}_words", text)

    def _pairs(self, part: str, text: str, boost: float = 1.0) -> tantivy.Query:
        wanted = pairs_of_phrase(text)
        field = f"{part}_pairs"
        if not wanted:
            characters = [self._term("singles", one, option="basic") for one in singles(text)]
            if not characters:
                return tantivy.Query.empty_query()
            return tantivy.Query.boolean_query([(Occur.Must, one) for one in characters])
        if not all(self._searcher.doc_freq(field, token) for _, token in wanted):
            return tantivy.Query.empty_query()  # most synonyms stand nowhere: no need to walk any list
        if len(wanted) == 1:
            return self._term(field, wanted[0][1], boost, option="position")
        first = wanted[0][0]
        words: list[str | tuple[int, str]] = [(position - first, token) for position, token in wanted]
        return tantivy.Query.boost_query(tantivy.Query.phrase_query(self._schema, field, words), boost)

    def _term(self, field: str, token: str, boost: float = 1.0, *, option: str = "freq") -> tantivy.Query:
        term = tantivy.Query.term_query(self._schema, field, token, index_option=option)
        return term if boost == 1.0 else tantivy.Query.boost_query(term, boost)

    def _filter(self, name: str, values: Iterable[str | int]) -> tantivy.Query:
        return _any(
            tantivy.Query.term_query(self._schema, name, value, index_option="basic") for value in values
        )


def _any(queries: Iterable[tantivy.Query]) -> tantivy.Query:
    clauses = [(Occur.Should, query) for query in queries]
    return tantivy.Query.boolean_query(clauses) if clauses else tantivy.Query.empty_query()
