"""The one kind of inline script that the CMS's forms still write: a chooser started with plain data.

::

    <script>new PageChooser("id_link", {"modalUrl": "/gongzuo/choose-page/"});</script>

Each is allowed by its hash, once it is proved to be such a call and its arguments to be JSON. Whatever else
finds its way into a page does not run, and what is written like this can do no more than start a chooser.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator

_CALL = re.compile(rb"<script>((?:new |create)\w*Chooser\((.*?)\);)</script>")


def hashes(page: bytes) -> Iterator[str]:
    """The sources for ``script-src``, one for each starter of the page."""
    for script, arguments in _CALL.findall(page):
        try:
            json.loads(b"[" + arguments + b"]")
        except ValueError:
            continue
        yield f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'"


def allow(policy: str, page: bytes) -> str:
    """``policy`` with the starters of the page allowed."""
    found = sorted(set(hashes(page)))
    return policy.replace("script-src 'self'", " ".join(["script-src 'self'", *found]), 1)
