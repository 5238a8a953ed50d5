"""Files of documents checked: small ones at once, large ones by the worker, every one asked about viruses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.conf import settings
from django.core.files.storage import storages
from django.utils import timezone
from django_tasks import task

from kaicheng import clamav
from kaicheng.agencies.models import Agency
from kaicheng.findings import Finding, Kind, Place, Severity, Text
from kaicheng.publishing.checking import known, stored
from kaicheng.publishing.models import Attachment, CheckResult, Scan
from kaicheng.screening import Context, screen_file, texts_of_file
from kaicheng.workbench.schedule import QUEUE

AGAIN = dt.timedelta(minutes=15)
"""After which a check that has not come to an end is asked for again."""
BEGUN, STEP = 10, 5
"""Percent that are told once the worker has begun, and between two tellings."""


def findings_in(attachment: Attachment, agency: Agency, context: Context) -> list[Finding]:
    """What is in a file. One that is still being looked at gives a finding that blocks."""
    key = _key(attachment, context)
    found = stored.known(key)
    if found is not None:
        return found
    if attachment.size <= settings.KAICHENG_CHECK_AT_ONCE_BYTES:
        looked, certain = _looked(str(attachment.file.name), attachment.name, attachment.scan, context)
        if certain:
            stored.keep(key, looked)
        return looked
    done = _ask(key, attachment, agency)
    if hindered := stored.for_now(key):
        return hindered
    return [
        _about(
            attachment.name,
            "P01",
            Severity.BLOCK,
            f"附件“{attachment.name}”较大，正在后台检查（已完成{done}%），检查完才能送审。请过一会儿刷新",
            f"The attachment “{attachment.name}” is being checked ({done}%)",
        )
    ]


def texts_in(attachment: Attachment) -> list[str]:
    """The texts of a file to be laid beside others; of a large one, or one that is lost, none."""
    if attachment.size > settings.KAICHENG_CHECK_AT_ONCE_BYTES:
        return []
    try:
        with storages["private"].open(str(attachment.file.name)) as file:
            return texts_of_file(file.read(), attachment.name)
    except OSError:
        return []


def _key(attachment: Attachment, context: Context) -> str:
    scanner = "scanner" if settings.KAICHENG_CLAMAV else ""
    return stored.key_of(
        "file",
        known.rules(),
        known.digest_of(context),
        attachment.digest,
        attachment.name,
        attachment.scan,
        scanner,
    )


def _ask(key: str, attachment: Attachment, agency: Agency) -> int:
    """Have the worker look at it, once; how many percent it has looked at."""
    now = timezone.now()
    row, made = CheckResult.objects.get_or_create(key=key, defaults={"asked_at": now})
    if made or row.asked_at < now - AGAIN:
        CheckResult.objects.filter(key=key).update(asked_at=now)
        check_file.enqueue(key, str(attachment.file.name), attachment.name, attachment.scan, agency.pk)
    return row.progress


@task(backend=QUEUE)
def check_file(key: str, stored_name: str, name: str, scan: str, agency: int) -> None:
    """Look into a large file and write down what is in it."""
    context = known.context_of(Agency.objects.get(pk=agency), timezone.localdate())
    written = 0

    def tell(share: float) -> None:
        """Reading it apart is a part of the work, too; written down in steps that somebody would notice."""
        nonlocal written
        percent = BEGUN + int(share * (100 - BEGUN))
        if percent >= written + STEP:
            written = percent
            CheckResult.objects.filter(key=key).update(progress=min(percent, 99))

    found, certain = _looked(stored_name, name, scan, context, tell)
    if certain:
        stored.keep(key, found)
    else:
        stored.keep_for_now(key, found)


def _looked(
    stored_name: str,
    name: str,
    scan: str,
    context: Context,
    tell: Callable[[float], None] = lambda _share: None,
) -> tuple[list[Finding], bool]:
    """What is in a file, and whether that will be the same tomorrow."""
    try:
        with storages["private"].open(stored_name) as file:
            data = file.read()
    except OSError:
        said = f"附件“{name}”的文件找不到了，请重新上传", f"“{name}” is lost"
        return [_about(name, "P05", Severity.BLOCK, *said)], False
    viruses, certain = _viruses(data, name, scan)
    return [*viruses, *screen_file(data, name, context=context, tell=tell).findings], certain


def _viruses(data: bytes, name: str, scan: str) -> tuple[list[Finding], bool]:
    """What the scanner says, and whether it will say the same tomorrow."""
    if scan == Scan.CLEAN:
        return [], True
    if not settings.KAICHENG_CLAMAV:
        said = f"附件“{name}”未查杀病毒：本系统没有接入查杀服务", f"“{name}” was not scanned for viruses"
        return [_about(name, "P03", Severity.INFO, *said)], True
    try:
        verdict = clamav.scan([data], settings.KAICHENG_CLAMAV)
    except clamav.NotScanned:
        said = (
            f"附件“{name}”还没有查杀病毒：查杀服务暂时连不上。请过一会儿再送审",
            f"“{name}” could not be scanned",
        )
        return [_about(name, "P03", Severity.BLOCK, *said)], False
    if verdict.clean:
        return [], True
    said = (
        f"附件“{name}”有病毒（{verdict.virus[:60]}）。请删掉它，换一个干净的文件",
        f"“{name}” holds a virus",
    )
    return [_about(name, "P04", Severity.BLOCK, *said)], True


def _about(name: str, rule: str, severity: Severity, zh: str, en: str) -> Finding:
    return Finding(rule, severity, Text(f"{zh}。", f"{en}."), (Place(Kind.FILE, name),))
