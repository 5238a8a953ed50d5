"""HTML as Word, web editors and saved pages have it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from kaicheng.annual_report.form import load_form
from kaicheng.annual_report.readers.document import Block, Document, Grid, GridCell, Paragraph
from kaicheng.annual_report.readers.headings import find_headings
from kaicheng.annual_report.readers.limits import LIMITS, check_count, damaged

_SILENT = frozenset({"script", "style", "noscript", "template", "head", "select", "button", "svg", "iframe"})
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ucapcontent",
        "ul",
    ]
)
_TITLES = frozenset({"h1", "ucaptitle"})
_SPACE = re.compile(r"[\s\xa0]+")
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)


def read_html(text: str) -> Document:
    """A document of the page's report: the smallest part of the page that holds its chapters.

    Tables that only lay out the page are taken as what they contain. Raises DamagedFile, TooLarge.
    """
    # A declaration of encoding is settled already, and lxml refuses one in a str.
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text, count=1)
    parser = etree.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        root = etree.fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise damaged("网页内容为空或无法解析", "the page is empty or cannot be parsed") from error
    if root is None:
        raise damaged("网页内容为空或无法解析", "the page is empty or cannot be parsed")
    walker = _Walker()
    walker.walk(root)
    walker.flush()
    return Document("html", tuple(_report_part(walker.blocks, walker.elements)), title=_page_title(root))


def _page_title(root: etree._Element) -> str:
    """The title of the article, or of the page, that stands in the head and not in the text."""
    for meta in root.iterfind(".//meta[@content]"):
        if meta.get("name", "").lower() == "articletitle":
            return str(meta.get("content"))
    title = root.find(".//head/title")
    return "" if title is None else (title.text or "")


class _Walker:
    """Walks a page in reading order, without recursion into what a hostile page may nest deeply."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.elements: list[etree._Element] = []
        self._text: list[str] = []
        self._holder: etree._Element | None = None
        self._grids = 0
        self._cells = 0

    def walk(self, root: etree._Element) -> None:
        """Text is gathered until an element that begins a line; a data table becomes a grid."""
        stack: list[tuple[etree._Element, bool]] = [(root, False)]
        while stack:
            element, leaving = stack.pop()
            tag = element.tag if isinstance(element.tag, str) else ""
            if leaving:
                if tag in _BLOCKS:
                    self.flush()
                self._add(element.tail, element.getparent())
                continue
            if tag in _SILENT or not tag or _HIDDEN.search(element.get("style", "")):
                self._add(element.tail, element.getparent())
                continue
            if tag == "br":
                self.flush()
                self._add(element.tail, element.getparent())
                continue
            if tag in _BLOCKS:
                self.flush()
            if tag == "table" and _holds_data(element):
                self._table(element)
                self._add(element.tail, element.getparent())
                continue
            self._add(element.text, element)
            stack.append((element, True))
            stack.extend((child, False) for child in reversed(element))

    def _add(self, text: str | None, holder: etree._Element | None) -> None:
        if text:
            if self._holder is None and text.strip():
                self._holder = holder
            self._text.append(text)

    def flush(self) -> None:
        """End the line being gathered."""
        text = _SPACE.sub(" ", "".join(self._text)).strip(" \u3000")
        if text and self._holder is not None:
            is_title = any(parent.tag in _TITLES for parent in _with_parents(self._holder))
            self._put(Paragraph(text, f"第{len(self.blocks) + 1}段", is_title), self._holder)
        self._text, self._holder = [], None

    def _put(self, block: Block, element: etree._Element) -> None:
        check_count(len(self.blocks), LIMITS.paragraphs, "段落", "paragraphs")
        self.blocks.append(block)
        self.elements.append(element)

    def _table(self, table: etree._Element) -> None:
        self._grids += 1
        where = f"表格{self._grids}"
        rows = []
        for row_number, row in enumerate(_rows(table), 1):
            cells = []
            for cell_number, cell in enumerate(_cells(row), 1):
                self._cells += 1
                check_count(self._cells, LIMITS.cells, "单元格", "table cells")
                cells.append(
                    GridCell(
                        _cell_text(cell),
                        f"{where}第{row_number}行第{cell_number}格",
                        _span(cell.get("colspan")),
                        _span(cell.get("rowspan")),
                    )
                )
            rows.append(tuple(cells))
        self._put(Grid(tuple(rows), where), table)


def _with_parents(element: etree._Element) -> Iterator[etree._Element]:
    yield element
    yield from element.iterancestors()


def _span(text: str | None) -> int:
    # Pages kept as a string of a program have their quotes escaped: colspan=\\"5\\".
    value = (text or "").strip().strip("\\\"'")
    return min(max(int(value), 1), 64) if value.isdigit() and len(value) < 6 else 1


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    """The table's own rows, those of tables inside it left out."""
    for row in table.iter("tr"):
        if next(row.iterancestors("table")) is table:
            yield row


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    for cell in row.iterchildren("td", "th"):
        if not _HIDDEN.search(cell.get("style", "")):
            yield cell


def _cell_text(cell: etree._Element) -> str:
    parts = [text for text in cell.itertext() if isinstance(text, str)]
    return _SPACE.sub(" ", "".join(parts)).strip(" \u3000")


def _holds_data(table: etree._Element) -> bool:
    """Whether a table holds cells of data rather than parts of the page.

    A table that contains another table lays out the page, unless the inner ones only fill single cells;
    so does one of which a cell holds several paragraphs of length.
    """
    if any(sum(1 for _ in inner.iter("td", "th")) > 1 for inner in table.iterfind(".//table")):
        return False
    return all(
        len(cell.findall(".//p")) <= 6 and sum(map(len, cell.itertext())) <= 600
        for cell in table.iter("td", "th")
    )


def _report_part(blocks: list[Block], elements: list[etree._Element]) -> list[Block]:
    """The blocks inside the smallest element that holds all chapter headings, and the titles before it.

    What a page prints around an article (menus, addresses, links to other articles) is left out.
    """
    headings = find_headings(blocks, load_form("2021"))
    if len(headings) < 2:
        return blocks
    first, last = headings[0].block, headings[-1].block
    common = None
    for heading in headings:
        lineage = list(_with_parents(elements[heading.block]))[1:]
        common = lineage if common is None else [element for element in common if element in set(lineage)]
    holder = common[0] if common else None
    while holder is not None and not _beyond_last(holder, elements, last):
        holder = holder.getparent()
    if holder is None:
        return blocks
    inside = {id(element) for element in holder.iter()}
    kept = []
    for number, (block, element) in enumerate(zip(blocks, elements, strict=True)):
        within = id(element) in inside
        title = isinstance(block, Paragraph) and block.is_title and number < first
        if within or title:
            kept.append(block)
    return kept


def _beyond_last(holder: etree._Element, elements: list[etree._Element], last: int) -> bool:
    """Whether the holder goes on after the last heading: a chapter has text or a table of its own."""
    inside = {id(element) for element in holder.iter()}
    return last + 1 >= len(elements) or id(elements[last + 1]) in inside
