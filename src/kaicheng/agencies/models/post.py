"""Who holds which post, and who signs for whom during an absence."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kaicheng.agencies.models.agency import Agency
from kaicheng.agencies.models.dated import Dated, DatedQuerySet, ends_after_it_begins, on_day
from kaicheng.agencies.models.imported import Import
from kaicheng.agencies.models.office import Office
from kaicheng.agencies.roles import ADMINISTRATORS, BUSINESS, DUTIES, OFFICE_ROLES, Role, duty_of


class MembershipQuerySet(DatedQuerySet):
    """Appointments asked for by day and by whether they count."""

    def effective(self, day: dt.date) -> Self:
        """Appointments that give power on that day: confirmed, within their dates, not ended by then."""
        return self.on(day).filter(effective_on(day))

    def pending(self) -> Self:
        """Proposed by one administrator, not yet confirmed by the other."""
        return self.filter(confirmed_at__isnull=True, ended_at__isnull=True)

    def open(self, day: dt.date) -> Self:
        """Held on that day or later, or waiting to be confirmed."""
        return self.not_over(day).filter(ended_at__isnull=True)


def effective_on(day: dt.date, prefix: str = "") -> Q:
    """Confirmed, and not ended on that day or before; ``prefix`` is a lookup path to the appointment."""
    tomorrow = timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=1), dt.time()))
    return Q(**{f"{prefix}confirmed_at__isnull": False}) & (
        Q(**{f"{prefix}ended_at__isnull": True}) | Q(**{f"{prefix}ended_at__gte": tomorrow})
    )


class Membership(Dated):
    """A person's appointment to a post: a role in an office, or in the whole authority.

    It counts only once the security administrator has confirmed it. Ended early, it stops at once:
    ``ended_at`` says when, while ``valid_to`` is the last day that was foreseen or reached.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="memberships",
        verbose_name=_("人员"),
    )
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("行政机关")
    )
    office = models.ForeignKey(
        Office,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name=_("科室、下属单位"),
    )
    role = models.CharField(_("角色"), max_length=30, choices=Role)
    duty = models.CharField(max_length=10, editable=False)
    title = models.CharField(
        _("职务"), max_length=60, blank=True, help_text=_("例如“局办公室负责人”，用在记录和签批里。")
    )
    imported = models.ForeignKey(
        Import,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name=_("批量导入"),
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("提出人"),
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("确认人"),
    )
    confirmed_at = models.DateTimeField(_("确认时间"), null=True, blank=True)
    ended_at = models.DateTimeField(_("终止时间"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("任职")
        verbose_name_plural = _("任职")
        ordering = ["agency", "office", "pk"]
        constraints = [
            ends_after_it_begins("agencies_membership_days"),
            models.CheckConstraint(
                condition=Q(role__in=sorted(OFFICE_ROLES), office__isnull=False)
                | ~Q(role__in=sorted(OFFICE_ROLES)),
                name="agencies_membership_office",
                violation_error_message=_("信息员、科室负责人和分管领导要写明在哪个科室。"),
            ),
            models.CheckConstraint(
                condition=Q(
                    *(Q(role=role, duty=duty) for role, duty in sorted(DUTIES.items())),
                    Q(~Q(role__in=sorted(ADMINISTRATORS)), duty=BUSINESS),
                    _connector=Q.OR,
                ),
                name="agencies_membership_duty",
            ),
            models.UniqueConstraint(
                fields=["user", "office", "role"],
                condition=Q(valid_to__isnull=True, ended_at__isnull=True),
                name="agencies_membership_once",
                violation_error_message=_("此人已经有这项任职。"),
            ),
            models.UniqueConstraint(
                fields=["user", "agency", "role"],
                condition=Q(office__isnull=True, valid_to__isnull=True, ended_at__isnull=True),
                name="agencies_membership_once_in_agency",
                violation_error_message=_("此人已经有这项任职。"),
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(valid_to__isnull=True, ended_at__isnull=True) & ~Q(duty=BUSINESS),
                name="agencies_membership_one_administrator",
                violation_error_message=_("一个人只能担任系统、安全、审计三个管理员中的一个。"),
            ),
        ]
        indexes = [models.Index(fields=["user", "valid_from"], name="agencies_membership_by_user")]

    def __str__(self) -> str:
        return f"{self.user.label}：{self.post}"

    def save(self, *args: object, **options: object) -> None:
        self.duty = duty_of(self.role)
        super().save(*args, **options)  # type: ignore[arg-type]

    @property
    def post(self) -> str:
        """What the post is called: its title, else the office and the role."""
        return self.title or f"{self.office.name if self.office else self.agency.short_name}{self.role_label}"

    @property
    def role_label(self) -> str:
        """The role in words."""
        return str(Role(self.role).label)

    @property
    def role_short(self) -> str:
        """The role in words, without what explains it in brackets."""
        return Role(self.role).short

    @property
    def confirmed(self) -> bool:
        """Whether the security administrator has confirmed it."""
        return self.confirmed_at is not None


class DelegationQuerySet(DatedQuerySet):
    """Delegations asked for by day."""

    def effective(self, day: dt.date) -> Self:
        """Delegations that count on that day, of appointments that count on that day."""
        return self.on(day).filter(
            on_day(day, "membership__"), effective_on(day, "membership__"), revoked_at__isnull=True
        )


class Delegation(Dated):
    """代审: a colleague acts in a post while its holder is away."""

    membership = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="delegations", verbose_name=_("被代理的任职")
    )
    delegate = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="delegations",
        verbose_name=_("代审人"),
    )
    reason = models.CharField(_("事由"), max_length=200)
    revoked_at = models.DateTimeField(_("撤回时间"), null=True, blank=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        verbose_name = _("代审")
        verbose_name_plural = _("代审")
        ordering = ["-valid_from", "-pk"]
        constraints = [
            ends_after_it_begins("agencies_delegation_days"),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=False, valid_to__isnull=False),
                name="agencies_delegation_has_days",
                violation_error_message=_("代审要写明起止日期。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership.post} → {self.delegate.label}"
