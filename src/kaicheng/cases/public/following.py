"""A case as its applicant sees it: where it stands, what happened, what they may do."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaicheng import month_sheets
from kaicheng.cases.actions.deliver import ON_LINE
from kaicheng.cases.case_facts import authority_of
from kaicheng.cases.given import signed_for
from kaicheng.cases.holidays import Moved, moves_of
from kaicheng.cases.ledger import calendar_of, state_of
from kaicheng.cases.models import (
    ActRow,
    ApplicantMessage,
    Case,
    CaseFile,
    CaseLetter,
    Delivery,
    MessageKind,
)
from kaicheng.findings import Text
from kaicheng.language import in_language
from kaicheng.statute import (
    ACTS,
    CalendarNotAvailable,
    CaseState,
    Phase,
    Remedies,
    RuleNotInForce,
    act_words,
    day_text,
    omission_remedies,
    outcomes,
)
from kaicheng.statute.periods import Kind
from kaicheng.statute.remedies import COURT
from kaicheng.statute.state import END_PHASES

TOLD: dict[str, Promise] = {
    "received": gettext_lazy("收到您的申请"),
    "confirmed": gettext_lazy("与您确认收到申请"),
    "correction_notice": gettext_lazy("请您补正"),
    "corrected": gettext_lazy("收到您的补正，答复期限重新计算"),
    "correction_lapsed": gettext_lazy("逾期没有补正，视为放弃申请"),
    "reasons_notice": gettext_lazy("请您说明理由"),
    "reasons_given": gettext_lazy("收到您说明的理由"),
    "delay_notice": gettext_lazy("告知您延迟答复"),
    "third_party_letter": gettext_lazy("征求第三方意见，这段时间不计入答复期限"),
    "third_party_opinion": gettext_lazy("收到第三方意见"),
    "third_party_lapsed": gettext_lazy("第三方逾期没有提出意见"),
    "agency_letter": gettext_lazy("征求共同制作机关意见，这段时间不计入答复期限"),
    "agency_opinion": gettext_lazy("收到共同制作机关意见"),
    "agency_lapsed": gettext_lazy("共同制作机关逾期没有提出意见，视为同意"),
    "extension": gettext_lazy("延长答复期限"),
    "fee_notice": gettext_lazy("发出收费通知"),
    "fee_paid": gettext_lazy("收到您缴纳的费用"),
    "fee_lapsed": gettext_lazy("逾期没有缴费，视为放弃申请"),
    "answer": gettext_lazy("作出答复"),
    "transfer_notice": gettext_lazy("告知您负责公开的机关"),
    "service": gettext_lazy("答复已经送达"),
    "letter_served": gettext_lazy("文书已经送到"),
    "withdrawal": gettext_lazy("您撤回了申请"),
    "continued": gettext_lazy("转到另一个编号下办理，答复在那里给您"),
}
"""Every act in the applicant's words; a strike is not told, nor what it strikes."""

_PHASES: dict[Phase, Promise] = {
    Phase.DRAFT: gettext_lazy("等待确认收到"),
    Phase.IN_REVIEW: gettext_lazy("正在办理"),
    Phase.AWAITING_CORRECTION: gettext_lazy("等您补正"),
    Phase.AWAITING_REASONS: gettext_lazy("等您说明理由"),
    Phase.CONSULTING_THIRD_PARTY: gettext_lazy("正在征求第三方意见"),
    Phase.CONSULTING_AGENCY: gettext_lazy("正在征求其他机关意见"),
    Phase.AWAITING_PAYMENT: gettext_lazy("等您缴费"),
    Phase.EXTENDED: gettext_lazy("延期办理中"),
    Phase.ANSWERED: gettext_lazy("已经作出答复，正在送达"),
    Phase.DELIVERED: gettext_lazy("已经答复"),
    Phase.CLOSED: gettext_lazy("已经办结"),
}


LAST_DAYS: dict[Kind, Promise] = {
    Kind.RECONSIDERATION: gettext_lazy("申请行政复议，最晚%(day)s。"),
    Kind.LITIGATION: gettext_lazy("提起行政诉讼，最晚%(day)s。"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that happened, newest first."""

    on: str
    what: str
    detail: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the bar, in working days: ``done``, ``paused`` or ``left``."""

    kind: str
    at: int
    length: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A file that the applicant may open."""

    file: CaseFile
    title: str
    opened: bool


class Following:
    """All that the page says, from the ledger on ``today``."""

    def __init__(self, case: Case, today: dt.date) -> None:
        self.case, self.today = case, today

    @cached_property
    def state(self) -> CaseState:
        return state_of(self.case, self.today)

    @cached_property
    def headline(self) -> str:
        return _("正在核对缴费凭证") if self.proof_waits else str(_PHASES[self.state.phase])

    @cached_property
    def proof_waits(self) -> bool:
        """Whether the applicant has handed in a proof of payment that nobody has booked or answered yet."""
        return self.pays and any(
            one.kind == MessageKind.PAYMENT and one.replied_at is None for one in self.messages
        )

    @cached_property
    def due(self) -> dt.date | None:
        return self.state.due

    @cached_property
    def clock(self) -> str:
        """第 7 个工作日，共 20 个，应于 10 月 25 日前答复。"""
        state, due = self.state, self.due
        if state.answered_on is not None:
            return _("%(day)s作出答复。") % {"day": in_language(day_text(state.answered_on))}
        if state.phase in END_PHASES:
            return ""
        if self.proof_waits:
            return _("已收到您的缴费凭证。核对到账后，答复期限从缴费之日起重新计算。")
        if due is None:
            return _("答复期限从您补正或者缴费之后重新计算。")
        said = in_language(day_text(due))
        if self.today > due:
            return _("应于%(due)s前答复，已经超过期限。") % {"due": said}
        if self.case.answer_due is not None:
            return _("按复议决定或者判决重新答复，应于%(due)s前答复。") % {"due": said}
        total = sum(day.counted for day in state.days)
        number = sum(day.counted and day.date <= self.today for day in state.days)
        if state.phase in {Phase.CONSULTING_THIRD_PARTY, Phase.CONSULTING_AGENCY}:
            return _("征求意见期间不计入期限。目前估计应于%(due)s前答复，收到意见后可能提前。") % {
                "due": said
            }
        if not number:
            return _("从下一个工作日起算，共%(total)s个工作日，应于%(due)s前答复。") % {
                "total": total,
                "due": said,
            }
        return _("今天是第%(number)s个工作日，共%(total)s个，应于%(due)s前答复。") % {
            "number": number,
            "total": total,
            "due": said,
        }

    @cached_property
    def omission(self) -> Remedies | None:
        """What may be done against an authority that has not answered in time, in the words of the statute;
        None while there is time, and after an answer."""
        due = self.due
        if self.over or due is None or self.today <= due:
            return None
        agency = self.case.agency
        court = Text(agency.court, agency.court) if agency.court else COURT
        try:
            kind = authority_of(agency, due).kind
            return omission_remedies(due, kind, calendar=calendar_of(self.case), court=court)
        except (RuleNotInForce, CalendarNotAvailable):
            return None

    @property
    def omission_told(self) -> list[str]:
        """The same in the language of the page, with the article and the last day of each way."""
        if self.omission is None:
            return []
        told = [f"{in_language(self.omission.paragraph)}（{in_language(self.omission.article)}）"]
        for way in self.omission.ways:
            if way.deadline is not None:
                day = in_language(day_text(way.deadline.due))
                told.append(str(LAST_DAYS[way.kind]) % {"day": day})
        return told

    @cached_property
    def bar(self) -> list[Piece]:
        """The working days in stretches of one kind; none where an answer is ordered."""
        pieces: list[Piece] = []
        if self.case.answer_due is not None:
            return pieces
        place = 0
        for day in self.state.days:
            if not (day.counted or day.suspended):
                continue
            kind = "paused" if day.suspended else "done" if day.date <= self.today else "left"
            if pieces and pieces[-1].kind == kind:
                last = pieces.pop()
                pieces.append(Piece(kind, last.at, last.length + 1))
            else:
                pieces.append(Piece(kind, place, 1))
            place += 1
        return pieces

    @property
    def bar_length(self) -> int:
        return sum(piece.length for piece in self.bar)

    @property
    def paused(self) -> bool:
        return any(piece.kind == "paused" for piece in self.bar)

    @cached_property
    def sheets(self) -> list[month_sheets.Sheet]:
        state = self.state
        if state.base is None or state.due is None or self.case.answer_due is not None:
            return []
        return month_sheets.sheets(state.months, state.base, state.due)

    @property
    def days(self) -> list[tuple[str, int | None, str]]:
        return month_sheets.day_list(self.state.days)

    @property
    def basis(self) -> str:
        return in_language(self.state.basis)

    @cached_property
    def entries(self) -> list[Entry]:
        struck = set(self.state.struck)
        rows = ActRow.objects.filter(case=self.case, on__lte=self.today).order_by("-on", "-place")
        found = [
            (row.on, Entry(in_language(day_text(row.on)), str(TOLD[row.code]), self._detail(row)))
            for row in rows
            if row.place not in struck and row.code in TOLD
        ]
        found += [(one.on, _moved(one)) for one in moves_of(self.case) if one.on <= self.today]
        return [entry for _on, entry in sorted(found, key=lambda pair: pair[0], reverse=True)]

    def _detail(self, row: ActRow) -> str:
        if row.code == "answer":
            return in_language(outcomes()[row.data["outcome"]].name)
        if row.code == "extension":
            return _("延长%(days)s个工作日。") % {"days": row.data["days"]}
        if row.code == "delay_notice":
            return _("将于%(until)s前答复。") % {
                "until": in_language(day_text(dt.date.fromisoformat(row.data["until"])))
            }
        if row.code == "continued":
            return str(row.data["cases"])
        if row.code in {"corrected", "reasons_given", "withdrawal"}:
            return row.note
        return ""

    def may(self, act: str) -> bool:
        return self.state.may(act)

    @cached_property
    def wanted_of_you(self) -> list[tuple[str, str]]:
        """What the applicant has to do now: place in the address, and what."""
        due = {
            Phase.AWAITING_CORRECTION: ("buzheng", "corrected", _("请补正申请内容"), "correction_limit"),
            Phase.AWAITING_REASONS: ("liyou", "reasons_given", _("请说明理由"), "reasons_due"),
            Phase.AWAITING_PAYMENT: ("jiaofei", "", _("请缴纳信息处理费，并附上凭证"), "payment_due"),
        }.get(self.state.phase)
        if due is None:
            return []
        place, act, what, clock = due
        if (act and not self.may(act)) or self.proof_waits:
            return []
        limit = self.state.clock(clock)
        if limit is not None and self._unread(limit.act_index):
            what += _("，期限从您打开告知书之日起算")
        elif limit is not None and limit.ends is not None:
            what += _("，截止%(day)s") % {"day": in_language(day_text(limit.ends))}
        return [(place, what)]

    def _unread(self, place: int) -> bool:
        """Whether the notice at that place of the ledger waits on line to be opened, and no time runs yet."""
        own = Q(letter__case=self.case, letter__act_row__place=place)
        shared = Q(letter__shared_acts__case=self.case, letter__shared_acts__place=place)
        waiting = Delivery.objects.filter(own | shared, means__in=ON_LINE, failed="", reached_on=None)
        served = ActRow.objects.filter(case=self.case, code="letter_served", data__letter=place)
        return waiting.exists() and not served.exists()

    @cached_property
    def letters(self) -> list[Shown]:
        """Letters that were signed and sent to the applicant, by whatever means: about this request, or about
        many of the same applicant."""
        acts = ActRow.objects.filter(case=self.case, shared_letter__isnull=False)
        shared = acts.exclude(place__in=self.state.struck).values("shared_letter")
        sent = Delivery.objects.filter(failed="").values("letter")
        rows = CaseLetter.objects.filter(
            Q(case=self.case) | Q(pk__in=shared),
            pk__in=sent,
            live=True,
            addressee="applicant",
            file__isnull=False,
        ).select_related("file")
        return [self._shown(row.file, str(row.review_title)) for row in rows.order_by("-pk") if row.file]

    @cached_property
    def released(self) -> list[Shown]:
        """What is given, once the answer has been served."""
        if self.state.served_on is None:
            return []
        return [self._shown(row, row.name) for row in signed_for(self.case)]

    def _shown(self, file: CaseFile, title: str) -> Shown:
        return Shown(file, title, file.openings.exists())

    def opens(self, pk: int) -> CaseFile | None:
        """The file, if the applicant may have it."""
        return next((one.file for one in [*self.letters, *self.released] if one.file.pk == pk), None)

    @cached_property
    def messages(self) -> list[ApplicantMessage]:
        return list(ApplicantMessage.objects.filter(case=self.case).prefetch_related("files"))

    @property
    def over(self) -> bool:
        return self.state.phase in END_PHASES or self.state.answered_on is not None

    @property
    def may_rate(self) -> bool:
        return self.over and not any(one.kind == MessageKind.RATING for one in self.messages)

    @property
    def may_withdraw(self) -> bool:
        return self.may("withdrawal")

    @property
    def pays(self) -> bool:
        return self.state.phase is Phase.AWAITING_PAYMENT


def _moved(one: Moved) -> Entry:
    """That the last day to answer moved with the holidays."""
    return Entry(
        in_language(day_text(one.on)),
        _("放假安排有变化，答复期限重新计算"),
        _("由%(before)s改为%(after)s。")
        % {"before": in_language(day_text(one.before)), "after": in_language(day_text(one.after))},
    )


assert set(TOLD) == set(ACTS) - {"strike"} <= set(act_words())  # noqa: S101  # each act has its words
