"""Bodies of documents: clean HTML in which a picture is named by its file, ``src="image:0123456789ab"``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from html import escape
from typing import TYPE_CHECKING

from kaicheng.conversion import text_of
from kaicheng.conversion.markup import gate

if TYPE_CHECKING:
    from kaicheng.publishing.models import Attachment, DocumentPage

SHORT = 12
"""Characters of a digest that name a picture in a body."""
SOURCE = re.compile(rf"image:([0-9a-f]{{{SHORT}}})")
_IMAGE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
_SRC = re.compile(r'\bsrc="([^"]*)"', re.IGNORECASE)
_TITLE = re.compile(r'\s*(?:<p class="doc-title">.*?</p>\s*)+', re.DOTALL)
_EMPTY = re.compile(r"<figure[^>]*>\s*</figure>")


def source_of(digest: str) -> str:
    """What a body says in place of the address of a picture."""
    return f"image:{digest[:SHORT]}"


def pictures_in(html: str) -> list[str]:
    """The short digests of a body's pictures, each once, in their order."""
    return list(dict.fromkeys(SOURCE.findall(html)))


def render_body(page: DocumentPage, url_of: Callable[[Attachment], str]) -> str:
    """The body with the addresses of its pictures; ``url_of`` gives that of an attachment.

    A picture that is not among the attachments is left out. Nothing active comes through, whatever is stored.
    """
    return without_title(with_addresses(page.body, page.attachments.all(), url_of), page.title)


def with_addresses(html: str, files: Iterable[Attachment], url_of: Callable[[Attachment], str]) -> str:
    """As :func:`render_body`, for a body and its files apart."""
    known = {one.digest[:SHORT]: one for one in files if one.digest}

    def address(tag: re.Match[str]) -> str:
        source = _SRC.search(tag[0])
        found = SOURCE.fullmatch(source[1]) if source else None
        if source is None or found is None or found[1] not in known:
            return ""
        return tag[0].replace(source[0], f'src="{escape(url_of(known[found[1]]))}"')

    return gate(_EMPTY.sub("", _IMAGE.sub(address, gate(html))))


def without_title(html: str, title: str) -> str:
    """The body without the title at its head, which stands above it on every page already."""
    head = _TITLE.match(html)
    if head and "".join(text_of(head[0]).split()) == "".join(title.split()):
        return html[head.end() :]
    return html


def plain_text(page: DocumentPage) -> str:
    """The body as plain text in reading order."""
    return text_of(page.body)
