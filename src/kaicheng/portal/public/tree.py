"""A folder of public files. Nobody ever reads half a file, and unchanged bytes are not written again."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TEMPORARY = ".new-"


@dataclass(frozen=True)
class Tree:
    """The files below ``root``. Paths in it are relative, written with ``/``."""

    root: Path
    safe: bool = True
    """Whether each file is on the disk before the next is begun; a whole new tree is synced at its end."""

    def read(self, path: str) -> bytes | None:
        """What is in a file; None where there is none."""
        try:
            return self._at(path).read_bytes()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None

    def has(self, path: str) -> bool:
        return os.path.isfile(self._inside(path))

    def write(self, path: str, data: bytes) -> bool:
        """Put ``data`` there in one step; whether that changed anything."""
        if self.read(path) == data:
            return False
        target = self._at(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=TEMPORARY)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                os.fchmod(file.fileno(), 0o644)
                if self.safe:
                    file.flush()
                    os.fsync(file.fileno())
            os.replace(name, target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        return True

    def remove(self, path: str) -> bool:
        """Take a file away, and the folders that it leaves empty; whether it was there."""
        target = self._at(path)
        try:
            target.unlink()
        except (FileNotFoundError, NotADirectoryError):
            return False
        self._prune(target.parent)
        return True

    def names(self, folder: str) -> list[str]:
        """The files that lie in ``folder`` itself."""
        try:
            entries = list(os.scandir(self._at(folder)))
        except (FileNotFoundError, NotADirectoryError):
            return []
        return sorted(one.name for one in entries if one.is_file() and not one.name.startswith("."))

    def files(self, folder: str = "") -> Iterator[str]:
        """Every file below ``folder``."""
        for path, folders, names in os.walk(self._at(folder)):
            folders.sort()
            here = Path(path).relative_to(self.root).as_posix()
            for name in sorted(names):
                if not name.startswith("."):
                    yield name if here == "." else f"{here}/{name}"

    def sweep(self) -> None:
        """Take away what a write that was killed has left."""
        for path, _folders, names in os.walk(self.root):
            for name in names:
                if name.startswith(TEMPORARY):
                    (Path(path) / name).unlink(missing_ok=True)

    def destroy(self) -> None:
        shutil.rmtree(self.root, ignore_errors=True)

    def _prune(self, folder: Path) -> None:
        while folder != self.root and folder.is_relative_to(self.root):
            try:
                folder.rmdir()
            except OSError:
                return
            folder = folder.parent

    def _at(self, path: str) -> Path:
        return Path(self._inside(path))

    def _inside(self, path: str) -> str:
        """As text: a list asks for thousands, and a ``Path`` costs ten times what the file system does."""
        root = str(self.root)
        found = os.path.normpath(os.path.join(root, path))
        if found != root and not found.startswith(root + os.sep):
            raise ValueError(f"{path!r} is outside the public folder")
        return found
