"""Saying that a ticket is about no fault."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from kaicheng.agencies.actions.base import StaffAction, refuse, required
from kaicheng.audit.recording import Entry
from kaicheng.publishing import events
from kaicheng.publishing.models import Ticket


class Dismiss(StaffAction[Ticket]):
    """Close a ticket with the reason why nothing is wrong; the daily look leaves it closed while it finds
    the same."""

    permission: ClassVar[str] = "publishing.ticket.handle"

    def __init__(self, ticket: Ticket, **context: object) -> None:
        super().__init__(**context)  # type: ignore[arg-type]
        self.ticket = ticket

    def subject(self) -> models.Model:
        return self.ticket

    def validate(self) -> None:
        required(self.reason, "请写明为什么不是问题。", "reason")
        if self.ticket.state != Ticket.State.OPEN:
            refuse("这个问题已经了结了。")
        if self.ticket.blocks:
            refuse("这是必须改正的问题，不能用理由略过。")

    def perform(self) -> Ticket:
        self.ticket.state, self.ticket.reason = Ticket.State.DISMISSED, self.reason[:300]
        self.ticket.closed_at, self.ticket.by = self.at, self.by
        self.ticket.save(update_fields=["state", "reason", "closed_at", "by"])
        return self.ticket

    def event(self) -> Entry:
        return self.entry(
            events.TICKET_DISMISSED,
            self.ticket.agency.chain,
            self.ticket,
            facts={"rule": self.ticket.rule, "message": self.ticket.message},
            label=self.ticket.title,
        )
