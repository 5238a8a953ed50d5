"""What is to happen with each page of a file: given, redacted in places, or withheld, and on what ground."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from kaicheng.redaction.errors import PlanError
from kaicheng.redaction.geometry import Rect
from kaicheng.redaction.grounds import ground
from kaicheng.statute.outcomes import Outcome

SCHEMA = "kaicheng/release-plan/1"


class Decision(StrEnum):
    """What happens with a page."""

    GIVE = "give"
    REDACT = "redact"
    WITHHOLD = "withhold"


@dataclass(frozen=True, slots=True)
class Box:
    """A part of a page that goes, as fractions of the page as it is displayed, from its top left corner.

    ``ground`` is a code of :func:`~kaicheng.redaction.grounds.grounds`. ``note`` is for the file alone and is
    never printed on what is released.
    """

    left: float
    top: float
    right: float
    bottom: float
    ground: str
    note: str = ""

    @classmethod
    def on(cls, area: Rect, ground: str, note: str = "") -> Box:
        """A box on an area, as :meth:`PageView.find` and words give them."""
        return cls(area.left, area.top, area.right, area.bottom, ground, note)

    @property
    def area(self) -> Rect:
        """The box without its ground."""
        return Rect(self.left, self.top, self.right, self.bottom)

    @property
    def outcome(self) -> Outcome:
        """The ground, with its article and name."""
        return ground(self.ground)


@dataclass(frozen=True, slots=True)
class PagePlan:
    """One page: ``boxes`` where it is redacted, ``grounds`` (codes) where it is withheld, else neither."""

    decision: Decision
    boxes: tuple[Box, ...] = ()
    grounds: tuple[str, ...] = ()
    note: str = ""


GIVEN = PagePlan(Decision.GIVE)


@dataclass(frozen=True, slots=True)
class Plan:
    """All pages of a file, in its order."""

    pages: tuple[PagePlan, ...] = field(default=())

    def check(self, count: int | None = None) -> None:
        """Make sure that every page is decided with what its decision needs, and that there are ``count``.

        Raises:
            PlanError: naming the first page that is not.
        """
        if count is not None and len(self.pages) != count:
            raise PlanError(
                f"文件有 {count} 页，方案有 {len(self.pages)} 页，对不上。请重新打开文件逐页确定。",
                f"The file has {count} pages and the plan {len(self.pages)}. Decide on the pages anew.",
            )
        for number, page in enumerate(self.pages, 1):
            _check_page(number, page)


def redacted(*boxes: Box) -> PagePlan:
    """A page given without these boxes."""
    return PagePlan(Decision.REDACT, boxes)


def withheld(*grounds: str, note: str = "") -> PagePlan:
    """A page withheld on these grounds."""
    return PagePlan(Decision.WITHHOLD, (), grounds, note)


def _check_page(number: int, page: PagePlan) -> None:
    if page.decision is Decision.REDACT and not page.boxes:
        raise PlanError(
            f"第 {number} 页要遮盖，但没有画出遮盖的地方。请画框，或者改为公开。",
            f"Page {number} is to be redacted, but no box is drawn. Draw one, or give the page.",
        )
    if page.decision is not Decision.REDACT and page.boxes:
        raise PlanError(
            f"第 {number} 页画有遮盖框，但没有选“遮盖后公开”。请重新选择，或者删除遮盖框。",
            f"Page {number} has boxes but is not to be redacted. Choose again, or remove them.",
        )
    if (page.decision is Decision.WITHHOLD) != bool(page.grounds):
        raise PlanError(
            f"第 {number} 页的不予公开依据与处理方式不一致。不予公开的页应当至少有一项依据，其他页不填。",
            f"Page {number}: a page withheld has at least one ground, any other page none.",
        )
    for code in (*page.grounds, *(box.ground for box in page.boxes)):
        ground(code)
    for box in page.boxes:
        if not (0 <= box.left < box.right <= 1 and 0 <= box.top < box.bottom <= 1):
            raise PlanError(
                f"第 {number} 页有一个遮盖框不在页面之内，或者没有大小。请删除后重画。",
                f"Page {number} has a box outside the page, or without size. Remove it and draw it again.",
            )


def plan_to_json(plan: Plan) -> dict[str, Any]:
    """The object of the contract ``kaicheng/release-plan/1``."""
    return {
        "schema": SCHEMA,
        "pages": [
            {
                "decision": page.decision.value,
                "boxes": [
                    {
                        "area": [box.left, box.top, box.right, box.bottom],
                        "ground": box.ground,
                        "note": box.note,
                    }
                    for box in page.boxes
                ],
                "grounds": list(page.grounds),
                "note": page.note,
            }
            for page in plan.pages
        ],
    }


def plan_from_json(data: Mapping[str, Any]) -> Plan:
    """The plan that :func:`plan_to_json` wrote, or that a screen sent.

    Raises:
        PlanError: not of that form, or not a plan that holds together.
    """
    try:
        if data["schema"] != SCHEMA:
            raise ValueError(data["schema"])
        plan = Plan(
            tuple(
                PagePlan(
                    Decision(page["decision"]),
                    tuple(
                        Box.on(_area(box["area"]), str(box["ground"]), str(box.get("note", "")))
                        for box in page.get("boxes", ())
                    ),
                    tuple(map(str, page.get("grounds", ()))),
                    str(page.get("note", "")),
                )
                for page in data["pages"]
            )
        )
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise PlanError(
            "公开方案的数据不完整，无法识别。请刷新页面后重新保存。",
            "The release plan is incomplete. Reload the page and save it again.",
        ) from error
    plan.check()
    return plan


def _area(raw: Any) -> Rect:
    if not isinstance(raw, list | tuple):
        raise TypeError(raw)
    left, top, right, bottom = map(float, raw)
    return Rect(left, top, right, bottom)
