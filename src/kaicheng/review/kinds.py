"""Kinds of things that chains can be set for. Apps register theirs when they load."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.functional import Promise

_kinds: dict[str, str | Promise] = {}


def register(kinds: Iterable[tuple[str, str | Promise]]) -> None:
    """Add kinds with their names, the general one before the narrower ones."""
    _kinds.update(kinds)


def registered() -> list[tuple[str, str]]:
    """Every kind with its name."""
    return [(kind, str(name)) for kind, name in _kinds.items()]


def name_of(kind: str) -> str:
    """The name of a kind, or of the wider one it belongs to."""
    return str(_kinds.get(kind) or _kinds.get(kind.partition(":")[0]) or kind)
