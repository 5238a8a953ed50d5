"""Who may give a system the right to write."""

from kaicheng.agencies import permissions
from kaicheng.agencies.permissions import Scope
from kaicheng.api.models import Token

permissions.place(Token, agency="agency")

permissions.register(
    "api.token.manage",
    zh="生成和停用接口令牌",
    en="make and revoke API tokens",
    disclosure_officer=Scope.AGENCY,
)
