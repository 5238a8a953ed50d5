"""Page, fonts and styles of the Word document: A4, 37/35/28/26 mm margins, 三号仿宋, lines of 28 points."""

from __future__ import annotations

from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm
from lxml import etree

from kaicheng.annual_report.writers.layout import COLUMN, NOTE, ROW, LayoutCell, LayoutTable

TITLE, BODY, HEI, KAI, SONG = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
STAND_INS = {TITLE: "宋体", BODY: "仿宋", KAI: "楷体"}
"""What a machine uses that lacks the font."""

LEAD = "KcLead"
GRID = "KcGrid"
CELL, CELL_LEFT, CELL_SMALL = "KcCell", "KcCellLeft", "KcCellSmall"

_LINE = '<w:spacing w:before="0" w:after="0" w:line="560" w:lineRule="exact"/>'
_INDENT = '<w:ind w:firstLine="640" w:firstLineChars="200"/>'
_NO_INDENT = '<w:ind w:left="0" w:firstLine="0" w:firstLineChars="0"/>'


def cell_style(layout: LayoutTable, cell: LayoutCell) -> str:
    """The paragraph style of a cell; where columns are narrow, a smaller size keeps five digits on a line."""
    if layout.id != "proactive" and (cell.path or (layout.id == "remedies" and cell.role == COLUMN)):
        return CELL_SMALL
    if cell.role == NOTE or (cell.role == ROW and layout.id == "requests"):
        return CELL_LEFT
    return CELL


def apply(document: Document, name: str, agency: str) -> None:
    """Turn python-docx's empty document into an empty official document."""
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
    _restyle(styles["Normal"], _LINE + _INDENT + '<w:jc w:val="both"/>', BODY, 32)
    heading = f"<w:keepNext/><w:keepLines/>{_LINE}"
    chapter = heading.replace('w:before="0" w:after="0"', 'w:before="120" w:after="120"')
    title = heading.replace('w:after="0" w:line="560"', 'w:after="560" w:line="640"')
    _restyle(styles["Title"], f'{title}{_NO_INDENT}<w:jc w:val="center"/>', TITLE, 44)
    _restyle(styles["Heading 1"], f'{chapter}{_INDENT}<w:outlineLvl w:val="0"/>', HEI, 32)
    _restyle(styles["Heading 2"], f'{heading}{_INDENT}<w:outlineLvl w:val="1"/>', KAI, 32)
    lead = styles.add_style("小标题", WD_STYLE_TYPE.CHARACTER)
    lead.element.set(qn("w:styleId"), LEAD)
    lead.element.append(_run_properties(KAI, 32))
    for name, style_id, align, size in (
        ("表格文字", CELL, "center", 21),
        ("表格文字左", CELL_LEFT, "left", 21),
        ("表格文字小", CELL_SMALL, "center", 18),
    ):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.element.set(qn("w:styleId"), style_id)
        spacing = '<w:spacing w:before="20" w:after="20" w:line="240" w:lineRule="auto"/>'
        _restyle(style, f'{spacing}{_NO_INDENT}<w:jc w:val="{align}"/>', SONG, size)
    styles.element.append(parse_xml(_GRID_STYLE))
    _name_stand_ins(document)


_GRID_STYLE = f"""<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="{GRID}">
<w:name w:val="年报表格"/><w:tblPr><w:tblBorders>
{"".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
         for side in ("top", "left", "bottom", "right", "insideH", "insideV"))}
</w:tblBorders><w:tblCellMar><w:left w:w="40" w:type="dxa"/><w:right w:w="40" w:type="dxa"/></w:tblCellMar>
</w:tblPr></w:style>"""  # fmt: skip


def _run_properties(font: str, half_points: int) -> Any:
    return parse_xml(
        f'<w:rPr {nsdecls("w")}><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman"'
        f' w:cs="Times New Roman" w:eastAsia="{font}"/><w:b w:val="0"/><w:i w:val="0"/>'
        '<w:color w:val="000000"/>'
        f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/></w:rPr>'
    )


def _restyle(style: Any, paragraph: str, font: str, half_points: int) -> None:
    for tag in ("w:pPr", "w:rPr"):
        for old in style.element.findall(qn(tag)):
            style.element.remove(old)
    style.element.append(parse_xml(f"<w:pPr {nsdecls('w')}>{paragraph}</w:pPr>"))
    style.element.append(_run_properties(font, half_points))


def _defaults(document: Document) -> None:
    defaults = document.styles.element.find(qn("w:docDefaults"))
    run = defaults.find(qn("w:rPrDefault")).find(qn("w:rPr"))
    run.find(qn("w:lang")).set(qn("w:val"), "zh-CN")
    run.find(qn("w:lang")).set(qn("w:eastAsia"), "zh-CN")
    fonts = run.find(qn("w:rFonts"))
    fonts.attrib.clear()
    for name, font in (("ascii", "Times New Roman"), ("hAnsi", "Times New Roman"), ("eastAsia", BODY)):
        fonts.set(qn(f"w:{name}"), font)


def _footers(document: Document) -> None:
    """The page number between dashes, outside: right on odd pages, left on even ones."""
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    for footer, align in ((section.footer, "right"), (section.even_page_footer, "left")):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]._p
        paragraph.clear_content()
        for piece in _page_number(align):
            paragraph.append(piece)


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
