"""Whatever is wrong with a file, reading it gives a report or a typed error: never anything else."""

from __future__ import annotations

import io
import random
import sys
import zipfile
import zlib
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kaicheng.annual_report.errors import (
    DamagedFile,
    EncryptedFile,
    NotAReport,
    NoText,
    ReadError,
    TooLarge,
    UnknownKind,
)
from kaicheng.annual_report.model import AnnualReport
from kaicheng.annual_report.readers import read, read_path
from kaicheng.annual_report.readers.limits import MB
from tests.annual_report.readers.tiny_pdf import Page, pdf
from tests.conftest import REPORTS

BROKEN = Path(__file__).parents[1] / "broken"
DOCX = (REPORTS / "huaian-city-2024.docx").read_bytes()
PDF = (REPORTS / "huaian-city-2024.pdf").read_bytes()
HTML = (REPORTS / "shuyang-ndrc-2023.html").read_bytes()
TEXT = (REPORTS / "xichang-hrss-2024.txt").read_bytes()
SLOW = [HealthCheck.too_slow]


def xlsx() -> bytes:
    book = openpyxl.Workbook()
    for row in (["一、总体情况"], ["规章", 1, 0, 11], ["行政规范性文件", 8, 26, 66]):
        book.active.append(row)  # type: ignore[union-attr]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


SAMPLES = {"docx": DOCX, "pdf": PDF, "html": HTML, "txt": TEXT, "xlsx": xlsx()}
EXPECTED = {
    "bomb.docx": TooLarge,
    "lying-bomb.docx": TooLarge,
    "laughs.docx": DamagedFile,
    "nested.docx": ReadError,
    "old.doc": UnknownKind,
    "encrypted.docx": EncryptedFile,
    "report.ofd": UnknownKind,
    "archive.zip": UnknownKind,
    "photo.jpg": NoText,
    "photo.pdf": NoText,
    "locked.pdf": EncryptedFile,
    "empty.txt": DamagedFile,
    "news.html": NotAReport,
    "novel.txt": NotAReport,
}


def outcome(data: bytes, name: str = "") -> AnnualReport | ReadError:
    """The report or the typed error; anything else fails the test by itself."""
    try:
        return read(data, name, isolated=name == "isolated")
    except ReadError as error:
        assert error.message.zh and error.message.en
        return error


@pytest.mark.parametrize("name", EXPECTED)
def test_each_way_of_being_wrong_has_its_error(name: str) -> None:
    with pytest.raises(EXPECTED[name]) as caught:
        read_path(BROKEN / name)
    assert len(caught.value.message.zh) > 10


def test_every_broken_file_is_expected() -> None:
    assert {path.name for path in BROKEN.iterdir() if path.suffix != ".py"} == set(EXPECTED)


@pytest.mark.parametrize("kind", SAMPLES)
def test_files_cut_anywhere(kind: str) -> None:
    data = SAMPLES[kind]
    for cut in range(50):
        outcome(data[: len(data) * cut // 50])


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_a_cut_office_file_is_damaged(kind: str) -> None:
    data = SAMPLES[kind]
    for cut in (0.3, 0.6, 0.95):
        assert isinstance(outcome(data[: int(len(data) * cut)]), DamagedFile)


@settings(
    max_examples=60, deadline=None, phases=[Phase.generate], suppress_health_check=[HealthCheck.too_slow]
)
@given(kind=st.sampled_from(sorted(SAMPLES)), seed=st.integers(0, 2**32), count=st.integers(1, 40))
def test_files_with_bytes_changed(kind: str, seed: int, count: int) -> None:
    chance = random.Random(seed)
    data = bytearray(SAMPLES[kind])
    for _ in range(count):
        place = chance.randrange(len(data))
        match chance.randrange(3):
            case 0:
                data[place] = chance.randrange(256)
            case 1:
                del data[place : place + chance.randrange(1, 64)]
            case _:
                data[place:place] = chance.randbytes(chance.randrange(1, 64))
    outcome(bytes(data))


@settings(
    max_examples=60, deadline=None, phases=[Phase.generate], suppress_health_check=[HealthCheck.too_slow]
)
@given(kind=st.sampled_from(["docx", "xlsx"]), seed=st.integers(0, 2**32))
def test_sound_archives_with_broken_parts(kind: str, seed: int) -> None:
    """Damage behind the checksums: what a faulty exporter writes, or someone who means harm."""
    chance = random.Random(seed)
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(SAMPLES[kind])) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        victim = chance.choice(source.namelist())
        for name in source.namelist():
            part = bytearray(source.read(name))
            if name == victim and part:
                for _ in range(chance.randrange(1, 6)):
                    place = chance.randrange(len(part))
                    part[place : place + chance.randrange(40)] = chance.randbytes(chance.randrange(12))
            if name != victim or chance.random() < 0.9:
                target.writestr(name, bytes(part))
    outcome(out.getvalue())


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=2000), st.sampled_from([b"", b"%PDF-1.7\n", b"PK\x03\x04", b"<html><p>", b"{"]))
def test_noise(noise: bytes, start: bytes) -> None:
    outcome(start + noise)


@pytest.mark.skipif(sys.platform != "linux", reason="address space is limited on Linux")
def test_a_pdf_that_unpacks_without_end_does_not_exhaust_the_caller() -> None:
    page = Page()
    page.text(74, 100, "政府信息公开工作年度报告", 16)
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(16 * MB)) for _ in range(80)) + packer.flush()
    stream = b"<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(packed), packed)
    plain = pdf(page)
    start = plain.index(b"4 0 obj\n") + len(b"4 0 obj\n")
    end = plain.index(b"\nendobj", start)
    assert isinstance(outcome(plain[:start] + stream + plain[end:]), ReadError)


def test_what_no_reader_foresaw_is_a_damaged_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*arguments: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("kaicheng.annual_report.readers.interpret", fails)
    with pytest.raises(DamagedFile, match="ZeroDivisionError"):
        read("一、总体情况".encode())
