"""The register of a file's pages: how many are given, redacted and withheld, and on which grounds."""

from __future__ import annotations

from dataclasses import dataclass

from kaicheng.redaction.grounds import grounds, reason
from kaicheng.redaction.plan import Decision, Plan
from kaicheng.statute.outcomes import Outcome


@dataclass(frozen=True, slots=True)
class GroundUse:
    """Where a ground is used: in how many boxes, on which pages in boxes, and for which pages as a whole."""

    ground: Outcome
    boxes: int
    redacted: tuple[int, ...]
    withheld: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """Page numbers, from one, by what happens with them; grounds in the order of the table of outcomes."""

    given: tuple[int, ...]
    redacted: tuple[int, ...]
    withheld: tuple[int, ...]
    grounds: tuple[GroundUse, ...]

    @property
    def count(self) -> int:
        """All pages."""
        return len(self.given) + len(self.redacted) + len(self.withheld)

    @property
    def sentence(self) -> str:
        """共 12 页：公开 9 页，遮盖后公开 2 页（第 3、5 页），不予公开 1 页（第 7 页）。"""
        parts = [
            f"{name} {len(pages)} 页" + (f"（第 {_listed(pages)} 页）" if show else "")
            for name, pages, show in (
                ("公开", self.given, False),
                ("遮盖后公开", self.redacted, True),
                ("不予公开", self.withheld, True),
            )
            if pages
        ]
        return f"共 {self.count} 页：{'，'.join(parts)}。" if parts else "没有页面。"

    @property
    def ground_sentences(self) -> tuple[str, ...]:
        """One sentence for each ground, with its article and where it was used."""
        sentences = []
        for use in self.grounds:
            where = []
            if use.redacted:
                where.append(f"遮盖 {use.boxes} 处（第 {_listed(use.redacted)} 页）")
            if use.withheld:
                where.append(f"不予公开 {len(use.withheld)} 页（第 {_listed(use.withheld)} 页）")
            sentences.append(f"依据{use.ground.article.cite.zh}（{reason(use.ground)}）{'，'.join(where)}。")
        return tuple(sentences)


def summary(plan: Plan) -> Summary:
    """The register of a plan.

    Raises:
        PlanError: the plan does not hold together.
    """
    plan.check()
    by: dict[Decision, list[int]] = {decision: [] for decision in Decision}
    for number, page in enumerate(plan.pages, 1):
        by[page.decision].append(number)
    uses = []
    for code, outcome in grounds().items():
        boxes = [
            number for number, page in enumerate(plan.pages, 1) for box in page.boxes if box.ground == code
        ]
        whole = tuple(number for number, page in enumerate(plan.pages, 1) if code in page.grounds)
        if boxes or whole:
            uses.append(GroundUse(outcome, len(boxes), tuple(dict.fromkeys(boxes)), whole))
    given, redacted, withheld = (tuple(by[d]) for d in (Decision.GIVE, Decision.REDACT, Decision.WITHHOLD))
    return Summary(given, redacted, withheld, tuple(uses))


def _listed(pages: tuple[int, ...]) -> str:
    """3、5—7: numbers in a row from three on are drawn together."""
    parts: list[list[int]] = []
    for page in pages:
        if parts and page == parts[-1][-1] + 1:
            parts[-1].append(page)
        else:
            parts.append([page])
    return "、".join(f"{run[0]}—{run[-1]}" if len(run) > 2 else "、".join(map(str, run)) for run in parts)
