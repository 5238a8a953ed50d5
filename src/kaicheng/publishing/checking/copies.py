"""Copies of what is public already: samples of every public text, the likeliest compared in full."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from django.db.models import Count

from kaicheng.findings import Finding
from kaicheng.publishing.bodies import plain_text
from kaicheng.publishing.models import DocumentPage, Sample
from kaicheng.publishing.outlets import Changed
from kaicheng.screening import Index, copied_finding
from kaicheng.screening.copying import samples

_ASKED = 600
"""Samples of a text that are looked up: enough for 10,000 characters."""
_COMMON = 200
"""Documents: what stands in more of them is a formula."""
_COMPARED = 8
_FEWEST = 3


def copies_in(page: DocumentPage, field: str) -> list[Finding]:
    """Public documents in which much of this one stands already."""
    text = plain_text(page)
    wanted = sorted(samples(text))[:_ASKED]
    if len(wanted) < _FEWEST:
        return []
    of_these = Sample.objects.filter(sample__in=wanted)
    rare = (
        of_these.values("sample")
        .annotate(n=Count("pk"))
        .filter(n__lte=_COMMON)
        .values_list("sample", flat=True)
    )
    counts = Counter(of_these.filter(sample__in=list(rare)).values_list("document_id", flat=True))
    likely = [pk for pk, count in counts.most_common(_COMPARED) if count >= _FEWEST]
    own = {page.pk, page.masked_from_id}
    documents = {
        str(one.pk): one
        for one in DocumentPage.objects.live().filter(pk__in=likely).exclude(pk__in=own - {None})
    }
    index = Index()
    texts = {key: plain_text(one) for key, one in documents.items()}
    index.update(texts.items())
    return [
        copied_finding(copied, field=field, title=documents[copied.key].title)
        for copied in index.copied(text, text_of=texts.get)
    ]


def outlet(changed: Collection[Changed]) -> None:
    """Keep the samples as the public texts are: an outlet of publication."""
    for one in {change.page for change in changed}:
        page = DocumentPage.objects.filter(pk=one).first()
        if page is None:
            continue
        Sample.objects.filter(document=page).delete()
        if page.live:
            Sample.objects.bulk_create(
                (Sample(document=page, sample=sample) for sample in samples(plain_text(page))), batch_size=500
            )
