"""Chapters found by their headings, and where a lost heading must have stood."""

from __future__ import annotations

import pytest

from kaicheng.annual_report.form import load_form
from kaicheng.annual_report.readers.chapters import cut, with_lost_headings
from kaicheng.annual_report.readers.headings import Heading, find_headings
from kaicheng.annual_report.readers.text import read_text

FORM = load_form("2021")


def headings(text: str) -> list[Heading]:
    return find_headings(read_text(text).blocks, FORM)


@pytest.mark.parametrize(
    ("line", "chapter"),
    [
        ("一、总体情况", "overview"),
        ("总体情况", "overview"),
        ("第一部分 总体情况", "overview"),
        ("## **一、总体情况**", "overview"),
        ("| 一、总体情况 |", "overview"),
        ("1、 总体情况", "overview"),
        ("一、政务信息公开情况概述", "overview"),
        ("二、主动公开政府政府情况", "proactive"),
        ("三、 政府信息公开行政复议、行政诉讼情况", "remedies"),
        ("四、因政府信息公开工作被申请行政复议提起行政诉讼情况", "remedies"),
        ("五.存在的问题和改进情况：", "problems"),
    ],
)
def test_a_heading_in_its_many_printings(line: str, chapter: str) -> None:
    assert [heading.chapter for heading in headings(line)] == [chapter]


@pytest.mark.parametrize(
    "line",
    [
        "一、本年新收政府信息公开申请数量",
        "三、本年度办理结果",
        "四、结转下年度继续办理",
        "依申请公开情况",
        "二、工作机制保障",
        "本报告包括总体情况、主动公开政府信息情况等部分。",
    ],
)
def test_rows_of_tables_and_sentences_are_no_headings(line: str) -> None:
    assert headings(line) == []


def test_text_run_on_behind_a_heading_is_kept_apart() -> None:
    (heading,) = headings("一、总体情况。2023年，我局认真贯彻落实条例。")
    assert (heading.text, heading.rest) == ("一、总体情况", "2023年，我局认真贯彻落实条例。")


def test_a_table_of_contents_is_passed_over() -> None:
    found = headings("一、总体情况\n二、主动公开政府信息情况\n一、总体情况\n正文。\n二、主动公开政府信息情况")
    assert [(heading.chapter, heading.block) for heading in found] == [("overview", 2), ("proactive", 4)]


def test_points_numbered_1_within_a_chapter_numbered_一_are_not_chapters() -> None:
    found = headings(
        "一、总体情况\n1.政府信息主动公开情况。2022年发布信息6条。\n2.政府信息依申请公开情况。2022年无申请。\n"
        "二、主动公开政府信息情况"
    )
    assert [(heading.chapter, heading.block) for heading in found] == [("overview", 0), ("proactive", 3)]


def test_a_table_begins_where_its_heading_was_lost() -> None:
    document = read_text(
        "一、总体情况\n正文。\n第二十条第（一）项 |\n规章 | 0 | 0 | 0\n"
        "申请人情况 |\n一、本年新收政府信息公开申请数量 | 0"
    )
    parts = with_lost_headings(cut(document.blocks, find_headings(document.blocks, FORM)))
    assert [(part.chapter, len(part.blocks)) for part in parts] == [
        ("", 0),
        ("overview", 1),
        ("proactive", 2),
        ("requests", 2),
    ]
