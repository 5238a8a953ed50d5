"""Files put into a case: their names cleaned, typed by what they hold, kept to a size, and encrypted."""

from __future__ import annotations

import datetime as dt
import hashlib
import re

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from kaicheng.agencies.models import User
from kaicheng.annual_report.errors import ReadError
from kaicheng.annual_report.readers.limits import open_zip
from kaicheng.cases.models import Case, CaseFile, FileRole
from kaicheng.handed_in import clean_name, scanned, without_macros
from kaicheng.screening import media_type

MB = 1024 * 1024
LARGEST = 30 * MB
PROGRAMS = frozenset({"application/x-msdownload", "application/x-executable"})
_ZIPPED = re.compile(r"application/(zip|ofd|vnd\.openxmlformats|vnd\.oasis)")


def keep(
    case: Case,
    role: FileRole,
    name: str,
    data: bytes,
    *,
    by: User | None,
    at: dt.datetime,
    made_from: CaseFile | None = None,
) -> CaseFile:
    """Put a file into the case. The same content for the same purpose is kept once."""
    digest = hashlib.sha256(data).hexdigest()
    known = CaseFile.objects.filter(case=case, role=role, digest=digest, withdrawn_at=None).first()
    if known is not None:
        return known
    row = CaseFile(
        case=case,
        role=role,
        name=clean_name(name),
        media_type=media_type(data, name),
        size=len(data),
        digest=digest,
        scan="clean" if scanned(data) else "none",
        made_from=made_from,
        by=by,
        added_at=at,
    )
    row.file.save("file", ContentFile(data), save=False)
    row.save()
    return row


def checked(file: UploadedFile) -> tuple[str, bytes]:
    """Name and content of what somebody uploads.

    Raises ValidationError with a sentence that says what to do: empty, too large, a program or a
    document with macros, an archive that unpacks without end, or a virus.
    """
    name = clean_name(str(file.name or ""))
    if (file.size or 0) > LARGEST:
        raise ValidationError(
            _("“%(name)s”超过%(limit)sMB，没有保存。请分成几个文件，或者降低扫描分辨率再上传。")
            % {"name": name, "limit": LARGEST // MB}
        )
    data = b"".join(file.chunks())
    if not data:
        raise ValidationError(_("“%(name)s”是空文件，请重新选择。") % {"name": name})
    kind = media_type(data, name)
    if kind in PROGRAMS:
        raise ValidationError(
            _("“%(name)s”是程序，不能放进案卷。请上传文档、图片或者扫描件。") % {"name": name}
        )
    if _ZIPPED.match(kind):
        try:
            open_zip(data).close()
        except ReadError as error:
            raise ValidationError(f"“{name}”：{error.message.zh}") from error
    without_macros(name, data)
    scanned(data)
    return name, data
