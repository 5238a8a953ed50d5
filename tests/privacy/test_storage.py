"""Files: closed on the disk, named by chance, bound to their name."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from kaicheng.privacy import cipher
from kaicheng.privacy.storage import EncryptedFileStorage, TooLarge

CONTENT = "张三的身份证明".encode() * 50


@pytest.fixture
def storage(applicants) -> EncryptedFileStorage:
    return EncryptedFileStorage(max_bytes=10_000)


def on_disk(name: str) -> Path:
    return Path(storages["private"].path(name))


def test_file__is_closed_on_disk_and_comes_back(storage):
    name = storage.save("张三身份证.jpg", ContentFile(CONTENT))
    assert on_disk(name).read_bytes().startswith(cipher.FILE_MAGIC)
    assert "张三".encode() not in on_disk(name).read_bytes()
    assert storage.open(name).read() == CONTENT
    assert storage.size(name) == len(CONTENT)
    assert storage.key_of(name) == "first"


def test_name__tells_nothing(storage):
    first, second = (storage.save("张三身份证.jpg", ContentFile(CONTENT)) for _ in range(2))
    assert first != second
    assert "张三" not in first and "jpg" not in first


def test_files_in_each_others_place__do_not_open(storage):
    first, second = (storage.save("x", ContentFile(CONTENT)) for _ in range(2))
    on_disk(first).write_bytes(on_disk(second).read_bytes())
    with pytest.raises(cipher.Damaged, match=first):
        storage.open(first)


def test_cut_file__does_not_open(storage):
    name = storage.save("x", ContentFile(CONTENT))
    on_disk(name).write_bytes(on_disk(name).read_bytes()[:-1])
    with pytest.raises(cipher.Damaged):
        storage.open(name)


def test_large_file__is_refused(storage):
    with pytest.raises(TooLarge, match="文件超过"):
        storage.save("x", ContentFile(b"x" * 10_001))


def test_writing_into_it__is_refused(storage):
    with pytest.raises(ValueError, match="reading only"):
        storage.open(storage.save("x", ContentFile(b"x")), "wb")


def test_delete__takes_it_off_the_disk(storage):
    name = storage.save("x", ContentFile(b"x"))
    storage.delete(name)
    assert not storage.exists(name)
    assert not on_disk(name).exists()
