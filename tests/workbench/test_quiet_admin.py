"""People hear of reviews by our notices and digests, never by a mail that the CMS sends at once."""

from __future__ import annotations

import pytest

from kaicheng.agencies.models import User
from kaicheng.workbench.models import Notice
from tests.publishing.factories import a_draft, a_publisher, signed_by, submitted

pytestmark = pytest.mark.django_db


def test_signing__sends_no_mail_of_the_cms(mailoutbox):
    publisher = a_publisher()
    User.objects.update(email="somebody@example.gov.cn")
    submission = submitted(publisher, a_draft(publisher))
    signed_by(submission, publisher.head, publisher.leader)
    assert mailoutbox == []
    assert Notice.objects.filter(user__in=[publisher.author, publisher.head, publisher.leader]).exists()
