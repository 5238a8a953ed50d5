"""Files of documents, for those who may see the document."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone

from kaicheng.agencies.staff.web import person_of, staff, standing_of
from kaicheng.publishing.models import Attachment, DocumentPage
from kaicheng.review.models import Opening

SHOWN = frozenset({"application/pdf", "image/jpeg", "image/png", "image/gif", "image/webp", "text/plain"})
"""What a browser shows without running anything of it."""


@staff
def attachment(request: HttpRequest, pk: int, digest: str) -> HttpResponseBase:
    """A file of any version of a document. Opening it is kept: whoever signs must have looked at it."""
    page = get_object_or_404(DocumentPage, pk=pk)
    # The original of a masked copy is for those who may write it.
    action = "publishing.document.draft" if page.restricted else "publishing.document.view"
    standing_of(request).require(action, page)
    versions = (revision.as_object() for revision in page.revisions.order_by("-pk"))
    files = (one for version in versions for one in version.attachments.all() if one.digest == digest)
    found: Attachment = next(files, None) or get_object_or_404(Attachment, page=page, digest=digest)
    Opening.objects.get_or_create(user=person_of(request), digest=digest, defaults={"at": timezone.now()})
    return FileResponse(
        found.file.open("rb"),
        as_attachment=found.media_type not in SHOWN,
        filename=found.name,
        content_type=found.media_type if found.media_type in SHOWN else "application/octet-stream",
    )
