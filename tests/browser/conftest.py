"""A real server, started as ``make run`` starts it, and a real Chromium that may talk to it alone."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, StorageState, sync_playwright

from tests.browser.staff import sign_in
from tests.ports import free_port

if TYPE_CHECKING:
    from tests.databases import Shelf

ROOT = Path(__file__).parents[2]
FLAGS = [
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    *(["--no-sandbox"] if os.getuid() == 0 else []),
]
NewPage = Callable[..., Page]
ITS_OWN = {"chrome", "chrome-extension"}
"""Where the parts of Chromium's viewer of PDFs come from."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder into which the server writes."""
    return tmp_path_factory.mktemp("site")


@pytest.fixture(scope="session")
def public_files(var: Path) -> Path:
    """The public site as files; not there until they have been written for the first time."""
    return var / "public" / "current"


@pytest.fixture(scope="session")
def site(var: Path, migrated: Path) -> Iterator[str]:
    """The address of a freshly loaded demonstration."""
    port = free_port()
    shutil.copy(migrated, var / "kaicheng.sqlite3")
    reading, writing = os.pipe()
    environment = {
        **os.environ,
        "KAICHENG_VAR": str(var),
        "KAICHENG_BASE_URL": f"http://127.0.0.1:{port}",
        "DJANGO_SETTINGS_MODULE": "kaicheng.settings.dev",
        "GUNICORN_CMD_ARGS": "--config python:tests.browser.gunicorn",
        "SAY_READY_TO": str(writing),
    }
    environment.pop("KAICHENG_DATABASE_URL", None)
    with (var / "log").open("w+") as log:
        command = [sys.executable, "manage.py", "demo", "--serve", "--port", str(port)]
        server = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=log, stderr=log, pass_fds=[writing]
        )
        os.close(writing)
        try:
            # Nothing but the end of the file if the server ends without having been ready.
            assert os.read(reading, 1), (var / "log").read_text()
            yield f"http://127.0.0.1:{port}"
        finally:
            os.close(reading)
            server.send_signal(signal.SIGINT)
            assert server.wait(20) == 0, "the server does not stop cleanly"


@pytest.fixture(scope="session")
def migrated(shelf: Shelf) -> Path:
    """An empty installation, so that the server has less to do at its start."""
    from tests.databases import MIGRATED, Files

    assert isinstance(shelf, Files), "the site of the browser tests is on SQLite"
    return shelf.file(MIGRATED)


def chromium() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    unpacked = ROOT / ".cache" / "browser" / "chromium"
    if unpacked.exists():
        return str(unpacked)
    pytest.fail("no Chromium: run scripts/install-browser")


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Closed after the last of these tests: its event loop would keep other tests from their database."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def signed_in() -> dict[str, StorageState]:
    """What the browsers of those who have signed in keep, by account: nobody has to do it for every test."""
    return {}


@pytest.fixture
def new_page(browser: Browser, site: str, signed_in: dict[str, StorageState]) -> Iterator[NewPage]:
    """Open pages of a given width and mode, in a browser of their own; with a ``user``, as that account.

    A request to another machine or an error fails the test.
    """
    contexts: list[BrowserContext] = []
    strangers: list[str] = []
    errors: list[str] = []

    def open_page(
        path: str,
        *,
        width: int = 1280,
        mode: str = "standard",
        language: str = "zh-hans",
        script: bool = True,
        user: str = "",
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            java_script_enabled=script,
            base_url=site,
            locale="zh-CN",
            storage_state=signed_in.get(user),
        )
        context.set_default_timeout(45_000)
        context.add_cookies(
            [
                {"name": "kaicheng_display", "value": mode, "url": site},
                {"name": "kaicheng_language", "value": language, "url": site},
            ]
        )
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: strangers.append(request.url) if stranger(request.url) else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if breaks(message) else None)
        page.goto(path)
        if user and "/login/" in page.url:
            sign_in(page, user)
            signed_in[user] = context.storage_state()
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert strangers == []
    assert errors == []


def breaks(message: ConsoleMessage) -> bool:
    """Whether the console tells that our pages break their own policy."""
    return "Security" in message.text and urlsplit(message.location["url"]).scheme not in ITS_OWN


def stranger(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme not in {"data", "blob", *ITS_OWN} and parts.hostname != "127.0.0.1"
