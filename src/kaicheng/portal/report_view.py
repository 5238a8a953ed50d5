"""A report and what was found in it, ready to show. Works out, stores nothing."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kaicheng.annual_report.checks import check
from kaicheng.annual_report.model import AnnualReport
from kaicheng.findings import Finding, Severity
from kaicheng.portal.findings_view import HEADINGS, Group, Item
from kaicheng.portal.report_page import Part, parts_of
from kaicheng.portal.stored import from_text


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

    # Templates look names up by subscript first, which a report takes for the path of a cell.
    @property
    def title(self) -> str:
        return self.report.title

    @property
    def agency(self) -> str:
        return self.report.agency or ""

    @property
    def instrument(self) -> str:
        return self.report.statutory_form.instrument

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
    def parts(self) -> list[Part]:
        """The report with the findings where they belong."""
        return parts_of(self.report, self.items)

    @cached_property
    def plain_parts(self) -> list[Part]:
        """The report as it was published."""
        return parts_of(self.report)

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
    def next_step(self) -> str:
        """What to do now, in one sentence."""
        if self.count(Severity.BLOCK):
            return _("请按下面的说明改正后再公布。")
        if self.findings:
            return _("没有非改不可的地方。下面几处请对照原文看一看。")
        return _("数字加得起来，六个部分齐全。机器查不出的内容仍请人工看一遍。")

    @property
    def findings_json(self) -> str:
        """The findings as the contract ``kaicheng/findings/1`` has them for one file."""
        entry = {
            "path": self.report.title,
            "agency": self.report.agency,
            "year": self.report.year,
            "readable": True,
            "findings": [finding.to_json() for finding in self.findings],
        }
        return json.dumps({"schema": "kaicheng/findings/1", "files": [entry]}, ensure_ascii=False, indent=1)

    @property
    def findings_csv(self) -> str:
        """The findings as a table that a spreadsheet opens."""
        text = io.StringIO()
        text.write("\ufeff")
        writer = csv.writer(text)
        writer.writerow([_("序号"), _("轻重"), _("规则"), _("说明"), _("位置"), _("应为"), _("实为")])
        for item in self.items:
            places = "；".join(term.name for term in item.cells)
            finding = item.finding
            writer.writerow(
                [
                    item.number,
                    item.severity_name,
                    finding.rule,
                    item.message,
                    places,
                    _safe(finding.expected),
                    _safe(finding.actual),
                ]
            )
        return text.getvalue()

    @property
    def unread(self) -> list[str]:
        """What the reader could not settle, in its words."""
        return [note.message for note in self.report.notes]


def _safe(value: str | None) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{value}" if value and value[0] in "=+-@\t" and not value[1:].isdigit() else value or ""
