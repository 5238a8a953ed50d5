"""HTML with the faults of the pages it is published on."""

from __future__ import annotations

import contextlib

import pytest

from kaicheng.annual_report.errors import NotAReport, TooLarge
from kaicheng.annual_report.model import AnnualReport
from kaicheng.annual_report.readers import read

HEADERS = (
    "<tr><td colspan=3 rowspan=2>（勾稽关系）</td><td>自然人</td>"
    "<td colspan=5>法人或其他组织</td><td>总计</td></tr>"
    "<tr><td></td><td>商业企业</td><td>科研机构</td><td>社会公益组织</td><td>法律服务机构</td>"
    "<td>其他</td><td></td></tr>"
)


def cells(*texts: object) -> str:
    return "".join(f"<td>{text}</td>" for text in texts)


def page(proactive: str = "", requests: str = "", remedies: str = "", title: str = "") -> AnnualReport:
    body = (
        "<p>一、总体情况</p><p>主动公开信息12条。</p>"
        f"<p>二、主动公开政府信息情况</p><table>{proactive}</table>"
        f"<p>三、收到和处理政府信息公开申请情况</p><table>{requests}</table>"
        f"<p>四、政府信息公开行政复议、行政诉讼情况</p>{remedies}<p>五、存在的主要问题及改进情况</p><p>无</p>"
    )
    return read(f"<html><head><title>{title}</title></head><body>{body}</body></html>".encode())


def test_missing_closing_tags() -> None:
    report = page("<tr><td>规章<td>1<td>2<td>3<tr><td>行政许可<td colspan=3>4")
    assert report.figures["proactive.rules.in_force"] == 3
    assert report.figures["proactive.licensing_decisions"] == 4


def test_word_markup_hidden_text_and_tables_in_cells() -> None:
    cell = "<td><p class=MsoNormal><span lang=EN-US style='mso-font:x'>{}<o:p></o:p></span></p></td>"
    inner = "<td><table><tr><td>7</td></tr></table></td>"
    hidden = "<td style='display:none'>9</td>"
    report = page(
        "<tr>" + cell.format("规章") + hidden + cell.format("1&nbsp;") + inner + cell.format("３") + "</tr>"
    )
    assert [report.figures[f"proactive.rules.{column}"] for column in ("issued_this_year", "in_force")] == [
        1,
        3,
    ]
    assert report.figures["proactive.rules.abolished_this_year"] == 7


def test_blank_cells_stay_blank() -> None:
    row = (
        "<tr><td colspan=3>一、本年新收政府信息公开申请数量</td>"
        + cells(5, "", "&nbsp;", "", "", "", 5)
        + "</tr>"
    )
    report = page(requests=HEADERS + row)
    assert dict(report.figures) == {
        "requests.new_received.natural_person": 5,
        "requests.new_received.total": 5,
    }


@pytest.mark.parametrize("wrong", ["<td rowspan=9>", "<td>"])
def test_labels_that_span_wrongly_move_no_figure(wrong: str) -> None:
    """The second row lands a column aside of the headers, with all its seven cells in order."""
    first = (
        f"<tr>{wrong}三、本年度办理结果</td><td colspan=2>（一）予以公开</td>"
        + cells(1, 2, 3, 4, 5, 6, 21)
        + "</tr>"
    )
    second = "<tr><td>（二）部分公开</td>" + cells(6, 5, 4, 3, 2, 1, 21) + "</tr>"
    report = page(requests=HEADERS + first + second)
    assert report.figures["requests.granted.total"] == 21
    assert report.figures["requests.partially_granted.natural_person"] == 6
    assert report.figures["requests.partially_granted.other_organization"] == 1


def test_a_merged_cell_of_data_is_left_out_and_noted() -> None:
    row = "<tr><td colspan=3>四、结转下年度继续办理</td><td>1</td><td colspan=5>0</td><td>1</td></tr>"
    report = page(requests=HEADERS + row)
    assert dict(report.figures) == {
        "requests.carried_forward.natural_person": 1,
        "requests.carried_forward.total": 1,
    }
    assert {note.code for note in report.notes} == {"unreadable"}


def test_a_column_that_the_form_has_not_is_left_out() -> None:
    headers = HEADERS.replace("<td>其他</td><td></td>", "<td>其他</td><td>法人小计</td><td></td>")
    headers = headers.replace("colspan=5", "colspan=6")
    row = "<tr><td colspan=3>一、本年新收政府信息公开申请数量</td>" + cells(1, 2, 0, 0, 0, 3, 5, 6) + "</tr>"
    report = page(requests=headers + row)
    assert report.figures["requests.new_received.other_organization"] == 3
    assert report.figures["requests.new_received.total"] == 6


def test_a_cell_that_stands_between_columns_is_noted() -> None:
    row = "<tr><td colspan=3>四、结转下年度继续办理</td><td>1</td><td>2</td><td colspan=2>3</td>" + cells(
        4, 5, 6, 7
    )
    report = page(requests=HEADERS + row + "</tr>")
    assert not report.figures
    assert [note.code for note in report.notes] == ["disagreement"]


def test_a_page_kept_as_a_string_of_a_program() -> None:
    row = '<tr><td>规章</td><td colspan=\\"2\\">1</td><td>2</td><td>3</td></tr>'
    assert page(row).figures["proactive.rules.in_force"] == 3


def test_table_four_in_tables_of_one_group() -> None:
    labels = cells("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
    tables = "".join(
        f"<table><tr><td colspan=5>{group}</td></tr><tr>{labels}</tr><tr>{cells(*figures)}</tr></table>"
        for group, figures in [
            ("行政复议", (1, 0, 0, 0, 1)),
            ("未经复议直接起诉", (0, 2, 0, 0, 2)),
            ("复议后起诉", (0, 0, 3, 0, 3)),
        ]
    )
    report = page(remedies=tables)
    assert report.figures["remedies.reconsideration.upheld"] == 1
    assert report.figures["remedies.litigation_direct.corrected"] == 2
    assert report.figures["remedies.litigation_after_reconsideration.total"] == 3


def test_the_title_of_the_page_names_the_authority() -> None:
    report = page(title="甲县水利局2023年政府信息公开工作年度报告-甲县人民政府网")
    assert (report.agency, report.year) == ("甲县水利局", 2023)


def test_words_in_the_first_cells_of_a_row_are_kept_and_no_figure_is_lost() -> None:
    report = page(
        proactive="<tr>"
        + cells("规章", "不适用", 1, 2)
        + "</tr><tr>"
        + cells("行政许可", "见附件")
        + "</tr>",
        requests="<tr>" + cells("（一）予以公开", "见附件", "N/A", 0, 0, 0, 0, 5) + "</tr>",
        remedies="<table><tr>" + cells("未统计", *range(14)) + "</tr></table>",
    )
    assert dict(report.raw) == {
        "proactive.rules.issued_this_year": "不适用",
        "proactive.licensing_decisions": "见附件",
        "requests.granted.natural_person": "见附件",
        "requests.granted.commercial_enterprise": "N/A",
        "remedies.reconsideration.upheld": "未统计",
    }
    assert report["proactive.rules.in_force"] == 2
    assert report["requests.granted.total"] == 5
    assert report["remedies.litigation_after_reconsideration.total"] == 13
    assert report.notes == ()


def test_a_label_that_is_not_the_forms_stays_a_label() -> None:
    report = page(proactive="<tr>" + cells("规章", "政府规章", 1, 2, 3) + "</tr>")
    assert dict(report.raw) == {}
    assert report["proactive.rules.in_force"] == 3


def test_furniture_around_the_report_is_left_out() -> None:
    report = read(
        "<body><div><a>上一篇：乙县年度报告</a></div><h1>甲县水利局2023年政府信息公开工作年度报告</h1><div>"
        "<p>一、总体情况</p><p>正文。</p><p>二、主动公开政府信息情况</p><table><tr><td>行政许可</td><td>1</td></tr>"
        "</table></div><div>主办：某某单位</div></body>".encode()
    )
    assert report.title == "甲县水利局2023年政府信息公开工作年度报告"
    assert dict(report.chapters) == {"overview": "正文。"}


@pytest.mark.parametrize(
    "hostile",
    [
        "<div>" * 100_000 + "一、总体情况",
        "<table><tr><td>" * 20_000,
        "<p>一、总体情况" + "<b>字" * 100_000,
        "<p>一、总体情况</p>" + "<p>二、主动公开政府信息情况</p>" * 10_000,
    ],
    ids=["deep blocks", "deep tables", "deep inline", "headings"],
)
def test_deep_and_endless_pages_come_to_an_end(hostile: str) -> None:
    with contextlib.suppress(NotAReport):
        read(f"<html><body>{hostile}".encode())


def test_spans_beyond_measure_are_refused() -> None:
    row = "<tr><td rowspan=60000 colspan=64>甲</td></tr>"
    with pytest.raises(TooLarge):
        page(requests=row * 100)
