"""A bureau with an open platform, and documents in its columns."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from kaicheng.agencies.models import Agency, Office, User
from kaicheng.agencies.roles import Role
from kaicheng.publishing.actions.platform import OpenPlatform
from kaicheng.publishing.decisions.confirming import ConfirmDecisions, batches, digest_of, rows_of, waiting
from kaicheng.publishing.models import ColumnPage, DocumentPage, HomePage
from kaicheng.review.actions.judge import Judge
from kaicheng.review.actions.sign import Sign
from kaicheng.review.actions.submit import Submit
from kaicheng.review.models import Submission
from kaicheng.review.people import subject_of
from kaicheng.review.verdicts import unsettled
from kaicheng.review.voiding import signing_capacity
from tests.agencies.factories import a_bureau

CODE = "000013338"
BODY = "<p>各科室、下属单位：</p><p>为做好稳岗就业工作，现将有关事项通知如下，请认真贯彻执行。</p>"


@dataclass
class Publisher:
    """An authority that publishes: everybody works in ``office``."""

    agency: Agency
    office: Office
    other_office: Office
    people: dict[Role, User]
    home: HomePage

    def column(self, item: str = "art20_11") -> ColumnPage:
        return ColumnPage.objects.get(agency=self.agency, item=item)

    @property
    def author(self) -> User:
        return self.people[Role.INFORMATION_OFFICER]

    @property
    def head(self) -> User:
        return self.people[Role.OFFICE_HEAD]

    @property
    def leader(self) -> User:
        return self.people[Role.LEADER_IN_CHARGE]


def a_publisher(name: str | None = None, **given: object) -> Publisher:
    """A bureau with its platform."""
    bureau = a_bureau(name, **given)  # type: ignore[arg-type]
    bureau.agency.organisation_code = CODE
    bureau.agency.save(update_fields=["organisation_code"])
    home = OpenPlatform(bureau.agency, by=None).execute().home
    return Publisher(bureau.agency, bureau.office, bureau.other_office, bureau.people, home)


def a_draft(
    publisher: Publisher, title: str = "关于做好稳岗就业工作的通知", **fields: object
) -> DocumentPage:
    """A draft by the information officer, saved as a version."""
    author = fields.pop("author", publisher.author)
    column = fields.pop("column", None) or publisher.column()
    given: dict[str, object] = {
        "kind": "notice",
        "office": publisher.office,
        "body": BODY,
        "created_date": dt.date(2026, 11, 2),
        "topic": "labour",
        "genre": "notice",
        "item": "art20_11",
        "summary": "部署稳岗就业工作。",
        "origin": "own",
        "first_author": author,
        "owner": author,
        **fields,
    }
    page = DocumentPage(title=title, **given)
    column.add_child(instance=page)  # type: ignore[attr-defined]
    page.save_revision(user=author)
    return page


def submitted(publisher: Publisher, page: DocumentPage) -> Submission:
    """Sent for review by its author."""
    return Submit(page, by=publisher.author).execute()


def judged(submission: Submission, user: User, at: dt.datetime | None = None) -> Submission:
    """Every warning judged by somebody who may sign it."""
    subject = subject_of(submission)
    for finding, _said in unsettled(subject, submission.revision.as_object().review_findings()):
        Judge(subject, finding, upheld=False, by=user, reason="已经核对，属实", at=at).execute()
    return submission


def signed_by(submission: Submission, *users: User) -> Submission:
    """Signed by these, in turn, who have judged the warnings."""
    for user in users:
        if signing_capacity(user, subject_of(submission), timezone.localdate()):
            judged(submission, user)
        submission = Sign(submission, seen=submission.content_hash, by=user).execute()
    return submission


def confirmed(publisher: Publisher) -> int:
    """The leader confirms every decision that waits for it; how many those were."""
    waits = waiting([publisher.agency], publisher.leader)
    return sum(
        ConfirmDecisions(
            one.agency,
            one.source,
            one.until,
            seen=digest_of(rows_of(waits, one.source, one.until)),
            by=publisher.leader,
        ).execute()
        for one in batches(waits)
    )


def published(
    publisher: Publisher, title: str = "关于做好稳岗就业工作的通知", **fields: object
) -> DocumentPage:
    """A document that has gone the whole way."""
    page = a_draft(publisher, title, **fields)
    signed_by(submitted(publisher, page), publisher.head, publisher.leader)
    return DocumentPage.objects.get(pk=page.pk)
