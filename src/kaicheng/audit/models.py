"""What is stored: events, the head of each chain, and the personal values kept apart from events.

Nothing here refers to another app, so that the trail outlives whatever it tells of. Rows are written by
:mod:`kaicheng.audit.recording` alone; the database refuses the rest by triggers (``guards.py``).
"""

from __future__ import annotations

import json
from typing import Any, NoReturn

from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from kaicheng.audit.sentences import deed, sentence
from kaicheng.audit_chain.digests import START
from kaicheng.audit_chain.record import Record, moment, sealed


class AppendOnly(TypeError):
    """Somebody tried to change the audit trail from Python."""


def _refuse(*_args: Any, **_options: Any) -> NoReturn:
    raise AppendOnly(
        "审计记录只能追加，不能修改或删除。 The audit trail is only appended to, by kaicheng.audit.recording."
    )


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Reads like any other, and refuses to write."""

    create = _refuse
    bulk_create = _refuse
    bulk_update = _refuse
    update = _refuse
    update_or_create = _refuse
    get_or_create = _refuse
    delete = _refuse
    _raw_delete = _refuse  # the way of Django's own cascades


class AppendOnlyModel(models.Model):
    """A row that Python cannot change."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args: Any, **options: Any) -> None:
        _refuse()

    def delete(self, *args: Any, **options: Any) -> NoReturn:
        _refuse()


class Event(AppendOnlyModel):
    """One thing that was done. Every column but ``hash`` is under the hash."""

    id = models.CharField(max_length=32, primary_key=True)
    chain = models.CharField(_("审计链"), max_length=64)
    seq = models.BigIntegerField(_("序号"))
    at = models.DateTimeField(_("时间"))
    action = models.CharField(_("行为"), max_length=100)
    actor = models.CharField(_("用户编号"), max_length=64, blank=True)
    actor_post = models.TextField(_("岗位"), blank=True)
    object_type = models.CharField(_("对象类型"), max_length=100)
    object_id = models.CharField(_("对象编号"), max_length=100)
    object_label = models.TextField(_("对象名称"), blank=True)
    request = models.CharField(_("请求编号"), max_length=64, blank=True)
    reason = models.TextField(_("理由"), blank=True)
    content_hash = models.CharField(_("内容哈希"), max_length=140, blank=True)
    details = models.TextField(_("明细"), default="{}")
    personal_digest = models.CharField(_("个人信息摘要"), max_length=64, blank=True)
    algorithm = models.CharField(_("哈希算法"), max_length=20)
    previous = models.CharField(_("前一哈希"), max_length=64)
    hash = models.CharField(_("哈希"), max_length=64)

    class Meta:
        verbose_name = _("审计记录")
        verbose_name_plural = _("审计记录")
        constraints = [models.UniqueConstraint(fields=["chain", "seq"], name="audit_event_place")]
        indexes = [
            models.Index(fields=["chain", "at", "id"], name="audit_event_by_chain"),
            models.Index(fields=["object_type", "object_id", "at"], name="audit_event_by_object"),
            models.Index(fields=["actor", "at"], name="audit_event_by_actor"),
            models.Index(fields=["action", "at"], name="audit_event_by_action"),
        ]

    def __str__(self) -> str:
        return self.sentence()

    def record(self) -> Record:
        """What is hashed."""
        columns = {name: getattr(self, name) for name in Record._fields if name not in ("at", "personal")}
        return Record(**columns, at=moment(self.at), personal=self.personal_digest)

    @cached_property
    def _details(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.details)
        return found

    @property
    def changes(self) -> dict[str, list[Any]]:
        """Field → [before, after]; of a sensitive field ``{"digest": …}`` in place of each value."""
        return self._details.get("changes", {})

    @property
    def facts(self) -> dict[str, Any]:
        """The other values recorded."""
        return self._details.get("facts", {})

    @cached_property
    def kept_apart(self) -> Personal | None:
        """The personal values with their salt; None where there are none or they were erased."""
        try:
            return self.personal
        except Personal.DoesNotExist:
            return None

    @property
    def erased(self) -> bool:
        """Whether it had personal values that are gone."""
        return bool(self.personal_digest) and self.kept_apart is None

    @property
    def personal_values(self) -> dict[str, str]:
        """The personal values; empty where there are none or they were erased."""
        return json.loads(self.kept_apart.content) if self.kept_apart else {}

    def held(self, field: str, side: str, value: Any) -> bool | None:
        """Whether a sensitive ``field`` held ``value`` on that side (``before`` or ``after``).

        None when that can no longer be told because the salt was erased, or the field is not in the event.
        """
        pair = self.changes.get(field)
        found = pair[("before", "after").index(side)] if pair else None
        if not self.kept_apart or not isinstance(found, dict):
            return None
        return found["digest"] == sealed(self.algorithm, self.kept_apart.salt, field, side, value)

    def sentence(self, lang: str = "zh") -> str:
        """Who did what and when, in one sentence."""
        return sentence(self, timezone.localtime(self.at), lang)

    @property
    def deed(self) -> str:
        """What was done, for a page that shows who and when beside it."""
        return deed(self, "zh")


class Head(AppendOnlyModel):
    """How far a chain goes. Its row is what writers of one chain wait for; it only moves forward."""

    chain = models.CharField(_("审计链"), max_length=64, primary_key=True)
    seq = models.BigIntegerField(_("序号"), default=0)
    hash = models.CharField(_("哈希"), max_length=64, default=START)

    class Meta:
        verbose_name = _("审计链")
        verbose_name_plural = _("审计链")

    def __str__(self) -> str:
        return f"{self.chain}#{self.seq}"


class Personal(AppendOnlyModel):
    """An event's personal values. The event holds their salted hash; erasing deletes the row."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, primary_key=True, related_name="personal")
    salt = models.CharField(max_length=32)
    content = models.TextField()

    class Meta:
        verbose_name = _("审计记录中的个人信息")
        verbose_name_plural = _("审计记录中的个人信息")

    def __str__(self) -> str:
        return self.event_id
