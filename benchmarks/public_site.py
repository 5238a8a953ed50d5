"""The public site of a county with many documents: built, rewritten after a change, served, listed for staff.

10,000 documents join the demonstration (100,000 with ``--large``). Writing is compared with writing the same
bytes without asking what they should be; a page through nginx, by ``ab`` from Apache, with a file of the same
size that nginx serves without a rule. Without nginx or ``ab`` those rows are left out.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.installation import installed
from benchmarks.measure import row, seconds

REQUESTS = 20_000
AT_ONCE = 8
RUNS = 5


def run() -> None:
    """Print the table."""
    large = os.environ.get("KAICHENG_BENCHMARKS") == "large"
    with installed() as folder:
        _measure(folder, 1.0 if large else 0.1)


def _measure(folder: Path, scale: float) -> None:
    from django.db import connection

    from kaicheng.demonstration.parts.many_documents import many_documents
    from kaicheng.demonstration.registry import Occasion, Size, load
    from kaicheng.portal.public import building
    from kaicheng.publishing.models import DocumentPage

    load(Size.SMALL, Occasion())
    few = _queries(_lists(folder))
    before = DocumentPage.objects.count()
    taken = seconds(lambda: many_documents(Occasion(scale=scale)))
    count = DocumentPage.objects.count()
    print(f"public site: {count:,} documents, {connection.vendor}")
    row(f"importing {count - before:,}", f"{(count - before) / taken:,.0f} documents/s")

    files = 0

    def build() -> None:
        nonlocal files
        files = building.build()

    building_all = seconds(build)
    tree = building.current()
    assert tree is not None
    bare = seconds(lambda: _copied(tree.root, folder / "copied"))
    shutil.rmtree(folder / "copied")
    row(
        f"writing all {files:,} files",
        f"{files / building_all:,.0f} files/s",
        "copying them",
        building_all / bare,
    )
    _rewriting(tree)
    _serving(folder, tree)
    for name, (queries, milliseconds) in _queries(_lists(folder)).items():
        row(
            f"staff list {name}",
            f"{queries} queries, {milliseconds:.0f} ms",
            f"of {few[name][0]} queries with {before:,} documents",
            queries / few[name][0],
        )


def _copied(source: Path, target: Path) -> None:
    """Every file read and written, in order, without a thought."""
    for path in source.rglob("*"):
        if path.is_file():
            copy = target / path.relative_to(source)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())


def _rewriting(tree: Any) -> None:
    """What the last signature takes in the fullest column of all until the document is outside, and what a
    withdrawal takes until it is gone from every page."""
    from django.db.models import Count

    from kaicheng.publishing.actions.withdraw import Withdraw
    from kaicheng.publishing.models import ColumnPage, DocumentPage

    fullest = max(ColumnPage.objects.live(), key=lambda one: one.numchild)
    documents = DocumentPage.objects.child_of(fullest).live()
    per_year = documents.order_by().values("published_date__year").annotate(n=Count("pk"))
    most = max(per_year, key=lambda one: one["n"])
    print(f"  the fullest column: {fullest.numchild:,} documents, up to {most['n']:,} a year")
    _compared("the last signature", tree, _ready_to_go_public(fullest))
    some = documents.filter(published_date__year=most["published_date__year"]).order_by(
        "-published_date", "-pk"
    )
    _compared("withdrawing", tree, [partial(Withdraw, one, by=None, reason="撤下") for one in some[:RUNS]])


def _compared(name: str, tree: Any, actions: list[Callable[[], Any]]) -> None:
    """Actions of one sort, each done once, beside writing safely what the last of them has written."""
    taken = []
    for make in actions:
        action = make()
        since = _now(tree.root)
        taken.append(seconds(action.execute))
    written = [path for path in tree.root.rglob("*") if path.is_file() and path.stat().st_mtime_ns > since]
    contents = {path: path.read_bytes() for path in written}

    def bare() -> None:
        for path, content in contents.items():
            draft = path.with_name(".bare")
            with draft.open("wb") as file:
                file.write(content)
                os.fsync(file.fileno())
            draft.replace(path)

    size = sum(map(len, contents.values())) / 1024
    row(
        f"{name}: {len(written)} files, {size:,.0f} KiB",
        f"{median(taken) * 1000:.0f} ms",
        "writing them safely",
        median(taken) / median(seconds(bare) for _ in range(RUNS)),
    )


def _ready_to_go_public(column: Any) -> list[Callable[[], Any]]:
    """Documents of a column that have every signature but the last."""
    from django.utils import timezone

    from kaicheng.agencies.models import Membership
    from kaicheng.agencies.roles import Role
    from kaicheng.review.actions.sign import Sign
    from kaicheng.review.people import signers
    from tests.publishing.factories import Publisher, a_draft, submitted

    today = timezone.localdate()
    officers = Membership.objects.filter(agency=column.agency, role=Role.INFORMATION_OFFICER)
    post = officers.select_related("user", "office").order_by("pk")[0]
    home = column.agency.platform
    publisher = Publisher(column.agency, post.office, post.office, {post.role: post.user}, home)
    found = []
    for number in range(RUNS):
        draft = a_draft(publisher, f"关于第{number + 1}项工作的通知", column=column, created_date=today)
        submission = submitted(publisher, draft)
        for level in submission.levels:
            sign = partial(Sign, submission, by=signers(level, submission, today)[0].user)
            if level != submission.levels[-1]:
                submission = sign(seen=submission.content_hash).execute()
        found.append(partial(sign, seen=submission.content_hash))
    return found


def _now(folder: Path) -> int:
    """The file system's clock."""
    mark = folder.parent / ".mark"
    mark.touch()
    return mark.stat().st_mtime_ns


def _serving(folder: Path, tree: Any) -> None:
    from tests.nginx import binary, serving
    from tests.ports import free_port

    if shutil.which("ab") is None or not Path(binary()).exists():
        print("  nginx or ab is not installed: pages are not served")
        return
    from kaicheng.portal.public.building import root
    from kaicheng.publishing.models import ColumnPage, DocumentPage

    column = max(ColumnPage.objects.live(), key=lambda one: one.numchild)
    document = DocumentPage.objects.child_of(column).live().first()
    assert document is not None
    place, bare = folder / "nginx", folder / "bare"
    place.mkdir()
    bare.mkdir()
    addresses = {"document page": document.url, "column page": column.url, "front page": "/"}
    for name, address in addresses.items():
        (bare / f"{name[:3]}.html").write_bytes(tree.read(f"{address[1:]}index.html"))
    port = free_port()
    more = f"server {{ listen 127.0.0.1:{port}; root {bare}; }}"
    with serving(place, root(), free_port(), more=more) as own:
        for name, address in addresses.items():
            of_the_site = f"http://127.0.0.1:{own}{address}"
            of_the_file = f"http://127.0.0.1:{port}/{name[:3]}.html"
            pairs = [(_ab(of_the_site), _ab(of_the_file)) for _ in range(RUNS)]
            mine, theirs = (median(one) for one in zip(*pairs, strict=True))
            size = len(tree.read(f"{address[1:]}index.html")) / 1024
            row(
                f"{name} through nginx, {size:.0f} KiB",
                f"{mine:,.0f} requests/s",
                f"a bare file's {theirs:,.0f}",
                mine / theirs,
            )


def _ab(address: str) -> float:
    """Requests a second; raises AssertionError if any answer was not a whole page."""
    command = ["ab", "-q", "-k", "-c", str(AT_ONCE), "-n", str(REQUESTS), address]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert re.search(r"Failed requests:\s+0\n", said) and "Non-2xx" not in said, said
    found = re.search(r"Requests per second:\s+([\d.]+)", said)
    assert found, said
    return float(found[1])


def _lists(folder: Path) -> Iterator[tuple[str, Callable[[], object]]]:
    """The staff side's lists, for an officer of the authority that has most."""
    from django.conf import settings
    from django.test import Client

    from kaicheng.agencies.models import Membership
    from kaicheng.agencies.roles import Role

    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "kaicheng.accounts" not in name]
    settings.ALLOWED_HOSTS = ["*"]
    post = (
        Membership.objects.filter(role=Role.DISCLOSURE_OFFICER, agency__name="西昌市人民政府")
        .select_related("user")
        .first()
    )
    assert post is not None
    client = Client()
    client.force_login(post.user, backend="django.contrib.auth.backends.ModelBackend")
    from kaicheng.publishing.models import ColumnPage

    column = max(ColumnPage.objects.filter(agency=post.agency), key=lambda one: one.numchild)
    for name, address in {
        "今日": "/gongzuo/",
        "我的信息": "/gongzuo/xinxi/",
        "审核": "/gongzuo/shenhe/",
        "日常监测": "/gongzuo/jiance/",
        "栏目里的页面": f"/gongzuo/pages/{column.pk}/",
    }.items():

        def get(address: str = address) -> None:
            response = client.get(address)
            assert response.status_code == 200, (address, response.status_code)

        yield name, get


def _queries(lists: Iterator[tuple[str, Callable[[], object]]]) -> dict[str, tuple[int, float]]:
    """How many queries each list makes the second time, and how long it takes."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    found = {}
    for name, get in lists:
        get()
        with CaptureQueriesContext(connection) as captured:
            taken = seconds(get)
        found[name] = (len(captured), taken * 1000)
    return found
