"""What was public before: brought along in portions, known again, shown only when the trail tells of it."""

from __future__ import annotations

import datetime as dt

import pytest

from kaicheng.audit.models import Event
from kaicheng.publishing.importing.batches import FinishImport, UnknownColumn, begin, digest_of, store
from kaicheng.publishing.importing.incoming import Incoming
from kaicheng.publishing.models import DocumentPage, Outgoing
from kaicheng.publishing.public import rightly_public

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)


def documents(count: int, **more: object) -> list[Incoming]:
    return [
        Incoming(
            title=f"关于第{number}批职业技能培训补贴的公示",
            published_date=dt.date(2024, 1 + number % 12, 3),
            column="zhudong/minsheng",
            body="<p>现予公示。</p>",
            kind="public_notice",
            **more,  # type: ignore[arg-type]
        )
        for number in range(count)
    ]


def test_import__is_shown_once_it_is_finished_and_on_record(publisher, client):
    batch = begin(publisher.agency, "原网站", NOW)
    assert store(batch, publisher.office, documents(3)) == 3
    page = DocumentPage.objects.filter(batch=batch).first()
    assert not rightly_public(page)
    FinishImport(batch, by=None, at=NOW).execute()
    page = DocumentPage.objects.get(pk=page.pk)
    assert rightly_public(page)
    assert Event.objects.get(action="publishing.imported").content_hash == ""
    assert Outgoing.objects.count() == 3
    assert [one.index_number for one in DocumentPage.objects.order_by("pk")] == [
        "000013338/2024-00001",
        "000013338/2024-00002",
        "000013338/2024-00003",
    ]


def test_import_that_was_broken_off__is_taken_up_and_stores_nothing_twice(publisher):
    batch = begin(publisher.agency, "原网站", NOW)
    store(batch, publisher.office, documents(3))
    again = begin(publisher.agency, "原网站", NOW)
    assert again == batch
    assert store(again, publisher.office, documents(5)) == 2
    assert DocumentPage.objects.count() == 5
    column = publisher.column()
    assert column.get_children().count() == 5
    assert DocumentPage.fix_tree() is None
    assert column.get_children().count() == 5


def test_imported_document__that_was_changed_in_the_database_is_not_shown(publisher):
    batch = begin(publisher.agency, "原网站", NOW)
    store(batch, publisher.office, documents(1))
    FinishImport(batch, by=None, at=NOW).execute()
    DocumentPage.objects.update(body="<p>换掉的正文</p>")
    assert not rightly_public(DocumentPage.objects.get())
    assert digest_of(batch) == (1, batch.digest)


def test_mark_without_an_import__claims_nothing(publisher):
    page = DocumentPage(title="冒充", office=publisher.office)
    publisher.column().add_child(instance=page)
    DocumentPage.objects.update(mark="before", live=True, signed_hash=page.content_hash)
    assert not rightly_public(DocumentPage.objects.get())


def test_unknown_column__is_said_before_anything_is_stored(publisher):
    batch = begin(publisher.agency, "原网站", NOW)
    with pytest.raises(UnknownColumn, match="没有“zhudong/nihao”"):
        store(batch, publisher.office, [Incoming("标题", dt.date(2024, 1, 2), column="zhudong/nihao")])
    assert not DocumentPage.objects.exists()


def test_normative_documents__are_counted_as_issued(publisher):
    batch = begin(publisher.agency, "原网站", NOW)
    store(
        batch,
        publisher.office,
        [Incoming("实施办法", dt.date(2023, 5, 4), column="zhudong/wenjian", kind="normative")],
    )
    assert DocumentPage.objects.get().events.get().on == dt.date(2023, 5, 4)


def test_what_became_of_an_imported_document__is_recorded_with_its_day(publisher):
    """As table 2 counts it: issued, amended, abolished, lapsed in their years."""
    given = {"column": "zhudong/wenjian", "kind": "normative", "created_date": dt.date(2019, 3, 1)}
    day = dt.date(2019, 3, 8)
    batch = begin(publisher.agency, "原网站", NOW)
    store(
        batch,
        publisher.office,
        [
            Incoming("已废止", day, **given, abolished_date=dt.date(2022, 5, 1)),
            Incoming("已失效", day, **given, expiry_date=dt.date(2024, 3, 1)),
            Incoming("已修改", day, **given, amended_date=dt.date(2021, 1, 1)),
            Incoming("有效", day, **given, expiry_date=dt.date(2031, 3, 1)),
        ],
    )
    found = {
        page.title: (page.validity, [(one.kind, one.on.year) for one in page.events.exclude(kind="issued")])
        for page in DocumentPage.objects.all()
    }
    assert found == {
        "已废止": ("abolished", [("abolished", 2022)]),
        "已失效": ("lapsed", [("lapsed", 2024)]),
        "已修改": ("amended", [("amended", 2021)]),
        "有效": ("effective", []),
    }
    assert DocumentPage.objects.get(title="已废止").abolished_date == dt.date(2022, 5, 1)
