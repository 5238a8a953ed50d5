"""The text of a finished file against what may stand in it."""

from __future__ import annotations

import io
import logging
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import pdfplumber

from kaicheng.findings import Finding
from kaicheng.redaction.errors import damaged
from kaicheng.redaction.faults import fault
from kaicheng.redaction.furniture import Overlay, Sheet, printed_text
from kaicheng.redaction.glyphs import PageText, opened, page_text
from kaicheng.redaction.plan import Decision

logging.getLogger("pdfminer").setLevel(logging.ERROR)

GRAM = 4
"""So many characters in a row that stand nowhere else tell that redacted text is still there."""
_SHORT = 2
_MOST_FAULTS = 20
_DAY = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日$")
"""The end of a sheet: the day on which it was made."""
_NAMELESS = re.compile(r"\(cid:\d+\)|\ufffd")


@dataclass(frozen=True)
class Expected:
    """A page of the original: its text, the places in it of what goes, and what we print on it."""

    text: PageText
    gone: frozenset[int]
    decision: Decision
    ours: Overlay | Sheet | None

    @cached_property
    def removed(self) -> list[str]:
        """Stretches of text that go, without spaces."""
        return self._stretches(gone=True)

    @cached_property
    def kept(self) -> list[str]:
        """Stretches that may stay."""
        return self._stretches(gone=False)

    @cached_property
    def allowed(self) -> Counter[str]:
        """How often each character may stand on the page, with what we print on it."""
        counts = Counter("".join(self.kept))
        counts.update(self.printed)
        return counts

    @property
    def printed(self) -> str:
        """What we print on the page, without spaces."""
        return squeezed(printed_text(self.ours)) if self.ours is not None else ""

    def _stretches(self, gone: bool) -> list[str]:
        parts = [""]
        for place, (char, glyph) in enumerate(zip(self.text.text, self.text.glyphs, strict=True)):
            if glyph is None or char.isspace():
                continue
            if (place in self.gone) is gone:
                parts[-1] += char
            elif parts[-1]:
                parts.append("")
        return [squeezed(part) for part in parts if part]


def squeezed(text: str) -> str:
    """The text in one form of each character, without spaces and breaks."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def grams(pages: Sequence[Expected], length: int = GRAM) -> set[str]:
    """Stretches of ``length`` characters, and shorter ones that are whole, of what goes and stands nowhere
    in what stays.
    """
    staying = "\0".join(
        text for page in pages for text in (*page.kept, "".join(page.kept), page.printed) if text
    )
    found = set()
    for page in pages:
        for text in page.removed:
            if _SHORT <= len(text) < length:
                found.add(text)
            found.update(text[at : at + length] for at in range(len(text) - length + 1))
    return {gram for gram in found if gram not in staying}


def text_faults(released: bytes, original: bytes, pages: Sequence[Expected]) -> list[Finding]:
    """Rules RD01, RD02 and RD14. ``original`` is the original in normal form.

    Two readers put the same words into different orders, so that words left out may seem to be there where
    others meet. What is extracted is therefore counted, character by character, and telling stretches are
    looked for on pages that have too many.
    """
    telling = grams(pages)
    given = {number for number, page in enumerate(pages) if page.decision is Decision.GIVE}
    found: list[Finding] = []
    for number, (page, read) in enumerate(zip(pages, _by_pdfium(released), strict=True), 1):
        found += _surplus("PDFium", number, page, page.allowed, read.text, telling)
        found += _grounds(number, page, read)
    # pdfminer names some characters otherwise than PDFium does; a page kept as it is, it reads as before.
    before = dict(_by_pdfminer(original, given))
    for number, text in _by_pdfminer(released, set(range(len(pages)))):
        page = pages[number]
        allowed = Counter(squeezed(before[number])) if number in given else page.allowed
        found += _surplus("pdfminer", number + 1, page, allowed, text, telling)
    return found


def _by_pdfium(released: bytes) -> Iterator[PageText]:
    with opened(released) as document:
        for page in document:
            yield page_text(page)
            page.close()


def _by_pdfminer(pdf: bytes, numbers: Collection[int]) -> Iterator[tuple[int, str]]:
    """The characters of pages in the order in which they are drawn; numbers from zero."""
    try:
        with pdfplumber.open(io.BytesIO(pdf)) as document:
            for number, page in enumerate(document.pages):
                if number in numbers:
                    yield number, _NAMELESS.sub("", "".join(char["text"] for char in page.chars))
                page.close()
    except MemoryError:
        raise
    except Exception as error:
        # pdfminer fails on broken files in every way there is.
        raise damaged("成品的文字无法读取", "the text of the finished file cannot be read") from error


def _surplus(
    reader: str, number: int, page: Expected, allowed: Counter[str], text: str, telling: Iterable[str]
) -> list[Finding]:
    read = squeezed(text)
    if isinstance(page.ours, Sheet):
        read = _DAY.sub("", read)
    surplus = Counter(read) - allowed
    surplus.pop("\ufffd", None)
    if not surplus:
        return []
    more = fault(
        "RD02",
        f"第 {number} 页比应当公开的多 {surplus.total()} 个字符（{reader}）。",
        f"Page {number} has {surplus.total()} characters more than are to be given ({reader}).",
        number,
        "".join(sorted(surplus.elements()))[:40],
    )
    return [
        more,
        *(
            fault(
                "RD01",
                f"第 {number} 页仍可提取应当遮盖的文字（{reader}）。",
                f"Redacted words can be extracted from page {number} ({reader}).",
                number,
                gram,
            )
            for gram in sorted(gram for gram in telling if gram in read)[:_MOST_FAULTS]
        ),
    ]


def _grounds(number: int, page: Expected, given: PageText) -> list[Finding]:
    if page.ours is None:
        return []
    lines = page.ours.key if isinstance(page.ours, Overlay) else (page.ours.heading, *page.ours.lines)
    text = squeezed(given.text)
    if all(squeezed(line) in text for line in lines):
        return []
    return [
        fault("RD14", f"第 {number} 页没有写明依据。", f"Page {number} does not print the ground.", number)
    ]
