"""Whether the code that runs now is an act of review: nothing else may make a page public."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.core.exceptions import PermissionDenied

_inside: ContextVar[bool] = ContextVar("inside an act of review", default=False)
_signing: ContextVar[str] = ContextVar("who signs now", default="")


@contextmanager
def act(*, signing: str = "") -> Iterator[None]:
    """Mark the block as an act of review; ``signing`` is the id of whose signature it is about."""
    tokens = _inside.set(True), _signing.set(signing or _signing.get())
    try:
        yield
    finally:
        _inside.reset(tokens[0])
        _signing.reset(tokens[1])


def signing() -> str:
    """Whose signature is being given: the trail tells of it when the transaction ends."""
    return _signing.get()


def inside() -> bool:
    """Whether an act of review is under way."""
    return _inside.get()


def require(message: str) -> None:
    """Raise PermissionDenied with ``message`` outside an act of review."""
    if not inside():
        raise PermissionDenied(message)
