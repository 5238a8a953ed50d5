"""What the trail records about itself."""

from __future__ import annotations

from kaicheng.audit.registry import register
from kaicheng.audit_chain.verify import ERASED

PERSONAL_ERASED = register(
    ERASED,
    zh="清除了{facts[count]}条审计记录中的个人信息，依据：{reason}",
    en="erased the personal values of {facts[count]} events of the trail; basis: {reason}",
    facts=["count", "ranges"],
)
