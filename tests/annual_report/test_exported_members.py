"""The front door of the package: what it offers, and nothing else."""

from __future__ import annotations

import kaicheng.annual_report
from kaicheng.annual_report import __all__ as offered


def test_everything_offered_is_there_and_sorted() -> None:
    assert all(hasattr(kaicheng.annual_report, name) for name in offered)
    assert list(offered) == sorted(offered, key=lambda name: (not name.isupper(), name[0].islower(), name))


def test_the_door_is_small() -> None:
    assert len(offered) < 30
