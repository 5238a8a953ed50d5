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
from django.utils import timezone

from kaicheng.cases.bundle.papers import Paper, spooled, take
from kaicheng.cases.bundle.sheets import FOOTERS_AT_ONCE, Block, cover, footers, sections, sheet, table
from kaicheng.cases.lineage import all_files, called, gathered
from kaicheng.cases.models import Case, FileRole
from kaicheng.handed_in import clean_name
from kaicheng.privacy.keys import KeyringError

ORDER = (
    FileRole.LETTER, FileRole.REQUEST, FileRole.MESSAGE, FileRole.ENVELOPE, FileRole.IDENTITY,
    FileRole.AUTHORISATION, FileRole.ATTACHMENT, FileRole.CORRECTION, FileRole.OPINION, FileRole.EVIDENCE,
    FileRole.PROOF, FileRole.RELEASED, FileRole.ORIGINAL, FileRole.DISPUTE,
)  # fmt: skip
"""In what order files stand in the bundle."""
LEFT_OUT = "涉及拟公开信息内容，未装入案卷，按法庭要求单独提交"
NO_IDENTITY = "申请人身份没有争议，身份证明未装入案卷"
WITHDRAWN = "误归入本案，已撤出"
LOST = "现存文件已经损坏，读不出来"


@dataclass(frozen=True)
class Bundle:
    """The finished files, without names on the disk; whoever takes one closes it.

    ``digest`` is the SHA-256 of the PDF; ``damaged`` names originals that are no longer what was stored: each
    has a sheet that says so.
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


def make_bundle(
    case: Case, on: dt.date, *, with_originals: bool = False, with_identity: bool = False
) -> Bundle:
    """The file of a case as of ``on``, with what lies in the other cases that belong to it.

    Records that were asked for (:attr:`FileRole.ORIGINAL`) come in only where ``with_originals`` says so, and
    proofs of identity only ``with_identity``: the other side gets the file too. Their digests are listed in
    any case.
    """
    with ExitStack() as open_files:
        archive = spooled(b"")
        with zipfile.ZipFile(archive, "w") as pack:
            papers = _papers(case, pack, with_originals=with_originals, with_identity=with_identity)
            for paper in papers:
                if paper.stored is not None and paper.pages is not None:
                    open_files.enter_context(paper.stored)
                    open_files.enter_context(paper.pages)
            entries = [
                _Entry(title, open_files.enter_context(_opened(sheet(case, title, blocks, on))))
                for title, blocks in _all_sections(case, on)
            ]
            for paper in papers:
                title = _title(paper, case)
                if (paper.packed and (paper.pages is None or not paper.intact)) or paper.why == LOST:
                    about = sheet(case, title, _about(paper), on)
                    entries.append(_Entry(title, open_files.enter_context(_opened(about))))
                    title = f"{title}（续）"
                    if paper.pages is None:
                        continue
                entries.append(_Entry(title, paper.pages, note=paper.why))
            pdf, pages = _bound(case, on, entries, papers, open_files)
            digest = _digest(pdf)
            _into(pack, f"{case.number} 案卷.pdf", pdf)
            kept = [paper for paper in papers if paper.packed]
            sums = [(digest, f"{case.number} 案卷.pdf")] + [
                (paper.digest, f"原件/{paper.name}") for paper in kept
            ]
            pack.writestr(
                "SHA256SUMS", "".join(f"{one}  {name}\n" for one, name in sums), zipfile.ZIP_DEFLATED
            )
        pdf.seek(0)
        archive.seek(0)
    return Bundle(
        pdf, archive, pages, len(kept), digest, tuple(paper.name for paper in papers if not paper.intact)
    )


def _all_sections(case: Case, on: dt.date) -> list[tuple[str, list[Block]]]:
    """What the records say of the other cases that belong to it, and of the case itself."""
    found = []
    for one in gathered(case):
        found += [(f"{called(one, case)}：{title}", blocks) for title, blocks in sections(one, on)]
    return found + sections(case, on)


def _papers(case: Case, pack: zipfile.ZipFile, *, with_originals: bool, with_identity: bool) -> list[Paper]:
    files = sorted(
        all_files(case).select_related("case"),
        key=lambda one: (one.case_id, ORDER.index(FileRole(one.role)), one.pk),
    )
    left_out = {
        **({} if with_originals else {FileRole.ORIGINAL: LEFT_OUT}),
        **({} if with_identity else {FileRole.IDENTITY: NO_IDENTITY}),
    }
    found = []
    for number, file in enumerate(files, start=1):
        name = f"{number:03d} {clean_name(file.name)}"
        why = WITHDRAWN if file.withdrawn_at else left_out.get(FileRole(file.role))
        if why is not None:
            found.append(Paper(file, name, why=why, packed=False))
            continue
        try:
            with file.file.open() as stored:
                data = stored.read()
        except (OSError, ValueError, KeyringError):  # one that cannot be read does not stop the others
            found.append(Paper(file, name, why=LOST, intact=False, packed=False))
            continue
        pack.writestr(f"原件/{name}", data, zipfile.ZIP_STORED)
        if file.scan == "infected":
            found.append(Paper(file, name, why="发现过病毒，没有打开", digest=file.digest))
        else:
            found.append(take(file, data, name))
    return found


def _title(paper: Paper, case: Case) -> str:
    whose = called(paper.file.case, case)
    return "：".join(filter(None, (whose, paper.file.get_role_display(), paper.name)))


def _about(paper: Paper) -> list[Block]:
    """Stands in the bundle for a file whose pages do not, or whose pages are not what was filed."""
    rows = [
        ("文件", paper.name),
        ("加入案卷", f"{timezone.localtime(paper.file.added_at):%Y-%m-%d %H:%M}"),
        ("登记时的SHA-256", paper.file.digest),
    ]
    if not paper.intact:
        rows.append(("现存文件", f"与登记时不符，SHA-256为{paper.digest}" if paper.digest else LOST))
    if paper.why and paper.why != LOST:
        rows.append(("说明", paper.why))
    rows.append(("原件", f"见压缩包“原件/{paper.name}”" if paper.packed else "未能装入压缩包"))
    return table(["项目", "内容"], [1, 4], rows)


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
            "" if paper.packed else paper.why,
        )
        for paper in papers
    ]
    return [
        *table(["序号", "名称", "起始页", "页数"], [1, 8, 3, 1], rows),
        *([{"kind": "heading", "text": "原件清单（SHA-256）"}] if sums else []),
        *table(["原件", "字节", "SHA-256", "没有装入的原因"], [5, 2, 6, 3], sums),
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
