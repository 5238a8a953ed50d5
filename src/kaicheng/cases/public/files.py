"""Files that strangers give: typed by what they hold, kept to a size, their names cleaned."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest
from django.utils.translation import gettext as _

from kaicheng.annual_report.errors import ReadError
from kaicheng.annual_report.readers.limits import open_zip
from kaicheng.handed_in import clean_name, scanned, without_macros
from kaicheng.screening import media_type
from kaicheng.screening.files.sniff import promised

MB = 1024 * 1024
FORM_OVERHEAD = 256 * 1024
ACCEPT = ".pdf,.doc,.docx,.wps,.ofd,.xls,.xlsx,.txt,.jpg,.jpeg,.png,.webp,.heic,.tif,.tiff"

_OFFICE = "application/vnd.openxmlformats-officedocument."
WELCOME = {
    "application/pdf": "pdf",
    "application/ofd": "ofd",
    "application/msword": "doc",
    "application/vnd.ms-excel": "xls",
    f"{_OFFICE}wordprocessingml.document": "docx",
    f"{_OFFICE}spreadsheetml.sheet": "xlsx",
    "text/plain": "txt",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/tiff": "tif",
    "image/heic": "heic",
}
"""What may be given, by content, and the ending that such a file bears."""
_ZIPPED = re.compile(r"application/(ofd|vnd\.openxmlformats)")


@dataclass(frozen=True, slots=True)
class Given:
    """A file that was looked at and may be kept."""

    name: str
    data: bytes
    media_type: str
    clean: bool = False
    """Whether a virus scanner has looked at it."""

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


class InMemory(MemoryFileUploadHandler):
    """Keep uploads in memory whatever their size: nothing personal lies open on a disk meanwhile."""

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        self.activated = True


def keep_in_memory(request: HttpRequest) -> None:
    """Must come before anything looks at the form; :func:`too_large` has bounded it."""
    request.upload_handlers = [InMemory(request)]


def too_large(request: HttpRequest) -> bool:
    """Whether the body announces more than all files together may have."""
    return announced(request) > 3 * settings.KAICHENG_REQUEST_MAX_BYTES + FORM_OVERHEAD


def announced(request: HttpRequest) -> float:
    """How many bytes the body has by its own word; without end where that is no number."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return math.inf


def look_at(file: UploadedFile[Any]) -> Given:
    """The file, if it may be kept.

    Raises ValidationError with what to do: empty, too large, of a kind that is not taken, with macros,
    broken, growing too large when it is unpacked, or with a virus.
    """
    name = clean_name(str(file.name or ""))
    limit = settings.KAICHENG_REQUEST_MAX_BYTES
    if (file.size or 0) > limit:
        raise ValidationError(
            _("“%(name)s”超过%(limit)sMB。请把照片调小，或者分成几个文件。")
            % {"name": name, "limit": limit // MB}
        )
    data = b"".join(file.chunks())
    if not data:
        raise ValidationError(_("“%(name)s”是空文件，请重新选择。") % {"name": name})
    kind = media_type(data, name)
    if kind not in WELCOME:
        raise ValidationError(
            _("“%(name)s”这种文件不能收。请用 PDF、Word、Excel、文本文件或者照片；压缩包请先解开。")
            % {"name": name}
        )
    if _ZIPPED.match(kind):
        _open(data, name)
    without_macros(name, data)
    if promised(name) != kind:
        # The name said something else than the content is: the content is believed.
        name = f"{PurePosixPath(name).stem or _('附件')}.{WELCOME[kind]}"
    return Given(name, data, kind, scanned(data))


def look_at_all(files: Sequence[UploadedFile[Any]]) -> tuple[list[Given], list[ValidationError]]:
    """Those that may be kept, and why others may not."""
    good, bad = [], []
    for file in files:
        try:
            good.append(look_at(file))
        except ValidationError as error:
            bad.append(error)
    return good, bad


def _open(data: bytes, name: str) -> None:
    try:
        open_zip(data).close()
    except ReadError as error:
        raise ValidationError(f"“{name}”：{error.message.zh}") from error
