"""How letters reach people: sent, received or failed, each on record with its proof."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from kaicheng.agencies.actions.base import StaffAction, refuse, required
from kaicheng.audit.recording import Entry
from kaicheng.cases import events
from kaicheng.cases.actions.act import RecordAct
from kaicheng.cases.actions.handling import CaseAction
from kaicheng.cases.case_facts import consultation_of
from kaicheng.cases.filing import keep
from kaicheng.cases.ledger import state_of
from kaicheng.cases.letter_mail import tell_applicant
from kaicheng.cases.lineage import ancestors
from kaicheng.cases.models import ActRow, Case, CaseLetter, ConsultationKind, Delivery, FileRole, Source
from kaicheng.cases.models.letters import template_of
from kaicheng.statute import Means, means_rules

BY_POST = frozenset({Means.POST, Means.REGISTERED_POST, Means.ORDINARY_POST, Means.EMS})
ON_LINE = frozenset({Means.ONLINE, Means.ELECTRONIC})
DECIDES = frozenset({"answer", "transfer_notice", "correction_lapsed", "fee_lapsed"})
"""Letters whose service is an act of its own; for others only the receipt is recorded, where a limit runs
from it."""
SETS_LIMIT = frozenset({"correction_notice", "reasons_notice", "fee_notice"})
"""Letters whose receipt sets a limit running against the applicant. On line they count as received when the
applicant has opened them, or says so with proof; until then no time runs."""
Upload = tuple[str, bytes]


class Deliver(CaseAction[Delivery]):
    """A signed letter was sent. Of an answer the day counts that the means says: of posting, of signing for
    it, or of its entering the system that the applicant named.

    Sent on line, the applicant is told by mail that something waits there; the mail holds nothing of it.
    """

    def __init__(
        self,
        letter: CaseLetter,
        means: Means,
        *,
        sent_on: dt.date,
        reached_on: dt.date | None = None,
        waybill: str = "",
        proof: Upload | None = None,
        **context: Any,
    ) -> None:
        super().__init__(letter.case, **context)
        self.letter, self.means = letter, Means(means)
        self.sent_on, self.reached_on = sent_on, reached_on
        self.waybill, self.upload = waybill.strip(), proof

    def validate(self) -> None:
        if not self.letter.live:
            refuse(_("文书还没有签发，不能登记送达。"))
        if not means_rules()[self.means].allowed:
            refuse(_("答复应当由邮政企业寄递，不能用其他快递企业（国办公开办函〔2016〕235号）。"), "means")
        if self.sent_on > self.today:
            refuse(_("发出日期在今天之后，请核对。"), "sent_on")
        if self.letter.on and self.sent_on < self.letter.on:
            refuse(_("发出日期早于文书的落款日期，请核对。"), "sent_on")
        if self.reached_on and not self.sent_on <= self.reached_on <= self.today:
            refuse(_("送达日期应在发出日期和今天之间。"), "reached_on")
        same = {"means": self.means, "sent_on": self.sent_on, "waybill": self.waybill, "failed": ""}
        if self.letter.deliveries.filter(**same).exists():
            refuse(_("这一次送达已经登记过，不用再登记。"))
        if self.means in BY_POST:
            required(self.waybill, _("邮寄的请填写邮件号码，能证明哪一天交邮。"), "waybill")
        elif self.means not in (*ON_LINE, Means.FAX) and self.reached_on is None:
            refuse(_("当面或者委托送达的，以申请人签收之日为准，请填写送达日期。"), "reached_on")
        if self.means in ON_LINE:
            self._validate_on_line()

    def _validate_on_line(self) -> None:
        if self.letter.addressee != "applicant":
            asked = consultation_of(self.letter)
            between_agencies = self.letter.addressee.startswith("dispute:") or (
                asked is not None and asked.kind == ConsultationKind.AGENCY
            )
            if self.means == Means.ONLINE or not between_agencies:
                refuse(
                    _(
                        "这份文书不是给申请人的，对方没有选择电子送达。请邮寄或者当面送达，征求意见书上印有网上答复的地址。"
                    ),
                    "means",
                )
            return
        if not self.case.e_service:
            refuse(_("申请人没有同意电子送达，请用其他方式。"), "means")
        came_on_line = any(one.source == Source.PORTAL for one in (self.case, *ancestors(self.case)))
        if not self.case.applicant.email and (self.means == Means.ELECTRONIC or not came_on_line):
            refuse(_("申请人没有留下电子邮箱，收不到电子送达的通知，请用其他方式。"), "means")
        if self.letter.act in SETS_LIMIT and self.reached_on is not None:
            _prove_receipt(self.upload)

    def _reached(self) -> dt.date | None:
        if self.reached_on or self.means in BY_POST:
            return self.reached_on
        waits = self.means in ON_LINE and self.letter.act in SETS_LIMIT
        return None if waits else self.sent_on

    def perform(self) -> Delivery:
        proof = keep(self.case, FileRole.PROOF, *self.upload, by=self.by, at=self.at) if self.upload else None
        row = Delivery.objects.create(
            letter=self.letter,
            means=self.means,
            sent_on=self.sent_on,
            reached_on=self._reached(),
            waybill=self.waybill,
            proof=proof,
            by=self.by,
            recorded_at=self.at,
        )
        record_service(self, row)
        if self.means in ON_LINE and self.letter.addressee == "applicant":
            tell_applicant(row, self.at)
        return row

    def event(self) -> Entry:
        return _told(self, self.letter, _("已发出"), str(self.means), self.sent_on, self.waybill)


class MarkReached(CaseAction[Delivery]):
    """What was sent has arrived, or has come back."""

    def __init__(
        self,
        delivery: Delivery,
        *,
        reached_on: dt.date | None = None,
        failed: str = "",
        proof: Upload | None = None,
        **context: Any,
    ) -> None:
        super().__init__(delivery.letter.case, **context)
        self.delivery, self.reached_on, self.failed, self.upload = delivery, reached_on, failed.strip(), proof

    def validate(self) -> None:
        if bool(self.reached_on) == bool(self.failed):
            refuse(_("请填写送达日期；没有送到的，写明原因。"), "reached_on")
        if self.reached_on and not self.delivery.sent_on <= self.reached_on <= self.today:
            refuse(_("送达日期应在发出日期和今天之间。"), "reached_on")
        if self.reached_on and self.delivery.means in ON_LINE and self.delivery.letter.act in SETS_LIMIT:
            _prove_receipt(self.upload)

    def perform(self) -> Delivery:
        self.delivery.reached_on, self.delivery.failed = self.reached_on, self.failed
        if self.upload:
            self.delivery.proof = keep(self.case, FileRole.PROOF, *self.upload, by=self.by, at=self.at)
        self.delivery.save(update_fields=["reached_on", "failed", "proof"])
        if self.reached_on and self.delivery.letter.act not in DECIDES:
            record_receipt(self, self.delivery.letter, self.reached_on)
        return self.delivery

    def event(self) -> Entry:
        what = _("已送达") if self.reached_on else _("没有送到：%(why)s") % {"why": self.failed}
        return _told(self, self.delivery.letter, what, self.delivery.means, self.reached_on or self.today, "")


def _prove_receipt(upload: Upload | None) -> None:
    """What was not opened on line has been received only where there is proof of it."""
    if upload is None:
        refuse(
            _("申请人还没有在网上打开。另有证据证明已经收到的，请附上凭证，例如回复的邮件、签收单。"), "proof"
        )


def record_service(action: StaffAction[Any], sent: Delivery) -> None:
    """What a delivery means in the ledger of each request that the letter speaks of: service, where it
    decides; else, once it has arrived, its receipt."""
    letter, means = sent.letter, Means(sent.means)
    if letter.act not in DECIDES:
        if sent.reached_on:
            record_receipt(action, letter, sent.reached_on)
        return
    counts = sent.sent_on if means in BY_POST else sent.reached_on
    note = " ".join(filter(None, (letter.number, sent.waybill)))
    cases = {letter.case_id: letter.case} | {row.case_id: row.case for row in acts_of_letter(letter)}
    for case in cases.values():
        if counts and state_of(case, action.today).may("service"):
            _record(action, case, "service", counts, {"means": str(means)}, note)


def record_receipt(action: StaffAction[Any], letter: CaseLetter, on: dt.date) -> None:
    """Where a limit runs from the receipt of the letter, write its receipt into the ledger of each request
    that it speaks of."""
    for row in acts_of_letter(letter):
        steps = state_of(row.case, action.today).permitted
        if any(one.act == "letter_served" and row.place in one.letters for one in steps):
            _record(action, row.case, "letter_served", on, {"letter": row.place}, letter.number)


def acts_of_letter(letter: CaseLetter) -> list[ActRow]:
    """The act that a letter is, in its own request and in those that it speaks of besides, unless struck."""
    rows = ActRow.objects.filter(Q(pk=letter.act_row_id) | Q(shared_letter=letter))
    strikes = ActRow.objects.filter(case__in=rows.values("case"), code="strike")
    struck = set(strikes.values_list("case", "data__act_index"))
    standing = rows.select_related("case").order_by("case", "place")
    return [row for row in standing if (row.case_id, row.place) not in struck]


def _record(
    action: StaffAction[Any], case: Case, code: str, on: dt.date, data: dict[str, Any], note: str
) -> None:
    RecordAct(case, code, on, data, note=note, by=action.by, at=action.at, origin=action.origin).execute()


def in_time(delivery: Delivery, due: dt.date | None) -> bool | None:
    """Whether an answer left the house, or was signed for, on or before the last day; None where that is no
    question.

    Legal source: 国办公开办函〔2016〕235号.
    """
    if due is None or delivery.letter.act not in DECIDES or delivery.failed:
        return None
    counts = delivery.sent_on if delivery.means in BY_POST else delivery.reached_on
    return counts <= due if counts else None


def _told(
    action: CaseAction[Any], letter: CaseLetter, what: str, means: str, on: dt.date, waybill: str
) -> Entry:
    facts = {
        "letter": f"{letter.number}{template_of(letter).name.zh}",
        "what": what,
        "means": str(means),
        "on": on.isoformat(),
        "waybill": waybill,
    }
    return action.entry(events.DELIVERED, action.case.agency.chain, action.case, facts=facts)
