"""Text as scrapers leave it, read from the file to the figures."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kaicheng.annual_report.errors import NotAReport, TooLarge
from kaicheng.annual_report.readers import read
from kaicheng.annual_report.readers.document import Grid, Paragraph
from kaicheng.annual_report.readers.text import read_text

FRAME = """甲县水利局2023年政府信息公开工作年度报告
一、总体情况
主动公开信息12条。
二、主动公开政府信息情况
{}
三、收到和处理政府信息公开申请情况
{}
四、政府信息公开行政复议、行政诉讼情况
{}
五、存在的主要问题及改进情况
解读较少。
六、其他需要报告的事项
无。
"""


def figures(proactive: str = "", requests: str = "", remedies: str = "") -> dict[str, int]:
    """Figures by the last parts of their paths."""
    found = read(FRAME.format(proactive, requests, remedies).encode()).figures
    return {".".join(path.split(".")[1:]): value for path, value in found.items()}


def notes(proactive: str = "", requests: str = "", remedies: str = "") -> list[str]:
    found = read(FRAME.format(proactive, requests, remedies).encode()).notes
    return [f"{note.code} {note.where}" for note in found]


def test_lines_with_bars_are_rows_and_the_rest_paragraphs() -> None:
    blocks = read_text("# 标题\n\n甲 | 1\n---|---\n乙 | 2\n\n打印本页\n正文。").blocks
    assert [type(block) for block in blocks] == [Paragraph, Grid, Paragraph]
    assert [block.where for block in blocks] == ["第1行", "第3行第1格", "第8行"]


@pytest.mark.parametrize(
    "table",
    [
        "规章 | 1 | 2 | 3\n规范性文件 | 4 | 5 | 6",
        "| 规章 | 1 | 2 | 3 |\n| 规范性文件 | 4 | 5 | 6 |",
        "规章\t1\t2\t3\n规范性文件\t4\t5\t6",
        "规章　1　2　3\n规范性文件　4　5　6",
        "规章\n1\n2\n3\n规范性文件\n4\n5\n6",
        "规章 |\n1 |\n2 |\n3 |\n规范性文件 |\n4 |\n5 |\n6 |",
        "规章\n|\n1\n|\n2\n|\n3\n|\n规范性文件\n|\n4\n|\n5\n|\n6\n|",
        "规章 | 1 | 2 | 3\n|\n规范性文件 | 4 | 5 | 6\n|",
        "1 | 规章 | 1 | 2 | 3\n2 | 规范性文件 | 4 | 5 | 6",
        "单位：件\n规章 １ ２ ３\n规范性文件 4件 5件 6件\n注：本表按规定填报，数据截至年底。",
    ],
)
def test_one_table_in_many_layouts(table: str) -> None:
    assert figures(table) == {
        "rules.issued_this_year": 1,
        "rules.abolished_this_year": 2,
        "rules.in_force": 3,
        "normative_documents.issued_this_year": 4,
        "normative_documents.abolished_this_year": 5,
        "normative_documents.in_force": 6,
    }


def test_blanks_dropped_by_a_converter_are_not_put_back_by_guessing() -> None:
    requests = "一、本年新收政府信息公开申请数量 |\n3 |\n3 |\n|||||||\n（一）予以公开 |\n3 |\n3 |\n|||||||"
    assert figures(requests=requests) == {}
    assert notes(requests=requests) == ["unreadable 第7行", "unreadable 第11行第1格"]


def test_blanks_that_keep_their_places_are_read_around() -> None:
    requests = (
        "一、本年新收政府信息公开申请数量 | 2 | | | | | | 2 |\n"
        "三、本年度办理结果 | （一）予以公开 | | | | | | | 0 |"
    )
    assert figures(requests=requests) == {
        "new_received.natural_person": 2,
        "new_received.total": 2,
        "granted.total": 0,
    }


def test_a_row_of_the_authority_s_own_is_noted_and_left_out() -> None:
    assert figures("其他主动公开文件 | 7 | 8 | 9\n行政许可 | 5") == {"licensing_decisions": 5}
    assert notes("其他主动公开文件 | 7 | 8 | 9\n行政许可 | 5") == ["unreadable 第5行第1格"]


def test_sums_of_money_come_out_in_the_unit_of_the_form() -> None:
    assert figures("行政事业性收费 | 4500元")["administrative_fees_wan_yuan"] == Decimal("0.45")
    header = "信息内容 | 本年收费金额（单位：元）\n行政事业性收费 | 20000"
    assert figures(header)["administrative_fees_wan_yuan"] == 2
    assert figures("行政事业性收费 | 2.5万元")["administrative_fees_wan_yuan"] == Decimal("2.5")
    older = (
        "政府集中采购 | 8 | 160.5964万元\n其他对外管理服务事项 | +22 | 0 | 889\n行政处罚 | 253 | --253 | 0"
    )
    report = read(FRAME.format(older, "", "").encode())
    path = "legacy.proactive_2019."
    assert report.figures[f"{path}government_procurement.amount_yuan"] == 1_605_964
    assert report.raw[f"{path}government_procurement.amount_yuan"] == "160.5964万元"
    assert report.figures[f"{path}other_services.items_last_year"] == 22
    assert f"{path}penalties.items_change" not in report.figures
    assert report.raw[f"{path}penalties.items_change"] == "--253"
    assert report.figures[f"{path}penalties.items_last_year"] == 253


@pytest.mark.parametrize(
    "remedies",
    [
        "27 | 10 | 9 | 15 | 61 | 3 | 0 | 0 | 0 | 3 | 8 | 0 | 1 | 1 | 10",
        "### 行政复议\n27 | 10 | 9 | 15 | 61\n### 行政诉讼（未经复议直接起诉）\n3 | 0 | 0 | 0 | 3\n"
        "### 行政诉讼（复议后起诉）\n8 | 0 | 1 | 1 | 10",
        "行政复议 27 10 9 15 61\n未经复议直接起诉 复议后起诉\n3 0 0 0 3 8 0 1 1 10",
    ],
)
def test_table_four_in_one_row_or_a_row_for_each_group(remedies: str) -> None:
    found = figures(remedies=remedies)
    assert len(found) == 15
    assert found["reconsideration.total"] == 61
    assert found["litigation_direct.upheld"] == 3
    assert found["litigation_after_reconsideration.total"] == 10


def test_five_figures_of_no_named_group_are_left_out() -> None:
    assert figures(remedies="27 | 10 | 9 | 15 | 61") == {}
    assert notes(remedies="27 | 10 | 9 | 15 | 61") == ["unreadable 第9行第1格"]


def test_the_single_row_of_other_results_in_a_later_report() -> None:
    requests = (
        "（五）不予处理 5.要求行政机关确认或重新出具已获取信息 0 0 0 0 0 0 0\n（六）其他处理 1 0 0 0 0 0 1"
    )
    found = figures(requests=requests)
    assert found["other_total.natural_person"] == 1
    assert "other_other.natural_person" not in found


def test_tables_without_their_headings() -> None:
    text = "信息内容 本年处理决定数量\n行政处罚 39\n（本列数据的勾稽关系为：第一项加第二项之和）\n"
    text += "一、本年新收政府信息公开申请数量 1 0 0 0 0 0 1\n"
    found = read(text.encode()).figures
    assert found["proactive.penalty_decisions"] == 39
    assert found["requests.new_received.total"] == 1


def test_two_reports_on_one_page_are_not_mixed() -> None:
    """The second one's figures disagree with those entered and are only noted."""
    text = FRAME.format("行政许可 | 5", "", "")
    report = read((text + text.replace("| 5", "| 6")).encode())
    assert report.figures["proactive.licensing_decisions"] == 5


def test_what_is_no_report_is_said_to_be_none() -> None:
    with pytest.raises(NotAReport):
        read("今天天气很好。\n明天也是。".encode())


@pytest.mark.parametrize(
    "hostile",
    ["一\n" * 60_000, "0|" * 210_000, FRAME.format("", "0\n" * 45_000, "")],
    ids=["lines", "cells", "one endless row"],
)
def test_endless_text_is_refused(hostile: str) -> None:
    with pytest.raises(TooLarge):
        read(hostile.encode())


@pytest.mark.parametrize(
    "hostile",
    ["信息" * 500_000, "0 " * 300_000, "一、总体情况" * 100_000, "某" * 300_000 + "局"],
    ids=["words", "figures", "headings", "name"],
)
def test_one_endless_line_is_read_in_one_go(hostile: str) -> None:
    assert read((FRAME.format("", "", "") + hostile).encode()).agency == "甲县水利局"
