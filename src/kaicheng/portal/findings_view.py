"""Findings arranged for reading: numbered, grouped, broken sums written out, quotes marked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from kaicheng.annual_report.checks.names import in_english
from kaicheng.annual_report.form import Equation
from kaicheng.annual_report.model import AnnualReport, sum_figures
from kaicheng.annual_report.numbers import canonical
from kaicheng.findings import Finding, Kind, Severity, Text
from kaicheng.language import in_language

LONG_SUM = 8
PREAMBLE = "报告开头"  # as Chinese as the headings beside which it stands

HEADINGS = {
    Severity.BLOCK: lambda: _("必须改正"),
    Severity.WARN: lambda: _("需要核对"),
    Severity.INFO: lambda: _("供参考"),
}


@dataclass(frozen=True)
class Term:
    """A cell in a sum: where it stands and what it holds."""

    path: str
    name: str
    value: str


@dataclass(frozen=True)
class Side:
    """One side of a sum, added up."""

    terms: tuple[Term, ...]
    total: str

    @property
    def heavy(self) -> list[Term]:
        """The terms that weigh: a total standing alone, otherwise all but the zeros."""
        return [term for term in self.terms if term.value != "0" or len(self.terms) == 1]

    @property
    def written(self) -> str:
        """``3 + 2 = 5``; a long sum leaves its zeros out."""
        values = [term.value for term in self.terms]
        if len(values) == 1:
            return values[0]
        if len(values) > LONG_SUM:
            values = [value for value in values if value != "0"]
            if len(values) < 2:
                return self.total
        return " + ".join(values) + f" = {self.total}"


@dataclass(frozen=True)
class Sum:
    """A sum of the form written out: what the cells on each side hold and add up to.

    ``note`` is the form's own sentence on it; the form has none in English.
    """

    note: str
    left: Side
    right: Side

    @property
    def terms(self) -> list[Term]:
        """The cells to look at: all of a short sum, those that hold something of a long one."""
        if len(self.left.terms) <= LONG_SUM:
            return [*self.left.terms, *self.right.terms]
        return [*self.left.heavy, *self.right.heavy]


@dataclass(frozen=True)
class Quote:
    """A passage with the words in it that matter: before, marked, after."""

    before: str
    marked: str
    after: str

    @property
    def whole(self) -> str:
        return self.before + self.marked + self.after


@dataclass(frozen=True)
class Item:
    """A finding with its number on the page."""

    number: int
    finding: Finding
    report: AnnualReport

    @property
    def anchor(self) -> str:
        return f"finding-{self.number}"

    @property
    def message(self) -> str:
        return in_language(self.finding.message)

    @property
    def severity_name(self) -> str:
        return HEADINGS[self.finding.severity]()

    @cached_property
    def cells(self) -> list[Term]:
        return [_term(self.report, path) for path in self.finding.cells if self._known(path)]

    @cached_property
    def sum(self) -> Sum | None:
        """The broken sum, when the finding is about one."""
        used = set(self.finding.cells)
        for equation in self.report.statutory_form.equations(self.report.filled_rows):
            if equation.rule == self.finding.rule and used and used <= set(equation.cells):
                return _written_out(self.report, equation)
        return None

    @property
    def chapters(self) -> list[tuple[str, str]]:
        """The parts of the report that are meant as a whole: id and heading."""
        refs = [place.ref for place in self.finding.where if place.kind is Kind.PART]
        headings = {chapter.id: chapter.heading for chapter in self.report.statutory_form.chapters}
        headings["preamble"] = PREAMBLE
        return [(ref, headings[ref]) for ref in refs if ref in headings]

    @cached_property
    def quotes(self) -> list[Quote]:
        return [_quote(text, self.finding.actual) for text in self.finding.sentences if text]

    @cached_property
    def suspects(self) -> frozenset[str]:
        """The cells to mark strongly: in a sum its totals and what is not zero, else every cell named."""
        if self.sum is None:
            return frozenset(self.finding.cells)
        return frozenset(term.path for term in (*self.sum.left.heavy, *self.sum.right.heavy))

    @property
    def compared(self) -> bool:
        """Whether to say what ought to stand there and what does, beside the message."""
        return not self.sum and None not in (self.finding.expected, self.finding.actual)

    def _known(self, path: str) -> bool:
        return path in self.report.statutory_form.cells


@dataclass(frozen=True)
class Group:
    """The findings of one severity."""

    severity: Severity
    heading: str
    items: tuple[Item, ...]


def _term(report: AnnualReport, path: str) -> Term:
    cell = report.statutory_form.cells[path]
    return Term(path, in_language(Text(cell.name, in_english(path))), report.text_of(path) or _("空白"))


def _side(report: AnnualReport, paths: tuple[str, ...]) -> Side:
    figures = [report.figures[path] for path in paths if path in report.figures]
    return Side(tuple(_term(report, path) for path in paths), canonical(sum_figures(figures)))


def _written_out(report: AnnualReport, equation: Equation) -> Sum:
    note = in_language(Text(equation.note, ""))  # in English the message itself says which sum it is
    return Sum(note, _side(report, equation.left), _side(report, equation.right))


def _quote(text: str, marked: str | None) -> Quote:
    if marked and marked in text:
        before, _found, after = text.partition(marked)
        return Quote(before, marked, after)
    return Quote(text, "", "")
