"""Who may have work on the home: everybody who can sign in and holds a post."""

from __future__ import annotations

from collections.abc import Iterator

from kaicheng.agencies.models import User

PORTION = 500


def in_portions() -> Iterator[list[User]]:
    """All of them, some hundred at a time."""
    last = 0
    while True:
        users = list(
            User.objects.filter(is_active=True, memberships__isnull=False, pk__gt=last)
            .distinct()
            .order_by("pk")[:PORTION]
        )
        if not users:
            return
        yield users
        last = users[-1].pk
