"""Bodies of documents: what an office pastes or uploads, as clean HTML."""

from __future__ import annotations

from kaicheng.conversion.body import CleanBody, Image, Proposed
from kaicheng.conversion.cleaning import clean
from kaicheng.conversion.errors import NotReadable
from kaicheng.conversion.files import from_docx, from_pdf
from kaicheng.conversion.revision import diff
from kaicheng.conversion.text import text_of

__all__ = [
    "CleanBody",
    "Image",
    "NotReadable",
    "Proposed",
    "clean",
    "diff",
    "from_docx",
    "from_pdf",
    "text_of",
]
