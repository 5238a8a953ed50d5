"""Atom feeds (RFC 4287) of columns and authorities, and sitemaps (sitemaps.org 0.9)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from lxml import etree
from lxml.builder import ElementMaker  # type: ignore[import-not-found]

from kaicheng.portal.public.records import Record

ATOM = "http://www.w3.org/2005/Atom"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEVER = "2019-05-15T00:00:00+08:00"
"""Of a feed without entries: the day from which the Regulation is in force."""
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def atom(*, title: str, author: str, page: str, feed: str, records: Sequence[Record], base: str) -> bytes:
    """A feed. ``page`` and ``feed`` are whole addresses; ``base`` goes before the addresses of records."""
    make = ElementMaker(namespace=ATOM, nsmap={None: ATOM})
    tree = make.feed(
        make.title(for_xml(title)),
        make.id(page),
        make.updated(max((one.updated for one in records), default="") or NEVER),
        make.author(make.name(for_xml(author))),
        make.link(rel="self", type="application/atom+xml", href=feed),
        make.link(rel="alternate", type="text/html", href=page),
        *(
            make.entry(
                make.title(for_xml(one.title)),
                make.id(base + one.url),
                make.updated(one.updated or NEVER),
                make.published(f"{one.published_date}T00:00:00+08:00"),
                make.link(rel="alternate", type="text/html", href=base + one.url),
                make.author(make.name(for_xml(one.publisher))),
                make.category(term=one.kind, label=one.kind_name),
                *([make.summary(for_xml(one.summary))] if one.summary else []),
            )
            for one in records
        ),
    )
    tree.set("{http://www.w3.org/XML/1998/namespace}lang", "zh-CN")
    return _bytes(tree)


def url_set(addresses: Iterable[tuple[str, str]]) -> bytes:
    """A part of the sitemap: whole addresses, each with the day of its last change or nothing."""
    make = ElementMaker(namespace=SITEMAP, nsmap={None: SITEMAP})
    return _bytes(
        make.urlset(
            *(
                make.url(make.loc(address), *([make.lastmod(day)] if day else []))
                for address, day in addresses
            )
        )
    )


def sitemap_index(parts: Iterable[str]) -> bytes:
    """The list of the parts."""
    make = ElementMaker(namespace=SITEMAP, nsmap={None: SITEMAP})
    return _bytes(make.sitemapindex(*(make.sitemap(make.loc(part)) for part in parts)))


def _bytes(tree: etree._Element) -> bytes:
    etree.indent(tree)
    done: bytes = etree.tostring(tree, xml_declaration=True, encoding="utf-8")
    return done + b"\n"


def for_xml(text: str) -> str:
    """Without what XML cannot hold: titles from word processors have line breaks of their own in them."""
    return _NOT_XML.sub("", text)
