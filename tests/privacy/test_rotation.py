"""Rotation keeps every value, goes on after a kill, and loses nothing that is written meanwhile."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command

from kaicheng.audit.models import Event
from kaicheng.privacy import fields, keys, rotation


@pytest.fixture
def people(applicants):
    made = [
        applicants.objects.create(name=f"张{number}", phone=f"1380000{number:04}", identity_number="1" * 18)
        for number in range(7)
    ]
    for person in made[:3]:
        person.paper.save("paper", ContentFile(f"paper {person.pk}".encode()))
    return made


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("personal_keys", *arguments, stdout=out)
    return out.getvalue()


def values(applicants) -> list[tuple[str, str, str, bytes]]:
    return [
        (
            row.name.reveal(),
            row.phone.reveal(),
            row.identity_number.reveal(),
            row.paper.open().read() if row.paper else b"",
        )
        for row in applicants.objects.order_by("pk")
    ]


def test_rotation__keeps_values_files_and_indexes(applicants, people, key_file):
    before = values(applicants)
    index = applicants.objects.first().phone_index
    assert rotation.usage() == {"first": 24}
    run("add", "second")
    assert "共重新加密 24 项" in run("rotate")
    assert values(applicants) == before
    assert rotation.usage() == {"second": 24}
    assert applicants.objects.first().phone_index == index
    assert applicants.objects.get(phone_index=fields.blind(applicants, "phone", "13800000000"))


def test_second_run__has_nothing_to_do(applicants, people):
    run("add", "second")
    run("rotate")
    assert "共重新加密 0 项" in run("rotate")
    assert Event.objects.filter(action="privacy.key.rotated").count() == 1


def test_killed_in_the_middle__goes_on_where_it_was(applicants, people, monkeypatch):
    before = values(applicants)
    monkeypatch.setattr(rotation, "BATCH", 2)
    run("add", "second")

    class Killed(BaseException):
        pass

    def progress(_place: str, count: int) -> None:
        if count >= 4:
            raise Killed

    with pytest.raises(Killed):
        rotation.rotate(keys.keyring(), progress)
    assert rotation.usage() == {"first": 20, "second": 4}
    assert values(applicants) == before
    assert rotation.rotate(keys.keyring()) == 20
    assert values(applicants) == before


def test_value_written_meanwhile__is_not_overwritten(applicants, people, monkeypatch):
    run("add", "second")
    original = rotation.cipher.open_

    def opened(ring, stored, place):
        text = original(ring, stored, place)
        if text == "张3":
            applicants.objects.filter(pk=people[3].pk).update(name="新名字")
        return text

    monkeypatch.setattr(rotation.cipher, "open_", opened)
    rotation.rotate(keys.keyring())
    monkeypatch.undo()
    assert applicants.objects.get(pk=people[3].pk).name.reveal() == "新名字"


def test_old_key__leaves_only_when_nothing_needs_it(applicants, people, key_file):
    run("add", "second")
    with pytest.raises(CommandError, match="仍在用于 24 项"):
        run("remove", "first")
    run("rotate")
    run("remove", "first")
    assert list(keys.keyring().keys) == ["second"]
    assert next(name for name, *_ in values(applicants)) == "张0"
    assert run("status") == "second\t24\t当前 current\n"
    actions = ["privacy.key.added", "privacy.key.rotated", "privacy.key.removed"]
    assert list(Event.objects.order_by("seq").values_list("action", flat=True)) == actions


def test_create__is_safe_to_repeat(applicants, key_file):
    text = key_file.read_text()
    assert "请另行备份" in run("create")
    assert key_file.read_text() == text


def test_bad_name__is_a_plain_message(applicants, key_file):
    with pytest.raises(CommandError, match="id is new"):
        run("add", "first")
