"""What the trail records about publishing."""

from __future__ import annotations

from kaicheng.audit.registry import register

PLATFORM_OPENED = register(
    "publishing.platform.opened",
    zh="开设了“{label}”的政府信息公开平台，栏目{facts[columns]}个",
    en="opened the platform of “{label}” with {facts[columns]} columns",
    facts=["columns"],
)
DOCUMENT_PUBLISHED = register(
    "publishing.document.published",
    zh="公开了《{label}》，索引号{facts[index_number]}",
    en="published “{label}”, index number {facts[index_number]}",
    facts=["index_number", "revision", "first"],
)
DOCUMENT_WITHDRAWN = register(
    "publishing.document.withdrawn",
    zh="撤下了《{label}》；理由：{reason}",
    en="withdrew “{label}”; reason: {reason}",
    facts=["index_number"],
)
VALIDITY_CHANGED = register(
    "publishing.document.validity_changed",
    zh="登记《{label}》{facts[what]}，日期{facts[on]}；依据：{facts[basis]}",
    en="recorded that “{label}” was {facts[what]} on {facts[on]}; basis: {facts[basis]}",
    fields=["validity"],
    facts=["what", "on", "basis"],
)
VALIDITY_STRUCK = register(
    "publishing.document.validity_struck",
    zh="撤销了对《{label}》{facts[what]}的登记；理由：{reason}",
    en="struck the record that “{label}” was {facts[what]}; reason: {reason}",
    fields=["validity"],
    facts=["what"],
)
IMPORTED = register(
    "publishing.imported",
    zh="导入了系统启用前已经公开的信息{facts[count]}条，来源：{label}",
    en="imported {facts[count]} documents that were public before, from {label}",
    facts=["count", "digest"],
)
MASKED_COPY_MADE = register(
    "publishing.document.masked_copy_made",
    zh="生成了脱敏稿《{label}》，遮挡{facts[places]}处，原件编号{facts[original]}",
    en="made the masked copy “{label}” with {facts[places]} places masked, of page {facts[original]}",
    facts=["original", "places"],
)
TICKET_DISMISSED = register(
    "publishing.ticket.dismissed",
    zh="认定监测问题{facts[rule]}“{label}：{facts[message]}”不是问题；理由：{reason}",
    en="judged the fault {facts[rule]} “{label}: {facts[message]}” to be none; {reason}",
    facts=["rule", "message"],
)
DECISIONS_RECORDED = register(
    "publishing.decisions.recorded",
    zh="登记了行政决定{facts[count]}件，来源：{facts[source]}",
    en="recorded {facts[count]} decisions from {facts[source]}",
    facts=["count", "source", "kinds"],
)
FEES_RECORDED = register(
    "publishing.fees.recorded",
    zh="登记了{facts[year]}年的收费项目“{label}”：{facts[amount]}元",
    en="recorded the charges of {facts[year]} for “{label}”: {facts[amount]} yuan",
    facts=["year", "amount"],
)
