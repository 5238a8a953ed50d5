"""Where marks are put: the other authority and everybody in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kaicheng.agencies.models import Agency
from kaicheng.agencies.roles import Role
from tests.agencies.factories import Bureau
from tests.publishing.factories import Publisher

FIRST = 900_001
"""The first id of whatever belongs to the other authority: no row of one's own has such a one."""

MARK = "Xq7vZk4planted"
SOUGHT = MARK[:7]
"""What is searched for: pages repeat what was looked for, so never the whole mark."""


@dataclass
class Place:
    """The other authority, with everybody in it. Its name is marked unless the user's stands below it."""

    bureau: Bureau
    publisher: Publisher | None = None
    """Its subordinate that has an open platform."""

    @property
    def agency(self) -> Agency:
        return self.bureau.agency

    def person(self, role: Role) -> Any:
        return self.bureau.people[role]
