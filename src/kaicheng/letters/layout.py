"""Where things stand on the page of a letter, the same for Word and PDF (GB/T 9704)."""

from __future__ import annotations

import unicodedata

from .letter import Block, Letter, Role

LINE = 28
"""Characters of 三号 on a line between the margins."""
SIGNATURE_GAP = 2
"""Blank lines above the signature, so that the top of the seal has room."""
_TITLE_LINE = 19
_DATE_MARGIN = 4
"""成文日期右空四字编排."""
_SIGNATURE_MARGIN = 2


def title_lines(letter: Letter) -> tuple[str, ...]:
    """A long title on two lines, the authority's name on its own."""
    title = letter.title
    if len(title) > _TITLE_LINE and title.startswith(letter.authority) and title != letter.authority:
        return letter.authority, title.removeprefix(letter.authority)
    return (title,)


def gap_before(before: Block | None, block: Block) -> int:
    """Blank lines between two blocks: one below the number and above attachments, two above the signature."""
    if before is None:
        return 0
    if block.role is Role.SIGNATURE:
        return SIGNATURE_GAP
    if before.role is Role.NUMBER and block.role is not Role.NUMBER:
        return 1
    if block.role is Role.ATTACHMENT and before.role is not Role.ATTACHMENT:
        return 1
    return 0


def width(text: str) -> float:
    """Width of a text in characters of its size; Latin letters and digits are half."""
    return sum(1.0 if unicodedata.east_asian_width(char) in "FWA" else 0.5 for char in text)


def signature_centre(letter: Letter) -> float:
    """How far from the right margin, in characters, signature and date have their common middle.

    The date keeps four characters from the margin; a signature longer than it keeps two, and the date then
    moves in.
    """
    widths = {block.role: width(block.text) for block in letter.all(Role.SIGNATURE, Role.DATE)}
    return max(
        _DATE_MARGIN + widths.get(Role.DATE, 0) / 2, _SIGNATURE_MARGIN + widths.get(Role.SIGNATURE, 0) / 2
    )


def signature_indents(letter: Letter, block: Block) -> tuple[float, float]:
    """Indents left and right, in characters, between which the signature or the date is centred."""
    centre = signature_centre(letter)
    half = min(max(width(block.text) / 2 + 1, 4), centre)
    return LINE - centre - half, centre - half


def kept(letter: Letter) -> frozenset[int]:
    """Places of the blocks that stay with the signature, so that no page holds it alone: the last lines of
    text, and the attachments under them."""
    places: list[int] = []
    for number, block in reversed(list(enumerate(letter.blocks))):
        if block.role in (Role.SIGNATURE, Role.DATE):
            continue
        places.append(number)
        if block.role is not Role.ATTACHMENT:
            break
    return frozenset(places) if letter.all(Role.SIGNATURE) else frozenset()
