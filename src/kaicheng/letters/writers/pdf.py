"""A letter as a tagged PDF/A with its fonts, and with the authority's seal where one is given."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, partial
from importlib.resources import files
from typing import Any

import typst

from kaicheng.findings import Text
from kaicheng.letters.errors import BadSeal
from kaicheng.letters.layout import gap_before, kept, signature_centre, title_lines
from kaicheng.letters.letter import Block, Letter, Role
from kaicheng.typesetting import pdf

SEAL_MM = 42
"""Width of the seal where the authority does not say otherwise, in millimetres."""
MOST_SEAL_BYTES = 2_000_000

_BETWEEN = (12, 10.5, 9.5)
"""Points between lines of 16. GB/T 9704 sets lines of 28 and lets them move closer where signature, date and
seal would else not fit under the text."""
_PAGE = re.compile(rb"/Type\s*/Page\b")

_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")


def to_pdf(letter: Letter, *, seal: bytes | None = None, seal_mm: float = SEAL_MM) -> bytes:
    """The letter as PDF/A-2a; the same letter and seal give the same bytes.

    ``seal`` is a PNG (best: transparent ground) or JPEG, ``seal_mm`` its width; a letter that carries no
    seal of the authority ignores it.

    Raises:
        BadSeal: no such picture, or too large a one.
    """
    if seal is not None and not letter.sealed:
        seal = None
    if seal is not None and (not seal.startswith(_PICTURES) or len(seal) > MOST_SEAL_BYTES):
        raise _bad_seal()
    try:
        return _fitted(letter, seal, seal_mm)
    except typst.TypstError as error:
        if seal is None:
            raise
        raise _bad_seal() from error


def _fitted(letter: Letter, seal: bytes | None, seal_mm: float) -> bytes:
    """The letter in lines of 28 points, or in closer ones if those save a page."""
    ordinary, *closer = (
        partial(pdf.typeset, _source(), _data(letter, seal, seal_mm, between), dated=letter.on)
        for between in _BETWEEN
    )
    written = ordinary().pdf
    pages = len(_PAGE.findall(written))
    if pages > 1:
        for attempt in closer:
            tight = attempt().pdf
            if len(_PAGE.findall(tight)) < pages:
                return tight
    return written


def unprintable(letter: Letter) -> str:
    """The characters of the letter that no font on this computer can print, in order of code."""
    return pdf.unprintable(_source(), _data(letter, None, SEAL_MM, _BETWEEN[0]))


def _bad_seal() -> BadSeal:
    return BadSeal(
        Text(
            zh=f"印章图片不能使用：应当是不超过{MOST_SEAL_BYTES // 1_000_000}MB的PNG（透明底）或者JPEG图片。"
            "请重新上传印章图片。",
            en="The seal cannot be used: a PNG or JPEG picture of at most 2 MB is needed.",
        )
    )


@cache
def _source() -> bytes:
    return files(__package__).joinpath("letter.typ").read_bytes()


def _data(letter: Letter, seal: bytes | None, seal_mm: float, between: float) -> Mapping[str, Any]:
    return {
        "title": list(title_lines(letter)),
        "authority": letter.authority,
        "between": between,
        "blocks": list(_blocks(letter, seal, seal_mm)),
    }


def _blocks(letter: Letter, seal: bytes | None, seal_mm: float) -> Iterator[Mapping[str, Any]]:
    date = next((block.text for block in letter.all(Role.DATE)), "")
    keep = kept(letter)
    before: Block | None = None
    for number, block in enumerate(letter.blocks):
        if block.role not in (Role.TITLE, Role.DATE):
            drawn: dict[str, Any] = {
                "role": block.role.value,
                "text": block.text,
                "gap": gap_before(before, block),
                "rows": [list(row) for row in block.rows],
                "keep": number in keep,
            }
            if block.role is Role.SIGNATURE:
                drawn |= {"name": block.text, "date": date, "centre": signature_centre(letter)}
                drawn["seal"] = seal and {
                    "picture": list(seal),
                    "width": seal_mm,
                    "alt": f"{letter.authority}印章",
                }
            yield drawn
        before = block
