"""Rules that need the authority's records: the report held against what is on file here."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping

from django.db.models import Exists, OuterRef

from kaicheng.annual_report.checks.rule import catalogue
from kaicheng.annual_report.form import form_for
from kaicheng.annual_report.model import AnnualReport
from kaicheng.annual_report.numbers import canonical
from kaicheng.cases.models import Consultation, Proof
from kaicheng.findings import Finding, cells, sentence
from kaicheng.publishing.kinds import Kind
from kaicheng.publishing.models import Decision, DocumentPage
from kaicheng.reporting.bindings import DECISIONS, FEES, finished_in, open_after, requests
from kaicheng.reporting.facts import published
from kaicheng.reporting.scope import Scope
from kaicheng.reporting.tally import Tally

_ITEMS = re.compile(r"(?:主动公开|发布|公开)[^，。；,;\d]{0,16}?(?:信息)?[^，。；,;\d]{0,6}?(\d+)条")


def check_records(
    report: AnnualReport, found: Tally, today: dt.date, recorded: Mapping[str, int] | None = None
) -> Iterator[Finding]:
    """What a report says otherwise than the records of its year. Without a year there is nothing to hold.

    ``recorded`` is what the writer has put in by the names of :data:`kaicheng.reporting.facts.RECORDED`, the
    lengths of the authority's lists of duties and of fees among them; a list not given is not judged by.
    """
    yield from _documents(report, found.scope)
    yield from _decisions(report, found.scope)
    yield from _lists(report, recorded or {})
    yield from _register(report, found)
    yield from _overdue(report, found.scope, today)
    yield from _evidence(report, found.scope)
    yield from _items(report, found.scope)


def _documents(report: AnnualReport, scope: Scope) -> Iterator[Finding]:
    path = "proactive.normative_documents.issued_this_year"
    stated, inside = report[path], (scope.period.start, scope.period.end)
    shown = DocumentPage.objects.filter(
        scope.within(), kind=Kind.NORMATIVE, live=True, created_date__range=inside
    ).count()
    if stated is not None and stated < shown:
        yield (
            catalogue()["T206"].found(
                f"网站上本年成文的行政规范性文件有 {shown} 件，{_name(report, path)}填的是 {stated}。"
                "请与司法行政部门核对后更正。",
                f"The site shows {shown} normative documents of the year, the table says {stated}.",
                *cells(path),
                expected=f"≥{shown}",
                actual=stated,
            )
        )


def _decisions(report: AnnualReport, scope: Scope) -> Iterator[Finding]:
    inside = (scope.period.start, scope.period.end)
    for row, kind in DECISIONS.items():
        path = f"proactive.{row}"
        stated = report[path]
        public = Decision.objects.filter(
            scope.within(), kind=kind, decided_on__range=inside, public=True
        ).count()
        if stated is not None and stated < public:
            yield (
                catalogue()["T207"].found(
                    f"本年已公开的决定有 {public} 件，{_name(report, path)}只填了 {stated}；"
                    "处理决定数量还应包括依法不公开的。请按台账更正。",
                    f"{public} decisions of the year are public, the table says {stated}.",
                    *cells(path),
                    expected=f"≥{public}",
                    actual=stated,
                )
            )


def _lists(report: AnnualReport, recorded: Mapping[str, int]) -> Iterator[Finding]:
    """T208, T209: licences against the list of duties (权责清单), fees against the list of fees."""
    for rule, name, path, what, source in (
        ("T208", "licence_items", "proactive.licensing_decisions", "行政许可事项", "权责清单"),
        ("T209", "fee_items", FEES, "收费项目", "收费目录清单"),
    ):
        items, stated = recorded.get(name), report[path]
        if items is None or stated is None or bool(items) == bool(stated):
            continue
        zh = (
            f"{source}里有{items}项{what}，{_name(report, path)}填的是0。请核对；确实没有办理的，写明情况。"
            if items
            else f"{source}里没有{what}，{_name(report, path)}填的是{canonical(stated)}。请核对数字和清单。"
        )
        yield (
            catalogue()[rule].found(
                zh,
                f"The list has {items} items, the table says {canonical(stated)}.",
                *cells(path),
                expected=">0" if items else 0,
                actual=canonical(stated),
            )
        )


def _register(report: AnnualReport, found: Tally) -> Iterator[Finding]:
    for path, counted in found.figures.items():
        part, _dot, rest = path.partition(".")
        row = rest.partition(".")[0]
        stated = report[path]
        # What was carried over is held against last year's report: T305.
        if part != "requests" or row in ("handled_total", "carried_over") or stated in (None, counted):
            continue
        rule = {"new_received": "T306", "carried_forward": "T308"}.get(row, "T307")
        yield (
            catalogue()[rule].found(
                f"{_name(report, path)}填的是 {canonical(stated)}，申请登记台账里是 {canonical(counted)}。"
                "请逐件核对。",
                f"{path}: {canonical(stated)} in the report, {canonical(counted)} in the register.",
                *cells(path),
                expected=canonical(counted),
                actual=canonical(stated),
            )
        )


def _overdue(report: AnnualReport, scope: Scope, today: dt.date) -> Iterator[Finding]:
    until = min(scope.period.end, today)
    late = requests(scope).filter(open_after(scope), due__lt=until).count()
    if late:
        path = "requests.carried_forward.total"
        yield (
            catalogue()["T308"].found(
                f"结转下年度的申请中，有 {late} 件到年底已经超过答复期限。"
                "请先办结，或者查明期限登记是否有误。",
                f"{late} requests carried forward were overdue at the end of the year.",
                *cells(path),
                expected=0,
                actual=late,
            )
        )


def _evidence(report: AnnualReport, scope: Scope) -> Iterator[Finding]:
    ended = requests(scope).filter(finished_in(scope))
    proofs = Proof.objects.filter(case=OuterRef("pk"), code="reasons_letter")
    bare = ended.filter(row="not_processed_excessive").exclude(Exists(proofs)).count()
    if bare and report["requests.not_processed_excessive.total"]:
        yield (
            catalogue()["T313"].found(
                f"按“无正当理由大量反复申请”处理的申请中，有 {bare} 件没有要求说明理由的材料"
                "（条例第三十五条）。请补齐。",
                f"{bare} requests closed as excessive have no letter asking for reasons on file.",
                *cells("requests.not_processed_excessive.total"),
                expected=0,
                actual=bare,
            )
        )
    asked = Consultation.objects.filter(case=OuterRef("pk"))
    alone = ended.filter(row="refused_third_party_rights").exclude(Exists(asked)).count()
    if alone and report["requests.refused_third_party_rights.total"]:
        yield (
            catalogue()["T314"].found(
                f"以“保护第三方合法权益”不予公开的申请中，有 {alone} 件没有书面征求第三方意见的记录"
                "（条例第三十二条）。请补齐，或者核对归类。",
                f"{alone} requests refused for third parties' rights have no consultation on file.",
                *cells("requests.refused_third_party_rights.total"),
                expected=0,
                actual=alone,
            )
        )


def _items(report: AnnualReport, scope: Scope) -> Iterator[Finding]:
    counted = published(scope).count()
    if not counted:
        return
    text = report.chapters.get("overview", "")
    stated = [(int(match[1]), match[0]) for match in _ITEMS.finditer(text)]
    if stated and counted not in [number for number, _quote in stated]:
        number, quote = max(stated)
        yield (
            catalogue()["X07"].found(
                f"正文说主动公开 {number} 条，发布台账里是 {counted} 条。请按台账更正，或者说明口径。",
                f"The text says {number} items were published, the ledger has {counted}.",
                sentence(quote, "overview"),
                expected=counted,
                actual=number,
            )
        )


def _name(report: AnnualReport, path: str) -> str:
    return form_for(report.year).cells[path].name
