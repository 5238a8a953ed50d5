"""The bureau's platform on the public site with its published report, and the CMS's own account."""

from __future__ import annotations

from kaicheng.agencies.models import Agency, User
from kaicheng.demonstration.county import BUREAU, COUNTY
from kaicheng.demonstration.registry import Occasion, part
from kaicheng.portal import demonstration as published
from kaicheng.portal import downloads
from kaicheng.portal.actions import open_platform, publish_report
from kaicheng.publishing.models import HomePage

SUPERUSER = "admin"


@part("platform")
def platform(occasion: Occasion) -> None:
    """The default site, the report of 2024, and who may change pages in the CMS."""
    for agency in Agency.objects.get(slug=COUNTY).get_descendants(include_self=True):
        open_platform(agency, hostname="127.0.0.1", port=occasion.port)
    home = HomePage.objects.get(agency__slug=BUREAU)
    page = publish_report(home, published.source(), published.SOURCE_NAME, url=published.SOURCE_URL)
    downloads.all_of(page.report_json)  # now, so that no visitor waits for them
    if not User.objects.filter(username=SUPERUSER).exists():
        user = User(username=SUPERUSER, first_name="网站页面维护员", is_staff=True, is_superuser=True)
        user.password = occasion.password
        user.save()
