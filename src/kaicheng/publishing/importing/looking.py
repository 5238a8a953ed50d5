"""A look into a source before it is imported: its names, its columns, what its first records give."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

from kaicheng.publishing.importing.incoming import Incoming
from kaicheng.publishing.importing.mapping import NAMES, DryRun, SourceMapping, incoming, value_of
from kaicheng.publishing.importing.reading import Record

TRIED = 300
"""Records that are looked at while somebody waits; the import itself looks at all of them."""
COUNTED = 20_000
SHOWN = 5
MOST_COLUMNS = 60


@dataclass(slots=True)
class Look:
    """What a source holds."""

    records: int = 0
    """How many, up to :data:`COUNTED`."""
    names: list[str] = field(default_factory=list)
    """The names that it uses, in their order."""
    columns: list[tuple[str, int]] = field(default_factory=list)
    """Its columns with how many records each has, the largest first."""
    found: DryRun = field(default_factory=DryRun)
    first: list[Incoming] = field(default_factory=list)

    @property
    def all_tried(self) -> bool:
        return self.records <= TRIED


def look(records: Iterable[Record], mapping: SourceMapping) -> Look:
    """Look at the records of a source. Raises UnreadableSource."""
    seen = Look()
    names: dict[str, None] = {}
    columns: Counter[str] = Counter()
    tried: list[Record] = []
    for record in islice(records, COUNTED):
        seen.records += 1
        names.update(dict.fromkeys(record.values))
        columns[value_of(record, "column", mapping)] += 1
        if len(tried) < TRIED:
            tried.append(record)
    columns.pop("", None)
    seen.names, seen.columns = list(names)[:100], columns.most_common(MOST_COLUMNS)
    for document in incoming(tried, mapping, seen.found):
        if len(seen.first) < SHOWN:
            seen.first.append(document)
    return seen


def guessed(names: Iterable[str]) -> dict[str, str]:
    """Our names → the names of the source that would be read for them."""
    there = set(names)
    return {ours: next((one for one in theirs if one in there), "") for ours, theirs in NAMES.items()}
