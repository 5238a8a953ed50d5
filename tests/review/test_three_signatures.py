"""Author, office head, leader in charge: in turn, on one text, three people."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from wagtail.models import TaskState

from kaicheng.agencies.actions.delegation import Delegate, Revoke
from kaicheng.agencies.actions.tree import MergeAgency
from kaicheng.agencies.roles import Role
from kaicheng.audit.models import Event
from kaicheng.publishing.models import DocumentPage, Outgoing
from kaicheng.review.actions.sign import GiveBack, Sign, TakeBack
from kaicheng.review.actions.submit import Submit
from kaicheng.review.comparison import compare
from kaicheng.review.models import Signature, Submission
from kaicheng.review.people import capacity_at
from kaicheng.review.work import to_sign
from tests.agencies.factories import an_agency, post_of, somebody, today
from tests.publishing.factories import a_draft, published, signed_by, submitted

pytestmark = pytest.mark.django_db


def test_document__is_public_after_the_third_signature_and_not_before(publisher):
    page = a_draft(publisher)
    submission = submitted(publisher, page)
    assert not DocumentPage.objects.get(pk=page.pk).live
    signed_by(submission, publisher.head)
    assert not DocumentPage.objects.get(pk=page.pk).live
    signed_by(submission, publisher.leader)
    page = DocumentPage.objects.get(pk=page.pk)
    assert page.live
    assert page.index_number is not None and page.index_number.endswith("-00001")
    levels = list(Signature.objects.filter(submission=submission).values_list("level", flat=True))
    assert levels == ["author", "office_head", "leader_in_charge"]
    told = Event.objects.filter(action="review.signed", object_id=str(page.pk))
    assert [event.content_hash for event in told] == [page.signed_hash] * 3


def test_leader__cannot_sign_before_the_office_head(publisher):
    submission = submitted(publisher, a_draft(publisher))
    with pytest.raises(PermissionDenied, match="现在轮到科室负责人签批"):
        signed_by(submission, publisher.leader)


def test_author_who_is_also_office_head__cannot_sign_twice(publisher):
    from kaicheng.agencies import setup

    setup.appoint(publisher.author, Role.OFFICE_HEAD, publisher.office)
    submission = submitted(publisher, a_draft(publisher))
    with pytest.raises(ValidationError, match="同一个人不能签两级"):
        signed_by(submission, publisher.author)


def test_edit_after_a_signature__sends_it_back_to_the_start(publisher):
    page = a_draft(publisher)
    submission = submitted(publisher, page)
    signed_by(submission, publisher.head)
    page = DocumentPage.objects.get(pk=page.pk)
    page.body += "<p>补充一段。</p>"
    page.save_revision(user=publisher.author)
    submission.refresh_from_db()
    assert submission.voided_at is not None
    with pytest.raises(ValidationError, match="已经不在审核中"):
        signed_by(submission, publisher.leader)
    again = submitted(publisher, DocumentPage.objects.get(pk=page.pk))
    signed_by(again, publisher.head, publisher.leader)
    assert "补充一段" in DocumentPage.objects.get(pk=page.pk).body


def test_return__goes_to_the_author_with_reasons_and_the_chain_begins_anew(publisher):
    page = a_draft(publisher)
    submission = submitted(publisher, page)
    with pytest.raises(ValidationError, match="请选择退回原因"):
        GiveBack(submission, reasons=[], by=publisher.head).execute()
    GiveBack(submission, reasons=["facts"], comment="第二段的日期不对。", by=publisher.head).execute()
    assert submission.returned.reasons == ["facts"]
    again = submitted(publisher, DocumentPage.objects.get(pk=page.pk))
    assert again.pk != submission.pk
    signed_by(again, publisher.head, publisher.leader)
    assert DocumentPage.objects.get(pk=page.pk).live


def test_author__takes_back_what_nobody_else_may(publisher):
    submission = submitted(publisher, a_draft(publisher))
    with pytest.raises(ValidationError, match="只有送审的人"):
        TakeBack(submission, by=publisher.head).execute()
    TakeBack(submission, by=publisher.author).execute()
    with pytest.raises(ValidationError, match="已经不在审核中"):
        signed_by(submission, publisher.head)


def test_signature__is_on_what_the_person_has_seen(publisher):
    submission = submitted(publisher, a_draft(publisher))
    with pytest.raises(ValidationError, match="请刷新页面"):
        Sign(submission, seen="0" * 64, by=publisher.head).execute()


def test_change_of_a_public_document__needs_three_signatures_again(publisher):
    page = published(publisher)
    number = page.index_number
    page.title = "关于做好稳岗就业工作的通知（修订）"
    page.save_revision(user=publisher.author)
    assert DocumentPage.objects.get(pk=page.pk).title == "关于做好稳岗就业工作的通知"
    signed_by(submitted(publisher, DocumentPage.objects.get(pk=page.pk)), publisher.head, publisher.leader)
    page = DocumentPage.objects.get(pk=page.pk)
    assert (page.title, page.index_number) == ("关于做好稳岗就业工作的通知（修订）", number)


def test_urgent_document__has_shorter_limits_and_the_same_three_signatures(publisher):
    usual = submitted(publisher, a_draft(publisher))
    page = a_draft(publisher, "关于防汛值班的紧急通知", urgent=True)
    submission = submitted(publisher, page)
    assert (submission.urgent, submission.levels) == (True, usual.levels)
    assert submission.days < usual.days
    assert [item.state for item in to_sign(publisher.head, today()) if item.title == page.title] == [
        "急件，等科室负责人签批"
    ]
    assert submission.days == 0
    for day, due in ((20, 20), (21, 23)):  # a Friday in November 2026, and the Saturday after it
        begun = timezone.make_aware(dt.datetime(2026, 11, day, 9))
        TaskState.objects.filter(workflow_state=submission.state).update(started_at=begun)
        (item,) = [item for item in to_sign(publisher.head, today()) if item.title == page.title]
        assert item.due is not None and item.due.on == dt.date(2026, 11, due), "当天"
    with pytest.raises(PermissionDenied, match="现在轮到科室负责人签批"):
        signed_by(submission, publisher.leader)
    signed_by(submission, publisher.head)
    assert not DocumentPage.objects.get(pk=page.pk).live
    signed_by(submission, publisher.leader)
    assert DocumentPage.objects.get(pk=page.pk).live
    assert Signature.objects.filter(submission=submission).count() == 3


def test_delegate__signs_in_the_post_and_for_nobody_twice(publisher):
    """A leader on leave lends the post: to somebody who has signed already it gives no second signature."""
    lend = {"valid_from": today(), "valid_to": today(), "reason": "出差", "by": publisher.leader}
    deputy = somebody(Role.OFFICE_HEAD, publisher.other_office)
    lent = Delegate(post_of(publisher.leader), publisher.head, **lend).execute()
    page = a_draft(publisher)
    submission = signed_by(submitted(publisher, page), publisher.head)
    with pytest.raises(ValidationError, match="同一个人不能签两级"):
        signed_by(submission, publisher.head)
    Revoke(lent, by=publisher.leader).execute()
    Delegate(post_of(publisher.leader), deputy, **lend).execute()
    signed_by(submission, deputy)
    last = Signature.objects.get(submission=submission, level="leader_in_charge")
    assert (last.user, last.delegated) == (deputy, True)
    assert last.post.endswith("（代审）")
    assert DocumentPage.objects.get(pk=page.pk).live
    told = Event.objects.filter(action="review.signed", object_id=str(page.pk))
    assert [event.facts["delegated"] for event in told.order_by("pk")] == [False, False, True]


def test_office_without_anybody_to_sign__is_said_when_submitting(publisher):
    page = a_draft(publisher, office=publisher.other_office, author=publisher.people[Role.DISCLOSURE_OFFICER])
    with pytest.raises(ValidationError, match="目前没有别人可以签批"):
        Submit(page, by=publisher.people[Role.DISCLOSURE_OFFICER]).execute()
    assert not Submission.objects.exists()


def test_publication__is_announced_to_the_outside_and_done(publisher):
    published(publisher)
    assert Outgoing.objects.count() == 1  # inside the test's own transaction nothing has committed yet


def test_what_waits_when_the_authority_is_merged__waits_where_its_people_went(publisher):
    into = an_agency()
    head_of_all = somebody(Role.AGENCY_HEAD, into)
    submission = submitted(publisher, a_draft(publisher))
    signed_by(submission, publisher.head)
    MergeAgency(publisher.agency, into, reason="批复", by=None).execute()
    submission = Submission.objects.get(pk=submission.pk)
    assert [item.waits_for_me for item in to_sign(publisher.leader, today())] == [True]
    assert capacity_at(head_of_all, Role.AGENCY_HEAD, submission, today()), (
        "where a chain goes up to the head"
    )
    signed_by(submission, publisher.leader)
    assert list(to_sign(publisher.leader, today())) == []
    assert submission.signatures.count() == 3


def test_office_of_the_version__is_the_one_whose_head_signs(publisher):
    page = a_draft(publisher)
    other_head = somebody(Role.OFFICE_HEAD, publisher.other_office)
    page = DocumentPage.objects.get(pk=page.pk)
    page.office = publisher.other_office
    page.save_revision(user=publisher.author)
    assert DocumentPage.objects.get(pk=page.pk).office == publisher.office, "a draft changes no row"
    leader = somebody(Role.LEADER_IN_CHARGE, publisher.other_office)
    submission = submitted(publisher, DocumentPage.objects.get(pk=page.pk))
    assert submission.office == publisher.other_office
    since = submission.revision.content_object.revisions.order_by("pk").first()
    told = {fact.label: fact for fact in compare(submission.revision.as_object(), since).facts}
    assert told["责任科室"].before == publisher.office.name, "the reviewer sees that it has changed"
    with pytest.raises(PermissionDenied):
        Sign(submission, seen=submission.content_hash, by=publisher.head).execute()
    signed_by(submission, other_head, leader)
    assert DocumentPage.objects.get(pk=page.pk).office == publisher.other_office


def test_post_that_is_empty_further_up__is_told_before_anybody_signs(publisher):
    page = a_draft(publisher)
    post = post_of(publisher.leader)
    type(post).objects.filter(pk=post.pk).update(valid_to=today() - dt.timedelta(days=1))
    with pytest.raises(ValidationError, match="“分管领导”这一级目前没有别人可以签批"):
        submitted(publisher, page)
    assert not Submission.objects.exists()


def test_one_person_in_two_posts__is_not_enough_for_two_levels(publisher):
    page = a_draft(publisher)
    post = post_of(publisher.leader)
    type(post).objects.filter(pk=post.pk).update(valid_to=today() - dt.timedelta(days=1))
    somebody(Role.LEADER_IN_CHARGE, publisher.office, publisher.head)
    with pytest.raises(ValidationError, match="只有同一个人可以签批"):
        submitted(publisher, page)
    somebody(Role.OFFICE_HEAD, publisher.office)
    assert submitted(publisher, page)
