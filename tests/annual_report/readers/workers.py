"""Functions for worker processes to run: each is hostile in its own way."""

from __future__ import annotations

import os
import sys

from kaicheng.annual_report.errors import NoText
from kaicheng.annual_report.readers.document import Document, Grid, GridCell, Paragraph
from kaicheng.annual_report.readers.limits import MB


def echo(data: bytes) -> Document:
    grid = Grid(((GridCell("一", "第1行第1格", 2, 3), GridCell("", "第1行第2格")),), "表1", exact=False)
    text = Paragraph(data.decode(), "第1行", is_title=True)
    return Document("text", (text, grid), lines_are_cells=True, alternatives=((grid,),))


def process(data: bytes) -> Document:
    return Document("text", (Paragraph(str(os.getpid()), ""),))


def loop(data: bytes) -> Document:
    while True:
        pass


def hog(data: bytes) -> Document:
    return Document("text", (Paragraph(str(len(bytearray(4096 * MB))), ""),))


def crash(data: bytes) -> Document:
    os.abort()


def fail(data: bytes) -> Document:
    raise KeyError("no such thing")


def recurse(data: bytes) -> Document:
    return recurse(data)


def refuse(data: bytes) -> Document:
    raise NoText("只有图片", "pictures only")


def chatter(data: bytes) -> Document:
    print("to standard output")
    sys.stdout.flush()
    os.write(1, b"and to the descriptor")
    return echo(data)
