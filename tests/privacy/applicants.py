"""A model with personal data, as later apps will have them. It lives in the tests only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.db import models

from kaicheng.privacy.fields import BlindIndexField, EncryptedTextField
from kaicheng.privacy.masking import mask_identity_number, mask_name, mask_phone
from kaicheng.privacy.registry import PersonalData
from kaicheng.privacy.storage import EncryptedFileStorage


class Applicant(models.Model):
    name = EncryptedTextField("姓名", mask=mask_name, max_length=50)
    phone = EncryptedTextField("联系电话", mask=mask_phone, blank=True)
    phone_index = BlindIndexField(of="phone")
    identity_number = EncryptedTextField("身份证件号码", mask=mask_identity_number, null=True)
    paper = models.FileField("身份证明", storage=EncryptedFileStorage(), blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    owner = models.CharField(max_length=20, blank=True)

    class Meta:
        app_label = "privacy"
        verbose_name = "申请人"

    def __str__(self) -> str:
        return str(self.name)


DECLARATION = PersonalData(
    model=Applicant,
    category="applicant",
    fields=["name", "phone", "identity_number"],
    files=["paper"],
    also=["closed_at"],
    due=lambda before: Applicant.objects.filter(closed_at__lt=before).exclude(phone_index=""),
    of=lambda user: Applicant.objects.filter(owner=user.username),
    may_open=lambda user, applicant: user.username == "handler",
    chain=lambda applicant: f"agency-{applicant.pk % 2}",
)


@contextmanager
def installed() -> Iterator[None]:
    """While this lasts, the model is one of the installation's."""
    apps.all_models["privacy"]["applicant"] = Applicant
    apps.clear_cache()
    try:
        yield
    finally:
        _take_out()


def _take_out() -> None:
    del apps.all_models["privacy"]["applicant"]
    apps.clear_cache()


_take_out()  # else other tests of the process would miss its table
