from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from kaicheng.retrieval import Entry, Index, Query, Synonyms
from tests.retrieval.relevance import corpus

Made = Callable[..., Index]


@pytest.fixture(scope="session")
def searched(tmp_path_factory: pytest.TempPathFactory) -> Index:
    """An index of the whole corpus; nobody writes to it."""
    index = Index.open(tmp_path_factory.mktemp("corpus") / "search", create=True)
    with index.writer() as writer:
        for entry in corpus():
            writer.put(entry)
    return index


@pytest.fixture
def index_of(tmp_path: Path) -> Made:
    """Makes an index of its own of the entries given."""

    def make(*entries: Entry, names: Iterable[tuple[str, ...]] = ()) -> Index:
        index = Index.open(tmp_path / "search", synonyms=Synonyms(names), create=True)
        with index.writer() as writer:
            for entry in entries:
                writer.put(entry)
        return index

    return make


def keys(index: Index, text: str) -> list[str]:
    """The keys found, in order; none of relaxed results."""
    results = index.search(Query(text))
    return [] if results.relaxed else [hit.key for hit in results.hits]
