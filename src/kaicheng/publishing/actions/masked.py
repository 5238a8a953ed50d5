"""A masked copy: what may go public of a text full of personal data, with the original kept apart."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.db import models
from django.utils.translation import gettext as _

from kaicheng.agencies.actions.base import StaffAction, refuse
from kaicheng.annual_report.errors import ReadError
from kaicheng.audit.recording import Entry
from kaicheng.findings import blocks
from kaicheng.publishing import events
from kaicheng.publishing.checking import known
from kaicheng.publishing.models import Attachment, DocumentPage
from kaicheng.publishing.uploads import take_in
from kaicheng.screening import Context, mask, mask_docx, mask_html, mask_xlsx, screen_file
from kaicheng.screening.files.sniff import DOCX, XLSX

_MASKED = {DOCX: mask_docx, XLSX: mask_xlsx}
_TEXTS = ("title", "summary", "subject_terms")


@dataclass(frozen=True, slots=True)
class MaskedCopy:
    """The new draft, how many places were masked, and files that had to be left out."""

    page: DocumentPage
    places: int
    left_out: tuple[str, ...]


class MakeMaskedCopy(StaffAction[MaskedCopy]):
    """A new draft beside the original, masked by the table of conventions; the original cannot be submitted.

    Files that are still full of personal data, or cannot be masked, do not come along.
    """

    permission = "publishing.document.draft"

    def __init__(self, document: DocumentPage, **context: object) -> None:
        super().__init__(**context)  # type: ignore[arg-type]
        self.document = document

    def subject(self) -> models.Model:
        return self.document

    def validate(self) -> None:
        self.document = DocumentPage.objects.select_for_update().get(pk=self.document.pk)
        if self.by is None:
            refuse(_("脱敏稿要由人来生成。"))
        if self.document.first_published_at is not None:
            refuse(_("已经公开过的信息不生成脱敏稿：请直接修改，或者先撤下。"))
        if self.document.restricted:
            refuse(_("这份原件已经有脱敏稿了。"))
        if self.document.workflow_in_progress:
            refuse(_("正在审核，请先撤回送审。"))

    def perform(self) -> MaskedCopy:
        assert self.by is not None  # noqa: S101  # validate() has seen to it
        version: DocumentPage = self.document.get_latest_revision_as_object()
        context, table = known.context_of(version.agency, self.today), known.masking_of(version.agency)
        self.table = table
        body = mask_html(version.body, table, context=context)
        texts = {name: mask(getattr(version, name), table, context=context) for name in _TEXTS}
        self.places = len(body.replacements) + sum(len(one.replacements) for one in texts.values())
        copy = DocumentPage(
            slug=secrets.token_hex(5),
            body=body.text,
            owner=self.by,
            first_author=self.by,
            masked_from=self.document,
            **{name: masked.text for name, masked in texts.items()},
            **{name: getattr(version, name) for name in _KEPT},
        )
        copy.draft_title = copy.title
        for issuer in version.issuers.all():
            copy.issuers.add(type(issuer)(name=issuer.name, sort_order=issuer.sort_order))
        left_out = [one.name for one in version.attachments.all() if not self._bring(copy, one, context)]
        version.column.add_child(instance=copy)
        copy.interprets.set(version.interprets.all())
        copy.related.set(version.related.all())
        copy.save_revision(user=self.by)
        DocumentPage.objects.filter(pk=self.document.pk).update(restricted=True)
        self.copy = copy
        return MaskedCopy(copy, self.places, tuple(left_out))

    def event(self) -> Entry:
        return self.entry(
            events.MASKED_COPY_MADE,
            self.document.agency.chain,
            self.copy,
            facts={"original": str(self.document.pk), "places": self.places},
            label=self.copy.title,
        )

    def _bring(self, copy: DocumentPage, one: Attachment, context: Context) -> bool:
        """Whether a file could come along, as it is or masked."""
        assert self.by is not None  # noqa: S101
        with one.file.open("rb") as file:
            data = file.read()
        new = Attachment(
            role=one.role,
            alt=mask(one.alt, self.table, context=context).text,
            sort_order=one.sort_order,
            name=mask(one.name, self.table).text,
        )
        masked = _MASKED.get(one.media_type)
        if masked is not None:
            try:
                made = masked(data, self.table, context=context)
            except ReadError:
                return False
            data = made.data
            self.places += len(made.replacements)
        if blocks(screen_file(data, new.name, context=context).findings):
            return False
        kept = take_in(ContentFile(data, name=new.name), by=self.by, agency=self.document.agency, at=self.at)
        new.file, new.digest, new.size = kept.file.name, kept.digest, kept.size
        new.media_type, new.scan = kept.media_type, kept.scan
        copy.attachments.add(new)
        return True


_KEPT = (
    "agency",
    "office",
    "kind",
    "document_number",
    "created_date",
    "effective_date",
    "expiry_date",
    "notice_until",
    "topic",
    "genre",
    "attribute",
    "attribute_ground",
    "attribute_note",
    "item",
    "origin",
    "origin_url",
    "urgent",
    "locale",
)
