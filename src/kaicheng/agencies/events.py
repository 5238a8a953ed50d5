"""What the trail records about the organisation."""

from __future__ import annotations

from kaicheng.audit.registry import register

PROFILE = (
    "slug",
    "kind",
    "level",
    "credit_code",
    "organisation_code",
    "region_code",
    "supervising_department",
    "makes_rules",
    "acts_in_own_name",
    "office",
    "address",
    "postcode",
    "hours",
    "telephone",
    "fax",
    "email",
    "registration",
    "website",
    "holiday_region",
    "reconsideration_body",
    "online_reconsideration",
    "leading",
    "higher_department",
    "court",
    "seal",
)
OFFICE = ("name", "kind", "code", "order", "handles_disclosure")

AGENCY_CREATED = register(
    "agencies.agency.created",
    zh="设立了机关“{label}”，上级：{facts[parent]}",
    en="set up the authority “{label}” below {facts[parent]}",
    facts=["parent", "kind", "level", "credit_code"],
)
AGENCY_CHANGED = register(
    "agencies.agency.changed",
    zh="修改了“{label}”的资料：{facts[what]}",
    en="changed the particulars of “{label}”: {facts[what]}",
    fields=PROFILE,
    facts=["what", "seal_digest"],
)
AGENCY_RENAMED = register(
    "agencies.agency.renamed",
    zh="将机关“{before[name]}”更名为“{after[name]}”，自{facts[since]}起；依据：{reason}",
    en="renamed the authority “{before[name]}” to “{after[name]}” from {facts[since]}; basis: {reason}",
    fields=["name", "short_name"],
    facts=["since"],
)
AGENCY_NAME_CORRECTED = register(
    "agencies.agency.name_corrected",
    zh="更正了机关名称的录入错误：“{before[name]}”应为“{after[name]}”",
    en="corrected a slip in the authority's name: “{before[name]}” should be “{after[name]}”",
    fields=["name", "short_name"],
)
AGENCY_MOVED = register(
    "agencies.agency.moved",
    zh="将“{label}”从“{before[parent]}”调整到“{after[parent]}”之下；依据：{reason}",
    en="moved “{label}” from “{before[parent]}” to “{after[parent]}”; basis: {reason}",
    fields=["parent"],
)
AGENCY_MERGED = register(
    "agencies.agency.merged",
    zh="将“{label}”并入“{facts[into]}”，随转科室{facts[offices]}个、任职{facts[memberships]}项；依据：{reason}",
    en="merged “{label}” into “{facts[into]}” with {facts[offices]} offices and {facts[memberships]} "
    "appointments; basis: {reason}",
    fields=["status"],
    facts=["into", "offices", "memberships", "ended"],
)
AGENCY_RECEIVED = register(
    "agencies.agency.received",
    zh="承接了并入的“{facts[merged]}”的职责、科室和档案；依据：{reason}",
    en="took over the duties, offices and records of “{facts[merged]}”; basis: {reason}",
    facts=["merged"],
)
AGENCY_ABOLISHED = register(
    "agencies.agency.abolished",
    zh="撤销了机关“{label}”，承继机关：{facts[successor]}；依据：{reason}",
    en="abolished the authority “{label}”, succeeded by {facts[successor]}; basis: {reason}",
    fields=["status"],
    facts=["successor", "offices", "ended"],
)

OFFICE_CREATED = register(
    "agencies.office.created",
    zh="设立了“{label}”",
    en="set up the office “{label}”",
    facts=["kind", "handles_disclosure"],
)
OFFICE_CHANGED = register(
    "agencies.office.changed",
    zh="修改了“{label}”的资料：{facts[what]}",
    en="changed the office “{label}”: {facts[what]}",
    fields=OFFICE,
    facts=["what"],
)
OFFICE_RENAMED = register(
    "agencies.office.renamed",
    zh="将“{before[name]}”改名为“{after[name]}”",
    en="renamed the office “{before[name]}” to “{after[name]}”",
    fields=["name"],
)
OFFICE_CLOSED = register(
    "agencies.office.closed",
    zh="撤销了“{label}”，工作由“{facts[successor]}”承接；理由：{reason}",
    en="closed the office “{label}”, succeeded by “{facts[successor]}”; reason: {reason}",
    facts=["successor", "ended"],
)

ACCOUNT_CREATED = register(
    "agencies.account.created",
    zh="建立了{label}（{personal[username]}，{personal[name]}）",
    en="made {label} ({personal[username]}, {personal[name]})",
    personal=["username", "name"],
)
ACCOUNT_SWITCHED_OFF = register(
    "agencies.account.switched_off",
    zh="停用了{label}（{personal[username]}，{personal[name]}），原因：{reason}",
    en="switched off {label} ({personal[username]}, {personal[name]}): {reason}",
    personal=["username", "name"],
)
ACCOUNT_SWITCHED_ON = register(
    "agencies.account.switched_on",
    zh="重新启用了{label}（{personal[username]}，{personal[name]}），原因：{reason}",
    en="switched on {label} ({personal[username]}, {personal[name]}) again: {reason}",
    personal=["username", "name"],
)
ADDRESS_ISSUED = register(
    "agencies.account.address_issued",
    zh="取出了首次登录网址，共{facts[count]}个：{label}",
    en="took out {facts[count]} first sign-in addresses: {label}",
    facts=["count"],
)
MEMBERSHIP_PROPOSED = register(
    "agencies.membership.proposed",
    zh="提出由{personal[holder]}担任“{label}”（{facts[role]}），等待安全管理员确认",
    en="proposed {personal[holder]} for “{label}” ({facts[role]}), to be confirmed",
    facts=["role", "office", "valid_from", "valid_to", "user"],
    personal=["holder"],
)
MEMBERSHIP_CONFIRMED = register(
    "agencies.membership.confirmed",
    zh="确认由{personal[holder]}担任“{label}”（{facts[role]}）",
    en="confirmed {personal[holder]} as “{label}” ({facts[role]})",
    facts=["role", "user"],
    personal=["holder"],
)
MEMBERSHIP_DECLINED = register(
    "agencies.membership.declined",
    zh="没有同意由{personal[holder]}担任“{label}”（{facts[role]}）；理由：{reason}",
    en="declined {personal[holder]} as “{label}” ({facts[role]}); reason: {reason}",
    facts=["role", "user"],
    personal=["holder"],
)
MEMBERSHIP_APPOINTED = register(
    "agencies.membership.appointed",
    zh="任命{personal[holder]}为“{label}”（{facts[role]}）",
    en="appointed {personal[holder]} as “{label}” ({facts[role]})",
    facts=["role", "office", "valid_from", "valid_to", "user"],
    personal=["holder"],
)
MEMBERSHIP_ENDED = register(
    "agencies.membership.ended",
    zh="终止了{personal[holder]}的任职“{label}”，至{facts[last_day]}；理由：{reason}",
    en="ended the appointment of {personal[holder]} as “{label}” on {facts[last_day]}; reason: {reason}",
    facts=["role", "last_day", "user"],
    personal=["holder"],
)
DELEGATED = register(
    "agencies.delegation.granted",
    zh="“{label}”自{facts[valid_from]}至{facts[valid_to]}由{personal[delegate]}代审；事由：{reason}",
    en="“{label}” is delegated to {personal[delegate]} from {facts[valid_from]} to {facts[valid_to]}; "
    "reason: {reason}",
    facts=["valid_from", "valid_to", "delegate"],
    personal=["delegate"],
)
DELEGATION_REVOKED = register(
    "agencies.delegation.revoked",
    zh="撤回了“{label}”对{personal[delegate]}的代审委托",
    en="revoked the delegation of “{label}” to {personal[delegate]}",
    facts=["delegate"],
    personal=["delegate"],
)
HANDED_OVER = register(
    "agencies.membership.handed_over",
    zh="{personal[leaver]}的工作移交给{personal[successor]}：任职{facts[memberships]}项，{facts[holdings]}",
    en="handed the work of {personal[leaver]} over to {personal[successor]}: "
    "{facts[memberships]} appointments, {facts[holdings]}",
    facts=["memberships", "delegations", "holdings", "leaver", "successor"],
    personal=["leaver", "successor"],
)
LOADED = register(
    "agencies.setup.loaded",
    zh="批量导入：新设机关{facts[agencies]}个、科室{facts[offices]}个、账号{facts[users]}个、"
    "任职{facts[memberships]}项",
    en="loaded {facts[agencies]} authorities, {facts[offices]} offices, {facts[users]} accounts and "
    "{facts[memberships]} appointments",
    facts=["agencies", "offices", "users", "memberships", "file", "digest"],
)
TRAIL_EXPORTED = register(
    "agencies.trail.exported",
    zh="导出了审计记录，共{facts[chains]}条链",
    en="exported the audit trail, {facts[chains]} chains",
    facts=["chains"],
)
