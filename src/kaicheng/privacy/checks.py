"""What ``manage.py check`` says about personal data."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.checks import Error, register

from kaicheng.privacy import registry, retention
from kaicheng.privacy.fields import SecretTextField, encrypted_fields
from kaicheng.privacy.keys import KeyringError, keyring


@register
def keys_are_there(**_options: Any) -> list[Error]:
    """The key file is there and can be read."""
    try:
        keyring()
    except KeyringError as error:
        return [Error(str(error), hint="KAICHENG_PERSONAL_KEYS", id="privacy.E001")]
    return []


@register
def columns_are_declared(**_options: Any) -> list[Error]:
    """Each encrypted column has a category, so that it is erased in time and can be opened."""
    found = []
    for model in apps.get_models():
        for field in encrypted_fields(model):
            if isinstance(field, SecretTextField):
                continue
            try:
                known = field.name in registry.of_model(model).fields
            except registry.UndeclaredPersonalData:
                known = False
            if not known:
                found.append(
                    Error(
                        f"加密字段 {field.place} 没有登记保管期限类别。",
                        hint="personal.py",
                        id="privacy.E002",
                    )
                )
    return found


@register
def schedule_holds(**_options: Any) -> list[Error]:
    """Every declaration has its line in the schedule, and the setting keeps to the law."""
    try:
        known = {entry.id for entry in retention.categories()}
    except retention.BadSchedule as error:
        return [Error(str(error), id="privacy.E003")]
    return [
        Error(f"{data.model._meta.label}：保管期限表中没有“{data.category}”这一类。", id="privacy.E003")
        for data in registry.declared()
        if data.category not in known
    ]
