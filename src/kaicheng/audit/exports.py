"""Writing the trail out: the export that proves itself, and the heads of the day."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from kaicheng.audit.models import Event, Head
from kaicheng.audit.verification import rows
from kaicheng.audit_chain.anchors import heads_file, sign
from kaicheng.audit_chain.export import header, line
from kaicheng.audit_chain.verify import Head as Reached


def export(chains: Iterable[str] = (), *, personal: bool = False) -> Iterator[str]:
    """The lines of an export of these chains, or of all; streamed. ``personal`` adds the personal values."""
    for chain, head in _heads(chains):
        yield header(chain, head, personal=personal)
        for row in rows(Event.objects.filter(chain=chain, seq__lte=head.seq)):
            yield line(row, personal=personal)


def heads_of(now: dt.datetime) -> dict[str, Any]:
    """The heads of all chains as they stand, under the local day of ``now``.

    Signed when ``KAICHENG_AUDIT_SIGNING_KEY`` names a key file. Raises BadAnchors when that cannot be used.
    There are no heads of a past day: what a database says today about yesterday proves nothing.
    """
    document = heads_file(timezone.localtime(now).date(), now, _heads())
    key = settings.KAICHENG_AUDIT_SIGNING_KEY
    return sign(document, Path(key)) if key else document


def heads_path(folder: Path, now: dt.datetime) -> Path:
    """Where the heads of the local day of ``now`` are kept."""
    return folder / f"heads-{timezone.localtime(now).date()}.json"


def write_heads(folder: Path, now: dt.datetime) -> Path:
    """Write :func:`heads_of` into ``folder``, whole or not at all; gives the file."""
    path = heads_path(folder, now)
    text = json.dumps(heads_of(now), ensure_ascii=False, indent=1) + "\n"
    folder.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".part")
    half.write_text(text, "utf-8")
    half.replace(path)
    return path


def _heads(chains: Iterable[str] = ()) -> list[tuple[str, Reached]]:
    found = Head.objects.order_by("chain")
    wanted = list(chains)
    if wanted:
        found = found.filter(chain__in=wanted)
    return [(chain, Reached(seq, hash_)) for chain, seq, hash_ in found.values_list("chain", "seq", "hash")]
