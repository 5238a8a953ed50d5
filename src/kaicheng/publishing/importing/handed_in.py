"""A source that somebody has uploaded: one file, or a zip of a table or of saved pages with their files."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from kaicheng.annual_report.errors import ReadError
from kaicheng.annual_report.readers.limits import open_zip
from kaicheng.publishing.importing.reading import PAGES, TABLES, Record, UnreadableSource, read_source

_UTF8 = 0x800
_OF_THE_SYSTEM = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
KINDS = (".csv", ".json", ".jsonl", ".ndjson", ".xml", ".rss", ".atom", ".zip")


@contextmanager
def opened(data: bytes, name: str) -> Iterator[Iterator[Record]]:
    """The records of an upload. Raises :class:`UnreadableSource`, also while they are read."""
    kind = PurePosixPath(name).suffix.lower()
    with TemporaryDirectory(prefix="kaicheng-import-") as folder:
        if kind == ".zip":
            yield read_source(_unpacked(data, Path(folder)))
        else:
            path = Path(folder) / f"source{kind if kind in KINDS else '.unknown'}"
            path.write_bytes(data)
            yield read_source(path)


def _unpacked(data: bytes, folder: Path) -> Path:
    """What is in a zip, at names of ours that keep the order and the address."""
    try:
        archive = open_zip(data)
    except ReadError as error:
        raise UnreadableSource(error.message.zh) from error
    with archive:
        inside = [(_named(one), one) for one in archive.infolist() if not one.is_dir()]
        inside = [(parts, one) for parts, one in inside if parts and parts[-1] not in _OF_THE_SYSTEM]
        if not any(parts[-1].lower().endswith((*PAGES, *TABLES)) for parts, _one in inside):
            raise UnreadableSource("压缩包里没有网页文件（.html），也没有表格（.csv、.json）。")
        for parts, info in inside:
            target = folder.joinpath(*parts)
            if not target.resolve().is_relative_to(folder.resolve()):
                raise UnreadableSource("压缩包里的文件名不正常，没有读取。")
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(archive.read(info))
            except OSError as error:
                raise UnreadableSource(
                    f"压缩包里的“{info.filename[:60]}”放不下，请改短名称再打包。"
                ) from error
    return _inner(folder)


def _named(info: zipfile.ZipInfo) -> list[str]:
    """Its path in parts that lead nowhere else. Windows writes names in GB 18030 without saying so."""
    name = info.filename
    if not info.flag_bits & _UTF8:
        try:
            name = name.encode("cp437").decode("gb18030")
        except UnicodeError:
            name = info.filename
    parts = [part for part in PurePosixPath(name.replace("\\", "/")).parts if part not in ("/", "..", ".")]
    return [] if "__MACOSX" in parts else [part.replace("\0", "")[:100] for part in parts]


def _inner(folder: Path) -> Path:
    """The folder itself, or the only one in it that holds a table: people zip a folder as it stands."""
    inside = list(folder.iterdir())
    if len(inside) != 1 or not inside[0].is_dir():
        return folder
    holds_table = any(one.suffix.lower() in TABLES for one in inside[0].iterdir())
    return inside[0] if holds_table else folder
