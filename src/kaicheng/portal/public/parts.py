"""What an existing site puts around the platform: its head, its foot, its values of our custom properties.

国办公开办函〔2019〕61号: the platform is a column of the government's web site, never a site of its own. That
site's files lie in the folder ``KAICHENG_SITE_PARTS``: ``header.html`` and ``foot.html``, which may hold a
server's include, and ``style.css``. They are the operator's, trusted as templates are.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

STYLE = "style.css"
STYLE_ADDRESS = "site.css"
"""Where the style lies in the tree."""


def part(name: str) -> bytes | None:
    """A file of the site; None where it has none."""
    if not settings.KAICHENG_SITE_PARTS:
        return None
    try:
        return Path(f"{settings.KAICHENG_SITE_PARTS}/{name}").read_bytes()
    except FileNotFoundError:
        return None
