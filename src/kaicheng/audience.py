"""Every view of ours says for whom it is. A test walks the addresses and fails where one does not.

::

    @audience.public
    def front(request): ...
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])

PUBLIC = "public"
STAFF = "staff"
SIGNED_IN = "signed in"


def public(view: View) -> View:
    """Anyone may open this view, signed in or not."""
    view.audience = PUBLIC  # type: ignore[attr-defined]
    return view


def staff(view: View) -> View:
    """Whoever may enter the staff side may open this view; the CMS's guard around it keeps others out.

    It judges itself what the person may see in it.
    """
    view.audience = STAFF  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Whoever is signed in may open this view, to see to what is their own."""
    view.audience = SIGNED_IN  # type: ignore[attr-defined]
    return view


def of(view: Callable[..., Any]) -> str | None:
    """Whom a view has declared itself for; ``None`` when it has not."""
    return getattr(view, "audience", None)
