"""Reports from outside, many at once: kept first, then read and checked in the background, one by one."""

from __future__ import annotations

import io
import logging
import os
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from kaicheng.agencies.models import Agency
from kaicheng.annual_report.batch import read_files
from kaicheng.annual_report.errors import ReadError
from kaicheng.annual_report.model import AnnualReport
from kaicheng.reporting import package
from kaicheng.reporting.models import HandIn, Intake, IntakeFile
from kaicheng.reporting.supervising.receiving import compare_with_each_other, named_below, receive
from kaicheng.reporting.supervising.seals import seal_of
from kaicheng.reporting.supervising.units import strangers
from kaicheng.reporting.tree import superior_of
from kaicheng.workbench.schedule import QUEUE

MOST = 1_000
"""Files of one intake, those in archives included."""
LARGEST = 50 * 1024 * 1024
_ALONE = 4
"""Up to so many files are read in this process: starting others costs more."""
_SUFFIX = 10
"""Characters of a name's ending that are kept: more is no kind of file, and too long for the disk."""


_log = logging.getLogger(__name__)


class BadArchive(ValueError):
    """An archive that cannot be opened, or holds too much."""


def members(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The files in an archive, names as people wrote them. Raises :class:`BadArchive`."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [one for one in archive.infolist() if not one.is_dir()]
            if len(entries) > MOST or sum(one.file_size for one in entries) > LARGEST * 20:
                raise BadArchive("压缩包里的文件太多或者太大，请分几次提交。")
            for entry in entries:
                name = _name(entry)
                if not Path(name).name.startswith(("~$", ".", "Thumbs.db")) and "__MACOSX" not in name:
                    yield Path(name).name, archive.read(entry)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError) as error:
        raise BadArchive("压缩包打不开，可能设了密码或者已经损坏。") from error


def _name(entry: zipfile.ZipInfo) -> str:
    """A member's name; archives made on Chinese Windows write GBK without saying so."""
    if entry.flag_bits & 0x800:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("gb18030")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return entry.filename


@task(backend=QUEUE)
def read_intake(pk: int) -> None:
    """Read what waits of an intake. Done twice, the second time finds nothing left to do."""
    intake = Intake.objects.select_related("to").get(pk=pk)
    waiting = list(intake.files.filter(state=IntakeFile.State.WAITING))
    with tempfile.TemporaryDirectory(prefix="kaicheng-intake-") as folder:
        plain: list[tuple[IntakeFile, Path]] = []
        for file in waiting:
            with file.file.open("rb") as held:
                data = held.read()
            if package.is_package(data):
                _kept_going(intake, file, partial(_package, intake, file, data))
                continue
            path = Path(folder) / f"{file.pk}{Path(file.name).suffix[:_SUFFIX]}"
            path.write_bytes(data)
            plain.append((file, path))
        jobs = 1 if len(plain) <= _ALONE else os.cpu_count() or 1
        results = read_files((path for _file, path in plain), jobs)
        for (file, _path), (_name_of, result) in zip(plain, results, strict=True):
            if isinstance(result, ReadError):
                _settle(file, IntakeFile.State.UNREADABLE, result.message.zh)
            else:
                _kept_going(intake, file, partial(_taken, intake, file, result))
    compare_with_each_other(intake.to, intake.year)
    intake.finished_at = timezone.now()
    intake.save(update_fields=["finished_at"])


def _kept_going(intake: Intake, file: IntakeFile, work: Callable[[], None]) -> None:
    """Do it for one file. Whatever goes wrong with it is told beside its name, and the next one follows."""
    try:
        with transaction.atomic():
            work()
    except Exception:  # a report of a kind that nobody has thought of must not stop the other 299
        _log.exception("taking in file %s of intake %s", file.pk, intake.pk)
        _settle(
            file,
            IntakeFile.State.UNREADABLE,
            "读出来了，但是在检查、登记时出错，没有接收。请把这个文件交给系统管理员查看。",
        )


def _package(intake: Intake, file: IntakeFile, data: bytes) -> None:
    try:
        found = package.unpack(data)
    except package.BadPackage as error:
        _settle(file, IntakeFile.State.UNREADABLE, str(error))
        return
    _taken(intake, file, found.report, found)


def _taken(
    intake: Intake, file: IntakeFile, report: AnnualReport, packed: package.Package | None = None
) -> None:
    """Put one report into the list of its year. A report of another year is told, not mixed in."""
    if report.year != intake.year:
        which = (
            f"这是{report.year}年的报告，不是{intake.year}年的" if report.year else "报告里看不出是哪一年的"
        )
        _settle(file, IntakeFile.State.UNREADABLE, f"{which}，没有接收。")
        return
    agency = named_below(intake.to, report.agency)
    if agency is not None and (other := _elsewhere(intake.to, agency)):
        _settle(file, IntakeFile.State.UNREADABLE, other)
        return
    now = timezone.now()
    row = receive(
        intake.to,
        report,
        agency=agency,
        year=intake.year,
        way=HandIn.Way.PACKAGE if packed else HandIn.Way.FILE,
        at=now,
        today=timezone.localdate(intake.made_at),
        published_on_day=packed.published_on if packed else None,
        file=file,
        seal_key=packed.key if packed else "",
        signatures=packed.signatures if packed else (),
    )
    if row is None:
        _settle(file, IntakeFile.State.SAME, f"和{report.agency or file.name}已经报送的相同，没有重复接收。")
        return
    note = f"{row.unit}，第{row.round}次报送"
    if packed:
        note += f"；{seal_of(row).said}"
    if strangers(intake.to, intake.year, [row]):
        note += "；本系统的单位和名单里都没有，指明是哪个单位以前不计入汇总"
    _settle(file, IntakeFile.State.READ, note)


def _elsewhere(to: Agency, agency: Agency) -> str:
    """Why an authority's report is not taken in here: it is counted through another one."""
    if agency == to:
        return "这是本机关自己的报告：汇总时本级数据按记录计入，没有重复接收。"
    superior = superior_of(agency)
    if superior == to:
        return ""
    whose = superior.name if superior else "别的机关"
    return f"{agency.name}向{whose}报送，数据已经包含在{whose}的报告里，没有重复接收。"


def _settle(file: IntakeFile, state: IntakeFile.State, note: str) -> None:
    file.state, file.note = state, note
    file.save(update_fields=["state", "note"])
