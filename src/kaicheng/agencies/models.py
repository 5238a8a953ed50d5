"""Authorities (行政机关) and users. The user model is our own from the first migration on."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A person who signs in. Posts, offices and roles will hang on it; it stays small itself."""

    class Meta(AbstractUser.Meta):
        verbose_name = _("用户")  # type: ignore[assignment]
        verbose_name_plural = _("用户")  # type: ignore[assignment]


class Agency(models.Model):
    """A public authority that discloses information, with the office that people can turn to."""

    name = models.CharField(_("名称"), max_length=120, unique=True)
    short_name = models.CharField(_("简称"), max_length=60)
    slug = models.SlugField(_("网址用名"), unique=True)
    office = models.CharField(_("政府信息公开工作机构"), max_length=120, blank=True)
    address = models.CharField(_("办公地址"), max_length=200, blank=True)
    postcode = models.CharField(_("邮政编码"), max_length=6, blank=True)
    hours = models.CharField(_("办公时间"), max_length=200, blank=True)
    telephone = models.CharField(_("联系电话"), max_length=60, blank=True)
    email = models.EmailField(_("电子邮箱"), blank=True)
    registration = models.CharField(_("备案编号"), max_length=120, blank=True)
    website = models.URLField(_("官方网站"), blank=True)

    class Meta:
        verbose_name = _("行政机关")
        verbose_name_plural = _("行政机关")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
