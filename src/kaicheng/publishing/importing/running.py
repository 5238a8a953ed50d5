"""An import by staff: one hands a source in, the worker looks at every row, another person confirms it.

Only then the worker stores what was confirmed. Each step is taken up by another worker when one dies.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from django.core.files.base import ContentFile
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from kaicheng.agencies.actions.base import StaffAction, refuse, required
from kaicheng.agencies.models import Agency, Office
from kaicheng.audit.recording import Entry
from kaicheng.publishing import events
from kaicheng.publishing.importing.batches import (
    FinishImport,
    UnknownColumn,
    is_confirmed,
    preparers_of,
    store,
)
from kaicheng.publishing.importing.handed_in import opened
from kaicheng.publishing.importing.incoming import Incoming
from kaicheng.publishing.importing.mapping import DryRun, SourceMapping, incoming
from kaicheng.publishing.importing.reading import UnreadableSource
from kaicheng.publishing.importing.redirects import lead_old_addresses
from kaicheng.publishing.importing.screened import screened
from kaicheng.publishing.kinds import Kind
from kaicheng.publishing.models import ColumnPage, HomePage, ImportBatch
from kaicheng.workbench.schedule import QUEUE

KEPT_PROBLEMS = 500
KEPT_ROWS = 500
CONFIRM = "publishing.import.confirm"


class StartImport(StaffAction[ImportBatch]):
    """Hand in an upload to be imported: the worker looks at every row of it, and nothing is public yet."""

    permission = "publishing.import"

    def __init__(
        self, agency: Agency, data: bytes, name: str, mapping: SourceMapping, **context: object
    ) -> None:
        super().__init__(**context)  # type: ignore[arg-type]
        self.agency, self.data, self.name, self.mapping = agency, data, name, mapping
        self.digest = hashlib.sha256(data).hexdigest()

    def subject(self) -> models.Model:
        return self.agency

    def validate(self) -> None:
        same = ImportBatch.objects.filter(agency=self.agency, source_digest=self.digest, failure="")
        if same.exists():
            refuse(_("这个文件已经导入过，或者正在导入，不用再导入。"))

    def perform(self) -> ImportBatch:
        # One that failed is taken up again: what it has stored is known and not stored twice.
        batch = ImportBatch.objects.filter(
            agency=self.agency, source_digest=self.digest, finished_at=None
        ).first() or ImportBatch(agency=self.agency, source_digest=self.digest)
        batch.source, batch.by, batch.begun_at, batch.failure = self.name[:300], self.by, self.at, ""
        batch.prepared_at = batch.confirmed_at = batch.confirmed_by = None
        batch.rows_digest = ""
        batch.mapping = {
            "column": self.mapping.column,
            "names": dict(self.mapping.names),
            "columns": dict(self.mapping.columns),
        }
        if batch.file:
            batch.file.delete(save=False)
        batch.file.save(f"{self.digest[:16]}", ContentFile(self.data), save=False)
        batch.save()
        self.batch = batch
        transaction.on_commit(lambda: prepare.enqueue(batch.pk))
        return batch

    def event(self) -> Entry:
        facts = {"digest": self.digest}
        return self.entry(events.IMPORT_STARTED, self.agency.chain, self.batch, facts=facts)


class _Confirmation(StaffAction[ImportBatch]):
    """What somebody else says of an import that waits; ``seen`` is the digest of the rows they were shown."""

    permission = CONFIRM

    def __init__(self, batch: ImportBatch, *, seen: str, **context: object) -> None:
        super().__init__(**context)  # type: ignore[arg-type]
        self.batch, self.seen = batch, seen

    def subject(self) -> models.Model:
        return self.batch

    def validate(self) -> None:
        self.batch = ImportBatch.objects.select_for_update().get(pk=self.batch.pk)
        if self.batch.prepared_at is None or self.batch.confirmed_at is not None or self.batch.failure:
            refuse(_("这次导入现在不等确认，请刷新页面。"))
        if self.seen != self.batch.rows_digest:
            refuse(_("您看到的内容和现在的不一样，请刷新页面，看过最新内容再确认。"))


class ConfirmImport(_Confirmation):
    """Say that what was prepared may go public. Somebody other than who prepared it says so."""

    def validate(self) -> None:
        super().validate()
        if self.by is None or str(self.by.pk) in preparers_of(self.batch):
            refuse(_("自己准备的导入要由别人确认：请分管领导或者主要负责人确认。"))
        if not self.batch.count:
            refuse(_("没有可以导入的，不用确认。"))

    def perform(self) -> ImportBatch:
        self.batch.confirmed_at, self.batch.confirmed_by = self.at, self.by
        self.batch.save(update_fields=["confirmed_at", "confirmed_by"])
        pk = self.batch.pk
        transaction.on_commit(lambda: carry_out.enqueue(pk))
        return self.batch

    def event(self) -> Entry:
        digest = self.batch.rows_digest
        facts = {"count": self.batch.count, "digest": digest[:12]}
        entry = self.entry(events.IMPORT_CONFIRMED, self.batch.agency.chain, self.batch, facts=facts)
        return replace(entry, content_hash=digest)


class ReturnImport(_Confirmation):
    """Send an import back to whoever prepared it, with the reason. Nothing of it was public."""

    def validate(self) -> None:
        super().validate()
        required(self.reason, _("请写明退回的理由。"), "reason")

    def perform(self) -> ImportBatch:
        self.batch.failure = _("退回：%(reason)s") % {"reason": self.reason[:400]}
        self.batch.save(update_fields=["failure"])
        return self.batch

    def event(self) -> Entry:
        return self.entry(events.IMPORT_RETURNED, self.batch.agency.chain, self.batch)


@task(backend=QUEUE)
def prepare(pk: int) -> None:
    """Look at every row of what was handed in, and write down what may be imported and what may not."""
    batch = ImportBatch.objects.select_related("agency").get(pk=pk)
    if batch.prepared_at is not None or batch.finished_at is not None:
        return
    with _told_if_broken(batch):
        found, rows_digest, preview = _looked_through(batch)
        batch.problems = [[one.where, one.message] for one in found.problems[:KEPT_PROBLEMS]]
        batch.left_out, batch.count = len(found.problems), found.ready
        batch.rows_digest, batch.preview = rows_digest, preview
        batch.prepared_at = timezone.now()
        batch.save(update_fields=["problems", "left_out", "count", "rows_digest", "preview", "prepared_at"])


@task(backend=QUEUE)
def carry_out(pk: int) -> None:
    """Import what was confirmed. May be done again: what is stored is stored once."""
    batch = ImportBatch.objects.select_related("agency").get(pk=pk)
    if batch.finished_at is not None or not is_confirmed(batch):
        return
    office = Office.objects.filter(agency=batch.agency, handles_disclosure=True).first()
    own = ImportBatch.objects.filter(pk=pk)

    def tell(_stored: int) -> None:
        own.update(count=batch.documents.count())

    with _told_if_broken(batch):
        if _looked_through(batch)[1] != batch.rows_digest:
            raise UnreadableSource(_("确认以后栏目或者检查规则有变动，没有导入。请重新上传、核对和确认。"))
        with _rows(batch, DryRun()) as documents:
            store(batch, office, documents, tell)
        lead_old_addresses(batch)
        FinishImport(batch, by=None, at=timezone.now()).execute()
        batch.file.delete(save=False)
        batch.save(update_fields=["file"])


@contextmanager
def _told_if_broken(batch: ImportBatch) -> Iterator[None]:
    own = ImportBatch.objects.filter(pk=batch.pk)
    try:
        yield
    except (UnreadableSource, UnknownColumn) as error:
        own.update(failure=str(error)[:500])
    except Exception:
        own.update(failure=_("导入时出错，已经请运维人员查看。可以重新上传同一个文件接着导入。"))
        raise


def _looked_through(batch: ImportBatch) -> tuple[DryRun, str, list[list[object]]]:
    """What an import would do, the digest of the rows that may go public, and the first of them."""
    found, total = DryRun(), hashlib.sha256()
    preview: list[list[object]] = []
    today = timezone.localdate(batch.begun_at)
    with _rows(batch, found) as documents:
        for one in screened(documents, batch.agency, today, found):
            total.update(f"{one.content_digest}\n".encode())
            if len(preview) < KEPT_ROWS:
                kind = str(Kind(one.kind).label)
                files = sum(not file.picture for file in one.files)
                preview.append([one.title, one.published_date.isoformat(), one.column, kind, files])
    return found, total.hexdigest(), preview


@contextmanager
def _rows(batch: ImportBatch, found: DryRun) -> Iterator[Iterator[Incoming]]:
    mapping = SourceMapping(
        **batch.mapping, known=addresses(batch.agency), until=timezone.localdate(batch.begun_at)
    )
    with batch.file.open("rb") as file:
        data = file.read()
    with opened(data, batch.source) as records:
        yield incoming(records, mapping, found)


def addresses(agency: Agency) -> frozenset[str]:
    """The addresses of an authority's columns below its platform."""
    home = HomePage.objects.get(agency=agency)
    return frozenset(address_of(column, home) for column in columns_to_fill(agency))


def columns_to_fill(agency: Agency) -> models.QuerySet[ColumnPage]:
    """The columns in use."""
    found: models.QuerySet[ColumnPage] = ColumnPage.objects.live().filter(agency=agency, closed_on=None)
    return found.order_by("path")


def address_of(column: ColumnPage, home: HomePage) -> str:
    """``zhudong/qita``: where a column stands below the platform."""
    return column.url_path.removeprefix(home.url_path).strip("/")
