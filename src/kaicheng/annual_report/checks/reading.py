"""What the reader could not settle, told before anything that follows from it (R01–R04)."""

from __future__ import annotations

from collections.abc import Iterator

from kaicheng.annual_report.checks.certainty import earlier, same_agency
from kaicheng.annual_report.checks.rule import Case, Rule, rule
from kaicheng.findings import Finding, Kind, Place, Severity, cells, part


def _notes(code: str, rule: Rule, case: Case) -> Iterator[Finding]:
    for note in case.report.notes:
        if note.code == code:
            at, at_en = (f"（{note.where}）", f" ({note.where})") if note.where else ("", "")
            places = [Place(Kind.FILE, note.where)] if note.where else []
            yield rule.found(
                f"{note.message}{at}。请对照原件。",
                f"{rule.title.en}: {note.message}{at_en}. Compare the original.",
                *cells(*note.cells),
                *places,
            )


@rule("R01")
def unreadable(rule: Rule, case: Case) -> Iterator[Finding]:
    """Something stands in the file that could not be placed."""
    return _notes("unreadable", rule, case)


@rule("R02")
def disagreement(rule: Rule, case: Case) -> Iterator[Finding]:
    """Two ways of reading the file give different figures."""
    return _notes("disagreement", rule, case)


@rule("R03")
def uncertain(rule: Rule, case: Case) -> Iterator[Finding]:
    """A figure was placed by its position or by a remark."""
    return _notes("uncertain", rule, case)


@rule("R04")
def misfit_of_last_year(rule: Rule, case: Case) -> Iterator[Finding]:
    """The report given as last year's is of another year, or bears another name."""
    report, previous = case.report, case.previous
    if previous is None:
        return
    if earlier(case) is None:
        given, own = previous.year or "不明", report.year or "不明"
        yield rule.found(
            f"跨年核对没有做：本年报告的年度是 {own}，作为上年报告给出的年度是 {given}，不是相邻两年。"
            "请换成上一年的报告。",
            f"Nothing was compared with last year: this report is of {report.year or 'an unknown year'}, the "
            f"one given as last year's of {previous.year or 'an unknown year'}. Give the one before.",
            part("previous"),
            expected=report.year - 1 if report.year else None,
            actual=previous.year,
        )
    elif not (report.agency and previous.agency):
        yield rule.found(
            "有一份报告里看不出机关名称，无法确认两年是不是同一机关。跨年核对照做，但只提示，不阻断。",
            "One of the reports does not name its authority, so it is not certain that both are of the same. "
            "The years are compared, but nothing blocks.",
            part("previous"),
            severity=Severity.INFO,
        )
    elif not same_agency(report.agency, previous.agency):
        yield rule.found(
            f"上年报告的机关是“{previous.agency}”，本年是“{report.agency}”。如果是机关更名，可以不管；"
            "如果拿错了文件，请换。跨年核对照做，但只提示，不阻断。",
            f"Last year's report is by “{previous.agency}”, this one by “{report.agency}”. Well if it "
            "was renamed; otherwise give the right file. The years are compared, but nothing blocks.",
            part("previous"),
            expected=report.agency,
            actual=previous.agency,
        )
