"""The reviewer's page: what changed, what the checks say, the files, and the two buttons."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render

from kaicheng.agencies.staff.web import frame, staff, standing_of
from kaicheng.review.models import Submission


@staff
def submission(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One submission with its way through the levels."""
    found = get_object_or_404(Submission.objects.select_related("agency", "office"), pk=pk)
    standing_of(request).require("review.submission.view", found)
    return render(request, "review/submission.html", {"submission": found, **frame(found.title, [])})
