"""What a document says as an annual report.

The blocks are cut into chapters by their headings; in each table chapter the rows of figures are placed in
the form, and what is left is prose. The report comes out as the file has it, faults included: finding
faults is the work of :mod:`kaicheng.annual_report.checks`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from kaicheng.annual_report.errors import NotAReport
from kaicheng.annual_report.form import Form, form_for, load_form
from kaicheng.annual_report.labels import key, squeeze
from kaicheng.annual_report.model import AnnualReport, Note
from kaicheng.annual_report.readers import identity, tables
from kaicheng.annual_report.readers.chapters import TABLES, cut, with_lost_headings
from kaicheng.annual_report.readers.document import Block, Document, Grid, GridCell, Paragraph
from kaicheng.annual_report.readers.headings import Heading, find_headings
from kaicheng.annual_report.readers.prose import join_wrapped, wrap_width
from kaicheng.annual_report.readers.text_tables import table_and_prose, without_torn_figures

_OF_2019 = ("其他对外管理服务事项", "政府集中采购", "对外公开总数量", "本年新制作数量", "上一年项目数量")
_OF_2021 = ("本年制发件数", "本年废止件数", "现行有效件数", "本年收费金额")


def interpret(document: Document) -> AnnualReport:
    """The report in a document; NotAReport when nothing of the form is in it."""
    form = _edition_by_labels(document)
    headings = find_headings(document.blocks, form or form_for(None))
    parts = cut(document.blocks, headings)
    if document.lines_are_cells:
        parts = with_lost_headings(parts)
    first = headings[0].block if headings else len(document.blocks)
    who = identity.identify(document.blocks, first, document.title)
    whole_text = "\n".join(_texts(document.blocks))
    period = identity.find_period(whole_text)
    mention = identity.mentioned_in(whole_text[:4000])
    year = (
        who.year
        or (period.start.year if period else None)
        or mention.year
        or identity.year_in(whole_text[:4000])
    )
    if form is None:
        form = form_for(year)

    paragraphs = [block.text for block in document.blocks if isinstance(block, Paragraph)]
    width = wrap_width(paragraphs) if document.lines_are_cells else None

    filling = tables.Filling()
    prose: dict[str, str] = {}
    for part in parts:
        blocks = part.blocks[who.title_end :] if not part.chapter else part.blocks
        lines, filled = _read_part(part.chapter, blocks, form, document.lines_are_cells)
        _merge(filling, filled)
        if part.heading is not None and part.heading.rest:
            lines = [part.heading.rest, *lines]
        if lines:
            prose[part.chapter or "preamble"] = "\n".join(join_wrapped(lines, width))
    if not any(chapter in prose or filling.figures for chapter in (*TABLES, "overview")) and not headings:
        raise NotAReport(
            "没有找到年度报告的章节标题和统计表，这个文件不像政府信息公开工作年度报告。"
            "请确认文件无误；如是网页，请保存完整页面后再试。",
            "No chapter headings and no tables of an annual report were found in this file.",
        )
    _lost_heading_five(prose, headings)
    report = AnnualReport(
        form=form.edition,
        title=who.title,
        agency=who.agency
        or mention.agency
        or identity.agency_in(prose.get("preamble", "") + prose.get("overview", "")),
        year=year,
        period=period,
        chapters={name: prose[name] for name in _order(form) if name in prose},
        headings={heading.chapter: heading.text for heading in headings},
        figures=filling.figures,
        raw=filling.raw,
        provenance=filling.provenance,
        notes=tuple(filling.notes),
    )
    return _compared(report, document, form)


def _order(form: Form) -> Iterator[str]:
    yield "preamble"
    for chapter in form.chapters:
        yield chapter.id


def _edition_by_labels(document: Document) -> Form | None:
    """The edition that the labels of table two belong to; None when none of them is there."""
    text = squeeze("".join(_texts(document.blocks)))
    older = sum(label in text for label in _OF_2019)
    newer = sum(label in text for label in _OF_2021)
    if older == newer:
        return None
    return load_form("2019" if older > newer else "2021")


def _texts(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.text
        else:
            for row in block.rows:
                yield from (cell.text for cell in row)


def _merge(into: tables.Filling, other: tables.Filling) -> None:
    for path, where in other.provenance.items():
        if path not in into.provenance:
            into.provenance[path] = where
            if path in other.figures:
                into.figures[path] = other.figures[path]
            if path in other.raw:
                into.raw[path] = other.raw[path]
    into.notes.extend(other.notes)


def _read_part(
    chapter: str, blocks: Sequence[Block], form: Form, lines_are_cells: bool
) -> tuple[list[str], tables.Filling]:
    """The prose of a chapter and the cells that it fills."""
    filling = tables.Filling()
    if chapter in TABLES:
        torn: list[GridCell] = []
        if lines_are_cells:
            if chapter == "proactive":
                blocks, torn = without_torn_figures(blocks)
            table, lines = table_and_prose(chapter, blocks, form)
            grids = [table]
        else:
            grids = [block for block in blocks if isinstance(block, Grid)]
            lines = [block.text.strip() for block in blocks if isinstance(block, Paragraph)]
        # A workbook has its text first and then its tables, all of them behind the last heading.
        strays = {id(grid): name for grid in grids if (name := _stray(grid, chapter, form))}
        _fill(chapter, [grid for grid in grids if id(grid) not in strays], form, filling, torn)
        for grid in grids:
            if id(grid) in strays:
                _fill(strays[id(grid)], [grid], form, filling)
        return [line for line in lines if line], filling
    lines = []
    for block in blocks:
        if isinstance(block, Paragraph):
            if squeeze(block.text):
                lines.append(block.text.strip())
            continue
        # A table of the form whose chapter heading is missing stands in another chapter.
        stray = _table_of(block, form)
        if stray:
            _fill(stray, [block], form, filling)
        else:
            lines.extend(" | ".join(cell.text for cell in row if cell.text.strip()) for row in block.rows)
    return [line for line in lines if line], filling


def _table_of(grid: Grid, form: Form) -> str:
    """Which of the three tables a grid is, by its labels; empty when it is another."""
    return next(iter(_tables_in(grid, form)), "")


def _tables_in(grid: Grid, form: Form) -> list[str]:
    words = {key(cell.text) for row in grid.rows for cell in row if cell.text.strip()}
    proactive = {key(row.label) for block in form.proactive.blocks for row in block.rows}
    requests = {key(row.label) for row in form.requests.rows}
    remedies = {key(column.label) for column in (*form.remedies.columns, *form.remedies.groups)}
    found = {
        "requests": len(words & requests) >= 3,
        "proactive": len(words & proactive) >= 2,
        "remedies": len(words & remedies) >= 4,
    }
    return [name for name, there in found.items() if there]


def _stray(grid: Grid, chapter: str, form: Form) -> str:
    """The table that a grid of this chapter is when it is plainly not the chapter's own."""
    if not grid.exact:
        return ""
    names = _tables_in(grid, form)
    return "" if chapter in names or not names else names[0]


def _fill(
    chapter: str,
    grids: Sequence[Grid],
    form: Form,
    filling: tables.Filling,
    torn: Sequence[GridCell] = (),
) -> None:
    if chapter == "requests":
        rows = [row for grid in _joined(grids) for row in tables.requests_rows(form, grid, filling)]
        tables.fill_requests(form, rows, filling)
    elif chapter == "proactive":
        rows = [row for grid in _joined(grids) for row in tables.proactive_rows(form, grid)]
        tables.fill_proactive(form, rows, torn, filling)
    else:
        rows = [row for grid in _joined(grids) for row in tables.remedies_rows(form, grid)]
        tables.fill_remedies(form, rows, filling)


def _joined(grids: Sequence[Grid]) -> list[Grid]:
    """Grids that continue each other as one: inexact ones were only cut by lines of words between them."""
    joined: list[Grid] = []
    for grid in grids:
        if joined and not grid.exact and not joined[-1].exact:
            joined[-1] = replace(joined[-1], rows=joined[-1].rows + grid.rows)
        else:
            joined.append(grid)
    return joined


def _lost_heading_five(prose: dict[str, str], headings: Sequence[Heading]) -> None:
    """Text about problems that stands under table four because its own heading was lost."""
    if any(heading.chapter == "problems" for heading in headings) or "remedies" not in prose:
        return
    lines = prose["remedies"].split("\n")
    for number, line in enumerate(lines):
        if re.match(r"^[（(][一1][）)]", line) and "问题" in line:
            prose["problems"] = "\n".join(lines[number:])
            rest = "\n".join(lines[:number])
            prose.pop("remedies")
            if rest:
                prose["remedies"] = rest
            return


def _compared(report: AnnualReport, document: Document, form: Form) -> AnnualReport:
    """The report with a note for each cell that another way of reading the tables gives otherwise."""
    notes: list[Note] = []
    for grids in document.alternatives:
        other = tables.Filling()
        for chapter in TABLES:
            _fill(chapter, [grid for grid in grids if _table_of(grid, form) == chapter], form, other)
        for path, value in other.figures.items():
            if path in report.figures and report.figures[path] != value:
                notes.append(
                    Note(
                        "disagreement",
                        f"两种读法不一致：一种读到{report.figures[path]}，另一种读到{value}，取前者，请核对原件",
                        (path,),
                        report.provenance.get(path, ""),
                    )
                )
    return replace(report, notes=report.notes + tuple(notes)) if notes else report
