"""What a style attribute says that matters: weight, place, indentation, whether it is shown at all."""

from __future__ import annotations

import re
from functools import lru_cache

from kaicheng.conversion.blocks import Align, Mark
from kaicheng.conversion.markup import Node

_LENGTH = re.compile(r"(-?\d{0,4}(?:\.\d{1,6})?)(pt|px|em|cm|mm|in|rem|)")
# In em of a body of 16 points, the size that official documents are set in.
_EM = {"pt": 1 / 16, "px": 1 / 21.3, "em": 1.0, "rem": 1.0, "cm": 1.77, "mm": 0.177, "in": 4.5, "": 0.0}
_ALIGNS = {"center": Align.CENTER, "middle": Align.CENTER, "right": Align.RIGHT, "end": Align.RIGHT}
_CLASSES = {
    **{align.value: align for align in Align},
    "MsoTitle": Align.CENTER,
    "MsoSubtitle": Align.CENTER,
}
_LIST_LEVEL = re.compile(r"\blevel(\d)\b")

Style = dict[str, str]


@lru_cache(maxsize=4096)
def _parsed(style: str) -> Style:
    pairs = (entry.partition(":") for entry in style.split(";"))
    return {name.strip().lower(): value.strip().lower() for name, _, value in pairs if value}


def style_of(node: Node) -> Style:
    """The declarations of a node; not to be changed."""
    return _parsed(node.attributes.get("style", "")[:4000])


def is_hidden(node: Node) -> bool:
    """Whether a reader of the original does not see it."""
    style = style_of(node)
    return (
        "hidden" in node.attributes
        or style.get("display") == "none"
        or style.get("visibility") == "hidden"
        or style.get("mso-hide") == "all"
    )


def align_of(node: Node) -> Align | None:
    """How a block says that it stands."""
    for name in node.attributes.get("class", "").split():
        if name in _CLASSES:
            return _CLASSES[name]
    if node.tag == "center":
        return Align.CENTER
    word = style_of(node).get("text-align") or node.attributes.get("align", "").strip().lower()
    return _ALIGNS.get(word.removeprefix("-webkit-"))


def says_align(node: Node) -> bool:
    """Whether a block says anything of how it stands, be it only that it stands as usual."""
    return bool(align_of(node) or style_of(node).get("text-align") or node.attributes.get("align"))


def indent_of(node: Node) -> float:
    """How far the first line is set in, in characters."""
    style = style_of(node)
    count = style.get("mso-char-indent-count", "")
    if re.fullmatch(r"\d{1,3}(\.\d{1,4})?", count):
        return float(count)
    return sum(_length(style.get(name, "")) for name in ("text-indent", "margin-left", "padding-left"))


def _length(value: str) -> float:
    found = _LENGTH.fullmatch(value)
    if found is None or found[1] in ("", "-", "."):
        return 0.0
    return float(found[1]) * _EM[found[2]]


def marks_of(node: Node, marks: frozenset[Mark]) -> frozenset[Mark]:
    """The marks of text in a node, ``marks`` being those around it."""
    if node.tag in ("b", "strong"):
        marks |= {Mark.STRONG}
    elif node.tag in ("i", "em"):
        marks |= {Mark.EM}
    elif node.tag in ("sup", "sub"):
        marks = (marks - {Mark.SUP, Mark.SUB}) | {Mark(node.tag)}
    style = style_of(node)
    if weight := style.get("font-weight"):
        bold = weight in ("bold", "bolder") or (weight.isdigit() and len(weight) < 5 and int(weight) >= 600)
        marks = marks | {Mark.STRONG} if bold else marks - {Mark.STRONG}
    if slant := style.get("font-style"):
        marks = marks | {Mark.EM} if slant in ("italic", "oblique") else marks - {Mark.EM}
    raised = style.get("vertical-align")
    if raised in ("super", "sub") and node.tag not in ("td", "th", "tr", "table"):
        marks = (marks - {Mark.SUP, Mark.SUB}) | {Mark.SUP if raised == "super" else Mark.SUB}
    return marks


def is_struck(node: Node) -> bool:
    """Whether text in it is struck through."""
    style = style_of(node)
    line = style.get("text-decoration", "") + style.get("text-decoration-line", "")
    return node.tag in ("s", "strike", "del") or "line-through" in line


def is_tracked_deletion(node: Node) -> bool:
    """Whether Word or WPS says that somebody deleted it while changes were tracked."""
    return "msoDel" in node.attributes.get("class", "").split() or (
        node.tag == "del" and ("cite" in node.attributes or "datetime" in node.attributes)
    )


def is_comment(node: Node) -> bool:
    """Whether it is a comment of Word, or the mark of one."""
    classes = {name.lower() for name in node.attributes.get("class", "").split()}
    return bool(classes & {"msocomanchor", "msocomtxt", "msocommentreference"}) or style_of(node).get(
        "mso-element", ""
    ).startswith("comment")


def list_level(node: Node) -> int:
    """The level of Word's list that a paragraph is an item of, from 1; 0 for none."""
    value = style_of(node).get("mso-list", "")
    if not value or value.startswith(("none", "ignore", "skip")):
        return 0
    found = _LIST_LEVEL.search(value)
    return min(max(int(found[1]), 1), 6) if found else 1


def is_list_marker(node: Node) -> bool:
    """Whether it is the number or bullet that Word wrote out for programs without lists."""
    return style_of(node).get("mso-list", "").startswith("ignore")
