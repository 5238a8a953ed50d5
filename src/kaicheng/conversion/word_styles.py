"""What the paragraphs of a Word file inherit: place, indentation, heading level, numbering."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from docx.oxml.ns import qn
from lxml import etree

from kaicheng.conversion.numerals import numeral

W_VAL, W_STYLE_ID = qn("w:val"), qn("w:styleId")
_MAX_CHAIN = 20  # styles based on styles
_MAX_LEVEL = 8
_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)
_TITLE = re.compile(r"(?:title|标题|文档标题|公文标题)", re.IGNORECASE)
_PLACE = re.compile(r"%([1-9])")
_TWIPS = 320  # to a character of 16 points


@dataclass(frozen=True, slots=True)
class NumberedBy:
    """The list that a paragraph is numbered by, and its level from 0."""

    number: str
    level: int


@dataclass(slots=True)
class Styles:
    """The paragraph styles of a file by their ids."""

    _by_id: dict[str, etree._Element] = field(default_factory=dict)

    @classmethod
    def of(cls, root: etree._Element | None) -> Styles:
        found = () if root is None else root.findall(qn("w:style"))
        return cls({style.get(W_STYLE_ID, ""): style for style in found})

    def properties(self, paragraph: etree._Element) -> Iterator[etree._Element]:
        """The ``w:pPr`` that apply to a paragraph, the nearest first."""
        own = paragraph.find(qn("w:pPr"))
        if own is not None:
            yield own
        for style in self._chain(paragraph):
            inherited = style.find(qn("w:pPr"))
            if inherited is not None:
                yield inherited

    def _chain(self, paragraph: etree._Element) -> Iterator[etree._Element]:
        named = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        name = "" if named is None else named.get(W_VAL, "")
        for _ in range(_MAX_CHAIN):
            style = self._by_id.get(name)
            if style is None:
                return
            yield style
            base = style.find(qn("w:basedOn"))
            name = "" if base is None else base.get(W_VAL, "")

    def value(self, paragraph: etree._Element, tag: str) -> str:
        """The value of the nearest property with a tag; empty for none."""
        for properties in self.properties(paragraph):
            element = properties.find(qn(tag))
            if element is not None:
                return element.get(W_VAL, "")
        return ""

    def heading(self, paragraph: etree._Element) -> int:
        """The level of a heading from 1; 0 for text."""
        outline = self.value(paragraph, "w:outlineLvl")
        if outline.isdigit() and len(outline) == 1:
            return int(outline) + 1 if int(outline) < 9 else 0
        for style in self._chain(paragraph):
            found = _HEADING.fullmatch(_name(style))
            if found is not None:
                return int(found[1])
        return 0

    def is_title(self, paragraph: etree._Element) -> bool:
        """Whether its style is the one for titles."""
        return any(_TITLE.fullmatch(_name(style)) for style in self._chain(paragraph))

    def indent(self, paragraph: etree._Element) -> float:
        """How far the first line is set in, in characters."""
        left = first = 0.0
        seen = False
        for properties in self.properties(paragraph):
            element = properties.find(qn("w:ind"))
            if element is None or seen:
                continue
            seen = True
            left = _measure(element, ("w:leftChars", "w:startChars"), ("w:left", "w:start"))
            first = _measure(element, ("w:firstLineChars",), ("w:firstLine",))
        return left + first

    def numbered_by(self, paragraph: etree._Element) -> NumberedBy | None:
        """The list of a paragraph, its own or its style's; ``None`` for none or one taken off."""
        level: str | None = None
        for properties in self.properties(paragraph):
            element = properties.find(qn("w:numPr"))
            if element is None:
                continue
            depth, number = element.find(qn("w:ilvl")), element.find(qn("w:numId"))
            if level is None and depth is not None:
                level = depth.get(W_VAL, "")
            if number is not None:
                name = number.get(W_VAL, "")
                place = int(level) if level and level.isdigit() and len(level) == 1 else 0
                return NumberedBy(name, min(place, _MAX_LEVEL)) if name not in ("", "0") else None
        return None


def _name(style: etree._Element) -> str:
    name = style.find(qn("w:name"))
    return "" if name is None else name.get(W_VAL, "")


def _measure(indent: etree._Element, in_chars: tuple[str, ...], in_twips: tuple[str, ...]) -> float:
    for names, unit in ((in_chars, 100), (in_twips, _TWIPS)):
        for name in names:
            value = indent.get(qn(name), "")
            if re.fullmatch(r"\d{1,6}", value) and int(value):
                return int(value) / unit
    return 0.0


@dataclass(frozen=True, slots=True)
class _Level:
    """A level of a list: how it counts and what it writes."""

    style: str
    text: str
    start: int
    legal: bool
    """Whether numbers of the levels above are written in digits."""


class Numbering:
    """Counts the paragraphs of a file as Word does, in their order."""

    def __init__(self, root: etree._Element | None) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._lists: dict[str, str] = {}
        self._starts: dict[str, dict[int, int]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()
        if root is None:
            return
        for abstract in root.findall(qn("w:abstractNum")):
            name = abstract.get(qn("w:abstractNumId"), "")
            self._levels[name] = dict(_level(element) for element in abstract.findall(qn("w:lvl")))
        for number in root.findall(qn("w:num")):
            own = number.find(qn("w:abstractNumId"))
            name = number.get(qn("w:numId"), "")
            self._lists[name] = "" if own is None else own.get(W_VAL, "")
            for override in number.findall(qn("w:lvlOverride")):
                depth = _integer(override.get(qn("w:ilvl")), 0)
                start = override.find(qn("w:startOverride"))
                if start is not None:
                    self._starts.setdefault(name, {})[depth] = _integer(start.get(W_VAL), 1)
                level = override.find(qn("w:lvl"))
                if level is not None:
                    # A list of its own from here on: what it shares with others is only its counters.
                    own_levels = dict(self._levels.get(self._lists[name], {}))
                    own_levels[depth] = _level(level)[1]
                    self._levels[f"own {name}"] = own_levels

    def next(self, by: NumberedBy) -> tuple[str, bool]:
        """What stands before the next paragraph of a list, and whether that is a bullet."""
        abstract = self._lists.get(by.number, "")
        levels = self._levels.get(f"own {by.number}", self._levels.get(abstract, {}))
        level = levels.get(by.level)
        if level is None:
            return "", False
        if level.style == "bullet":
            return level.text, True
        counts = self._counts.setdefault(abstract, {})
        restart = self._starts.get(by.number, {}).get(by.level)
        if restart is not None and (by.number, by.level) not in self._begun:
            counts[by.level] = restart
        else:
            counts[by.level] = counts.get(by.level, level.start - 1) + 1
        self._begun.add((by.number, by.level))
        for deeper in [depth for depth in counts if depth > by.level]:
            del counts[deeper]

        def written(place: str) -> str:
            depth = int(place) - 1
            other = levels.get(depth, level)
            count = counts.get(depth, other.start)
            return numeral(count, "decimal" if level.legal and depth < by.level else other.style)

        return _PLACE.sub(lambda found: written(found[1]), level.text), False


def _level(element: etree._Element) -> tuple[int, _Level]:
    def value(tag: str, default: str) -> str:
        found = element.find(qn(tag))
        return default if found is None else found.get(W_VAL, default)

    legal = element.find(qn("w:isLgl"))
    return _integer(element.get(qn("w:ilvl")), 0), _Level(
        style=value("w:numFmt", "decimal"),
        text=value("w:lvlText", ""),
        start=_integer(value("w:start", "1"), 1),
        legal=legal is not None and legal.get(W_VAL, "1") not in ("0", "false"),
    )


def _integer(text: str | None, default: int) -> int:
    return int(text) if text and re.fullmatch(r"\d{1,5}", text) else default
