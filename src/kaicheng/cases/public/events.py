"""What the trail records of what applicants and third parties do themselves. No names."""

from __future__ import annotations

from kaicheng.audit.registry import register

SERVICE_CHOSEN = register(
    "cases.service.chosen",
    zh="申请{label}：申请人选择{facts[how]}",
    en="request {label}: the applicant chose {facts[how]}",
    facts=["how"],
)
MESSAGE_SENT = register(
    "cases.message.sent",
    zh="申请{label}：申请人提交了{facts[kind]}",
    en="request {label}: the applicant sent {facts[kind]}",
    facts=["kind", "files"],
)
FILE_OPENED = register(
    "cases.file.opened",
    zh="申请{label}：申请人在网上打开了“{facts[name]}”",
    en="request {label}: the applicant opened “{facts[name]}” on line",
    facts=["name", "digest", "first"],
)
