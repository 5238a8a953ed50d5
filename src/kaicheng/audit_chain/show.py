"""How a verification is printed, alike for a database and an export."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from kaicheng.audit_chain.verify import Verifier
from kaicheng.findings import Finding

SOUND, TAMPERED, UNREADABLE = 0, 1, 2
"""Exit statuses of ``kaicheng audit verify``."""
SCHEMA = "kaicheng/audit-verification/1"


class Outcome:
    """Counts what passes by; ``status`` is the exit status so far."""

    status = SOUND


def as_text(results: Iterable[Verifier | Finding], outcome: Outcome, lang: str) -> Iterator[str]:
    """A line for each finding as it is found, and one for each chain when it is done."""
    found = 0
    for result in results:
        if isinstance(result, Finding):
            found += 1
            outcome.status = TAMPERED
            message = result.message.en if lang == "en" else result.message.zh
            yield f"{result.where[0].ref}\t{result.rule}\t{message}"
        else:
            yield _summary(result, found, lang)
            found = 0


def as_json(results: Iterable[Verifier | Finding], outcome: Outcome, lang: str) -> Iterator[str]:
    """The contract ``kaicheng/audit-verification/1``, a line for each chain when it is done.

    ``findings`` beside ``chains`` are those that concern no one chain.
    """
    findings: list[dict[str, Any]] = []
    yield f'{{"schema": "{SCHEMA}", "chains": ['
    comma = ""
    for result in results:
        if isinstance(result, Finding):
            outcome.status = TAMPERED
            findings.append(result.to_json())
        else:
            head = result.head._asdict() if result.head else None
            entry = {"chain": result.chain, "events": result.events, "head": head, "findings": findings}
            yield comma + json.dumps(entry, ensure_ascii=False)
            comma, findings = ",", []
    yield f'], "findings": {json.dumps(findings, ensure_ascii=False)}}}'


PRINTERS = {"text": as_text, "json": as_json}


def _summary(verifier: Verifier, found: int, lang: str) -> str:
    if lang == "en":
        verdict = f"{found} problem(s)" if found else "sound"
        return f"{verifier.chain}: {verifier.events} event(s), {verdict}"
    verdict = f"发现{found}处问题" if found else "完整无误"
    return f"{verifier.chain}：共{verifier.events}条，{verdict}"
