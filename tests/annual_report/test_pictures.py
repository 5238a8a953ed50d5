"""Pictures of a report: drawn only from what adds up, each with its table, fit for a strict page."""

from __future__ import annotations

import re
from random import Random
from xml.etree import ElementTree

from kaicheng.annual_report.model import blank_report
from kaicheng.annual_report.numbers import CellText
from kaicheng.annual_report.pictures import cells_csv, pictures_of
from kaicheng.demonstration.reports import made_up

REPORT = made_up("示例市<局>", 2024, Random(3))
EARLIER = [made_up("示例市<局>", year, Random(year)) for year in (2022, 2023)]


def test_pictures__are_whole_and_carry_no_script_nor_style():
    columns = [(f"栏目<{number}>", 40 - number) for number in range(15)]
    found = pictures_of(REPORT, EARLIER, columns, {"1-5": 3, "6-10": 7, "41+": 0})
    assert [one.id for one in found] == ["years", "flow", "applicants", "replies", "columns"]
    for one in found:
        ElementTree.fromstring(one.svg)  # noqa: S314 — our own drawing
        assert not re.search(r"style=|<script|on\w+=", one.svg)
        assert one.csv.startswith("\ufeff") and len(one.csv.splitlines()) == len(one.rows) + 1


def test_flow__shows_what_the_table_says():
    (flow,) = [one for one in pictures_of(REPORT) if one.id == "flow"]
    rows = {name: int(count) for name, count, _share in flow.rows}
    assert rows["本年新收"] == REPORT["requests.new_received.total"]
    assert rows["结转下年"] == REPORT["requests.carried_forward.total"]
    assert sum(rows.values()) == 2 * (rows["本年新收"] + rows["上年结转"])


def test_report_that_does_not_add_up__has_no_flow():
    wrong = REPORT.with_cell("requests.granted.total", CellText(99_999))
    assert "flow" not in [one.id for one in pictures_of(wrong)]
    assert pictures_of(blank_report(2024, agency="示例局")) == []


def test_cells__are_open_data():
    lines = cells_csv(REPORT).splitlines()
    assert len(lines) == 1 + len(REPORT.figures)
    assert lines[1].startswith("proactive.rules.issued_this_year,")
