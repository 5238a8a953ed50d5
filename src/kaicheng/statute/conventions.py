"""Points on which the law is silent, as settings with defaults (``data/conventions.yaml``)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from .datafile import DATA, Node, load
from .outcomes import RemedyRule


@dataclass(frozen=True, slots=True)
class Conventions:
    """What an agency's lawyer may set otherwise; use :func:`dataclasses.replace` on :func:`conventions`.

    ``suspension_from`` is ``issued`` or ``served``: a consultation stops the clock from the issue of the
    letter or from its receipt. ``correction_limit_days`` and ``reasons_limit_days`` are working days,
    used where a notice sets no limit; ``None`` leaves the default of ``data/periods.yaml``.
    """

    suspension_from: str
    inquiry_remedy: RemedyRule
    omission_remedy: RemedyRule
    correction_limit_days: int | None = None
    reasons_limit_days: int | None = None


def read_conventions(node: Node) -> Conventions:
    """Read ``data/conventions.yaml``.

    Raises:
        DataError: a setting is missing, unknown or outside its choices.
    """
    node.only("suspension_from", "inquiry_remedy", "omission_remedy")
    remedy = (RemedyRule.CHOICE, RemedyRule.FIRST)
    return Conventions(
        suspension_from=node.at("suspension_from").choice(("issued", "served")),
        inquiry_remedy=RemedyRule(node.at("inquiry_remedy").choice(remedy)),
        omission_remedy=RemedyRule(node.at("omission_remedy").choice(remedy)),
    )


@cache
def conventions() -> Conventions:
    """The defaults."""
    return read_conventions(load(DATA / "conventions.yaml"))
