"""The last question before a page is shown or written: is it rightly public?"""

from __future__ import annotations

from kaicheng.publishing.importing.batches import is_recorded
from kaicheng.publishing.models.document import DocumentPage, Mark
from kaicheng.review.gate import is_signed


def rightly_public(page: DocumentPage) -> bool:
    """Whether ``page`` is public with every signature on what it says now.

    A row that says “live” is not enough: whoever can write to the database could say so. What was public
    before the system is marked so by an import on record, and claims no signatures.
    """
    if not page.live:
        return False
    if page.mark == Mark.BEFORE:
        return page.states(page.signed_hash) and page.batch is not None and is_recorded(page.batch)
    if page.live_revision is None or not page.states(page.signed_hash):
        return False
    return is_signed(page, page.live_revision)
