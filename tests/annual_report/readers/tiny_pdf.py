"""A PDF writer for tests, small enough to say exactly what stands where on a page.

The font is not embedded: each character's code is its code point and a map to Unicode is given, which is
all that reading asks for. Chinese characters are as wide as the size, ASCII half as wide.
"""

from __future__ import annotations

from dataclasses import dataclass, field

WIDTH, HEIGHT = 595, 842


def advance(text: str, size: float) -> float:
    """How wide a text is, in points."""
    return sum(size if ord(character) > 0xFF else size / 2 for character in text)


@dataclass
class Page:
    """A page; ``x`` and ``y`` count in points from the upper left corner, ``y`` to a text's baseline."""

    rotate: int = 0
    sideways: bool = False
    mapped: bool = True
    operations: list[str] = field(default_factory=list)
    characters: set[str] = field(default_factory=set)

    def text(self, x: float, y: float, text: str, size: float = 10) -> None:
        """Write a text at once."""
        self.characters.update(text)
        codes = text.encode("utf-16-be").hex()
        if self.sideways:  # the page's content is turned to run upwards
            self.operations.append(f"BT /F {size} Tf 0 1 -1 0 {y} {x} Tm <{codes}> Tj ET")
        else:
            self.operations.append(f"BT /F {size} Tf 1 0 0 1 {x} {HEIGHT - y} Tm <{codes}> Tj ET")

    def centred(self, left: float, right: float, y: float, text: str, size: float = 10) -> None:
        self.text((left + right - advance(text, size)) / 2, y, text, size)

    def letter_by_letter(self, x: float, y: float, text: str, size: float = 10) -> None:
        """Write a text with an operation for each character, last one first."""
        places = [(x + advance(text[:k], size), character) for k, character in enumerate(text)]
        for place, character in reversed(places):
            self.text(place, y, character, size)

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        if self.sideways:
            self.operations.append(f"{y0} {x0} m {y1} {x1} l S")
        else:
            self.operations.append(f"{x0} {HEIGHT - y0} m {x1} {HEIGHT - y1} l S")

    def thin_box(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """A ruling line as word processors draw it: a filled box."""
        self.operations.append(f"0 g {x0} {HEIGHT - y1} {x1 - x0} {y1 - y0} re f")

    def background(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.operations.append(f"0.8 0.9 1 rg {x0} {HEIGHT - y1} {x1 - x0} {y1 - y0} re f 0 g")

    def lattice(self, xs: list[float], ys: list[float]) -> None:
        """All lines of a table without merged cells."""
        for x in xs:
            self.line(x, ys[0], x, ys[-1])
        for y in ys:
            self.line(xs[0], y, xs[-1], y)


def pdf(*pages: Page) -> bytes:
    """The pages as a file."""
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    kids = []
    for page in pages:
        codes = sorted(page.characters)
        stream = "\n".join(page.operations).encode("ascii")
        first = len(objects) + 1
        to_unicode = _to_unicode(codes) if page.mapped else b""
        unicode_entry = f"/ToUnicode {first + 4} 0 R" if page.mapped else ""
        kids.append(f"{first} 0 R")
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Rotate {page.rotate} "
            f"/Contents {first + 1} 0 R /Resources << /Font << /F {first + 2} 0 R >> >> >>".encode(),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
            f"<< /Type /Font /Subtype /Type0 /BaseFont /Plain /Encoding /Identity-H "
            f"/DescendantFonts [{first + 3} 0 R] {unicode_entry} >>".encode(),
            b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Plain /CIDSystemInfo << /Registry (Adobe) "
            b"/Ordering (Identity) /Supplement 0 >> /DW 1000 /W [0 255 500] /FontDescriptor << /Type "
            b"/FontDescriptor /FontName /Plain /Flags 4 /FontBBox [0 -200 1000 800] /ItalicAngle 0 "
            b"/Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >> >>",
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(to_unicode), to_unicode),
        ]
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(pages)} >>".encode()
    return _file(objects)


def _to_unicode(characters: list[str]) -> bytes:
    lines = [f"<{ord(c):04x}> <{ord(c):04x}>" for c in characters]
    chunks = [lines[k : k + 100] for k in range(0, len(lines), 100)]
    body = "\n".join(f"{len(chunk)} beginbfchar\n" + "\n".join(chunk) + "\nendbfchar" for chunk in chunks)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n" + body + "\nendcmap end end"
    ).encode("ascii")


def _file(objects: list[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.7\n")
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
