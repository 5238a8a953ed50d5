"""Deciding on each page of a record, and making the copy that is given (Art. 37)."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kaicheng.agencies.actions.base import refuse
from kaicheng.audit.recording import Entry
from kaicheng.cases import events
from kaicheng.cases.actions.handling import CaseAction
from kaicheng.cases.filing import keep
from kaicheng.cases.given import to_confirm
from kaicheng.cases.models import CaseFile, FileRole, PagePlan
from kaicheng.redaction import (
    NotProved,
    Plan,
    RedactionError,
    Released,
    plan_from_json,
    plan_to_json,
    release,
    summary,
)


class SavePlan(CaseAction[PagePlan]):
    """What happens with each page. A changed plan makes the copy made by the old one count no more."""

    def __init__(self, original: CaseFile, plan: Plan, **context: Any) -> None:
        super().__init__(original.case, **context)
        self.original, self.plan = original, plan

    def validate(self) -> None:
        if self.original.role != FileRole.ORIGINAL:
            refuse(_("只有“拟公开信息原件”可以逐页处理。"))
        try:
            self.plan.check()
        except RedactionError as error:
            raise ValidationError(error.message.zh) from error

    def perform(self) -> PagePlan:
        text = json.dumps(plan_to_json(self.plan), ensure_ascii=False, sort_keys=True)
        row = PagePlan.objects.filter(original=self.original).first() or PagePlan(
            case=self.case, original=self.original
        )
        if row.plan != text:
            row.released = None
        row.plan, row.by, row.changed_at = text, self.by, self.at
        row.save()
        self.said = _("逐页处理方案：%(summary)s") % {"summary": summary(self.plan).sentence}
        self.facts = {"subject": self.original.digest[:12]}
        return row


class Release(CaseAction[CaseFile]):
    """Make the copy by the plan that is kept; it is proved before it counts."""

    def __init__(self, plan: PagePlan, made: Released, **context: Any) -> None:
        super().__init__(plan.case, **context)
        self.plan, self.made = plan, made

    def validate(self) -> None:
        now = PagePlan.objects.select_for_update().get(pk=self.plan.pk)
        if now.plan != self.plan.plan:
            refuse(_("方案刚刚有修改，请重新生成。"))
        self.plan = now

    def perform(self) -> CaseFile:
        name = f"{self.plan.original.name.rpartition('.')[0] or self.plan.original.name}（公开件）.pdf"
        file = keep(
            self.case,
            FileRole.RELEASED,
            name,
            self.made.data,
            by=self.by,
            at=self.at,
            made_from=self.plan.original,
        )
        self.plan.released = file
        self.plan.save(update_fields=["released"])
        self.file = file
        return file

    def event(self) -> Entry:
        facts = {
            "summary": summary(plan_from_json(json.loads(self.plan.plan))).sentence,
            "original": self.plan.original.digest[:12],
            "digest": self.file.digest[:12],
        }
        return self.entry(events.RELEASED, self.case.agency.chain, self.case, facts=facts)


class ConfirmGiven(CaseAction[CaseFile]):
    """A leader confirms that the applicant may have a file: the answer was signed on paper, and no letter
    signed here names what goes with it."""

    permission: ClassVar[str] = "cases.released.confirm"

    def __init__(self, file: CaseFile, **context: Any) -> None:
        super().__init__(file.case, **context)
        self.file = file

    def validate(self) -> None:
        found = to_confirm().filter(pk=self.file.pk).first()
        if found is None:
            refuse(_("这个文件不用确认：还没有补登记答复，或者已经确认，或者随签发的答复书提供。"))
        self.file = found

    def perform(self) -> CaseFile:
        self.file.confirmed_by, self.file.confirmed_at = self.by, self.at
        self.file.save(update_fields=["confirmed_by", "confirmed_at"])
        self.said = _("确认随纸质签发的答复提供的公开件")
        self.facts = {"kind": str(FileRole.RELEASED), "subject": self.file.digest[:12]}
        return self.file


def made_by(plan: PagePlan, today: Any) -> Released:
    """The copy, proved. Takes its time, so it is made outside the transaction that keeps it.

    Raises ValidationError with what was found when something redacted would remain, or the file cannot be
    worked on.
    """
    with plan.original.file.open() as stored:
        data = stored.read()
    try:
        return release(data, plan_from_json(json.loads(plan.plan)), made_on=today)
    except NotProved as error:
        found = "；".join(finding.message.zh for finding in error.findings[:3])
        raise ValidationError(
            _("没有生成：核验发现应当去掉的内容还在。%(found)s请调整遮盖的地方再生成。") % {"found": found}
        ) from error
    except RedactionError as error:
        raise ValidationError(error.message.zh) from error
