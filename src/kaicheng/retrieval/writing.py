"""Writing to an index: some documents at a time, or all of them anew beside the old ones."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from kaicheng.retrieval.entry import Entry
from kaicheng.retrieval.folder import Folder, damaged, open_engine
from kaicheng.retrieval.schema import clean, document

_HEAP = 64_000_000
"""Bytes of text kept in memory before they go to disk, at least 15 MB."""


class _Batch:
    """Changes to one folder of the engine."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        # One thread: dividing the text takes longer than indexing it, and segments stay few.
        self._engine = open_engine(folder).writer(_HEAP, 1)

    def put(self, entry: Entry) -> None:
        self._engine.delete_documents_by_term("key", clean(entry.key))
        self._engine.add_document(document(entry))

    def delete(self, key: str) -> None:
        self._engine.delete_documents_by_term("key", clean(key))

    def commit(self) -> None:
        try:
            self._engine.commit()
        except ValueError as error:
            raise damaged(self._folder) from error

    def close(self) -> None:
        """What is not committed is dropped."""
        self._engine.rollback()
        self._engine.wait_merging_threads()


class Writer:
    """Puts and deletes documents; they can be searched when the ``with`` block has ended without error.

    :meth:`commit` makes what was done so far last, in long runs: after it, not even losing power loses it.
    """

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._batch = _Batch(folder.current())
        self._lines: list[str] | None = [] if folder.is_being_rebuilt() else None

    def put(self, entry: Entry) -> None:
        """Add a document, or replace the one with its key."""
        self._batch.put(entry)
        if self._lines is not None:
            self._lines.append(json.dumps({"put": entry.to_json()}))

    def delete(self, key: str) -> None:
        """Take a document out; one that is not there is no error."""
        self._batch.delete(key)
        if self._lines is not None:
            self._lines.append(json.dumps({"delete": key}))

    def commit(self) -> None:
        """Make all that was put and deleted so far last, and visible to every reader."""
        if self._lines:
            with self._folder.changes.open("a", encoding="utf-8") as file:
                file.writelines(f"{line}\n" for line in self._lines)
                file.flush()
                os.fsync(file.fileno())
            self._lines = []
        self._batch.commit()

    @classmethod
    @contextmanager
    def opened(cls, folder: Folder, *, wait: float) -> Iterator[Writer]:
        """The only writer of this folder."""
        with folder.locked("writer", wait=wait):
            writer = cls(folder)
            try:
                yield writer
                writer.commit()
            finally:
                writer._batch.close()


class Rebuild:
    """Builds an index anew beside the old one, which goes on being searched and written to.

    ``with`` takes its place when the block has ended without error; with an error everything stays as it
    was. What writers do meanwhile is put into the new one at the end.
    """

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._lock = folder.locked("rebuild", wait=0.0)

    def __enter__(self) -> Rebuild:
        self._lock.__enter__()
        try:
            # Writers at work have not seen that a rebuild began: let them end.
            with self._folder.locked("writer", wait=60.0):
                self._folder.changes.unlink(missing_ok=True)
                self._new = self._folder.fresh()
            open_engine(self._new, create=True)
            self._batch = _Batch(self._new)
        except BaseException:
            self._lock.__exit__(None, None, None)
            raise
        return self

    def put(self, entry: Entry) -> None:
        """Add a document to the new index."""
        self._batch.put(entry)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._finish()
            else:
                self._batch.close()
                shutil.rmtree(self._new, ignore_errors=True)
        finally:
            self._lock.__exit__(None, None, None)

    def _finish(self) -> None:
        self._batch.commit()
        with self._folder.locked("writer", wait=60.0):
            self._catch_up()
            self._batch.commit()
            self._batch.close()
            self._folder.make_current(self._new)
            self._folder.changes.unlink(missing_ok=True)
        for old in self._folder.path.iterdir():
            if old.is_dir() and old.name.isdigit() and old != self._new:
                shutil.rmtree(old, ignore_errors=True)

    def _catch_up(self) -> None:
        if not self._folder.changes.exists():
            return
        with self._folder.changes.open(encoding="utf-8") as file:
            for line in file:
                try:
                    change = json.loads(line)
                except ValueError:
                    continue  # the last line of a writer that was killed before it committed
                if "put" in change:
                    self._batch.put(Entry.from_json(change["put"]))
                else:
                    self._batch.delete(change["delete"])
