"""White space as it should be: what Word and web pages use for layout goes, what parts words stays."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from kaicheng.conversion.blocks import Inline, Picture, Run, joined

# Control characters, zero-width characters and those that turn the direction of reading, by which text
# can be made to look like something else.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
)
_GAPS = re.compile("[\0 \t\r\n\f\v\x85\xa0\u2000-\u200a\u202f]+")
_EDGE = " \u3000"
_WIDE = re.compile("[\u2e80-\u303f\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff01-\uffef]")

SOFT = "\n"
"""In text as it comes: a line end of the source, which shows as a space at most."""
HARD = "\v"
"""In text as it comes, once :func:`prepared`: a line break that is meant."""


def prepared(text: str, *, preformatted: bool = False) -> str:
    """Text as it comes without what cannot be seen; line ends are meant where it is preformatted."""
    text = _INVISIBLE.sub("", text.replace(HARD, " "))
    return text.replace("\r\n", "\n").replace("\n", HARD) if preformatted else text


def leading(inlines: Sequence[Inline]) -> float:
    """How far spaces set a line in, in characters. Only those count that HTML shows."""
    width = 0.0
    for inline in inlines:
        if isinstance(inline, Picture):
            return width
        for character in inline.text:
            if character == "\u3000":
                width += 1
            elif character in "\xa0\u2002\u2003":
                width += 1 if character == "\u2003" else 0.5
            elif character not in " \t\r" + SOFT:
                return width
    return width


def tidy(inlines: Iterable[Inline]) -> tuple[Inline, ...]:
    """A line's inlines with single spaces inside and none at its ends.

    A line end of the source between two Chinese characters is no space, as in browsers: Word and WPS wrap
    their source where they like.
    """
    pieces = list(inlines)
    if not pieces:
        return ()
    text = "\0".join(piece.text if isinstance(piece, Run) else "\ufffc" for piece in pieces)
    return _stripped(joined(_spread(pieces, _collapsed(text))))


def _collapsed(text: str) -> str:
    """Runs of white space as one space each, "\\0" between pieces kept and seen through."""
    parts: list[str] = []
    end = 0
    for match in _GAPS.finditer(text):
        parts.append(text[end : match.start()])
        space = match[0]
        borders = space.count("\0")
        if len(space) == borders:
            parts.append(space)
        else:
            before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
            soft = SOFT in space and not space.strip("\0\n\r\t ")
            gone = soft and _WIDE.match(before or " ") and _WIDE.match(after or " ")
            # The space goes to the piece that has its first character.
            first = len(space) - len(space.lstrip("\0"))
            parts.append("\0" * first + ("" if gone else " ") + "\0" * (borders - first))
        end = match.end()
    parts.append(text[end:])
    return "".join(parts)


def _spread(pieces: Sequence[Inline], text: str) -> Iterable[Inline]:
    for piece, words in zip(pieces, text.split("\0"), strict=True):
        if isinstance(piece, Picture) or piece.text == words:
            yield piece
        else:
            yield Run(words, piece.marks, piece.href)


def _stripped(inlines: Sequence[Inline]) -> tuple[Inline, ...]:
    """Without spaces at either end, across runs."""
    kept = list(inlines)
    for index, strip in ((0, str.lstrip), (-1, str.rstrip)):
        while kept:
            inline = kept[index]
            if isinstance(inline, Picture):
                break
            words = strip(inline.text, _EDGE)
            if words:
                if words != inline.text:
                    kept[index] = Run(words, inline.marks, inline.href)
                break
            del kept[index]
    return joined(kept)
