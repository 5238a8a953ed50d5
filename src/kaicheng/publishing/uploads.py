"""Files taken in: typed by what they hold, kept to a size, their names cleaned, asked about viruses."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from pathlib import PurePosixPath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.db.models import Exists, OuterRef, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from wagtail.models import Revision, get_default_page_content_type

from kaicheng.agencies.models import Agency, User
from kaicheng.annual_report.errors import ReadError
from kaicheng.annual_report.readers.limits import open_zip
from kaicheng.handed_in import clean_name, scanned
from kaicheng.publishing.models import Attachment, Scan, Upload
from kaicheng.screening import media_type

MB = 1024 * 1024
KEPT = dt.timedelta(days=60)
"""How long a file waits to be put into a document."""
PICTURES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
PROGRAMS = frozenset({"application/x-msdownload", "application/x-executable"})
_ZIPPED = re.compile(r"application/(zip|ofd|vnd\.openxmlformats|vnd\.oasis)")


def take_in(file: File, *, by: User, agency: Agency, at: dt.datetime, picture: bool = False) -> Upload:
    """Keep a file that ``by`` gives for ``agency``. The same file from the same person is kept once.

    Raises ValidationError with a sentence that says what to do: too large, empty, a program, a zip bomb, a
    virus, or, where a ``picture`` is wanted, none that browsers show.
    """
    name = clean_name(str(file.name or ""))
    check_size(name, file.size)
    data = b"".join(file.chunks())
    digest = hashlib.sha256(data).hexdigest()
    known = Upload.objects.filter(by=by, digest=digest).first()
    if known is not None:
        return known
    kind = media_type(data, name)
    check_kind(data, kind, name, picture=picture)
    upload = Upload(
        agency=agency,
        by=by,
        name=name,
        media_type=kind,
        size=len(data),
        digest=digest,
        at=at,
        scan=Scan.CLEAN if scanned(data) else Scan.UNSCANNED,
    )
    upload.file.save(f"{digest[:16]}{PurePosixPath(name).suffix[:10]}", ContentFile(data), save=False)
    upload.save()
    return upload


def drop_forgotten(now: dt.datetime) -> int:
    """Drop files that nobody has put into a document in :data:`KEPT`; how many those were.

    A file that stands in any version of a document stays, published or not.
    """
    attached = Attachment.objects.filter(file=OuterRef("file"))
    old = Upload.objects.filter(~Exists(attached), at__lt=now - KEPT).order_by("pk")
    versions = Revision.objects.filter(base_content_type=get_default_page_content_type()).annotate(
        said=Cast("content", TextField())
    )
    dropped = 0
    for upload in old.iterator():
        if versions.filter(said__contains=upload.digest).exists():
            continue
        if not Upload.objects.filter(file=upload.file.name).exclude(pk=upload.pk).exists():
            upload.file.delete(save=False)
        upload.delete()
        dropped += 1
    return dropped


def check_size(name: str, size: int) -> None:
    """Raise ValidationError for an empty file, and for one that is too large."""
    limit = settings.KAICHENG_UPLOAD_MAX_BYTES
    if size > limit:
        raise ValidationError(
            _("“%(name)s”有%(size)sMB，超过%(limit)sMB。请压缩图片或者分成几个文件。")
            % {"name": name, "size": size // MB + 1, "limit": limit // MB}
        )
    if not size:
        raise ValidationError(_("“%(name)s”是空文件，请重新选择。") % {"name": name})


def check_kind(data: bytes, kind: str, name: str, *, picture: bool) -> None:
    """Raise ValidationError for programs, zip bombs, and for a ``picture`` that browsers do not show."""
    if picture and kind not in PICTURES:
        raise ValidationError(
            _("“%(name)s”不是网页能显示的图片。请用 JPG、PNG、GIF 或 WebP 格式。") % {"name": name}
        )
    if kind in PROGRAMS:
        raise ValidationError(
            _("“%(name)s”是程序，不能作为附件。请上传文档、表格、图片或者压缩包。") % {"name": name}
        )
    if _ZIPPED.match(kind):
        try:
            open_zip(data).close()
        except ReadError as error:
            raise ValidationError(f"“{name}”：{error.message.zh}") from error
