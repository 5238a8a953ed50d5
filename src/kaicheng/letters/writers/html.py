"""A letter for the screen: an HTML fragment without styles of its own; classes begin with ``kc-letter``."""

from __future__ import annotations

from lxml import etree
from lxml.html import tostring

from kaicheng.letters.letter import Block, Letter, Role
from kaicheng.typesetting.packages import printable

Element = etree._Element

_TAGS = {Role.TITLE: "h2", Role.HEADING: "h3"}


def to_html(letter: Letter) -> str:
    """The letter as one ``article``; an editable part carries ``data-part``, the date is a ``time``."""
    article = etree.Element("article", {"class": "kc-letter", "lang": "zh-CN"})
    for block in letter.blocks:
        if block.rows:
            _table(article, letter, block)
            continue
        line = etree.SubElement(article, _TAGS.get(block.role, "p"), {"class": f"kc-letter-{block.role}"})
        if block.editable:
            line.set("data-part", block.part)
        if block.role is Role.DATE:
            line = etree.SubElement(line, "time", {"datetime": letter.on.isoformat()})
        line.text = printable(block.text)
    text: str = tostring(article, encoding="unicode", method="html")
    return text


def _table(article: Element, letter: Letter, block: Block) -> None:
    table = etree.SubElement(article, "table", {"class": "kc-letter-table"})
    etree.SubElement(table, "caption").text = printable(letter.title)
    body = etree.SubElement(table, "tbody")
    for label, value in block.rows:
        row = etree.SubElement(body, "tr")
        etree.SubElement(row, "th", {"scope": "row"}).text = printable(label)
        etree.SubElement(row, "td").text = printable(value)
