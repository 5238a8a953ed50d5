"""What a body says of itself: title, document number, date and issuer, for an author to accept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from kaicheng.conversion.blocks import Align, Block, Paragraph
from kaicheng.conversion.body import Proposed
from kaicheng.conversion.official import document_number, full_date, header_name, is_issuer

_TOP = 12  # blocks in which number and header stand
_MAX_ISSUERS = 8


def proposed(blocks: Sequence[Block]) -> Proposed:
    """The proposals. A number or date inside a sentence is a citation, and none of them."""
    paragraphs = [block for block in blocks if isinstance(block, Paragraph) and block.text]
    top = [paragraph.text for paragraph in paragraphs[:_TOP]]
    title = "".join(
        " ".join(paragraph.text.split()) for paragraph in paragraphs if paragraph.align is Align.TITLE
    )
    signed = _signed(paragraphs)
    made_on = full_date(paragraphs[signed].text) if signed is not None else _dated_below_title(paragraphs)
    issuers = _issuers(paragraphs, signed) if signed is not None else []
    header = next(filter(None, map(header_name, top)), "") or _centred_name(paragraphs[:_TOP])
    return Proposed(
        title=title,
        document_number=next(filter(None, map(document_number, top)), ""),
        made_on=made_on,
        issuer="、".join(issuers) or header,
    )


def _centred_name(paragraphs: Sequence[Paragraph]) -> str:
    """The name of a body above the title, as letters and meeting records are headed."""
    for paragraph in paragraphs:
        if paragraph.align is not Align.CENTER:
            return ""
        if is_issuer(paragraph.text):
            return paragraph.text.strip()
    return ""


def _signed(paragraphs: Sequence[Paragraph]) -> int | None:
    """Where the date of the signature stands: after it come attachments, so it is the first that has an
    issuer above it or stands to the right; failing that the last in the second half."""
    dated = [index for index, paragraph in enumerate(paragraphs) if index and full_date(paragraph.text)]
    for index in dated:
        above = paragraphs[index - 1]
        if above.align is not Align.TITLE and is_issuer(above.text):
            return index
    for index in dated:
        if paragraphs[index].align is Align.RIGHT:
            return index
    later = [index for index in dated if index >= len(paragraphs) // 2 and index > 2]
    return later[-1] if later else None


def _dated_below_title(paragraphs: Sequence[Paragraph]) -> date | None:
    """The date on the line after the title, in brackets, as rules and reports of meetings have it."""
    for title, line in pairwise(paragraphs[:_TOP]):
        if title.align is Align.TITLE and line.align is not Align.TITLE:
            return full_date(line.text)
    return None


def _issuers(paragraphs: Sequence[Paragraph], signed: int) -> list[str]:
    """The names above the date, several for a joint document, on lines or parted by wide spaces."""
    names: list[str] = []
    for paragraph in reversed(paragraphs[max(0, signed - _MAX_ISSUERS) : signed]):
        if paragraph.align is Align.TITLE or not is_issuer(paragraph.text):
            break
        names[:0] = paragraph.text.replace("\u3000", " ").split()
    return names
