"""What comes from an earlier site is looked at as closely as what is written here, row by row.

A row in which something must not be public is left out and told; the others go on. What was public before
cannot be asked for metadata that nobody kept then: those checks are left out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kaicheng.agencies.models import Agency
from kaicheng.findings import Finding, Severity
from kaicheng.handed_in import scanned
from kaicheng.publishing.checking import known, stored
from kaicheng.publishing.importing.incoming import Incoming
from kaicheng.publishing.importing.mapping import DryRun, Problem
from kaicheng.publishing.uploads import check_kind, check_size
from kaicheng.screening import Context, media_type, screen_file, screen_page, screen_text

SAID = 3
"""So many findings of one row are told; the rest is counted."""


def screened(
    documents: Iterable[Incoming], agency: Agency, today: dt.date, found: DryRun
) -> Iterator[Incoming]:
    """Those that may go public. What may not is told in ``found``, which counted it as ready."""
    context = known.context_of(agency, today)
    for one in documents:
        wrong = [*_in_text(one, context), *_in_files(one, context)]
        if not wrong:
            yield one
            continue
        more = _("（另有%(n)s处）") % {"n": len(wrong) - SAID} if len(wrong) > SAID else ""
        found.ready -= 1
        found.problems.append(Problem(one.where or one.title[:60], "".join([*wrong[:SAID], more])))


def _in_text(one: Incoming, context: Context) -> Iterator[str]:
    fields = (("标题", one.title), ("发文字号", one.document_number), ("内容概述", one.summary))
    found: list[Finding] = []
    for name, text in fields:
        if text:
            found += screen_text(text, field=name, context=context)
    if one.body:
        found += screen_page(one.body, field="正文", context=context)
    yield from _blocking(found)


def _in_files(one: Incoming, context: Context) -> Iterator[str]:
    for file in one.files:
        try:
            check_size(file.name, file.size)
            data = file.data
            check_kind(data, media_type(data, file.name), file.name, picture=file.picture)
            scanned(data)
        except ValidationError as error:
            yield f"“{file.name}”：{' '.join(error.messages)}"
            continue
        except OSError:
            yield _("附件“%(name)s”读不出来。") % {"name": file.name}
            continue
        key = stored.key_of("import", known.rules(), known.digest_of(context), file.digest, file.name)
        yield from _blocking(stored.once(key, partial(_in_file, data, file.name, context)))


def _in_file(data: bytes, name: str, context: Context) -> Sequence[Finding]:
    return screen_file(data, name, context=context).findings


def _blocking(found: Iterable[Finding]) -> Iterator[str]:
    for finding in found:
        if finding.severity is Severity.BLOCK:
            where = "、".join(place.ref for place in finding.where[:1])
            yield f"{where}：{finding.rule} {finding.message.zh}" if where else finding.message.zh
