"""What happens by itself."""

from __future__ import annotations

import datetime as dt

import pytest
from wagtail.models import Site

from kaicheng.publishing.columns import items, statutory
from kaicheng.publishing.jobs import open_platforms
from kaicheng.publishing.models import ColumnPage, HomePage
from tests.agencies.factories import an_agency

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 2, 2, tzinfo=dt.UTC)


def test_every_authority__gets_its_platform_with_all_statutory_columns():
    county = an_agency("示例市人民政府", kind="government")
    bureau = an_agency(parent=county)
    township = an_agency(parent=county, kind="township")
    open_platforms(NOW)
    for agency in (county, bureau, township):
        home = HomePage.objects.get(agency=agency)
        assert ColumnPage.objects.child_of(home).count() == len(statutory())
        below = [item for item in items() if item.is_for(agency.kind)]
        assert ColumnPage.objects.filter(agency=agency, kind="item").count() == len(below)
    assert HomePage.objects.get(agency=bureau).get_parent().specific.agency == county
    assert Site.objects.get(is_default_site=True).root_page.specific == HomePage.objects.get(agency=county)
    made = ColumnPage.objects.count()
    open_platforms(NOW)
    assert ColumnPage.objects.count() == made
