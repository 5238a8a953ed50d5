"""Table three beyond its sums: what was carried over, and shares that hide something (T305, T309, T310)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kaicheng.annual_report.checks.certainty import doubted, earlier
from kaicheng.annual_report.checks.names import figure
from kaicheng.annual_report.checks.rule import Case, Rule, rule
from kaicheng.annual_report.model import sum_figures
from kaicheng.findings import Finding, cells

_TOTAL = "requests.handled_total.total"


@rule("T305")
def carried_over(rule: Rule, case: Case) -> Iterator[Finding]:
    """What last year's report carried forward is what this one carries over, column by column."""
    last = earlier(case)
    for column in case.form.requests.columns if last else ():
        path, source = f"requests.carried_over.{column.id}", f"requests.carried_forward.{column.id}"
        now, before = case.report[path], last.report[source] if last else None
        if last is None or now is None or before is None or now == before:
            continue
        doubt = doubted(case.report, (path,)) or doubted(last.report, (source,))
        yield rule.found(
            f"{case.name(path)}填的是 {figure(now)}，而 {last.report.year} 年报告“结转下年度继续办理”的"
            f"“{column.label}”是 {figure(before)}，两者应当相等。请核对；上年报告有误的，请写明理由。",
            f"Carried over, column “{column.id.replace('_', ' ')}”, says {figure(now)}, but the report of "
            f"{last.report.year} carried forward {figure(before)}. They should be equal.",
            *cells(path),
            expected=figure(before),
            actual=figure(now),
            severity=last.severity(doubt),
        )


def _share(rule: Rule, case: Case, rows: Sequence[str], zh: str, en: str) -> Iterator[Finding]:
    paths = [f"requests.{row}.total" for row in rows]
    parts = [value for path in paths if (value := case.report[path]) is not None]
    handled = case.report[_TOTAL]
    if len(parts) < len(paths) or handled is None or handled < rule.threshold("at_least"):
        return
    part = sum_figures(parts)
    limit = rule.threshold("share")
    if part <= limit * handled:
        return
    share = f"{part / handled:.0%}"
    yield rule.found(
        zh.format(part=figure(part), handled=figure(handled), share=share, limit=f"{limit:.0%}"),
        en.format(part=figure(part), handled=figure(handled), share=share, limit=f"{limit:.0%}"),
        *cells(*paths, _TOTAL),
        expected=f"≤{limit:.0%}",
        actual=share,
    )


@rule("T309")
def too_many_others(rule: Rule, case: Case) -> Iterator[Finding]:
    """A large share under 其他 often hides results put in the wrong row."""
    return _share(
        rule,
        case,
        ["other_other"],
        "“其他处理”中的“其他” {part} 件，占办理总计 {handled} 件的 {share}，超过 {limit}。"
        "请逐件看看能否归入前面各项。",
        "“Other” has {part} of {handled} results ({share}, over {limit}). "
        "See whether they belong in one of the rows above.",
    )


@rule("T310")
def too_many_not_held(rule: Rule, case: Case) -> Iterator[Finding]:
    """A large share answered as not held may mean that too little was searched."""
    return _share(
        rule,
        case,
        ["unavailable_not_held", "unavailable_needs_creation"],
        "“不掌握”和“没有现成信息”共 {part} 件，占办理总计 {handled} 件的 {share}，超过 {limit}。"
        "请核对是否都作过检索并留有记录。",
        "“Not held” and “needs creation” together are {part} of {handled} results ({share}, over {limit}). "
        "Check that a search was made and recorded for each.",
    )
