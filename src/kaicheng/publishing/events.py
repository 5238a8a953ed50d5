"""What the trail records about publishing."""

from __future__ import annotations

from kaicheng.audit.registry import register

PLATFORM_OPENED = register(
    "publishing.platform.opened",
    zh="开设了“{label}”的政府信息公开平台，栏目{facts[columns]}个",
    en="opened the platform of “{label}” with {facts[columns]} columns",
    facts=["columns"],
)
COLUMN_ADDED = register(
    "publishing.column.added",
    zh="开设了栏目“{label}”，放在“{facts[parent]}”下面",
    en="opened the column “{label}” below “{facts[parent]}”",
    facts=["parent"],
)
COLUMN_CHANGED = register(
    "publishing.column.changed",
    zh="修改了栏目“{label}”的设置",
    en="changed the settings of the column “{label}”",
    fields=["title", "office", "item", "update_days", "empty_note"],
)
COLUMN_MOVED = register(
    "publishing.column.moved",
    zh="调整了栏目“{label}”的次序，排在“{facts[before]}”前面",
    en="put the column “{label}” before “{facts[before]}”",
    facts=["before"],
)
COLUMN_CLOSED = register(
    "publishing.column.closed",
    zh="停用了栏目“{label}”，接替的栏目：{facts[successor]}；理由：{reason}",
    en="closed the column “{label}”, followed by {facts[successor]}; reason: {reason}",
    facts=["successor"],
)
DOCUMENT_PUBLISHED = register(
    "publishing.document.published",
    zh="公开了《{label}》，索引号{facts[index_number]}",
    en="published “{label}”, index number {facts[index_number]}",
    facts=["index_number", "revision", "first"],
)
RECORD_CORRECTED = register(
    "publishing.document.record_corrected",
    zh="《{label}》更正后，{facts[what]}登记由“{facts[before]}”改为“{facts[after]}”，原登记注明撤销",
    en="“{label}” was corrected: {facts[what]} counts as {facts[after]}, no longer as {facts[before]}",
    facts=["what", "before", "after"],
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
IMPORT_STARTED = register(
    "publishing.import_started",
    zh="开始导入系统启用前已经公开的信息，来源：{label}",
    en="began to import documents that were public before, from {label}",
    facts=["digest"],
)
IMPORT_CONFIRMED = register(
    "publishing.import_confirmed",
    zh="确认导入系统启用前已经公开的信息{facts[count]}条，来源：{label}，内容摘要{facts[digest]}",
    en="confirmed the import of {facts[count]} documents from {label}, content {facts[digest]}",
    facts=["count", "digest"],
)
IMPORT_RETURNED = register(
    "publishing.import_returned",
    zh="退回了原网站信息的导入，来源：{label}；理由：{reason}",
    en="returned the import from {label}; reason: {reason}",
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
SCREENING_CHANGED = register(
    "publishing.screening.changed",
    zh="修改了“{label}”的脱敏约定和词表：{facts[what]}",
    en="changed the masking and the lists of “{label}”: {facts[what]}",
    facts=["what"],
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
DECISION_RECORDED = register(
    "publishing.decision.recorded",
    zh="登记了{facts[kind]}决定“{label}”：{facts[name]}",
    en="recorded the decision “{label}” ({facts[kind]}): {facts[name]}",
    facts=["kind", "name"],
)
DECISION_CHANGED = register(
    "publishing.decision.changed",
    zh="修改了{facts[kind]}决定“{label}”的登记",
    en="changed the record of the decision “{label}” ({facts[kind]})",
    fields=["number", "name", "decided_on", "valid_to", "office", "public"],
    facts=["kind"],
)
DECISION_OVERTURNED = register(
    "publishing.decision.overturned",
    zh="登记{facts[kind]}决定“{label}”{facts[what]}，日期{facts[on]}；依据：{facts[basis]}",
    en="recorded that the decision “{label}” ({facts[kind]}) {facts[what]}, {facts[on]}; {facts[basis]}",
    facts=["kind", "what", "on", "basis"],
)
DECISION_WITHDRAWN = register(
    "publishing.decision.withdrawn",
    zh="撤回了{facts[kind]}决定“{label}”的公开；理由：{reason}",
    en="withdrew the decision “{label}” ({facts[kind]}) from the public; reason: {reason}",
    facts=["kind"],
)
DECISION_STRUCK = register(
    "publishing.decision.struck",
    zh="删去了登记错误的{facts[kind]}决定“{label}”：{facts[name]}，{facts[decided_on]}；理由：{reason}",
    en="struck the mistaken record “{label}” ({facts[kind]}): {facts[name]}, {facts[decided_on]}; {reason}",
    facts=["kind", "name", "decided_on"],
)
DECISIONS_CONFIRMED = register(
    "publishing.decisions.confirmed",
    zh="确认公开行政决定{facts[count]}件，来源：{label}，内容摘要{facts[digest]}",
    en="confirmed {facts[count]} decisions from {label} for publication, content {facts[digest]}",
    facts=["count", "digest"],
)
DECISIONS_RETURNED = register(
    "publishing.decisions.returned",
    zh="退回了待公开的行政决定{facts[count]}件，来源：{label}；理由：{reason}",
    en="returned {facts[count]} decisions from {label}; reason: {reason}",
    facts=["count"],
)
RECORDS_LOADED = register(
    "publishing.decisions.loaded",
    zh="从“{label}”导入了行政决定{facts[decisions]}件、年度收费{facts[fees]}项",
    en="loaded {facts[decisions]} decisions and {facts[fees]} charges from “{label}”",
    facts=["decisions", "fees", "digest"],
)
FEES_RECORDED = register(
    "publishing.fees.recorded",
    zh="登记了{facts[year]}年的收费项目“{label}”：{facts[amount]}元",
    en="recorded the charges of {facts[year]} for “{label}”: {facts[amount]} yuan",
    facts=["year", "amount"],
)
FEES_STRUCK = register(
    "publishing.fees.struck",
    zh="删去了{facts[year]}年收费项目“{label}”的登记：{facts[amount]}元；理由：{reason}",
    en="struck the charges of {facts[year]} for “{label}”: {facts[amount]} yuan; {reason}",
    facts=["year", "amount"],
)
