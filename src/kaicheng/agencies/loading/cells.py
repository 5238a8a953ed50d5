"""What a filled-in cell means: a day, one of several choices. None where it is neither."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

_QUOTED = 40
_DAYS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d")


def day_in(text: str) -> dt.date | None:
    """A day in one of the spellings that offices use."""
    for pattern in _DAYS:
        try:
            return dt.datetime.strptime(text, pattern).date()
        except ValueError:
            continue
    return None


def choice_in(text: str, choices: Iterable[Any]) -> Any:
    """The choice with that label, what explains it in brackets left out or not."""
    for choice in choices:
        label = str(choice.label)
        if text in (label, label.partition("（")[0]):
            return choice
    return None


def quoted(text: str) -> str:
    """What somebody wrote, as messages repeat it: not more of it than shows which one is meant."""
    return f"“{text}”" if len(text) <= _QUOTED else f"“{text[:_QUOTED]}…”"


def not_a_day(text: str) -> str:
    return f"{quoted(text)}不是日期，请写成 2026-03-05 的样子。"


def not_a_choice(text: str, choices: Iterable[Any]) -> str:
    listed = "、".join(str(choice.label) for choice in choices)
    return f"没有{quoted(text)}这一项，应是下列之一：{listed}。"
