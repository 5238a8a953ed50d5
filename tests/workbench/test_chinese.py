"""Nothing that the installed packages say to staff is left in English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import django
import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.utils.translation.trans_real import DjangoTranslation
from wagtail.models import Page, Workflow

import kaicheng
from kaicheng.workbench.chinese import INSTALLED, name_what_is_installed

OVERLAY = Path(kaicheng.__file__).parent / "locale" / "zh_Hans" / "LC_MESSAGES"
HAN = re.compile(r"[\u4e00-\u9fff]")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
MARKUP = re.compile(rf"<[^>]*>|&\w+;|{PLACEHOLDER.pattern}")
WORD = re.compile(r"[A-Za-z]{2,}")
SAME_IN_CHINESE = {
    *("URL", "ID", "IPv4", "IPv6"),
    *(f"%s {unit}" for unit in ("KB", "MB", "GB", "TB", "PB")),
    # They say only who and when.
    "%(action)s at <b>%(at)s</b>",
    "%(action)s by <b>%(who)s</b>",
    "at %(time)s by %(user_display_name)s",
    "at %(time)s",
    "%(time)s by %(user_display_name)s",
    "%(classname)s object (%(id)s)",
}


def folders() -> Iterator[Path]:
    """Where Django and the installed apps of others keep their catalogues."""
    yield Path(django.__file__).parent / "conf" / "locale"
    for config in apps.get_app_configs():
        folder = Path(config.path) / "locale"
        if folder.is_dir() and not config.name.startswith("kaicheng."):
            yield folder


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def asked_for(domain: str) -> Iterator[tuple[str, Message]]:
    """Every message of every package: the English catalogue has all, where there is one."""
    for folder in folders():
        catalogues = sorted(folder.glob(f"*/LC_MESSAGES/{domain}.po"))
        english = [path for path in catalogues if path.parts[-3] in {"en", "en_US"}]
        for path in english or catalogues:
            yield from ((str(folder), message) for message in read(path) if message.id)


def singular(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def said(translation: DjangoTranslation, message: Message) -> str:
    """What the reader sees."""
    if isinstance(message.id, str):
        if message.context:
            return translation.pgettext(message.context, message.id)
        return translation.gettext(message.id)
    if message.context:
        return translation.npgettext(message.context, *message.id, 2)
    return translation.ngettext(*message.id, 2)


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_installed_packages__leave_nothing_untranslated(domain):
    translation = DjangoTranslation("zh-hans", domain=domain)
    untranslated = {
        f"{folder}: {singular(message)}"
        for folder, message in asked_for(domain)
        if WORD.search(MARKUP.sub("", singular(message)))
        and singular(message) not in SAME_IN_CHINESE
        and not HAN.search(said(translation, message))
    }
    assert sorted(untranslated) == []


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_installed_packages__say_nin_to_staff(domain):
    translation = DjangoTranslation("zh-hans", domain=domain)
    familiar = {
        singular(message) for _folder, message in asked_for(domain) if "你" in said(translation, message)
    }
    assert sorted(familiar) == []


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_overlay__keeps_every_placeholder_and_holds_nothing_stale(domain):
    known = {(message.context, singular(message)) for _folder, message in asked_for(domain)}
    for message in read(OVERLAY / f"{domain}.po"):
        if not message.id:
            continue
        assert (message.context, singular(message)) in known, f"no package says: {message.id}"
        sources = [message.id] if isinstance(message.id, str) else list(message.id)
        (target,) = [message.string] if isinstance(message.string, str) else message.string
        wanted = [set(PLACEHOLDER.findall(source)) for source in sources]
        assert set(PLACEHOLDER.findall(target)) in wanted, message.id
        assert not message.fuzzy


@pytest.mark.django_db
def test_installed_names__are_chinese():
    english = re.compile(r"[A-Za-z]{3,}")
    names = [*Page.objects.values_list("title", flat=True)]
    for model in (Permission, Group, Workflow):
        names += model.objects.values_list("name", flat=True)
    assert [name for name in names if english.search(name) and not HAN.search(name)] == []


@pytest.mark.django_db
def test_names_that_people_gave__stay():
    Group.objects.create(name="Reviewers")
    for config in apps.get_app_configs():
        name_what_is_installed(config, "default")
    assert Group.objects.filter(name="Reviewers").exists()
    assert not Group.objects.filter(name=next(old for _l, _f, old in INSTALLED)).exists()
