"""Who may do what with columns, documents and decisions."""

from __future__ import annotations

from kaicheng.agencies import permissions
from kaicheng.agencies.permissions import Scope
from kaicheng.publishing.models import (
    ColumnPage,
    Decision,
    DocumentPage,
    FeeYear,
    HomePage,
    ImportBatch,
    PolicyEvent,
    ScreeningRules,
    Ticket,
)

permissions.place(HomePage, agency="agency")
permissions.place(ColumnPage, agency="agency", office="office")
permissions.place(DocumentPage, agency="agency", office="office", owner="first_author")
permissions.place(PolicyEvent, agency="document__agency", office="document__office")
permissions.place(Decision, agency="agency", office="office")
permissions.place(FeeYear, agency="agency")
permissions.place(Ticket, agency="agency", office="office")
permissions.place(ImportBatch, agency="agency")
permissions.place(ScreeningRules, agency="agency")

permissions.register(
    "publishing.document.view",
    zh="查看文稿",
    en="see documents and drafts",
    information_officer=Scope.AGENCY,
    office_head=Scope.AGENCY,
    leader_in_charge=Scope.AGENCY,
    agency_head=Scope.AGENCY,
    disclosure_officer=Scope.AGENCY,
    archivist=Scope.AGENCY,
)
permissions.register(
    "publishing.document.draft",
    zh="起草和修改文稿",
    en="draft and change documents",
    information_officer=Scope.OFFICE,
    office_head=Scope.OFFICE,
    disclosure_officer=Scope.AGENCY,
)
permissions.register(
    "publishing.document.withdraw",
    zh="撤下已经公开的信息",
    en="withdraw what is public",
    leader_in_charge=Scope.OFFICE,
    agency_head=Scope.AGENCY,
)
permissions.register(
    "publishing.document.change_validity",
    zh="登记文件的修改、废止和失效",
    en="record that a document is amended, repealed or lapsed",
    office_head=Scope.OFFICE,
    disclosure_officer=Scope.AGENCY,
)
permissions.register(
    "publishing.column.manage",
    zh="管理栏目",
    en="keep the columns",
    disclosure_officer=Scope.AGENCY,
)
permissions.register(
    "publishing.decision.record",
    zh="登记行政决定和年度收费",
    en="record decisions and the year's charges",
    information_officer=Scope.AGENCY,
    office_head=Scope.AGENCY,
    disclosure_officer=Scope.AGENCY,
)
permissions.register(
    "publishing.decision.confirm",
    zh="确认公开行政决定",
    en="confirm decisions that others have recorded, so that they become public",
    leader_in_charge=Scope.AGENCY,
    agency_head=Scope.AGENCY,
)
permissions.register(
    "publishing.decision.view",
    zh="查看行政决定和年度收费",
    en="see decisions and the year's charges",
    information_officer=Scope.AGENCY,
    office_head=Scope.AGENCY,
    leader_in_charge=Scope.AGENCY,
    agency_head=Scope.AGENCY,
    disclosure_officer=Scope.AGENCY,
    archivist=Scope.AGENCY,
)
permissions.register(
    "publishing.import",
    zh="导入原网站的信息",
    en="bring documents from an earlier site",
    disclosure_officer=Scope.AGENCY,
)
permissions.register(
    "publishing.import.confirm",
    zh="确认导入原网站的信息",
    en="confirm an import that somebody else has prepared",
    leader_in_charge=Scope.AGENCY,
    agency_head=Scope.AGENCY,
)
permissions.register(
    "publishing.screening.manage",
    zh="设定本机关的脱敏约定和词表",
    en="set the authority's table of masking and its lists",
    disclosure_officer=Scope.AGENCY,
)
permissions.register(
    "publishing.ticket.handle",
    zh="处理监测问题",
    en="see to faults that the daily look has found",
    information_officer=Scope.OFFICE,
    office_head=Scope.OFFICE,
    disclosure_officer=Scope.AGENCY,
)
permissions.register(
    "publishing.ticket.view",
    zh="查看监测问题",
    en="see faults that the daily look has found",
    information_officer=Scope.OFFICE,
    office_head=Scope.OFFICE,
    leader_in_charge=Scope.OFFICE,
    agency_head=Scope.AGENCY,
    disclosure_officer=Scope.AGENCY,
    supervisor=Scope.SUBTREE,
)
