"""What the trail records about tokens."""

from __future__ import annotations

from kaicheng.audit.registry import register

TOKEN_MADE = register(
    "api.token.made",
    zh="生成了接口令牌“{label}”（{facts[beginning]}…）",
    en="made the API token “{label}” ({facts[beginning]}…)",
    facts=["beginning"],
)
TOKEN_REVOKED = register(
    "api.token.revoked",
    zh="停用了接口令牌“{label}”（{facts[beginning]}…）；理由：{reason}",
    en="revoked the API token “{label}” ({facts[beginning]}…); reason: {reason}",
    facts=["beginning"],
)
