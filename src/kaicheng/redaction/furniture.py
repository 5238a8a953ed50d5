"""What is printed by us on what is released: the ground in each box, the key beneath, sheets for pages."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any

from kaicheng.redaction.geometry import Rect
from kaicheng.redaction.grounds import ground, reason, short_labels
from kaicheng.redaction.plan import Box, PagePlan
from kaicheng.statute.outcomes import Outcome
from kaicheng.typesetting.pdf import typeset

_LARGEST, _LEAST = 9.0, 4.0
"""Points of the writing in a box. What does not fit at the least size is told in the key alone."""
_LEGIBLE = 6.0
"""Points at which a longer label is taken before a shorter one is set larger."""
_KEY_SIZE = 7.5
_LINE = 1.32
_NARROW = 0.58
"""Width of a digit or bracket, in ems."""


@dataclass(frozen=True, slots=True)
class Label:
    """The writing in a box: the place of the box in points, the text (may be none) and its size."""

    place: Rect
    text: str
    size: float


@dataclass(frozen=True, slots=True)
class Overlay:
    """What is printed on a redrawn page of ``width`` by ``height`` points and on the ``band`` beneath it."""

    width: float
    height: float
    labels: tuple[Label, ...]
    key: tuple[str, ...]
    size: float
    margin: float
    band: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sheet in the place of a page withheld."""

    width: float
    height: float
    heading: str
    lines: tuple[str, ...]
    date: str


def overlay(boxes: Sequence[Box], areas: Sequence[Rect], width: float, height: float) -> Overlay:
    """The labels and key for boxes that were painted over on ``areas``, in points."""
    labels = [_label(box.outcome, area) for box, area in zip(boxes, areas, strict=True)]
    size = min(_KEY_SIZE, max(width / 40, 2.0))
    margin = min(36.0, width / 16)
    key = _key(boxes, labels)
    per_line = max(1, int((width - 2 * margin) / size))
    rows = sum(math.ceil(_ems(line) / per_line) for line in key)
    return Overlay(width, height, tuple(labels), key, size, margin, math.ceil(size * (rows * _LINE + 1.6)))


def sheet(page: PagePlan, number: int, count: int, size: tuple[float, float], made_on: date) -> Sheet:
    """The sheet that says that page ``number`` of ``count`` is withheld, and on what grounds."""
    lines = [f"原件第 {number} 页（共 {count} 页），经审查不予公开。依据："]
    lines += [f"{outcome.article.cite.zh}：{reason(outcome)}。" for outcome in map(ground, page.grounds)]
    day = f"{made_on.year}年{made_on.month}月{made_on.day}日"
    return Sheet(*size, f"第 {number} 页不予公开", tuple(lines), day)


def printed_text(part: Overlay | Sheet) -> str:
    """All that is printed, but for the day on a sheet, to tell it from the text of the original."""
    if isinstance(part, Sheet):
        return "\n".join((part.heading, *part.lines))
    return "\n".join((*(label.text for label in part.labels), *part.key))


def printed(parts: Sequence[Overlay | Sheet], made_on: date) -> bytes:
    """A PDF with one page for each part, in order."""
    data = {"title": "政府信息公开", "pages": [_data(part) for part in parts]}
    source = files(__package__).joinpath("furniture.typ").read_bytes()
    return typeset(source, data, dated=made_on).pdf


def _label(outcome: Outcome, place: Rect) -> Label:
    fitting = [
        (text, min(_LARGEST, place.height * 0.8, (place.width - 1) / _ems(text)))
        for text in short_labels(outcome.article)
    ]
    legible = next((pair for pair in fitting if pair[1] >= _LEGIBLE), None)
    text, size = legible or max(fitting, key=lambda pair: pair[1])
    return Label(place, text, round(size, 2)) if size >= _LEAST else Label(place, "", 0.0)


def _key(boxes: Sequence[Box], labels: Sequence[Label]) -> tuple[str, ...]:
    """One line for each ground on the page, in the order of the boxes."""
    lines = []
    for code in dict.fromkeys(box.ground for box in boxes):
        own = [label.text for box, label in zip(boxes, labels, strict=True) if box.ground == code]
        written = "、".join(f"“{text}”" for text in dict.fromkeys(own) if text)
        if "" in own:
            written += "及未标字的" if written else "未标字的"
        outcome = ground(code)
        # Two grounds may rest on one paragraph of the article: then the key tells both.
        lines.append(f"本页遮盖处{written}：依据{outcome.article.cite.zh}，{reason(outcome)}。")
    return tuple(lines)


def _ems(text: str) -> float:
    return sum(_NARROW if char.isascii() else 1.0 for char in text)


def _data(part: Overlay | Sheet) -> dict[str, Any]:
    if isinstance(part, Sheet):
        size = min(14.0, max(min(part.width / 24, part.height / 20), 1.5))
        return {
            "kind": "sheet",
            "width": part.width,
            "height": part.height,
            "heading": part.heading,
            "lines": list(part.lines),
            "date": part.date,
            "size": round(size, 2),
        }
    return {
        "kind": "overlay",
        "width": part.width,
        "height": part.height + part.band,
        "labels": [
            {
                "left": label.place.left,
                "top": label.place.top,
                "width": label.place.width,
                "height": label.place.height,
                "size": label.size,
                "text": label.text,
            }
            for label in part.labels
            if label.text
        ],
        "key": list(part.key),
        "size": part.size,
        "margin": part.margin,
        "band": part.height + part.size * 0.6,
    }
