"""Who may do what with requests. Anyone on staff may log that a request has arrived."""

from __future__ import annotations

from kaicheng.agencies import permissions
from kaicheng.agencies.permissions import Scope
from kaicheng.cases.models import (
    ActRow,
    Applicant,
    Assignment,
    Case,
    CaseFile,
    CaseLetter,
    Consultation,
    Delivery,
    Dispute,
    FeeCharge,
    Harm,
    Item,
    MailMessage,
    PagePlan,
    Proof,
    SearchRecord,
)

permissions.place(Case, agency="agency", office="office", owner="handler")
for _model in (
    Item, ActRow, Applicant, CaseFile, CaseLetter, Consultation, Harm, SearchRecord, Proof, PagePlan,
    FeeCharge,
):  # fmt: skip
    permissions.place(_model, agency="case__agency", office="case__office", owner="case__handler")
permissions.place(
    Delivery, agency="letter__case__agency", office="letter__case__office", owner="letter__case__handler"
)
permissions.place(Assignment, agency="case__agency", office="office")
permissions.place(Dispute, agency="agency", office="case__office")
permissions.place(MailMessage, agency="agency")

permissions.register(
    "cases.case.register",
    zh="登记收到的申请",
    en="register a request that has arrived",
    information_officer=Scope.AGENCY,
    office_head=Scope.AGENCY,
    leader_in_charge=Scope.AGENCY,
    agency_head=Scope.AGENCY,
    disclosure_officer=Scope.AGENCY,
    registrar=Scope.AGENCY,
    archivist=Scope.AGENCY,
)
permissions.register(
    "cases.case.view",
    zh="查看申请办理情况",
    en="see requests",
    information_officer=Scope.OFFICE,
    office_head=Scope.OFFICE,
    leader_in_charge=Scope.OFFICE,
    agency_head=Scope.AGENCY,
    disclosure_officer=Scope.AGENCY,
    registrar=Scope.AGENCY,
    archivist=Scope.AGENCY,
)
permissions.register(
    "cases.case.handle",
    zh="办理申请",
    en="handle requests",
    disclosure_officer=Scope.AGENCY,
)
permissions.register(
    "cases.case.assist",
    zh="协助检索、提出意见",
    en="search, and give an opinion",
    information_officer=Scope.OFFICE,
    office_head=Scope.OFFICE,
    disclosure_officer=Scope.AGENCY,
)
permissions.register(
    "cases.case.extend",
    zh="批准延期答复",
    en="approve an extension",
    disclosure_officer=Scope.AGENCY,
    agency_head=Scope.AGENCY,
)
permissions.register(
    "cases.applicant.open",
    zh="查看申请人身份信息",
    en="see who the applicant is",
    disclosure_officer=Scope.AGENCY,
    registrar=Scope.AGENCY,
)
permissions.register(
    "cases.original.open",
    zh="查看拟公开信息原件",
    en="see records that were asked for, before they are given",
    information_officer=Scope.OFFICE,
    office_head=Scope.OFFICE,
    leader_in_charge=Scope.OFFICE,
    agency_head=Scope.AGENCY,
    disclosure_officer=Scope.AGENCY,
)
permissions.register(
    "cases.released.confirm",
    zh="确认随纸质签发的答复提供的公开件",
    en="confirm what goes with an answer that was signed on paper",
    leader_in_charge=Scope.OFFICE,
    agency_head=Scope.AGENCY,
)
permissions.register(
    "cases.dispute.record",
    zh="登记复议和诉讼",
    en="record reconsiderations and suits",
    disclosure_officer=Scope.AGENCY,
)
permissions.register(
    "cases.mail.handle",
    zh="处理申请邮箱的来信",
    en="handle letters in the mailbox for requests",
    disclosure_officer=Scope.AGENCY,
    registrar=Scope.AGENCY,
)
permissions.register(
    "cases.case.archive",
    zh="申请归档",
    en="archive requests",
    disclosure_officer=Scope.AGENCY,
    archivist=Scope.AGENCY,
)
permissions.register(
    "cases.bundle.make",
    zh="制作案卷",
    en="make the bundle of a case for a court",
    disclosure_officer=Scope.AGENCY,
)
