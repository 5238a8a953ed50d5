"""All public files anew, beside those that are there; which tree is current; and whether it is right.

Below ``KAICHENG_PUBLIC_ROOT`` lie trees ``tree-…`` and the link ``current`` to the one that is served. What
changes while a new one is built is kept in it as a journal and brought in before it takes over.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
from collections.abc import Collection, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

from kaicheng.portal.public.edition import Edition, Written, default_site
from kaicheng.portal.public.tree import Tree
from kaicheng.portal.public.update import (
    documents_of,
    pages_of,
    rewrite,
    update,
    write_pages,
    write_records,
)
from kaicheng.publishing.models import HomePage
from kaicheng.publishing.outlets import Changed

CURRENT = "current"
PREFIX = "tree-"
JOURNAL = ".changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """A file that is not as it would be written now."""

    path: str
    what: str
    """``missing``, ``other`` or ``too many``."""


def root() -> Path:
    return Path(settings.KAICHENG_PUBLIC_ROOT)


def current() -> Tree | None:
    """The tree that is served; None before the first one is built."""
    link = root() / CURRENT
    return Tree(link.resolve()) if link.exists() else None


def bring_outside(changed: Collection[Changed]) -> None:
    """Rewrite what concerns these pages. Without a tree there is nothing to do: all is rendered live."""
    if not root().exists():
        return
    with _locked():
        for tree in _under_way():
            with (tree.root / JOURNAL).open("a") as journal:
                journal.writelines(json.dumps([one.page, one.path]) + "\n" for one in changed)
        tree_now = current()
        whole = update(tree_now, changed) if tree_now is not None else set()
    for home in sorted(whole):
        rewrite(home, _current_alone)


def build() -> int:
    """Write everything into a new tree and serve it; how many files it has."""
    root().mkdir(parents=True, exist_ok=True)
    tree = Tree(root() / f"{PREFIX}{secrets.token_hex(4)}", safe=False)
    with _locked():
        tree.root.mkdir()
        (tree.root / JOURNAL).touch()
    try:
        fill(tree)
        with _locked():
            changed = [Changed(*json.loads(line)) for line in (tree.root / JOURNAL).read_text().splitlines()]
            for home in update(tree, list(dict.fromkeys(changed))) if changed else ():
                rewrite(home, lambda: nullcontext(tree))
            (tree.root / JOURNAL).unlink()
            os.sync()
            _serve(tree)
    except BaseException:
        tree.destroy()
        raise
    return sum(1 for _file in tree.files())


def fill(tree: Tree) -> None:
    """Write every file of every page. First all records, which the pages are made from."""
    site = default_site()
    if site is None:
        return
    edition = Edition(site, Written(tree))
    for home in _homes(edition):
        write_records(tree, edition, documents_of(home))
    for home in _homes(edition):
        write_pages(tree, edition, pages_of(home))


def check() -> Iterator[Difference]:
    """Compare the current tree, byte for byte, with what would be written now."""
    tree = current()
    with TemporaryDirectory(prefix="kaicheng-public-") as folder:
        wanted = Tree(Path(folder), safe=False)
        fill(wanted)
        yield from differences(tree or Tree(Path(folder) / "nothing"), wanted)


def differences(tree: Tree, wanted: Tree) -> Iterator[Difference]:
    """What is not in ``tree`` as in ``wanted``."""
    here, there = set(tree.files()), set(wanted.files())
    for path in sorted(here | there):
        if path not in here:
            yield Difference(path, "missing")
        elif path not in there:
            yield Difference(path, "too many")
        elif tree.read(path) != wanted.read(path):
            yield Difference(path, "other")


def _homes(edition: Edition) -> list[HomePage]:
    below = HomePage.objects.live().filter(url_path__startswith=edition.top)
    return list(below.select_related("agency").order_by("path"))


def _serve(tree: Tree) -> None:
    """Turn the link to ``tree``, and take the others away that are not being built."""
    link = root() / f".{CURRENT}-new"
    link.unlink(missing_ok=True)
    link.symlink_to(tree.root.name)
    os.replace(link, root() / CURRENT)
    under_way = {one.root for one in _under_way()}
    for old in root().glob(f"{PREFIX}*"):
        if old != tree.root and old not in under_way:
            Tree(old).destroy()


def _under_way() -> list[Tree]:
    return [Tree(path.parent) for path in root().glob(f"{PREFIX}*/{JOURNAL}")]


@contextmanager
def _current_alone() -> Iterator[Tree | None]:
    """The tree that is served, kept from others."""
    with _locked():
        yield current()


@contextmanager
def _locked() -> Iterator[None]:
    """One process at a time changes public files. The lock ends with its process."""
    with (root() / ".lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
