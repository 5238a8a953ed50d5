"""The disclosure office keeps its columns: settings of all, and its own ones opened, ordered, closed."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from kaicheng.agencies.permissions import Denied
from kaicheng.agencies.roles import Role
from kaicheng.audit.models import Event
from kaicheng.publishing.column_settings.actions import AddColumn, ChangeColumn, CloseColumn, PutBefore
from kaicheng.publishing.drafting import columns_for
from kaicheng.publishing.models import ColumnPage, DocumentPage, Outgoing
from kaicheng.publishing.public import rightly_public
from kaicheng.publishing.upkeep.timeliness import timeliness
from tests.publishing.factories import Publisher, a_publisher, published

pytestmark = pytest.mark.django_db


def officer(publisher: Publisher):
    return publisher.people[Role.DISCLOSURE_OFFICER]


def own(publisher: Publisher, title: str, **given: object) -> ColumnPage:
    parent = ColumnPage.objects.get(agency=publisher.agency, kind="proactive")
    return AddColumn(parent, {"title": title, **given}, by=officer(publisher)).execute()


def test_own_column__is_opened_written_in_and_looked_after(publisher):
    column = own(publisher, "稳岗就业", office=publisher.other_office, update_days=14, item="art20_11")
    assert (column.kind, column.agency, column.live) == ("own", publisher.agency, True)
    assert column in columns_for([publisher.office])
    assert Outgoing.objects.filter(page=column.pk).exists()
    time = next(one for one in timeliness([publisher.agency]) if one.column == column)
    assert time.office == publisher.other_office
    with pytest.raises(ValidationError, match="已经有叫"):
        own(publisher, "稳岗就业")
    with pytest.raises(Denied):
        AddColumn(column, {"title": "培训"}, by=publisher.author).execute()


def test_own_column__stands_in_no_entry_of_the_platform(publisher):
    reports = ColumnPage.objects.get(agency=publisher.agency, kind="reports")
    with pytest.raises(ValidationError, match="法定主动公开内容"):
        AddColumn(reports, {"title": "简报"}, by=officer(publisher)).execute()


def test_statutory_column__keeps_its_name_and_takes_office_period_and_note(publisher):
    column = publisher.column("art20_06")
    given = {
        "title": "别的名称",
        "office": publisher.other_office,
        "update_days": 30,
        "empty_note": "没有此项职权",
    }
    ChangeColumn(column, given, by=officer(publisher)).execute()
    column.refresh_from_db()
    assert (column.title, column.update_days, column.office) == (
        "行政处罚和行政强制",
        30,
        publisher.other_office,
    )
    changes = Event.objects.get(action="publishing.column.changed").changes
    assert changes["update_days"] == [183, 30]
    assert "title" not in changes
    with pytest.raises(ValidationError, match="没有改动"):
        ChangeColumn(column, given, by=officer(publisher)).execute()
    with pytest.raises(ValidationError, match="本机关"):
        ChangeColumn(column, {"office": a_publisher().office}, by=officer(publisher)).execute()


def test_own_columns__are_put_in_order(publisher):
    first, second = own(publisher, "稳岗就业"), own(publisher, "社会保障")
    PutBefore(second, first, by=officer(publisher)).execute()
    titles = ColumnPage.objects.filter(agency=publisher.agency, kind="own").order_by("path")
    assert [one.title for one in titles] == ["社会保障", "稳岗就业"]
    with pytest.raises(ValidationError, match="统一"):
        PutBefore(first, publisher.column(), by=officer(publisher)).execute()


def test_empty_column__goes_and_its_address_leads_on(publisher, client):
    column, other = own(publisher, "稳岗就业"), own(publisher, "就业创业")
    address = column.url
    with pytest.raises(ValidationError, match="为什么"):
        CloseColumn(column, other, by=officer(publisher)).execute()
    CloseColumn(column, other, by=officer(publisher), reason="合并栏目").execute()
    assert not ColumnPage.objects.get(pk=column.pk).live
    assert column not in columns_for([publisher.office])
    moved = client.get(address)
    assert (moved.status_code, moved.url) == (301, other.url)


def test_column_with_documents__stays_closed_at_its_address_and_they_keep_their_signatures(publisher, client):
    column, other = own(publisher, "稳岗就业"), own(publisher, "就业创业")
    page = published(publisher, column=column)
    with pytest.raises(ValidationError, match="接替"):
        CloseColumn(column, None, by=officer(publisher), reason="合并栏目").execute()
    CloseColumn(column, other, by=officer(publisher), reason="合并栏目").execute()
    assert rightly_public(DocumentPage.objects.get(pk=page.pk))
    assert client.get(page.url).status_code == 200
    shown = client.get(column.url).text
    assert "不再更新" in shown
    assert other.url in shown
    assert f'href="{column.url}"' not in client.get(publisher.column().get_parent().url).text
    assert column not in columns_for([publisher.office])
    assert column.pk not in {one.column.pk for one in timeliness([publisher.agency])}
    column.refresh_from_db()
    assert not column.permissions_for_user(publisher.author).can_add_subpage()


@pytest.mark.parametrize("what", ["statutory", "parent", "into itself"])
def test_what_is_in_use__is_not_closed(publisher, what):
    column = own(publisher, "稳岗就业")
    below = AddColumn(column, {"title": "培训"}, by=officer(publisher)).execute()
    closed, into = {
        "statutory": (publisher.column(), None),
        "parent": (column, None),
        "into itself": (below, below),
    }[what]
    with pytest.raises(ValidationError):
        CloseColumn(closed, into, by=officer(publisher), reason="不用了").execute()


def test_pages__lead_through_all_of_it(client, publisher):
    client.force_login(officer(publisher))
    client.post(
        reverse("publishing_column_add", args=[publisher.agency.pk]),
        {
            "title": "稳岗就业",
            "parent": publisher.column().get_parent().pk,
            "update_days": 14,
            "slug": "wengang",
        },
    )
    own(publisher, "社会保障")
    column = ColumnPage.objects.get(slug="wengang")
    page = client.get(reverse("publishing_column_settings"))
    assert "稳岗就业" in page.text
    assert "下移" in page.text
    form = reverse("publishing_column", args=[column.pk])
    assert client.get(reverse("wagtailadmin_pages:edit", args=[column.pk])).url == form
    client.post(form, {"title": "稳岗位促就业", "update_days": 20})
    other = ColumnPage.objects.get(title="社会保障")
    client.post(reverse("publishing_column_before", args=[other.pk, column.pk]))
    titles = ColumnPage.objects.filter(agency=publisher.agency, kind="own").order_by("path")
    assert [one.title for one in titles] == ["社会保障", "稳岗位促就业"]
    client.post(
        reverse("publishing_column_close", args=[column.pk]), {"successor": other.pk, "reason": "合并"}
    )
    assert "停用的栏目" in client.get(reverse("publishing_column_settings")).text


def test_other_authority__is_not_there_and_other_roles_are_refused(client, publisher):
    column = own(publisher, "稳岗就业")
    client.force_login(officer(a_publisher()))
    for name in ("publishing_column", "publishing_column_close"):
        assert client.get(reverse(name, args=[column.pk])).status_code == 404
    assert client.get(reverse("publishing_column_add", args=[publisher.agency.pk])).status_code == 404
    client.force_login(publisher.author)
    assert client.get(reverse("publishing_column_settings")).status_code == 403
