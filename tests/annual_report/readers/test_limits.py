"""What is unpacked is bounded, whatever a file declares about itself."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from kaicheng.annual_report.errors import DamagedFile, EncryptedFile, ReadError, TooLarge
from kaicheng.annual_report.readers import limits, read_path
from kaicheng.annual_report.readers.limits import LIMITS, MB, list_zip, open_zip, parse_xml, read_file


def archive_of(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def with_declared_size(data: bytes, size: int) -> bytes:
    """The archive with another unpacked size in its central directory."""
    start = data.index(b"PK\x01\x02")
    return data[: start + 24] + struct.pack("<L", size) + data[start + 28 :]


def test_a_sound_archive_opens() -> None:
    assert open_zip(archive_of({"a.xml": b"<a/>", "b.png": bytes(1000)})).read("a.xml") == b"<a/>"


@pytest.mark.parametrize("name", ["word/document.xml", "word/media/image1.png"])
def test_a_bomb_is_refused_in_little_memory(name: str) -> None:
    data = archive_of({name: bytes(70 * MB)})
    tracemalloc.start()
    try:
        with pytest.raises(TooLarge, match="过大"):
            open_zip(data)
        assert tracemalloc.get_traced_memory()[1] < 4 * MB
    finally:
        tracemalloc.stop()


def test_many_parts_add_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LIMITS", replace(LIMITS, zip_total=5 * MB))
    data = archive_of({f"{number}.bin": bytes(MB) for number in range(6)})
    with pytest.raises(TooLarge):
        open_zip(data)


@pytest.mark.parametrize("declared", [0, 10, 200 * MB])
def test_a_declared_size_is_not_believed(declared: int) -> None:
    with pytest.raises(DamagedFile, match=r"不符|读不出"):
        open_zip(with_declared_size(archive_of({"a.xml": b"<a>" + b"x" * 1000}), declared))


def test_a_bomb_that_declares_to_be_small() -> None:
    with pytest.raises(TooLarge):
        open_zip(with_declared_size(archive_of({"a.xml": bytes(70 * MB)}), 10))


def test_entries_that_share_their_content_are_counted_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bomb without nesting: every entry of the directory points at the one packed part."""
    monkeypatch.setattr(limits, "LIMITS", replace(LIMITS, zip_total=4 * MB))
    data = archive_of({"0.bin": bytes(MB)})
    start, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    entry = data[start:end]
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 5, 5, 5 * len(entry), start, 0)
    with pytest.raises(TooLarge):
        open_zip(data[:start] + entry * 5 + tail)


def test_too_many_entries() -> None:
    with pytest.raises(TooLarge, match="内部文件"):
        list_zip(archive_of({str(number): b"" for number in range(LIMITS.zip_entries + 1)}))


def test_too_many_tags() -> None:
    with pytest.raises(TooLarge, match="标记"):
        open_zip(archive_of({"a.xml": b"<a/>" * (LIMITS.xml_tags + 1)}, zipfile.ZIP_STORED))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("padding", [0, 256 * 1024 - 5])
def test_entities_are_refused(encoding: str, padding: int) -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    xml = f"{' ' * padding}<!DOCTYPE x [<!ENTITY l0 'ha'>{laughs}]><x>&l9;</x>"
    with pytest.raises(DamagedFile, match="实体"):
        open_zip(archive_of({"word/document.xml": xml.encode(encoding)}, zipfile.ZIP_STORED))


def test_entities_that_reach_the_parser_are_not_resolved(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    root = parse_xml(f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]><x>&e;</x>'.encode())
    assert "secret" not in "".join(root.itertext())


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(DamagedFile):
        parse_xml(b"<a>" * 5000 + b"</a>" * 5000)


def test_an_encrypted_part() -> None:
    data = bytearray(archive_of({"a.xml": b"<a/>"}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(EncryptedFile):
        open_zip(bytes(data))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods_that_office_does_not_use(method: int) -> None:
    with pytest.raises(DamagedFile, match="压缩方式"):
        open_zip(archive_of({"a.xml": b"<a/>"}, method))


def test_a_large_file_is_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "年报.docx"
    with path.open("wb") as file:
        file.truncate(200 * MB)
    tracemalloc.start()
    try:
        with pytest.raises(TooLarge, match="200 MB"):
            read_path(path)
        assert tracemalloc.get_traced_memory()[1] < MB
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", ["", "no-such-file.txt"])
def test_what_is_no_file(tmp_path: Path, name: str) -> None:
    with pytest.raises(ReadError):
        read_file(tmp_path / name)
