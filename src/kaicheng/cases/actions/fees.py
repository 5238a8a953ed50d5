"""Deciding on a fee (信息处理费, 国办函〔2020〕109号). The amount is the statute's; that there is one is
decided here."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.db.models import Count, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from kaicheng.agencies.actions.base import refuse, required
from kaicheng.cases.actions.act import RecordAct
from kaicheng.cases.actions.handling import CaseAction
from kaicheng.cases.filing import keep
from kaicheng.cases.models import Applicant, Case, FeeCharge, FileRole, Proof
from kaicheng.cases.same_applicant import same_applicant
from kaicheng.statute import Fee, fee_by_items, fee_by_pages

Upload = tuple[str, bytes]


class ChargeFee(CaseAction[FeeCharge]):
    """Decide that a fee is charged, by item in the month of the request or by page, never both
    (办法第三条)."""

    open_only: ClassVar[bool] = True

    def __init__(
        self, case: Case, *, basis: str, first: int, last: int, history: str, how: str, **context: Any
    ) -> None:
        super().__init__(case, **context)
        self.basis, self.first, self.last = basis, first, last
        self.history, self.how = history, how

    def validate(self) -> None:
        self.history = required(self.history, _("请写明申请数量、频次明显超过合理范围的情况。"), "history")
        self.how = required(self.how, _("请写明怎样缴费。"), "how")
        if self.case.fees.filter(paid_on__isnull=True).exists():
            refuse(_("这份申请已经决定收费。"))
        if not 1 <= self.first <= self.last:
            refuse(_("件数、页数从1起，止数不能小于起数。"), "last")
        month = _received(self.case)
        if self.basis == "per_item":
            self._within_the_register()
        self.fee = amount(self.basis, self.first, self.last, month, self.today)
        if self.fee.amount == 0:
            refuse(_("按标准计算是0元，不需要收费。"), "last")

    def _within_the_register(self) -> None:
        """Only this request's items are charged with it, each once: those before it are only counted."""
        before, here = items_in_month(self.case)
        if self.first <= before or self.last > before + here:
            refuse(
                _(
                    "登记簿里同一申请人当月在这份申请以前有%(before)s件，这份申请有%(here)s件，"
                    "只能从第%(first)s件起、到第%(last)s件止。一份申请里有几件事的，先把申请事项逐项列出。"
                )
                % {"before": before, "here": here, "first": before + 1, "last": before + here},
                "last",
            )

    def perform(self) -> FeeCharge:
        month = _received(self.case).replace(day=1)
        row = FeeCharge.objects.create(
            case=self.case,
            basis=self.basis,
            first=self.first,
            last=self.last,
            month=month if self.basis == "per_item" else None,
            amount=self.fee.amount,
            history=self.history,
            how=self.how,
            decided_on=self.today,
            by=self.by,
        )
        Proof.objects.get_or_create(
            case=self.case,
            code="request_history",
            defaults={"text": self.history, "by": self.by, "recorded_at": self.at},
        )
        self.said = _("决定收取信息处理费%(amount)s元") % {"amount": self.fee.amount}
        return row


class RecordPayment(CaseAction[FeeCharge]):
    """The fee was paid: the answer period begins anew."""

    def __init__(self, charge: FeeCharge, on: dt.date, proof: Upload | None = None, **context: Any) -> None:
        super().__init__(charge.case, **context)
        self.charge, self.on, self.upload = charge, on, proof

    def validate(self) -> None:
        if self.charge.paid_on is not None:
            refuse(_("已经登记过缴费。"))

    def perform(self) -> FeeCharge:
        RecordAct(self.case, "fee_paid", self.on, by=self.by, at=self.at, origin=self.origin).execute()
        self.charge.paid_on = self.on
        if self.upload:
            self.charge.proof = keep(self.case, FileRole.PROOF, *self.upload, by=self.by, at=self.at)
        self.charge.save(update_fields=["paid_on", "proof"])
        self.said = _("登记缴费%(amount)s元") % {"amount": self.charge.amount}
        return self.charge


def amount(basis: str, first: int, last: int, month: dt.date, today: dt.date) -> Fee:
    """What the fee comes to."""
    if basis == "per_page":
        return fee_by_pages(last, on=today)
    return fee_by_items(last - first + 1, earlier=first - 1, month=(month.year, month.month))


def items_in_month(case: Case) -> tuple[int, int]:
    """Items of the same applicant in the calendar month of receipt: before this request, and in this one.

    In the order of receipt, then of the register; what was joined to another or split into parts counts
    where it is answered (办法第四条).
    """
    day = _received(case)
    first = day.replace(day=1)
    applicant: Applicant = case.applicant
    rows = (
        Case.objects.filter(agency=case.agency, applicant__name_index=applicant.name_index, counted=True)
        .annotate(received=Coalesce("received_date", "arrived_on"), of=Count("items"))
        .filter(Q(received__gte=first, received__lt=day) | Q(received=day, pk__lt=case.pk))
        .select_related("applicant")
    )
    before = sum(max(row.of, 1) for row in rows if same_applicant(row.applicant, applicant))
    return before, max(case.items.count(), 1)


def _received(case: Case) -> dt.date:
    return case.received_date or case.arrived_on
