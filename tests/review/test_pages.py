"""The pages of reviewers."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from kaicheng.agencies.roles import Role
from kaicheng.publishing.models import DocumentPage
from kaicheng.review.actions.judge import Judge
from kaicheng.review.actions.sign import Sign
from kaicheng.review.models import ReviewChain, Submission
from tests.agencies.factories import somebody
from tests.publishing.factories import a_draft, a_publisher, published, signed_by, submitted

pytestmark = pytest.mark.django_db


def page_of(submission: Submission) -> str:
    return reverse("review_submission", args=[submission.pk])


def test_head__signs_on_the_page_and_goes_on_to_the_next(client, publisher):
    first, second = (submitted(publisher, a_draft(publisher, title)) for title in ("第一份", "第二份"))
    client.force_login(publisher.head)
    page = client.get(page_of(first))
    assert "同意，签批" in page.content.decode()
    answer = client.post(page_of(first), {"act": "sign", "seen": first.content_hash})
    assert answer["Location"] == page_of(second)
    assert first.signatures.count() == 2


def test_change__is_shown_against_what_is_public(client, publisher):
    document = published(publisher)
    document.body = document.body.replace("稳岗就业", "稳岗扩岗")
    document.title = "关于做好稳岗扩岗工作的通知"
    document.save_revision(user=publisher.author)
    submission = submitted(publisher, DocumentPage.objects.get(pk=document.pk))
    client.force_login(publisher.head)
    page = client.get(page_of(submission)).content.decode()
    assert "与现在公开的一版比较" in page
    assert "<ins>关于做好稳岗扩岗工作的通知</ins>" in page
    assert "<del>就业</del>" in page and "<ins>扩岗</ins>" in page


def test_return__needs_a_reason_and_keeps_what_was_typed(client, publisher):
    submission = submitted(publisher, a_draft(publisher))
    client.force_login(publisher.head)
    page = client.post(page_of(submission), {"act": "return", "words": ""})
    assert "请选择退回原因" in page.content.decode()
    client.post(page_of(submission), {"act": "return", "reasons": ["basis"], "words": "补上依据。"})
    client.force_login(publisher.author)
    assert "补上依据。" in client.get(page_of(submission)).content.decode()


def given_for(page, **verdicts: str) -> dict[str, str]:
    """The fields of the warnings that the page asks about, all with the same answer."""
    return {
        f"{name}-{finding.fingerprint}": value
        for finding, _verdict, _blocks, asked in page.context["findings"]
        if asked is not None
        for name, value in verdicts.items()
    }


def late(publisher, **fields: object) -> DocumentPage:
    """A draft with a warning: it was made long ago."""
    return a_draft(publisher, created_date=dt.date(2026, 6, 1), **fields)


def test_warning__is_judged_on_the_page_before_signing_and_not_asked_again(client, publisher):
    submission = submitted(publisher, late(publisher))
    client.force_login(publisher.head)
    page = client.get(page_of(submission))
    sign = {"act": "sign", "seen": submission.content_hash}
    assert "没有核实" in client.post(page_of(submission), sign).text
    answer = client.post(page_of(submission), {**sign, **given_for(page, verdict="no")})
    assert "请写明理由" in answer.text and "checked" in answer.text
    given = given_for(page, verdict="no", reason="批准延期公开")
    assert client.post(page_of(submission), {**sign, **given}).status_code == 302
    client.force_login(publisher.leader)
    page = client.get(page_of(submission))
    assert "批准延期公开" in page.text and given_for(page, verdict="no") == {}
    assert client.post(page_of(submission), sign).status_code == 302
    assert DocumentPage.objects.get().live


def test_warning_that_holds_whatever_one_does__is_said_so_with_the_reason(client, publisher):
    submission = submitted(publisher, late(publisher))
    client.force_login(publisher.head)
    page = client.get(page_of(submission))
    sign = {"act": "sign", "seen": submission.content_hash}
    answer = client.post(page_of(submission), {**sign, **given_for(page, verdict="excused")})
    assert "请写明理由" in answer.text
    given = given_for(page, verdict="excused", reason="补发，日期已写明")
    assert client.post(page_of(submission), {**sign, **given}).status_code == 302
    client.force_login(publisher.leader)
    assert "核实：成立，不用改正，补发，日期已写明" in client.get(page_of(submission)).text
    assert client.post(page_of(submission), sign).status_code == 302
    assert DocumentPage.objects.get().live


def test_what_the_author_says_of_a_warning__is_shown_to_the_reviewer_and_settles_nothing(client, publisher):
    document = late(publisher)
    warning = next(one for one in document.review_findings() if one.severity == "warn")
    Judge(document, warning, upheld=False, by=publisher.author, reason="局务会研究用了二十天").execute()
    submission = submitted(publisher, document)
    with pytest.raises(ValidationError, match="没有核实"):
        Sign(submission, seen=submission.content_hash, by=publisher.head).execute()
    client.force_login(publisher.head)
    page = client.get(page_of(submission)).text
    assert page.count("局务会研究用了二十天") == 2  # as the author's words, and to be taken over
    signed_by(submission, publisher.head, publisher.leader)
    assert DocumentPage.objects.get().live


def test_warning_that_holds__stops_the_signature_and_is_not_overruled_by_the_author(client, publisher):
    document = late(publisher)
    submission = submitted(publisher, document)
    client.force_login(publisher.head)
    page = client.get(page_of(submission))
    sign = {"act": "sign", "seen": submission.content_hash}
    given = given_for(page, verdict="yes")
    assert "核实成立" in client.post(page_of(submission), {**sign, **given}).text
    assert submission.signatures.count() == 1
    warning = next(one for one in document.review_findings() if one.severity == "warn")
    with pytest.raises(ValidationError, match="审核人已经核实过"):
        Judge(document, warning, upheld=False, by=publisher.author, reason="没事").execute()


def test_verdict__is_given_by_who_may_sign_or_draft_and_by_nobody_else(publisher):
    document = late(publisher)
    submitted(publisher, document)
    warning = next(one for one in document.review_findings() if one.severity == "warn")
    archivist = somebody(Role.ARCHIVIST, publisher.agency)
    for stranger in (archivist, publisher.people[Role.AGENCY_HEAD], a_publisher().head):
        with pytest.raises(PermissionDenied):
            Judge(document, warning, upheld=False, by=stranger, reason="没事").execute()
    Judge(document, warning, upheld=False, by=publisher.author, reason="补发").execute()
    Judge(document, warning, upheld=True, by=publisher.leader).execute()


def test_people_of_other_authorities__find_nothing(client, publisher):
    submission = submitted(publisher, a_draft(publisher))
    client.force_login(a_publisher().head)
    assert client.get(page_of(submission)).status_code == 404


def test_author__sees_how_far_it_is_and_takes_it_back(client, publisher):
    submission = submitted(publisher, a_draft(publisher))
    signed_by(submission, publisher.head)
    client.force_login(publisher.author)
    page = client.get(page_of(submission)).content.decode()
    assert "撤回送审" in page and "同意，签批" not in page
    assert client.post(page_of(submission), {"act": "take-back"}).status_code == 302
    submission.refresh_from_db()
    assert submission.voided_at is not None


def test_chains__are_set_by_the_disclosure_officer_and_never_shorter_than_three(client, publisher):
    client.force_login(publisher.people[Role.DISCLOSURE_OFFICER])
    address = reverse("review_chains", args=[publisher.agency.pk])
    given = {"kind": "document:normative", "days": 2, "urgent_days": 0}
    page = client.post(address, {**given, "levels": ["office_head"]})
    assert "合起来三级签字" in page.content.decode()
    levels = ["office_head", "leader_in_charge", "agency_head"]
    assert client.post(address, {**given, "levels": levels}).status_code == 302
    assert ReviewChain.objects.get().levels == levels
    submission = submitted(publisher, a_draft(publisher, kind="normative"))
    assert submission.levels == levels
    client.force_login(publisher.author)
    assert client.get(address).status_code == 403
