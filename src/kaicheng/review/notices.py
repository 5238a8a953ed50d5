"""Telling the next reviewer and the author by notices; digests and reminders follow from the desk."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kaicheng.review.levels import label
from kaicheng.review.models import Submission
from kaicheng.review.people import signers, subject_of
from kaicheng.workbench.notices import notify


def tell_next(submission: Submission, level: str, at: dt.datetime) -> None:
    """Tell everybody who may sign at that level."""
    url = reverse("review_submission", args=[submission.pk])
    text = _("《%(title)s》等您签批（%(level)s）") % {"title": submission.title, "level": label(level)}
    for one in signers(level, submission, timezone.localdate(at)):
        notify(one.user, "review", text, url, at, key=f"review:{submission.pk}:{level}")


def tell_author(submission: Submission, text: str, at: dt.datetime) -> None:
    """Tell who submitted it; ``text`` has a place for the title."""
    subject = subject_of(submission)
    said = text % {"title": submission.title}
    notify(submission.by, "review", said, subject.review_edit_url, at)
