"""A PDF page as glyphs and ruling lines: what is drawn where, the right way up, each thing once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from kaicheng.annual_report.labels import without_radicals
from kaicheng.annual_report.readers.limits import LIMITS, check_count

UNREADABLE = "\ufffd"
"""Stands for a glyph whose font does not say which character it is."""

_UNMAPPED = re.compile(r"\(cid:\d+\)")
_THIN = 3.0  # points: a filled box no wider than this is a ruling line
_FLAT = 1.0  # points: how far a stroke may lean and still be a ruling line
_OVERPRINT = 1.5  # points: fake bold prints a glyph again this near


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character and its box, in points from the upper left corner of the page."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Rule:
    """A ruling line. ``at`` is its place across its direction, ``start`` and ``end`` along it, in points."""

    vertical: bool
    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class PageContent:
    """What stands on one page. ``unreadable`` counts glyphs without a character."""

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    rules: tuple[Rule, ...]
    unreadable: int
    has_picture: bool


def read_page(page: Any) -> PageContent:
    """The content of a pdfplumber page. Raises TooLarge when it is crowded beyond the limit."""
    objects = page.objects
    check_count(sum(map(len, objects.values())), LIMITS.page_objects, "单页图文对象", "objects on one page")
    chars = objects.get("char", [])
    rules = list(_rules(objects))
    glyphs = [_glyph(char) for char in chars]
    width, height = float(page.width), float(page.height)
    turn = _quarter_turn(chars)
    if turn:
        glyphs = [_turn_glyph(glyph, turn, width, height) for glyph in glyphs]
        rules = [_turn_rule(rule, turn, width, height) for rule in rules]
        width, height = height, width
    return PageContent(
        number=page.page_number,
        width=width,
        height=height,
        glyphs=tuple(_once(glyphs)),
        rules=tuple(rules),
        unreadable=sum(glyph.text == UNREADABLE for glyph in glyphs),
        has_picture=bool(objects.get("image")),
    )


def _glyph(char: dict[str, Any]) -> Glyph:
    # Nobody writes radicals: browsers and fonts put them into PDF files in place of the characters.
    text = UNREADABLE if _UNMAPPED.fullmatch(char["text"]) else without_radicals(char["text"])
    return Glyph(text, char["x0"], char["x1"], char["top"], char["bottom"], char["size"])


def _once(glyphs: Iterable[Glyph]) -> Iterator[Glyph]:
    """Glyphs without those printed again on the spot for boldness."""
    seen: set[tuple[str, int, int]] = set()
    for glyph in glyphs:
        column, row = int(glyph.x0 // _OVERPRINT), int(glyph.top // _OVERPRINT)
        near = ((glyph.text, column + i, row + j) for i in (-1, 0, 1) for j in (-1, 0, 1))
        if glyph.text.isspace() or not any(place in seen for place in near):
            yield glyph
        seen.add((glyph.text, column, row))


def _rules(objects: dict[str, list[dict[str, Any]]]) -> Iterator[Rule]:
    """Ruling lines, however they were drawn. Filled boxes are backgrounds and rule nothing."""
    for line in objects.get("line", ()):
        yield from _stroke(line["x0"], line["top"], line["x1"], line["bottom"])
    for rect in objects.get("rect", ()):
        x0, x1, top, bottom = rect["x0"], rect["x1"], rect["top"], rect["bottom"]
        if bottom - top <= _THIN and x1 - x0 > _THIN:
            yield Rule(False, (top + bottom) / 2, x0, x1)
        elif x1 - x0 <= _THIN and bottom - top > _THIN:
            yield Rule(True, (x0 + x1) / 2, top, bottom)
        elif rect.get("stroke"):
            yield from (Rule(False, top, x0, x1), Rule(False, bottom, x0, x1))
            yield from (Rule(True, x0, top, bottom), Rule(True, x1, top, bottom))
    for curve in objects.get("curve", ()):
        if curve.get("stroke"):
            points = curve["pts"]
            for (x0, top), (x1, bottom) in pairwise(points):
                yield from _stroke(x0, top, x1, bottom)


def _stroke(x0: float, top: float, x1: float, bottom: float) -> Iterator[Rule]:
    if abs(bottom - top) <= _FLAT < abs(x1 - x0):
        yield Rule(False, (top + bottom) / 2, min(x0, x1), max(x0, x1))
    elif abs(x1 - x0) <= _FLAT < abs(bottom - top):
        yield Rule(True, (x0 + x1) / 2, min(top, bottom), max(top, bottom))


def _quarter_turn(chars: list[dict[str, Any]]) -> int:
    """1 when most text runs up the page, -1 when it runs down, 0 when it runs across."""
    up = sum(1 for char in chars if abs(char["matrix"][0]) < abs(char["matrix"][1]) and char["matrix"][1] > 0)
    down = sum(
        1 for char in chars if abs(char["matrix"][0]) < abs(char["matrix"][1]) and char["matrix"][1] < 0
    )
    if max(up, down) * 2 <= len(chars):
        return 0
    return 1 if up > down else -1


def _turn_glyph(glyph: Glyph, turn: int, width: float, height: float) -> Glyph:
    if turn > 0:
        x0, x1, top, bottom = height - glyph.bottom, height - glyph.top, glyph.x0, glyph.x1
    else:
        x0, x1, top, bottom = glyph.top, glyph.bottom, width - glyph.x1, width - glyph.x0
    return Glyph(glyph.text, x0, x1, top, bottom, bottom - top)


def _turn_rule(rule: Rule, turn: int, width: float, height: float) -> Rule:
    # Running up: (x, y) goes to (height - y, x). Running down: to (y, width - x).
    if rule.vertical and turn > 0:
        return Rule(False, rule.at, height - rule.end, height - rule.start)
    if rule.vertical:
        return Rule(False, width - rule.at, rule.start, rule.end)
    if turn > 0:
        return Rule(True, height - rule.at, rule.start, rule.end)
    return Rule(True, rule.at, width - rule.end, width - rule.start)
