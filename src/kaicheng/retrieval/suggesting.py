"""What to try where nothing was found: slips mended from the words of the index, synonyms, fewer words."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from difflib import get_close_matches
from operator import ne

import tantivy

from kaicheng.retrieval.matching import Matcher
from kaicheng.retrieval.query import Filters, Query, Wish, understand
from kaicheng.retrieval.results import Advice, Suggestion
from kaicheng.retrieval.synonyms import Synonyms
from kaicheng.retrieval.words import is_han, runs

MOST = 5
"""Suggestions given."""
_PAIRS = "all_pairs"
_TRIED = 12
"""Corrections of one word that are looked up, the likeliest first."""
_NEIGHBOURS = 2_000


class Adviser:
    """Finds queries that do find something in one state of the index."""

    def __init__(self, searcher: tantivy.Searcher, matcher: Matcher, synonyms: Synonyms) -> None:
        self._searcher = searcher
        self._matcher = matcher
        self._synonyms = synonyms

    def advise(self, query: Query, wish: Wish) -> tuple[Suggestion, ...]:
        """The best first; every one was tried and finds something within the filters."""
        found: dict[str, Suggestion] = {}
        if query.filters != Filters() and (total := self._total(query.text, Filters())):
            found[query.text] = Suggestion(Advice.NO_FILTERS, query.text, total)
        for advice, text in self._ideas(query, wish):
            if len(found) >= MOST:
                break
            if text and text not in found and (total := self._total(text, query.filters)):
                found[text] = Suggestion(advice, text, total)
        return tuple(found.values())

    def _ideas(self, query: Query, wish: Wish) -> Iterator[tuple[Advice, str]]:
        for run in runs(wish.whole):
            for mended in self._mended(run):
                yield Advice.CORRECTED, wish.whole.replace(run, mended)
        for unit in wish.units:
            for near in unit.near:
                yield Advice.SYNONYM, wish.whole.replace(unit.text, near)
        words = [*wish.phrases, *(unit.text for unit in wish.units if not unit.is_lone)]
        if len(words) > 1:
            shorter = [" ".join(word for word in words if word != left_out) for left_out in words]
            for text in sorted([*shorter, *words], key=len, reverse=True):
                yield Advice.FEWER_WORDS, text

    def _total(self, text: str, filters: Filters) -> int:
        wish = understand(text, self._synonyms)
        if not wish.wanted:
            return 0
        return self._matcher.count(self._matcher.filtered(self._matcher.found(wish), filters))

    # --- slips of the pen ----------------------------------------------------------------------------

    def _mended(self, run: str) -> Iterator[str]:
        """Spellings one character away that do stand in the index, the most frequent first."""
        if not is_han(run):
            yield from self._mended_letters(run)
            return
        if not 2 <= len(run) <= 12:
            return
        broken = [place for place in range(len(run) - 1) if not self._frequency(run[place : place + 2])]
        candidates = {text for place in broken for text in self._near(run, place)} - {run}
        known = {word for word in self._synonyms.words() if _differ_by_one(word, run)}
        ranked = heapq.nlargest(
            _TRIED, candidates, key=lambda text: (len(text) == len(run), self._weakest(text), text)
        )
        for text in [*sorted(known), *ranked]:
            if text in known or (self._weakest(text) and self._matcher.stands(text)):
                yield text

    def _near(self, run: str, place: int) -> Iterator[str]:
        """The run with one character changed, left out, put in or swapped at a pair that nowhere stands."""
        left, right = run[place], run[place + 1]
        yield run[:place] + right + left + run[place + 2 :]
        if len(run) > 2:
            yield run[:place] + run[place + 1 :]
            yield run[: place + 1] + run[place + 2 :]
        for character in self._after(left):
            yield run[: place + 1] + character + run[place + 2 :]
            yield run[: place + 1] + character + run[place + 1 :]
        if place == 0 and len(run) > 2:
            # The first character may be the wrong one; there is no list of what stands before a character.
            for pair in self._pairs_ending_in(right):
                yield pair + run[2:]

    def _after(self, character: str) -> list[str]:
        """Characters that stand after this one, the most frequent first."""
        pairs = self._searcher.terms_with_prefix(_PAIRS, character, limit=_NEIGHBOURS)
        found = {pair[1]: count for pair, count in pairs if len(pair) == 2}
        return heapq.nlargest(100, found, key=lambda one: (found[one], one))

    def _pairs_ending_in(self, character: str) -> list[str]:
        pairs = self._searcher.terms_with_prefix("title_pairs", "", limit=100_000)
        found = {pair: count for pair, count in pairs if len(pair) == 2 and pair[1] == character}
        return heapq.nlargest(50, found, key=lambda one: (found[one], one))

    def _weakest(self, text: str) -> int:
        """How many documents hold the rarest pair of a text."""
        pairs = [text[place : place + 2] for place in range(len(text) - 1)]
        return min(map(self._frequency, pairs), default=0)

    def _frequency(self, pair: str) -> int:
        return self._searcher.doc_freq(_PAIRS, pair)

    def _mended_letters(self, run: str) -> Iterator[str]:
        if len(run) < 4 or run.isdigit():
            return
        known = self._searcher.terms_with_prefix("body_words", run[0], limit=_NEIGHBOURS)
        yield from get_close_matches(run, [token for token, _ in known], n=3, cutoff=0.75)


def _differ_by_one(word: str, other: str) -> bool:
    """Whether one character of several was taken for another."""
    return len(word) == len(other) > 2 and sum(map(ne, word, other)) == 1
