"""What every upload goes through, whoever hands it in: a name without tricks, and the virus scanner."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kaicheng import clamav

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
