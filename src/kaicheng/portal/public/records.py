"""What lists, feeds and other documents say about a document.

A record is written beside its document when that goes outside, and only if it is rightly public then. Lists
are made from records, so the question is asked once for each document and not again in every list; a
document without a record is in no list. Readers find it as ``data.json``.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass
from pathlib import PurePosixPath
from typing import Any

from django.utils import timezone, translation

from kaicheng.publishing.models import Attachment, DocumentPage
from kaicheng.publishing.public import rightly_public

SCHEMA = "kaicheng/document/1"
NAME = "data.json"

INLINE = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
}
"""Files that a browser may show by itself."""

TYPES = {
    **INLINE,
    "html": "text/html; charset=utf-8",
    "xml": "application/xml; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "pdf": "application/pdf",
    "ofd": "application/ofd",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "wps": "application/vnd.ms-works",
    "zip": "application/zip",
}
"""Types by ending; anything else is ``application/octet-stream``."""

OURS = frozenset({"html", "xml", "json", "csv", "txt", "css"})
"""Endings of files that only we write: an attachment of such a kind is renamed ``….bin``."""


@dataclass(frozen=True, slots=True)
class PublicFile:
    """A file beside a document, under a name that follows from its content."""

    name: str
    url: str
    title: str
    size: int
    role: str
    alt: str
    sha256: str

    @property
    def kind(self) -> str:
        """``PDF``: how readers call it."""
        return PurePosixPath(self.title).suffix.lstrip(".").upper() or "文件"


@dataclass(frozen=True, slots=True)
class Record:
    """A public document in short."""

    id: int
    url: str
    title: str
    index_number: str
    document_number: str
    publisher: str
    kind: str
    kind_name: str
    created_date: str | None
    published_date: str | None
    effective_date: str | None
    expiry_date: str | None
    validity: str
    validity_name: str
    abolished_date: str | None
    topic: str
    genre: str
    item: str
    office: str
    summary: str
    subject_terms: str
    updated: str
    before: bool
    files: tuple[PublicFile, ...]

    @property
    def day(self) -> dt.date | None:
        return dt.date.fromisoformat(self.published_date) if self.published_date else None

    @property
    def year(self) -> int | None:
        return self.day.year if self.day else None

    def to_json(self) -> dict[str, Any]:
        return {"schema": SCHEMA, **asdict(self)}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Record:
        fields = {name: value for name, value in data.items() if name != "schema"}
        fields["files"] = tuple(PublicFile(**one) for one in data["files"])
        return cls(**fields)


def record_of(page: DocumentPage, url: str) -> Record | None:
    """The record of a document that is rightly public now; None for any other."""
    if not rightly_public(page):
        return None
    with translation.override("zh-hans"):
        return Record(
            id=page.pk,
            url=url,
            title=page.title,
            index_number=page.index_number or "",
            document_number=page.document_number,
            publisher=page.publisher,
            kind=page.kind,
            kind_name=str(page.get_kind_display()),
            created_date=_day(page.created_date),
            published_date=_day(page.published_date),
            effective_date=_day(page.effective_date),
            expiry_date=_day(page.expiry_date),
            validity=page.validity,
            validity_name=str(page.get_validity_display()),
            abolished_date=_day(page.abolished_date),
            topic=str(page.get_topic_display()),
            genre=str(page.get_genre_display()),
            item=str(page.get_item_display()),
            office=page.office.name if page.office else "",
            summary=page.summary,
            subject_terms=page.subject_terms,
            updated=_moment(page.last_published_at or page.first_published_at),
            before=page.mark == "before",
            files=tuple(public_file(one, url) for one in page.attachments.all()),
        )


def public_file(attachment: Attachment, url: str) -> PublicFile:
    """Where an attachment lies beside its document."""
    ending = PurePosixPath(attachment.name).suffix.lstrip(".").lower()
    known = ending if ending in TYPES and ending not in OURS else "bin"
    name = f"{attachment.digest[:16]}.{known}"
    return PublicFile(
        name=name,
        url=url + name,
        title=attachment.name,
        size=attachment.size,
        role=attachment.role,
        alt=attachment.alt,
        sha256=attachment.digest,
    )


def encoded(data: Any) -> bytes:
    """JSON as we write it: the same data, the same bytes."""
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _moment(at: dt.datetime | None) -> str:
    return timezone.localtime(at).replace(microsecond=0).isoformat() if at else ""
