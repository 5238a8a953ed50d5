"""A report and what was found in it, arranged for reading on the page. Works out, stores nothing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from kaicheng.annual_report.checks import check
from kaicheng.annual_report.form import Equation
from kaicheng.annual_report.model import AnnualReport, sum_figures
from kaicheng.annual_report.numbers import canonical
from kaicheng.findings import Finding, Severity
from kaicheng.portal.stored import from_text

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


@dataclass(frozen=True)
class Sum:
    """A sum of the form written out: what the cells on each side hold and add up to."""

    note: str
    left: Side
    right: Side


@dataclass(frozen=True)
class Quote:
    """A passage with the words in it that matter: before, marked, after."""

    before: str
    marked: str
    after: str


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
        message = self.finding.message
        return message.en if get_language() == "en" else message.zh

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

    @cached_property
    def quotes(self) -> list[Quote]:
        return [_quote(text, self.finding.actual) for text in self.finding.sentences if text]

    def _known(self, path: str) -> bool:
        return path in self.report.statutory_form.cells


@dataclass(frozen=True)
class Group:
    """The findings of one severity."""

    severity: Severity
    heading: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class ReportView:
    """A report ready to show, alone or with its findings."""

    report: AnnualReport
    findings: tuple[Finding, ...]

    @classmethod
    def of(cls, report: AnnualReport, previous: AnnualReport | None = None) -> ReportView:
        """Check a report, against last year's if it is there."""
        return cls(report, tuple(check(report, previous)))

    @classmethod
    def of_json(cls, text: str) -> ReportView:
        """Check a report that was kept."""
        return cls.of(from_text(text))

    @cached_property
    def items(self) -> tuple[Item, ...]:
        return tuple(Item(number, finding, self.report) for number, finding in enumerate(self.findings, 1))

    @cached_property
    def groups(self) -> list[Group]:
        groups = []
        for severity in Severity:
            items = tuple(item for item in self.items if item.finding.severity is severity)
            if items:
                groups.append(Group(severity, HEADINGS[severity](), items))
        return groups

    @cached_property
    def by_cell(self) -> dict[str, list[Item]]:
        """The findings that name a cell, by its path."""
        found: dict[str, list[Item]] = {}
        for item in self.items:
            for path in item.finding.cells:
                found.setdefault(path, []).append(item)
        return found

    def count(self, severity: Severity) -> int:
        return sum(finding.severity is severity for finding in self.findings)

    @property
    def verdict(self) -> str:
        """The worst severity found, ``clean`` when nothing was: what the summary is coloured by."""
        return self.findings[0].severity.value if self.findings else "clean"

    @property
    def summary(self) -> str:
        """What was found, in one sentence."""
        block, warn = self.count(Severity.BLOCK), self.count(Severity.WARN)
        info = self.count(Severity.INFO)
        if not self.findings:
            return _("没有发现问题。")
        parts = [
            ngettext("%(n)s 处必须改正", "%(n)s 处必须改正", block) % {"n": block}
            if block
            else _("没有必须改正的问题")
        ]
        if warn:
            parts.append(ngettext("%(n)s 处需要核对", "%(n)s 处需要核对", warn) % {"n": warn})
        if info:
            parts.append(ngettext("%(n)s 处供参考", "%(n)s 处供参考", info) % {"n": info})
        return _("，").join(parts) + _("。")

    @property
    def unread(self) -> list[str]:
        """What the reader could not settle, in its words."""
        return [note.message for note in self.report.notes]


def _term(report: AnnualReport, path: str) -> Term:
    cell = report.statutory_form.cells[path]
    return Term(path, cell.name, report.text_of(path) or _("空白"))


def _side(report: AnnualReport, paths: tuple[str, ...]) -> Side:
    figures = [report.figures[path] for path in paths if path in report.figures]
    return Side(tuple(_term(report, path) for path in paths), canonical(sum_figures(figures)))


def _written_out(report: AnnualReport, equation: Equation) -> Sum:
    return Sum(equation.note, _side(report, equation.left), _side(report, equation.right))


def _quote(text: str, marked: str | None) -> Quote:
    if marked and marked in text:
        before, _found, after = text.partition(marked)
        return Quote(before, marked, after)
    return Quote(text, "", "")
