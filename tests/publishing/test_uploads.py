"""Files on their way in: names, types, sizes, zip bombs, and a scanner that speaks clamd's protocol."""

from __future__ import annotations

import datetime as dt
import io
import socketserver
import struct
import threading
import zipfile
from collections.abc import Iterator

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from hypothesis import given
from hypothesis import strategies as st

from kaicheng import clamav
from kaicheng.handed_in import LONGEST_NAME, clean_name
from kaicheng.publishing.models import Upload
from kaicheng.publishing.uploads import take_in
from tests.publishing.factories import Publisher

NOW = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Daemon(socketserver.ThreadingTCPServer):
    """Answers INSTREAM as clamd does: EICAR is found, more than ``limit`` bytes are refused."""

    allow_reuse_address, daemon_threads = True, True
    limit = 1 << 20

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            assert self.rfile.read(10) == b"zINSTREAM\0"
            received = b""
            while size := struct.unpack(">I", self.rfile.read(4))[0]:
                received += self.rfile.read(size)
            if len(received) > Daemon.limit:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
            elif EICAR in received:
                self.wfile.write(b"stream: Eicar-Signature FOUND\0")
            else:
                self.wfile.write(b"stream: OK\0")


@pytest.fixture
def scanner() -> Iterator[str]:
    with Daemon(("127.0.0.1", 0), Daemon.Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"tcp://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def taken(publisher: Publisher, data: bytes, name: str = "表.txt", **more: bool) -> Upload:
    return take_in(ContentFile(data, name=name), by=publisher.author, agency=publisher.agency, at=NOW, **more)


def zipped(*members: tuple[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return file.getvalue()


# --- the scanner ----------------------------------------------------------------------------------------


def test_scanner__says_what_it_found(scanner):
    assert clamav.scan([b"harmless", b""], scanner).clean
    assert clamav.scan([b"x" * 100_000, EICAR], scanner).virus == "Eicar-Signature"


@pytest.mark.parametrize(
    "address", ["tcp://127.0.0.1:1", "unix:/nowhere/clamd.ctl", "127.0.0.1:3310", "tcp://h"]
)
def test_scanner_that_is_away__is_never_taken_for_a_clean_file(address):
    with pytest.raises(clamav.NotScanned):
        clamav.scan([b"harmless"], address, seconds=2)


def test_scanner_that_refuses__has_not_scanned(scanner):
    with pytest.raises(clamav.NotScanned, match="limit"):
        clamav.scan([b"x" * (Daemon.limit + 1)], scanner)


# --- taking in --------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_file__is_marked_by_what_the_scanner_said(publisher, scanner, settings):
    assert taken(publisher, b"one").scan == "unscanned"
    settings.KAICHENG_CLAMAV = "tcp://127.0.0.1:1"
    assert taken(publisher, b"two").scan == "unscanned"
    settings.KAICHENG_CLAMAV = scanner
    assert taken(publisher, b"three").scan == "clean"
    with pytest.raises(ValidationError, match="发现病毒（Eicar-Signature）"):
        taken(publisher, EICAR)
    assert Upload.objects.count() == 3


@pytest.mark.django_db
def test_file__is_typed_by_what_it_holds(publisher):
    assert taken(publisher, b"%PDF-1.7 ...", "a.docx").media_type == "application/pdf"
    assert taken(publisher, b"%PDF-1.7 ...", "b.docx").name == "a.docx", "the same file is kept once"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "data, name, picture, said",
    [
        (b"", "空.txt", False, "空文件"),
        (b"MZ\x90\0" + b"\0" * 60, "表.xls", False, "是程序"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "图.png", True, "不是网页能显示的图片"),
        (zipped(("表.csv", b"0" * (200 << 20))), "附件.zip", False, "超出可读取的范围"),
        (zipped(("a", b"1"))[:40], "坏.zip", False, "损坏"),
        (b"x" * 2_000_001, "大.txt", False, "超过1MB"),
    ],
    ids=["empty", "program", "svg", "bomb", "damaged", "large"],
)
def test_file__is_refused_with_a_sentence(publisher, settings, data, name, picture, said):
    settings.KAICHENG_UPLOAD_MAX_BYTES = 1 << 20
    with pytest.raises(ValidationError) as refused:
        taken(publisher, data, name, picture=picture)
    assert said in refused.value.messages[0] and name in refused.value.messages[0]
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    "given_name, name",
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\关于招聘的公告.docx", "关于招聘的公告.docx"),
        ("名单\u202excod.exe", "名单xcod.exe"),
        ("a\0b\r\nc.pdf", "abc.pdf"),
        ("...", "附件"),
        ("", "附件"),
    ],
)
def test_name__loses_paths_and_signs_that_deceive(given_name, name):
    assert clean_name(given_name) == name


@given(st.text(max_size=300))
def test_name__is_always_one_that_can_be_written(text):
    name = clean_name(text)
    assert name and len(name) <= LONGEST_NAME and not set(name) & set('/\\\0\r\n"<>')
    assert clean_name(name) == name
