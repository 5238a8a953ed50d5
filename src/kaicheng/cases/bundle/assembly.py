"""One PDF with cover, index and page numbers, and one archive with it and every original."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import zipfile
from contextlib import ExitStack
from dataclasses import dataclass
from typing import BinaryIO

import pikepdf

from kaicheng.cases.bundle.papers import Paper, spooled, take
from kaicheng.cases.bundle.sheets import FOOTERS_AT_ONCE, Block, cover, footers, sections, sheet, table
from kaicheng.cases.models import Case, CaseFile, FileRole
from kaicheng.handed_in import clean_name

ORDER = (
    FileRole.LETTER, FileRole.REQUEST, FileRole.MESSAGE, FileRole.ENVELOPE, FileRole.IDENTITY,
    FileRole.AUTHORISATION, FileRole.ATTACHMENT, FileRole.CORRECTION, FileRole.OPINION, FileRole.EVIDENCE,
    FileRole.PROOF, FileRole.RELEASED, FileRole.ORIGINAL, FileRole.DISPUTE,
)  # fmt: skip
"""In what order files stand in the bundle."""
LEFT_OUT = "涉及拟公开信息内容，未装入案卷，按法庭要求单独提交"


@dataclass(frozen=True)
class Bundle:
    """The finished files, without names on the disk; whoever takes one closes it.

    ``digest`` is the SHA-256 of the PDF; ``damaged`` names originals that are no longer what was stored.
    """

    pdf: BinaryIO
    archive: BinaryIO
    pages: int
    originals: int
    digest: str
    damaged: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    title: str
    pages: pikepdf.Pdf | None
    first: int = 0
    note: str = ""


def make_bundle(case: Case, on: dt.date, *, with_originals: bool = False) -> Bundle:
    """The file of a case as of ``on``.

    Records that were asked for (:attr:`FileRole.ORIGINAL`) come in only where ``with_originals`` says so: the
    other side gets the file too. Their digests are listed in any case.
    """
    with ExitStack() as open_files:
        archive = spooled(b"")
        with zipfile.ZipFile(archive, "w") as pack:
            papers = _papers(case, pack, with_originals)
            for paper in papers:
                if paper.stored is not None and paper.pages is not None:
                    open_files.enter_context(paper.stored)
                    open_files.enter_context(paper.pages)
            entries = [
                _Entry(title, open_files.enter_context(_opened(sheet(case, title, blocks, on))))
                for title, blocks in sections(case, on)
            ]
            entries += [
                _Entry(f"{paper.file.get_role_display()}：{paper.name}", paper.pages, note=paper.why)
                for paper in papers
            ]
            pdf, pages = _bound(case, on, entries, papers, open_files)
            digest = _digest(pdf)
            _into(pack, f"{case.number} 案卷.pdf", pdf)
            kept = [paper for paper in papers if paper.why != LEFT_OUT]
            sums = [(digest, f"{case.number} 案卷.pdf")] + [
                (paper.file.digest, f"原件/{paper.name}") for paper in kept
            ]
            pack.writestr(
                "SHA256SUMS", "".join(f"{one}  {name}\n" for one, name in sums), zipfile.ZIP_DEFLATED
            )
        pdf.seek(0)
        archive.seek(0)
    return Bundle(
        pdf, archive, pages, len(kept), digest, tuple(paper.name for paper in papers if not paper.intact)
    )


def _papers(case: Case, pack: zipfile.ZipFile, with_originals: bool) -> list[Paper]:
    files = sorted(
        CaseFile.objects.filter(case=case), key=lambda one: (ORDER.index(FileRole(one.role)), one.pk)
    )
    found = []
    for number, file in enumerate(files, start=1):
        name = f"{number:03d} {clean_name(file.name)}"
        if file.role == FileRole.ORIGINAL and not with_originals:
            found.append(Paper(file, name, why=LEFT_OUT))
            continue
        with file.file.open() as stored:
            data = stored.read()
        pack.writestr(f"原件/{name}", data, zipfile.ZIP_STORED)
        infected = file.scan == "infected"
        found.append(Paper(file, name, why="发现过病毒，没有打开") if infected else take(file, data, name))
    return found


def _opened(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(data))


def _bound(
    case: Case, on: dt.date, entries: list[_Entry], papers: list[Paper], open_files: ExitStack
) -> tuple[BinaryIO, int]:
    """Everything in one PDF, numbered and with bookmarks."""
    front = open_files.enter_context(_opened(cover(case, on)))
    index_pages, placed = 1, _placed(entries, len(front.pages) + 1)
    while True:
        index = _opened(sheet(case, "目录", _index(placed, papers), on))
        if len(index.pages) == index_pages:
            break
        index_pages = len(index.pages)
        index.close()
        placed = _placed(entries, len(front.pages) + index_pages)
    open_files.enter_context(index)
    out = open_files.enter_context(pikepdf.Pdf.new())
    for source in (front, index, *(entry.pages for entry in placed if entry.pages is not None)):
        out.pages.extend(source.pages)
    total = len(out.pages)
    for start in range(0, total, FOOTERS_AT_ONCE):
        numbers = open_files.enter_context(
            _opened(footers(start + 1, min(start + FOOTERS_AT_ONCE, total), total))
        )
        for place, number in enumerate(numbers.pages, start=start):
            out.pages[place].add_overlay(number, None)
    with out.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("目录", len(front.pages)))
        for entry in placed:
            if entry.pages is not None:
                outline.root.append(pikepdf.OutlineItem(entry.title, entry.first - 1))
    out.docinfo["/Title"] = f"{case.number} 案卷"
    stored = spooled(b"")
    out.save(stored, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    stored.seek(0)
    return stored, total


def _placed(entries: list[_Entry], before: int) -> list[_Entry]:
    """The entries with the numbers of their first pages."""
    placed, next_page = [], before + 1
    for entry in entries:
        placed.append(
            _Entry(entry.title, entry.pages, next_page if entry.pages is not None else 0, entry.note)
        )
        next_page += len(entry.pages.pages) if entry.pages is not None else 0
    return placed


def _index(entries: list[_Entry], papers: list[Paper]) -> list[Block]:
    rows = [
        (
            number,
            entry.title,
            entry.first or entry.note,
            len(entry.pages.pages) if entry.pages is not None else "—",
        )
        for number, entry in enumerate(entries, start=1)
    ]
    sums = [
        (
            paper.name,
            paper.file.size,
            paper.file.digest if paper.intact else f"{paper.file.digest}（现存文件与此不符）",
        )
        for paper in papers
    ]
    return [
        *table(["序号", "名称", "起始页", "页数"], [1, 8, 3, 1], rows),
        *([{"kind": "heading", "text": "原件清单（SHA-256）"}] if sums else []),
        *table(["原件", "字节", "SHA-256"], [5, 2, 6], sums),
    ]


def _digest(stored: BinaryIO) -> str:
    found = hashlib.sha256()
    while piece := stored.read(1 << 20):
        found.update(piece)
    stored.seek(0)
    return found.hexdigest()


def _into(pack: zipfile.ZipFile, name: str, stored: BinaryIO) -> None:
    with pack.open(zipfile.ZipInfo(name, dt.datetime.now().timetuple()[:6]), "w", force_zip64=True) as target:
        while piece := stored.read(1 << 20):
            target.write(piece)
