"""What people hold, app by app, so that nothing of it is lost when they leave.

An app registers each kind of thing that waits on a person (``holdings.py`` of the app)::

    holdings.register(
        "publishing.drafts", zh="未办结的稿件", en="open drafts",
        held=lambda user, agency: Document.objects.open().filter(author=user, office__agency=agency),
        field="author",
    )

What may not be left to nobody when an authority ends is counted by ``open_in``.

A hand-over moves all of it to the successor, and fails as a whole when something stays behind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from kaicheng.agencies.models import Agency, User
from kaicheng.findings import Text

Held = Callable[[User, Agency], QuerySet[Any]]
Move = Callable[[QuerySet[Any], User], None]
_holdings: dict[str, Holding] = {}


@dataclass(frozen=True, slots=True)
class Holding:
    """One kind of thing: which rows somebody holds in an authority, and how they change hands."""

    name: str
    label: Text
    held: Held
    move: Move
    open_in: Callable[[Agency], QuerySet[Any]] | None = None
    """What of it is open in an authority, whoever holds it, and must be somebody's."""

    def count(self, user: User, agency: Agency) -> int:
        """How many somebody holds."""
        return self.held(user, agency).count()

    def hand_over(self, user: User, agency: Agency, successor: User) -> int:
        """Move all of it; how many it was. Raises RuntimeError when some of it stays behind."""
        moving = self.count(user, agency)
        if moving:
            self.move(self.held(user, agency), successor)
        if left := self.count(user, agency):
            raise RuntimeError(f"{self.name}: {left} of {moving} stayed with the one who leaves")
        return moving


def register(
    name: str,
    *,
    zh: str,
    en: str,
    held: Held,
    field: str | None = None,
    move: Move | None = None,
    open_in: Callable[[Agency], QuerySet[Any]] | None = None,
) -> Holding:
    """Register a kind of thing: ``field`` refers to the person, or ``move`` changes hands."""
    if name in _holdings:
        raise ValueError(f"{name} is registered already")
    if (field is None) == (move is None):
        raise ValueError(f"{name}: give either the field that refers to the person, or how to move it")
    change = move or (lambda rows, successor: _refer(rows, str(field), successor))
    _holdings[name] = Holding(name, Text(zh, en), held, change, open_in)
    return _holdings[name]


def unregister(name: str) -> None:
    """Forget a kind of thing: for tests."""
    del _holdings[name]


def registered() -> Iterator[Holding]:
    """Every kind, by name."""
    yield from (_holdings[name] for name in sorted(_holdings))


def _refer(rows: QuerySet[Any], field: str, successor: User) -> None:
    rows.update(**{field: successor})
