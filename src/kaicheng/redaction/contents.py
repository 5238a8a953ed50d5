"""Content streams: every stream of drawing operators in a file, read and written again with less in it."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Operator, Stream

from kaicheng.redaction.errors import damaged, too_large
from kaicheng.redaction.layers import is_hidden
from kaicheng.redaction.limits import CONTENT, OPERATORS

Instruction = Any
"""An instruction or inline image as pikepdf parses them: ``operands`` and ``operator``."""

SHOWS_TEXT = frozenset({"Tj", "TJ", "'", '"'})
_MARKS = frozenset({"BMC", "BDC", "EMC", "MP", "DP", "BX", "EX"})
_PAINTS_PATH = frozenset({"S", "s", "f", "F", "f*", "B", "B*", "b", "b*"})
_PAINTS = SHOWS_TEXT | _PAINTS_PATH | {"sh", "Do", "INLINE IMAGE"}
_END_PATH = pikepdf.ContentStreamInstruction([], Operator("n"))


def content_streams(pdf: pikepdf.Pdf) -> Iterator[Stream]:
    """Every form, pattern, glyph procedure and page content of a file, each once."""
    procedures = {
        glyph.objgen
        for font in pdf.objects
        if isinstance(font, Dictionary) and isinstance(font.get("/CharProcs"), Dictionary)
        for glyph in font["/CharProcs"].values()
        if isinstance(glyph, Stream)
    }
    pages = {page.obj["/Contents"].objgen for page in pdf.pages if "/Contents" in page.obj}
    for item in list(pdf.objects):
        if isinstance(item, Stream) and (
            item.get("/Subtype") == Name.Form
            or item.get("/PatternType") == 1
            or item.objgen in procedures
            or item.objgen in pages
        ):
            yield item


def parse(stream: Any) -> list[Instruction]:
    """The instructions of a page or stream.

    Raises:
        DamagedFile: they cannot be told apart.
        TooLarge: there are more of them than are worked on.
    """
    check_unpacked(stream)
    try:
        instructions: list[Instruction] = list(pikepdf.parse_content_stream(stream))
    except (pikepdf.PdfError, TypeError, ValueError, RuntimeError) as error:
        raise damaged("页面内容无法解析", "the content of a page cannot be parsed") from error
    if len(instructions) > OPERATORS:
        raise too_large("有一页的内容过于复杂", "A page has too many drawing operators")
    return instructions


def check_unpacked(content: Any) -> None:
    """Raise TooLarge for content, a stream or an array of them, that unpacks to more than is worked on.

    Only what is packed once, in the usual way, is measured; for the rest there is the limit of memory.
    """
    for part in content if isinstance(content, Array) else [content]:
        if isinstance(part, Stream) and str(part.get("/Filter")) in ("/FlateDecode", "/Fl"):
            with suppress(zlib.error):
                unpacked = zlib.decompressobj().decompress(part.read_raw_bytes(), CONTENT + 1)
                if len(unpacked) > CONTENT:
                    raise too_large("有一页的内容解开后过大", "The content of a page grows too large")


def rewrite(stream: Stream, change: Callable[[list[Instruction], Any], list[Instruction]]) -> None:
    """Replace the instructions of a stream by what ``change`` makes of them and of its resources.

    The stream gets resources of its own, with only what it still uses: files like to hand one table of
    all pictures and fonts to every page.
    """
    resources = stream.get("/Resources")
    changed = change(parse(stream), resources)
    stream.write(pikepdf.unparse_content_stream(changed))
    if isinstance(resources, Dictionary):
        stream.Resources = _used_resources(changed, resources)


def _used_resources(instructions: list[Instruction], resources: Dictionary) -> Dictionary:
    names: set[str] = set()
    for instruction in instructions:
        names.update(str(operand) for operand in instruction.operands if isinstance(operand, Name))
    inline = any(_name(instruction) == "INLINE IMAGE" for instruction in instructions)
    used = Dictionary()
    for kind, entries in resources.items():
        if isinstance(entries, Dictionary):
            whole = inline and kind == "/ColorSpace"
            kept = {name: entry for name, entry in entries.items() if whole or name in names}
            if kept:
                used[kind] = Dictionary(kept)
    return used


def without_marks(instructions: list[Instruction], resources: Any) -> list[Instruction]:
    """Without marked content, which carries alternative texts, and without what hidden layers paint.

    Operators that set the state stay, as a viewer that hides a layer still carries them out.
    """
    properties = resources.get("/Properties") if isinstance(resources, Dictionary) else None
    kept: list[Instruction] = []
    opened: list[bool] = []  # for each marked content that is open, whether it is hidden
    for instruction in instructions:
        operator = _name(instruction)
        if operator in _MARKS:
            if operator in ("BDC", "BMC"):
                opened.append(operator == "BDC" and _hides(instruction.operands, properties))
            elif operator == "EMC" and opened:
                opened.pop()
            continue
        if operator == "Do" and _is_hidden_object(instruction.operands, resources):
            continue
        if any(opened) and operator in _PAINTS:
            if operator in _PAINTS_PATH:
                kept.append(_END_PATH)
            continue
        kept.append(instruction)
    return kept


def without_text(instructions: list[Instruction], resources: Any) -> list[Instruction]:
    """With no text shown: what is left of a page shows what else is drawn on it."""
    return [instruction for instruction in instructions if _name(instruction) not in SHOWS_TEXT]


def used_codes(instructions: list[Instruction], resources: Any) -> Iterator[tuple[str, bytes]]:
    """The name of the font in ``resources`` and the codes of each text that is shown."""
    font: str | None = None
    saved: list[str | None] = []
    for instruction in instructions:
        operator, operands = _name(instruction), instruction.operands
        if operator == "q":
            saved.append(font)
        elif operator == "Q" and saved:
            font = saved.pop()
        elif operator == "Tf" and len(operands) == 2:
            font = str(operands[0])
        elif operator in SHOWS_TEXT and operands and font is not None:
            shown = operands[-1]
            for part in shown if isinstance(shown, Array) else [shown]:
                if isinstance(part, pikepdf.String):
                    yield font, bytes(part)


def _name(instruction: Instruction) -> str:
    return str(instruction.operator)


def _hides(operands: Any, properties: Any) -> bool:
    if len(operands) != 2 or operands[0] != Name.OC or not isinstance(operands[1], Name):
        return False
    return isinstance(properties, Dictionary) and is_hidden(properties.get(str(operands[1])))


def _is_hidden_object(operands: Any, resources: Any) -> bool:
    objects = resources.get("/XObject") if isinstance(resources, Dictionary) else None
    if not isinstance(objects, Dictionary) or len(operands) != 1:
        return False
    drawn = objects.get(str(operands[0]))
    return isinstance(drawn, Stream) and is_hidden(drawn.get("/OC"))
