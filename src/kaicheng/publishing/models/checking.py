"""What the checks have found, kept by what was looked at, and samples of what is public."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kaicheng.publishing.models.document import DocumentPage


class CheckResult(models.Model):
    """The findings on one text or file; ``key`` is a digest of it, of the rules, and of what was known."""

    key = models.CharField(max_length=64, primary_key=True)
    done = models.BooleanField(default=False)
    findings = models.JSONField(default=list)
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    progress = models.PositiveSmallIntegerField(default=0)
    """Percent of a large file that have been looked at."""

    class Meta:
        verbose_name = _("检查结果")
        verbose_name_plural = _("检查结果")
        indexes = [models.Index(fields=["asked_at"], name="publishing_check_by_time")]

    def __str__(self) -> str:
        return self.key[:12]


class Sample(models.Model):
    """One sample of a public document's text, by which copies are found (kaicheng.screening.copying)."""

    document = models.ForeignKey(DocumentPage, on_delete=models.CASCADE, related_name="+")
    sample = models.BigIntegerField()

    class Meta:
        verbose_name = _("文本样本")
        verbose_name_plural = _("文本样本")
        indexes = [models.Index(fields=["sample", "document"], name="publishing_sample_of")]

    def __str__(self) -> str:
        return f"{self.document_id} {self.sample:x}"
