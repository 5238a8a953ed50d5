"""How much of a text stands already in something published (K01).

An index keeps of each document a sample of its runs of characters: those whose hash falls into one class of
sixteen, so that equal passages have equal samples wherever they stand. About 90 entries of eight bytes for
1,500 characters. Digits, punctuation and spaces do not count: a new year makes no new sentence.
"""

from __future__ import annotations

import re
import zlib
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from kaicheng.annual_report.checks.similarity import repeated, runs, words_of
from kaicheng.findings import Finding, Kind, Place, part, sentence
from kaicheng.screening.catalogue import catalogue

_CLASS = 16
_DOCUMENT_BITS = 24
_COMMON = 200  # documents: what stands in more of them is a formula, not a passage
_MERGE = 20_000
_SENTENCE = re.compile(r"[^。；！？\n]+")
_FEWEST = 3  # shared samples


@dataclass(frozen=True, slots=True)
class Copied:
    """``share`` of a text, from 0 to 1, stands in the document ``key``; ``sentences`` are some of it."""

    key: str
    share: Decimal
    sentences: tuple[str, ...] = ()


class Index:
    """Samples of published texts by key. Not safe for threads that add while others ask."""

    def __init__(self) -> None:
        self._keys: list[str | None] = []
        self._numbers: dict[str, int] = {}
        self._sorted = array("Q")
        self._new: list[int] = []

    def __len__(self) -> int:
        return len(self._numbers)

    def add(self, key: str, text: str) -> None:
        """Take up a document, in place of an earlier text of the same key."""
        self.remove(key)
        number = len(self._keys)
        if number >= 1 << _DOCUMENT_BITS:
            raise OverflowError("the index is full: make a new one")
        self._keys.append(key)
        self._numbers[key] = number
        self._new.extend(sample << _DOCUMENT_BITS | number for sample in samples(text))
        if len(self._new) > max(_MERGE, len(self._sorted) // 4):
            self._merge()

    def remove(self, key: str) -> None:
        """Forget a document; nothing happens if there is none."""
        number = self._numbers.pop(key, None)
        if number is not None:
            self._keys[number] = None

    def update(self, documents: Iterable[tuple[str, str]]) -> None:
        """Add many documents."""
        for key, text in documents:
            self.add(key, text)

    def _merge(self) -> None:
        mask = (1 << _DOCUMENT_BITS) - 1
        live = [entry for entry in (*self._sorted, *self._new) if self._keys[entry & mask] is not None]
        live.sort()
        self._sorted = array("Q", live)
        self._new = []

    @property
    def size(self) -> int:
        """Bytes of samples kept."""
        return self._sorted.itemsize * (len(self._sorted) + len(self._new))

    def copied(
        self,
        text: str,
        *,
        text_of: Callable[[str], str | None] | None = None,
        leave_out: Iterable[str] = (),
        most: int = 3,
    ) -> list[Copied]:
        """The documents with which a text has most in common, most first, as far as that is worth telling.

        Shares are estimated from the samples; with ``text_of``, which gives the text of a key, the best
        candidates are compared character by character and the share is exact. ``leave_out`` are keys of the
        document itself.
        """
        if self._new:
            self._merge()
        rule = catalogue()["K01"]
        words = words_of(text)
        wanted = samples(text)
        if len(words) < rule.threshold("at_least") or not wanted:
            return []
        left_out = set(leave_out)
        counts: Counter[int] = Counter()
        asked = 0
        for sample in wanted:
            documents = self._documents(sample)
            if len(documents) > _COMMON:
                continue
            asked += 1
            counts.update(documents)
        # Estimates miss by a few points: everything near the limit is looked at.
        limit = rule.threshold("warn") * (Decimal("0.7") if text_of else Decimal(1))
        found: list[Copied] = []
        for number, count in counts.most_common(most * 4 + len(left_out)):
            key = self._keys[number]
            share = Decimal(count) / asked
            if key is None or key in left_out or count < min(_FEWEST, asked) or share < limit:
                continue
            found.append(_exactly(key, words, text, text_of(key), share) if text_of else Copied(key, share))
        found.sort(key=lambda copied: (-copied.share, copied.key))
        return [copied for copied in found if copied.share >= rule.threshold("warn")][:most]

    def _documents(self, sample: int) -> set[int]:
        low = sample << _DOCUMENT_BITS
        start = bisect_left(self._sorted, low)
        end = bisect_left(self._sorted, low + (1 << _DOCUMENT_BITS), start)
        mask = (1 << _DOCUMENT_BITS) - 1
        numbers = {entry & mask for entry in self._sorted[start:end]}
        return {number for number in numbers if self._keys[number] is not None}


def samples(text: str) -> set[int]:
    """The sample of a text: hashes of 36 bits, of those runs that fall into the class kept."""
    run = int(catalogue()["K01"].threshold("run"))
    data = words_of(text).encode("utf-32-le")
    kept: set[int] = set()
    width = 4 * run
    crc = zlib.crc32
    for start in range(0, len(data) - width + 4, 4):
        piece = data[start : start + width]
        # CRC alone is linear; the multiplication spreads it.
        mixed = crc(piece) * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF
        if (mixed >> 60) % _CLASS == 0:
            kept.add(mixed >> 24 & 0xFFFFFFFFF)
    return kept


def _exactly(key: str, words: str, text: str, other: str | None, estimate: Decimal) -> Copied:
    if other is None:
        return Copied(key, estimate)
    run = int(catalogue()["K01"].threshold("run"))
    theirs = words_of(other)
    share = Decimal(repeated(words, runs(theirs, run), run)) / max(1, len(words))
    shared = [
        match[0].strip()
        for match in _SENTENCE.finditer(text)
        if len(words_of(match[0])) >= 12 and words_of(match[0]) in theirs
    ]
    return Copied(key, share, tuple(sorted(shared, key=len, reverse=True)[:3]))


def copied_finding(copied: Copied, *, field: str, title: str = "") -> Finding:
    """The finding that tells of a copy; ``title`` is what the document is called."""
    rule = catalogue()["K01"]
    name = title or copied.key
    percent = copied.share.quantize(Decimal("0.01"), ROUND_DOWN)
    return rule.found(
        f"约有 {percent:.0%} 的文字与已发布的“{name}”相同",
        f"About {percent:.0%} of the text stands in “{name}”, which is published",
        part(field),
        Place(Kind.PART, f"published:{copied.key}"),
        *(sentence(text, field) for text in copied.sentences),
        expected=f"<{rule.threshold('warn'):.0%}",
        actual=f"{percent:.0%}",
    )
