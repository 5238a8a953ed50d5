"""Hypothesis strategies for annual reports whose figures and sentences are all consistent.

>>> consistent_reports("2021").example()        # doctest: +SKIP
>>> previous_of(report).example()               # doctest: +SKIP
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from hypothesis import strategies as st

from kaicheng.annual_report.form import Form, form_for, load_form
from kaicheng.annual_report.model import AnnualReport, Period
from kaicheng.annual_report.numbers import Figure, canonical, read_cell

from . import prose

_DRAW = st.DrawFn
_WANTED_YEARS = {"2021": st.integers(2021, 2026), "2019": st.integers(2019, 2020)}

small_counts = st.one_of(st.just(0), st.integers(0, 9), st.integers(10, 4000))
"""Counts as reports have them: often none, mostly few, now and then thousands."""


def messy_cells() -> st.SearchStrategy[str]:
    """What stands in a cell in place of a plain number."""
    return st.sampled_from(prose.MESSY)


def fees() -> st.SearchStrategy[Figure]:
    """Amounts in 万元: two decimals as a rule, six at the most."""
    cents = st.integers(0, 9_999_999).map(lambda n: Decimal(n).scaleb(-2))
    finest = st.integers(0, 10**9).map(lambda n: Decimal(n).scaleb(-6).normalize())
    return st.one_of(st.just(Decimal(0)), cents, cents, finest).map(_whole_as_int)


def agencies() -> st.SearchStrategy[str]:
    """Names of invented authorities that have no power to make rules."""
    office = st.tuples(st.sampled_from(prose.PLACES), st.sampled_from(prose.OFFICES)).map("".join)
    town = st.tuples(st.sampled_from(prose.PLACES), st.sampled_from(prose.TOWNS)).map(
        lambda parts: f"{parts[0]}{parts[1]}" + ("办事处" if parts[1].endswith("街道") else "人民政府")
    )
    return st.one_of(office, town)


@st.composite
def consistent_reports(
    draw: _DRAW,
    edition: str | None = None,
    *,
    agency: str | None = None,
    year: int | None = None,
    with_text: bool = True,
) -> AnnualReport:
    """A report without a fault: every sum holds and every figure in the text stands in the tables.

    ``with_text=False`` leaves the chapters empty, which is faster when only the tables matter.
    """
    if year is None:
        year = draw(_WANTED_YEARS[edition or draw(st.sampled_from(("2021", "2021", "2019")))])
    form = form_for(year)
    makes_rules = agency is None and draw(st.integers(0, 9)) == 0
    if agency is None:
        agency = draw(st.sampled_from(prose.RULE_MAKERS) if makes_rules else agencies())
    figures: dict[str, Figure] = {
        **draw(_proactive(form, makes_rules)),
        **draw(_requests(form)),
    }
    asked = figures["requests.handled_total.total"] or figures["requests.carried_forward.total"]
    figures.update(draw(_remedies(any_dispute=bool(asked))))
    return _report(draw, form, agency, year, figures, 0, with_text)


@st.composite
def previous_of(draw: _DRAW, report: AnnualReport, *, with_text: bool = True) -> AnnualReport:
    """A consistent report of the same authority for the year before, which fits ``report``.

    What it carried forward is what ``report`` carried over, its documents in force and those issued
    and abolished since make those in force now, its decisions are of the same order, and its text uses
    none of the sentences of ``report``.
    """
    if report.year is None or report.agency is None:
        raise ValueError("a report without its year or agency has no year before")
    year = report.year - 1
    form = form_for(year)
    forward = {
        column.id: int(report[f"requests.carried_over.{column.id}"] or 0)
        for column in report.statutory_form.requests.columns
        if column.id != "total"
    }
    figures: dict[str, Figure] = {
        **_proactive_before(draw, form, report),
        **draw(_requests(form, forward)),
        **_remedies_before(draw, report),
    }
    return _report(draw, form, report.agency, year, figures, _wording_of(report) + 1, with_text)


@st.composite
def messy_reports(draw: _DRAW, edition: str | None = None) -> AnnualReport:
    """A report as authorities really file them: cells blank, or holding something other than a number."""
    report = draw(consistent_reports(edition))
    printed = {row.id for row in report.statutory_form.requests.printed_rows(report.filled_rows)}
    paths = [
        path
        for path in report.statutory_form.cells
        if not path.startswith("requests.") or path.split(".")[1] in printed - {"other_total"}
    ]
    for path in draw(st.lists(st.sampled_from(paths), max_size=6, unique=True)):
        report = report.with_cell(path, read_cell(draw(st.one_of(st.just(""), messy_cells()))))
    return report


# --- figures ------------------------------------------------------------------------------------------


@st.composite
def _requests(draw: _DRAW, form: Form, forward: Mapping[str, int] | None = None) -> dict[str, Figure]:
    columns = [column.id for column in form.requests.columns if column.id != "total"]
    filled = set(form.requests.result_rows) - set(form.requests.omitted)
    filled -= set() if form.requests.omitted else {"other_total"}
    results = [row.id for row in form.requests.printed_rows(filled) if row.id in form.requests.result_rows]
    place = st.tuples(st.sampled_from(results), st.sampled_from(columns))
    handled = draw(st.dictionaries(place, st.integers(1, 400), max_size=8))
    if forward is None:
        forward = draw(st.dictionaries(st.sampled_from(columns), st.integers(1, 60), max_size=3))
    table = {(row.id, column): 0 for row in form.requests.printed_rows(filled) for column in columns}
    table.update(handled)
    for column in columns:
        done = sum(handled.get((row, column), 0) for row in results)
        left = forward.get(column, 0)
        before = draw(st.integers(0, min(done + left, 50))) if done + left else 0
        table["handled_total", column] = done
        table["carried_forward", column] = left
        table["carried_over", column] = before
        table["new_received", column] = done + left - before
    cells: dict[str, Figure] = {f"requests.{row}.{column}": value for (row, column), value in table.items()}
    for row in dict.fromkeys(row for row, _ in table):
        cells[f"requests.{row}.total"] = sum(table[row, column] for column in columns)
    return cells


@st.composite
def _remedies(draw: _DRAW, any_dispute: bool) -> dict[str, Figure]:
    outcomes = ("upheld", "corrected", "other", "pending")
    cells: dict[str, Figure] = {}
    concluded = 0
    for group in load_form("2021").remedies.groups:
        values = [0, 0, 0, 0]
        if any_dispute:
            values = draw(st.lists(st.integers(0, 30), min_size=4, max_size=4))
        if group.id == "reconsideration":
            concluded = sum(values[:3])
        if group.id == "litigation_after_reconsideration" and sum(values) > concluded:
            values = [0, 0, 0, concluded]
        cells |= {f"remedies.{group.id}.{name}": value for name, value in zip(outcomes, values, strict=True)}
        cells[f"remedies.{group.id}.total"] = sum(values)
    return cells


def _remedies_before(draw: _DRAW, report: AnnualReport) -> dict[str, Figure]:
    cells: dict[str, Figure] = {}
    for group in report.statutory_form.remedies.groups:
        pending = draw(st.integers(0, int(report[f"remedies.{group.id}.total"] or 0)))
        cells |= {f"remedies.{group.id}.{name}": 0 for name in ("upheld", "corrected", "other")}
        cells[f"remedies.{group.id}.pending"] = cells[f"remedies.{group.id}.total"] = pending
    return cells


@st.composite
def _proactive(draw: _DRAW, form: Form, makes_rules: bool) -> dict[str, Figure]:
    cells: dict[str, Figure] = {}
    for block in form.proactive.blocks:
        for row in block.rows:
            paths = [
                ".".join(filter(None, (form.proactive.path, row.id, column.id))) for column in block.columns
            ]
            silent = row.id == "rules" and not makes_rules
            if silent:
                values: Iterable[Figure] = [0] * len(paths)
            elif row.id in ("rules", "normative_documents"):
                values = draw(_stock())
            else:
                values = [
                    draw(fees() if column.decimal else st.integers(-9, 9) if column.signed else small_counts)
                    for column in block.columns
                ]
            cells.update(zip(paths, values, strict=True))
    return cells


@st.composite
def _stock(draw: _DRAW) -> tuple[int, int, int]:
    """Issued, abolished and in force at the end of the year (in the form of 2019: made, published, all)."""
    before, issued = draw(st.integers(0, 200)), draw(st.integers(0, 30))
    abolished = draw(st.integers(0, min(before + issued, 30)))
    return issued, abolished, before + issued - abolished


def _proactive_before(draw: _DRAW, form: Form, report: AnnualReport) -> dict[str, Figure]:
    cells = draw(_proactive(form, False))
    if report.form == form.edition == "2021":
        for row in ("rules", "normative_documents"):
            issued, abolished, now = (
                int(report[f"proactive.{row}.{name}"] or 0)
                for name in ("issued_this_year", "abolished_this_year", "in_force")
            )
            cells[f"proactive.{row}.in_force"] = now - issued + abolished
        for path in ("licensing_decisions", "penalty_decisions", "coercion_decisions"):
            cells[f"proactive.{path}"] = report[f"proactive.{path}"] or 0
        cells["proactive.administrative_fees_wan_yuan"] = (
            report["proactive.administrative_fees_wan_yuan"] or 0
        )
        for row in ("rules", "normative_documents"):
            # What was in force a year earlier still is, so nothing was issued or abolished in between.
            cells[f"proactive.{row}.issued_this_year"] = cells[f"proactive.{row}.abolished_this_year"] = 0
    return cells


def _whole_as_int(value: Decimal) -> Figure:
    return int(value) if value == value.to_integral_value() else value


# --- text ---------------------------------------------------------------------------------------------


def _report(
    draw: _DRAW,
    form: Form,
    agency: str,
    year: int,
    figures: Mapping[str, Figure],
    wording: int,
    with_text: bool,
) -> AnnualReport:
    report = AnnualReport(
        form.edition,
        form.title.format(agency=agency, year=year),
        agency,
        year,
        Period(dt.date(year, 1, 1), dt.date(year, 12, 31)),
        headings={chapter.id: chapter.heading for chapter in form.chapters},
        figures=figures,
    )
    if not with_text:
        return report
    # One turn for the whole report: two reports with different turns share no sentence.
    turn = wording if wording else draw(st.integers(0, 2))
    parts = draw(st.lists(st.integers(0, 300), max_size=4))
    return replace(report, chapters=_chapters(report, turn, parts))


def _wording_of(report: AnnualReport) -> int:
    preamble = report.chapters.get("preamble", "")
    return next((turn for turn in range(len(prose.PREAMBLES)) if preamble == _preamble(report, turn)), 0)


def _preamble(report: AnnualReport, turn: int) -> str:
    wording = prose.PREAMBLES[turn % len(prose.PREAMBLES)]
    instrument = report.statutory_form.instrument
    return wording.format(agency=report.agency, year=report.year, instrument=instrument)


def _chapters(report: AnnualReport, turn: int, parts: list[int]) -> dict[str, str]:
    def pick(wordings: tuple[str, ...]) -> str:
        return wordings[turn % len(wordings)]

    first, second = turn * 2 % 6, (turn * 2 + 1) % 6
    overview = [
        "（一）主动公开",
        pick(prose.PROACTIVE) + _published(parts),
        "（二）依申请公开",
        _requests_sentence(report) + _remedies_sentence(report),
        "（三）政府信息管理",
        pick(prose.MANAGEMENT) + _decisions_sentence(report),
        "（四）政府信息公开平台建设",
        pick(prose.PLATFORM),
        "（五）监督保障",
        pick(prose.SUPERVISION),
    ]
    problems = [
        f"存在的主要问题：一是{prose.PROBLEMS[first]}；二是{prose.PROBLEMS[second]}。",
        f"改进情况：一是{prose.MEASURES[first]}；二是{prose.MEASURES[second]}。",
    ]
    return {
        "preamble": _preamble(report, turn),
        "overview": "\n".join(overview),
        "problems": "\n".join(problems),
        "other": _fee_sentence(report) + pick(prose.OTHER),
    }


def _published(parts: list[int]) -> str:
    kinds = ("机构职能类", "业务动态类", "通知公告类", "政策解读类")
    if not parts:
        return ""
    listed = "、".join(f"{kind}{count}条" for kind, count in zip(kinds, parts, strict=False))
    return f"全年通过门户网站主动公开政府信息{sum(parts)}条，其中{listed}。"


def _requests_sentence(report: AnnualReport) -> str:
    received, carried, handled, forward = (
        report[f"requests.{row}.total"] or 0
        for row in ("new_received", "carried_over", "handled_total", "carried_forward")
    )
    text = f"{report.year}年，共收到政府信息公开申请{received}件，上年结转{carried}件。"
    if forward:
        return text + f"本年度办结{handled}件，结转下年度继续办理{forward}件。"
    return text + (f"本年度办结{handled}件，均在法定期限内答复。" if handled else "")


def _remedies_sentence(report: AnnualReport) -> str:
    reviews = report["remedies.reconsideration.total"] or 0
    suits = sum(
        report[f"remedies.{group}.total"] or 0
        for group in ("litigation_direct", "litigation_after_reconsideration")
    )
    if not reviews and not suits:
        return "未发生因政府信息公开被申请行政复议、提起行政诉讼的情况。"
    return f"因政府信息公开被申请行政复议{reviews}件，被提起行政诉讼{suits}件。"


def _decisions_sentence(report: AnnualReport) -> str:
    if report.form == "2019":
        made = report["legacy.proactive_2019.normative_documents.newly_made"] or 0
        return f"全年新制作规范性文件{made}件。"
    proactive = {path.removeprefix("proactive."): report[path] or 0 for path in report.figures}
    return (
        f"本年制发行政规范性文件{proactive['normative_documents.issued_this_year']}件，"
        f"废止{proactive['normative_documents.abolished_this_year']}件，"
        f"现行有效{proactive['normative_documents.in_force']}件。"
        f"全年作出行政许可决定{proactive['licensing_decisions']}件、"
        f"行政处罚决定{proactive['penalty_decisions']}件、"
        f"行政强制决定{proactive['coercion_decisions']}件，"
        f"收取行政事业性收费{canonical(proactive['administrative_fees_wan_yuan'])}万元。"
    )


def _fee_sentence(report: AnnualReport) -> str:
    unpaid = report["requests.other_fee_unpaid.total"] or 0
    if unpaid:
        return f"本年度发出收费通知{unpaid}件，总金额{unpaid * 30}元，实际收取0元。"
    return "本年度发出收费通知0件，总金额0元，实际收取0元。"
