"""How far a submission is, level by level."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from kaicheng.review.levels import AUTHOR, label
from kaicheng.review.models import Signature, Submission
from kaicheng.review.people import signers


@dataclass(frozen=True, slots=True)
class Step:
    """A level: signed, under way, or still to come with who may sign."""

    label: str
    signature: Signature | None
    current: bool
    who: tuple[str, ...]


def steps_of(submission: Submission, today: dt.date) -> list[Step]:
    """The author and every level of the chain, in order."""
    signed = {one.level: one for one in submission.signatures.all()}
    under_way = submission.state.status == "in_progress" and submission.voided_at is None
    steps: list[Step] = []
    for level in (AUTHOR, *submission.levels):
        signature = signed.get(level)
        first_open = signature is None and all(step.signature for step in steps)
        who: tuple[str, ...] = ()
        if signature is None and level != AUTHOR:
            who = tuple(one.post for one in signers(level, submission, today))
        steps.append(Step(label(level), signature, first_open and under_way, who))
    return steps
