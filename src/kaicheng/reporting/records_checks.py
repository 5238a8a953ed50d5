"""Rules that need the authority's records: the report held against what is on file here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace

from django.db.models import Exists, OuterRef

from kaicheng.annual_report.checks.rule import catalogue
from kaicheng.annual_report.form import form_for
from kaicheng.annual_report.model import AnnualReport
from kaicheng.annual_report.numbers import Figure, canonical
from kaicheng.cases.models import Consultation, Proof
from kaicheng.cases.models.consultation import ConsultationKind
from kaicheng.findings import Finding, Severity, cells, sentence
from kaicheng.publishing.kinds import Kind
from kaicheng.publishing.models import Decision, DocumentPage
from kaicheng.reporting.bindings import DECISIONS, FEES, finished_in, open_after, requests
from kaicheng.reporting.facts import published
from kaicheng.reporting.scope import Scope
from kaicheng.reporting.tally import Tally
from kaicheng.reporting.told import ITEMS
from kaicheng.reporting.whole import Whole


def check_held(
    report: AnnualReport, whole: Whole, today: dt.date, recorded: Mapping[str, int] | None = None
) -> Iterator[Finding]:
    """A report as it was frozen or handed in, held against the records as they are now."""
    yield from check_records(report, whole.own, today, recorded, whole)
    yield from check_sum(report, whole)


def keeps_records(found: Tally) -> bool:
    """Whether the authority has anything on file here at all: one that works elsewhere is not judged."""
    return any(found.counted.values())


def check_sum(report: AnnualReport, whole: Whole) -> Iterator[Finding]:
    """P06: cells of the report of a whole that are not the own figures and those of the units together."""
    if whole.alone:
        return
    for path, summed in whole.figures.items():
        stated = report[path]
        if stated is not None and stated != summed:
            zh = (
                f"{_name(report, path)}填的是{canonical(stated)}，本级和{len(whole.handed)}家单位报送的合计是"
                f"{canonical(summed)}。请查明哪一边有误；单位已经重新报送的，重新定稿。"
            )
            en = f"{path}: {canonical(stated)} in the report, {canonical(summed)} with its units."
            expected, actual = canonical(summed), canonical(stated)
            yield catalogue()["P06"].found(zh, en, *cells(path), expected=expected, actual=actual)


def check_waiting(whole: Whole) -> Iterator[Finding]:
    """P05 as the writer of the whole is told: units that are not in it yet. A reason lets it pass."""
    if not whole.waiting:
        return
    names = "、".join(unit.name for unit in whole.waiting[:20]) + ("等" if len(whole.waiting) > 20 else "")
    zh = (
        f"还有{len(whole.waiting)}家单位没有报送，或者退回后没有重新报送：{names}。"
        "没有报送的不在合计里，退回的按退回前那一次计入。"
    )
    en = f"{len(whole.waiting)} units are missing from the sum, or in it as they were before being sent back."
    yield catalogue()["P05"].found(
        zh + "请催报；确实不用报的，写明理由。", en, actual=names, severity=Severity.WARN
    )


def check_records(
    report: AnnualReport,
    found: Tally,
    today: dt.date,
    recorded: Mapping[str, int] | None = None,
    whole: Whole | None = None,
) -> Iterator[Finding]:
    """What a report says otherwise than the records of its year. Without a year there is nothing to hold.

    ``found`` are the authority's own records; of the report of a ``whole``, what its units add is taken off.
    ``recorded`` is what the writer has put in by the names of :data:`kaicheng.reporting.facts.RECORDED`, the
    lengths of the authority's lists of duties and of fees among them; a list not given is not judged by.
    """
    own = report
    if whole is not None and not whole.alone:
        own = _without(report, whole.of_units)
        items = whole.told.values["published_items"]
    else:
        items = published(found.scope).count()
    yield from _documents(own, found.scope)
    yield from _decisions(own, found.scope)
    yield from _lists(own, recorded or {})
    if own is report:  # where units have a share, the sum is checked: P06
        yield from _register(report, found)
    yield from _overdue(report, found.scope, today)
    yield from _evidence(own, found.scope)
    yield from _items(report, items)


def _without(report: AnnualReport, of_units: Mapping[str, Figure]) -> AnnualReport:
    """The authority's own share of a report of the whole."""
    figures = {path: value - of_units.get(path, 0) for path, value in report.figures.items()}
    return replace(report, figures=figures)


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
    """T306, T307, T308: table three against the register, case by case.

    A figure put in by hand speaks for work that is kept elsewhere, with its reason and two signatures; it is
    only told where even the register has more.
    """
    for path, counted in found.counted.items():
        part, _dot, rest = path.partition(".")
        row = rest.partition(".")[0]
        stated = report[path]
        # What was carried over is held against last year's report: T305.
        if part != "requests" or row == "carried_over" or stated is None:
            continue
        by_hand = path in found.entered
        expected = counted if by_hand else found.figures[path]  # totals with what was put in by hand
        if stated == expected or (by_hand and stated >= counted):
            continue
        rule = {"new_received": "T306", "carried_forward": "T308"}.get(row, "T307")
        said = "手工填报的是" if by_hand else "填的是"
        yield (
            catalogue()[rule].found(
                f"{_name(report, path)}{said} {canonical(stated)}，申请登记台账里是 {canonical(expected)}。"
                "请逐件核对。",
                f"{path}: {canonical(stated)} in the report, {canonical(expected)} in the register.",
                *cells(path),
                expected=canonical(expected),
                actual=canonical(stated),
                severity=Severity.WARN if by_hand else None,
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
                "请查明期限登记是否有误；确实逾期的，写明原因和办理情况。",
                f"{late} requests carried forward were overdue at the end of the year.",
                *cells(path),
                expected=0,
                actual=late,
                severity=Severity.WARN,  # the year is over: no mending of the report answers in time
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
    asked = Consultation.objects.filter(case=OuterRef("pk"), kind=ConsultationKind.THIRD_PARTY)
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


def _items(report: AnnualReport, counted: Figure) -> Iterator[Finding]:
    text = report.chapters.get("overview", "")
    stated = [(int(match[1]), match[0]) for match in ITEMS.finditer(text)]
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
