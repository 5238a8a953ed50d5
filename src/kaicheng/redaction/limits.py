"""How much of a file is worked on before it is refused. Sizes in bytes, pixels as width times height."""

from __future__ import annotations

MB = 1024 * 1024

FILE = 100 * MB
PAGES = 600
PAGE_PIXELS = 90_000_000
"""Pixels of one page as it is redrawn: A0 at 200 dpi has 62 million."""
IMAGE_PIXELS = 89_000_000
"""Pixels of one picture as it comes."""
PAGE_SIDE = 14_400.0
"""Points; the largest page that PDF allows."""
PAGE_CHARACTERS = 100_000
CONTENT = 64 * MB
"""One content stream, unpacked."""
OPERATORS = 3_000_000
"""Drawing operators of one content stream."""
MEMORY = 3 * 1024 * MB
"""Address space of the working process."""
SECONDS = 60.0
"""How long a file may take, before its pages are counted …"""
SECONDS_PER_PAGE = 3.0
"""… and for each of its pages besides."""
