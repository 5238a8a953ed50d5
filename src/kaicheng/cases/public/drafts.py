"""A draft: answers and files; opened by the visitor's session or by its resume code."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from kaicheng.agencies.models import Agency
from kaicheng.cases.models import Draft, DraftFile
from kaicheng.cases.public.files import Given
from kaicheng.privacy.fields import blind

SESSION = "request_drafts"
"""In the session: the resume code of this visitor's draft, by authority."""
SOUGHT = "request_sought"
"""In the session: the words that the visitor has searched for in vain."""
LONGEST_SOUGHT = 200


def find(request: HttpRequest, agency: Agency) -> Draft | None:
    """The draft that this visitor is writing for an authority, sent or not."""
    code = request.session.get(SESSION, {}).get(agency.slug, "")
    return by_code(code, agency) if code else None


def by_code(code: str, agency: Agency | None = None) -> Draft | None:
    """The draft with that resume code, however it is spaced and written."""
    index = blind(Draft, "code", re.sub(r"[\s\-—－]", "", code).upper())
    drafts = Draft.objects.filter(code_index=index).select_related("agency", "case")
    return (drafts if agency is None else drafts.filter(agency=agency)).first() if index else None


def begin(request: HttpRequest, agency: Agency, at: dt.datetime) -> Draft:
    """A new draft, remembered in the session."""
    draft = Draft.objects.create(agency=agency, started_at=at, saved_at=at)
    remember(request, draft)
    return draft


def remember(request: HttpRequest, draft: Draft) -> None:
    """Let this visitor write on."""
    request.session[SESSION] = {**request.session.get(SESSION, {}), draft.agency.slug: draft.code.reveal()}


def forget(request: HttpRequest, agency: Agency) -> None:
    """This visitor begins anew; the draft stays for its code."""
    request.session[SESSION] = {
        slug: code for slug, code in request.session.get(SESSION, {}).items() if slug != agency.slug
    }


def suggest(request: HttpRequest, words: str) -> None:
    """Remember what was looked for, to be filled in."""
    if words := " ".join(words.replace("\0", " ").split())[:LONGEST_SOUGHT]:
        request.session[SOUGHT] = words


def suggested(request: HttpRequest) -> str:
    """What was looked for before."""
    return str(request.session.get(SOUGHT, ""))


def answers_of(draft: Draft | None) -> dict[str, Any]:
    """What was answered so far."""
    text = draft.answers.reveal() if draft else ""
    found: dict[str, Any] = json.loads(text) if text else {}
    return found


def keep(draft: Draft, given: Mapping[str, Any], at: dt.datetime) -> None:
    """Add answers to those that are there."""
    with transaction.atomic():
        row = Draft.objects.select_for_update().get(pk=draft.pk)
        if row.case_id is not None:
            raise ValidationError(_("这份申请已经提交，不能再改。需要补充的，到“查进度”里办理。"))
        row.answers = json.dumps({**answers_of(row), **given}, ensure_ascii=False)
        row.saved_at = at
        row.save(update_fields=["answers", "saved_at"])
    draft.answers = row.answers


def keep_files(
    draft: Draft, files: Iterable[Given], role: str, at: dt.datetime, *, most: int | None = None
) -> None:
    """Add files, written through to the disk before their rows; the same file once for each purpose, and at
    most ``most`` together.

    Raises ValidationError when there are too many, OSError when the disk does not take them.
    """
    most = most or settings.KAICHENG_REQUEST_MAX_FILES
    for given in files:
        if draft.files.filter(role=role, digest=given.digest).exists():
            continue
        if draft.files.count() >= most:
            raise ValidationError(
                _("最多附%(most)s个文件，“%(name)s”没有收下。可以把几页合成一个 PDF。")
                % {"most": most, "name": given.name}
            )
        row = DraftFile(
            draft=draft,
            role=role,
            name=given.name,
            media_type=given.media_type,
            size=len(given.data),
            digest=given.digest,
            scan="clean" if given.clean else "none",
            added_at=at,
        )
        row.file.save("file", ContentFile(given.data), save=False)
        row.save()
    Draft.objects.filter(pk=draft.pk, case=None).update(saved_at=at)


def drop_file(draft: Draft, pk: int) -> None:
    """Take a file back. Nothing happens when it is not there, or when the request was sent with it."""
    with transaction.atomic():
        row = Draft.objects.select_for_update().get(pk=draft.pk)
        file = row.files.filter(pk=pk).first() if row.case_id is None else None
        if file is None:
            return
        name = str(file.file.name)
        file.delete()
        transaction.on_commit(lambda: DraftFile.file.field.storage.delete(name))
