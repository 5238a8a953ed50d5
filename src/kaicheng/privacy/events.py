"""What the trail records about personal data. No event holds a personal value."""

from __future__ import annotations

from kaicheng.audit.registry import register

OPENED = register(
    "privacy.field.opened",
    zh="查看了“{label}”的{facts[title]}，事由：{reason}",
    en="opened {facts[field]} of “{label}”; reason: {reason}",
    facts=["field", "title"],
)
ERASED = register(
    "privacy.data.erased",
    zh="按保管期限清除了{facts[count]}条个人信息（{facts[category]}），依据：{reason}",
    en="erased {facts[count]} records of personal data ({facts[category]}) on schedule; basis: {reason}",
    facts=["category", "count", "before"],
)
EXPORTED = register(
    "privacy.data.exported",
    zh="导出了“{label}”的个人信息，共{facts[count]}条，事由：{reason}",
    en="exported the personal data of “{label}”, {facts[count]} records; reason: {reason}",
    facts=["count"],
)
KEY_ADDED = register(
    "privacy.key.added",
    zh="启用了新的个人信息密钥“{label}”",
    en="took the new key “{label}” of personal data into use",
)
KEY_REMOVED = register(
    "privacy.key.removed",
    zh="停用了个人信息密钥“{label}”",
    en="removed the key “{label}” of personal data",
)
ROTATED = register(
    "privacy.key.rotated",
    zh="用密钥“{label}”重新加密了{facts[count]}项个人信息",
    en="encrypted {facts[count]} personal values anew with the key “{label}”",
    facts=["count"],
)
