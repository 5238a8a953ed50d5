"""One pass of Aho and Corasick over a text finds every word of every list."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from ahocorasick_rs import AhoCorasick

from kaicheng.annual_report.checks.words import words as report_words
from kaicheng.screening.catalogue import data
from kaicheng.screening.standard import standard

# Lists of leaks.yaml whose words start a search; the others are asked for around what was found.
_LOOKED_FOR = (
    "passport", "permit", "licence", "social_card", "officer_card", "disability_card", "home_line", "home",
    "account", "health", "minor", "complainant", "internal_anywhere", "internal_alone", "attribute",
    "secret_copy",
)  # fmt: skip
# Words before which a sex stands between commas: a person is introduced.
# A title is often spread out: 姓　名.
_GAPS = (" ", "  ", "   ", "    ")
_PERSON = (
    "姓名", "申请人", "当事人", "户主", "患者", "学生", "被救助人", "受助人", "持证人", "孤儿", "儿童",
    "村民", "居民", "残疾人", "老人", "低保户", "贫困户", "脱贫户", "监测户", "幼儿", "考生",
)  # fmt: skip
_SEX = (",男", ",女", "、男", "、女", "(男", "(女")


@dataclass(frozen=True, slots=True)
class Word:
    """A word found: ``word`` in standard characters."""

    word: str
    start: int
    end: int


class Words:
    """The words found in a text, by list, in order of their places."""

    def __init__(self, found: dict[str, list[Word]]) -> None:
        self._found = found
        self._starts: dict[str, list[int]] = {}

    def of(self, name: str) -> Sequence[Word]:
        """All words of one list."""
        return self._found.get(name, ())

    def within(self, name: str, start: int, end: int) -> Iterator[Word]:
        """Words of a list that begin at ``start`` or later and before ``end``."""
        entries = self._found.get(name)
        if not entries:
            return
        starts = self._starts.get(name)
        if starts is None:
            starts = self._starts[name] = [entry.start for entry in entries]
        for place in range(bisect_left(starts, start), len(entries)):
            if entries[place].start >= end:
                return
            yield entries[place]

    def near(self, name: str, start: int, end: int) -> bool:
        """Whether a word of a list begins there."""
        return next(self.within(name, start, end), None) is not None


@cache
def lists() -> dict[str, tuple[str, ...]]:
    """Every list by its name, in standard characters."""
    leaks = data("words/leaks")
    official = data("words/official")
    found: dict[str, tuple[str, ...]] = {name: tuple(map(standard, leaks[name])) for name in _LOOKED_FOR}
    found |= {name: tuple(map(standard, official[name])) for name in ("wrong", "avoid", "former")}
    doubled = report_words("typos")["doubled"]
    found["doubled"] = tuple(entry * 2 for entry in (*doubled["characters"], *doubled["words"]))
    found["person"] = _PERSON
    titles = {standard(title) for title in data("words/columns")["name"]}
    found["name_title"] = (
        *titles,
        *(gap.join(title) for title in titles if len(title) == 2 for gap in _GAPS),
    )
    found["typos"] = tuple(map(standard, report_words("typos")["typos"]))
    found["sex"] = _SEX
    return found


@cache
def _machine() -> tuple[AhoCorasick, tuple[tuple[str, tuple[str, ...]], ...]]:
    owners: dict[str, list[str]] = {}
    for name, words in lists().items():
        for word in words:
            owners.setdefault(word, []).append(name)
    # Stored tightly: patterns in the order of the machine, each with the lists that hold it.
    entries = tuple((word, tuple(names)) for word, names in owners.items())
    return AhoCorasick([word for word, _ in entries]), entries


def words_in(text: str) -> Words:
    """Every word of every list in a text of standard characters, overlapping ones too."""
    machine, entries = _machine()
    found: dict[str, list[Word]] = {}
    for number, start, end in machine.find_matches_as_indexes(text, overlapping=True):
        word, names = entries[number]
        for name in names:
            found.setdefault(name, []).append(Word(word, start, end))
    for words in found.values():
        words.sort(key=_start)
    return Words(found)


def _start(word: Word) -> int:
    return word.start


@cache
def any_of(name: str) -> re.Pattern[str]:
    """One pattern for the words of a list of ``leaks.yaml``, to be searched for in a few characters."""
    return re.compile("|".join(re.escape(standard(word)) for word in data("words/leaks")[name]))


@cache
def surnames() -> str:
    """A pattern for a name in running text: surname and one or two characters more."""
    entries = data("words/names")
    single = re.sub(r"\s", "", entries["single"])
    return rf"(?:(?:{'|'.join(entries['compound'])})[\u4e00-\u9fff]{{1,2}}|[{single}][\u4e00-\u9fff]{{1,2}})"
