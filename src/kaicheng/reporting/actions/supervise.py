"""What the supervising authority does: set the days and the roster, take files in, send back."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.files.base import ContentFile
from django.db import models, transaction
from django.urls import reverse

from kaicheng.agencies.actions.base import StaffAction, refuse, required
from kaicheng.agencies.models import Agency
from kaicheng.agencies.roles import Role
from kaicheng.agencies.standing import acting
from kaicheng.audit.recording import Entry
from kaicheng.reporting import events
from kaicheng.reporting.models import HandIn, Intake, IntakeFile, SealKey, Season
from kaicheng.reporting.package import fingerprint
from kaicheng.reporting.supervising.intake import LARGEST, MOST, read_intake
from kaicheng.reporting.supervising.receiving import count_findings
from kaicheng.reporting.supervising.rounds import rounds_of
from kaicheng.workbench.notices import notify

LONGEST_ROSTER = 5_000


class SetSeason(StaffAction[Season]):
    """Say until when units hand in and publish, and who owes a report. ``roster`` None leaves it as it is."""

    permission = "reporting.report.supervise"

    def __init__(
        self,
        to: Agency,
        year: int,
        *,
        hand_in_by: dt.date | None,
        publish_by: dt.date | None,
        roster: Sequence[str] | None = None,
        **context: object,
    ) -> None:
        super().__init__(**context)  # type: ignore[arg-type]
        self.to, self.year = to, year
        self.hand_in_by, self.publish_by, self.roster = hand_in_by, publish_by, roster

    def subject(self) -> models.Model:
        return self.to

    def validate(self) -> None:
        for name, day in (("hand_in_by", self.hand_in_by), ("publish_by", self.publish_by)):
            if day is not None and not self.year < day.year <= self.year + 1:
                refuse(f"{self.year}年度报告的期限应当在{self.year + 1}年。", name)
        if self.roster is not None and len(self.roster) > LONGEST_ROSTER:
            refuse("名单太长，请核对文件。", "roster")

    def perform(self) -> Season:
        season, _made = Season.objects.get_or_create(to=self.to, year=self.year)
        season.hand_in_by, season.publish_by = self.hand_in_by, self.publish_by
        if self.roster is not None:
            season.roster = list(self.roster)
        season.save(update_fields=["hand_in_by", "publish_by", "roster"])
        self.season = season
        return season

    def event(self) -> Entry:
        facts = {
            "year": self.year,
            "hand_in_by": str(self.hand_in_by or "按条例"),
            "publish_by": str(self.publish_by or "按条例"),
            "roster": len(self.season.roster),
        }
        return self.entry(events.SEASON_SET, self.to.chain, self.season, facts=facts, label=str(self.year))


class TakeFiles(StaffAction[Intake]):
    """Keep files from outside and have them read in the background."""

    permission = "reporting.report.supervise"

    def __init__(self, to: Agency, year: int, files: Sequence[tuple[str, bytes]], **context: object) -> None:
        super().__init__(**context)  # type: ignore[arg-type]
        self.to, self.year, self.files = to, year, files

    def subject(self) -> models.Model:
        return self.to

    def validate(self) -> None:
        if not self.files:
            refuse("没有选文件。", "reports")
        if len(self.files) > MOST:
            refuse(f"一次最多{MOST}份，请分几次提交。", "reports")
        large = [name for name, data in self.files if len(data) > LARGEST]
        if large:
            refuse("文件太大：" + "、".join(large[:5]), "reports")

    def perform(self) -> Intake:
        self.intake = Intake.objects.create(to=self.to, year=self.year, made_by=self.by, made_at=self.at)
        for name, data in self.files:
            row = IntakeFile(intake=self.intake, name=name[-255:], digest=hashlib.sha256(data).hexdigest())
            row.file.save(f"{row.digest[:16]}", ContentFile(data), save=False)
            row.save()
        pk = self.intake.pk
        transaction.on_commit(lambda: read_intake.enqueue(pk))
        return self.intake

    def event(self) -> Entry:
        facts = {"year": self.year, "count": len(self.files)}
        return self.entry(events.FILES_TAKEN, self.to.chain, self.intake, facts=facts, label=str(self.year))


class SendBack(StaffAction[HandIn]):
    """Send a report back with the findings to mend and words, until a day."""

    permission = "reporting.report.supervise"

    def __init__(
        self,
        hand_in: HandIn,
        *,
        findings: Sequence[str],
        why: str,
        mend_by: dt.date | None,
        **context: object,
    ) -> None:
        super().__init__(**context)  # type: ignore[arg-type]
        self.given, self.wanted, self.why, self.mend_by = hand_in, list(findings), why.strip(), mend_by

    def subject(self) -> models.Model:
        return self.given

    def validate(self) -> None:
        self.hand_in = HandIn.objects.select_for_update(of=("self",)).get(pk=self.given.pk)
        row = self.hand_in
        if rounds_of(row.to, row.year, row.agency, row.unit).filter(round__gt=row.round).exists():
            refuse("这个单位已经重新报送，请看最新的一次。")
        if self.hand_in.returned_at is not None:
            refuse("这一次报送已经退回过了。")
        if self.hand_in.refused_at is not None:
            refuse("这份报告已经不收，不用退回。")
        known = {one["fingerprint"]: one for one in self.hand_in.findings}
        self.wanted = [one for one in self.wanted if one in known]
        if not self.wanted and not self.why:
            refuse("请选择要改正的问题，或者写明要改什么。", "why")
        if self.mend_by is not None and self.mend_by < self.today:
            refuse("改正期限不能早于今天。", "mend_by")
        rules = dict.fromkeys(known[one]["rule"] for one in self.wanted)
        self.why = self.why or f"请改正{len(self.wanted)}处问题（{'、'.join(rules)}）"

    def perform(self) -> HandIn:
        row = self.hand_in
        row.returned_at, row.returned_by, row.returned_why = self.at, self.by, self.why
        row.returned_post = self.capacity.post if self.capacity else ""
        row.returned_findings, row.mend_by = self.wanted, self.mend_by
        row.save()
        if row.agency is not None:
            url = reverse("reporting:draft", args=[row.agency.pk, row.year])
            for officer in acting(Role.DISCLOSURE_OFFICER, row.agency, self.today):
                notify(
                    officer.user,
                    "annual_report",
                    f"{row.year}年度报告被{row.to.short_name}退回：{row.returned_why}",
                    url,
                    self.at,
                    key=f"report-returned:{row.pk}",
                )
        return row

    def event(self) -> Entry:
        facts = {
            "unit": self.hand_in.unit,
            "year": self.hand_in.year,
            "round": self.hand_in.round,
            "findings": len(self.wanted),
        }
        self.reason = self.why
        return self.entry(
            events.REPORT_SENT_BACK, self.hand_in.to.chain, self.hand_in, facts=facts, label=self.hand_in.unit
        )


class JudgeFinding(StaffAction[HandIn]):
    """Say whether a finding in a unit's report holds (成立) or not, with the reason; later rounds keep it."""

    permission = "reporting.report.supervise"

    def __init__(self, hand_in: HandIn, fingerprint: str, *, upheld: bool, **context: object) -> None:
        super().__init__(**context)  # type: ignore[arg-type]
        self.hand_in, self.fingerprint, self.upheld = hand_in, fingerprint, upheld

    def subject(self) -> models.Model:
        return self.hand_in

    def validate(self) -> None:
        rows = HandIn.objects.select_for_update(of=("self",)).select_related("to")
        self.hand_in = rows.get(pk=self.hand_in.pk)
        found = [one for one in self.hand_in.findings if one["fingerprint"] == self.fingerprint]
        if not found:
            refuse("这个问题已经不在了，请刷新页面。")
        self.finding = found[0]
        if not self.upheld:
            required(self.reason, "认为不成立的，请写明理由。", "reason")

    def perform(self) -> HandIn:
        self.hand_in.verdicts[self.fingerprint] = _verdict(self, self.upheld)
        count_findings(self.hand_in)
        self.hand_in.save(update_fields=["verdicts", "blocking", "warnings"])
        return self.hand_in

    def event(self) -> Entry:
        facts = {
            "unit": self.hand_in.unit,
            "year": self.hand_in.year,
            "rule": self.finding["rule"],
            "verdict": "成立" if self.upheld else "不成立",
            "fingerprint": self.fingerprint,
        }
        return self.entry(
            events.FINDING_JUDGED, self.hand_in.to.chain, self.hand_in, facts=facts, label=self.hand_in.unit
        )


class JudgeWhole(StaffAction[Season]):
    """Say of a finding that only the whole shows (P05, P06) whether it holds or not, with the reason.

    ``finding`` is one of those that the list of problems has now; ``unit`` is whose it is.
    """

    permission = "reporting.report.supervise"

    def __init__(
        self,
        to: Agency,
        year: int,
        unit: str,
        finding: Mapping[str, Any],
        *,
        upheld: bool,
        **context: object,
    ) -> None:
        super().__init__(**context)  # type: ignore[arg-type]
        self.to, self.year, self.unit, self.finding, self.upheld = to, year, unit, finding, upheld

    def subject(self) -> models.Model:
        return self.to

    def validate(self) -> None:
        if not self.upheld:
            required(self.reason, "认为不成立的，请写明理由。", "reason")

    def perform(self) -> Season:
        Season.objects.get_or_create(to=self.to, year=self.year)
        self.season = Season.objects.select_for_update().get(to=self.to, year=self.year)
        self.season.verdicts[self.finding["fingerprint"]] = _verdict(self, self.upheld)
        self.season.save(update_fields=["verdicts"])
        return self.season

    def event(self) -> Entry:
        facts = {
            "unit": self.unit,
            "year": self.year,
            "rule": self.finding["rule"],
            "verdict": "成立" if self.upheld else "不成立",
            "fingerprint": self.finding["fingerprint"],
        }
        return self.entry(events.WHOLE_JUDGED, self.to.chain, self.season, facts=facts, label=str(self.year))


def _verdict(action: StaffAction[Any], upheld: bool) -> dict[str, Any]:
    """A verdict as it is kept."""
    return {
        "upheld": upheld,
        "reason": action.reason[:300],
        "post": action.capacity.post if action.capacity else "",
        "at": action.at.isoformat(timespec="seconds"),
    }


class Remind(StaffAction[int]):
    """Remind every unit of this installation that has not handed in. Gives how many people were told."""

    permission = "reporting.report.supervise"

    def __init__(
        self, to: Agency, year: int, units: Sequence[tuple[Agency, dt.date]], **context: object
    ) -> None:
        super().__init__(**context)  # type: ignore[arg-type]
        self.to, self.year, self.units = to, year, units

    def subject(self) -> models.Model:
        return self.to

    def validate(self) -> None:
        if not self.units:
            refuse("没有需要催报的单位。")

    def perform(self) -> int:
        told = 0
        for agency, until in self.units:
            url = reverse("reporting:draft", args=[agency.pk, self.year])
            name = f"{self.year}年度政府信息公开工作年度报告"
            text = f"请在{until.isoformat()}前报送{name}（{self.to.short_name}催报）"
            for officer in acting(Role.DISCLOSURE_OFFICER, agency, self.today):
                key = f"report-remind:{agency.pk}:{self.year}:{self.today}"
                told += notify(officer.user, "annual_report", text, url, self.at, key=key) is not None
        return told

    def event(self) -> Entry:
        facts = {"year": self.year, "units": len(self.units)}
        return self.entry(events.UNITS_REMINDED, self.to.chain, self.to, facts=facts)


class ConfirmKey(StaffAction[SealKey]):
    """Say whose key has sealed a package, after its owner has named the fingerprint."""

    permission = "reporting.report.supervise"

    def __init__(self, hand_in: HandIn, *, owner: str, how: str, **context: object) -> None:
        super().__init__(**context)  # type: ignore[arg-type]
        self.hand_in, self.owner, self.how = hand_in, owner, how

    def subject(self) -> models.Model:
        return self.hand_in

    def validate(self) -> None:
        if not self.hand_in.seal_key:
            refuse("这份报告没有电子封印。")
        if SealKey.objects.filter(to=self.hand_in.to, key=self.hand_in.seal_key).exists():
            refuse("这把密钥已经核对过了。")
        self.owner = required(self.owner, "请写明密钥属于哪个单位。", "owner")[:120]
        self.how = required(self.how, "请写明怎样核对的，例如几时给谁打电话报出指纹。", "how")[:300]

    def perform(self) -> SealKey:
        return SealKey.objects.create(
            to=self.hand_in.to,
            key=self.hand_in.seal_key,
            owner=self.owner,
            how=self.how,
            confirmed_by=self.by,
            post=self.capacity.post if self.capacity else "",
            confirmed_at=self.at,
        )

    def event(self) -> Entry:
        digits = fingerprint(bytes.fromhex(self.hand_in.seal_key))
        facts = {"fingerprint": digits, "owner": self.owner, "how": self.how}
        return self.entry(
            events.KEY_CONFIRMED, self.hand_in.to.chain, self.hand_in, facts=facts, label=self.owner
        )
