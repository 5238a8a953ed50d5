"""Whether two requests are of one applicant: namesakes are never taken for each other."""

from __future__ import annotations

import unicodedata
from typing import Any

from kaicheng.cases.models import Applicant


def same_applicant(one: Applicant, other: Applicant) -> bool:
    """Whether the same name comes with the same identity or credit number; where one of them states none,
    with the same telephone, e-mail or postal address. A name alone proves nothing."""
    if not one.name_index or one.name_index != other.name_index:
        return False
    if one.id_index and other.id_index:
        return bool(one.id_index == other.id_index)
    for index in ("telephone_index", "email_index"):
        if getattr(one, index) and getattr(one, index) == getattr(other, index):
            return True
    return bool(_plain(one.address)) and _plain(one.address) == _plain(other.address)


def _plain(kept: Any) -> str:
    said = unicodedata.normalize("NFKC", kept.reveal()) if kept else ""
    return "".join(sign for sign in said.casefold() if sign.isalnum())
