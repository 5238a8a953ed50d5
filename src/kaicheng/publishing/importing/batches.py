"""An import from its beginning to its end: stored in portions, taken up again after a crash, told of once."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import TypeVar

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from kaicheng.agencies.actions.base import StaffAction, refuse
from kaicheng.agencies.models import Agency, Office, User
from kaicheng.audit.models import Event
from kaicheng.audit.recording import Entry, atomic
from kaicheng.publishing import events
from kaicheng.publishing.importing.files import kept_files
from kaicheng.publishing.importing.incoming import Incoming
from kaicheng.publishing.importing.mapping import DryRun
from kaicheng.publishing.importing.screened import screened
from kaicheng.publishing.importing.tree import insert_own_rows, paths_below
from kaicheng.publishing.kinds import COUNTED, POLICIES
from kaicheng.publishing.models.batch import ImportBatch
from kaicheng.publishing.models.document import Attachment, DocumentPage, Mark
from kaicheng.publishing.models.history import PolicyEvent, PolicyEventKind
from kaicheng.publishing.models.outgoing import Outgoing
from kaicheng.publishing.models.platform import ColumnPage, HomePage
from kaicheng.publishing.numbering import next_index_number
from kaicheng.publishing.validity import validity_of

AT_ONCE = 500
RELATED = ("issuers", "attachments", "interprets", "related")
Progress = Callable[[int], None]
Row = TypeVar("Row")


class UnknownColumn(LookupError):
    """An incoming document names a column that the platform does not have."""


def begin(
    agency: Agency, source: str, at: dt.datetime, *, by: User | None = None, digest: str = ""
) -> ImportBatch:
    """The import of that source: the one that was broken off, where there is one."""
    batch, _made = ImportBatch.objects.get_or_create(
        agency=agency,
        source=source,
        source_digest=digest,
        finished_at=None,
        by=by,
        defaults={"begun_at": at},
    )
    return batch


def store(
    batch: ImportBatch,
    office: Office | None,
    documents: Iterable[Incoming],
    tell: Progress = lambda _count: None,
    found: DryRun | None = None,
) -> int:
    """Store what is not there yet, portion by portion; how much that was. May be called again after a crash.

    Every row is screened, whoever asks: what must not be public is left out and told in ``found``.
    Raises :class:`UnknownColumn` before anything of the portion is stored.
    """
    stored = 0
    today = timezone.localdate(batch.begun_at)
    left_out = found or DryRun()
    columns: dict[str, ColumnPage] = {}
    for portion in _portions(documents):
        known = set(
            DocumentPage.objects.filter(
                agency=batch.agency, source_digest__in=[one.digest for one in portion]
            ).values_list("source_digest", flat=True)
        )
        fresh = [one for one in {one.digest: one for one in portion}.values() if one.digest not in known]
        fresh = _with_free_numbers(list(screened(fresh, batch.agency, today, left_out)))
        by_column: dict[str, list[Incoming]] = {}
        for one in fresh:
            by_column.setdefault(one.column, []).append(one)
        for name in by_column:
            if name not in columns:
                columns[name] = _column(batch.agency, name)
        with atomic():
            for name, some in by_column.items():
                _insert(batch, columns[name], office, some)
        stored += len(fresh)
        tell(stored)
    return stored


class FinishImport(StaffAction[ImportBatch]):
    """Close an import: count it, take its digest, tell the trail. From then on its documents are shown."""

    permission = "publishing.import"

    def __init__(self, batch: ImportBatch, **context: object) -> None:
        super().__init__(**context)  # type: ignore[arg-type]
        self.batch = batch

    def subject(self) -> models.Model:
        return self.batch.agency

    def validate(self) -> None:
        if self.batch.finished_at is not None:
            refuse("这次导入已经完成了。")
        if not is_confirmed(self.batch):
            refuse("这次导入还没有经过另一个人确认，不能完成。")

    def perform(self) -> ImportBatch:
        self.batch.count, self.batch.digest = digest_of(self.batch)
        self.batch.finished_at = self.at
        self.batch.save(update_fields=["count", "digest", "finished_at"])
        rows = self.batch.documents.order_by("pk").values_list("pk", "url_path")
        for portion in _portions(rows.iterator(), AT_ONCE * 10):
            Outgoing.objects.bulk_create(
                Outgoing(page=pk, path=path, at=self.at, later=True) for pk, path in portion
            )
        return self.batch

    def event(self) -> Entry:
        facts = {"count": self.batch.count, "digest": self.batch.digest}
        return self.entry(events.IMPORTED, self.batch.agency.chain, self.batch, facts=facts)


def digest_of(batch: ImportBatch) -> tuple[int, str]:
    """How many documents an import has, and the digest over them as they are now."""
    count, total = 0, hashlib.sha256()
    for signed in batch.documents.order_by("pk").values_list("signed_hash", flat=True).iterator():
        total.update(f"{signed}\n".encode())
        count += 1
    return count, total.hexdigest()


def is_recorded(batch: ImportBatch) -> bool:
    """Whether the trail tells of this import as finished, and confirmed where somebody had prepared it."""
    if batch.finished_at is None:
        return False
    told = _told_of(batch)
    return any(action == events.IMPORTED.name for action, _actor, _hash in told) and _confirmed(batch, told)


def is_confirmed(batch: ImportBatch) -> bool:
    """Whether the trail tells that somebody else has confirmed what a person has prepared.

    An import at the server's shell is prepared by nobody: whoever runs the machine answers for it.
    """
    return _confirmed(batch, _told_of(batch))


def preparers_of(batch: ImportBatch) -> set[str]:
    """The ids of everybody who has prepared this import."""
    return {actor for action, actor, _hash in _told_of(batch) if action == events.IMPORT_STARTED.name}


def _told_of(batch: ImportBatch) -> list[tuple[str, str, str]]:
    told = Event.objects.filter(object_type=batch._meta.label_lower, object_id=str(batch.pk))
    return list(told.values_list("action", "actor", "content_hash"))


def _confirmed(batch: ImportBatch, told: Sequence[tuple[str, str, str]]) -> bool:
    prepared = {actor for action, actor, _hash in told if action == events.IMPORT_STARTED.name}
    if not prepared and batch.by_id is None:
        return True
    return any(
        action == events.IMPORT_CONFIRMED.name and actor not in prepared and digest == batch.rows_digest != ""
        for action, actor, digest in told
    )


def _portions(rows: Iterable[Row], size: int = AT_ONCE) -> Iterator[list[Row]]:
    these = iter(rows)
    while portion := list(islice(these, size)):
        yield portion


def _column(agency: Agency, name: str) -> ColumnPage:
    """The column at that address below the platform."""
    home = HomePage.objects.get(agency=agency)
    column = ColumnPage.objects.filter(url_path=f"{home.url_path}{name.strip('/')}/").first()
    if column is None:
        raise UnknownColumn(f"平台上没有“{name}”这个栏目。")
    return column


def _insert(
    batch: ImportBatch, column: ColumnPage, office: Office | None, documents: Sequence[Incoming]
) -> None:
    parent = Page.objects.select_for_update().get(pk=column.pk)
    kind = ContentType.objects.get_for_model(DocumentPage)
    made = []
    for path, one in zip(paths_below(parent, parent.get_last_child()), documents, strict=False):
        slug = one.digest[:12]
        at = timezone.make_aware(dt.datetime.combine(one.published_date, dt.time(9)))
        made.append(
            DocumentPage(
                path=path,
                depth=parent.depth + 1,
                numchild=0,
                title=one.title[:255],
                draft_title=one.title[:255],
                slug=slug,
                url_path=f"{parent.url_path}{slug}/",
                content_type=kind,
                locale_id=parent.locale_id,
                live=True,
                has_unpublished_changes=False,
                first_published_at=at,
                last_published_at=at,
                latest_revision_created_at=None,
                agency=batch.agency,
                office=office,
                kind=one.kind,
                index_number=one.index_number or None,
                document_number=one.document_number,
                created_date=one.created_date,
                published_date=one.published_date,
                effective_date=one.effective_date,
                expiry_date=one.expiry_date,
                abolished_date=one.abolished_date,
                topic=one.topic,
                genre=one.genre,
                item=one.item or column.item,
                summary=one.summary[:500],
                body=one.body,
                mark=Mark.BEFORE,
                source_url=one.source_url,
                source_digest=one.digest,
                batch=batch,
            )
        )
    _number(batch.agency, made)
    pages = [_as_page(one) for one in made]
    Page.objects.bulk_create(pages, AT_ONCE)
    today = timezone.localdate(batch.begun_at)
    attachments: list[Attachment] = []
    happened: list[PolicyEvent] = []
    for page, document, given in zip(pages, made, documents, strict=True):
        document.pk = document.id = document.page_ptr_id = page.pk
        own = kept_files(document, given.files)
        # Known without asking: they have no relations, and their column is ``parent``.
        document._cluster_related_objects = {**dict.fromkeys(RELATED, ()), "attachments": own}
        document._cached_parent_obj = parent
        document.signed_hash = document.content_hash
        events_of_it = list(_happened(batch, document, given, today))
        past = [one.kind for one in events_of_it if one.on <= today]
        document.validity = validity_of(document, past, today)
        attachments += own
        happened += events_of_it
    insert_own_rows(DocumentPage, made)
    Attachment.objects.bulk_create(attachments, AT_ONCE)
    Page.objects.filter(pk=parent.pk).update(numchild=F("numchild") + len(made))
    PolicyEvent.objects.bulk_create(happened, AT_ONCE)


def _happened(
    batch: ImportBatch, document: DocumentPage, given: Incoming, today: dt.date
) -> Iterator[PolicyEvent]:
    """What is known to have happened to it, as the years' table counts it."""
    lapsed = given.expiry_date if given.expiry_date and given.expiry_date <= today else None
    days = {
        PolicyEventKind.ISSUED: (given.created_date or given.published_date)
        if document.kind in COUNTED
        else None,
        PolicyEventKind.AMENDED: given.amended_date,
        PolicyEventKind.ABOLISHED: given.abolished_date,
        PolicyEventKind.LAPSED: lapsed if document.kind in POLICIES and not given.abolished_date else None,
    }
    for kind, day in days.items():
        if day is None:
            continue
        basis = "" if kind is PolicyEventKind.ISSUED else _("原网站的记载")
        yield PolicyEvent(document_id=document.pk, kind=kind, on=day, basis=basis, recorded_at=batch.begun_at)


def _with_free_numbers(documents: Sequence[Incoming]) -> list[Incoming]:
    """Those with an index number that another document has get one of ours: it names one for good."""
    brought = [one.index_number for one in documents if one.index_number]
    taken = set(DocumentPage.objects.filter(index_number__in=brought).values_list("index_number", flat=True))
    free = []
    for one in documents:
        free.append(replace(one, index_number="") if one.index_number in taken else one)
        taken.add(one.index_number)
    return free


def _number(agency: Agency, documents: Sequence[DocumentPage]) -> None:
    """Index numbers for those that bring none, by the year of publication."""
    for one in documents:
        if one.index_number is None and one.published_date is not None:
            one.index_number = next_index_number(agency, one.published_date.year)


def _as_page(document: DocumentPage) -> Page:
    names = [field.attname for field in Page._meta.local_concrete_fields if field.attname != "id"]
    return Page(**{name: getattr(document, name) for name in names})
