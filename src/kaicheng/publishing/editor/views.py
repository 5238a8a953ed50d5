"""What the editor asks the server while somebody writes: clean this, convert that, keep this picture."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kaicheng.agencies.staff.web import person_of, staff, standing_of
from kaicheng.conversion import CleanBody, NotReadable, from_docx, from_pdf
from kaicheng.publishing.bodies import SHORT, source_of
from kaicheng.publishing.drafting import agency_of_writer
from kaicheng.publishing.editor.bodies import cleaned, with_pictures_kept
from kaicheng.publishing.models import Attachment, DocumentPage, Upload
from kaicheng.publishing.uploads import PICTURES, take_in
from kaicheng.screening import media_type

_SHORT = re.compile(rf"[0-9a-f]{{{SHORT}}}")
_HEAD = 1 << 20


@staff
@require_POST
def paste(request: HttpRequest) -> HttpResponseBase:
    """Clean HTML of what was pasted. It comes as a file: pictures in it may be large."""
    given = {**_given(request), "at": timezone.now()}
    file = request.FILES.get("html")
    if file is None:
        return _refused(_("没有收到内容，请再粘贴一次。"))
    try:
        return _answer(cleaned(file.read().decode("utf-8", "replace"), **given))
    except ValidationError as error:
        return _refused(" ".join(error.messages))


@staff
@require_POST
def convert(request: HttpRequest) -> HttpResponseBase:
    """The body of a Word file or a PDF, with what it says of itself."""
    given = {**_given(request), "at": timezone.now()}
    file = request.FILES.get("file")
    if file is None:
        return _refused(_("没有收到文件，请重新选择。"))
    try:
        original = take_in(file, **given)
        with original.file.open("rb") as stored:
            data = stored.read()
        pdf = media_type(data[:_HEAD], original.name) == "application/pdf"
        body = with_pictures_kept(from_pdf(data) if pdf else from_docx(data), **given)
    except NotReadable as error:
        return _refused(error.message.zh)
    except ValidationError as error:
        return _refused(" ".join(error.messages))
    return _answer(body, original={"digest": original.digest, "name": original.name})


@staff
@require_POST
def upload_picture(request: HttpRequest) -> HttpResponseBase:
    """Keep a picture for the body."""
    file = request.FILES.get("file")
    if file is None:
        return _refused(_("没有收到图片，请重新选择。"))
    try:
        upload = take_in(file, **_given(request), at=timezone.now(), picture=True)
    except ValidationError as error:
        return _refused(" ".join(error.messages))
    return JsonResponse({"source": source_of(upload.digest)})


@staff
@require_GET
def picture(request: HttpRequest, short: str) -> HttpResponseBase:
    """A picture of a body that is being written: the person's own, or of a document that they may see."""
    if not _SHORT.fullmatch(short):
        raise Http404
    found: Upload | Attachment | None = Upload.objects.filter(
        by=person_of(request), digest__startswith=short
    ).first()
    if found is None:
        seen = standing_of(request).visible("publishing.document.draft", DocumentPage.objects.all())
        found = Attachment.objects.filter(page__in=seen, digest__startswith=short).first()
    if found is None or found.media_type not in PICTURES:
        raise Http404
    return FileResponse(found.file.open("rb"), content_type=found.media_type)


def _given(request: HttpRequest) -> dict[str, Any]:
    return {"by": person_of(request), "agency": agency_of_writer(standing_of(request))}


def _answer(body: CleanBody, **more: Any) -> JsonResponse:
    made_on = body.proposed.made_on
    return JsonResponse(
        {
            "html": body.html,
            "notes": list(dict.fromkeys(note.message.zh for note in body.notes)),
            "proposed": {
                "title": body.proposed.title,
                "document_number": body.proposed.document_number,
                "created_date": made_on.isoformat() if made_on else "",
            },
            **more,
        }
    )


def _refused(why: str) -> JsonResponse:
    return JsonResponse({"error": why}, status=400)
