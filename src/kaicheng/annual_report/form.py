"""The statutory form, described once as data and used by readers, checks, writers and the schema.

A cell of the form is named by its path, ``requests.new_received.total``; :attr:`Form.cells` lists
them all in printed order. Editions live in ``data/form-*.yaml`` with their legal source.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Any

import yaml

EDITIONS = ("2021", "2019")


@dataclass(frozen=True, slots=True)
class Label:
    """An official label with the other wordings met in published reports."""

    id: str
    label: str
    variants: tuple[str, ...] = ()

    @property
    def wordings(self) -> tuple[str, ...]:
        return (self.label, *self.variants)


@dataclass(frozen=True, slots=True)
class Chapter(Label):
    """One of the six chapters. ``kind`` is ``prose`` or ``table``; ``number`` is 一 to 六."""

    number: str = ""
    kind: str = "prose"
    sections: tuple[Label, ...] = ()

    @property
    def heading(self) -> str:
        return f"{self.number}、{self.label}"


@dataclass(frozen=True, slots=True)
class Column(Label):
    """A column of a table. ``group`` is the header above it that spans several columns."""

    unit: str = "件"
    decimal: bool = False
    signed: bool = False
    group: str = ""


@dataclass(frozen=True, slots=True)
class Row(Label):
    """A row of a table. ``groups`` are the labels to its left, outermost first.

    ``instead_of`` names the rows that this one replaces when a report prints it.
    """

    groups: tuple[str, ...] = ()
    instead_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A part of table two: a caption (an item of Article 20), its columns and rows."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class ProactiveTable:
    """Table two: blocks one under another."""

    path: str
    head: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class RequestsTable:
    """Table three: rows of results by columns of applicants. ``omitted`` rows are not printed."""

    path: str
    head: str
    spanner: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    omitted: tuple[str, ...] = ()

    @property
    def result_rows(self) -> tuple[str, ...]:
        """Ids of the rows that 三、本年度办理结果 adds up, its total left out."""
        return tuple(row.id for row in self.rows if row.groups and row.id != "handled_total")

    def printed_rows(self, filled: set[str]) -> tuple[Row, ...]:
        """The rows to print when the rows with ids in ``filled`` hold something.

        The single row 其他处理 and the three that took its place exclude each other, unless a report
        fills both.
        """
        hidden: set[str] = set()
        for row in self.rows:
            if row.instead_of:
                single = row.id in filled or bool(self.omitted)
                three = bool(filled.intersection(row.instead_of)) or not single
                if not three:
                    hidden.update(row.instead_of)
                if not single:
                    hidden.add(row.id)
        return tuple(row for row in self.rows if row.id not in hidden)


@dataclass(frozen=True, slots=True)
class RemediesTable:
    """Table four: one row of figures, three groups of five columns."""

    path: str
    groups: tuple[Column, ...]
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure of the form. ``name`` says in Chinese where it stands."""

    path: str
    name: str
    unit: str
    decimal: bool
    signed: bool


@dataclass(frozen=True, slots=True)
class Equation:
    """A sum that must hold: the cells on the left add up to those on the right.

    ``rule`` is the id of the finding that reports a break, ``subject`` the row, column or group that
    it is about, ``note`` the sum in words.
    """

    rule: str
    subject: str
    note: str
    left: tuple[str, ...]
    right: tuple[str, ...]

    @property
    def cells(self) -> tuple[str, ...]:
        return self.left + self.right


@dataclass(frozen=True)
class Form:
    """One edition of the statutory form."""

    edition: str
    instrument: str
    first_year: int
    last_year: int | None
    title: str
    chapters: tuple[Chapter, ...]
    proactive: ProactiveTable
    requests: RequestsTable
    remedies: RemediesTable
    identities: tuple[Mapping[str, Any], ...]

    @cached_property
    def cells(self) -> Mapping[str, Cell]:
        """Every cell by its path, in printed order."""
        return {cell.path: cell for cell in (*self._proactive(), *self._requests(), *self._remedies())}

    def chapter(self, chapter_id: str) -> Chapter:
        """The chapter with this id; KeyError if there is none."""
        for chapter in self.chapters:
            if chapter.id == chapter_id:
                return chapter
        raise KeyError(chapter_id)

    def equations(self, filled: set[str]) -> Iterator[Equation]:
        """The sums of the form, for a report that fills the rows of table three with ids in ``filled``."""
        rows = self.requests.printed_rows(filled)
        # A report that fills 其他处理 and its sub-rows prints a subtotal: it must not be added twice.
        subtotal = {
            row.id for row in rows if row.instead_of and any(other.id in row.instead_of for other in rows)
        }
        results = [row.id for row in rows if row.id in self.requests.result_rows and row.id not in subtotal]
        for identity in self.identities:
            if identity["table"] == "remedies":
                yield self._remedies_equation(identity)
            elif identity["across"] == "columns":
                yield from self._row_equations(identity, rows)
            else:
                yield from self._column_equations(identity, results)

    def _row_equations(self, identity: Mapping[str, Any], rows: tuple[Row, ...]) -> Iterator[Equation]:
        parts = [column.id for column in self.requests.columns if column.id != identity["total"]]
        for row in rows:
            yield Equation(
                identity["rule"],
                row.label,
                identity["note"],
                tuple(f"requests.{row.id}.{column}" for column in parts),
                (f"requests.{row.id}.{identity['total']}",),
            )

    def _column_equations(self, identity: Mapping[str, Any], results: list[str]) -> Iterator[Equation]:
        left = identity.get("left", results)
        right = identity.get("right", [identity.get("total")])
        for column in self.requests.columns:
            yield Equation(
                identity["rule"],
                column.label,
                identity["note"],
                tuple(f"requests.{row}.{column.id}" for row in left),
                tuple(f"requests.{row}.{column.id}" for row in right),
            )

    def _remedies_equation(self, identity: Mapping[str, Any]) -> Equation:
        group, total = identity["group"], identity["total"]
        parts = [column.id for column in self.remedies.columns if column.id != total]
        label = next(entry.label for entry in self.remedies.groups if entry.id == group)
        return Equation(
            identity["rule"],
            label,
            identity["note"],
            tuple(f"remedies.{group}.{column}" for column in parts),
            (f"remedies.{group}.{total}",),
        )

    def _proactive(self) -> Iterator[Cell]:
        for block in self.proactive.blocks:
            for row in block.rows:
                for column in block.columns:
                    path = ".".join(filter(None, (self.proactive.path, row.id, column.id)))
                    yield _cell(path, f"表二“{row.label}”的{column.label}", column)

    def _requests(self) -> Iterator[Cell]:
        for row in self.requests.rows:
            for column in self.requests.columns:
                path = f"requests.{row.id}.{column.id}"
                yield _cell(path, f"表三“{row.label}”的“{column.label}”", column)

    def _remedies(self) -> Iterator[Cell]:
        for group in self.remedies.groups:
            for column in self.remedies.columns:
                path = f"remedies.{group.id}.{column.id}"
                yield _cell(path, f"表四“{group.label}”的“{column.label}”", column)


def _cell(path: str, name: str, column: Column) -> Cell:
    return Cell(path, name, column.unit, column.decimal, column.signed)


def form_for(year: int | None) -> Form:
    """The form in force for a report year; the newest one when the year is unknown."""
    for edition in EDITIONS:
        form = load_form(edition)
        if year is None or year >= form.first_year:
            return form
    return load_form(EDITIONS[-1])


@lru_cache
def load_form(edition: str) -> Form:
    """The edition ``"2021"`` or ``"2019"``; ValueError for another."""
    if edition not in EDITIONS:
        raise ValueError(f"no edition {edition!r} of the form; there are {', '.join(EDITIONS)}")
    data = _load(edition)
    if "extends" in data:
        base = _load(data["extends"])
        omitted = data.get("omit_rows", {})
        data = {**base, **data, "tables": {**base["tables"], **data["tables"]}}
    else:
        omitted = {}
    tables = data["tables"]
    requests = tables["requests"]
    return Form(
        edition=data["edition"],
        instrument=data["instrument"],
        first_year=data["applies_to"]["from"],
        last_year=data["applies_to"]["to"],
        title=data["title"],
        chapters=tuple(_chapter(entry) for entry in data["chapters"]),
        proactive=ProactiveTable(
            tables["proactive"]["path"],
            tables["proactive"]["head"],
            tuple(
                Block(
                    block["caption"],
                    tuple(_column(entry) for entry in block["columns"]),
                    tuple(_row(entry) for entry in block["rows"]),
                )
                for block in tables["proactive"]["blocks"]
            ),
        ),
        requests=RequestsTable(
            requests["path"],
            requests["head"],
            requests["spanner"],
            tuple(_column(entry) for entry in requests["columns"]),
            tuple(_row(entry) for entry in requests["rows"]),
            tuple(omitted.get("requests", ())),
        ),
        remedies=RemediesTable(
            tables["remedies"]["path"],
            tuple(_column(entry) for entry in tables["remedies"]["groups"]),
            tuple(_column(entry) for entry in tables["remedies"]["columns"]),
        ),
        identities=tuple(data["identities"]),
    )


def _load(edition: str) -> dict[str, Any]:
    text = files(__package__).joinpath(f"data/form-{edition}.yaml").read_text("utf-8")
    data: dict[str, Any] = yaml.safe_load(text)
    return data


def _label(entry: Mapping[str, Any]) -> Label:
    return Label(entry["id"], entry.get("title") or entry["label"], tuple(entry.get("variants", ())))


def _chapter(entry: Mapping[str, Any]) -> Chapter:
    label = _label(entry)
    sections = tuple(_label(section) for section in entry.get("sections", ()))
    return Chapter(label.id, label.label, label.variants, entry["number"], entry["kind"], sections)


def _column(entry: Mapping[str, Any]) -> Column:
    return Column(
        entry["id"],
        entry["label"],
        tuple(entry.get("variants", ())),
        entry.get("unit", "件"),
        entry.get("decimal", False),
        entry.get("signed", False),
        entry.get("group", ""),
    )


def _row(entry: Mapping[str, Any]) -> Row:
    return Row(
        entry["id"],
        entry["label"],
        tuple(entry.get("variants", ())),
        tuple(entry.get("groups", ())),
        tuple(entry.get("instead_of", ())),
    )
