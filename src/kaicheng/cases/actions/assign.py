"""Asking offices for their part, and their reports."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _

from kaicheng.agencies.actions.base import refuse, required
from kaicheng.agencies.models import Office, User
from kaicheng.agencies.roles import Role
from kaicheng.agencies.standing import acting
from kaicheng.cases.actions.handling import CaseAction
from kaicheng.cases.models import Assignment, Case
from kaicheng.workbench.notices import notify


class Assign(CaseAction[Assignment]):
    """Ask an office for its part until a day inside the period of the law.

    ``lead`` makes it the handling office, and ``handler``, or else the first who acts for it, the person in
    charge.
    """

    open_only: ClassVar[bool] = True

    def __init__(
        self,
        case: Case,
        office: Office,
        due: dt.date,
        task: str,
        *,
        lead: bool = False,
        handler: User | None = None,
        **context: Any,
    ) -> None:
        super().__init__(case, **context)
        self.office, self.due, self.task, self.lead, self.handler = office, due, task, lead, handler

    def validate(self) -> None:
        self.task = required(
            self.task, _("请写明要科室做什么，例如“检索2024年的批复，提出公开意见”。"), "task"
        )
        if self.office.agency_id != self.case.agency_id:
            refuse(_("这个科室不是本机关的。"), "office")
        if self.due < self.today:
            refuse(_("反馈期限已经过去，请改为今天以后的日期。"), "due")
        if self.case.due and self.due >= self.case.due:
            refuse(
                _("反馈期限要早于答复期限%(due)s，留出拟稿、审核和送达的时间。")
                % {"due": self.case.due.isoformat()},
                "due",
            )

        self.people = [
            one.user
            for role in (Role.INFORMATION_OFFICER, Role.OFFICE_HEAD)
            for one in acting(role, self.office, self.today)
        ]
        if self.handler is not None and self.handler not in self.people:
            refuse(_("承办人不是这个科室的信息员或者负责人，请改选科室或者承办人。"), "handler")

    def perform(self) -> Assignment:
        assignment = Assignment.objects.create(
            case=self.case, office=self.office, task=self.task, due=self.due, by=self.by, assigned_at=self.at
        )
        if self.lead or self.case.office_id is None:
            self.case.office = self.office
            self.case.handler = self.handler or next(iter(self.people), None)
        open_dues = self.case.assignments.filter(reported_at__isnull=True).values_list("due", flat=True)
        self.case.inner_due = min(open_dues)
        self.case.save(update_fields=["office", "handler", "inner_due"])
        text = _("申请%(number)s交您科室办理，%(due)s前反馈：%(task)s") % {
            "number": self.case.number,
            "due": self.due.isoformat(),
            "task": self.task,
        }
        url = reverse("cases_assignment", args=[assignment.pk])
        for user in dict.fromkeys(self.people):
            notify(user, "cases", text, url, self.at)
        self.said = _("交%(office)s办理，%(due)s前反馈") % {
            "office": self.office.name,
            "due": self.due.isoformat(),
        }
        self.facts = {"office": self.office.name, "day": self.due.isoformat()}
        return assignment


class Report(CaseAction[Assignment]):
    """The office says what it found and what it thinks."""

    permission: ClassVar[str] = "cases.case.assist"

    def __init__(self, assignment: Assignment, report: str, **context: Any) -> None:
        super().__init__(assignment.case, **context)
        self.assignment, self.report = assignment, report

    def subject(self) -> models.Model:
        return self.assignment

    def validate(self) -> None:
        self.report = required(self.report, _("请写明检索情况和科室意见。"), "report")
        self.assignment = Assignment.objects.select_related("office").get(pk=self.assignment.pk)
        if self.assignment.reported_at is not None:
            refuse(_("这项交办已经反馈过了。要补充的，请联系公开工作人员。"))

    def perform(self) -> Assignment:
        self.assignment.report, self.assignment.reported_by = self.report, self.by
        self.assignment.reported_at = self.at
        self.assignment.save(update_fields=["report", "reported_by", "reported_at"])
        waiting = self.case.assignments.filter(reported_at__isnull=True).order_by("due").first()
        self.case.inner_due = waiting.due if waiting else None
        self.case.save(update_fields=["inner_due"])
        self.said = _("%(office)s反馈了意见") % {"office": self.assignment.office.name}
        self.facts = {"office": self.assignment.office.name}
        if self.assignment.by is not None:
            text = _("申请%(number)s：%(said)s") % {"number": self.case.number, "said": self.said}
            notify(self.assignment.by, "cases", text, reverse("cases_case", args=[self.case.pk]), self.at)
        return self.assignment
