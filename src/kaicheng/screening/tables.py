"""Rolls: tables in text whose column titles say what of whom is told (V01–V10 by column).

A table is lines of cells with tabs, bars or spaces between, under a line of titles of which one is that of a
name and another one of ``data/words/columns.yaml``. Readers of files write tables with tabs.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from kaicheng.findings import Severity
from kaicheng.screening.catalogue import data
from kaicheng.screening.checksums import is_identity_number, looks_like_identity_number
from kaicheng.screening.context import Context
from kaicheng.screening.hits import Hit
from kaicheng.screening.names import is_full_name
from kaicheng.screening.numbers import Spans
from kaicheng.screening.places import DOOR
from kaicheng.screening.standard import standard
from kaicheng.screening.words import Words, any_of

_IN_BRACKETS = re.compile(r"[(\[【][^)\]】]*[)\]】]|[\s::*\u200b]")
_SEPARATORS = (
    re.compile(r"[^\t\n]+"),
    re.compile(r"[^|\n]+"),
    re.compile(r"(?:[^ \n]| (?! ))+"),
    re.compile(r"[^ \n]+"),
)
_COMMAS = re.compile(r"[^,\n]+")
_LOST = 12  # rows without a name after which a table is over
_ROWS = 50_000
_CHILD = 18
_PARTIAL = re.compile(r"\d{3,}[*×]{2,}\d*[\dXx]?|[*×]{2,}\d{3,}[\dXx]?")
_MASKED = re.compile(r"(?=.*[*×])[\d*×]{17}[\dXx*×]")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell by its place in the text."""

    start: int
    end: int
    value: str


Row = Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Roll:
    """Rows under a line of titles; ``columns`` are the roles of columns by their number."""

    titles: Row
    columns: Mapping[int, str]
    rows: Sequence[Row]

    def column(self, role: str) -> int | None:
        """The number of the first column with this role."""
        return next((number for number, found in self.columns.items() if found == role), None)


@cache
def _roles() -> Mapping[str, str]:
    roles: dict[str, str] = {}
    for role, titles in data("words/columns").items():
        for title in titles:
            roles.setdefault(_IN_BRACKETS.sub("", standard(title)).upper(), role)
    return roles


def role_of(title: str) -> str | None:
    """What stands under a title, if the lists know it."""
    return _roles().get(_IN_BRACKETS.sub("", title).upper())


def rolls(text: str, words: Words) -> Iterator[Roll]:
    """Every roll in text of standard characters."""
    place = 0
    for word in words.of("name_title"):
        if word.start < place:
            continue
        line_start = text.rfind("\n", 0, word.start) + 1
        place = line_end = _line_end(text, word.end)
        if line_end - line_start > 2_000:
            continue
        roll = _roll(text, line_start, line_end)
        if roll:
            place = roll.rows[-1][-1].end
            yield roll


def _line_end(text: str, place: int) -> int:
    end = text.find("\n", place)
    return end if end >= 0 else len(text)


def _roll(text: str, start: int, end: int) -> Roll | None:
    for separator in (*_SEPARATORS, _COMMAS):
        titles = _cells(text, start, end, separator)
        if len(titles) < 2:
            continue
        columns = {number: role for number, cell in enumerate(titles) if (role := role_of(cell.value))}
        if len(columns) < 2 or "name" not in columns.values():
            continue
        rows = list(
            _rows(text, end, separator, len(titles), next(n for n, role in columns.items() if role == "name"))
        )
        if rows:
            return Roll(titles, columns, rows)
    return None


def _cells(text: str, start: int, end: int, separator: re.Pattern[str]) -> list[Cell]:
    if separator.pattern.startswith("[^\\t"):
        # Tabs keep empty cells, so that a column stays under its title.
        cells, place = [], start
        for part in text[start:end].split("\t"):
            cells.append(Cell(place, place + len(part), part.strip()))
            place += len(part) + 1
        return cells
    return [
        Cell(match.start(), match.end(), match[0].strip()) for match in separator.finditer(text, start, end)
    ]


def _rows(text: str, place: int, separator: re.Pattern[str], width: int, name: int) -> Iterator[Row]:
    lost = count = 0
    while place < len(text) and lost < _LOST and count < _ROWS:
        start, place = place + 1, _line_end(text, place + 1)
        cells = _cells(text, start, place, separator) if place - start < 2_000 else []
        if abs(len(cells) - width) <= (0 if width < 3 else 1) and name < len(cells):
            lost = 0
            count += 1
            yield cells
        else:
            lost += 1
    return


def in_rolls(rolls: Iterable[Roll], context: Context, taken: Spans) -> Iterator[Hit]:
    """What rolls tell of the people named in them."""
    for roll in rolls:
        yield from _roll_hits(roll, context, taken)


def _roll_hits(roll: Roll, context: Context, taken: Spans) -> Iterator[Hit]:
    name = roll.column("name")
    if name is None:
        return
    named = [row for row in roll.rows if is_full_name(row[name].value) and not context.knows(row[name].value)]
    for number, role in roll.columns.items():
        yield from _values(
            role, [row[number] for row in roll.rows if number < len(row)], roll, name, context, taken
        )
    if not named:
        return
    for number, role in roll.columns.items():
        kind = _TOLD.get(role)
        if kind is None:
            continue
        telling = [row for row in named if number < len(row) and _tells(role, row[number].value)]
        if telling:
            yield _told(kind, roll.titles[number], telling)
    yield from _ages(roll, named)
    yield from _parts(roll, named)


_TOLD = {"health": "health", "minor": "minor", "family": "family", "birth": "birth"}
_NOTHING = re.compile(r"^(?:无|/|-+|—+|否|健康|正常|良好|空|)$")


def _tells(role: str, value: str) -> bool:
    return not _NOTHING.match(value) and not ("*" in value and role == "birth")


def _told(kind: str, title: Cell, named: Sequence[Row]) -> Hit:
    count = len(named)
    values = "\n".join("\t".join(cell.value for cell in row) for row in named)
    return Hit(
        kind,
        title.start,
        title.end,
        None,
        f"名单中“{title.value}”一栏，{count} 人写了全名",
        f"the column “{title.value}” of a list with {count} full names",
        hashlib.sha256(values.encode()).hexdigest()[:12],
    )


def _ages(roll: Roll, named: Sequence[Row]) -> Iterator[Hit]:
    number = roll.column("age")
    if number is None:
        return
    aged = [row for row in named if number < len(row) and re.fullmatch(r"\d{1,3}", row[number].value)]
    young = [row for row in aged if int(row[number].value) < _CHILD]
    if young:
        yield _told("minor", roll.titles[number], young)
    elif aged:
        yield _told("age", roll.titles[number], aged)


def _parts(roll: Roll, named: Sequence[Row]) -> Iterator[Hit]:
    """Full names beside masked numbers of two kinds: enough to know people by."""
    columns = [
        n for n, role in roll.columns.items() if role in ("identity", "phone", "account", "social_card")
    ]
    partial = [n for n in columns if any(n < len(row) and _PARTIAL.search(row[n].value) for row in named)]
    if len(partial) >= 2:
        yield _told("identifiers", roll.titles[partial[0]], named)


def _values(
    role: str, cells: Sequence[Cell], roll: Roll, name: int, context: Context, taken: Spans
) -> Iterator[Hit]:
    """Numbers and addresses that only their column gives away."""
    for row_number, cell in enumerate(cells):
        value = cell.value.replace("\u200b", "")
        bare = re.sub(r"[\s\-']", "", value)
        kind: str | None = None
        severity: Severity | None = None
        if role == "identity" and re.fullmatch(r"\d{17}[\dXx]|\d{15}", bare):
            whole = len(bare) == 18
            kind = "identity_number" if whole and is_identity_number(bare) else "identity_shape"
            if not whole or not looks_like_identity_number(bare):
                kind = "identity_shape"
        elif role == "account" and re.fullmatch(r"\d{10,25}", bare):
            owner = roll.rows[row_number][name].value if row_number < len(roll.rows) else ""
            kind = None if len(owner) > 4 and any_of("organisation").search(owner) else "account"
        elif role == "address" and DOOR.search(value) and not context.knows_place(value):
            kind = "address"
        elif role == "passport" and re.fullmatch(r"[A-Za-z]{1,2}\d{6,10}|\d{8,10}", bare):
            kind = "passport"
        elif role == "social_card" and re.fullmatch(r"[A-Za-z]{0,2}\d{7,18}[\dXx]?", bare):
            kind = "social_card"
        elif role == "licence" and re.fullmatch(r"\d{12}|\d{17}[\dXx]", bare):
            kind = "licence"
        elif role == "online" and re.fullmatch(r"[1-9]\d{4,10}|[A-Za-z][\w\-]{5,19}", bare):
            kind = "qq" if bare.isdigit() else "wechat"
        if kind is None or not value or context.knows_number(bare) or context.knows(value):
            continue
        start = cell.start
        if taken.free(start, cell.end):
            taken.add(start, cell.end)
            yield Hit(kind, start, cell.end, severity)


def name_cells(text: str, rolls: Iterable[Roll]) -> Iterator[tuple[int, int]]:
    """Places of full names in rolls, to be masked."""
    for roll in rolls:
        number = roll.column("name")
        if number is None:
            continue
        for row in roll.rows:
            if number < len(row) and is_full_name(row[number].value):
                cell = row[number]
                yield (
                    cell.end - len(text[cell.start : cell.end].lstrip()),
                    cell.start + len(text[cell.start : cell.end].rstrip()),
                )


def differing_masks(rolls: Iterable[Roll]) -> Iterator[tuple[int, int]]:
    """Places of masked identity numbers that, beside another of the same person, show more than either."""
    seen: dict[str, list[tuple[int, int, str]]] = {}
    for roll in rolls:
        name, number = roll.column("name"), roll.column("identity")
        if name is None or number is None:
            continue
        for row in roll.rows:
            if number < len(row) and name < len(row) and _MASKED.fullmatch(row[number].value):
                cell = row[number]
                seen.setdefault(row[name].value, []).append((cell.start, cell.end, cell.value))
    for places in seen.values():
        first = places[0][2]
        for start, end, value in places[1:]:
            fits = all(a == b or a in "*×" or b in "*×" for a, b in zip(first, value, strict=True))
            shown = sum(a not in "*×" or b not in "*×" for a, b in zip(first, value, strict=True))
            if fits and value != first and shown > 12:
                yield start, end
