"""What can go wrong with an index. Nothing that a person types into the search box is an error.

::

    RetrievalError
    ├── IndexUnavailable          there is nothing to search in; a rebuild mends it
    │   ├── IndexMissing          no index was made yet
    │   ├── IndexDamaged          its files are incomplete or altered
    │   └── IndexOutdated         made by a version that divided text differently
    └── IndexBusy                 somebody else is writing
"""

from __future__ import annotations

from kaicheng.findings import Text


class RetrievalError(Exception):
    """Base of this package's exceptions. ``message`` says what is wrong and what to do next."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh)
        self.message = Text(zh, en)

    def __reduce__(self) -> tuple[type[RetrievalError], tuple[str, str]]:
        return type(self), (self.message.zh, self.message.en)  # so that it crosses process borders


class IndexUnavailable(RetrievalError):
    """There is nothing to search in; a rebuild mends it."""


class IndexMissing(IndexUnavailable):
    """No index was made yet."""


class IndexDamaged(IndexUnavailable):
    """The files of the index are incomplete or altered."""


class IndexOutdated(IndexUnavailable):
    """The index was made by a version that divided text differently."""


class IndexBusy(RetrievalError):
    """Somebody else is writing."""
