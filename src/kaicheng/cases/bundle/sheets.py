"""The sheets of a bundle that we write ourselves: cover, index, and what the records of the case say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from django.utils import timezone

from kaicheng.audit.models import Event
from kaicheng.cases.ledger import state_of
from kaicheng.cases.models import ActRow, ApplicantKind, Case, CaseLetter
from kaicheng.cases.models.letters import template_of
from kaicheng.redaction import grounds
from kaicheng.statute import CaseState, Channel, act_words, channels, evidence, means_rules, outcomes
from kaicheng.typesetting.pdf import typeset

Block = dict[str, Any]
MOST_EVENTS = 2000
FOOTERS_AT_ONCE = 500
"""Pages numbered by one run of the typesetter."""


@cache
def _source(name: str) -> bytes:
    return files(__package__).joinpath(name).read_bytes()


def cover(case: Case, on: dt.date) -> bytes:
    """The first sheet."""
    rows = [
        ("申请编号", case.number),
        ("行政机关", case.agency.name_on(on)),
        ("申请人", case.applicant.name.reveal() or "已按保管期限清除"),
        ("申请内容", case.wanted[:300]),
        ("收到申请之日", _day(case.received_date)),
        ("办理结果", outcomes()[case.outcome].name.zh if case.outcome else "尚未答复"),
        ("制作日期", _day(on)),
    ]
    data = {
        "title": "政府信息公开申请案卷",
        "author": case.agency.name,
        "cover": True,
        "rows": rows,
        "blocks": [],
    }
    return typeset(_source("bundle.typ"), data, dated=on).pdf


def sheet(case: Case, title: str, blocks: Sequence[Block], on: dt.date) -> bytes:
    """A section with its heading."""
    data = {"title": title, "author": case.agency.name, "cover": False, "rows": [], "blocks": list(blocks)}
    return typeset(_source("bundle.typ"), data, dated=on).pdf


def footers(first: int, last: int, pages: int) -> bytes:
    """Transparent sheets with the page numbers ``first`` to ``last`` of ``pages``."""
    return typeset(_source("footer.typ"), {"title": "页码", "first": first, "last": last, "pages": pages}).pdf


def sections(case: Case, today: dt.date) -> list[tuple[str, list[Block]]]:
    """What the records say, section by section; one without anything is left out."""
    state = state_of(case, today)
    found = [
        ("基本情况", _particulars(case, state)),
        ("办理经过", _acts(case, state)),
        ("检索、理由和其他证据", _evidence(case)),
        ("征求意见", _consultations(case)),
        ("文书和送达", _letters(case)),
        ("信息处理费", _fees(case)),
        ("行政复议和行政诉讼", _disputes(case)),
        ("操作记录", _trail(case)),
    ]
    return [(title, blocks) for title, blocks in found if blocks]


def table(head: Sequence[str], widths: Sequence[int], rows: Iterable[Sequence[object]]) -> list[Block]:
    """One table, or nothing."""
    lines = [[str(cell) for cell in row] for row in rows]
    return [{"kind": "table", "head": list(head), "widths": list(widths), "rows": lines}] if lines else []


def _headed(heading: str, blocks: list[Block]) -> list[Block]:
    return [{"kind": "heading", "text": heading}, *blocks] if blocks else []


def _day(day: dt.date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else "—"


def _moment(at: dt.datetime | None) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else "—"


def _particulars(case: Case, state: CaseState) -> list[Block]:
    rows = [
        ("申请编号", case.number),
        ("申请人类别", ApplicantKind(case.applicant_kind).label),
        ("提交渠道", channels()[Channel(case.channel)].name.zh),
        ("到达日期", _day(case.arrived_on)),
        ("收到申请之日", _day(case.received_date)),
        ("答复期限", _day(case.due)),
        ("期限怎样计算", state.basis.zh),
        ("办理阶段", state.phase.label.zh),
        ("答复日期", _day(case.answered_on)),
        ("送达日期", _day(case.served_on)),
        ("是否逾期", "是：" + "；".join(one.message.zh for one in state.late) if state.late else "否"),
        ("承办科室", case.office.name if case.office else "—"),
        ("申请内容", case.wanted),
    ]
    items = [
        (item.number, item.text, outcomes()[item.outcome].name.zh if item.outcome else "—", item.note or "—")
        for item in case.items.all()
    ]
    return table(["项目", "内容"], [1, 4], rows) + _headed(
        "申请事项", table(["序号", "事项", "处理结果", "理由"], [1, 5, 3, 5], items)
    )


def _acts(case: Case, state: CaseState) -> list[Block]:
    rows = []
    for row in ActRow.objects.filter(case=case).order_by("place"):
        said = [act_words()[row.code].name.zh]
        if row.data.get("outcome") in outcomes():
            said.append(outcomes()[row.data["outcome"]].name.zh)
        said += [row.note] if row.note else []
        said += [str(row.data["reason"])] if row.data.get("reason") else []
        if row.place in state.struck:
            said.append("（此项误记，已撤销）")
        rows.append(
            (row.place + 1, _day(row.on), "；".join(said), row.post or "系统", _moment(row.recorded_at))
        )
    return table(["序号", "发生日期", "事项", "记录人", "记录时间"], [1, 3, 6, 3, 3], rows)


def _evidence(case: Case) -> list[Block]:
    searches = [
        (one.office.name, one.searched_by, _day(one.on), one.where, one.keywords, one.result)
        for one in case.searches.select_related("office")
    ]
    harms = [
        (grounds()[one.ground].name.zh if one.ground in grounds() else one.ground, one.reasoning, one.harm or "—",  # noqa: E501
         "能" if one.separable else "否")
        for one in case.harms.filter(struck_at=None)
    ]  # fmt: skip
    proofs = [
        (
            evidence()[one.code].name.zh if one.code in evidence() else one.code,
            one.text,
            _moment(one.recorded_at),
        )
        for one in case.proofs.all()
    ]
    return (
        _headed(
            "检索记录",
            table(["科室", "检索人", "日期", "范围", "关键词", "结果"], [2, 2, 2, 4, 3, 4], searches),
        )
        + _headed(
            "不予公开的理由",
            table(["依据", "本案的事实和理由", "公开的影响", "能否区分处理"], [3, 6, 4, 2], harms),
        )
        + _headed("其他证据", table(["种类", "内容", "记录时间"], [3, 7, 3], proofs))
    )


def _consultations(case: Case) -> list[Block]:
    rows = [
        (one.get_kind_display(), one.name.reveal(), one.subject_matter,
         {True: "同意公开", False: "不同意公开", None: "没有答复"}[one.agrees], one.opinion or "—", _moment(one.replied_at))  # noqa: E501
        for one in case.consultations.all()
    ]  # fmt: skip
    return table(["对象", "名称", "内容", "意见", "理由", "答复时间"], [2, 2, 4, 2, 4, 3], rows)


def _letters(case: Case) -> list[Block]:
    found = CaseLetter.objects.filter(case=case).prefetch_related("deliveries")
    rows = []
    for letter in found:
        name = template_of(letter).name.zh
        for one in letter.deliveries.all():
            means = means_rules()[one.means].name.zh  # type: ignore[index]
            reached = f"未送达：{one.failed}" if one.failed else _day(one.reached_on)
            rows.append(
                (name, letter.number, _day(letter.on), means, one.waybill or "—", _day(one.sent_on), reached)
            )
        if not letter.deliveries.all():
            rows.append((name, letter.number or "未签发", _day(letter.on), "—", "—", "—", "—"))
    return table(
        ["文书", "文号", "落款日期", "送达方式", "邮件号码", "发出", "送达"], [3, 3, 2, 2, 2, 2, 2], rows
    )


def _fees(case: Case) -> list[Block]:
    rows = [
        (
            one.get_basis_display(),
            f"{one.first}—{one.last}",
            f"{one.amount}元",
            _day(one.decided_on),
            _day(one.paid_on),
        )
        for one in case.fees.all()
    ]
    return table(["计收方式", "件数、页数", "金额", "决定日期", "缴费日期"], [2, 2, 2, 3, 3], rows)


def _disputes(case: Case) -> list[Block]:
    rows = [
        (one.get_kind_display(), one.body, one.number or "—", _day(one.filed_on), _day(one.copy_received_on),
         _day(one.replied_on), one.get_outcome_display() if one.outcome else "尚未审结")
        for one in case.disputes.order_by("filed_on", "pk")
    ]  # fmt: skip
    return table(
        ["类别", "机关", "案号", "受理、立案", "收到副本", "提交答复", "结果"], [2, 3, 3, 2, 2, 2, 2], rows
    )


def _trail(case: Case) -> list[Block]:
    events = Event.objects.filter(object_type="cases.case", object_id=str(case.pk)).order_by("seq")[
        :MOST_EVENTS
    ]
    return table(["记录"], [1], [(event.sentence(),) for event in events])
