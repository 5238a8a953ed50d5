"""The key file: made once, private, replaced in one step, and clear about what is wrong with it."""

from __future__ import annotations

import stat

import pytest

from kaicheng.privacy import keys

KEY = "A" * 43 + "="


def test_create__makes_a_private_file_once(tmp_path):
    path = tmp_path / "new" / "keys"
    keys.create(path, "one")
    text = path.read_text()
    keys.create(path, "two")
    assert path.read_text() == text
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert keys.parse(text).current == "one"


def test_add__encrypts_with_the_new_key_and_keeps_the_old(key_file):
    before = keys.keyring()
    keys.add(key_file, "second")
    after = keys.keyring()
    assert (before.current, after.current) == ("first", "second")
    assert after.key("first") == before.key("first")
    assert after.index == before.index
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert [file.name for file in key_file.parent.iterdir()] == ["personal"]


@pytest.mark.parametrize("identity", ["first", "", "a b", "密钥", "x" * 33])
def test_add__refuses_a_bad_name(key_file, identity):
    with pytest.raises(ValueError, match="id is new"):
        keys.add(key_file, identity)


def test_remove__drops_an_old_key_and_never_the_current(key_file):
    keys.add(key_file, "second")
    with pytest.raises(ValueError, match="not an old key"):
        keys.remove(key_file, "second")
    keys.remove(key_file, "first")
    assert list(keys.keyring().keys) == ["second"]
    with pytest.raises(keys.UnknownKey, match="从备份中找回"):
        keys.keyring().key("first")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "不完整"),
        (f"index {KEY}\n", "不完整"),
        (f"key a {KEY}\n", "不完整"),
        (f"index {KEY}\nkey a short\n", "第 2 行"),
        (f"index {KEY}\nkey a {KEY}\nkey a {KEY}\n", "第 3 行"),
        (f"index {KEY}\nindex {KEY}\nkey a {KEY}\n", "第 2 行"),
        (f"index {KEY}\nkeys a {KEY}\n", "第 2 行"),
    ],
)
def test_broken_file__is_named_with_its_line(text, words):
    with pytest.raises(keys.BadKeys, match=words):
        keys.parse(text)


def test_no_file__says_what_to_do(tmp_path, settings):
    settings.KAICHENG_PERSONAL_KEYS = str(tmp_path / "none")
    with pytest.raises(keys.NoKeys, match="personal_keys create"):
        keys.keyring()


def test_keys__do_not_print(key_file):
    assert "object at" in repr(keys.keyring())
