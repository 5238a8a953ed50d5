"""A real nginx with ``deploy/nginx.conf.example``: on another port, without TLS, over folders of the test."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.ports import free_port

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "deploy" / "nginx.conf.example"
UNPACKED = ROOT / ".cache" / "nginx" / "usr" / "sbin" / "nginx"
MAIN = """
daemon off;
{user}
worker_processes 1;
pid {folder}/pid;
error_log {folder}/error.log;
events {{ }}
http {{
    types {{
        text/html html; text/css css; text/csv csv; image/png png;
        application/json json; application/xml xml;
    }}
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
    {more}
}}
"""


def binary() -> str:
    """Where nginx is. ``scripts/install-nginx`` sees to it that there is one."""
    found = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    return found or str(UNPACKED)


@contextmanager
def serving(
    folder: Path, public: Path, upstream: int, *, more: str = "", static: Path | None = None
) -> Iterator[int]:
    """Serve the tree below ``public``, pass on the rest; gives the port. ``more`` stands beside the site."""
    port = free_port()
    site = EXAMPLE.read_text("utf-8")
    for pattern, instead in {
        r"listen 443 ssl;": f"listen 127.0.0.1:{port};",
        r"root /var/lib/kaicheng/public;": f"root {public};",
        r"alias /var/lib/kaicheng/static/;": f"alias {static or public}/;",
        r"server 127\.0\.0\.1:8000;": f"server 127.0.0.1:{upstream};",
    }.items():
        site, times = re.subn(pattern, instead, site)
        assert times == 1, f"the example has no {pattern!r} any more"
    (folder / "site.conf").write_text(site)
    (folder / "proxy_params").write_text("proxy_set_header Host $http_host;\n")
    user = "user root;" if os.getuid() == 0 else ""
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder, user=user, more=more))
    server = subprocess.Popen([binary(), "-p", str(folder), "-c", str(folder / "nginx.conf")])
    try:
        _wait(server, port, folder)
        yield port
    finally:
        server.terminate()
        server.wait(20)


def _wait(server: subprocess.Popen[bytes], port: int, folder: Path) -> None:
    """Until it listens, or has ended because of a fault in its file."""
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
            return
        except ConnectionRefusedError:
            try:
                server.wait(0.02)
            except subprocess.TimeoutExpired:
                continue
            log = folder / "error.log"
            raise AssertionError(log.read_text() if log.exists() else "nginx does not start") from None
