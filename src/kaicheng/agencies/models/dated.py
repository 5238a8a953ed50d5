"""Rows that hold from one day to another, both included; without a last day until further notice."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


def on_day(day: dt.date, prefix: str = "") -> Q:
    """What holds on ``day``; ``prefix`` is a lookup path that ends in two underscores."""
    starts, ends = f"{prefix}valid_from", f"{prefix}valid_to"
    return (Q(**{f"{starts}__isnull": True}) | Q(**{f"{starts}__lte": day})) & (
        Q(**{f"{ends}__isnull": True}) | Q(**{f"{ends}__gte": day})
    )


class DatedQuerySet(models.QuerySet[Any]):
    """Rows asked for by day."""

    def on(self, day: dt.date) -> Self:
        """What holds on that day."""
        return self.filter(on_day(day))

    def not_over(self, day: dt.date) -> Self:
        """What holds on that day or will later."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))


class Dated(models.Model):
    """A row with its first and last day."""

    valid_from = models.DateField(_("起始日期"), null=True, blank=True)
    valid_to = models.DateField(_("截止日期"), null=True, blank=True)

    class Meta:
        abstract = True

    def validate_days(self) -> None:
        """Raise ValidationError when it ends before it begins."""
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValidationError({"valid_to": _("截止日期早于起始日期，请改正其中一个。")})

    def holds_on(self, day: dt.date) -> bool:
        """Whether it holds on that day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or self.valid_to >= day
        )

    def overlaps(self, first: dt.date | None, last: dt.date | None) -> bool:
        """Whether it holds on some day between these two."""
        begins = self.valid_from is None or last is None or self.valid_from <= last
        return begins and (self.valid_to is None or first is None or self.valid_to >= first)


def ends_after_it_begins(name: str) -> models.CheckConstraint:
    """No row ends before it begins."""
    return models.CheckConstraint(
        condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
        name=name,
        violation_error_message=_("截止日期早于起始日期，请改正其中一个。"),
    )
