"""Messages of the pure packages carry both languages; this picks the reader's."""

from __future__ import annotations

from django.utils.translation import get_language

from kaicheng.findings import Text


def in_language(text: Text) -> str:
    """The message in the language of the page."""
    return text.en if get_language() == "en" else text.zh
