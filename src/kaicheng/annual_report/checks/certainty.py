"""How sure a check may be: cells that were read in doubt, and whether last year's report is the right one.

A rule blocks only when what it compared is certain. Cells about which a reader left a note, and a report
of last year that bears another name, make it a warning.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kaicheng.annual_report.checks.rule import Case
from kaicheng.annual_report.labels import squeeze
from kaicheng.annual_report.model import AnnualReport
from kaicheng.findings import Severity

# A government and its general office publish one report; towns and streets are named with or without the
# body that acts for them.
_ACTING = re.compile(r"(?:人民政府)?(?:办公[厅室]|办事处)$|人民政府$")


@dataclass(frozen=True, slots=True)
class Earlier:
    """The report of the year before. ``sure`` is whether it certainly is the same authority's."""

    report: AnnualReport
    sure: bool

    def severity(self, doubt: bool = False) -> Severity | None:
        """A warning where a comparison must not block, else the rule's own severity."""
        return None if self.sure and not doubt else Severity.WARN


def earlier(case: Case) -> Earlier | None:
    """Last year's report, when it is of the year before; R04 tells why it is left out otherwise."""
    report, previous = case.report, case.previous
    if previous is None or report.year is None or previous.year != report.year - 1:
        return None
    return Earlier(previous, same_agency(report.agency, previous.agency))


def same_agency(one: str | None, other: str | None) -> bool:
    """Whether two names certainly mean one authority.

    >>> same_agency("四川省西昌市人民政府办公室", "西昌市人民政府")
    True
    >>> same_agency("西昌市教育局", "西昌市教育和体育局")
    False
    """
    if not one or not other:
        return False
    shorter, longer = sorted((_core(one), _core(other)), key=len)
    # A name may leave out the places above it (四川省西昌市…); 浦东区 is not another name of 东区.
    above = longer.removesuffix(shorter)
    return shorter != "" and (above == "" or (above != longer and above[-1] in "省区市州县旗盟"))


def _core(name: str) -> str:
    return _ACTING.sub("", squeeze(name))


def doubted(report: AnnualReport, paths: Iterable[str]) -> bool:
    """Whether a reader left a note about any of these cells."""
    in_doubt = {path for note in report.notes for path in note.cells}
    return not in_doubt.isdisjoint(paths)
