"""The roles that an appointment can give, and the groups of them. What each may do stands in policies."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What somebody is for the work of disclosure. A post has one; a person may hold several posts."""

    INFORMATION_OFFICER = "information_officer", _("信息员（撰稿人）")
    OFFICE_HEAD = "office_head", _("科室负责人")
    LEADER_IN_CHARGE = "leader_in_charge", _("分管领导")
    AGENCY_HEAD = "agency_head", _("主要负责人")
    DISCLOSURE_OFFICER = "disclosure_officer", _("公开工作人员")
    REGISTRAR = "registrar", _("收件登记员")
    ARCHIVIST = "archivist", _("档案员")
    SUPERVISOR = "supervisor", _("主管部门人员")
    SYSTEM_ADMINISTRATOR = "system_administrator", _("系统管理员")
    SECURITY_ADMINISTRATOR = "security_administrator", _("安全管理员")
    AUDIT_ADMINISTRATOR = "audit_administrator", _("审计管理员")

    @property
    def short(self) -> str:
        """The label without what explains it in brackets."""
        return str(self.label).partition("（")[0]


OFFICE_ROLES = frozenset({Role.INFORMATION_OFFICER, Role.OFFICE_HEAD, Role.LEADER_IN_CHARGE})
"""Held in a named office; a leader in charge holds one appointment for each office."""

ADMINISTRATORS = frozenset({Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR})
"""三员分立: nobody holds two of them, and none of them holds a business role."""

BUSINESS_ROLES = frozenset(Role) - ADMINISTRATORS

DELEGABLE = BUSINESS_ROLES - {Role.SUPERVISOR}
"""What somebody else may do during an absence (代审)."""

DUTIES = {
    Role.SYSTEM_ADMINISTRATOR: "system",
    Role.SECURITY_ADMINISTRATOR: "security",
    Role.AUDIT_ADMINISTRATOR: "audit",
}
BUSINESS = "business"


def duty_of(role: str) -> str:
    """The duty a role belongs to. All appointments of one person must belong to one duty."""
    return DUTIES.get(Role(role), BUSINESS)


def conflict(role: str, held: Iterable[str]) -> Role | None:
    """A role among those held that may not be together with ``role`` in one person, if there is one."""
    return next((Role(other) for other in held if duty_of(other) != duty_of(role)), None)
