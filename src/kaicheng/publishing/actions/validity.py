"""Repeal, amendment and lapse of documents, as events that can be counted for any year."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils.translation import gettext as _

from kaicheng.agencies.actions.base import StaffAction, refuse, required
from kaicheng.audit.recording import Entry
from kaicheng.publishing import events, outlets
from kaicheng.publishing.checking.notes import refuse_leaks
from kaicheng.publishing.models import DocumentPage, PolicyEvent, PolicyEventKind
from kaicheng.publishing.validity import record_lapse, validity_on
from kaicheng.review import context


class ChangeValidity(StaffAction[PolicyEvent]):
    """Record that a document was amended, repealed or has lapsed on a day, and by what.

    A repealed document stays readable and is clearly marked (条例第二十条第一项).
    """

    permission = "publishing.document.change_validity"

    def __init__(
        self,
        document: DocumentPage,
        kind: PolicyEventKind,
        on: dt.date,
        *,
        basis: str,
        by_document: DocumentPage | None = None,
        **given: object,
    ) -> None:
        super().__init__(**given)  # type: ignore[arg-type]
        self.document, self.kind, self.on = document, PolicyEventKind(kind), on
        self.basis, self.by_document = basis.strip(), by_document

    def subject(self) -> models.Model:
        return self.document

    def validate(self) -> None:
        if not self.document.is_policy:
            refuse(_("只有规章、规范性文件和其他公文才登记修改、废止和失效。"))
        if self.kind is PolicyEventKind.ISSUED:
            refuse(_("制发在公开时自动登记。"))
        if not self.basis and self.by_document is not None:
            self.basis = self.by_document.title
        required(self.basis, _("请写明依据：哪个文件、哪一条。"), "basis")
        if self.by_document is not None and self.by_document.pk == self.document.pk:
            refuse(_("文件不能由它自己修改或者废止，请填另一份文件。"), "by_document")
        refuse_leaks(self.document.agency, self.today, basis=self.basis)
        made = self.document.created_date
        if made is not None and self.on < made:
            refuse(_("日期早于成文日期，请核对。"), "on")
        if self.document.index_number is None:
            refuse(_("还没有公开过，不用登记：改好草稿就行。"))
        PolicyEvent(
            document=self.document, kind=self.kind, on=self.on, basis=self.basis, recorded_at=self.at
        ).full_clean()

    def perform(self) -> PolicyEvent:
        self.before = self.document.validity
        made = PolicyEvent.objects.create(
            document=self.document,
            kind=self.kind,
            on=self.on,
            basis=self.basis,
            by_document=self.by_document,
            recorded_at=self.at,
        )
        _update(self.document, self.today, self.at)
        return made

    def event(self) -> Entry:
        return self.entry(
            events.VALIDITY_CHANGED,
            self.document.agency.chain,
            self.document,
            changes={"validity": (self.before, self.document.validity)},
            facts={"what": str(self.kind.label), "on": self.on.isoformat(), "basis": self.basis},
            label=self.document.title,
        )


class StrikeValidity(StaffAction[PolicyEvent]):
    """Say that a recorded event was a mistake."""

    permission = "publishing.document.change_validity"

    def __init__(self, recorded: PolicyEvent, **given: object) -> None:
        super().__init__(**given)  # type: ignore[arg-type]
        self.recorded, self.document = recorded, recorded.document

    def subject(self) -> models.Model:
        return self.document

    def validate(self) -> None:
        required(self.reason, _("请写明为什么撤销这条登记。"), "reason")
        if self.recorded.struck_at is not None:
            refuse(_("这条登记已经撤销了。"))
        if self.recorded.kind == PolicyEventKind.ISSUED:
            refuse(_("制发随公开登记，不能单独撤销。"))

    def perform(self) -> PolicyEvent:
        self.before = self.document.validity
        self.recorded.struck_at, self.recorded.struck_reason = self.at, self.reason[:200]
        self.recorded.save(update_fields=["struck_at", "struck_reason"])
        _update(self.document, self.today, self.at)
        return self.recorded

    def event(self) -> Entry:
        return self.entry(
            events.VALIDITY_STRUCK,
            self.document.agency.chain,
            self.document,
            changes={"validity": (self.before, self.document.validity)},
            facts={"what": str(PolicyEventKind(self.recorded.kind).label)},
            label=self.document.title,
        )


def update_validity(at: dt.datetime, today: dt.date) -> int:
    """Bring documents up to the day: those that begin or end to be in force today. How many changed.

    A repeal or amendment that was recorded before its day takes effect on it. Also those taken off the web
    since: withdrawing a text from the web does not repeal it.
    """
    been_public = DocumentPage.objects.filter(index_number__isnull=False).exclude(
        batch__isnull=False, batch__finished_at__isnull=True
    )
    due = been_public.filter(
        models.Q(expiry_date__lte=today, validity__in=["effective", "amended", "not_yet"])
        | models.Q(effective_date__lte=today, validity="not_yet")
        | _happened_unseen(PolicyEventKind.ABOLISHED, today, ["effective", "amended", "not_yet", "lapsed"])
        | _happened_unseen(PolicyEventKind.LAPSED, today, ["effective", "amended", "not_yet"])
        | _happened_unseen(PolicyEventKind.AMENDED, today, ["effective"])
    )
    changed = list(due)
    for document in changed:
        record_lapse(document, at, today)
        _update(document, today, at)
    return len(changed)


def _happened_unseen(kind: PolicyEventKind, today: dt.date, before: list[str]) -> models.Q:
    """Documents to which that has happened by today, and whose validity is one of those of before."""
    happened = PolicyEvent.objects.filter(kind=kind, on__lte=today, struck_at__isnull=True)
    return models.Q(pk__in=happened.values("document"), validity__in=before)


def _update(document: DocumentPage, today: dt.date, at: dt.datetime) -> None:
    document.validity = validity_on(document, today)
    ended = PolicyEvent.objects.filter(
        document=document, kind=PolicyEventKind.ABOLISHED, on__lte=today, struck_at__isnull=True
    ).first()
    document.abolished_date = ended.on if ended else None
    with context.act():
        document.save(update_fields=["validity", "abolished_date"], clean=False)
    if document.live:
        outlets.announce(document, at)
