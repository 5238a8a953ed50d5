"""Taking down what is public: at once, by a leader, with a reason. And 公示 whose days are over."""

from __future__ import annotations

import datetime as dt
import logging

from django.db import models
from django.utils.translation import gettext as _

from kaicheng.agencies.actions.base import StaffAction, refuse, required
from kaicheng.audit.recording import Entry
from kaicheng.publishing import events, outlets
from kaicheng.publishing.models import DocumentPage
from kaicheng.review import context
from kaicheng.review.models import Submission
from kaicheng.review.notices import tell_author
from kaicheng.review.voiding import open_submission

logger = logging.getLogger(__name__)


class Withdraw(StaffAction[DocumentPage]):
    """Take a document off every public page before this returns. The record of it stays."""

    permission = "publishing.document.withdraw"

    def __init__(self, document: DocumentPage, **given: object) -> None:
        super().__init__(**given)  # type: ignore[arg-type]
        self.document = document

    def subject(self) -> models.Model:
        return self.document

    def validate(self) -> None:
        required(self.reason, _("请写明撤下的理由。"), "reason")
        self.document = DocumentPage.objects.select_for_update().get(pk=self.document.pk)
        if not self.document.live and self.document.scheduled_revision is None:
            refuse(_("这份信息现在没有公开，不用撤下。"))

    def perform(self) -> DocumentPage:
        with context.act():
            if self.document.live:
                self.document.unpublish()  # without a user: the CMS asks its own tester, which says no
            self.document.revisions.update(approved_go_live_at=None)
            self._end_review()
            DocumentPage.objects.filter(pk=self.document.pk).update(signed_hash="")
            # What was signed was signed for being public then: it makes nothing public again.
            Submission.objects.filter(revision__in=self.document.revisions.all(), voided_at=None).update(
                voided_at=self.at
            )
        outlets.announce(self.document, self.at)
        return self.document

    def _end_review(self) -> None:
        """Another edition that is being signed loses its signatures with the rest: its author begins anew."""
        under_way = open_submission(self.document)
        if under_way is None:
            return
        under_way.state.cancel(user=self.by)
        ended = _("《%(title)s》已经从网站撤下，正在进行的审核也作废了。改好以后请重新送审。")
        tell_author(under_way, ended, self.at)

    def event(self) -> Entry:
        return self.entry(
            events.DOCUMENT_WITHDRAWN,
            self.document.agency.chain,
            self.document,
            facts={"index_number": self.document.index_number or ""},
            label=self.document.title,
        )


def withdraw_ended_notices(at: dt.datetime, today: dt.date) -> int:
    """Take down every 公示 whose last day has passed; how many those were.

    One that fails keeps no other on the site: it is logged, and raised in the end.
    """
    ended = list(DocumentPage.objects.live().filter(notice_until__lt=today))
    failures: list[Exception] = []
    for document in ended:
        try:
            Withdraw(document, by=None, at=at, reason=_("公示期已满")).execute()
        except Exception as error:
            logger.exception("the notice %s whose days are over could not be taken down", document.pk)
            failures.append(error)
    if failures:
        raise ExceptionGroup("some notices whose days are over are still public", failures)
    return len(ended)
