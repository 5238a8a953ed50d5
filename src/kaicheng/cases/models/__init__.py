"""What is stored of a request: the case, who asks, the ledger of acts, files, evidence, letters, disputes."""

from kaicheng.cases.models.applicant import Applicant
from kaicheng.cases.models.attempts import Attempts
from kaicheng.cases.models.case import ApplicantKind, Case, CaseCounter, Item, Source
from kaicheng.cases.models.consultation import Consultation, ConsultationKind
from kaicheng.cases.models.dispute import Dispute, DisputeKind, DisputeOutcome
from kaicheng.cases.models.draft import Draft, DraftFile
from kaicheng.cases.models.evidence import Harm, Opening, SearchRecord
from kaicheng.cases.models.files import CaseFile, FileRole
from kaicheng.cases.models.handling import Assignment, FeeCharge, PagePlan, Proof, SavedView
from kaicheng.cases.models.ledger import ActRow
from kaicheng.cases.models.letters import CaseLetter, Delivery, LetterCounter
from kaicheng.cases.models.mailbox import MailboxStatus, MailMessage, MailState
from kaicheng.cases.models.message import ApplicantMessage, MessageKind

__all__ = [
    "ActRow",
    "Applicant",
    "ApplicantKind",
    "ApplicantMessage",
    "Assignment",
    "Attempts",
    "Case",
    "CaseCounter",
    "CaseFile",
    "CaseLetter",
    "Consultation",
    "ConsultationKind",
    "Delivery",
    "Dispute",
    "DisputeKind",
    "DisputeOutcome",
    "Draft",
    "DraftFile",
    "FeeCharge",
    "FileRole",
    "Harm",
    "Item",
    "LetterCounter",
    "MailMessage",
    "MailState",
    "MailboxStatus",
    "MessageKind",
    "Opening",
    "PagePlan",
    "Proof",
    "SavedView",
    "SearchRecord",
    "Source",
]
