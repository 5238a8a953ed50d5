"""Files that are on the disk when saving returns, and not merely on their way there."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage


class DurableFileStorage(FileSystemStorage):
    """Django's folder of files, with every file and its way from the folder's top written through.

    A file that could not be written whole (a full disk) is taken away again before the error goes on.
    """

    def _save(self, name: str, content: File[Any]) -> str:
        there = self.exists(name)
        try:
            name = super()._save(name, content)  # type: ignore[misc]
            path = Path(self.path(name))
            _sync(path)
            for folder in self._folders(path):
                _sync(folder)
        except OSError:
            if not there:
                Path(self.path(name)).unlink(missing_ok=True)
            raise
        return name

    def _folders(self, path: Path) -> list[Path]:
        """The folders whose entries lead to the file, the nearest first."""
        top = Path(self.location)
        return [folder for folder in path.parents if folder == top or top in folder.parents]


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
