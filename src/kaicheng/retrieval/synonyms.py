"""Words that mean the same to who searches: short and full names, former names, everyday words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from kaicheng.retrieval.folding import fold


@cache
def _data() -> dict[str, Any]:
    text = (files("kaicheng.retrieval") / "data" / "words.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.safe_load(text)
    return data


@cache
def stop_words() -> frozenset[str]:
    """Words of questions that tell nothing about what is looked for."""
    return frozenset(fold(word) for word in _data()["questions"])


@cache
def own_words() -> tuple[str, ...]:
    """Words of the field that a general dictionary does not know.

    Of four characters at most: within a longer word only its parts of two and three would be indexed.
    """
    groups = [*_data()["same"], *_data()["near"]]
    words = {fold(word) for group in groups for word in group} | {fold(word) for word in _data()["words"]}
    return tuple(sorted(word for word in words if 2 <= len(word) <= 4))


class Synonyms:
    """Groups of words that stand for each other. Give those of an installation to :class:`Index`.

    ``names`` are groups of its own: an authority's present, short and former names, in any order.
    """

    def __init__(self, names: Iterable[Sequence[str]] = ()) -> None:
        self._same: dict[str, tuple[str, ...]] = {}
        self._near: dict[str, tuple[str, ...]] = {}
        for group in [*_data()["same"], *names]:
            self._add(self._same, group)
        for group in _data()["near"]:
            self._add(self._near, group)
        self._longest = max(map(len, [*self._same, *self._near]), default=0)

    def same(self, word: str) -> tuple[str, ...]:
        """What means the same as a folded word."""
        return self._same.get(word, ())

    def near(self, word: str) -> tuple[str, ...]:
        """What belongs to a folded word: its parts, or the whole of which it is one."""
        return tuple(other for other in self._near.get(word, ()) if other not in self.same(word))

    def words(self) -> tuple[str, ...]:
        """All words that stand for others, folded."""
        return tuple(self._same)

    def divide(self, run: str) -> list[tuple[str, bool]]:
        """A folded run of characters cut around the words we know, the longest first; True marks these."""
        parts: list[tuple[str, bool]] = []
        plain = start = 0
        while start < len(run):
            word = next(
                (
                    run[start : start + length]
                    for length in range(min(self._longest, len(run) - start), 1, -1)
                    if run[start : start + length] in self._same or run[start : start + length] in self._near
                ),
                None,
            )
            if word is None:
                start += 1
                continue
            if plain < start:
                parts.append((run[plain:start], False))
            parts.append((word, True))
            plain = start = start + len(word)
        if plain < len(run):
            parts.append((run[plain:], False))
        return parts

    @staticmethod
    def _add(groups: dict[str, tuple[str, ...]], group: Sequence[str]) -> None:
        words = list(dict.fromkeys(fold(word).replace(" ", "") for word in group if word.strip()))
        for word in words:
            others = [*groups.get(word, ()), *(other for other in words if other != word)]
            groups[word] = tuple(dict.fromkeys(others))
