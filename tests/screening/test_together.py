"""Lists that give people away only when they are laid side by side (V22)."""

from __future__ import annotations

import openpyxl
import pytest

from kaicheng.findings import Severity
from kaicheng.screening import screen_file, screen_together

from .planted import saved

FRONT = "姓名\t身份证号\n张*\t51000019000108****\n李*\t51000019000215****"
BACK = "姓名\t身份证号\n张*\t510000********0077\n李*\t510000********0011"
WHOLE = "510000190001080077"


def told(**parts):
    return [found.rule for found in screen_together({name: [text] for name, text in parts.items()})]


def test_two_files_show_together_what_each_masks():
    (finding,) = screen_together({"一.xlsx": [FRONT], "二.docx": [BACK]})
    assert (finding.rule, finding.severity) == ("V22", Severity.WARN)
    assert "“一.xlsx”和“二.docx”里有 2 人" in finding.message.zh
    assert not any(digits in str(finding.to_json()) for digits in (WHOLE, "19000108", "0077"))


def test_the_verdict_on_two_lists_is_none_on_others():
    others = FRONT.replace("0108", "0109")
    first, second = (screen_together({"一": [one], "二": [BACK]}) for one in (FRONT, others))
    assert first[0].fingerprint != second[0].fingerprint


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (FRONT, BACK, ["V22"]),
        (FRONT.replace("张*", "张三"), BACK, ["V22"]),
        (
            "姓名\t手机号码\n张三\t138****0123\n李四\t139****0456",
            "姓名\t手机号码\n张三\t1380000****",
            ["V22"],
        ),
        (FRONT.replace("*", "×"), BACK, ["V22"]),
        # The same masks show the same.
        (FRONT, FRONT, []),
        # Other people.
        (FRONT, BACK.replace("张", "王").replace("李", "赵"), []),
        (FRONT, BACK.replace("510000", "510001"), []),
        # Nobody can tell which of two it is.
        (FRONT, "姓名\t身份证号\n张*\t510000********0077\n张*\t510000********0012", []),
        # Little of it shows.
        ("姓名\t身份证号\n张*\t5100**************", "姓名\t身份证号\n张*\t5100**********0077", []),
        ("没有名单", BACK, []),
    ],
)
def test_only_what_can_be_undone_is_told(one, other, expected):
    assert told(一=one, 二=other) == expected


def test_parts_of_one_name_are_not_compared_here():
    assert screen_together({"一": [FRONT, BACK]}) == []


def test_two_sheets_of_a_workbook():
    book = openpyxl.Workbook()
    for title, text in (("第一批", FRONT), ("第二批", BACK)):
        sheet = book.create_sheet(title)
        for line in text.split("\n"):
            sheet.append(line.split("\t"))
    found = [one.message.zh for one in screen_file(saved(book), "名单.xlsx").findings if one.rule == "V22"]
    assert any("第一批" in words and "第二批" in words for words in found)
