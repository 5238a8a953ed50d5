"""Who may see and prepare the figures of a report, and who supervises."""

from __future__ import annotations

from kaicheng.agencies import permissions
from kaicheng.agencies.permissions import Scope
from kaicheng.reporting.models import EnteredFigure, HandIn, Intake, IntakeFile, ReportDraft, SealKey, Season

permissions.place(EnteredFigure, agency="agency")
permissions.place(ReportDraft, agency="agency", office="office")
permissions.place(HandIn, agency="to")
permissions.place(Intake, agency="to")
permissions.place(IntakeFile, agency="intake__to")
permissions.place(Season, agency="to")
permissions.place(SealKey, agency="to")

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
permissions.register(
    "reporting.figure.sign",
    zh="签字确认手工填报的年报数据",
    en="sign figures of the annual report put in by hand",
    office_head=Scope.AGENCY,
    leader_in_charge=Scope.AGENCY,
    agency_head=Scope.AGENCY,
)
permissions.register(
    "reporting.earlier.confirm",
    zh="确认读入的往年报告",
    en="confirm reports of earlier years that were read in",
    office_head=Scope.AGENCY,
    leader_in_charge=Scope.AGENCY,
    agency_head=Scope.AGENCY,
)
permissions.register(
    "reporting.report.supervise",
    zh="接收、核对、退回和汇总所属单位的年度报告",
    en="receive, check, send back and add up the reports of units",
    supervisor=Scope.SUBTREE,
)
