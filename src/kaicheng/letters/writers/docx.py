"""A letter as a Word document in the layout of GB/T 9704: 二号小标宋 title, 三号仿宋 body, 黑体 headings."""

from __future__ import annotations

from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn

from kaicheng.letters.layout import gap_before, kept, signature_indents, title_lines
from kaicheng.letters.letter import Block, Letter, Role
from kaicheng.typesetting import word
from kaicheng.typesetting.word import LINE, NO_INDENT, TEXT_WIDTH, element, paragraph, within

_GRID = "KcLetterGrid"
_STYLES = {
    Role.NUMBER: ("文号", "KcNumber", f'{LINE}{NO_INDENT}<w:jc w:val="center"/>'),
    Role.ADDRESSEE: ("主送", "KcAddressee", f'<w:keepNext/>{LINE}{NO_INDENT}<w:jc w:val="left"/>'),
    Role.ATTACHMENT: (
        "附件说明",
        "KcAttachment",
        f'{LINE}<w:ind w:left="1600" w:hanging="960"/><w:jc w:val="left"/>',
    ),
    Role.SIGNATURE: (
        "署名",
        "KcSignature",
        f'<w:keepNext/><w:keepLines/>{LINE}{NO_INDENT}<w:jc w:val="center"/>',
    ),
    Role.DATE: ("成文日期", "KcDate", f'<w:keepLines/>{LINE}{NO_INDENT}<w:jc w:val="center"/>'),
}
_CELL = "KcLetterCell"
_CHARACTER = 320
"""One character of 三号, 16 points, in twentieths of a point."""
_LABEL_WIDTH = 2600


def to_docx(letter: Letter) -> bytes:
    """The letter as a DOCX file; the same letter gives the same bytes."""
    document = Document()
    word.apply(document, letter.title, letter.authority)
    _styles(document)
    end = document.element.body.sectPr
    keep = kept(letter)
    before: Block | None = None
    for number, block in enumerate(letter.blocks):
        for _ in range(gap_before(before, block)):
            end.addprevious(_blank(keep=number in keep or block.role is Role.SIGNATURE))
        made = _table(block) if block.rows else _block(letter, block)
        if number in keep:
            made.get_or_add_pPr().get_or_add_keepNext()
        end.addprevious(made)
        before = block
    return word.saved(document)


def _blank(*, keep: bool) -> Any:
    made = paragraph("")
    if keep:
        made.get_or_add_pPr().get_or_add_keepNext()
    return made


def _block(letter: Letter, block: Block) -> Any:
    if block.role is Role.TITLE:
        made = paragraph("Title")
        for number, line in enumerate(title_lines(letter)):
            if number:
                made.append(within("r", element("br")))
            made.append(word.run(line))
        return made
    if block.role is Role.HEADING:
        return paragraph("Heading1", block.text)
    made = paragraph(_STYLES[block.role][1] if block.role in _STYLES else "", block.text)
    if block.role is Role.ATTACHMENT and not block.text.startswith("附件："):
        _indent(made, left=1600)
    if block.role in (Role.SIGNATURE, Role.DATE):
        # Centred above one another, the date four characters from the right margin.
        left, right = signature_indents(letter, block)
        _indent(made, left=round(left * _CHARACTER), right=round(right * _CHARACTER))
    return made


def _indent(made: Any, **sides: int) -> None:
    indent = made.get_or_add_pPr().get_or_add_ind()
    for name, twentieths in {**sides, "firstLine": 0}.items():
        indent.set(qn(f"w:{name}"), str(twentieths))


def _table(block: Block) -> Any:
    widths = (_LABEL_WIDTH, TEXT_WIDTH - _LABEL_WIDTH)
    table = within(
        "tbl",
        within(
            "tblPr",
            element("tblStyle", val=_GRID),
            element("tblW", w=TEXT_WIDTH, type="dxa"),
            element("jc", val="center"),
            element("tblLayout", type="fixed"),
            element("tblLook", firstRow=0, firstColumn=1, noVBand=1, noHBand=1),
        ),
        within("tblGrid", *(element("gridCol", w=width) for width in widths)),
    )
    for row in block.rows:
        properties = within("trPr", element("cantSplit"), element("trHeight", val=700, hRule="atLeast"))
        table.append(
            within(
                "tr",
                properties,
                *(
                    within(
                        "tc",
                        within("tcPr", element("tcW", w=width, type="dxa"), element("vAlign", val="center")),
                        paragraph(_CELL, text),
                    )
                    for width, text in zip(widths, row, strict=True)
                ),
            )
        )
    return table


def _styles(document: Any) -> None:
    for name, style_id, properties in (
        *_STYLES.values(),
        ("表格文字", _CELL, f'<w:spacing w:before="40" w:after="40"/>{NO_INDENT}<w:jc w:val="left"/>'),
    ):
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.element.set(qn("w:styleId"), style_id)
        word.restyle(style, properties, word.BODY, 28 if style_id == _CELL else 32)
    document.styles.element.append(word.grid_style(_GRID, "文书表格", gap=80))
