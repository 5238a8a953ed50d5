"""Who may see and prepare the figures of a report."""

from __future__ import annotations

from kaicheng.agencies import permissions
from kaicheng.agencies.permissions import Scope
from kaicheng.reporting.models import EnteredFigure

permissions.place(EnteredFigure, agency="agency")

permissions.register(
    "reporting.figures.view",
    zh="查看年报数据",
    en="see the figures of the annual report",
    office_head=Scope.AGENCY,
    leader_in_charge=Scope.AGENCY,
    agency_head=Scope.AGENCY,
    disclosure_officer=Scope.AGENCY,
    supervisor=Scope.SUBTREE,
)
permissions.register(
    "reporting.figure.enter",
    zh="手工填报年报数据",
    en="put a figure of the annual report in by hand",
    disclosure_officer=Scope.AGENCY,
)
