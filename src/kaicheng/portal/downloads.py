"""A report as files to download: each written once per content, kept in a folder, sent from there."""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.http import http_date, parse_etags

from kaicheng import __version__
from kaicheng.annual_report.writers import KINDS, write
from kaicheng.portal.stored import from_text


@dataclass(frozen=True, slots=True)
class Download:
    """One file: its kind, where it lies, how large it is."""

    kind: str
    path: Path
    size: int

    @property
    def etag(self) -> str:
        return f'"{self.path.parent.name}-{self.kind}"'


def all_of(report_json: str) -> list[Download]:
    """Every format of a report, written now if it was not before."""
    return [file_of(report_json, kind) for kind in KINDS]


def file_of(report_json: str, kind: str) -> Download:
    """One format of a report. KeyError for a kind that we do not write."""
    if kind not in KINDS:
        raise KeyError(kind)
    digest = hashlib.sha256(f"{__version__}\n{report_json}".encode()).hexdigest()[:32]
    path = Path(settings.KAICHENG_DOWNLOADS) / digest / f"report.{kind}"
    if not path.exists():
        _keep(path, write(from_text(report_json), kind))
    return Download(kind, path, path.stat().st_size)


def serve(request: HttpRequest, report_json: str, kind: str, *, title: str) -> HttpResponseBase:
    """Answer with one format of a report under the name ``title``."""
    try:
        download = file_of(report_json, kind)
    except KeyError:
        raise Http404(kind) from None
    headers = {"ETag": download.etag, "Cache-Control": "public, max-age=0, must-revalidate"}
    if download.etag in parse_etags(request.headers.get("If-None-Match", "")):
        return HttpResponseNotModified(headers=headers)
    headers["Last-Modified"] = http_date(download.path.stat().st_mtime)
    return FileResponse(
        download.path.open("rb"),
        as_attachment=True,
        filename=f"{title}.{kind}",
        content_type=KINDS[kind],
        headers=headers,
    )


def _keep(path: Path, data: bytes) -> None:
    """Write so that nobody ever sees half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
    os.replace(name, path)
