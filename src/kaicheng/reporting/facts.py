"""What the text of a report may say about the year besides the form's figures: each a number with its source.

``published_items`` counts what was published, ``column.12`` what of it in one column; ``answered_in_time``
says how many requests were answered in time; ``fee_…`` what applicants were charged. What no
record tells (meetings, trainings, checks) the writer puts in, by the names of :data:`RECORDED`.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db.models import Avg, Count, F, Q, QuerySet, Sum
from django.db.models.functions import Length, Substr
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaicheng.annual_report.form import form_for
from kaicheng.annual_report.numbers import Figure
from kaicheng.cases.models import ActRow, Case, FeeCharge
from kaicheng.publishing.kinds import Attribute, Kind
from kaicheng.publishing.models import ColumnPage, DocumentPage
from kaicheng.reporting.bindings import finished_in, received_in, requests
from kaicheng.reporting.scope import Scope
from kaicheng.reporting.told import Told
from kaicheng.statute import CalendarNotAvailable, Channel, channels, load_calendar

RECORDED: Mapping[str, Any] = {
    "meetings": gettext_lazy("研究政府信息公开工作的会议（次）"),
    "trainings": gettext_lazy("业务培训（次）"),
    "people_trained": gettext_lazy("参加培训（人次）"),
    "checks": gettext_lazy("自查、检查（次）"),
    "licence_items": gettext_lazy("权责清单中的行政许可事项（项）"),
    "fee_items": gettext_lazy("收费目录清单中的行政事业性收费项目（项）"),
}
"""What the writer puts in, by fact."""
LISTS = ("licence_items", "fee_items")
"""Of those, what stays until it is said otherwise: a new draft begins with last year's."""

REPLY_DAYS = ((1, 5), (6, 10), (11, 15), (16, 20), (21, 40), (41, None))
"""Classes of working days from receipt to the end of a request, both included."""

WITHIN = (10, 20)
"""Working days within which the text counts what was ended: 20 are the term of Art. 33."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A number that the text may refer to by ``name``; ``source`` says in words where it comes from."""

    name: str
    label: str
    value: Figure
    unit: str
    source: str


@dataclass(frozen=True, slots=True)
class Published:
    """How many items one column has had in the year."""

    column: int
    title: str
    count: int


def published(scope: Scope) -> QuerySet[DocumentPage]:
    """What was made public of its own accord in the period, whatever became of it later."""
    return DocumentPage.objects.filter(
        scope.within(),
        published_date__range=(scope.period.start, scope.period.end),
        attribute=Attribute.PROACTIVE,
    )


def by_column(scope: Scope) -> list[Published]:
    """Items by column, most first."""
    found: Counter[str] = Counter()
    parents = published(scope).annotate(above=Substr("path", 1, Length("path") - DocumentPage.steplen))
    for path, count in parents.order_by().values_list("above").annotate(Count("pk")):
        found[path] += count
    columns = ColumnPage.objects.filter(path__in=found)
    rows = [Published(one.pk, one.title, found[one.path]) for one in columns]
    if scope.subtree:  # every authority has such columns: told by what they are, not one by one
        titles: Counter[str] = Counter()
        for row in rows:
            titles[row.title] += row.count
        first = {row.title: row.column for row in reversed(rows)}
        rows = [Published(first[title], title, count) for title, count in titles.items()]
    return sorted(rows, key=lambda row: (-row.count, row.title))


def records_of(scope: Scope, name: str) -> QuerySet[Any]:
    """The records that a fact other than a cell counts, or is worked out from. KeyError where it has none."""
    kind, _dot, rest = name.partition(".")
    ended = requests(scope).filter(finished_in(scope))
    if kind == "column" and rest.isdecimal():
        column = ColumnPage.objects.filter(pk=rest).first()
        if column is None:
            raise KeyError(name)
        return published(scope).filter(path__startswith=column.path, depth=column.depth + 1)
    if kind == "channel":
        return requests(scope).filter(received_in(scope), channel=rest)
    if name in ("fee_notices", "fee_amount", "fee_paid"):
        return Case.objects.filter(scope.within(), fees__isnull=False, received_date__isnull=False).distinct()
    return {
        "published_items": published(scope),
        "interpretations": published(scope).filter(kind=Kind.INTERPRETATION),
        "answered_in_time": ended.filter(late=False),
        "answered_late": ended.filter(late=True),
        "average_days": ended,
        **{f"within.{most}": ended for most in WITHIN},
    }[name]


def reply_days(scope: Scope) -> dict[str, int]:
    """How many requests that ended in the period took how many working days, by class such as ``6-10``."""
    calendar = load_calendar(scope.agency.holiday_region or None)
    found = {_class(low, high): 0 for low, high in REPLY_DAYS}
    ended = requests(scope).filter(finished_in(scope)).values_list("came", "finished_on")
    for received, finished, count in ended.annotate(Count("pk")).order_by():
        if received is None or finished is None:
            continue
        try:
            days = max(calendar.workdays_between(received, finished), 1)
        except CalendarNotAvailable:
            continue
        low, high = next((low, high) for low, high in REPLY_DAYS if high is None or days <= high)
        found[_class(low, high)] += count
    return found


def _class(low: int, high: int | None) -> str:
    return f"{low}-{high}" if high else f"{low}+"


def facts_of(scope: Scope, figures: Mapping[str, Figure], recorded: Mapping[str, int]) -> dict[str, Fact]:
    """Every fact of the period by name, the cells of the form among them."""
    return {fact.name: fact for fact in (*_cells(scope, figures), *_own(scope), *_recorded(recorded))}


def summed_up(facts: Mapping[str, Fact], told: Told) -> dict[str, Fact]:
    """The facts of a whole: what its units have handed in is added up, not counted anew from records."""
    found = dict(facts)
    for name, value in told.values.items():
        source = _("本级台账和各单位报送的报告")
        if silent := told.silent.get(name):
            source += _("；%(n)s家单位的报告没有写明") % {"n": len(silent)}
        found[name] = replace(found[name], value=value, source=source)
    return found


def own_told(scope: Scope) -> dict[str, Figure]:
    """What an authority's own ledgers come to of what a whole adds up, by fact."""
    fees = {fact.name: fact.value for fact in _fees(scope)}
    return {"published_items": published(scope).count(), **fees}


def _cells(scope: Scope, figures: Mapping[str, Figure]) -> Iterator[Fact]:
    for path, cell in form_for(scope.period.end.year).cells.items():
        if path in figures:
            yield Fact(path, cell.name, figures[path], cell.unit, _("年报表格"))


def _own(scope: Scope) -> Iterator[Fact]:
    ledger, register = _("发布台账"), _("申请登记台账")
    columns = by_column(scope)
    yield Fact("published_items", _("主动公开信息"), published(scope).count(), _("条"), ledger)
    for row in columns:
        yield Fact(f"column.{row.column}", _("“%s”栏目") % row.title, row.count, _("条"), ledger)
    read = published(scope).filter(kind=Kind.INTERPRETATION).count()
    yield Fact("interpretations", _("政策解读"), read, _("条"), ledger)
    ended = requests(scope).filter(finished_in(scope))
    counts = ended.aggregate(late=Count("pk", filter=Q(late=True)), all=Count("pk"))
    yield Fact("answered_in_time", _("按期办结申请"), counts["all"] - counts["late"], _("件"), register)
    yield Fact("answered_late", _("逾期办结申请"), counts["late"], _("件"), register)
    taken = ended.aggregate(mean=Avg(F("finished_on") - F("came")))["mean"]
    days = Decimal(taken.total_seconds() / 86_400).quantize(Decimal("0.1")) if taken else 0
    yield Fact("average_days", _("平均办理时间（自然日）"), days, _("天"), register)
    if counts["all"]:
        classes = reply_days(scope)
        for most in WITHIN:
            of = sum(classes[_class(low, high)] for low, high in REPLY_DAYS if high and high <= most)
            yield Fact(f"within.{most}", _("%s个工作日内办结申请") % most, of, _("件"), register)
    came = requests(scope).filter(received_in(scope)).values_list("channel").annotate(count=Count("pk"))
    for channel, count in came.order_by("-count", "channel"):
        name = channels()[Channel(channel)].name.zh
        yield Fact(f"channel.{channel}", _("“%s”收到的申请") % name, count, _("件"), register)
    yield from _fees(scope)


def _fees(scope: Scope) -> Iterator[Fact]:
    register = _("信息处理费台账")
    fees = FeeCharge.objects.filter(scope.within("case__agency"))
    notices = _notices(fees, scope)
    paid = fees.filter(paid_on__range=(scope.period.start, scope.period.end)).aggregate(sum=Sum("amount"))
    yield Fact("fee_notices", _("信息处理费收费通知"), len(notices), _("件"), register)
    yield Fact("fee_amount", _("收费通知总金额"), _yuan(sum(notices, Decimal(0))), _("元"), register)
    yield Fact("fee_paid", _("实际收取信息处理费"), _yuan(paid["sum"]), _("元"), register)


def _notices(fees: QuerySet[FeeCharge], scope: Scope) -> list[Decimal]:
    """The amounts of the notices sent in the period. A fee that was decided on and not asked for, or whose
    notice was struck from the ledger, was not notified; each notice asks for one fee."""
    charges: dict[int, list[Decimal]] = {}
    for case, amount in fees.order_by("pk").values_list("case", "amount"):
        charges.setdefault(case, []).append(amount)
    sent: dict[int, list[tuple[int, dt.date]]] = {}
    struck: set[tuple[int, int]] = set()
    rows = ActRow.objects.filter(case__in=fees.values("case"), code__in=("fee_notice", "strike"))
    for case, place, code, on, data in rows.order_by("place").values_list(
        "case", "place", "code", "on", "data"
    ):
        if code == "strike":
            struck.add((case, data.get("act_index")))
        else:
            sent.setdefault(case, []).append((place, on))
    found = []
    for case, amounts in charges.items():
        standing = [on for place, on in sent.get(case, ()) if (case, place) not in struck]
        for on, amount in zip(standing, amounts[-len(standing) :], strict=False):
            if scope.period.start <= on <= scope.period.end:
                found.append(amount)
    return found


def _yuan(amount: Decimal | None) -> Figure:
    if not amount:
        return 0
    return int(amount) if amount == amount.to_integral_value() else amount.quantize(Decimal("0.01"))


def _recorded(recorded: Mapping[str, int]) -> Iterator[Fact]:
    for name, label in RECORDED.items():
        if name in recorded:
            yield Fact(name, str(label), recorded[name], "", _("编写人填写"))
