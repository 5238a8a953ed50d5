"""What the trail records about letters in the mailbox. No sender and no subject stands here."""

from __future__ import annotations

from kaicheng.audit.registry import register

FETCHED = register(
    "cases.mail.fetched",
    zh="从申请邮箱收取来信{label}，到达时间{facts[arrived]}",
    en="fetched the letter {label} from the mailbox, arrived {facts[arrived]}",
    facts=["arrived", "size", "fingerprint"],
)
DECIDED = register(
    "cases.mail.decided",
    zh="来信{label}：{facts[what]}",
    en="letter {label}: {facts[what]}",
    facts=["what", "state", "case"],
)
