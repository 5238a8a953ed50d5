"""The running text of a report, taken apart once for all the rules that read it.

Every sentence keeps the words as printed, to be quoted, beside a plain form without spaces and with
half-width characters, on which the rules work.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from kaicheng.annual_report.labels import squeeze
from kaicheng.annual_report.model import AnnualReport
from kaicheng.findings import Place
from kaicheng.findings import sentence as quoted

TABLE_CHAPTERS = frozenset({"proactive", "requests", "remedies"})
_LONGEST_SENTENCE = 1500
# Many times the longest chapter ever met: what is longer is no text, and would only cost time.
_LONGEST_CHAPTER = 200_000
_LONGEST_QUOTE = 200

_PAGE_NUMBER = re.compile(r"[-—–－\s]*\d{1,3}[-—–－\s]*")
_TERMINAL = re.compile(r"[。！？!?：:；;|]\s*$")
_OPENING = re.compile(
    r"\s*(?:[（(]?[一二三四五六七八九十]{1,2}[)）、.是要]|[（(]?\d{1,2}[)）、.．](?!\d)|[—\-#|])"
)
_WRAPPED = 18
_SENTENCE = re.compile(r"[^。！？!?]+[。！？!?]*")
_HEADING = re.compile(
    r"(?:\([一二三四五六七八九十]+\)|[一二三四五六七八九十]+[是、]|\(?\d{1,2}[)、.](?!\d))?(?P<head>[^。:;,|]{2,24})"
)
_SECTIONS = (
    ("requests", re.compile(r"依申请")),
    ("proactive", re.compile(r"主动公开")),
    ("management", re.compile(r"信息(?:资源)?管理|规范性文件管理")),
    ("platform", re.compile(r"平台|载体|渠道|网站")),
    ("supervision", re.compile(r"监督|保障|考核|评议|培训")),
    ("mail", re.compile(r"咨询|投诉|信访|留言|热线|回应关切|互动")),
)
_TOPIC = re.compile(r"\([一二三四五六七八九十]+\)")
_MARKED = re.compile(r"(?:\([一二三四五六七八九十]+\)|[一二三四五六七八九十]+[是、]|\(?\d{1,2}[)、.](?!\d))")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: ``text`` as printed, ``plain`` to work on. ``section`` is the part of chapter one."""

    chapter: str
    section: str
    text: str
    plain: str
    paragraph: int

    @property
    def place(self) -> Place:
        """The sentence quoted, shortened when it is very long."""
        text = self.text if len(self.text) <= _LONGEST_QUOTE else self.text[: _LONGEST_QUOTE - 1] + "…"
        return quoted(text, self.chapter)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, lines that a page had wrapped put together again."""

    chapter: str
    section: str
    text: str
    plain: str
    heading: str
    """Its first words when it begins with a number, else the whole of it when it is as short as a heading."""


class Narrative:
    """All running text of a report; :func:`narrative` keeps the one in use."""

    def __init__(self, report: AnnualReport) -> None:
        self.report = report

    @cached_property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        found: list[Paragraph] = []
        for chapter, text in self.report.chapters.items():
            section = ""
            for paragraph in _paragraphs(text[:_LONGEST_CHAPTER]):
                plain = squeeze(paragraph)
                if not plain or (chapter in TABLE_CHAPTERS and "。" not in plain):
                    continue
                heading = _heading_of(plain)
                if heading:
                    section = _section_of(heading) or ("" if _TOPIC.match(plain) else section)
                found.append(Paragraph(chapter, section, paragraph, plain, heading))
        return tuple(found)

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Sentences in the order of the report; what is too long to be one is left out."""
        found: list[Sentence] = []
        for number, paragraph in enumerate(self.paragraphs):
            texts = _SENTENCE.findall(paragraph.text)
            plains = _SENTENCE.findall(paragraph.plain)
            if len(texts) != len(plains):  # a piece of nothing but spaces
                plains = [squeeze(text) for text in texts]
            for text, plain in zip(texts, plains, strict=True):
                if plain and len(plain) <= _LONGEST_SENTENCE:
                    found.append(Sentence(paragraph.chapter, paragraph.section, text.strip(), plain, number))
        return tuple(found)

    def of(self, *chapters: str) -> Iterator[Sentence]:
        """The sentences of these chapters."""
        return (sentence for sentence in self.sentences if sentence.chapter in chapters)

    @cached_property
    def plain(self) -> dict[str, str]:
        """The plain text of each chapter that has any."""
        texts: dict[str, list[str]] = {}
        for paragraph in self.paragraphs:
            texts.setdefault(paragraph.chapter, []).append(paragraph.plain)
        return {chapter: "\n".join(parts) for chapter, parts in texts.items()}

    @cached_property
    def whole(self) -> str:
        """All of it in one piece, to find out cheaply that something does not occur."""
        return "\n".join(self.plain.values())


def around(plain: str, match: re.Match[str]) -> str:
    """A few words on either side of a find, to be quoted."""
    return plain[max(0, match.start() - 12) : match.end() + 12]


def narrative(report: AnnualReport) -> Narrative:
    """The text of a report taken apart; asked for by every rule, worked out once."""
    return _narrative(id(report), report)


# The id keeps two reports of one authority apart without comparing all their cells.
@lru_cache(maxsize=4)
def _narrative(_: int, report: AnnualReport) -> Narrative:
    return Narrative(report)


def _paragraphs(text: str) -> Iterator[str]:
    """The paragraphs of a chapter. A line that stops in mid-sentence goes on in the next one."""
    pending = last = ""
    for line in map(str.strip, text.splitlines()):
        if not line or _PAGE_NUMBER.fullmatch(line):
            continue
        wrapped = len(last) >= _WRAPPED and not _TERMINAL.search(last)
        if wrapped and "|" not in line and not _OPENING.match(line):
            pending += line
        else:
            if pending:
                yield pending
            pending = line
        last = line
    if pending:
        yield pending


def _heading_of(plain: str) -> str:
    match = _HEADING.match(plain)
    if match is None:
        return ""
    return match["head"] if _MARKED.match(plain) or match.end() == len(plain) else ""


def _section_of(heading: str) -> str:
    return next((section for section, words in _SECTIONS if words.search(heading)), "")
