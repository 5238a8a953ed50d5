"""The prose against itself, against last year and in its fee statement (X05, X06, X08, T312)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kaicheng.findings import Severity

from .reports import found, quiet_year

PASS, WARN, BLOCK = "pass", "warn", "block"
UNPAID = "requests.other_fee_unpaid.total"


def worst(findings) -> str:
    return min((finding.severity.value for finding in findings), default=PASS, key=[BLOCK, WARN].index)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("通过审计信息栏目公开信息20条。", "通过审计信息专栏公开政府信息16条。", WARN),
        ("全年通过门户网站公开政府信息20条。", "全年通过门户网站公开政府信息16条。", BLOCK),
        ("全年通过门户网站公开政府信息20条。", "全年通过门户网站公开政府信息20条。", PASS),
        ("全年通过门户网站公开政府信息20条。", "2023年通过门户网站公开政府信息16条。", PASS),
        ("通过门户网站公开政府信息20条。", "通过微信公众号公开政府信息16条。", PASS),
        ("全年公开政府信息20条。", "全年公开政府信息16条。", WARN),
        ("全年公开政府信息20条，其中网站公开政府信息16条。", "微博发布信息9条。", PASS),
        ("通过网站公开信息20条，通过网站公开信息16条。", "没有其他渠道。", PASS),
        ("通过网公开信息20条。", "通过报公开信息16条。", PASS),
    ],
)
def test_one_channel_has_one_number(first, second, expected):
    overview = f"（一）主动公开\n{first}\n（四）政府信息公开平台建设\n{second}"
    assert worst(found("X05", quiet_year(chapters={"overview": overview}))) == expected


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("收到政府信息公开申请12件，同比增长20%。", True),
        ("收到政府信息公开申请12件，较上年增加2件。", True),
        ("收到政府信息公开申请12件，比2023年增加2件。", True),
        ("收到政府信息公开申请12件，较上年度有所增长。", True),
        ("收到政府信息公开申请12件，较上年度减少2件。", False),
        ("收到政府信息公开申请12件，同比增长25%。", False),
        ("收到政府信息公开申请12件，同比下降20%。", False),
        ("收到政府信息公开申请12件，较上年度有所下降。", False),
        ("收到政府信息公开申请12件，比2019年增加9件。", True),
        ("收到政府信息公开申请12件，环比增长80%。", True),
        ("收到政府信息公开申请12件，同比增长2倍。", True),
        ("收到政府信息公开申请12件，较上年增加3。", True),
        ("政府信息公开行政复议3件，较上年增加3件。", True),
        ("政府信息公开行政复议3件，同比增长100%。", False),
        ("作出行政许可决定158件，同比下降12.2%。", True),
        ("作出行政许可决定158件，同比下降12.3%。", False),
        ("收到政府信息公开申请12件，培训30人，较上年增加9人。", True),
        ("收到政府信息公开申请12件；办件量较上年减少9件。", True),
        ("满意度较上年提高3个百分点。", True),
        ("结转上年政府信息公开申请0件，较上年增加1件。", True),
        ("新收政府信息公开申请数量较上年度减少1件。", False),
        ("新收政府信息公开申请数量同比增长20%。", True),
        ("各部门收到政府信息公开申请较上年减少。全县收到政府信息公开申请同比下降5%。", True),
    ],
)
def test_comparisons_hold_against_last_years_report(text, holds):
    now = quiet_year(
        {
            "requests.new_received.total": 12,
            "remedies.reconsideration.total": 3,
            "proactive.licensing_decisions": 158,
        },
        chapters={"overview": f"（二）依申请公开\n{text}"},
    )
    last = quiet_year({"requests.new_received.total": 10, "proactive.licensing_decisions": 180}, year=2023)
    known = {path: value for path, value in last.figures.items() if path != "requests.carried_over.total"}
    before = replace(last, figures=known)
    assert found("X06", now) == []
    assert worst(found("X06", now, before)) == (PASS if holds else WARN)


def test_a_comparison_says_what_it_should_be():
    text = "收到政府信息公开申请12件，较上年减少2件。"
    now = quiet_year({"requests.new_received.total": 12}, chapters={"overview": text})
    before = quiet_year({"requests.new_received.total": 12}, year=2023)
    (finding,) = found("X06", now, before)
    assert (finding.expected, finding.actual) == ("持平", "较上年减少2件")
    assert finding.cells == ("requests.new_received.total",)


FEES = "proactive.administrative_fees_wan_yuan"


@pytest.mark.parametrize(
    ("other", "cells", "count"),
    [
        ("发出收费通知0件，总金额0元，实际收取0元。", {}, 0),
        ("没有收取过信息处理费，发出收费通知的件数为0件、总金额为0元，实际收取的总金额为0元。", {}, 0),
        ("本机关未收取信息公开处理费。", {}, 0),
        ("政府信息公开未发生收费情况。", {}, 0),
        ("全年收取信息处理费3940元。", {FEES: 5}, 0),
        ("全年收取信息处理费0.394万元。", {FEES: 5}, 0),
        ("发出收费通知3件，总金额3000元，实际收取2000元。", {FEES: 5}, 0),
        ("全年收取信息处理费3940元。", {}, 1),
        ("发出收费通知0件，总金额300元，实际收取0元。", {}, 1),
        ("发出3件收费通知，总金额0元，实际收取0元。", {}, 1),
        ("发出收费通知0件，总金额0元，实际收取300元。", {FEES: 5}, 1),
        ("未发出收费通知，实际收取信息处理费300元。", {FEES: 5}, 1),
        ("发出收费通知1件，总金额200元，实际收取300元。", {FEES: 5}, 1),
        ("没有收取信息处理费。全年实际收取信息处理费300元。", {FEES: 5}, 1),
        ("无其他需要报告的事项。", {}, 1),
        ("行政事业性收费24.83万元。", {}, 1),
        ("培训费用控制良好，支出总计300元。", {}, 0),
    ],
)
def test_the_fee_statement_is_there_and_fits_together(other, cells, count):
    findings = found("X08", quiet_year(cells, chapters={"other": other}))
    assert [finding.severity for finding in findings] == [Severity.WARN] * count


def test_the_fee_statement_may_stand_in_chapter_one_and_none_is_asked_of_older_forms():
    overview = "全年未收取信息处理费。收费公示栏更新。"
    assert found("X08", quiet_year(chapters={"overview": overview, "other": "无。"})) == []
    assert found("X08", quiet_year(chapters={"other": "无。"}, year=2020)) == []
    assert found("X08", quiet_year(chapters={"overview": "公开信息3条。"})) == []
    (finding,) = found("X08", quiet_year(headings={"other": "六、其他需要报告的事项"}))
    assert "收费通知的件数" in finding.message.zh


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ("发出收费通知0件，总金额0元，实际收取0元。", BLOCK),
        ("未发出收费通知。", BLOCK),
        ("未收取信息处理费。", WARN),
        ("发出收费通知2件，总金额60元，未收取信息处理费。", PASS),
        ("无。", PASS),
    ],
)
def test_nobody_fails_to_pay_without_being_asked_to(other, expected):
    report = quiet_year({UNPAID: 2}, chapters={"other": other})
    assert worst(found("T312", report)) == expected
    assert found("T312", quiet_year(chapters={"other": other})) == []
