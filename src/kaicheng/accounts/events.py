"""What the trail records about sign-in. Addresses and typed names are personal values, kept apart."""

from __future__ import annotations

from kaicheng.audit.registry import register

SIGNED_IN = register(
    "accounts.session.started",
    zh="登录（{facts[method]}，{facts[device]}）",
    en="signed in ({facts[method]}, {facts[device]})",
    facts=["method", "device"],
)
SIGN_IN_FAILED = register(
    "accounts.session.refused",
    zh="登录失败：{facts[why]}",
    en="failed to sign in: {facts[why]}",
    facts=["why"],
    personal=["typed"],
)
LOCKED = register(
    "accounts.session.locked",
    zh="连续登录失败{facts[failures]}次，暂时锁定",
    en="was locked out for a while after {facts[failures]} failures",
    facts=["failures"],
    personal=["typed"],
)
SESSION_ENDED = register(
    "accounts.session.ended",
    zh="结束登录会话（{facts[device]}），原因：{facts[why]}",
    en="ended a session ({facts[device]}): {facts[why]}",
    facts=["device", "why"],
)
UNLOCKED = register(
    "accounts.session.unlocked",
    zh="解除了“{label}”的登录锁定，清除失败记录{facts[failures]}条，原因：{reason}",
    en="forgot {facts[failures]} failures of “{label}” to sign in; reason: {reason}",
    facts=["failures"],
)
PASSWORD_CHANGED = register(
    "accounts.password.changed",
    zh="修改了自己的密码",
    en="changed their password",
)
PASSWORD_ISSUED = register(
    "accounts.password.issued",
    zh="为“{label}”设置了初始密码，首次登录须修改，原因：{reason}",
    en="issued a first password to “{label}”, to be changed at sign-in; reason: {reason}",
)
PASSWORD_WITHDRAWN = register(
    "accounts.password.withdrawn",
    zh="收回了“{label}”的密码，须凭首次登录网址重新设置，原因：{reason}",
    en="took back the password of “{label}”, to be set again at a first sign-in address; reason: {reason}",
)
CODES_ENABLED = register(
    "accounts.codes.enabled",
    zh="启用了动态口令",
    en="switched on one-time codes",
    facts=["replaced"],
)
CODES_REMOVED = register(
    "accounts.codes.removed",
    zh="停用了“{label}”的动态口令，原因：{reason}",
    en="switched off the one-time codes of “{label}”; reason: {reason}",
)
CODE_ACCEPTED = register(
    "accounts.codes.accepted",
    zh="通过了第二步验证（{facts[by]}）",
    en="passed the second step ({facts[by]})",
    facts=["by"],
)
CODE_REFUSED = register(
    "accounts.codes.refused",
    zh="第二步验证失败",
    en="failed the second step",
)
RECOVERY_RENEWED = register(
    "accounts.codes.renewed",
    zh="重新生成了备用码",
    en="made new recovery codes",
)
