"""What every upload goes through, whoever hands it in: its name, macros in it, and the virus scanner."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from pathlib import PurePosixPath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kaicheng import clamav

_MACROS = re.compile(r"vbaProject\.bin$", re.IGNORECASE)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_MACROS = ("_VBA_PROJECT".encode("utf-16-le"), "Macros".encode("utf-16-le"))
LONGEST_NAME = 120
LONGEST_SUFFIX = 10


def clean_name(name: str, otherwise: str = "附件") -> str:
    """A file's name without folders, control characters and signs that turn text round.

    >>> clean_name("C:\\\\扫描\\\\信封\\u202e.jpg")
    '信封.jpg'
    """
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    kept = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C")
    kept = re.sub(r'[<>:"|?*]', "_", " ".join(kept.split())).strip(". ")
    path = PurePosixPath(kept or otherwise)
    suffix = path.suffix if len(path.suffix) <= LONGEST_SUFFIX else ""
    return f"{path.name.removesuffix(suffix)[: LONGEST_NAME - len(suffix)]}{suffix}"


def without_macros(name: str, data: bytes) -> None:
    """Raises ValidationError for a document in which a program lies; nothing is unpacked."""
    if data.startswith(_OLE):
        found = any(mark in data for mark in _OLE_MACROS)
    else:
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                found = any(_MACROS.search(part) for part in archive.namelist())
        except zipfile.BadZipFile:
            found = False
    if found:
        raise ValidationError(
            _("“%(name)s”里有宏（小程序），不能收。请另存为不带宏的文件，或者转成 PDF。") % {"name": name}
        )


def scanned(data: bytes) -> bool:
    """Whether the virus scanner has looked at it and found nothing; False where it could not be asked.

    Raises ValidationError for a virus.
    """
    if not settings.KAICHENG_CLAMAV:
        return False
    try:
        verdict = clamav.scan([data], settings.KAICHENG_CLAMAV)
    except clamav.NotScanned:
        return False
    if not verdict.clean:
        raise ValidationError(
            _("文件里发现病毒（%(virus)s），没有保存。请用杀毒软件清理这台电脑，再换一个干净的文件。")
            % {"virus": verdict.virus[:60]}
        )
    return True
