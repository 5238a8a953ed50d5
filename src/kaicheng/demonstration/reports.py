"""Annual reports made up: consistent figures, prose of the usual length. Knows no database.

Equal chances give equal reports.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from random import Random

from kaicheng.annual_report.form import Form, form_for
from kaicheng.annual_report.model import AnnualReport, Period
from kaicheng.annual_report.numbers import Figure

_SENTENCES = (
    "坚持以公开为常态、不公开为例外，依法依规做好政府信息公开各项工作。",
    "严格落实信息发布审核制度，由撰稿人初审、科室负责人复审、分管领导终审后发布。",
    "围绕群众关心的办事事项，及时更新办事指南和政策问答，方便群众查询。",
    "对栏目更新情况按季度自查，发现问题立即整改，并纳入年度绩效考核。",
    "组织业务培训，讲解申请办理流程、答复文书格式和保密审查要求。",
)
_STATE = {"upheld": 3, "corrected": 3, "other": 3, "pending": 3}

Carried = Mapping[str, int]
"""Requests carried from one year to the next, by kind of applicant."""


def made_up(agency: str, year: int, chance: Random, carried_over: Carried | None = None) -> AnnualReport:
    """A report of ``agency`` on ``year`` that begins with what the year before has carried forward."""
    form = form_for(year)
    figures: dict[str, Figure] = {path: 0 for path in form.cells if path.startswith("proactive.")}
    figures |= _requests(form, chance, carried_over)
    for group in form.remedies.groups:
        counts = {name: chance.randrange(below) for name, below in _STATE.items()}
        figures |= {f"remedies.{group.id}.{name}": count for name, count in counts.items()}
        figures[f"remedies.{group.id}.total"] = sum(counts.values())
    figures["proactive.normative_documents.in_force"] = chance.randrange(30)
    figures["proactive.licensing_decisions"] = chance.randrange(5000)
    figures["proactive.administrative_fees_wan_yuan"] = Decimal(chance.randrange(100_000)) / 100
    prose = "\n".join("".join(chance.choices(_SENTENCES, k=4)) for _ in range(5))
    received = figures["requests.new_received.total"]
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


def carried_forward(report: AnnualReport) -> dict[str, int]:
    """What the year after begins with."""
    columns = report.statutory_form.requests.columns[:-1]
    return {column.id: int(report.figures[f"requests.carried_forward.{column.id}"]) for column in columns}


def _requests(form: Form, chance: Random, carried_over: Carried | None) -> dict[str, Figure]:
    """Table 3: each applicant's column adds up, and the last column adds the others."""
    rows = [row for row in form.requests.result_rows if row != "other_total"]
    sums = ("handled_total", "carried_forward", "carried_over", "new_received")
    applicants = [column.id for column in form.requests.columns][:-1]
    counts: dict[str, int] = {}
    for applicant in applicants:
        results = {row: chance.choice([0, 0, 0, chance.randrange(40)]) for row in rows}
        handled, forward = sum(results.values()), chance.randrange(5)
        chosen = min(chance.randrange(4), handled)
        over = chosen if carried_over is None else carried_over[applicant]
        forward = max(forward, over - handled)
        totals = (handled, forward, over, handled + forward - over)
        results |= dict(zip(sums, totals, strict=True))
        counts |= {f"requests.{row}.{applicant}": count for row, count in results.items()}
    for row in (*rows, *sums):
        counts[f"requests.{row}.total"] = sum(counts[f"requests.{row}.{name}"] for name in applicants)
    return dict(counts)
