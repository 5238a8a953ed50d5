"""The front door: open an index, write to it, search in it."""

from __future__ import annotations

import os
import threading
from contextlib import AbstractContextManager
from pathlib import Path

import tantivy

from kaicheng.retrieval.errors import IndexUnavailable
from kaicheng.retrieval.folder import Folder, damaged, open_engine
from kaicheng.retrieval.query import Query
from kaicheng.retrieval.results import Results
from kaicheng.retrieval.searching import Search
from kaicheng.retrieval.synonyms import Synonyms
from kaicheng.retrieval.writing import Rebuild, Writer


class Index:
    """A search index in a folder. Safe to share between threads; open one per process.

    It holds no more than what is published anyway, and can be built anew from it at any time.
    """

    def __init__(self, path: Path, synonyms: Synonyms | None = None) -> None:
        self._folder = Folder(path)
        self._synonyms = synonyms or Synonyms()
        self._lock = threading.Lock()
        self._seen: tuple[object, ...] = ()
        self._engine: tantivy.Index | None = None

    @classmethod
    def open(cls, path: Path, *, synonyms: Synonyms | None = None, create: bool = False) -> Index:
        """The index in this folder; with ``create`` an empty one where there is none.

        Raises:
            IndexUnavailable: there is none, or it must be built anew (``Index(path).rebuild()``).
        """
        index = cls(path, synonyms)
        if create:
            index._folder.create()
        index._searcher()
        return index

    def search(self, query: Query) -> Results:
        """One page of results, in the state of the last commit of any process.

        Raises:
            IndexUnavailable: the index must be built anew. What is typed never raises.
        """
        try:
            return Search(self._searcher(), self._synonyms).run(query)
        except ValueError as error:  # a file that could be opened cannot be read
            raise damaged(self._folder.path) from error

    def count(self) -> int:
        """How many documents it holds."""
        return self._searcher().num_docs

    def writer(self, *, wait: float = 10.0) -> AbstractContextManager[Writer]:
        """A writer, once nobody else writes: ``with index.writer() as writer: …``. Commits at the end.

        Raises:
            IndexBusy: somebody else wrote for ``wait`` seconds.
        """
        return Writer.opened(self._folder, wait=wait)

    def rebuild(self) -> Rebuild:
        """Build anew: ``with index.rebuild() as rebuild: rebuild.put(…)`` for every document there is.

        Works where there is no index, or a broken one.

        Raises:
            IndexBusy: it is being rebuilt already.
        """
        return Rebuild(self._folder)

    def verify(self) -> None:
        """Read all files and compare their checksums.

        Raises:
            IndexUnavailable: something is missing or altered.
        """
        self._folder.verify()

    def _searcher(self) -> tantivy.Searcher:
        with self._lock:
            for last in (False, True):
                folder = self._folder.current()
                try:
                    return self._refreshed(folder)
                except IndexUnavailable:
                    # A rebuild may have taken its place, and cleared it away, since we looked.
                    if last or self._folder.current() == folder:
                        raise
            raise AssertionError("unreachable")

    def _refreshed(self, folder: Path) -> tantivy.Searcher:
        try:
            state = os.stat(folder / "meta.json")
        except OSError:
            raise damaged(folder) from None
        seen = (folder, state.st_ino, state.st_mtime_ns, state.st_size)
        if self._engine is None or seen != self._seen:
            if self._engine is None or self._seen[0] != folder:
                self._engine = open_engine(folder)
            else:
                try:
                    self._engine.reload()
                except ValueError as error:
                    raise damaged(folder) from error
            self._seen = seen
        return self._engine.searcher()
