"""Who answers for what the portal must show."""

from kaicheng.agencies import permissions
from kaicheng.agencies.permissions import Scope
from kaicheng.portal.models import AnnualReportPage

permissions.place(AnnualReportPage, agency="agency", office="office")

permissions.register(
    "portal.annual_report.owe",
    zh="负责年度报告按时公布",
    en="answer for the annual report being public in time",
    disclosure_officer=Scope.AGENCY,
    agency_head=Scope.AGENCY,
)
permissions.register(
    "portal.annual_report.draft",
    zh="编写和报送年度报告",
    en="write the annual report and send it for review",
    disclosure_officer=Scope.AGENCY,
)
