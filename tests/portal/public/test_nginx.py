"""The example for nginx says what the built-in server says: the same bytes, as safe, and never more."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from kaicheng.portal.public import building
from kaicheng.portal.public.serving import headers_of
from kaicheng.publishing import outlets
from tests.nginx import serving
from tests.publishing.factories import published

pytestmark = pytest.mark.django_db

SAFETY = ["X-Content-Type-Options", "Content-Security-Policy", "Content-Disposition", "Cache-Control", "Vary"]


class Live(BaseHTTPRequestHandler):
    """What is live tells what it was asked."""

    def do_GET(self) -> None:
        answer = f"live {self.command} {self.path}".encode()
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer)

    do_POST = do_HEAD = do_GET

    def log_message(self, *_given: object) -> None:
        """Silent."""


@pytest.fixture
def live() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Live) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


@pytest.fixture
def page(tree, publisher):
    page = published(publisher, "关于做好稳岗就业工作的通知")
    outlets.catch_up()
    return page


@pytest.fixture
def nginx(tmp_path, page, public_root, live) -> Iterator[int]:
    folder = tmp_path / "nginx"
    folder.mkdir()
    (public_root.parent / "secret.txt").write_text("not for anybody")
    with serving(folder, public_root, live) as port:
        yield port


def ask(port: int, address: str, method: str = "GET", **headers: str):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request(method, address, body=b"x=1" if method == "POST" else None, headers=headers)
    response = connection.getresponse()
    found = response.status, response.headers, response.read()
    connection.close()
    return found


def test_every_file__comes_as_it_lies_in_the_tree(nginx):
    tree = building.current()
    assert tree is not None
    seen = set()
    for path in tree.files():
        address = "/" + path.removesuffix("index.html")
        status, headers, content = ask(nginx, address)
        assert (status, content) == (200, tree.read(path)), address
        wanted = headers_of(path.rpartition("/")[2])
        assert headers["X-Content-Type-Options"] == "nosniff", address
        assert headers["Content-Type"].partition(";")[0] == wanted["Content-Type"].partition(";")[0], address
        seen.add(path.rpartition(".")[2])
    assert {"html", "json", "csv", "xml", "txt"} <= seen


def test_page__is_as_safe_as_from_the_built_in_server(nginx, page, client):
    theirs, ours = client.get(page.url), ask(nginx, page.url)[1]
    theirs.getvalue()  # which closes it
    for name in SAFETY:
        assert (ours[name] or "") == theirs.headers.get(name, ""), name


def test_uploaded_file__runs_nothing(nginx):
    tree = building.current()
    assert tree is not None
    for name, shown in {"0123456789abcdef.pdf": False, "0123456789abcdef.png": True}.items():
        tree.write(f"zhudong/{name}", b"%PDF or picture")
        _status, headers, content = ask(nginx, f"/zhudong/{name}")
        assert content == b"%PDF or picture"
        assert headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert (headers["Content-Disposition"] or "") == ("" if shown else "attachment")


def test_what_is_no_file__is_asked_of_the_live_part(nginx):
    for address, cookie in {
        "/": "kaicheng_display=large",
        "/zhudong/": "a=b; kaicheng_language=en",
        "/sousuo/?q=1": "",
        "/gongzuo/": "",
        "/yishenqing/": "",
        "/api/v1/documents": "",
        "/zhudong/there-is-none/": "",
    }.items():
        status, _headers, content = ask(nginx, address, Cookie=cookie)
        assert (status, content) == (200, f"live GET {address}".encode())


def test_what_is_sent__reaches_the_live_part(nginx, page):
    assert ask(nginx, page.url, "POST")[2] == f"live POST {page.url}".encode()


def test_address__never_leads_out_of_the_tree(nginx):
    for address in (
        "/../secret.txt",
        "/..%2fsecret.txt",
        "/zhudong/../../secret.txt",
        "/.lock",
        "/current/index.html",
        "/zhudong/.links",
    ):
        status, _headers, content = ask(nginx, address)
        assert status in {400, 404} or content.startswith(b"live GET"), address
        assert b"not for anybody" not in content, address
