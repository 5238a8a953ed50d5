"""What is wrong with a decision or a charge that is to be recorded."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models

from kaicheng.findings import blocks
from kaicheng.publishing.models import Decision, FeeYear
from kaicheng.screening import screen_text

Wrong = tuple[str, str]
"""A field, empty for the whole, and a sentence."""

FIELDS = ("name", "party", "party_code", "decided_on", "valid_to", "content", "basis", "public")
"""What a record of a decision says beside its kind and number."""
_WORDS = ("number", "name", "party", "party_code", "content", "basis")


def wrong_with(decision: Decision, *, known: set[str] | None = None, alone: bool = True) -> list[Wrong]:
    """What the model forbids, and personal numbers that must not be published.

    ``known`` are fields whose faults are told already. In bulk (not ``alone``) whoever asks has looked for
    others of the same number.
    """
    found = _forbidden(decision, known or set(), alone=alone)
    if decision.valid_to and decision.decided_on and decision.valid_to < decision.decided_on:
        found.append(("valid_to", "有效期早于决定日期，请核对。"))
    for name in _WORDS:
        found += leaks_in(getattr(decision, name), name)
    return found


def leaks_in(text: str, name: str) -> list[Wrong]:
    """What must not be published of a text."""
    return [(name, one.message.zh) for one in screen_text(text, field=name) if blocks([one])]


def wrong_with_fee(fee: FeeYear, *, alone: bool = True) -> list[Wrong]:
    """What the model forbids of a charge."""
    return _forbidden(fee, set(), alone=alone)


def _forbidden(row: models.Model, known: set[str], *, alone: bool) -> list[Wrong]:
    try:
        row.full_clean(exclude=known or None, validate_unique=alone, validate_constraints=alone)
    except ValidationError as error:
        return [
            ("" if name == "__all__" else name, message)
            for name, messages in error.message_dict.items()
            for message in messages
        ]
    return []
