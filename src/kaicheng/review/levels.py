"""The levels of review after the author, and the chains they form."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kaicheng.agencies.roles import OFFICE_ROLES, Role

AUTHOR = "author"
"""初审: the author's own signature, given by submitting."""

LEVELS = (Role.OFFICE_HEAD, Role.LEADER_IN_CHARGE, Role.DISCLOSURE_OFFICER, Role.AGENCY_HEAD)
"""Who can be a level of a chain, in the order in which they may follow each other."""

DEFAULT = (Role.OFFICE_HEAD, Role.LEADER_IN_CHARGE)
"""撰稿人初审、科室负责人复审、分管领导终审."""

LEAST = 2
"""Levels after the author: three signatures in all, never fewer."""


def in_office(level: str) -> bool:
    """Whether the level belongs to the document's office; else to the whole authority."""
    return Role(level) in OFFICE_ROLES


def check_chain(levels: Sequence[str]) -> None:
    """Raise ValidationError for a chain that is too short, repeats a level, or turns the order round."""
    known = [Role(level) for level in levels if level in set(LEVELS)]
    if len(known) != len(levels):
        raise ValidationError(_("审核环节只能从科室负责人、分管领导、公开工作人员、主要负责人中选择。"))
    if len(set(known)) != len(known):
        raise ValidationError(_("同一个审核环节不能出现两次。"))
    if len(known) < LEAST:
        raise ValidationError(_("撰稿人之后至少还要有两级审核，合起来三级签字。"))
    if known != sorted(known, key=LEVELS.index):
        raise ValidationError(_("审核环节应当由下往上：科室负责人、分管领导、公开工作人员、主要负责人。"))


def label(level: str) -> str:
    """The level in words."""
    return _("撰稿人") if level == AUTHOR else str(Role(level).label)
