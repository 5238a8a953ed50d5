"""An import that somebody has started: done by the worker, taken up by another when that one dies."""

from __future__ import annotations

import hashlib

from django.core.files.base import ContentFile
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from kaicheng.agencies.actions.base import StaffAction, refuse
from kaicheng.agencies.models import Agency, Office
from kaicheng.audit.recording import Entry
from kaicheng.publishing import events
from kaicheng.publishing.importing.batches import FinishImport, UnknownColumn, store
from kaicheng.publishing.importing.handed_in import opened
from kaicheng.publishing.importing.mapping import DryRun, SourceMapping, incoming
from kaicheng.publishing.importing.reading import UnreadableSource
from kaicheng.publishing.importing.redirects import lead_old_addresses
from kaicheng.publishing.models import ColumnPage, HomePage, ImportBatch
from kaicheng.workbench.schedule import QUEUE

KEPT_PROBLEMS = 500


class StartImport(StaffAction[ImportBatch]):
    """Begin to import an upload; the worker does it."""

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
        transaction.on_commit(lambda: carry_out.enqueue(batch.pk))
        return batch

    def event(self) -> Entry:
        facts = {"digest": self.digest}
        return self.entry(events.IMPORT_STARTED, self.agency.chain, self.batch, facts=facts)


@task(backend=QUEUE)
def carry_out(pk: int) -> None:
    """Import what was uploaded. May be done again: what is stored is stored once."""
    batch = ImportBatch.objects.select_related("agency").get(pk=pk)
    if batch.finished_at is not None:
        return
    found = DryRun()
    mapping = SourceMapping(
        **batch.mapping, known=addresses(batch.agency), until=timezone.localdate(batch.begun_at)
    )
    office = Office.objects.filter(agency=batch.agency, handles_disclosure=True).first()
    own = ImportBatch.objects.filter(pk=pk)
    with batch.file.open("rb") as file:
        data = file.read()

    def tell(_stored: int) -> None:
        own.update(count=batch.documents.count())

    try:
        with opened(data, batch.source) as records:
            documents = incoming(records, mapping, found)
            store(batch, office, documents, tell)
    except (UnreadableSource, UnknownColumn) as error:
        own.update(failure=str(error)[:500])
        return
    except Exception:
        own.update(failure=_("导入时出错，已经请运维人员查看。可以重新上传同一个文件接着导入。"))
        raise
    batch.problems = [[one.where, one.message] for one in found.problems[:KEPT_PROBLEMS]]
    batch.left_out = len(found.problems)
    stored_file = batch.file.name
    batch.file = ""
    batch.save(update_fields=["problems", "left_out", "file"])
    FinishImport(batch, by=None, at=timezone.now()).execute()
    lead_old_addresses(batch)
    batch.file.storage.delete(stored_file)


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
