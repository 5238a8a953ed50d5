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
HANDLED = register(
    "cases.case.handled",
    zh="申请{label}：{facts[what]}",
    en="request {label}: {facts[what]}",
    facts=["what", "kind", "subject", "day", "office"],
)
LETTER_SAVED = register(
    "cases.letter.saved",
    zh="申请{label}：拟写《{facts[letter]}》",
    en="request {label}: drafted {facts[letter]}",
    facts=["letter", "kind", "act"],
)
RELEASED = register(
    "cases.file.released",
    zh="申请{label}：生成公开件，{facts[summary]}",
    en="request {label}: made the copy to be given, {facts[summary]}",
    facts=["summary", "original", "digest"],
)
DELIVERED = register(
    "cases.letter.delivered",
    zh="申请{label}：{facts[letter]}{facts[what]}",
    en="request {label}: {facts[letter]}, {facts[what]}",
    facts=["letter", "what", "means", "on", "waybill"],
)
ARCHIVED = register(
    "cases.case.archived",
    zh="申请{label}归档：保管期限{facts[retention]}，文件{facts[files]}份，存放{facts[place]}",
    en="archived the request {label}: kept {facts[retention]}, {facts[files]} files, at {facts[place]}",
    facts=["retention", "place", "files", "digest"],
)
REOPENED = register(
    "cases.case.reopened",
    zh="申请{label}的案卷退回整理：{facts[why]}",
    en="took the file of the request {label} back from the archive: {facts[why]}",
    facts=["why"],
)
EXPORTED = register(
    "cases.register.exported",
    zh="导出{label}的申请登记簿{facts[rows]}行",
    en="exported {facts[rows]} rows of the register of {label}",
    facts=["rows", "query"],
)
RECOUNTED = register(
    "cases.due.moved",
    zh="放假安排有变化，申请{label}的答复期限由{facts[before]}改为{facts[after]}",
    en="the holidays changed: the last day to answer {label} moved from {facts[before]} to {facts[after]}",
    facts=["before", "after", "calendar"],
)
