"""What the trail records about requests. Labels are case numbers: no name of an applicant stands here."""

from __future__ import annotations

from kaicheng.audit.registry import register

REGISTERED = register(
    "cases.case.registered",
    zh="登记了申请{label}，渠道：{facts[channel]}，到达日期{facts[arrived_on]}",
    en="registered the request {label}, received by {facts[channel]}, arrived {facts[arrived_on]}",
    facts=["channel", "arrived_on", "source", "office"],
)
ACT_RECORDED = register(
    "cases.act.recorded",
    zh="申请{label}：{facts[what]}（{facts[on]}）",
    en="request {label}: {facts[act]} on {facts[on]}",
    facts=["what", "act", "on", "place", "data", "late"],
)
ASSIGNED = register(
    "cases.case.assigned",
    zh="将申请{label}交{facts[office]}办理，反馈期限{facts[inner_due]}",
    en="assigned the request {label} to {facts[office]}, to report by {facts[inner_due]}",
    facts=["office", "inner_due"],
)
