"""What the trail records about the workbench."""

from kaicheng.audit.registry import register

RULES = ("digest", "digest_at", "reminders", "quiet_from", "quiet_to", "rest_days")

MAIL_RULES_SET = register(
    "workbench.mail_rules.set",
    zh="设定了“{label}”的邮件提醒",
    en="set when mail is sent to the people of “{label}”",
    fields=RULES,
)
