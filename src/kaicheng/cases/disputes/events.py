"""What the trail records about reconsiderations and suits."""

from __future__ import annotations

from kaicheng.audit.registry import register

FIELDS = (
    "case", "kind", "body", "number", "filed_on", "copy_received_on", "summary_procedure", "replied_on",
    "heard_on",
    "decided_on", "decision_received_on", "outcome", "orders_answer_by", "summary", "follows",
)  # fmt: skip

RECORDED = register(
    "cases.dispute.recorded",
    zh="登记了{facts[kind]}{label}，{facts[body]}，申请{facts[case]}",
    en="recorded the dispute {label} at {facts[body]} on the request {facts[case]}",
    fields=FIELDS,
    facts=["kind", "body", "case"],
)
CHANGED = register(
    "cases.dispute.changed",
    zh="更新了{label}：{facts[what]}",
    en="updated the dispute {label}: {facts[what]}",
    fields=FIELDS,
    facts=["what", "again"],
)
