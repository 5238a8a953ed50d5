"""Who may see reviews and set chains. Who may sign follows from the level, the office and the post."""

from __future__ import annotations

from kaicheng.agencies import permissions
from kaicheng.agencies.permissions import Scope
from kaicheng.review.models import ReviewChain, Submission

permissions.place(ReviewChain, agency="agency")
permissions.place(Submission, agency="agency", office="office", owner="by")

permissions.register(
    "review.submission.view",
    zh="查看送审情况",
    en="see submissions for review",
    information_officer=Scope.AGENCY,
    office_head=Scope.AGENCY,
    leader_in_charge=Scope.AGENCY,
    agency_head=Scope.AGENCY,
    disclosure_officer=Scope.AGENCY,
)
permissions.register(
    "review.chain.set",
    zh="设置审核环节",
    en="set the levels of review",
    disclosure_officer=Scope.AGENCY,
    agency_head=Scope.AGENCY,
)
