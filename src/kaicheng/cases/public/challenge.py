"""A puzzle instead of a picture of letters: a second of work for one browser, a bill for a thousand robots.

The browser looks for a number whose SHA-256 together with the puzzle begins with so many zero bits. Nobody
else is asked, nothing is loaded from elsewhere. Who has no scripts waits a little instead, and may do so less
often. A puzzle belongs to one draft, so that a solution is of no use for another one.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass

from django.conf import settings
from django.core import signing

from kaicheng.cases.models import Draft

SALT = "kaicheng.cases.challenge"
GOOD_FOR_SECONDS = 24 * 3600
LONGEST_ANSWER = 20


@dataclass(frozen=True, slots=True)
class Challenge:
    """A puzzle and how hard it is. ``text`` goes into the form and comes back with it."""

    text: str
    bits: int
    made_at: float

    def solved_by(self, answer: str) -> bool:
        """Whether the number solves it."""
        if not answer.isascii() or not answer.isdigit() or len(answer) > LONGEST_ANSWER:
            return False
        digest = hashlib.sha256(f"{self.text}:{answer}".encode()).digest()
        return int.from_bytes(digest) >> (len(digest) * 8 - self.bits) == 0

    def wait(self, now: float) -> int:
        """The seconds that a browser without scripts has still to wait."""
        return max(0, round(self.made_at + settings.KAICHENG_REQUEST_WAIT_SECONDS - now))


def new_challenge(draft: Draft, now: float | None = None) -> Challenge:
    """A puzzle for a draft."""
    made = time.time() if now is None else now
    text = signing.dumps([draft.key[:16], round(made, 3)], salt=SALT)
    return Challenge(text, settings.KAICHENG_REQUEST_PROOF_BITS, made)


def read_challenge(draft: Draft, text: str, now: float) -> Challenge | None:
    """The puzzle that came back; None when it is none of ours, another draft's, or a day old."""
    try:
        key, made = signing.loads(text, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if key != draft.key[:16] or not 0 <= now - made <= GOOD_FOR_SECONDS:
        return None
    return Challenge(text, settings.KAICHENG_REQUEST_PROOF_BITS, made)
