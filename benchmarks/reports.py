"""Annual reports made up for measuring: consistent figures, prose of the usual length, always the same."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal

from kaicheng.annual_report.form import form_for
from kaicheng.annual_report.model import AnnualReport, Period
from kaicheng.annual_report.numbers import Figure

_SENTENCES = (
    "坚持以公开为常态、不公开为例外，依法依规做好政府信息公开各项工作。",
    "严格落实信息发布审核制度，由撰稿人初审、科室负责人复审、分管领导终审后发布。",
    "围绕群众关心的办事事项，及时更新办事指南和政策问答，方便群众查询。",
    "对栏目更新情况按季度自查，发现问题立即整改，并纳入年度绩效考核。",
    "组织业务培训，讲解申请办理流程、答复文书格式和保密审查要求。",
)


def made_up(number: int, year: int = 2024) -> AnnualReport:
    """The report with this number; equal numbers give equal reports."""
    chance = random.Random(number)
    form = form_for(year)
    figures: dict[str, Figure] = {}
    applicants = [column.id for column in form.requests.columns][:-1]
    results = [row for row in form.requests.result_rows if row != "other_total"]
    for applicant in applicants:
        handled = 0
        for result in results:
            count = chance.choice([0, 0, 0, chance.randrange(40)])
            figures[f"requests.{result}.{applicant}"] = count
            handled += count
        forward = chance.randrange(5)
        over = min(chance.randrange(4), handled)
        figures[f"requests.handled_total.{applicant}"] = handled
        figures[f"requests.carried_forward.{applicant}"] = forward
        figures[f"requests.carried_over.{applicant}"] = over
        figures[f"requests.new_received.{applicant}"] = handled + forward - over
    for row in (*results, "handled_total", "carried_forward", "carried_over", "new_received"):
        figures[f"requests.{row}.total"] = sum(int(figures[f"requests.{row}.{name}"]) for name in applicants)
    for group in form.remedies.groups:
        parts = [chance.randrange(3) for _ in range(4)]
        for name, value in zip(("upheld", "corrected", "other", "pending"), parts, strict=True):
            figures[f"remedies.{group.id}.{name}"] = value
        figures[f"remedies.{group.id}.total"] = sum(parts)
    for path in form.cells:
        if path.startswith("proactive."):
            figures[path] = 0
    figures["proactive.normative_documents.in_force"] = chance.randrange(30)
    figures["proactive.licensing_decisions"] = chance.randrange(5000)
    figures["proactive.administrative_fees_wan_yuan"] = Decimal(chance.randrange(100_000)) / 100
    agency = f"第{number}县教育局"
    received = figures["requests.new_received.total"]
    prose = "\n".join("".join(chance.choices(_SENTENCES, k=4)) for _ in range(5))
    return AnnualReport(
        form=form.edition,
        title=form.title.format(agency=agency, year=year),
        agency=agency,
        year=year,
        period=Period(dt.date(year, 1, 1), dt.date(year, 12, 31)),
        chapters={
            "preamble": f"本报告所列数据的统计期限为{year}年1月1日至12月31日。",
            "overview": (
                f"（一）主动公开\n{prose}\n（二）依申请公开\n{year}年共收到政府信息公开申请{received}件。"
            ),
            "problems": "一是政策解读形式单一；二是个别科室报送不及时。\n" + prose,
            "other": "本年度未收取信息处理费。",
        },
        headings={chapter.id: chapter.heading for chapter in form.chapters},
        figures=figures,
    )


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
