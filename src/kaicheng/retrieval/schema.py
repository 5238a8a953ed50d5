"""The fields of the index, and an entry as a document of it."""

from __future__ import annotations

import hashlib
import math
from datetime import date
from functools import cache

import tantivy

from kaicheng.retrieval.entry import NOT_IN_FORCE, Entry
from kaicheng.retrieval.folding import fold
from kaicheng.retrieval.query import FACETS
from kaicheng.retrieval.words import index_words, pairs, runs, singles

FORMAT = 1
"""Raised whenever text is divided or stored in another way: an older index must then be rebuilt."""

PARTS = ("title", "number", "context", "body", "attachments")
"""Where words are weighed; ``context`` is authority, column, kind and topic."""
SHOWN = 20_000
"""Characters of the body, and of the attachments, from which snippets are taken."""
_INDEXED = 2_000_000
_NEWER_BY_A_YEAR = 1.03
_NUMBERED = 1.12
_OUT_OF_FORCE = 0.7


@cache
def schema() -> tantivy.Schema:
    """Words and pairs of every part, facets, what orders the results, and what is shown of a hit."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
    for part in PARTS:
        builder.add_text_field(f"{part}_words", tokenizer_name="whitespace", index_option="freq")
    for where in ("title", "all"):
        builder.add_text_field(f"{where}_pairs", tokenizer_name="whitespace", index_option="position")
    builder.add_text_field("title_singles", tokenizer_name="whitespace", index_option="basic")
    builder.add_text_field("singles", tokenizer_name="whitespace", index_option="basic")
    builder.add_text_field("whole_title", tokenizer_name="raw", index_option="basic")
    for facet in FACETS:
        if facet == "year":
            builder.add_unsigned_field(facet, stored=True, indexed=True, fast=True)
        else:
            builder.add_text_field(facet, stored=True, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("day", stored=True, indexed=True, fast=True)
    builder.add_unsigned_field("order", indexed=True, fast=True)
    builder.add_float_field("weight", fast=True)
    for shown in ("url", "title", "number", "index_number", "topic", "body", "attachments"):
        builder.add_bytes_field(f"shown_{shown}", stored=True)
    return builder.build()


def document(entry: Entry) -> tantivy.Document:
    """An entry as the index keeps it."""
    document = tantivy.Document()
    document.add_text("key", clean(entry.key))
    context = "\n".join((entry.authority, entry.column, entry.kind, entry.topic))
    texts = {
        "title": entry.title,
        "number": f"{entry.number}\n{entry.index_number}",
        "context": context,
        "body": entry.body,
        "attachments": entry.attachments,
    }
    folded = {part: fold(text[:_INDEXED]) for part, text in texts.items()}
    for part, text in folded.items():
        document.add_text(f"{part}_words", " ".join(index_words(text)))
    everything = "\n".join(folded.values())
    for where, text in (("title", folded["title"]), ("all", everything)):
        document.add_text(f"{where}_pairs", " ".join(pairs(text)))
    document.add_text("title_singles", " ".join(singles(folded["title"])))
    document.add_text("singles", " ".join(singles(everything)))
    document.add_text("whole_title", whole(entry.title))
    for facet in FACETS:
        if facet != "year" and (value := clean(getattr(entry, facet))):
            document.add_text(facet, value)
    if entry.shown_year is not None and 0 < entry.shown_year < 10_000:
        document.add_unsigned("year", entry.shown_year)
    document.add_unsigned("day", day_number(entry.published_on))
    document.add_unsigned("order", order(entry))
    document.add_float("weight", _weight(entry))
    for shown in ("url", "title", "number", "index_number", "topic"):
        document.add_bytes(f"shown_{shown}", getattr(entry, shown).encode("utf-8", "replace"))
    for shown in ("body", "attachments"):
        document.add_bytes(f"shown_{shown}", getattr(entry, shown)[:SHOWN].encode("utf-8", "replace"))
    return document


def clean(text: str) -> str:
    """Without halves of characters, which cannot be written down."""
    return text.encode("utf-8", "replace").decode()


def whole(title: str) -> str:
    """A title without anything between its words, to be compared as a whole."""
    return "".join(runs(fold(title)))


def day_number(day: date | None) -> int:
    """Days since the year 1; 0 for no day."""
    return day.toordinal() if day else 0


def order(entry: Entry) -> int:
    """A number of its own for each entry, higher for later days: pages of the newest go on from it."""
    digest = hashlib.blake2b(clean(entry.key).encode(), digest_size=5).digest()
    return day_number(entry.published_on) << 40 | int.from_bytes(digest, "big")


def _weight(entry: Entry) -> float:
    """What the score is multiplied by, as the engine wants it: it takes log2(2 + weight).

    It depends on the day alone, not on today: of two documents a year apart the newer one has
    :data:`_NEWER_BY_A_YEAR` times the score, in whichever year one searches.
    """
    years = ((entry.published_on or date(2000, 1, 1)) - date(2000, 1, 1)).days / 365.25
    factor = _NEWER_BY_A_YEAR ** min(max(years, 0), 60)
    if entry.number:  # the document itself before lists and news about it
        factor *= _NUMBERED
    if entry.validity in NOT_IN_FORCE:
        factor *= _OUT_OF_FORCE
    return math.pow(2, factor) - 2
