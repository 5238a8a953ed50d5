"""Comparing two reports: every difference is told once, and nothing that is equal is told as changed."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from kaicheng.annual_report.compare import Change, compare
from kaicheng.annual_report.model import AnnualReport, blank_report
from kaicheng.annual_report.numbers import CellText
from kaicheng.annual_report.readers import read_path
from kaicheng.annual_report.writers.json import dump

from .strategies import consistent_reports, previous_of

REPORTS = Path(__file__).with_name("reports")


def xichang() -> AnnualReport:
    return read_path(REPORTS / "xichang-hrss-2024.txt")


@settings(max_examples=20, deadline=None)
@given(report=consistent_reports())
def test_a_report_is_the_same_as_itself(report: AnnualReport) -> None:
    comparison = compare(report, report)
    assert comparison.same
    assert not comparison.cells
    assert all(chapter.likeness == 1 for chapter in comparison.chapters)


def test_each_changed_cell_is_told_with_its_difference() -> None:
    before = xichang()
    after = before.with_cell("proactive.licensing_decisions", CellText(200)).with_cell(
        "proactive.administrative_fees_wan_yuan", CellText(Decimal("20.03"))
    )
    licences, fees = compare(before, after).cells
    assert (licences.name, licences.before, licences.after) == (
        "表二“行政许可”的本年处理决定数量",
        "158",
        "200",
    )
    assert (licences.difference, licences.percent) == (42, Decimal("26.6"))
    assert (fees.difference, fees.percent) == (Decimal("-4.80"), Decimal("-19.3"))


def test_a_cell_that_was_filled_or_emptied_has_no_difference() -> None:
    before = xichang()
    after = before.with_cell("requests.granted.total", CellText(None, "/"))
    (change,) = compare(before, after).cells
    assert (change.before, change.after, change.difference, change.percent) == ("0", "/", None, None)
    assert compare(after, before).cells[0].difference is None


def test_nothing_before_has_no_percentage_and_zeros_behind_the_point_are_no_change() -> None:
    before = blank_report(2024).with_cell("proactive.penalty_decisions", CellText(0))
    after = before.with_cell("proactive.penalty_decisions", CellText(3))
    assert compare(before, after).cells[0].percent is None
    path = "proactive.administrative_fees_wan_yuan"
    assert not compare(
        before.with_cell(path, CellText(Decimal("24.8"))), before.with_cell(path, CellText(Decimal("24.80")))
    ).cells


def test_a_changed_figure_in_a_sentence_is_the_only_passage_that_changed() -> None:
    before = xichang()
    overview = before.chapters["overview"].replace("发布391条信息", "发布402条信息")
    after = replace(before, chapters={**before.chapters, "overview": overview})
    chapter = next(chapter for chapter in compare(before, after).chapters if chapter.changed)
    (paragraph,) = (entry for entry in chapter.paragraphs if entry.change is not Change.EQUAL)
    (span,) = (span for span in paragraph.spans if span.change is not Change.EQUAL)
    assert (chapter.id, paragraph.change) == ("overview", Change.CHANGED)
    assert (span.before, span.after) == ("391", "402")


def test_paragraphs_added_and_removed_are_told_apart() -> None:
    before = replace(xichang(), chapters={"other": "甲单位无收费。\n特此报告。"})
    after = replace(xichang(), chapters={"other": "甲单位无收费。\n数据截至年底统计完毕无误。\n特此报告。"})
    (chapter,) = (chapter for chapter in compare(before, after).chapters if chapter.changed)
    assert [entry.change for entry in chapter.paragraphs] == [Change.EQUAL, Change.ADDED, Change.EQUAL]
    (chapter,) = (chapter for chapter in compare(after, before).chapters if chapter.changed)
    assert [entry.change for entry in chapter.paragraphs] == [Change.EQUAL, Change.REMOVED, Change.EQUAL]


def test_title_and_headings_count_as_differences() -> None:
    before = xichang()
    assert not compare(before, replace(before, title="另一标题")).same
    headings = {**before.headings, "other": "六、其它需要报告的事项"}
    comparison = compare(before, replace(before, headings=headings))
    assert not comparison.same
    assert [chapter.id for chapter in comparison.chapters if chapter.changed] == ["other"]


@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_both_sides_can_be_put_together_again(data: st.DataObject) -> None:
    after = data.draw(consistent_reports())
    before = data.draw(previous_of(after))
    for chapter in compare(before, after).chapters:
        for side, report in (("before", before), ("after", after)):
            lines = [
                "".join(getattr(span, side) for span in entry.spans) if entry.spans else getattr(entry, side)
                for entry in chapter.paragraphs
            ]
            kept = "\n".join(line for line in lines if line)
            assert kept == report.chapters.get(chapter.id, "")


def test_editions_share_no_table_two() -> None:
    comparison = compare(blank_report(2020), blank_report(2021))
    assert comparison.incomparable == ("proactive",)
    assert dump(comparison.to_json())


def test_long_texts_do_not_hang() -> None:
    words = "政府信息公开条例规定主动依申请办理答复更正监督保障解读回应平台目录年度报告的了在是和"
    chance = random.Random(20240131)

    def text(paragraphs: int, length: int) -> str:
        return "\n".join(
            "".join(chance.choice(words) + ("，" if n % 17 == 16 else "") for n in range(length))
            for _ in range(paragraphs)
        )

    began = time.process_time()
    for paragraphs, length in ((1, 60_000), (40, 1_600), (6_000, 10), (1, 60_000)):
        before = replace(blank_report(2024), chapters={"overview": text(paragraphs, length)})
        after = replace(blank_report(2024), chapters={"overview": text(paragraphs, length)})
        compare(before, after)
    same = replace(blank_report(2024), chapters={"overview": "啊" * 60_000})
    compare(same, replace(same, chapters={"overview": "啊" * 59_000 + "吧"}))
    assert time.process_time() - began < 20
