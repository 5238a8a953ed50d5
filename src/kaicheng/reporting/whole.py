"""The report of the whole: what an authority has done itself, and what its units have handed in to it.

Art. 49 of the Regulation: the report of a government is that of the whole government. Every unit is in it
once: it hands in to one authority, and that one's report, which holds it, is handed in further up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from kaicheng.agencies.models import Agency
from kaicheng.annual_report.by_hand import entered_cells
from kaicheng.annual_report.consolidate import Consolidation, consolidate
from kaicheng.annual_report.numbers import Figure
from kaicheng.portal.stored import from_text
from kaicheng.reporting.facts import own_told
from kaicheng.reporting.models import HandIn
from kaicheng.reporting.scope import Scope
from kaicheng.reporting.supervising.rounds import latest
from kaicheng.reporting.supervising.units import season_of, strangers, units_on
from kaicheng.reporting.tally import Tally, tally
from kaicheng.reporting.told import Told, told_together

OWN = "（本级）"
"""What the authority's own share is called beside those of its units."""


@dataclass(frozen=True)
class Whole:
    """An authority's own figures with those of its units. Without units it is the authority alone."""

    agency: Agency
    own: Tally
    units: tuple[Agency, ...]
    handed: tuple[HandIn, ...]
    """The last round of every unit, and of authorities outside this installation."""
    elsewhere: tuple[HandIn, ...]
    """Rounds of authorities that have handed in the year to another one since: they are not added."""
    unknown: tuple[HandIn, ...] = ()
    """Reports of which nobody has said yet whose they are: they are not added."""

    @property
    def year(self) -> int:
        return self.own.year

    @property
    def alone(self) -> bool:
        """Whether nothing is to be added to the own figures."""
        return not self.units and not self.handed

    @cached_property
    def sum(self) -> Consolidation:
        """Everything added up, the own share among the contributors."""
        name = self.agency.name + OWN
        own = (name, self.own.report().named(name))
        rows = [(row.unit, from_text(row.report_json).named(row.unit)) for row in self.handed]
        roster = season_of(self.agency, self.year).roster or [unit.name for unit in self.units]
        return consolidate([own, *rows], [name, *roster], year=self.year, agency=self.agency.name)

    @cached_property
    def figures(self) -> Mapping[str, Figure]:
        """The figures of the report."""
        return self.own.figures if self.alone else self.sum.report.figures

    @cached_property
    def of_units(self) -> Mapping[str, Figure]:
        """What the units add to each cell."""
        return {path: value - self.own.figures.get(path, 0) for path, value in self.figures.items()}

    @cached_property
    def entered(self) -> frozenset[str]:
        """The cells in which a figure put in by hand has a share."""
        return self.own.entered if self.alone else frozenset(entered_cells(self.sum.report))

    @cached_property
    def waiting(self) -> tuple[Agency, ...]:
        """Units whose report is missing, or was sent back and has not come again."""
        there = {row.agency_id for row in self.handed if row.returned_at is None}
        return tuple(unit for unit in self.units if unit.pk not in there)

    @cached_property
    def live(self) -> Tally:
        """What the records of the whole sub-tree come to now, as far as they are kept here."""
        return tally(Scope.year(self.agency, self.year, subtree=True))

    @cached_property
    def told(self) -> Told:
        """What the own ledgers and the reports of the units come to of what is told in words."""
        return told_together(own_told(self.own.scope), self.handed)

    def apart(self) -> list[Apart]:
        """Where what was handed in and the records of the sub-tree do not come to the same."""
        cells = self.own.report().statutory_form.cells
        return [
            Apart(path, cell.name, self.figures.get(path, 0), self.live.figures[path])
            for path, cell in cells.items()
            if path in self.live.figures and self.figures.get(path, 0) != self.live.figures[path]
        ]


@dataclass(frozen=True, slots=True)
class Apart:
    """A cell in which the sum of what was handed in is not what the records come to."""

    path: str
    name: str
    handed_in: Figure
    recorded: Figure


def whole_of(agency: Agency, year: int, own: Tally | None = None) -> Whole:
    """The report of the whole as it stands now. ``own`` is the own tally, where it is at hand."""
    units = tuple(units_on(agency, year))
    known = {unit.pk for unit in units}
    rows = latest(agency, year)
    unknown = strangers(agency, year, rows)
    return Whole(
        agency,
        own or tally(Scope.year(agency, year)),
        units,
        tuple(row for row in rows if row.agency_id in known or (not row.agency_id and row not in unknown)),
        tuple(row for row in rows if row.agency_id and row.agency_id not in known),
        tuple(unknown),
    )
