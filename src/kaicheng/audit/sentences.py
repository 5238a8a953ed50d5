"""Telling an event in a sentence of natural Chinese or English."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Protocol

from kaicheng.audit import registry
from kaicheng.findings import Text

ERASED = Text("已按保管期限清除", "erased on schedule")
HIDDEN = Text("（不显示）", "(not shown)")
EMPTY = Text("（空）", "(empty)")
SYSTEM = Text("系统", "the system")


class Told(Protocol):
    """What of an event a sentence needs."""

    action: str
    actor_post: str
    object_label: str
    reason: str

    @property
    def changes(self) -> dict[str, list[Any]]: ...
    @property
    def facts(self) -> dict[str, Any]: ...
    @property
    def erased(self) -> bool: ...
    @property
    def personal_values(self) -> dict[str, str]: ...


class _Values(Mapping[str, str]):
    """Values by name, said in one language; what is not there is said to be so."""

    def __init__(self, values: Mapping[str, Any], lang: str, missing: Text = EMPTY) -> None:
        self._values, self._lang, self._missing = values, lang, missing

    def __getitem__(self, name: str) -> str:
        if name not in self._values:
            return said(self._missing, self._lang)
        value = self._values[name]
        if isinstance(value, Mapping):
            return said(HIDDEN, self._lang)
        if isinstance(value, bool):
            return said(Text("是", "yes") if value else Text("否", "no"), self._lang)
        if isinstance(value, list):
            return said(Text("、", ", "), self._lang).join(map(str, value))
        return said(EMPTY, self._lang) if value in (None, "") else str(value)

    def __iter__(self) -> Any:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


def said(text: Text, lang: str) -> str:
    return text.en if lang == "en" else text.zh


def sentence(event: Told, at: dt.datetime, lang: str) -> str:
    """``2026年3月5日 09:12 局办公室负责人 将“办公室”改名为“综合科”``; ``at`` in local time.

    An event whose type is no longer registered is told by its action's name.
    """
    day = f"{at.day} {at:%B %Y}" if lang == "en" else f"{at.year}年{at.month}月{at.day}日"
    return f"{day} {at:%H:%M} {event.actor_post or said(SYSTEM, lang)} {deed(event, lang)}"


def deed(event: Told, lang: str) -> str:
    """The sentence without who and when: ``将“办公室”改名为“综合科”``."""
    kind = registry.find(event.action)
    if kind is None:
        return (
            f"{event.action}（{event.object_label}）"
            if lang == "zh"
            else f"{event.action} ({event.object_label})"
        )
    sides = [{field: pair[side] for field, pair in event.changes.items()} for side in (0, 1)]
    missing = ERASED if event.erased else EMPTY
    return kind.tell(
        lang,
        {
            "label": event.object_label,
            "reason": event.reason or said(EMPTY, lang),
            "before": _Values(sides[0], lang),
            "after": _Values(sides[1], lang),
            "facts": _Values(event.facts, lang),
            "personal": _Values(event.personal_values, lang, missing),
        },
    )
