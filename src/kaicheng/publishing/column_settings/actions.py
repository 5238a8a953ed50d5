"""What may be done with columns: settings of all; opening, ordering and closing an authority's own."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from kaicheng.agencies.actions.base import StaffAction, plain, refuse, required
from kaicheng.agencies.models import Office
from kaicheng.audit.recording import Entry
from kaicheng.publishing import events, outlets
from kaicheng.publishing.checking.notes import refuse_leaks
from kaicheng.publishing.columns import Column
from kaicheng.publishing.models import ColumnPage, DocumentPage

SETTINGS = ("office", "update_days", "empty_note")
"""What may be set of every column; names of the statutory ones are uniform (国办公开办函〔2019〕61号)."""
OF_ITS_OWN = ("title", "item")
PARENTS = (Column.PROACTIVE, Column.ITEM, Column.OWN)
"""Below what an authority opens columns of its own: the entries of the platform are uniform too."""


class _OfColumn(StaffAction[ColumnPage]):
    permission = "publishing.column.manage"

    def __init__(self, column: ColumnPage, **context: object) -> None:
        super().__init__(**context)  # type: ignore[arg-type]
        self.column = column

    def subject(self) -> models.Model:
        return self.column


class AddColumn(StaffAction[ColumnPage]):
    """Open a column of the authority's own below ``parent``."""

    permission = "publishing.column.manage"

    def __init__(
        self, parent: ColumnPage, values: Mapping[str, Any], *, slug: str = "", **context: object
    ) -> None:
        super().__init__(**context)  # type: ignore[arg-type]
        self.parent, self.values, self.slug = parent, values, slug

    def subject(self) -> models.Model:
        return self.parent

    def validate(self) -> None:
        if self.parent.kind not in PARENTS or self.parent.closed_on is not None:
            refuse(_("本机关的栏目放在“法定主动公开内容”或者它下面的栏目里。"), "parent")
        title = required(self.values.get("title", ""), _("请写栏目的名称。"), "title")
        _refuse_taken(self.parent, title)
        _refuse_other_office(self.parent, self.values)
        refuse_leaks(self.parent.agency, self.today, **_words(self.values))

    def perform(self) -> ColumnPage:
        self.made = ColumnPage(
            agency=self.parent.agency,
            kind=Column.OWN,
            slug=self.slug or f"lm-{secrets.token_hex(3)}",
            since=self.today,
            **{name: self.values[name] for name in (*SETTINGS, *OF_ITS_OWN) if name in self.values},
        )
        self.parent.add_child(instance=self.made)
        outlets.announce_platform(self.made, self.at)
        return self.made

    def event(self) -> Entry:
        facts = {"parent": self.parent.title}
        return self.entry(
            events.COLUMN_ADDED, self.made.agency.chain, self.made, facts=facts, label=self.made.title
        )


class ChangeColumn(_OfColumn):
    """Change what is set of a column."""

    def __init__(self, column: ColumnPage, values: Mapping[str, Any], **context: object) -> None:
        super().__init__(column, **context)
        names = (*SETTINGS, *OF_ITS_OWN) if column.kind == Column.OWN else SETTINGS
        self.values = {name: values[name] for name in names if name in values}

    def validate(self) -> None:
        self.column = ColumnPage.objects.get(pk=self.column.pk)
        if "title" in self.values:
            required(self.values["title"], _("请写栏目的名称。"), "title")
            if self.values["title"] != self.column.title:
                _refuse_taken(self.column.get_parent(), self.values["title"])
        _refuse_other_office(self.column, self.values)
        refuse_leaks(self.column.agency, self.today, **_words(self.values))

    def perform(self) -> ColumnPage:
        self.changes = {}
        for name, value in self.values.items():
            before = getattr(self.column, name)
            if before != value:
                self.changes[name] = (plain(before), plain(value))
                setattr(self.column, name, value)
        if not self.changes:
            refuse(_("没有改动。"))
        self.column.draft_title = self.column.title
        self.column.save()
        outlets.announce_platform(self.column, self.at)
        return self.column

    def event(self) -> Entry:
        return self.entry(
            events.COLUMN_CHANGED,
            self.column.agency.chain,
            self.column,
            changes=self.changes,
            label=self.column.title,
        )


class PutBefore(_OfColumn):
    """Put a column of the authority's own before another of its own beside it."""

    def __init__(self, column: ColumnPage, before: ColumnPage, **context: object) -> None:
        super().__init__(column, **context)
        self.before = before

    def validate(self) -> None:
        if self.column.kind != Column.OWN or self.before.kind != Column.OWN:
            refuse(_("法定栏目的次序是统一的，不能调整。"))
        if not self.column.is_sibling_of(self.before) or self.column.pk == self.before.pk:
            refuse(_("只能在同一个栏目下面调整次序。"))

    def perform(self) -> ColumnPage:
        self.column.move(self.before, pos="left")
        self.column = ColumnPage.objects.get(pk=self.column.pk)
        outlets.announce_platform(self.column, self.at)
        return self.column

    def event(self) -> Entry:
        facts = {"before": self.before.title}
        return self.entry(
            events.COLUMN_MOVED, self.column.agency.chain, self.column, facts=facts, label=self.column.title
        )


class CloseColumn(_OfColumn):
    """Close a column of the authority's own.

    An empty one is taken away, and its address leads to the one that follows it. One with documents stays at
    its address for ever, as they do, says that it is closed and where new ones are; its documents keep the
    signatures, which are on the column too.
    """

    def __init__(self, column: ColumnPage, successor: ColumnPage | None, **context: object) -> None:
        super().__init__(column, **context)
        self.successor = successor

    def validate(self) -> None:
        self.column = ColumnPage.objects.get(pk=self.column.pk)
        required(self.reason, _("请写明为什么停用。"), "reason")
        if self.column.kind != Column.OWN:
            refuse(_("法定栏目不能停用。没有应当公开的信息的，写明“没有内容时的说明”就行。"))
        if self.column.closed_on is not None:
            refuse(_("这个栏目已经停用了。"))
        below = ColumnPage.objects.descendant_of(self.column).live().filter(closed_on__isnull=True)
        if below.exists():
            refuse(_("下面还有栏目，请先停用那些栏目。"))
        if self.successor is not None and (
            self.successor.agency_id != self.column.agency_id
            or self.successor.closed_on is not None
            or self.successor.is_descendant_of(self.column)
            or self.successor.pk == self.column.pk
        ):
            refuse(_("请选择本机关另一个在用的栏目。"), "successor")
        self.empty = not DocumentPage.objects.descendant_of(self.column).exists()
        if not self.empty and self.successor is None:
            refuse(_("栏目里有信息，请选择今后由哪个栏目接替。"), "successor")

    def perform(self) -> ColumnPage:
        self.column.closed_on, self.column.successor = self.today, self.successor
        self.column.save(update_fields=["closed_on", "successor"])
        if self.empty:
            onward: Page = self.successor or self.column.get_parent()
            old = Redirect.normalise_path(self.column.url or "")
            Redirect.objects.filter(old_path=old).delete()
            Redirect.objects.create(old_path=old, redirect_page=onward, is_permanent=True)
            self.column.unpublish()
        outlets.announce_platform(self.column, self.at)
        return self.column

    def event(self) -> Entry:
        facts = {"successor": self.successor.title if self.successor else "—"}
        return self.entry(
            events.COLUMN_CLOSED, self.column.agency.chain, self.column, facts=facts, label=self.column.title
        )


def _words(values: Mapping[str, Any]) -> dict[str, str]:
    """What of the settings the public reads."""
    return {name: values[name] for name in ("title", "empty_note") if values.get(name)}


def _refuse_taken(parent: Page, title: str) -> None:
    if ColumnPage.objects.child_of(parent).live().filter(title=title, closed_on__isnull=True).exists():
        refuse(_("这里已经有叫“%(title)s”的栏目了。") % {"title": title}, "title")


def _refuse_other_office(column: ColumnPage, values: Mapping[str, Any]) -> None:
    office = values.get("office")
    if isinstance(office, Office) and office.agency_id != column.agency_id:
        refuse(_("请选择本机关的科室。"), "office")
