"""Table four beyond its sums: cases from year to year, and disputes without requests (T404–T406)."""

from __future__ import annotations

from collections.abc import Iterator

from kaicheng.annual_report.checks.certainty import Earlier, earlier
from kaicheng.annual_report.checks.names import figure, in_english
from kaicheng.annual_report.checks.rule import Case, Rule, rule
from kaicheng.annual_report.model import AnnualReport, sum_figures
from kaicheng.annual_report.numbers import Figure
from kaicheng.findings import Finding, Severity, cells

_REVIEWS = "remedies.reconsideration"
_SUITS = "remedies.litigation_after_reconsideration"


@rule("T404")
def pending_cases_lost(rule: Rule, case: Case) -> Iterator[Finding]:
    """A case pending last year is in this year's total, with its result or still pending."""
    last = earlier(case)
    for group in case.form.remedies.groups if last else ():
        path = f"remedies.{group.id}.total"
        now, pending = case.report[path], last.report[f"remedies.{group.id}.pending"] if last else None
        if now is None or pending is None or now >= pending:
            continue
        yield rule.found(
            f"上年“{group.label}”有 {figure(pending)} 件尚未审结，本年总计只有 {figure(now)} 件。"
            "上年未审结的案件，本年应当写明结果，或者继续计入“尚未审结”。",
            f"{figure(pending)} case(s) of “{group.id.replace('_', ' ')}” were pending last year, but this "
            f"year's total is {figure(now)}. Each should have its result this year or still be pending.",
            *cells(path, f"remedies.{group.id}.pending"),
            expected=f"≥{figure(pending)}",
            actual=figure(now),
        )


@rule("T405")
def more_suits_than_reviews(rule: Rule, case: Case) -> Iterator[Finding]:
    """Litigation after reconsideration needs a reconsideration that was concluded, this year or last."""
    last = earlier(case)
    suits = case.report[f"{_SUITS}.total"]
    if last is None or not suits:
        return
    concluded = [_concluded(case.report), _concluded(last.report)]
    pending = last.report[f"{_SUITS}.pending"]
    known = [value for value in (*concluded, pending) if value is not None]
    if len(known) < 3 or suits <= sum_figures(known):
        return
    bound = figure(sum_figures(known))
    yield rule.found(
        f"“复议后起诉”本年 {figure(suits)} 件，而今年和去年审结的复议，"
        f"加上去年未审结的此类诉讼，一共只有 {bound} 件。请核对是否应计入“未经复议直接起诉”。",
        f"{figure(suits)} lawsuits after reconsideration, but the reconsiderations concluded this year and "
        f"last, with such lawsuits pending last year, are only {bound}. Check whether some were direct.",
        *cells(f"{_SUITS}.total", f"{_REVIEWS}.total", f"{_REVIEWS}.pending"),
        expected=f"≤{bound}",
        actual=figure(suits),
    )


def _concluded(report: AnnualReport) -> Figure | None:
    total, pending = report[f"{_REVIEWS}.total"], report[f"{_REVIEWS}.pending"]
    return None if total is None or pending is None else total - pending


@rule("T406")
def disputes_without_requests(rule: Rule, case: Case) -> Iterator[Finding]:
    """Disputes come from requests of this year or of years before."""
    paths = [f"remedies.{group.id}.total" for group in case.form.remedies.groups]
    disputes = sum_figures(value for path in paths if (value := case.report[path]) is not None)
    if not disputes or _any_request(case.report) is not False:
        return
    last = earlier(case)
    if last is not None and (_any_request(last.report) is not False or _still_pending(last, disputes)):
        return
    years = "今年没有收到和办理过申请" if last is None else "今年和去年都没有收到和办理过申请"
    years_en = "no request this year" if last is None else "no request this year or last"
    filled = [path for path in paths if case.report[path]]
    yield rule.found(
        f"复议、诉讼共 {figure(disputes)} 件，而{years}。请核对表三、表四；"
        "确由更早的申请引起的，请在正文说明。",
        f"{figure(disputes)} dispute(s), but {years_en}: {'; '.join(in_english(path) for path in filled)}. "
        "Check tables 3 and 4; if they come from older requests, say so in the text.",
        *cells(*filled, "requests.new_received.total", "requests.carried_over.total"),
        actual=figure(disputes),
        severity=Severity.INFO if last is None else None,
    )


def _any_request(report: AnnualReport) -> bool | None:
    """Whether the report has any request, received or carried over; ``None`` when that is not filled in."""
    values = [report[f"requests.{row}.total"] for row in ("new_received", "carried_over")]
    if any(values):
        return True
    return None if None in values else False


def _still_pending(last: Earlier, disputes: Figure) -> bool:
    pending = (
        last.report[f"remedies.{group.id}.pending"] for group in last.report.statutory_form.remedies.groups
    )
    return sum_figures(value for value in pending if value is not None) >= disputes
