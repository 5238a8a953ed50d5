"""Imports of what was public before the system: who brought how much from where, and a digest over it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kaicheng.agencies.models import Agency, User
from kaicheng.agencies.storage import private_storage


class ImportBatch(models.Model):
    """One import. Its documents are shown once it is finished and the trail tells so.

    One that a person has prepared is carried out when somebody else has confirmed it.
    """

    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="import_batches", verbose_name=_("行政机关")
    )
    source = models.CharField(_("来源"), max_length=300)
    source_digest = models.CharField(_("来源文件 SHA-256"), max_length=64, blank=True)
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("导入人")
    )
    begun_at = models.DateTimeField(_("开始时间"))
    finished_at = models.DateTimeField(_("完成时间"), null=True, blank=True)
    count = models.PositiveIntegerField(_("条数"), default=0)
    """Rows that may be imported; once it is finished, documents that it has brought."""
    file = models.FileField(
        _("上传的文件"), upload_to="imports/%Y/%m", storage=private_storage, blank=True, max_length=200
    )
    """What somebody has uploaded, until it is finished; empty for imports at the server's shell."""
    mapping = models.JSONField(default=dict)
    """How it is read: ``column``, ``names`` and ``columns`` of :class:`importing.mapping.SourceMapping`."""
    problems = models.JSONField(_("没有导入的"), default=list)
    """What was left out: pairs of where and why, the first ones; ``left_out`` says how many."""
    left_out = models.PositiveIntegerField(default=0)
    failure = models.CharField(_("没有完成的原因"), max_length=500, blank=True)
    prepared_at = models.DateTimeField(_("核对完成时间"), null=True, blank=True)
    """When every row had been looked at; from then on it waits for somebody else to confirm it."""
    rows_digest = models.CharField(max_length=64, blank=True)
    """SHA-256 over the content digests of the rows that may go public, one a line: what is confirmed."""
    preview = models.JSONField(default=list)
    """The first of these rows for whoever confirms: title, day, column, kind, number of files."""
    confirmed_at = models.DateTimeField(_("确认时间"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("确认人")
    )
    digest = models.CharField(max_length=64, blank=True)
    """SHA-256 over the content hashes of its documents, one a line, in the order of their ids."""

    class Meta:
        verbose_name = _("原网站导入")
        verbose_name_plural = _("原网站导入")
        ordering = ["-begun_at", "-pk"]

    def __str__(self) -> str:
        return self.source
