"""Text in standard characters, one for one, so that a place in it is the same place in the original."""

from __future__ import annotations

import sys
import unicodedata
from functools import cache

GAP = "\u200b"
"""What every character stands for that takes no room: they are put into numbers to hide them."""


@cache
def _table() -> dict[int, str]:
    table = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    for code in range(sys.maxunicode + 1):
        character = chr(code)
        category = unicodedata.category(character)
        if category == "Nd" and code > 0x7F:
            table[code] = str(unicodedata.decimal(character))
        elif category == "Zs":
            table[code] = " "
        elif category == "Cf" or code in (0xFE0E, 0xFE0F, 0x034F, 0x3164):
            table[code] = GAP
        elif category == "Pd" and code > 0x7F:
            table[code] = "-"
    # Kangxi radicals and compatibility ideographs that fonts leave in PDF files in place of characters.
    for code in (*range(0x2F00, 0x2FE0), *range(0xF900, 0xFB00)):
        plain = unicodedata.normalize("NFKC", chr(code))
        if len(plain) == 1:
            table[code] = plain
    table |= {ord(sign): "〔" for sign in "﹝〘"} | {ord(sign): "〕" for sign in "﹞〙"}
    table |= {ord("−"): "-", ord("\u2028"): "\n", ord("\u2029"): "\n", ord("\x0b"): "\n", ord("\x0c"): "\n"}
    return table


def standard(text: str) -> str:
    """``text`` with half-width letters, digits and punctuation, of the same length.

    >>> standard("身份证：１２３，ＡＢ")
    '身份证:123,AB'
    """
    if text.isascii():
        return text
    table = _table()
    # A text holds few different characters: replacing those that occur beats translating all of it.
    for character in set(text):
        plain = table.get(ord(character))
        if plain is not None:
            text = text.replace(character, plain)
    return text


def whole(text: str) -> str:
    """``text`` with a question mark for each half of a character, which cannot be written to a file."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()
