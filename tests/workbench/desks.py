"""People and items for tests of the workbench."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from zoneinfo import ZoneInfo

from kaicheng.agencies.models import Membership, User
from kaicheng.findings import Text
from kaicheng.statute import load_calendar
from kaicheng.workbench import registry
from kaicheng.workbench.items import Act, Due, WorkItem

SHANGHAI = ZoneInfo("Asia/Shanghai")
CALENDAR = load_calendar()


def at(*when: int) -> dt.datetime:
    """A moment in Shanghai: ``at(2026, 3, 2, 9, 30)``."""
    return dt.datetime(*when, tzinfo=SHANGHAI)  # type: ignore[misc, arg-type]


def due(on: dt.date) -> Due:
    return Due(on, CALENDAR, Text("《示例》第一条", "Example Art. 1"), Text("依据。", "Basis."))


def item(key: str, on: dt.date | None = None, **given: object) -> WorkItem:
    """A piece of work called by its key."""
    return WorkItem(
        key=key,
        kind="sample",
        title=f"事项{key}",
        act=Act("办理", f"/gongzuo/{key}/"),
        due=due(on) if on else None,
        **given,  # type: ignore[arg-type]
    )


@contextmanager
def only_source(*items: WorkItem, fails: bool = False) -> Iterator[None]:
    """While this lasts, work comes from nowhere but here."""
    kept = dict(registry._sources)
    registry._sources.clear()

    @registry.register("sample", "示例")
    def source(user: User, today: dt.date) -> Iterable[WorkItem]:
        if fails:
            raise RuntimeError("the source is broken")
        return items

    try:
        yield
    finally:
        registry._sources.clear()
        registry._sources.update(kept)


def since(day: dt.date, *users: User) -> None:
    """Let the appointments of these people have been confirmed that day."""
    moment = dt.datetime.combine(day, dt.time(9), SHANGHAI)
    Membership.objects.filter(user__in=users).update(confirmed_at=moment)
