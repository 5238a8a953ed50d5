"""What is taken down, and what becomes of documents that are no longer in force."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from kaicheng.agencies.permissions import Denied
from kaicheng.audit.models import Event
from kaicheng.publishing.actions.validity import ChangeValidity, StrikeValidity, update_validity
from kaicheng.publishing.actions.withdraw import Withdraw, withdraw_ended_notices
from kaicheng.publishing.models import DocumentPage, PolicyEvent, PolicyEventKind
from kaicheng.workbench.models import Notice
from tests.agencies.factories import today
from tests.publishing.factories import published, signed_by, submitted

pytestmark = pytest.mark.django_db


def again(page: DocumentPage) -> DocumentPage:
    return DocumentPage.objects.get(pk=page.pk)


def test_leader__withdraws_at_once_and_says_why(publisher):
    page = published(publisher)
    with pytest.raises(ValidationError, match="请写明撤下的理由"):
        Withdraw(page, by=publisher.leader).execute()
    Withdraw(page, by=publisher.leader, reason="附件有误，更正后重新公开").execute()
    assert not again(page).live
    assert Event.objects.get(action="publishing.document.withdrawn").reason == "附件有误，更正后重新公开"


def test_author__cannot_withdraw(publisher):
    page = published(publisher)
    with pytest.raises(Denied):
        Withdraw(page, by=publisher.author, reason="不要了").execute()


def test_withdrawn_document__needs_three_new_signatures_and_keeps_its_number(publisher):
    page = published(publisher)
    Withdraw(page, by=publisher.leader, reason="更正").execute()
    with pytest.raises(PermissionDenied):
        again(page).save_revision(user=publisher.author).publish()
    with pytest.raises(PermissionDenied):
        page.live_revision.publish()  # the very version that three had signed
    draft = again(page)
    signed_by(submitted(publisher, draft), publisher.head, publisher.leader)
    assert again(page).live
    assert again(page).index_number == page.index_number


def test_withdrawal_while_another_edition_is_signed__ends_that_review_and_tells_its_author(publisher):
    page = published(publisher)
    draft = again(page)
    draft.body += "<p>更正。</p>"
    draft.save_revision(user=publisher.author)
    submission = submitted(publisher, again(page))
    Withdraw(again(page), by=publisher.leader, reason="先撤下").execute()
    with pytest.raises(ValidationError, match="已经不在审核中"):
        signed_by(submission, publisher.head)
    assert Notice.objects.filter(user=publisher.author, text__contains="审核也作废了").exists()
    signed_by(submitted(publisher, again(page)), publisher.head, publisher.leader)
    assert again(page).live


def test_notice__comes_down_when_its_days_are_over(publisher):
    page = published(publisher, "拟录用人员公示", kind="public_notice", notice_until=today())
    now = dt.datetime.now(dt.UTC)
    assert withdraw_ended_notices(now, today()) == 0
    assert withdraw_ended_notices(now, today() + dt.timedelta(days=1)) == 1
    assert not again(page).live


def test_notice_that_cannot_be_taken_down__keeps_no_other_on_the_site(publisher, monkeypatch):
    ends = {"kind": "public_notice", "notice_until": today()}
    first, second = published(publisher, "第一个公示", **ends), published(publisher, "第二个公示", **ends)
    unpublish = DocumentPage.unpublish
    monkeypatch.setattr(
        DocumentPage,
        "unpublish",
        lambda page, *rest: 1 / 0 if page.pk == first.pk else unpublish(page, *rest),
    )
    with pytest.raises(ExceptionGroup):
        withdraw_ended_notices(dt.datetime.now(dt.UTC), today() + dt.timedelta(days=1))
    assert (again(first).live, again(second).live) == (True, False)


def test_repealed_document__stays_readable_and_is_counted_in_its_year(publisher):
    page = published(publisher, "西昌市稳岗就业补贴实施办法", kind="normative")
    assert PolicyEvent.objects.get(document=page).kind == PolicyEventKind.ISSUED
    officer = publisher.head
    with pytest.raises(ValidationError, match="早于成文日期"):
        ChangeValidity(
            page, PolicyEventKind.ABOLISHED, dt.date(2020, 1, 1), basis="新办法", by=officer
        ).execute()
    ChangeValidity(page, PolicyEventKind.ABOLISHED, today(), basis="新办法第十二条", by=officer).execute()
    page = again(page)
    assert (page.live, page.validity, page.abolished_date) == (True, "abolished", today())
    with pytest.raises(ValidationError, match="已经登记过"):
        ChangeValidity(page, PolicyEventKind.ABOLISHED, today(), basis="又一次", by=officer).execute()


def test_repeal_recorded_before_its_day__takes_effect_on_it(publisher):
    page = published(publisher, "西昌市稳岗就业补贴实施办法", kind="normative")
    amended, ends = today() + dt.timedelta(days=5), today() + dt.timedelta(days=10)
    for kind, day in ((PolicyEventKind.AMENDED, amended), (PolicyEventKind.ABOLISHED, ends)):
        ChangeValidity(page, kind, day, basis="新办法第十二条", by=publisher.head).execute()
    now, seen = dt.datetime.now(dt.UTC), []
    for day in (today(), amended, amended, ends - dt.timedelta(days=1), ends, ends):
        changed = update_validity(now, day)
        seen.append((changed, again(page).validity, again(page).abolished_date))
    assert seen == [
        (0, "effective", None),
        (1, "amended", None),
        (0, "amended", None),
        (0, "amended", None),
        (1, "abolished", ends),
        (0, "abolished", ends),
    ]


def test_document__is_not_repealed_by_itself(publisher):
    page = published(publisher, "西昌市稳岗就业补贴实施办法", kind="normative")
    with pytest.raises(ValidationError, match="不能由它自己"):
        ChangeValidity(
            page, PolicyEventKind.ABOLISHED, today(), basis="", by_document=page, by=publisher.head
        ).execute()


def test_struck_repeal__leaves_the_document_in_force(publisher):
    page = published(publisher, "西昌市稳岗就业补贴实施办法", kind="normative")
    event = ChangeValidity(page, PolicyEventKind.ABOLISHED, today(), basis="误", by=publisher.head).execute()
    StrikeValidity(event, by=publisher.head, reason="登记错了文件").execute()
    assert (again(page).validity, again(page).abolished_date) == ("effective", None)


def test_document__lapses_on_its_day(publisher):
    page = published(
        publisher,
        "西昌市稳岗就业补贴实施办法",
        kind="normative",
        effective_date=today(),
        expiry_date=today() + dt.timedelta(days=30),
    )
    now = dt.datetime.now(dt.UTC)
    assert update_validity(now, today() + dt.timedelta(days=29)) == 0
    assert update_validity(now, today() + dt.timedelta(days=30)) == 1
    assert again(page).validity == "lapsed"


def test_document_taken_off_the_web__is_still_in_force_and_lapses_on_its_day(publisher):
    """Withdrawing is no repeal: it counts in force until its period of validity ends."""
    page = published(
        publisher,
        "西昌市稳岗就业补贴实施办法",
        kind="normative",
        effective_date=today(),
        expiry_date=today() + dt.timedelta(days=30),
    )
    Withdraw(page, by=publisher.leader, reason="附件有误").execute()
    assert again(page).validity == "effective"
    ends = today() + dt.timedelta(days=30)
    assert update_validity(dt.datetime.now(dt.UTC), ends) == 1
    page = again(page)
    assert (page.live, page.validity) == (False, "lapsed")
    assert PolicyEvent.objects.get(document=page, kind=PolicyEventKind.LAPSED).on == ends


def test_document_taken_off_the_web__is_repealed_from_the_list_all_the_same(client, publisher):
    page = published(publisher, "西昌市稳岗就业补贴实施办法", kind="normative")
    Withdraw(page, by=publisher.leader, reason="附件有误").execute()
    client.force_login(publisher.head)
    address = reverse("publishing_validity", args=[page.pk])
    assert address in client.get(reverse("publishing_mine") + "?shei=office").text
    client.post(address, {"kind": "abolished", "on": today(), "basis": "县政府决定"})
    assert again(page).validity == "abolished"


def corrected(publisher, page: DocumentPage, **fields: object) -> DocumentPage:
    """Another edition with every signature."""
    draft = again(page)
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save_revision(user=publisher.author)
    signed_by(submitted(publisher, again(page)), publisher.head, publisher.leader)
    return again(page)


def records(page: DocumentPage) -> list[tuple[str, dt.date, bool]]:
    """Kind, day, and whether it still stands, as they were recorded."""
    return [(one.kind, one.on, one.struck_at is None) for one in page.events.order_by("pk")]


def test_corrected_date_or_kind__moves_what_is_counted_by_a_record_of_its_own(publisher):
    page = published(publisher, "西昌市稳岗就业补贴实施办法", kind="normative")
    made, right = dt.date(2026, 11, 2), dt.date(2026, 10, 9)
    page = corrected(publisher, page, created_date=right)
    assert records(page) == [("issued", made, False), ("issued", right, True)]
    page = corrected(publisher, page, kind="official")
    assert [one for one in records(page) if one[2]] == []
    page = corrected(publisher, page, kind="rules")
    page = corrected(publisher, page, kind="normative")
    assert [one for one in records(page) if one[2]] == [("issued", right, True)]
    told = Event.objects.filter(action="publishing.document.record_corrected").order_by("pk")
    assert [(one.facts["before"], one.facts["after"]) for one in told] == [
        ("行政规范性文件 2026-11-02", "行政规范性文件 2026-10-09"),
        ("行政规范性文件 2026-10-09", "不计"),
        ("不计", "规章 2026-10-09"),
        ("规章 2026-10-09", "行政规范性文件 2026-10-09"),
    ]
    corrected(publisher, page, summary="部署稳岗就业补贴工作。")
    assert told.count() == 4, "another correction moves nothing"


def test_corrected_period_of_validity__takes_the_lapse_back(publisher):
    ended = today() - dt.timedelta(days=1)
    page = published(publisher, "西昌市稳岗就业补贴实施办法", kind="normative", expiry_date=ended)
    assert PolicyEvent.objects.filter(document=page, kind=PolicyEventKind.LAPSED).exists()
    page = corrected(publisher, page, expiry_date=today() + dt.timedelta(days=365))
    assert page.validity == "effective"
    assert ("lapsed", ended, False) in records(page)


def test_only_policies__are_repealed(publisher):
    page = published(publisher, kind="news")
    with pytest.raises(ValidationError, match="只有规章"):
        ChangeValidity(page, PolicyEventKind.ABOLISHED, today(), basis="x", by=publisher.head).execute()
