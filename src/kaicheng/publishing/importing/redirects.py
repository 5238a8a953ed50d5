"""Old addresses lead to the new ones."""

from __future__ import annotations

from wagtail.contrib.redirects.models import Redirect

from kaicheng.publishing.models import ImportBatch

AT_ONCE = 500
LONGEST = 255


def lead_old_addresses(batch: ImportBatch) -> int:
    """A redirect for every document of an import that says where it stood; how many are new."""
    made: list[Redirect] = []
    rows = batch.documents.exclude(source_url="").values_list("pk", "source_url")
    for pk, address in rows.iterator():
        path = _old_path(address)
        if path:
            made.append(Redirect(old_path=path, redirect_page_id=pk, is_permanent=True))
    known = set(Redirect.objects.values_list("old_path", flat=True)) if made else set()
    fresh = {one.old_path: one for one in made if one.old_path not in known}
    Redirect.objects.bulk_create(fresh.values(), AT_ONCE)
    return len(fresh)


def _old_path(address: str) -> str:
    """The path that visitors ask for, with its query: ``/show.aspx?id=3`` is another text than ``?id=4``.
    Empty for what is no address, or too long to be kept."""
    try:
        path: str = Redirect.normalise_path(address)
    except ValueError:
        return ""
    return path if len(path) <= LONGEST else ""
