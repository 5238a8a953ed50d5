"""How often something was tried from one place in one stretch of time, counted for all web processes."""

from __future__ import annotations

from django.db import models


class Attempts(models.Model):
    """A count. ``who`` is a keyed digest of an address, never the address itself."""

    what = models.CharField(max_length=20)
    who = models.CharField(max_length=64)
    window = models.BigIntegerField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["what", "who", "window"], name="cases_attempts_once")]

    def __str__(self) -> str:
        return f"{self.what} {self.window}: {self.count}"
