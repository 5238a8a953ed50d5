"""The account of a person. The user model is our own from the first migration on."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A person who signs in. Posts, offices and roles hang on it; it stays small itself.

    A name is kept whole in ``first_name``: Chinese names are not split to be joined again.
    """

    first_name = models.CharField(_("姓名"), max_length=150, blank=True)

    class Meta(AbstractUser.Meta):
        verbose_name = _("用户")  # type: ignore[assignment]
        verbose_name_plural = _("用户")  # type: ignore[assignment]

    def get_full_name(self) -> str:
        """The name as it is said in Chinese: without a space between its parts."""
        return f"{self.last_name}{self.first_name}".strip()

    @property
    def label(self) -> str:
        """The name, or the account where no name is known."""
        return self.get_full_name() or self.get_username()
