"""Encryption by its properties."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaicheng.privacy import cipher, keys
from kaicheng.privacy.keys import Keyring

RING = Keyring(b"i" * 32, {"old": b"o" * 32, "new": b"n" * 32})
ANYTHING = st.text(st.characters(exclude_categories=()))


@given(ANYTHING, st.text(max_size=20))
def test_any_text__comes_back(text, place):
    assert cipher.open_(RING, cipher.close(RING, text, place), place) == text


@given(st.binary(max_size=5000), st.text(max_size=20))
def test_any_file__comes_back(content, place):
    assert cipher.open_bytes(RING, cipher.close_bytes(RING, content, place), place) == content


@given(st.text(min_size=1))
def test_same_text__is_closed_differently_each_time(text):
    first, second = (cipher.close(RING, text, "place") for _ in range(2))
    assert first != second
    assert len(text) < 4 or text not in first


@given(st.text(), st.data())
def test_one_bit_changed__is_found(text, data):
    stored = cipher.close(RING, text, "place")
    key, body = cipher.take_apart(stored, "place")
    bit = data.draw(st.integers(0, len(body) * 8 - 1))
    changed = bytearray(body)
    changed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(cipher.Damaged):
        cipher.open_(RING, f"{cipher.PREFIX}{key}:{base64.b64encode(changed).decode()}", "place")


@given(st.text(), st.text(), st.text())
def test_moved_to_another_place__is_found(text, place, other):
    if place != other:
        with pytest.raises(cipher.Damaged):
            cipher.open_(RING, cipher.close(RING, text, place), other)


@given(st.one_of(st.text(), st.text().map("k1:new:{}".format), st.text().map("k1:{}".format)))
def test_anything_else__does_not_open_and_does_not_crash(stored):
    with pytest.raises((cipher.Damaged, keys.UnknownKey)):
        cipher.open_(RING, stored, "place")


@given(st.one_of(st.binary(max_size=200), st.binary(max_size=200).map(lambda tail: cipher.FILE_MAGIC + tail)))
def test_any_other_file__does_not_open_and_does_not_crash(stored):
    with pytest.raises((cipher.Damaged, keys.UnknownKey)):
        cipher.open_bytes(RING, stored, "place")


def test_wrong_key__says_what_may_be_wrong():
    stored = cipher.close(RING, "张三", "app.model.name")
    other = Keyring(RING.index, {"new": b"x" * 32})
    with pytest.raises(cipher.Damaged, match=r"app\.model\.name：加密内容无法解开.*密钥不符"):
        cipher.open_(other, stored, "app.model.name")


def test_missing_key__names_it():
    stored = cipher.close(RING, "张三", "place")
    with pytest.raises(keys.UnknownKey, match="“new”不在密钥文件中"):
        cipher.open_(Keyring(RING.index, {"old": b"o" * 32}), stored, "place")


@given(st.text(), st.text())
def test_fingerprint__is_equal_for_equal_texts_of_one_place_only(text, other):
    known = cipher.fingerprint(RING, text, "a")
    assert (known == cipher.fingerprint(RING, other, "a")) == (text == other)
    assert known != cipher.fingerprint(RING, text, "b")
    assert known != cipher.fingerprint(Keyring(b"j" * 32, RING.keys), text, "a")
