"""Setting up, changing, renaming, moving, merging and abolishing authorities."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any

from django.core.files.base import ContentFile
from django.db import models

from kaicheng.agencies import events
from kaicheng.agencies.actions.base import StaffAction, plain, refuse, required
from kaicheng.agencies.models import Agency, AgencyName
from kaicheng.audit.recording import Entry, differences

CONTACT = frozenset({"office", "address", "postcode", "hours", "telephone", "fax", "email", "website"})
"""What a disclosure officer may change without a system administrator."""

NO_NAME = "请填写机关的全称，与批准设立的文件一致。"


class CreateAgency(StaffAction[Agency]):
    """A new authority below ``parent``; only the installation itself sets one up at the top of the tree."""

    permission = "agencies.agency.create"

    def __init__(
        self,
        name: str,
        *,
        slug: str,
        short_name: str = "",
        parent: Agency | None = None,
        since: dt.date | None = None,
        profile: Mapping[str, Any] | None = None,
        **context: Any,
    ) -> None:
        super().__init__(**context)
        self.name, self.parent, self.since = name.strip(), parent, since
        fields = {"slug": slug, **(profile or {})}
        self.agency = Agency(name=self.name, short_name=short_name.strip() or self.name, **fields)

    def subject(self) -> models.Model:
        return self.parent if self.parent is not None else self.agency

    def validate(self) -> None:
        required(self.name, NO_NAME, "name")
        if self.parent is not None and not self.parent.active:
            refuse(f"“{self.parent}”已经撤销或合并，不能在它下面设立机关。", "parent")
        self.agency.full_clean(exclude={"path", "depth", "numchild"})

    def perform(self) -> Agency:
        if self.parent is None:
            Agency.add_root(instance=self.agency)
        else:
            Agency.objects.get(pk=self.parent.pk).add_child(instance=self.agency)
        AgencyName.objects.create(
            agency=self.agency,
            name=self.agency.name,
            short_name=self.agency.short_name,
            valid_from=self.since,
        )
        return self.agency

    def event(self) -> Entry:
        made = self.agency
        facts = {
            "parent": self.parent.name if self.parent else "",
            "kind": made.kind,
            "level": made.level,
            "credit_code": made.credit_code,
        }
        return self.entry(events.AGENCY_CREATED, made.chain, made, facts=facts)


class ChangeAgency(StaffAction[Agency]):
    """Change an authority's particulars other than its names; ``profile`` holds the new values."""

    def __init__(self, agency: Agency, profile: Mapping[str, Any], **context: Any) -> None:
        super().__init__(**context)
        self.agency, self.profile = agency, dict(profile)
        stray = self.profile.keys() - set(events.PROFILE) - {"seal"}
        if stray:
            raise TypeError(f"not particulars of an authority: {sorted(stray)}")

    @property
    def permission(self) -> str:  # type: ignore[override]
        """Contact data is the disclosure officer's own; the rest is the system administrator's."""
        narrow = self.profile.keys() <= CONTACT
        return "agencies.agency.change_profile" if narrow else "agencies.agency.identify"

    def subject(self) -> models.Model:
        return self.agency

    def validate(self) -> None:
        self.stored = Agency.objects.get(pk=self.agency.pk)
        self.before = {name: plain(getattr(self.stored, name)) for name in self.profile}
        for name, value in self.profile.items():
            if name != "seal":
                setattr(self.stored, name, value)
        self.stored.full_clean(exclude={"path", "depth", "numchild", "seal"})

    def perform(self) -> Agency:
        seal: bytes | None = self.profile.get("seal")
        if "seal" in self.profile:
            self.stored.seal = ""
            if seal:
                digest = hashlib.sha256(seal).hexdigest()
                self.stored.seal.save(f"{self.stored.chain}-{digest[:16]}.png", ContentFile(seal), save=False)
        self.stored.save(update_fields=list(self.profile))
        for name in self.profile:
            setattr(self.agency, name, getattr(self.stored, name))
        return self.agency

    def event(self) -> Entry:
        after = {name: plain(getattr(self.agency, name)) for name in self.profile}
        changes = differences(self.before, after)
        facts: dict[str, Any] = {"what": [field_label(name) for name in changes]}
        if self.profile.get("seal"):
            facts["seal_digest"] = hashlib.sha256(self.profile["seal"]).hexdigest()
        return self.entry(events.AGENCY_CHANGED, self.agency.chain, self.agency, changes=changes, facts=facts)


class RenameAgency(StaffAction[Agency]):
    """A new name from ``since`` on. What was published before keeps the name of its time."""

    permission = "agencies.agency.rename"

    def __init__(
        self, agency: Agency, name: str, *, since: dt.date, short_name: str = "", **context: Any
    ) -> None:
        super().__init__(**context)
        self.agency, self.since = agency, since
        self.name = name.strip()
        self.short_name = short_name.strip() or self.name

    def subject(self) -> models.Model:
        return self.agency

    def validate(self) -> None:
        required(self.name, NO_NAME, "name")
        self.before = (self.agency.name, self.agency.short_name)
        if not self.agency.active:
            refuse(f"“{self.agency}”已经撤销或合并，不能更名。")
        if (self.name, self.short_name) == self.before:
            refuse("新名称和现在的名称一样，不需要更名。", "name")
        if self.since > self.today:
            refuse("启用日期还没有到，请在启用当天或以后办理更名。", "since")
        self.current = self.agency.names.select_for_update().get(valid_to__isnull=True)
        if self.current.valid_from is not None and self.current.valid_from >= self.since:
            refuse(
                f"现用名称自{self.current.valid_from}起使用，新名称的启用日期应在此之后；"
                "如果只是录入有误，请用“更正名称”。",
                "since",
            )
        self.agency.name, self.agency.short_name = self.name, self.short_name
        try:
            self.agency.full_clean(exclude={"path", "depth", "numchild"})
        except Exception:
            self.agency.name, self.agency.short_name = self.before
            raise

    def perform(self) -> Agency:
        self.current.valid_to = self.since - dt.timedelta(days=1)
        self.current.save(update_fields=["valid_to"])
        AgencyName.objects.create(
            agency=self.agency,
            name=self.name,
            short_name=self.short_name,
            valid_from=self.since,
            basis=self.reason[:200],
        )
        self.agency.save(update_fields=["name", "short_name"])
        return self.agency

    def event(self) -> Entry:
        changes = {"name": (self.before[0], self.name), "short_name": (self.before[1], self.short_name)}
        return self.entry(
            events.AGENCY_RENAMED,
            self.agency.chain,
            self.agency,
            changes=changes,
            facts={"since": self.since.isoformat()},
        )


class CorrectAgencyName(StaffAction[Agency]):
    """A slip in the present name, mended for its whole time."""

    permission = "agencies.agency.rename"

    def __init__(self, agency: Agency, name: str, *, short_name: str = "", **context: Any) -> None:
        super().__init__(**context)
        self.agency, self.name = agency, name.strip()
        self.short_name = short_name.strip() or self.name

    def subject(self) -> models.Model:
        return self.agency

    def validate(self) -> None:
        required(self.name, NO_NAME, "name")
        self.before = (self.agency.name, self.agency.short_name)
        trial = Agency.objects.get(pk=self.agency.pk)
        trial.name, trial.short_name = self.name, self.short_name
        trial.full_clean(exclude={"path", "depth", "numchild"})

    def perform(self) -> Agency:
        self.agency.names.filter(valid_to__isnull=True).update(name=self.name, short_name=self.short_name)
        self.agency.name, self.agency.short_name = self.name, self.short_name
        self.agency.save(update_fields=["name", "short_name"])
        return self.agency

    def event(self) -> Entry:
        changes = {"name": (self.before[0], self.name), "short_name": (self.before[1], self.short_name)}
        return self.entry(events.AGENCY_NAME_CORRECTED, self.agency.chain, self.agency, changes=changes)


def field_label(name: str) -> str:
    """What a particular is called on forms."""
    return str(Agency._meta.get_field(name).verbose_name)
