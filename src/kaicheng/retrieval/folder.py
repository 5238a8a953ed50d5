"""An index on disk: which of its states is the present one, who may write, and whether it is whole.

::

    search/
    ├── current          names the folder of the present index, and the format it is in
    ├── 7/               the present index
    ├── 8/               one that is being built anew
    ├── changes          what is written meanwhile, to be put into the new one too
    ├── writer.lock      held by who writes
    └── rebuild.lock     held by who builds anew

Locks are the operating system's: those of a killed process are free at once. ``current`` is replaced, never
changed, so a reader sees either the old index or the new one.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import struct
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import tantivy

from kaicheng.retrieval.errors import IndexBusy, IndexDamaged, IndexMissing, IndexOutdated
from kaicheng.retrieval.schema import FORMAT, schema

_POLL = 0.02
_FOOTER_MAGIC = 1337
_ENDINGS = ("idx", "pos", "term", "store", "fast", "fieldnorm")


class Folder:
    """The folder of one index."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.changes = path / "changes"

    def create(self) -> None:
        """Make an empty index where there is none."""
        if (self.path / "current").exists():
            return
        with self.locked("writer", wait=10.0):
            if not (self.path / "current").exists():
                empty = self.fresh()
                open_engine(empty, create=True)
                self.make_current(empty)

    def current(self) -> Path:
        """The folder of the present index.

        Raises:
            IndexMissing: none was made yet.
            IndexDamaged: what says which it is cannot be read.
            IndexOutdated: it is in another format.
        """
        try:
            state = json.loads((self.path / "current").read_text(encoding="utf-8"))
            form, name = state["format"], str(state["folder"])
        except FileNotFoundError:
            raise IndexMissing(
                f"还没有检索库（{self.path}）。请先重建检索库。",
                f"There is no index in {self.path} yet. Build it first.",
            ) from None
        except (OSError, ValueError, KeyError, TypeError):
            raise damaged(self.path / "current") from None
        if form != FORMAT:
            raise IndexOutdated(
                f"检索库是另一个版本建的（格式{form}，现为{FORMAT}）。请重建检索库。",
                f"The index was made by another version (format {form}, now {FORMAT}). Build it anew.",
            )
        return self.path / name

    def fresh(self) -> Path:
        """A new empty folder; those that nobody uses any more are cleared away."""
        self.path.mkdir(parents=True, exist_ok=True)
        try:
            used = self.current().name
        except (IndexMissing, IndexDamaged, IndexOutdated):
            used = ""
        numbers = [
            int(child.name) for child in self.path.iterdir() if child.is_dir() and child.name.isdigit()
        ]
        for number in numbers:
            if str(number) != used:
                shutil.rmtree(self.path / str(number), ignore_errors=True)
        fresh = self.path / str(max(numbers, default=0) + 1)
        fresh.mkdir()
        return fresh

    def make_current(self, folder: Path) -> None:
        """From now on readers open this one."""
        new = self.path / "current.new"
        with new.open("w", encoding="utf-8") as file:
            json.dump({"format": FORMAT, "folder": folder.name}, file)
            file.flush()
            os.fsync(file.fileno())
        new.replace(self.path / "current")
        handle = os.open(self.path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    @contextmanager
    def locked(self, name: str, *, wait: float) -> Iterator[None]:
        """The lock of this name, waited for at most so many seconds.

        Raises:
            IndexBusy: another process or thread still holds it.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        with (self.path / f"{name}.lock").open("w") as file:
            until = time.monotonic() + wait
            while not _try_lock(file.fileno()):
                if time.monotonic() >= until:
                    raise _busy(name)
                time.sleep(_POLL)
            yield

    def is_being_rebuilt(self) -> bool:
        """Whether somebody builds it anew just now."""
        with (self.path / "rebuild.lock").open("w") as file:
            return not _try_lock(file.fileno())

    def verify(self) -> None:
        """Read every file of the present index and compare it with its checksum (a second for 500 MB).

        Raises:
            IndexUnavailable: it cannot be used, or not be trusted.
        """
        folder = self.current()
        open_engine(folder)
        for path in _files(folder):
            try:
                sound = _checksum_fits(path)
            except FileNotFoundError:  # merged into another by a writer meanwhile, or missing
                sound = path not in _files(folder)
            if not sound:
                raise damaged(path)


def open_engine(folder: Path, *, create: bool = False) -> tantivy.Index:
    """The engine's index in a folder.

    Raises:
        IndexDamaged: it cannot be opened.
    """
    try:
        if create:
            index = tantivy.Index(schema(), path=str(folder), reuse=False)
        else:
            _require_files(folder)
            index = tantivy.Index.open(str(folder))
        # The engine would otherwise watch the folder in a thread; we look before each search.
        index.config_reader("manual")
        index.reload()
    except BaseException as error:
        # Besides ValueError the engine panics, and a panic is no Exception.
        if isinstance(error, (KeyboardInterrupt, SystemExit, MemoryError, IndexDamaged)):
            raise
        raise damaged(folder) from error
    return index


def _files(folder: Path) -> list[Path]:
    """The files of the last commit. Others are leftovers, which the engine clears away at the next one."""
    files = []
    for segment in json.loads((folder / "meta.json").read_text(encoding="utf-8"))["segments"]:
        name = segment["segment_id"].replace("-", "")
        endings = list(_ENDINGS)
        if segment["deletes"]:
            endings.append(f"{segment['deletes']['opstamp']}.del")
        files += [folder / f"{name}.{ending}" for ending in endings]
    return files


def _require_files(folder: Path) -> None:
    """The engine opens some files only when it needs them."""
    for _ in range(10):
        missing = [path for path in _files(folder) if not path.exists()]
        if not missing:
            return
        # A writer may have merged them into another since their names were read.
    raise damaged(missing[0])


def damaged(path: Path) -> IndexDamaged:
    """The error for something that cannot be read."""
    return IndexDamaged(
        f"检索库损坏：{path}读不出来。请重建检索库，公开的文件不受影响。",
        f"The index is damaged: {path} cannot be read. Build it anew; published documents are not affected.",
    )


def _busy(name: str) -> IndexBusy:
    if name == "rebuild":
        return IndexBusy(
            "检索库正在重建，请等它完成。", "The index is being built anew; please wait until that is done."
        )
    return IndexBusy(
        "检索库正被另一个程序写入，请稍后再试。", "Another program is writing to the index; try again soon."
    )


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _checksum_fits(path: Path) -> bool:
    """Whether a file of the engine has the checksum that its last bytes give: data, JSON, length, magic."""
    size = path.stat().st_size
    if size < 8:
        return False
    with path.open("rb") as file:
        file.seek(size - 8)
        length, magic = struct.unpack("<II", file.read(8))
        if magic != _FOOTER_MAGIC or length > size - 8:
            return False
        file.seek(size - 8 - length)
        try:
            wanted = json.loads(file.read(length))["crc"]
        except (ValueError, KeyError, TypeError):
            return False
        file.seek(0)
        left, found = size - 8 - length, 0
        while left:
            chunk = file.read(min(left, 1 << 20))
            found = zlib.crc32(chunk, found)
            left -= len(chunk)
    return bool(found == wanted)
