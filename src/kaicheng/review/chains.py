"""From an authority's setting to the CMS's workflow for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wagtail.models import Workflow, WorkflowTask

from kaicheng.agencies.models import Agency
from kaicheng.agencies.roles import Role
from kaicheng.review.levels import DEFAULT, LEVELS, label
from kaicheng.review.models import ReviewChain, SignatureTask

DAYS, URGENT_DAYS = 2, 0


@dataclass(frozen=True, slots=True)
class Chain:
    """The levels after the author, and the working days that each of them has."""

    levels: tuple[Role, ...]
    days: int
    urgent_days: int


def chain_for(agency: Agency, kind: str) -> Chain:
    """The chain for a kind of thing: its own, else the authority's general one, else the default.

    A kind may be narrower than a setting: ``document:normative`` also follows what is set for ``document``.
    """
    wanted = [kind, kind.partition(":")[0], ""]
    rows = {row.kind: row for row in ReviewChain.objects.filter(agency=agency, kind__in=wanted)}
    row = next((rows[one] for one in wanted if one in rows), None)
    if row is None:
        return Chain(DEFAULT, DAYS, URGENT_DAYS)
    return Chain(tuple(Role(level) for level in row.levels), row.days, row.urgent_days)


def workflow_for(levels: Sequence[Role]) -> Workflow:
    """The workflow with exactly these levels, made when it is first needed."""
    name = "三审：撰稿人 → " + " → ".join(label(level) for level in levels)
    workflow, made = Workflow.objects.get_or_create(name=name)
    if made:
        for order, level in enumerate(levels):
            WorkflowTask.objects.create(workflow=workflow, task=task_for(level), sort_order=order)
    return workflow


def task_for(level: Role) -> SignatureTask:
    """The task that stands for a level."""
    task, _made = SignatureTask.objects.get_or_create(level=level, defaults={"name": f"{label(level)}签批"})
    return task


def ensure_tasks() -> None:
    """A task for every level."""
    for level in LEVELS:
        task_for(level)
