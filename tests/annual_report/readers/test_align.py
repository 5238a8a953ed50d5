"""Which row of the form a row of figures is."""

from __future__ import annotations

from collections.abc import Sequence

from kaicheng.annual_report.form import load_form
from kaicheng.annual_report.readers.align import align
from kaicheng.annual_report.readers.document import Grid
from kaicheng.annual_report.readers.rows import cells_of_line, grid_rows

FORM = load_form("2021")
REQUESTS = [row for row in FORM.requests.rows if not row.instead_of]
PROACTIVE = [row for block in FORM.proactive.blocks for row in block.rows]


def placed(lines: Sequence[str], rows: Sequence = REQUESTS) -> dict[str, int]:
    """The first figure of each row of the form that was found."""
    cells = tuple(cells_of_line(line, "") for line in lines)
    found = align(list(grid_rows(Grid(cells, "", exact=False))), rows)
    return {entry.row.id: entry.figures.values[0].value for entry in found.placed}


def test_words_name_the_row_whatever_its_numbering_and_brackets() -> None:
    lines = ["一.本年新收政府信息公开申请数量 | 1", "(七) 总 计 | 2", "结转下年度继续办理 | 3"]
    assert placed(lines) == {"new_received": 1, "handled_total": 2, "carried_forward": 3}


def test_rows_out_of_order_are_placed_by_their_names() -> None:
    lines = ["2.重复申请 | 2", "四、结转下年度继续办理 | 9", "1.属于国家秘密 | 1"]
    assert placed(lines) == {"not_processed_repeated": 2, "carried_forward": 9, "refused_state_secret": 1}


def test_an_explanation_in_brackets_is_no_part_of_the_name() -> None:
    lines = ["规章(设区的市、自治州人民政府应提供相关数据) | 0", "其他主动公开文件 | 7", "行政事业型收费 | 3"]
    assert placed(lines, PROACTIVE) == {"rules": 0, "administrative_fees_wan_yuan": 3}


def test_a_row_without_words_needs_rows_around_it_that_leave_one_place() -> None:
    assert placed(["1.属于国家秘密 | 1", "| 2", "3.危及“三安全一稳定” | 3"]) == {
        "refused_state_secret": 1,
        "refused_forbidden_by_law": 2,
        "refused_endangers_security_stability": 3,
    }
    assert placed(["1.属于国家秘密 | 1", "| 2", "4.保护第三方合法权益 | 3"]) == {
        "refused_state_secret": 1,
        "refused_third_party_rights": 3,
    }


def test_words_torn_from_one_row_stand_before_it() -> None:
    lines = [
        "（六）其",
        "他处理",
        "2.申请人逾期未按收费",
        "通知要求缴纳费用、行",
        "政机关不再处理其政府",
        "信息公开申请",
        "| 5",
    ]
    assert placed(lines) == {"other_fee_unpaid": 5}


def test_labels_listed_before_their_rows_leave_it_to_the_order() -> None:
    """The last of three labels is not the label of the first figures after it."""
    listed = ["4.无正当理由大量反复申请", "5.要求行政机关确认或重新出具已获取信息"]
    assert placed([*listed, "| 4", "| 5"]) == {}
    around = ["3.要求提供公开出版物 | 3", *listed, "| 4", "| 5", "1.申请人无正当理由逾期不补正 | 6"]
    assert placed(around) == {
        "not_processed_publication": 3,
        "not_processed_excessive": 4,
        "not_processed_confirm_reissue": 5,
        "other_correction_overdue": 6,
    }
