"""Files given with a form that is not accepted yet: held encrypted, so that nobody has to choose them again.

They lie in a draft like those of applicants, found again by the form's key and whose form it is, and go
when drafts go. With the case they become its files where they lie.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from kaicheng.agencies.models import Agency, User
from kaicheng.agencies.staff.web import frame
from kaicheng.cases.filing import LARGEST, MB
from kaicheng.cases.models import Draft, DraftFile, FileRole
from kaicheng.cases.public import drafts, files
from kaicheng.cases.staff.forms import Upload
from kaicheng.handed_in import scanned
from kaicheng.screening import media_type

MOST_FILES = 30
MOST_BYTES = 4 * LARGEST
"""Of one form; a web process holds them in memory while it is read."""


def held_by(user: User, key: str) -> Draft | None:
    """What was kept of this person's form so far."""
    return Draft.objects.filter(key=_key(user, key)).first()


def _key(user: User, key: str) -> str:
    return hashlib.sha256(f"intake:{user.pk}:{key}".encode()).hexdigest()


def hold(
    agency: Agency, user: User, key: str, given: Iterable[tuple[FileRole, Upload]], at: dt.datetime
) -> Draft | None:
    """Keep what was given this time beside what was given before; None where there never was a file.

    Raises ValidationError when there are too many, OSError when the disk does not take them.
    """
    uploads = list(given)
    draft = held_by(user, key)
    if draft is None and uploads:
        draft = Draft.objects.create(agency=agency, key=_key(user, key), started_at=at, saved_at=at)
    for role, (name, data) in uploads:
        assert draft is not None  # noqa: S101  # made above
        file = files.Given(name, data, media_type(data, name), scanned(data))
        drafts.keep_files(draft, [file], role, at, most=MOST_FILES)
    return draft


def drop(draft: Draft | None, chosen: Iterable[str]) -> None:
    """Take back those that were ticked."""
    for number in chosen:
        if draft is not None and number.isdecimal():
            drafts.drop_file(draft, int(number))


def files_of(draft: Draft | None) -> list[DraftFile]:
    """What is held, to be shown."""
    return list(draft.files.all()) if draft is not None else []


def in_memory(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Uploads to this page never lie open on the disk; a full disk does not keep the form from being read.

    The check against forged forms reads the form too, so it comes after the handler is in place.
    """
    protected = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def guard(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST":
            if files.announced(request) > MOST_BYTES:
                return _too_large(request)
            files.keep_in_memory(request)
        return protected(request, *args, **kwargs)

    return guard


def _too_large(request: HttpRequest) -> HttpResponseBase:
    why = _("文件加起来超过%(limit)sMB，没有读取。请返回，先登记，再在案卷里分几次加入文件。") % {
        "limit": MOST_BYTES // MB
    }
    context = {"why": why, **frame(_("没有登记"), [])}
    return render(request, "organisation/refused.html", context, status=413)
