"""Put the demonstration records into the database. Running it again changes nothing."""

from __future__ import annotations

from typing import Any

from kaicheng.agencies.models import Agency, User
from kaicheng.agencies.setup import create_agency
from kaicheng.portal import demonstration
from kaicheng.portal.actions import open_platform, publish_report
from kaicheng.portal.models import AnnualReportPage

USERNAME = "admin"
PASSWORD = "kaicheng-demo"  # noqa: S105  # printed on the terminal; only ever on a demonstration

CONTACT: dict[str, Any] = {
    "short_name": "西昌市人社局",
    "slug": "xichang-rsj",
    "office": "局办公室（演示数据，以官方网站为准）",
    "address": "演示地址，以官方网站为准",
    "hours": "工作日 9:00—12:00，13:30—17:30（演示数据）",
    "telephone": "演示数据，以官方网站为准",
    "website": "http://www.xichang.gov.cn/",
}


def load(*, port: int) -> AnnualReportPage:
    """The authority, its platform, its report of 2024 and an account for the CMS."""
    agency = Agency.objects.filter(slug=CONTACT["slug"]).first()
    if agency is None:
        agency = create_agency(demonstration.AGENCY, **CONTACT)
    if not User.objects.filter(username=USERNAME).exists():
        User.objects.create_superuser(USERNAME, password=PASSWORD)
    home = open_platform(agency, hostname="127.0.0.1", port=port)
    return publish_report(
        home, demonstration.source(), demonstration.SOURCE_NAME, url=demonstration.SOURCE_URL
    )
