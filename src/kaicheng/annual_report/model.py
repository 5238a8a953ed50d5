"""An annual report as data: immutable, complete, the same whatever file it came from.

The JSON form is the contract ``kaicheng/annual-report/1``; its keys are described in
``docs/annual-report-json.md`` and its schema is :func:`kaicheng.annual_report.schema.json_schema`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from functools import cached_property
from types import MappingProxyType
from typing import Any

from kaicheng.annual_report.errors import DamagedFile, NotAReport
from kaicheng.annual_report.form import Form, form_for, load_form
from kaicheng.annual_report.numbers import CellText, Figure, canonical

SCHEMA = "kaicheng/annual-report/1"


@dataclass(frozen=True, slots=True)
class Period:
    """The days that a report covers, both included."""

    start: dt.date
    end: dt.date


@dataclass(frozen=True, slots=True)
class Note:
    """What a reader could not settle: a thing to look at, with its place in the file.

    ``code`` is ``unreadable`` (something stands there that could not be placed), ``disagreement`` (two
    ways of reading give different figures) or ``uncertain`` (placed by position or by a remark).
    """

    code: str
    message: str
    cells: tuple[str, ...] = ()
    where: str = ""


def _frozen(mapping: Mapping[str, Any]) -> Mapping[str, Any]:
    return MappingProxyType(dict(mapping))


@dataclass(frozen=True)
class AnnualReport:
    """One authority's annual report of one year.

    ``figures`` holds the cells in which a number stands, by cell path; a cell that is missing there is
    blank or no number, never zero. ``raw`` keeps what stood in a cell whose text says more, or other,
    than its figure. ``chapters`` maps chapter ids to their text (paragraphs on lines of their own), with
    ``preamble`` for what stands before chapter one; ``headings`` maps the ids of the chapters found to
    their headings as printed, in the order of the file. ``provenance`` says where each cell was found.
    """

    form: str
    title: str = ""
    agency: str | None = None
    year: int | None = None
    period: Period | None = None
    chapters: Mapping[str, str] = field(default_factory=dict)
    headings: Mapping[str, str] = field(default_factory=dict)
    figures: Mapping[str, Figure] = field(default_factory=dict)
    raw: Mapping[str, str] = field(default_factory=dict)
    provenance: Mapping[str, str] = field(default_factory=dict, compare=False)
    notes: tuple[Note, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        cells = load_form(self.form).cells
        strangers = [path for path in (*self.figures, *self.raw) if path not in cells]
        if strangers:
            raise ValueError(f"no such cell in the form of {self.form}: {strangers[0]}")
        for name in ("chapters", "headings", "figures", "raw", "provenance"):
            object.__setattr__(self, name, _frozen(getattr(self, name)))

    def __getitem__(self, path: str) -> Figure | None:
        """The figure in a cell; ``None`` when it is blank or no number."""
        return self.figures.get(path)

    def __hash__(self) -> int:
        return hash((self.form, self.title, self.agency, self.year))

    def __reduce__(self) -> tuple[Any, tuple[dict[str, Any]]]:
        return AnnualReport.from_json, (self.to_json(),)  # mapping proxies do not pickle

    @property
    def statutory_form(self) -> Form:
        """The edition of the form that this report uses."""
        return load_form(self.form)

    def text_of(self, path: str) -> str:
        """What to print in a cell: what stood there, else the figure, else nothing."""
        if path in self.raw:
            return self.raw[path]
        value = self.figures.get(path)
        return "" if value is None else canonical(value)

    @cached_property
    def filled_rows(self) -> set[str]:
        """Ids of the rows of table three in which anything stands."""
        paths = (*self.figures, *self.raw)
        return {path.split(".")[1] for path in paths if path.startswith("requests.")}

    def with_cell(self, path: str, content: CellText) -> AnnualReport:
        """The same report with another content in one cell."""
        figures = {**self.figures}
        raw = {**self.raw}
        figures.pop(path, None)
        raw.pop(path, None)
        if content.value is not None:
            figures[path] = content.value
        if content.raw:
            raw[path] = content.raw
        return replace(self, figures=figures, raw=raw)

    def named(self, agency: str) -> AnnualReport:
        """The same report under another name of its authority."""
        return replace(self, agency=agency)

    def to_json(self) -> dict[str, Any]:
        """The report as the object of the contract ``kaicheng/annual-report/1``.

        Every cell of the form stands there, ``None`` where it holds no number. Fractions stay
        ``Decimal``; :func:`kaicheng.annual_report.writers.write` prints them as JSON numbers.
        """
        legacy = load_form("2019")
        tree: dict[str, Any] = {}
        for path in {**load_form("2021").cells, **(legacy.cells if self.form == "2019" else {})}:
            _put(tree, path, self.figures.get(path))
        return {
            "schema": SCHEMA,
            "form": self.form,
            "title": self.title,
            "agency": self.agency,
            "year": self.year,
            "period": (
                {"start": self.period.start.isoformat(), "end": self.period.end.isoformat()}
                if self.period
                else None
            ),
            "chapters": dict(self.chapters),
            "headings": dict(self.headings),
            "proactive": tree["proactive"],
            "requests": tree["requests"],
            "remedies": tree["remedies"],
            "legacy": tree.get("legacy", {}),
            "raw": dict(self.raw),
            "provenance": dict(self.provenance),
            "notes": [
                {"code": note.code, "message": note.message, "cells": list(note.cells), "where": note.where}
                for note in self.notes
            ],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> AnnualReport:
        """The report in an object of the contract.

        Raises NotAReport when ``schema`` is another, DamagedFile when a part has the wrong shape.
        """
        if not isinstance(data, Mapping) or data.get("schema") != SCHEMA:
            raise NotAReport(
                f"这不是年度报告的 JSON：schema 应为“{SCHEMA}”。",
                f"Not an annual report in JSON: schema should be {SCHEMA!r}.",
            )
        try:
            return cls._from_json(data)
        except (KeyError, TypeError, ValueError, AttributeError, InvalidOperation) as error:
            raise DamagedFile(
                f"年度报告的 JSON 结构不对：{error}。请按 JSON Schema 核对后重试。",
                f"The JSON of the annual report has the wrong shape: {error}. Check it against the schema.",
            ) from error

    @classmethod
    def _from_json(cls, data: Mapping[str, Any]) -> AnnualReport:
        form = load_form(data["form"])
        figures: dict[str, Figure] = {}
        for path in form.cells:
            value = _get(data, path)
            if value is None:
                continue
            if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
                raise ValueError(f"{path} = {value!r}")
            figures[path] = Decimal(str(value)) if isinstance(value, float) else value
        period = data.get("period")
        return cls(
            form=form.edition,
            title=str(data.get("title") or ""),
            agency=data.get("agency"),
            year=data.get("year"),
            period=(
                Period(dt.date.fromisoformat(period["start"]), dt.date.fromisoformat(period["end"]))
                if period
                else None
            ),
            chapters=_strings(data.get("chapters", {})),
            headings=_strings(data.get("headings", {})),
            figures=figures,
            raw=_strings(data.get("raw", {})),
            provenance=_strings(data.get("provenance", {})),
            notes=tuple(
                Note(note["code"], note["message"], tuple(note["cells"]), note["where"])
                for note in data.get("notes", ())
            ),
        )


def _strings(mapping: Mapping[str, Any]) -> dict[str, str]:
    for name, value in mapping.items():
        if not isinstance(value, str):
            raise ValueError(f"{name} = {value!r}")
    return dict(mapping)


def _put(tree: dict[str, Any], path: str, value: Figure | None) -> None:
    *parents, leaf = path.split(".")
    for parent in parents:
        tree = tree.setdefault(parent, {})
    tree[leaf] = value


def _get(tree: Mapping[str, Any], path: str) -> Any:
    node: Any = tree
    for name in path.split("."):
        node = node.get(name)
        if node is None:
            return None
    return node


def blank_report(year: int | None, *, agency: str | None = None) -> AnnualReport:
    """The empty form for a year."""
    form = form_for(year)
    title = form.title.format(agency=agency, year=year) if agency and year else ""
    return AnnualReport(form.edition, title, agency, year)


def sum_figures(values: Iterable[Figure]) -> Figure:
    """The exact sum; whole when every part is."""
    total: Figure = 0
    for value in values:
        total = total + value
    return total
