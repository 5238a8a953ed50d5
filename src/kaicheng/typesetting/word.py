"""A Word document set as GB/T 9704 sets official ones: A4, margins 37/35/28/26 mm, 三号仿宋, lines of 28 pt.

The fonts named are those of office computers in China; each has a stand-in for machines without it.
"""

from __future__ import annotations

import io
from typing import Any

from docx.document import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm
from lxml import etree

from kaicheng.typesetting.packages import printable, steady

TITLE, BODY, HEI, KAI, SONG = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
STAND_INS = {TITLE: "宋体", BODY: "仿宋", KAI: "楷体"}
"""What a machine uses that lacks the font."""

TEXT_WIDTH = 8845
"""Width between the margins, 156 mm, in twentieths of a point."""

LINE = '<w:spacing w:before="0" w:after="0" w:line="560" w:lineRule="exact"/>'
INDENT = '<w:ind w:firstLine="640" w:firstLineChars="200"/>'
NO_INDENT = '<w:ind w:left="0" w:firstLine="0" w:firstLineChars="0"/>'


def apply(document: Document, name: str, agency: str) -> None:
    """Turn python-docx's empty document into an empty official document with title, body and headings."""
    properties = document.core_properties
    properties.title, properties.author, properties.language = name, agency, "zh-CN"
    properties.comments = properties.keywords = properties.last_modified_by = ""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(25)
    _footers(document)
    _defaults(document)
    styles = document.styles
    restyle(styles["Normal"], LINE + INDENT + '<w:jc w:val="both"/>', BODY, 32)
    heading = f"<w:keepNext/><w:keepLines/>{LINE}"
    chapter = heading.replace('w:before="0" w:after="0"', 'w:before="120" w:after="120"')
    title = heading.replace('w:after="0" w:line="560"', 'w:after="560" w:line="640"')
    restyle(styles["Title"], f'{title}{NO_INDENT}<w:jc w:val="center"/>', TITLE, 44)
    restyle(styles["Heading 1"], f'{chapter}{INDENT}<w:outlineLvl w:val="0"/>', HEI, 32)
    restyle(styles["Heading 2"], f'{heading}{INDENT}<w:outlineLvl w:val="1"/>', KAI, 32)
    _name_stand_ins(document)


def saved(document: Document) -> bytes:
    """The document as a file, the same bytes whenever it is written."""
    written = io.BytesIO()
    document.save(written)
    return steady(written.getvalue())


def element(tag: str, **attributes: str | int) -> Any:
    """An element of WordprocessingML with attributes of the same namespace."""
    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    return made


def within(tag: str, *children: Any, **attributes: str | int) -> Any:
    """An element around others."""
    made = element(tag, **attributes)
    made.extend(children)
    return made


def run(text: str, style: str = "") -> Any:
    """A run of text in a character style."""
    made = element("r")
    if style:
        made.append(within("rPr", element("rStyle", val=style)))
    content = element("t")
    content.text = printable(text)
    content.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    made.append(content)
    return made


def paragraph(style: str, *texts: str) -> Any:
    """A paragraph in a paragraph style, ``""`` for body text."""
    made = element("p")
    if style:
        made.append(within("pPr", element("pStyle", val=style)))
    made.extend(run(text) for text in texts if text)
    return made


def run_properties(font: str, half_points: int) -> Any:
    """Upright black text of one size."""
    return parse_xml(
        f'<w:rPr {nsdecls("w")}><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman"'
        f' w:cs="Times New Roman" w:eastAsia="{font}"/><w:b w:val="0"/><w:i w:val="0"/>'
        '<w:color w:val="000000"/>'
        f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/></w:rPr>'
    )


def restyle(style: Any, paragraph_properties: str, font: str, half_points: int) -> None:
    """Give a style these paragraph properties, this font and this size, and nothing else."""
    for tag in ("w:pPr", "w:rPr"):
        for old in style.element.findall(qn(tag)):
            style.element.remove(old)
    style.element.append(parse_xml(f"<w:pPr {nsdecls('w')}>{paragraph_properties}</w:pPr>"))
    style.element.append(run_properties(font, half_points))


def grid_style(style_id: str, name: str, gap: int) -> Any:
    """A table style with thin black lines; ``gap`` beside the text, in twentieths of a point."""
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for side in sides)
    return parse_xml(
        f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="{style_id}">'
        f'<w:name w:val="{name}"/><w:tblPr><w:tblBorders>{borders}</w:tblBorders><w:tblCellMar>'
        f'<w:left w:w="{gap}" w:type="dxa"/><w:right w:w="{gap}" w:type="dxa"/></w:tblCellMar>'
        "</w:tblPr></w:style>"
    )


def _defaults(document: Document) -> None:
    defaults = document.styles.element.find(qn("w:docDefaults"))
    properties = defaults.find(qn("w:rPrDefault")).find(qn("w:rPr"))
    properties.find(qn("w:lang")).set(qn("w:val"), "zh-CN")
    properties.find(qn("w:lang")).set(qn("w:eastAsia"), "zh-CN")
    fonts = properties.find(qn("w:rFonts"))
    fonts.attrib.clear()
    for name, font in (("ascii", "Times New Roman"), ("hAnsi", "Times New Roman"), ("eastAsia", BODY)):
        fonts.set(qn(f"w:{name}"), font)


def _footers(document: Document) -> None:
    """The page number between dashes, outside: right on odd pages, left on even ones."""
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    for footer, align in ((section.footer, "right"), (section.even_page_footer, "left")):
        footer.is_linked_to_previous = False
        line = footer.paragraphs[0]._p
        line.clear_content()
        for piece in _page_number(align):
            line.append(piece)


def _page_number(align: str) -> list[Any]:
    properties = (
        f'<w:pPr {nsdecls("w")}><w:ind w:left="280" w:right="280" w:firstLine="0" w:firstLineChars="0"/>'
        f'<w:jc w:val="{align}"/></w:pPr>'
    )
    style = (
        f'<w:rPr><w:rFonts w:ascii="{SONG}" w:hAnsi="{SONG}" w:eastAsia="{SONG}"/><w:sz w:val="28"/></w:rPr>'
    )
    runs = [
        f'<w:r {nsdecls("w")}>{style}<w:t xml:space="preserve">{text}</w:t></w:r>' for text in ("— ", " —")
    ]
    field = f'<w:fldSimple {nsdecls("w")} w:instr=" PAGE "><w:r>{style}<w:t>1</w:t></w:r></w:fldSimple>'
    return [parse_xml(piece) for piece in (properties, runs[0], field, runs[1])]


def _name_stand_ins(document: Document) -> None:
    for part in document.part.package.iter_parts():
        if part.partname == "/word/fontTable.xml":
            table = parse_xml(part.blob)
            for font, stand_in in STAND_INS.items():
                table.append(
                    parse_xml(
                        f'<w:font {nsdecls("w")} w:name="{font}"><w:altName w:val="{stand_in}"/>'
                        '<w:charset w:val="86"/></w:font>'
                    )
                )
            part._blob = etree.tostring(table, xml_declaration=True, encoding="UTF-8", standalone=True)
