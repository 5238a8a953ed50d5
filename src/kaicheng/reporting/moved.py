"""What has moved since publication, and the decision to leave the published report as it is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from kaicheng.audit_chain.canonical import canonical
from kaicheng.portal.models import AnnualReportPage
from kaicheng.reporting.writing import Difference
from kaicheng.review.models import Verdict
from kaicheng.review.verdicts import verdicts_on

RULE = "differs"
"""Under what the decision is kept among the verdicts on the page: it is one, on all that has moved."""


def fingerprint_of(found: Iterable[Difference]) -> str:
    """Equal for the same differences, so that a decision holds until another number moves."""
    said = sorted([one.path, one.published, one.now] for one in found)
    return hashlib.sha256(canonical([RULE, said]).encode()).hexdigest()[:32]


def decision_on(page: AnnualReportPage, found: Iterable[Difference]) -> Verdict | None:
    """Who has decided to correct nothing for these differences, and why; None where nobody has."""
    return verdicts_on(page).get(fingerprint_of(found))
