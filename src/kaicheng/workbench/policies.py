"""Who may do what with the workbench."""

from kaicheng.agencies import permissions
from kaicheng.agencies.permissions import Scope

permissions.register(
    "workbench.mail.view",
    zh="查看邮件发送情况",
    en="see what became of mail",
    administrative=True,
    system_administrator=Scope.SUBTREE,
)
permissions.register(
    "workbench.rules.change",
    zh="设定本机关的邮件提醒",
    en="set when mail is sent to the authority's people",
    administrative=True,
    system_administrator=Scope.SUBTREE,
    disclosure_officer=Scope.AGENCY,
)
