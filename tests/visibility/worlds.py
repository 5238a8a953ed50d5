"""Random installations: a tree of authorities, somebody with posts in it, and an authority of strangers."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, models

from kaicheng.agencies.models import Agency, Delegation, Membership, User
from kaicheng.agencies.roles import ADMINISTRATORS, DELEGABLE, OFFICE_ROLES, Role
from tests.agencies.factories import LONG_AGO, Bureau, a_bureau, an_account, an_agency, post_of, today
from tests.visibility.places import FIRST, Place
from tests.visibility.planted import plant_all


@dataclass
class World:
    """Somebody, and the other authority, in which nothing is theirs."""

    user: User
    roles: list[str]
    chance: random.Random
    place: Place
    rows: list[Any]

    @property
    def ids(self) -> list[Any]:
        """What addresses are tried with."""
        return sorted({row.pk for row in self.rows if row.pk is not None}, key=str)


def a_world(seed: int) -> World:
    """The installation of a number."""
    chance = random.Random(seed)
    above = an_agency("示例市人民政府") if chance.random() < 0.7 else None
    own: list[Bureau] = [a_bureau(parent=above)]
    for _more in range(chance.randrange(3)):
        own.append(a_bureau(parent=chance.choice([one.agency for one in own])))
    user = an_account(own[0].agency)
    roles = []
    first = chance.choice(list(Role))
    more = chance.choices([role for role in Role if role not in ADMINISTRATORS], k=chance.randrange(3))
    # Administrators are separate people with one post, and no part in business.
    for role in [first] if first in ADMINISTRATORS else [first, *more]:
        bureau = chance.choice(own)
        Membership.objects.get_or_create(
            user=user,
            agency=bureau.agency,
            office=bureau.office if role in OFFICE_ROLES else None,
            role=role,
            defaults={"valid_from": LONG_AGO, "confirmed_at": user.date_joined},
        )
        roles.append(str(role))
    if first not in ADMINISTRATORS and chance.random() < 0.5:
        lender = chance.choice(own).people[chance.choice([role for role in Role if role in DELEGABLE])]
        Delegation.objects.create(
            membership=post_of(lender), delegate=user, valid_from=today(), valid_to=today(), reason="学习"
        )
        roles.append("代审")
    begin_ids_at(FIRST)
    # Beside the own authorities, at the top of a tree of its own, or one that stands above them.
    where = chance.choice(["beside", "apart", "above"])
    place, rows = plant_all(above if where == "beside" else None, marked=where != "above")
    if where == "above":
        below(place.agency, own[0].agency)
    return World(user, roles, chance, place, rows)


def below(agency: Agency, moved: Agency) -> None:
    """Put one authority below another, as a reform would."""
    Agency.objects.get(pk=moved.pk).move(Agency.objects.get(pk=agency.pk), pos="last-child")


def begin_ids_at(number: int) -> None:
    """From now on new rows of every table are numbered from here."""
    tables = [
        model._meta.db_table
        for model in apps.get_models()
        if model._meta.managed and isinstance(model._meta.pk, models.AutoField) and not model._meta.proxy
    ]
    with connection.cursor() as cursor:
        for table in tables:
            if connection.vendor == "postgresql":
                cursor.execute(
                    "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [f'"{table}"', number - 1]
                )
            else:
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, number - 1])
