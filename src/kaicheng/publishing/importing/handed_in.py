"""A source that somebody has uploaded: one file, or a zip of saved pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from kaicheng.annual_report.errors import ReadError
from kaicheng.annual_report.readers.limits import open_zip
from kaicheng.publishing.importing.reading import PAGES, Record, UnreadableSource, read_source

MOST_PAGES = 20_000
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
    """The saved pages of a zip, at names of ours that keep the order and the address."""
    try:
        archive = open_zip(data)
    except ReadError as error:
        raise UnreadableSource(error.message.zh) from error
    with archive:
        pages = [one for one in archive.infolist() if one.filename.lower().endswith(PAGES)]
        if not pages:
            raise UnreadableSource("压缩包里没有网页文件（.html）。")
        if len(pages) > MOST_PAGES:
            raise UnreadableSource(f"压缩包里有{len(pages)}个网页，超过{MOST_PAGES}个，请分成几个导入。")
        for info in pages:
            parts = [part for part in PurePosixPath(info.filename).parts if part not in ("/", "..", ".")]
            target = folder.joinpath(*(part.replace("\0", "")[:100] for part in parts))
            if not target.resolve().is_relative_to(folder.resolve()):
                raise UnreadableSource("压缩包里的文件名不正常，没有读取。")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(archive.read(info))
    return folder
