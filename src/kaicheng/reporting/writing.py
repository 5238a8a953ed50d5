"""A draft worked out: counted figures, facts, the report as it reads now, and what the checks say of it."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.utils import timezone

from kaicheng.agencies.models import Agency
from kaicheng.annual_report.by_hand import with_notes
from kaicheng.annual_report.checks import Settings, check
from kaicheng.annual_report.checks.similarity import like_others
from kaicheng.annual_report.form import Form, form_for
from kaicheng.annual_report.model import AnnualReport
from kaicheng.annual_report.numbers import canonical
from kaicheng.findings import Finding, Severity, Text, part, sentence, worst_first
from kaicheng.portal.models import AnnualReportPage
from kaicheng.portal.stored import from_text, to_text
from kaicheng.reporting import proposals
from kaicheng.reporting.editions import page_on, peers_of
from kaicheng.reporting.facts import Fact, by_column, facts_of, reply_days, summed_up
from kaicheng.reporting.models import ReportDraft
from kaicheng.reporting.models.draft import PROSE, Section
from kaicheng.reporting.records_checks import check_held, check_records, check_waiting
from kaicheng.reporting.references import Resolved, resolve
from kaicheng.reporting.scope import Scope
from kaicheng.reporting.succession import with_their_names, year_before
from kaicheng.reporting.tally import Tally, tally
from kaicheng.reporting.told import SUMMED
from kaicheng.reporting.whole import Whole, whole_of

_TO_WRITE = re.compile(r"【[^】]*】")


@dataclass(frozen=True)
class Work:
    """A draft on a day. Everything is counted once, when it is first asked for."""

    draft: ReportDraft
    today: dt.date

    @cached_property
    def scope(self) -> Scope:
        return Scope.year(self.draft.agency, self.draft.year)

    @cached_property
    def form(self) -> Form:
        return form_for(self.draft.year)

    @cached_property
    def tally(self) -> Tally:
        return tally(self.scope)

    @cached_property
    def whole(self) -> Whole:
        """What its units have handed in with it."""
        return whole_of(self.draft.agency, self.draft.year, self.tally)

    @cached_property
    def told_of(self) -> Scope:
        """What the text tells of: where units have a share in the figures, everything below too."""
        return replace(self.scope, subtree=not self.whole.alone)

    @cached_property
    def facts(self) -> dict[str, Fact]:
        found = facts_of(self.told_of, self.whole.figures, self.draft.recorded)
        return found if self.whole.alone else summed_up(found, self.whole.told)

    @cached_property
    def previous(self) -> AnnualReport | None:
        """Last year's report, with what authorities merged in since have carried forward."""
        return year_before(self.draft.agency, self.draft.year)

    def resolved(self, chapter: str) -> Resolved:
        """The text of a chapter as it reads now."""
        return resolve(self.draft.chapters.get(chapter, ""), self.facts)

    def proposal(self, chapter: str) -> str:
        """Text to begin a chapter with."""
        if chapter == Section.OVERVIEW:
            return proposals.overview(self.draft.year, self.facts)
        return proposals.problems(self.previous) if chapter == Section.PROBLEMS else proposals.other()

    @cached_property
    def report(self) -> AnnualReport:
        """The report with every reference replaced."""
        counted = self.tally.report()
        texts = {str(chapter): self.resolved(chapter).text for chapter in PROSE}
        agency = self.draft.agency
        whom = proposals.contact(agency.office, agency.address, agency.telephone, agency.website)
        texts["preamble"] = proposals.preamble(self.draft.year, self.form.instrument) + whom
        made = replace(
            counted,
            chapters={key: text for key, text in texts.items() if text},
            figures=self.whole.figures,
        )
        return with_notes(made, self.whole.entered)

    @cached_property
    def findings(self) -> list[Finding]:
        """What the checks say, worst first: the form's own, those that need records, likeness to others."""
        settings = Settings(makes_rules=self.draft.agency.makes_rules)
        # What our own proposals left open is told once, as what it is: see _left_open.
        said = check(self.report, self.previous, settings)
        found = [
            one
            for one in answerable(said, self.draft.agency, self.draft.year)
            if one.rule != "F12" or not any(_TO_WRITE.search(quote) for quote in one.sentences)
        ]
        found += check_records(self.report, self.tally, self.today, self.draft.recorded, self.whole)
        found += check_waiting(self.whole)
        found += like_peers(self.draft, self.report)
        found += _left_open(self)
        return worst_first(found)

    def frozen_facts(self) -> str:
        """What was counted besides the form, as the page keeps it: for the text and the pictures."""
        used = {fact.name: fact for chapter in PROSE for fact in self.resolved(chapter).used}
        return json.dumps(
            {
                "references": {
                    name: {"label": fact.label, "value": canonical(fact.value), "source": fact.source}
                    for name, fact in sorted(used.items())
                },
                "told": {name: canonical(self.facts[name].value) for name in SUMMED},
                "columns": [[row.title, row.count] for row in by_column(self.told_of)],
                "reply_days": reply_days(self.told_of),
            },
            ensure_ascii=False,
        )

    def fill(self, page: AnnualReportPage) -> None:
        """Put the report as it reads now into a page."""
        page.title, page.report_json = self.report.title, to_text(self.report)
        page.draft_title = page.title
        page.facts_json, page.office = self.frozen_facts(), self.draft.office


def _left_open(work: Work) -> Iterator[Finding]:
    """F12, which blocks here: references to nothing, and what our own proposals left to be written."""
    for chapter in PROSE:
        for name in work.resolved(chapter).unknown:
            zh = f"文字里的“{{{{{name}}}}}”不指向任何数据，请改成页面上列出的数据名。"
            en = f"{{{{{name}}}}} refers to nothing."
            yield Finding("F12", Severity.BLOCK, Text(zh, en), (part(str(chapter)),), actual=name)
        for left in dict.fromkeys(_TO_WRITE.findall(work.resolved(chapter).text)):
            zh, en = f"初稿里的“{left}”还没有写。", f"{left} is still to be written."
            yield Finding("F12", Severity.BLOCK, Text(zh, en), (sentence(left, str(chapter)),), actual=left)


def like_peers(draft: ReportDraft, report: AnnualReport) -> list[Finding]:
    """Q02: the text is much like another authority's."""
    found = like_others(report, peers_of(draft.agency, draft.year))
    return [found] if found is not None else []


def answerable(found: Iterable[Finding], agency: Agency, year: int) -> list[Finding]:
    """Of a report counted from records, T305 asks for a reason and does not stop it: what came to be known
    late, and reorganisation, change what is carried over (the form's rule R4 lets a written reason pass)."""
    told = with_their_names(found, agency, year)
    return [replace(one, severity=Severity.WARN) if one.rule == "T305" else one for one in told]


def findings_of_page(page: AnnualReportPage) -> list[Finding]:
    """What the checks say of a version sent for review: it is frozen, and is held against the records once
    more, which may have moved on."""
    report = from_text(page.report_json)
    previous = year_before(page.agency, page.year)
    settings = Settings(makes_rules=page.agency.makes_rules)
    found = answerable(check(report, previous, settings), page.agency, page.year)
    draft = ReportDraft.objects.filter(agency=page.agency, year=page.year).first()
    draft = draft or ReportDraft(agency=page.agency, year=page.year)
    whole = whole_of(page.agency, page.year)
    found += check_held(report, whole, timezone.localdate(), draft.recorded)
    found += check_waiting(whole)
    return worst_first([*found, *like_peers(draft, report)])


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell, or a number in the text, that would come to something else today than what is published."""

    path: str
    """Of the cell; the fact's name, where it stands in the text."""
    name: str
    published: str
    now: str
    cell: bool = True


def differences(work: Work) -> list[Difference]:
    """What has come to be known since the report was published: shown, never silently changed."""
    page = page_on(work.draft.agency, work.draft.year)
    if page is None or not page.live:
        return []
    stated = from_text(page.report_json)
    cells = stated.statutory_form.cells
    found = [
        Difference(path, cell.name, stated.text_of(path), work.report.text_of(path))
        for path, cell in cells.items()
        if path in work.report.figures and stated[path] != work.report.figures[path]
    ]
    for name, said in page.facts.get("references", {}).items():
        now = canonical(work.facts[name].value) if name in work.facts else ""
        if name not in cells and now != said["value"]:
            found.append(Difference(name, said["label"], said["value"], now, cell=False))
    return found


def signatures_of(page: AnnualReportPage) -> list[dict[str, Any]]:
    """Who has signed the published edition, by posts."""
    from kaicheng.review.models import Submission

    submission = Submission.objects.filter(revision=page.live_revision, voided_at__isnull=True).last()
    if submission is None:
        return []
    return [
        {"level": one.level, "post": one.post, "at": one.at.isoformat(), "content_hash": one.content_hash}
        for one in submission.signatures.all()
    ]
