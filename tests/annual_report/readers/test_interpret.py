"""A document of whatever kind made into a report."""

from __future__ import annotations

import pytest

from kaicheng.annual_report.errors import NotAReport
from kaicheng.annual_report.readers.document import Block, Document, Grid, GridCell, Paragraph
from kaicheng.annual_report.readers.interpret import interpret


def paragraphs(*texts: str) -> list[Block]:
    return [Paragraph(text, f"第{n}段") for n, text in enumerate(texts, 1)]


def grid(*rows: tuple[str, ...], where: str = "表格1") -> Grid:
    return Grid(tuple(tuple(GridCell(text, where) for text in row) for row in rows), where)


TITLE = "甲县水利局2023年政府信息公开工作年度报告"
HEADINGS = ("一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况")


def test_the_edition_follows_the_labels_of_table_two_before_the_year() -> None:
    """Some reports of later years still print the tables of the older form."""
    blocks = [
        *paragraphs(TITLE, *HEADINGS[:2]),
        grid(("信息内容", "本年新制作数量"), ("规章", "1", "2", "3")),
    ]
    report = interpret(Document("html", tuple(blocks)))
    assert (report.form, report.year) == ("2019", 2023)
    assert report.figures["legacy.proactive_2019.rules.newly_published"] == 2


def test_the_edition_follows_the_year_when_no_label_tells_it() -> None:
    older = interpret(
        Document("html", tuple(paragraphs(TITLE.replace("2023", "2020"), HEADINGS[0], "正文。")))
    )
    assert older.form == "2019"
    assert interpret(Document("html", tuple(paragraphs(TITLE, HEADINGS[0], "正文。")))).form == "2021"


def test_what_stands_before_chapter_one_is_the_preamble() -> None:
    report = interpret(
        Document("html", tuple(paragraphs(TITLE, "本报告依据条例编制。", HEADINGS[0], "正文。")))
    )
    assert dict(report.chapters) == {"preamble": "本报告依据条例编制。", "overview": "正文。"}
    assert dict(report.headings) == {"overview": HEADINGS[0]}


def test_a_table_whose_chapter_lost_its_heading_is_found() -> None:
    table = grid(("规章", "1", "2", "3"), ("行政许可", "4"))
    report = interpret(Document("html", (*paragraphs(TITLE, HEADINGS[0], "正文。"), table)))
    assert report.figures["proactive.licensing_decisions"] == 4
    assert report.chapters["overview"] == "正文。"


def test_a_foreign_table_in_prose_is_kept_as_words() -> None:
    table = grid(("渠道", "条数"), ("网站", "12"))
    report = interpret(Document("html", (*paragraphs(TITLE, HEADINGS[0]), table)))
    assert report.chapters["overview"] == "渠道 | 条数\n网站 | 12"


def test_two_contents_for_one_cell_are_noted_and_the_first_is_kept() -> None:
    tables = (grid(("行政许可", "4")), grid(("行政许可", "5"), where="表格2"), grid(("行政许可", "4")))
    report = interpret(Document("html", (*paragraphs(TITLE, *HEADINGS[:2]), *tables)))
    assert report.figures["proactive.licensing_decisions"] == 4
    (note,) = report.notes
    assert (note.code, note.where) == ("disagreement", "表格2")


def test_another_way_of_reading_is_held_against_the_first() -> None:
    rows = (("规章", "1", "2", "3"), ("行政许可", "4"))
    other = (("规章", "1", "2", "3"), ("行政许可", "7"))
    document = Document(
        "pdf", (*paragraphs(TITLE, *HEADINGS[:2]), grid(*rows)), alternatives=((grid(*other),),)
    )
    (note,) = interpret(document).notes
    assert (note.code, note.cells) == ("disagreement", ("proactive.licensing_decisions",))
    assert "一种读到4，另一种读到7" in note.message


def test_text_about_problems_under_table_four_is_chapter_five() -> None:
    lines = ("四、政府信息公开行政复议、行政诉讼情况", "（一）存在的主要问题", "解读较少。")
    report = interpret(Document("html", tuple(paragraphs(TITLE, HEADINGS[0], "正文。", *lines))))
    assert report.chapters["problems"] == "（一）存在的主要问题\n解读较少。"


def test_text_run_on_behind_a_heading_begins_the_chapter() -> None:
    report = interpret(
        Document("html", tuple(paragraphs(TITLE, "一、总体情况。2023年发布信息12条。", "另有3条。")))
    )
    assert report.chapters["overview"] == "2023年发布信息12条。\n另有3条。"


def test_a_document_with_nothing_of_the_form_is_no_report() -> None:
    with pytest.raises(NotAReport):
        interpret(Document("html", tuple(paragraphs("通知", "明天放假。"))))
