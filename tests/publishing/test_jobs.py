"""What happens by itself."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.models import Site

from kaicheng.agencies.loading import kept
from kaicheng.publishing import outlets
from kaicheng.publishing.columns import items, statutory
from kaicheng.publishing.jobs import catch_up, open_platforms, tidy
from kaicheng.publishing.models import Attachment, CheckResult, ColumnPage, HomePage, Outgoing, Upload
from kaicheng.publishing.uploads import take_in
from tests.agencies.factories import an_agency
from tests.publishing.factories import a_draft, published

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


def test_tidying__drops_files_that_stand_in_no_version_of_a_document(publisher):
    late = timezone.now() + dt.timedelta(days=61)

    def given(name: str):
        file = ContentFile(name.encode(), name=name)
        return take_in(file, by=publisher.author, agency=publisher.agency, at=timezone.now())

    forgotten, drafted, attached = given("没用上.txt"), given("草稿里.txt"), given("已附上.txt")
    page = a_draft(publisher)
    saved = Attachment(page=page, name="附件.txt", digest=attached.digest, size=1)
    saved.file = attached.file.name
    saved.save()
    page.body = f'<p><img src="{drafted.digest}"></p>'
    page.save_revision(user=publisher.author)
    digest = kept.keep(publisher.author, b"sheet")
    CheckResult.objects.create(key="k" * 64, asked_at=timezone.now())
    tidy(timezone.now())
    assert Upload.objects.count() == 3
    tidy(late)
    assert set(Upload.objects.values_list("pk", flat=True)) == {drafted.pk, attached.pk}
    assert not forgotten.file.storage.exists(forgotten.file.name)
    assert attached.file.storage.exists(attached.file.name)
    assert kept.kept(publisher.author, digest) is None
    assert not CheckResult.objects.exists()


def test_what_all_pages_of_a_large_platform_show__is_left_to_the_worker(
    publisher, django_capture_on_commit_callbacks, monkeypatch
):
    monkeypatch.setattr(outlets, "SMALL", 0)
    page = published(publisher)
    Outgoing.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        outlets.announce_platform(publisher.home, timezone.now())
    assert Outgoing.objects.get().later
    with django_capture_on_commit_callbacks(execute=True):
        outlets.announce(page, timezone.now())
    assert Outgoing.objects.get().later, "what concerns one page has not waited, the rest has"
    catch_up(timezone.now())
    assert not Outgoing.objects.exists()
