"""Copies given as they are, not made page by page: cleaned and looked through all the same."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kaicheng.redaction import GIVEN, NotProved, Plan, RedactionError, pages_of, release
from kaicheng.screening import media_type, screen_file

PAGED = frozenset({"application/pdf", "image/jpeg", "image/png", "image/tiff"})
"""What is made anew from what its pages show."""
HIDDEN = frozenset({"V19", "V20"})
"""What a file carries unseen (comments, hidden sheets and layers, an author, files inside), and text that can
still be copied from under a cover."""


def clean_copy(name: str, data: bytes, today: dt.date) -> tuple[str, bytes]:
    """The file as it may be given: pages made anew without what they do not show, and proved; of any other
    kind, the file itself, if nothing is hidden in it.

    Raises ValidationError with what was found, and what to do.
    """
    if media_type(data, name) in PAGED:
        data = _made_anew(data, today)
        name = f"{name.rpartition('.')[0] or name}.pdf"
    found = [one for one in screen_file(data, name).findings if one.rule in HIDDEN]
    if found:
        told = "；".join(dict.fromkeys(one.message.zh.rstrip("。") for one in found[:5]))
        raise ValidationError(
            _(
                "“%(name)s”里有看不见的内容，没有存入：%(told)s。请删去，或者另存为PDF再加入；要遮盖的，作为“拟公开信息原件”加入，逐页处理。"
            )
            % {"name": name, "told": told}
        )
    return name, data


def _made_anew(data: bytes, today: dt.date) -> bytes:
    try:
        count = len(pages_of(data, previews=False))
        return release(data, Plan((GIVEN,) * count), made_on=today).data
    except NotProved as error:
        told = "；".join(finding.message.zh for finding in error.findings[:3])
        raise ValidationError(
            _("没有存入：核验发现看不见的内容去不掉。%(told)s请把它打印后扫描，再加入。") % {"told": told}
        ) from error
    except RedactionError as error:
        raise ValidationError(error.message.zh) from error
