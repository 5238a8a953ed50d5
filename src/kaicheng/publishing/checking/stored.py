"""Results of checks kept in a table, so that a review page does not look at everything again."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Sequence
from typing import Any

from django.utils import timezone

from kaicheng.findings import Finding, Kind, Place, Severity, Text
from kaicheng.publishing.models import CheckResult

KEPT = dt.timedelta(days=60)


def key_of(*parts: str) -> str:
    """The key of a check: what was looked at, by which rules, knowing what."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def once(key: str, look: Callable[[], Sequence[Finding]]) -> list[Finding]:
    """What was found under this key before, else what ``look`` finds now."""
    known = CheckResult.objects.filter(key=key, done=True).first()
    if known is not None:
        return [_finding(one) for one in known.findings]
    found = list(look())
    keep(key, found)
    return found


def keep(key: str, found: Sequence[Finding]) -> None:
    """Write down a result."""
    now = timezone.now()
    result = {"done": True, "findings": [_plain(one) for one in found], "done_at": now}
    CheckResult.objects.update_or_create(
        key=key, defaults=result, create_defaults={**result, "asked_at": now}
    )


def keep_for_now(key: str, found: Sequence[Finding]) -> None:
    """Write down why a check that was asked for could not come to its end; it will be asked for again."""
    CheckResult.objects.filter(key=key).update(findings=[_plain(one) for one in found], progress=0)


def for_now(key: str) -> list[Finding]:
    """Why a check has not come to its end, as far as it was told."""
    row = CheckResult.objects.filter(key=key, done=False).first()
    return [] if row is None else [_finding(one) for one in row.findings]


def known(key: str) -> list[Finding] | None:
    """A finished result, or None."""
    row = CheckResult.objects.filter(key=key, done=True).first()
    return None if row is None else [_finding(one) for one in row.findings]


def tidy(now: dt.datetime) -> int:
    """Drop results that are old: they can be worked out again."""
    return CheckResult.objects.filter(asked_at__lt=now - KEPT).delete()[0]


def _plain(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "zh": finding.message.zh,
        "en": finding.message.en,
        "where": [[place.kind.value, place.ref, place.quote] for place in finding.where],
        "expected": finding.expected,
        "actual": finding.actual,
    }


def _finding(row: dict[str, Any]) -> Finding:
    return Finding(
        row["rule"],
        Severity(row["severity"]),
        Text(row["zh"], row["en"]),
        tuple(Place(Kind(kind), ref, quote) for kind, ref, quote in row["where"]),
        row["expected"],
        row["actual"],
    )
