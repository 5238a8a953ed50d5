"""Who may change the organisation. The table of every role, action and reach is in ``tests/agencies``."""

from __future__ import annotations

from typing import Any

from kaicheng.agencies import permissions
from kaicheng.agencies.permissions import Scope

_EVERYBODY: dict[str, Any] = {
    "information_officer": Scope.AGENCY,
    "office_head": Scope.AGENCY,
    "leader_in_charge": Scope.AGENCY,
    "agency_head": Scope.AGENCY,
    "disclosure_officer": Scope.AGENCY,
    "registrar": Scope.AGENCY,
    "archivist": Scope.AGENCY,
    "supervisor": Scope.SUBTREE,
}
_SYSTEM: dict[str, Any] = {"administrative": True, "system_administrator": Scope.SUBTREE}
_SECURITY: dict[str, Any] = {"administrative": True, "security_administrator": Scope.SUBTREE}
_SEEING = _EVERYBODY | _SYSTEM | _SECURITY


def _register(name: str, zh: str, en: str, **scopes: Any) -> None:
    permissions.register(f"agencies.{name}", zh=zh, en=en, **scopes)


_register("agency.view", "查看机关", "see authorities", **_SEEING)
_register("agency.create", "设立机关", "set up authorities", **_SYSTEM)
_register("agency.rename", "机关更名", "rename authorities", **_SYSTEM)
_register("agency.move", "调整隶属关系", "move authorities in the tree", **_SYSTEM)
_register("agency.merge", "合并机关", "merge authorities", **_SYSTEM)
_register("agency.abolish", "撤销机关", "abolish authorities", **_SYSTEM)
_register("agency.identify", "修改机关的代码和类别", "change codes and kinds of authorities", **_SYSTEM)
_register(
    "agency.change_profile",
    "修改公开工作机构的联系方式",
    "change how the disclosure office is reached",
    **_SYSTEM,
    disclosure_officer=Scope.AGENCY,
)

_register("office.view", "查看科室、下属单位", "see offices", **_SEEING)
_register("office.create", "设立科室、下属单位", "set up offices", **_SYSTEM)
_register("office.change", "修改科室、下属单位", "change offices", **_SYSTEM)
_register("office.close", "撤销科室、下属单位", "close offices", **_SYSTEM)

_register("account.create", "建立账号", "make accounts", **_SYSTEM)
_register("account.switch", "停用、启用账号", "switch accounts off and on", **_SYSTEM)

_register("account.rescue", "帮助不能登录的人员", "help people who cannot sign in", **_SECURITY)

_register("membership.view", "查看人员任职", "see appointments", **_SEEING)
_register("membership.appoint", "提出任职", "propose appointments", **_SYSTEM)
_register("membership.confirm", "确认任职", "confirm appointments", **_SECURITY)
_register("membership.end", "终止任职", "end appointments", **_SYSTEM, security_administrator=Scope.SUBTREE)
_register("membership.hand_over", "办理工作移交", "hand over somebody's work", **_SYSTEM)

_register("delegation.view", "查看代审", "see delegations", **_SEEING)
_register(
    "delegation.grant",
    "委托代审",
    "delegate a post",
    information_officer=Scope.OWN,
    office_head=Scope.OWN,
    leader_in_charge=Scope.OWN,
    agency_head=Scope.AGENCY,
    disclosure_officer=Scope.OWN,
    registrar=Scope.OWN,
    archivist=Scope.OWN,
)
_register(
    "delegation.revoke",
    "撤回代审",
    "revoke a delegation",
    administrative=True,
    information_officer=Scope.OWN,
    office_head=Scope.OWN,
    leader_in_charge=Scope.OWN,
    agency_head=Scope.AGENCY,
    disclosure_officer=Scope.OWN,
    registrar=Scope.OWN,
    archivist=Scope.OWN,
    security_administrator=Scope.SUBTREE,
)

_register("setup.load", "批量导入机关和人员", "load authorities and people in bulk", **_SYSTEM)

permissions.register(
    "audit.trail.view",
    zh="查看审计记录",
    en="see the audit trail",
    administrative=True,
    audit_administrator=Scope.SUBTREE,
)
permissions.register(
    "audit.trail.export",
    zh="导出审计记录",
    en="export the audit trail",
    administrative=True,
    audit_administrator=Scope.SUBTREE,
)
