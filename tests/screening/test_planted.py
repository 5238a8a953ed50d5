"""Planted leaks in every kind of file are found, and official texts without any are left alone.

``python -m benchmarks screening`` prints both rates over the whole set.
"""

from __future__ import annotations

import pytest
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from openpyxl.styles import Font, PatternFill

from kaicheng.findings import Severity
from kaicheng.screening import screen_file, screen_text

from .clean import CONTEXT, files, texts
from .planted import INTRODUCTION, LEAKS, WRITERS, as_html, typeset
from .planted_files import (
    CANNOT,
    HARMLESS,
    KINDS,
    docx_linked,
    docx_with,
    docx_written,
    html_styled,
    html_with,
    kind_of,
    pdf_with,
    picture,
    planted,
    planted_otherwise,
    scanned,
    xlsx_styled,
    xlsx_with,
)

EVERY = 5  # every leak, and every kind of file, comes up several times all the same
PATTERNS = [f"V{number:02}" for number in range(1, 25)]


def test_at_least_98_percent_of_planted_leaks_are_found():
    leaks = list(planted(every=EVERY))
    assert {leak.rule for leak in leaks} == set(PATTERNS)
    assert {leak.kind for leak in leaks} >= set(WRITERS)
    missed = [(leak.rule, leak.leak, leak.kind) for leak in leaks if not leak.found]
    assert len(missed) <= 0.02 * len(leaks), missed


def test_every_pattern_is_planted_in_every_kind__or_it_is_said_why_not():
    told = {(leak.rule, kind_of(kind)) for leak in LEAKS for kind in WRITERS}
    told |= {(leak.rule, kind_of(leak.kind)) for leak in planted_otherwise()}
    every = {(rule, kind) for rule in PATTERNS for kind in KINDS}
    assert told <= every
    assert every - told == set(CANNOT)
    assert all(CANNOT.values())


def alarms(findings):
    return [(found.rule, found.message.zh) for found in findings if found.severity is not Severity.INFO]


def test_at_most_2_percent_of_clean_texts_raise_an_alarm():
    raised = [
        (kind, found)
        for kind, text in texts(200)
        if (found := alarms(screen_text(text, field="body", context=CONTEXT)))
    ]
    assert len(raised) <= 4, raised


def test_at_most_2_percent_of_clean_texts_raise_an_alarm_in_files():
    raised = [
        (kind, name, found)
        for kind, name, data in files(48)
        if (found := alarms(screen_file(data, name, context=CONTEXT).findings))
    ]
    assert len(raised) == 0, raised


def white_on_dark(run):
    from .planted_files import white

    white(run)
    shading = OxmlElement("w:shd")
    shading.set(qn("w:val"), "clear")
    shading.set(qn("w:fill"), "1F3864")
    run._r.get_or_add_rPr().append(shading)


def yellow_marker(run):
    run.font.highlight_color = 7


def automatic_on_black(run):
    shading = OxmlElement("w:shd")
    shading.set(qn("w:val"), "clear")
    shading.set(qn("w:fill"), "000000")
    run._r.get_or_add_rPr().append(shading)


DARK = PatternFill("solid", fgColor="FF1F3864")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.docx", docx_written(white_on_dark, HARMLESS)),
        ("a.docx", docx_written(yellow_marker, HARMLESS)),
        ("a.docx", docx_written(automatic_on_black, HARMLESS)),
        ("a.docx", docx_linked("https://www.example.gov.cn/art/2024/1/5/art_1229680585_59311360.html")),
        ("a.docx", docx_with(picture(800, 600))),
        ("a.docx", docx_with(picture(120, 76))),
        ("a.xlsx", xlsx_styled(HARMLESS, fill=DARK, font=Font(color="FFFFFFFF"))),
        ("a.xlsx", xlsx_styled(HARMLESS, fill=PatternFill("solid", fgColor="FFFFFF00"))),
        ("a.xlsx", xlsx_styled(HARMLESS, number_format='#,##0;-#,##0;""')),
        ("a.xlsx", xlsx_with(picture(800, 600))),
        ("a.html", html_styled("color:#fff;background:#1f3864", HARMLESS)),
        ("a.html", as_html(INTRODUCTION).replace(b"<p>", b'<p class="bar"><b style="color:#fff">A</b>')),
        ("a.html", html_with(picture(800, 600))),
        ("a.pdf", pdf_with(picture(800, 600))),
        ("a.pdf", pdf_with(picture(120, 76))),
        ("a.pdf", typeset(f'{INTRODUCTION} #link("https://www.example.gov.cn/a.html")[查询]')),
    ],
)  # fmt: skip
def test_what_shows_is_left_alone(name, data):
    assert alarms(screen_file(data, name).findings) == []


def test_a_scanned_page_is_told_once():
    found = screen_file(scanned(), "批文.pdf").findings
    assert [finding.rule for finding in found].count("V12") == 1
