"""Lists masked in different ways that show a number again when they are laid side by side (V22).

A list of 张*, 510000********0077 and another of 张*, 51000019000108**** give the whole number away. Two rows
are taken for one person when their names fit and the digits that both show are alike, and no other row fits.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from kaicheng.findings import Finding, Kind, Place
from kaicheng.screening.catalogue import catalogue
from kaicheng.screening.standard import standard, whole
from kaicheng.screening.tables import rolls
from kaicheng.screening.words import words_in

_STARS = re.compile(r"[*×✱]")
_SHAPES = {
    "identity": (re.compile(r"(?=.*\*)[\d*]{17}[\dXx*]"), 12),
    "phone": (re.compile(r"(?=.*\*)[\d*]{11}"), 8),
}
"""Of each column: what a masked number looks like, and how many places may show of two together."""
_ALIKE = 4
"""Digits that both must show for two masked names to be taken for one person."""


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    value: str

    @property
    def shown(self) -> frozenset[int]:
        """The places of the digits that are not masked."""
        return frozenset(place for place, digit in enumerate(self.value) if digit != "*")


_Lists = Mapping[tuple[str, frozenset[int]], Sequence[_Entry]]
"""The entries of one part by their column and by what their masks show."""


def screen_together(parts: Mapping[str, Sequence[str]]) -> list[Finding]:
    """People whose numbers are masked in one way in one part and in another way in another part.

    ``parts`` are texts by the name of the part that they stand in; those of one part are not laid beside each
    other. Tables are lines with tabs. A finding for each two parts.
    """
    lists = {name: found for name, texts in parts.items() if (found := _lists(texts))}
    findings = []
    for (one, first), (other, second) in combinations(lists.items(), 2):
        people = sorted({value for pair in _same_people(first, second) for value in pair})
        if people:
            findings.append(_found(one, other, people))
    return findings


def _lists(texts: Sequence[str]) -> _Lists:
    found: defaultdict[tuple[str, frozenset[int]], list[_Entry]] = defaultdict(list)
    for text in texts:
        plain = standard(whole(text))
        if not _STARS.search(plain):
            continue
        for roll in rolls(plain, words_in(plain)):
            name = roll.column("name")
            for role, (shape, _) in _SHAPES.items():
                number = roll.column(role)
                if name is None or number is None:
                    continue
                for row in roll.rows:
                    value = _STARS.sub("*", row[number].value) if number < len(row) else ""
                    if shape.fullmatch(value):
                        entry = _Entry(_STARS.sub("*", row[name].value), value.upper())
                        found[role, entry.shown].append(entry)
    return found


def _same_people(first: _Lists, second: _Lists) -> Iterator[tuple[str, str]]:
    """The numbers of one person in both, where each shows what the other masks and there is nobody else."""
    for (role, shown), entries in first.items():
        for (other_role, other_shown), others in second.items():
            most = _SHAPES[role][1]
            if role != other_role or shown == other_shown or len(shown | other_shown) <= most:
                continue
            both = sorted(shown & other_shown)
            mine, theirs = _by_what_both_show(entries, both), _by_what_both_show(others, both)
            for key in mine.keys() & theirs.keys():
                if len(mine[key]) == len(theirs[key]) == 1:
                    yield from zip(mine[key], theirs[key], strict=True)


def _by_what_both_show(entries: Sequence[_Entry], both: Sequence[int]) -> Mapping[tuple[str, str], set[str]]:
    """Numbers by family name and the digits that both lists show; a full name counts for itself."""
    found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for entry in entries:
        digits = "".join(entry.value[place] for place in both)
        if entry.name[:1] not in ("", "*") and len(both) >= _ALIKE:
            found[entry.name[0], digits].add(entry.value)
        if "*" not in entry.name:
            found[entry.name, digits].add(entry.value)
    return found


def _found(one: str, other: str, people: Sequence[str]) -> Finding:
    count = len(people) // 2
    digest = hashlib.sha256("\n".join(people).encode()).hexdigest()[:12]
    return catalogue()["V22"].found(
        f"“{one}”和“{other}”里有 {count} 人的号码遮法不同，拼起来可以还原",
        f"{count} people's numbers are masked differently in “{one}” and “{other}”, and undone together",
        Place(Kind.FILE, one),
        Place(Kind.FILE, other),
        # A verdict on one list is none on another.
        Place(Kind.PART, f"{one}+{other}#{digest}"),
    )
