"""Answered requests of public interest made public (Art. 44 of the Regulation), without who asked.

What comes out is a draft. It goes the way of every document: checks, and three signatures.
"""

from __future__ import annotations

import io
import re
import zipfile
from html import escape
from typing import Any

import pypdfium2
from django.core.files.base import ContentFile
from django.db import models
from django.utils.translation import gettext as _

from kaicheng.agencies.actions.base import StaffAction, refuse, required
from kaicheng.agencies.models import Office
from kaicheng.audit.recording import Entry
from kaicheng.audit.registry import register
from kaicheng.cases.given import signed_for
from kaicheng.cases.ledger import state_of
from kaicheng.cases.models import Case, CaseFile
from kaicheng.findings import Severity
from kaicheng.publishing.kinds import Kind, Origin
from kaicheng.publishing.models import Attachment, ColumnPage, DocumentPage
from kaicheng.publishing.uploads import take_in
from kaicheng.screening import mask, screen_file, screen_text

GIVEN = frozenset({"granted", "partial"})
"""Outcomes by which something was given that others may be given too."""
NAMES = ("name", "legal_representative", "contact", "agent_name")
OTHERS = ("id_number", "telephone", "email", "address", "agent_id_number")
_SHORTEST = 2

DRAFTED = register(
    "portal.answered_request.drafted",
    zh="将已答复的申请{facts[case]}整理成《{label}》待审，附件{facts[files]}个",
    en="made a draft “{label}” of the answered request {facts[case]} with {facts[files]} files",
    facts=["case", "files", "left_out"],
)


class DraftAnswered(StaffAction[DocumentPage]):
    """Make a draft in ``column`` of what a request asked for and was given.

    Whatever the applicant told about themselves is taken out, other personal data masked, and the result
    screened. Raises ValidationError when something is left that must not go public, or nothing was given.
    After it, ``left_out`` names files that could not come along.
    """

    permission = "publishing.document.draft"

    def __init__(self, case: Case, column: ColumnPage, title: str, **context: Any) -> None:
        super().__init__(**context)
        self.case, self.column, self.title = case, column, title.strip()
        self.left_out: list[str] = []

    def subject(self) -> models.Model:
        return self.column

    def validate(self) -> None:
        if self.by is None:
            refuse(_("请由起草人来整理，草稿要有撰稿人。"))
        required(self.title, _("请写一个标题，说明公开的是什么信息。"), "title")
        if self.column.agency_id != self.case.agency_id:
            refuse(_("请选择本机关的栏目。"), "column")
        state = state_of(self.case, self.today)
        if state.answered_on is None or state.served_on is None:
            refuse(_("答复送达以后才能整理公开。"))
        if state.outcome not in GIVEN:
            refuse(_("只有予以公开、部分公开的申请才能整理公开（条例第四十四条）。"))
        self.answered_on = state.answered_on
        ours = Office.objects.filter(agency=self.case.agency, handles_disclosure=True).on(self.today)
        self.office = self.case.office or self.column.office or ours.first()
        if self.office is None:
            refuse(_("还没有登记政府信息公开工作机构，不知道由谁审核。请先在机构资料里登记。"))
        self.told = personal_values(self.case)
        self.clean_title = self._cleaned(self.title)
        asked = [self._cleaned(text) for text in self.case.items.values_list("text", flat=True)]
        paragraphs = "".join(f"<p>{escape(text)}</p>" for text in asked)
        self.text = (
            f"<h2>{_('申请公开的内容')}</h2>{paragraphs}"
            f"<h2>{_('答复情况')}</h2><p>{_('本机关已经提供有关信息，见附件。')}</p>"
        )
        findings = [
            *screen_text(self.clean_title, field="title"),
            *screen_text("\n".join(asked), field="body"),
        ]
        if left := [one for one in findings if one.severity is Severity.BLOCK]:
            said = "；".join(dict.fromkeys(str(one.message) for one in left))
            refuse(_("还有不能公开的内容：%(what)s。请改写后再整理。") % {"what": said})

    def perform(self) -> DocumentPage:
        page = DocumentPage(
            title=self.clean_title,
            draft_title=self.clean_title,
            agency=self.case.agency,
            office=self.office,
            kind=Kind.OTHER,
            origin=Origin.OWN,
            body=self.text,
            created_date=self.answered_on,
            owner=self.by,
            first_author=self.by,
            live=False,
        )
        self.brought = 0
        for file in signed_for(self.case):
            self._bring(page, file)
        self.column.add_child(instance=page)
        page.save_revision(user=self.by)
        self.page = page
        return page

    def event(self) -> Entry:
        facts = {"case": self.case.number, "files": self.brought, "left_out": len(self.left_out)}
        return self.entry(DRAFTED, self.case.agency.chain, self.page, facts=facts, label=self.clean_title)

    def _cleaned(self, text: str) -> str:
        for value, instead in self.told.items():
            text = text.replace(value, instead)
        return mask(text).text

    def _bring(self, page: DocumentPage, file: CaseFile) -> None:
        """A released file comes along when nothing in it leaks and everything in it could be looked into."""
        with file.file.open() as content:
            data = content.read()
        name = self._cleaned(file.name)
        screened = screen_file(data, name)
        if screened.blocks or not screened.complete or mentions(data, file.media_type, self.told):
            self.left_out.append(file.name)
            return
        assert self.by is not None  # noqa: S101  # asked for in validate
        kept = take_in(ContentFile(data, name=name), by=self.by, agency=self.case.agency, at=self.at)
        page.attachments.add(
            Attachment(
                file=kept.file.name,
                name=name,
                media_type=kept.media_type,
                size=kept.size,
                digest=kept.digest,
                scan=kept.scan,
                sort_order=self.brought,
            )
        )
        self.brought += 1


def personal_values(case: Case) -> dict[str, str]:
    """What the applicant told about themselves, longest first, and what stands in its place."""
    found: dict[str, str] = {}
    for field in (*NAMES, *OTHERS):
        value = getattr(case.applicant, field).reveal().strip()
        if len(value) >= _SHORTEST:
            found[value] = _("申请人") if field in NAMES else _("（略）")
    return dict(sorted(found.items(), key=lambda pair: -len(pair[0])))


def mentions(data: bytes, media_type: str, values: dict[str, str]) -> bool:
    """Whether the words of a PDF, an office file or a text hold any of the values, spaces apart."""
    text = re.sub(r"\s", "", _words(data, media_type))
    return any(re.sub(r"\s", "", value) in text for value in values)


def _words(data: bytes, media_type: str) -> str:
    if media_type == "application/pdf":
        document = pypdfium2.PdfDocument(data)
        try:
            return "".join(page.get_textpage().get_text_bounded() for page in document)
        finally:
            document.close()
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = [archive.read(name) for name in archive.namelist() if name.endswith(".xml")]
        return "".join(re.sub(r"<[^>]*>", "", part.decode("utf-8", "replace")) for part in parts)
    return data.decode("utf-8", "replace")
