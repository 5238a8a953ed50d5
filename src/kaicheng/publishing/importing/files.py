"""Files of imported documents, kept as attachments: once each, however often an import is taken up again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from django.core.files.base import ContentFile
from django.core.files.storage import storages

from kaicheng.handed_in import scanned
from kaicheng.publishing.importing.incoming import Brought
from kaicheng.publishing.models.document import Attachment, DocumentPage
from kaicheng.publishing.models.upload import Scan
from kaicheng.screening import media_type


def kept_files(document: DocumentPage, files: Sequence[Brought]) -> list[Attachment]:
    """Attachments for a new document, their files stored; the rows are not stored yet."""
    kept = []
    for order, one in enumerate(files):
        data, digest = one.data, one.digest
        kept.append(
            Attachment(
                page_id=document.pk,
                sort_order=order,
                file=_stored(data, digest, one.name),
                name=one.name,
                role=Attachment.Role.PICTURE if one.picture else Attachment.Role.ATTACHMENT,
                media_type=media_type(data, one.name),
                size=len(data),
                digest=digest,
                scan=Scan.CLEAN if scanned(data) else Scan.UNSCANNED,
            )
        )
    return kept


def _stored(data: bytes, digest: str, name: str) -> str:
    """Its name in the private storage, by what is in it: what a crash has left there is used again."""
    path = f"documents/imported/{digest[:2]}/{digest}{PurePosixPath(name).suffix[:10].lower()}"
    store = storages["private"]
    return (
        path if store.exists(path) and store.size(path) == len(data) else store.save(path, ContentFile(data))
    )
