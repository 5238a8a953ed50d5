"""Search that understands Chinese, over files: an index of segmented text.

::

    from kaicheng.retrieval import Entry, Index, Query

    index = Index.open(Path("var/search"), create=True)
    with index.writer() as writer:
        writer.put(Entry(key="1", url="/1.html", title="关于印发稳岗返还政策的通知", body="……"))
    results = index.search(Query("稳岗返还"))
    results.total, [hit.url for hit in results.hits], results.facets.year

How it works and what it understands: ``docs/search.md``.
"""

from kaicheng.retrieval.entry import NOT_IN_FORCE, Entry
from kaicheng.retrieval.errors import (
    IndexBusy,
    IndexDamaged,
    IndexMissing,
    IndexOutdated,
    IndexUnavailable,
    RetrievalError,
)
from kaicheng.retrieval.index import Index
from kaicheng.retrieval.query import FACETS, Filters, Query, Sort
from kaicheng.retrieval.results import Advice, Facets, FacetValue, Hit, Piece, Results, Suggestion
from kaicheng.retrieval.synonyms import Synonyms
from kaicheng.retrieval.writing import Rebuild, Writer

__all__ = [
    "FACETS",
    "NOT_IN_FORCE",
    "Advice",
    "Entry",
    "FacetValue",
    "Facets",
    "Filters",
    "Hit",
    "Index",
    "IndexBusy",
    "IndexDamaged",
    "IndexMissing",
    "IndexOutdated",
    "IndexUnavailable",
    "Piece",
    "Query",
    "Rebuild",
    "Results",
    "RetrievalError",
    "Sort",
    "Suggestion",
    "Synonyms",
    "Writer",
]
