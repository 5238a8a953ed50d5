"""What an authority's own systems write, with its token."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from kaicheng.api import shapes
from kaicheng.api.actions import RecordDecisions
from kaicheng.api.site import TokenAuth
from kaicheng.audit.recording import Origin
from kaicheng.visitors import client_address

router = Router(tags=["write"], auth=TokenAuth())


@router.post(
    "/decisions",
    response={
        200: shapes.DecisionsOut,
        400: shapes.Failure,
        401: shapes.Failure,
        422: shapes.Failure,
        429: shapes.Failure,
    },
    summary="登记行政决定",
    operation_id="record_decisions",
)
def record_decisions(request: HttpRequest, data: shapes.DecisionsIn) -> Any:
    """批量登记行政许可、处罚、强制决定。文号相同的更新，内容也相同的不变；不对的行逐行说明，其余照登。"""
    rows = [one.model_dump() for one in data.decisions]
    action = RecordDecisions(
        request.auth,  # type: ignore[attr-defined]
        rows,
        at=timezone.now(),
        origin=Origin(address=client_address(request)),
    )
    done = action.execute()
    counts = Counter(one.status for one in done)
    return {
        **{name: counts[name] for name in ("created", "updated", "unchanged", "refused")},
        "rows": [
            {
                "row": at,
                "number": one.number,
                "status": one.status,
                "errors": [{"where": where, "message": message} for where, message in one.errors],
            }
            for at, one in enumerate(done)
        ],
    }
