"""Whether a link within the site leads somewhere."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from wagtail.models import Page, Site

_FILE = 12
"""The longest suffix that still names a file and no page."""


def leads_somewhere(address: str) -> bool:
    """Whether a page of the site stands at ``address``. Files and searches are not judged."""
    parts = urlsplit(address)
    path = unquote(parts.path)
    last = path.rpartition("/")[2]
    if not path.startswith("/") or parts.query or 0 < len(last.rpartition(".")[2]) < min(_FILE, len(last)):
        return True
    wanted = path if path.endswith("/") else f"{path}/"
    roots = [site.root_page.url_path.rstrip("/") for site in Site.objects.select_related("root_page")]
    return (
        any(Page.objects.live().filter(url_path=f"{root}{wanted}").exists() for root in roots)
        if roots
        else True
    )
