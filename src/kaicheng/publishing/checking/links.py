"""Whether a link within the site leads somewhere: to a page, or to a file beside one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.urls import Resolver404, get_script_prefix, resolve
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from kaicheng.publishing.models import Attachment, ColumnPage, DocumentPage, HomePage
from kaicheng.screening import Link, links_of

_TREE = ("wagtail_serve", "portal:file")
"""What answers for pages, and for the files beside them."""
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}$")
_ATTACHED = re.compile(r"([0-9a-f]{16})\.\w+")
"""The name of a document's file beside its page: the beginning of its SHA-256."""
_WRITTEN = re.compile(r"\.(?:html|json|xml|csv|txt)$")
"""Files that are written for a page: its lists and data."""


def base_of(page: Page) -> str:
    """The address that a page has on the site, from which its links are read; empty where it has none."""
    return page.full_url or ""


def dead_links(page: DocumentPage, known: dict[str, bool] | None = None) -> Iterator[Link]:
    """The links of a body that lead nowhere on this site; ``known`` keeps what was asked before."""
    asked = {} if known is None else known
    for link in links_of(page.body, base=base_of(page)):
        if link.internal:
            if link.target not in asked:
                asked[link.target] = leads_somewhere(link.target)
            if not asked[link.target]:
                yield link


def leads_somewhere(address: str) -> bool:
    """Whether there is something at an address of this site, with or without its host.

    Other sites, other paths of the site that this one is a part of, searches and forms are not judged.
    """
    parts = urlsplit(address)
    sites = list(Site.objects.select_related("root_page"))
    prefix, path = get_script_prefix(), unquote(parts.path)
    if not sites or (parts.netloc and parts.netloc not in {urlsplit(one.root_url).netloc for one in sites}):
        return True
    if not path.startswith(prefix) or path.startswith(settings.STATIC_URL) or _is_program(path):
        return True
    if "\0" in path:
        return False
    path = f"/{path[len(prefix) :]}"
    old = path.rstrip("/")
    asked = f"{old}?{'&'.join(sorted(parts.query.split('&')))}"
    if Redirect.objects.filter(old_path__in=[path, old, asked]).exists():
        return True
    folder, _slash, name = path.rpartition("/")
    is_file = bool(_SUFFIX.search(name))
    wanted = f"{folder}/" if is_file or not name else f"{path}/"
    pages = Page.objects.live().filter(
        url_path__in=[f"{site.root_page.url_path.rstrip('/')}{wanted}" for site in sites]
    )
    attached = _ATTACHED.fullmatch(name)
    if attached:
        return Attachment.objects.filter(page__in=pages.values("pk"), digest__startswith=attached[1]).exists()
    if is_file and not _WRITTEN.search(name):  # a report's own files; all others are attached
        pages = pages.not_exact_type(HomePage, ColumnPage, DocumentPage)
    return pages.exists()


def _is_program(path: str) -> bool:
    """Whether a program answers there, and not the page tree."""
    try:
        return resolve(f"/{path[len(get_script_prefix()) :]}").view_name not in _TREE
    except Resolver404:
        return False
