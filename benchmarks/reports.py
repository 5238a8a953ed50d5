"""Annual reports made up for measuring: consistent figures, prose of the usual length, always the same."""

from __future__ import annotations

import random

from kaicheng.annual_report.model import AnnualReport
from kaicheng.demonstration import reports as demonstration


def made_up(number: int, year: int = 2024) -> AnnualReport:
    """The report with this number; equal numbers give equal reports."""
    return demonstration.made_up(f"第{number}县教育局", year, random.Random(number))


def as_text(report: AnnualReport) -> bytes:
    """The report as scraped text, a row of a table on a line."""
    lines = [report.title, report.chapters["preamble"]]
    for chapter in report.statutory_form.chapters:
        lines.append(report.headings[chapter.id])
        lines += _table_lines(report, chapter.id)
        lines += report.chapters.get(chapter.id, "").split("\n")
    return "\n".join(lines).encode()


def _table_lines(report: AnnualReport, chapter: str) -> list[str]:
    form = report.statutory_form
    if chapter == "proactive":
        lines = []
        for block in form.proactive.blocks:
            lines += [block.caption, " | ".join(["信息内容", *(column.label for column in block.columns)])]
            for row in block.rows:
                paths = [".".join(filter(None, ("proactive", row.id, column.id))) for column in block.columns]
                lines.append(" | ".join([row.label, *(report.text_of(path) for path in paths)]))
        return lines
    if chapter == "requests":
        columns = [column.id for column in form.requests.columns]
        return [
            " | ".join([row.label, *(report.text_of(f"requests.{row.id}.{column}") for column in columns)])
            for row in form.requests.printed_rows(report.filled_rows)
        ]
    if chapter == "remedies":
        return [" | ".join(report.text_of(path) for path in form.cells if path.startswith("remedies."))]
    return []
