"""One spelling for what people write in several: full-width forms, capitals, traditional characters.

Folding never changes the length of a text, so that what is found in the folded text can be marked in the
original.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

HAN = "〇々\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Chinese characters, for use between the brackets of a regular expression."""


def fold(text: str) -> str:
    """The text in small letters, half-width and in standard characters; as long as it was."""
    return text.translate(_table())


@cache
def traditional() -> dict[str, str]:
    """Common traditional characters and their standard forms."""
    lines = (
        (files("kaicheng.retrieval") / "data" / "traditional.txt").read_text(encoding="utf-8").splitlines()
    )
    pairs = "".join(line for line in lines if not line.startswith("#"))
    return dict(zip(pairs[::2], pairs[1::2], strict=True))


@cache
def _table() -> dict[int, str]:
    table = {ord(complex_form): simple for complex_form, simple in traditional().items()}
    # Latin, Greek and Cyrillic capitals; a few letters of other scripts grow when made small.
    table |= {code: chr(code).lower() for code in range(0x41, 0x530) if len(chr(code).lower()) == 1}
    table |= {code: chr(code - 0xFEE0).lower() for code in range(0xFF01, 0xFF5F)}
    blanks = [0x3000, 0xA0, *range(0x20), 0x7F, *range(0x200B, 0x2010), 0xFEFF]
    # Half a character is nothing that can be written down.
    return table | dict.fromkeys([*blanks, *range(0xD800, 0xE000)], " ")
