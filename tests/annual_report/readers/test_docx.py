"""Word documents: merged cells, content controls, nested and layout tables, deleted text."""

from __future__ import annotations

import io
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from kaicheng.annual_report.errors import DamagedFile
from kaicheng.annual_report.readers import read
from kaicheng.annual_report.readers.document import Document, Grid, Paragraph
from kaicheng.annual_report.readers.docx import read_docx


def saved(document: Any) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def taken_apart(document: Any) -> Document:
    return read_docx(saved(document))


def test_paragraphs_and_tables_come_in_order() -> None:
    document = docx.Document()
    document.add_heading("甲县水利局2023年政府信息公开工作年度报告", 0)
    document.add_paragraph("一、总体情况\n正文。")
    document.add_table(1, 1).cell(0, 0).text = "规章"
    title, heading, text, table = taken_apart(document).blocks
    assert isinstance(title, Paragraph)
    assert title.is_title
    assert isinstance(heading, Paragraph)
    assert isinstance(text, Paragraph)
    assert [heading.text, text.text] == ["一、总体情况", "正文。"]
    assert isinstance(table, Grid)
    assert table.rows[0][0].where == "表格1第1行第1格"


def test_merged_cells_come_once_with_their_spans() -> None:
    document = docx.Document()
    table = document.add_table(3, 3)
    table.cell(0, 0).merge(table.cell(0, 2)).text = "第二十条"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "规章"
    (grid,) = taken_apart(document).blocks
    assert isinstance(grid, Grid)
    assert [(cell.text, cell.colspan, cell.rowspan) for cell in grid.rows[0]] == [("第二十条", 3, 1)]
    assert [(cell.text, cell.rowspan) for cell in grid.rows[1]] == [("规章", 2), ("", 1), ("", 1)]
    assert len(grid.rows[2]) == 2


def test_content_controls_are_opened_and_deleted_text_is_gone() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("第")._p
    paragraph.append(parse_xml(f'<w:del {nsdecls("w")} w:id="1"><w:r><w:t>一</w:t></w:r></w:del>'))
    paragraph.append(parse_xml(f'<w:ins {nsdecls("w")} w:id="2"><w:r><w:t>二</w:t></w:r></w:ins>'))
    control = (
        f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>控件</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    document.element.body.insert(1, parse_xml(control))
    assert [block.text for block in taken_apart(document).blocks if isinstance(block, Paragraph)] == [
        "第二",
        "控件",
    ]


def test_a_table_that_lays_out_the_page_is_taken_as_what_it_holds() -> None:
    document = docx.Document()
    outer = document.add_table(1, 1).cell(0, 0)
    outer.paragraphs[0].text = "一、总体情况"
    outer.add_table(1, 2).cell(0, 1).text = "行政许可"
    first, second = taken_apart(document).blocks
    assert isinstance(first, Paragraph)
    assert isinstance(second, Grid)
    assert second.rows[0][1].text == "行政许可"


def test_a_report_reads_with_its_places() -> None:
    document = docx.Document()
    for text in (
        "甲县水利局",
        "2023年政府信息公开工作年度报告",
        "一、总体情况",
        "正文。",
        "二、主动公开政府信息情况",
    ):
        document.add_paragraph(text)
    table = document.add_table(2, 4)
    for column, text in enumerate(("规章", "1", "", "３")):
        table.cell(0, column).text = text
    table.cell(1, 0).text = "行政许可"
    table.cell(1, 1).merge(table.cell(1, 3)).text = "9"
    report = read(saved(document))
    assert (report.agency, report.year) == ("甲县水利局", 2023)
    assert dict(report.figures) == {
        "proactive.rules.issued_this_year": 1,
        "proactive.rules.in_force": 3,
        "proactive.licensing_decisions": 9,
    }
    assert report.provenance["proactive.rules.in_force"] == "表格1第1行第4格"


def test_half_a_file_is_said_to_be_damaged() -> None:
    whole = saved(docx.Document())
    with pytest.raises(DamagedFile):
        read(whole[: len(whole) // 2])


def text_box(*content: str) -> str:
    """A run with a text box as Word keeps it: once for itself, once for older programs."""
    inner = "<w:txbxContent>" + "".join(content) + "</w:txbxContent>"
    return (
        f"<w:r {nsdecls('w')} xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'"
        " xmlns:wps='http://schemas.microsoft.com/office/word/2010/wordprocessingShape'"
        " xmlns:v='urn:schemas-microsoft-com:vml'><mc:AlternateContent>"
        f"<mc:Choice Requires='wps'><w:drawing><wps:txbx>{inner}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{inner}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )


def figure_of(*runs: str) -> str:
    """What is read from a cell with these runs."""
    document = docx.Document()
    cell = document.add_table(1, 1).cell(0, 0)
    for run in runs:
        cell.paragraphs[0]._p.append(parse_xml(run))
    (grid,) = taken_apart(document).blocks
    assert isinstance(grid, Grid)
    return grid.rows[0][0].text


def test_a_figure_in_a_text_box_is_read_once() -> None:
    assert figure_of(text_box("<w:p><w:r><w:t>26</w:t></w:r></w:p>")) == "26"


def test_a_figure_that_was_moved_away_or_is_hidden_is_not_read() -> None:
    ns = nsdecls("w")
    assert (
        figure_of(
            f"<w:moveFrom {ns} w:id='1'><w:r><w:t>8</w:t></w:r></w:moveFrom>",
            f"<w:moveTo {ns} w:id='2'><w:r><w:t>2</w:t></w:r></w:moveTo>",
            f"<w:r {ns}><w:rPr><w:vanish/></w:rPr><w:t>9</w:t></w:r>",
            f"<w:r {ns}><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>6</w:t></w:r>",
        )
        == "26"
    )


def test_a_table_in_a_text_box_is_a_table() -> None:
    row = "<w:tr><w:tc><w:p><w:r><w:t>规章</w:t></w:r></w:p></w:tc></w:tr>"
    document = docx.Document()
    paragraph = document.add_paragraph("见表：")._p
    paragraph.append(parse_xml(text_box(f"<w:tbl>{row}</w:tbl>", "<w:p><w:r><w:t>注</w:t></w:r></w:p>")))
    first, table, note = taken_apart(document).blocks
    assert isinstance(first, Paragraph)
    assert first.text == "见表："
    assert isinstance(table, Grid)
    assert table.rows[0][0].text == "规章"
    assert isinstance(note, Paragraph)


def test_custom_markup_is_opened_and_a_row_that_was_deleted_is_gone() -> None:
    row = "<w:tr>{}<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc></w:tr>"
    kept, gone = row.format("", "甲"), row.format("<w:trPr><w:del w:id='1'/></w:trPr>", "乙")
    table = f"<w:tbl><w:customXml>{kept}</w:customXml>{gone}</w:tbl>"
    document = docx.Document()
    wrapped = (
        f"<w:customXml {nsdecls('w')}><w:p><w:r><w:t>一、总体情况</w:t></w:r></w:p>{table}</w:customXml>"
    )
    document.element.body.insert(0, parse_xml(wrapped))
    heading, grid = taken_apart(document).blocks
    assert isinstance(heading, Paragraph)
    assert isinstance(grid, Grid)
    assert [[cell.text for cell in cells] for cells in grid.rows] == [["甲"]]
