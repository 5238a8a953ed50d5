"""P02, P03, P04: how a report stands on its site, held against what it says and against its copies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from kaicheng.annual_report.checks.rule import catalogue
from kaicheng.annual_report.model import AnnualReport
from kaicheng.findings import Finding, part, worst_first

_NAMED = 3
"""Cells named one by one where copies differ."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A published report as the public finds it."""

    report: AnnualReport
    in_column: bool = True
    """Whether it stands in the column 政府信息公开年报."""
    published_on: dt.date | None = None
    listed: tuple[int, ...] = ()
    """The years of the column's reports in the order in which they are listed."""
    unsigned: bool = False
    """Whether it says something else than what was signed or imported."""
    unexplained: bool = False
    """Whether it is a later edition that does not say what was corrected."""
    files: tuple[str, ...] = ()
    """The formats in which it can be downloaded."""
    copies: Mapping[str, AnnualReport] = field(default_factory=dict)
    """The same report in other places, by place."""


def check_site(shown: Shown) -> list[Finding]:
    """What is wrong with how the report is shown, worst first."""
    return worst_first([*_place(shown), *_changes(shown), *_access(shown)])


def _place(shown: Shown) -> Iterator[Finding]:
    rule = catalogue()["P02"]
    if not shown.in_column:
        yield rule.found(
            "报告没有放在“政府信息公开年报”栏目。请移到这个栏目，公众才找得到。",
            "The report does not stand in the column of annual reports.",
            part("page"),
        )
    year, day = shown.report.year, shown.published_on
    if day is not None and year is not None and day.year <= year:
        yield rule.found(
            f"公布日期写的是{day.isoformat()}，{year}年还没有结束。请改正日期。",
            f"Dated {day}, when {year} was not over yet.",
            part("page"),
            expected=f"≥{year + 1}-01-01",
            actual=day,
        )
    if list(shown.listed) != sorted(set(shown.listed), reverse=True):
        order = "、".join(map(str, shown.listed))
        yield rule.found(
            f"年报栏目里各年报告的次序是{order}，应当由近到远、每年一份。请调整。",
            f"The column lists the years {order}; newest first and each once is expected.",
            part("page"),
            actual=order,
        )


def _changes(shown: Shown) -> Iterator[Finding]:
    rule = catalogue()["P03"]
    if shown.unsigned:
        yield rule.found(
            "公布的内容和签批的版本不一致。请查明谁改动了，需要更正的，按更正程序重新签批。",
            "What is public differs from what was signed.",
            part("page"),
        )
    if shown.unexplained:
        yield rule.found(
            "报告公布后改过，页面上没有注明更正了什么、为什么。请补写更正说明。",
            "Changed after publication without a word on what was corrected.",
            part("page"),
        )
    for place, copy in shown.copies.items():
        differing = list(differences(shown.report, copy))
        if differing:
            names = "、".join(differing[:_NAMED]) + ("等" if len(differing) > _NAMED else "")
            yield rule.found(
                f"网站公布的和{place}的不一致，有{len(differing)}处：{names}。请统一；确需更正的，注明更正内容和日期。",
                f"The published report and its copy ({place}) differ in {len(differing)} places.",
                part("page"),
                actual=place,
            )


def differences(one: AnnualReport, other: AnnualReport) -> Iterator[str]:
    """Names of the cells and parts in which two copies of a report differ."""
    for path, cell in one.statutory_form.cells.items():
        if one[path] != other[path]:
            yield cell.name
    for chapter in one.statutory_form.chapters:
        if _squeezed(one.chapters.get(chapter.id, "")) != _squeezed(other.chapters.get(chapter.id, "")):
            yield chapter.heading


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _access(shown: Shown) -> Iterator[Finding]:
    rule, report = catalogue()["P04"], shown.report
    if not any(text.strip() for text in report.chapters.values()):
        yield rule.found(
            "页面上没有可以阅读、复制的正文。请公布网页文字，不要只放扫描件。",
            "There is no text on the page.",
            part("page"),
        )
    pictured = [
        chapter.heading
        for chapter in report.statutory_form.chapters
        if (paths := [path for path in report.statutory_form.cells if path.startswith(f"{chapter.id}.")])
        and all(report[path] is None for path in paths)
    ]
    if pictured:
        yield rule.found(
            f"“{'”“'.join(pictured)}”的表格里没有可以复制的数字，可能是图片。请换成文字表格。",
            "Tables without figures that can be copied; they may be pictures.",
            part("page"),
        )
    if not shown.files:
        yield rule.found(
            "报告没有可以下载的文件。请提供文档下载。",
            "There is no file to download.",
            part("page"),
        )
