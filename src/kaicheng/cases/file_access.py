"""Who on staff may open a file of a case."""

from __future__ import annotations

from kaicheng.agencies.permissions import Standing
from kaicheng.cases.models import Case, CaseFile, FileRole
from kaicheng.cases.models.files import RESTRICTED


def permission_for(file: CaseFile) -> str:
    """What is needed beyond seeing the case: identity papers, and e-mails with whatever was attached to them,
    are for intake; records asked for are not public yet and are for those who judge and sign; what was
    withdrawn is for who handles the case."""
    if file.withdrawn_at is not None:
        return "cases.case.handle"
    if file.role in (*RESTRICTED, FileRole.MESSAGE):
        return "cases.applicant.open"
    return "cases.original.open" if file.role == FileRole.ORIGINAL else "cases.case.view"


def may_open(standing: Standing, file: CaseFile, case: Case) -> bool:
    """Whether the person may open a file that stands on the page of ``case``."""
    return standing.may(permission_for(file), case)
