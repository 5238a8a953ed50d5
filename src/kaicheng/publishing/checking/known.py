"""What is known of an authority: its own lines, places, mailboxes and leaders are no leaks."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from django.db.models import Q

from kaicheng.agencies.models import Agency, Membership
from kaicheng.agencies.roles import Role
from kaicheng.publishing.models import DocumentPage, ScreeningRules
from kaicheng.screening import Context, conventions
from kaicheng.screening.masking import Conventions

_LINE = re.compile(r"(?:\d{3,4}-)?\d{7,8}(?:-\d{1,6})?|1\d{10}|12345|400\d{7}")
_NAMED = (Role.LEADER_IN_CHARGE, Role.AGENCY_HEAD)
_REMARK = re.compile(r"[（(].*")


def context_of(agency: Agency, today: dt.date) -> Context:
    """The facts that the organisation's data hold of an authority."""
    leaders = Membership.objects.effective(today).filter(agency=agency, role__in=_NAMED)
    names = leaders.values_list("user__first_name", "user__last_name")
    lines = _LINE.findall(f"{agency.telephone} {agency.fax}")
    own = rules_of(agency)
    return Context(
        telephones=frozenset([*lines, *own.telephones]),
        addresses=frozenset(filter(None, (_REMARK.sub("", agency.address).strip(),))),
        mailboxes=frozenset(filter(None, (agency.email,))),
        names=frozenset(filter(None, (f"{last}{first}".strip() for first, last in names))),
        accounts=frozenset(own.accounts),
        not_public=frozenset(own.not_public),
        secret_copy=frozenset(own.secret_copy),
    )


def rules_of(agency: Agency) -> ScreeningRules:
    """What the authority has set; a row that is not stored where it has set nothing."""
    return ScreeningRules.objects.filter(agency=agency).first() or ScreeningRules(agency=agency)


def masking_of(agency: Agency) -> Conventions:
    """The authority's table of masking: the platform's with what it has set otherwise."""
    return {**conventions(), **rules_of(agency).masking}


def is_public(number: str) -> bool:
    """Whether a paper's public text is known by its number, 西人社发〔2024〕3号.

    Of an issuer that publishes nothing here nobody can tell: its papers are taken to be public.
    """
    issuer, bracket, rest = number.partition("〔")
    # Words before an issuer's short name may have been taken for a part of it.
    issuers = [issuer[start:] for start in range(max(1, len(issuer) - 2))]
    live = DocumentPage.objects.live().order_by()
    if live.filter(document_number__in=[f"{one}{bracket}{rest}" for one in issuers]).exists():
        return True
    publishes_here = Q()
    for one in issuers:
        publishes_here |= Q(document_number__startswith=f"{one}{bracket}")
    return not live.filter(publishes_here).exists()


def digest_of(context: Context) -> str:
    """A digest of what is known: another context may judge otherwise."""
    known = [
        sorted(part)
        for part in (
            context.telephones,
            context.addresses,
            context.mailboxes,
            context.names,
            context.accounts,
            context.not_public,
            context.secret_copy,
        )
    ]
    return hashlib.sha256(json.dumps(known, ensure_ascii=False).encode()).hexdigest()[:16]


@cache
def rules() -> str:
    """A digest of the rules in use, lists and patterns: with new ones everything is looked at again."""
    return digest_below(files("kaicheng.screening"))


def digest_below(folder: Traversable) -> str:
    """A digest over the lists (``.yaml``) and patterns (``.py``) below a folder, with their names."""
    digest = hashlib.sha256()
    folders = [("", folder)]
    while folders:
        above, here = folders.pop()
        for entry in sorted(here.iterdir(), key=lambda one: one.name):
            name = f"{above}/{entry.name}"
            if entry.is_dir():
                folders.append((name, entry))
            elif entry.name.endswith((".yaml", ".py")):
                digest.update(f"{name}\x1f".encode() + entry.read_bytes())
    return digest.hexdigest()[:16]
