"""What is stored: platforms with their columns, documents, what happened to them, decisions, numbers."""

from kaicheng.publishing.models.batch import ImportBatch
from kaicheng.publishing.models.checking import CheckResult, Sample
from kaicheng.publishing.models.decision import Decision, DecisionKind, FeeYear, Overturned
from kaicheng.publishing.models.document import Attachment, DocumentPage, Issuer, Mark
from kaicheng.publishing.models.history import PolicyEvent, PolicyEventKind
from kaicheng.publishing.models.numbering import IndexCounter
from kaicheng.publishing.models.outgoing import Outgoing
from kaicheng.publishing.models.platform import ColumnPage, HomePage
from kaicheng.publishing.models.screening import ScreeningRules
from kaicheng.publishing.models.ticket import Ticket
from kaicheng.publishing.models.upload import Scan, Upload

__all__ = [
    "Attachment",
    "CheckResult",
    "ColumnPage",
    "Decision",
    "DecisionKind",
    "DocumentPage",
    "FeeYear",
    "HomePage",
    "ImportBatch",
    "IndexCounter",
    "Issuer",
    "Mark",
    "Outgoing",
    "Overturned",
    "PolicyEvent",
    "PolicyEventKind",
    "Sample",
    "Scan",
    "ScreeningRules",
    "Ticket",
    "Upload",
]
