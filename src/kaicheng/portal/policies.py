"""Who answers for what the portal must show."""

from kaicheng.agencies import permissions
from kaicheng.agencies.permissions import Scope

permissions.register(
    "portal.annual_report.owe",
    zh="负责年度报告按时公布",
    en="answer for the annual report being public in time",
    disclosure_officer=Scope.AGENCY,
    agency_head=Scope.AGENCY,
)
