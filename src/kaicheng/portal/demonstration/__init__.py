"""The demonstration authority and its report, from the text that it published.

The contact data is marked as demonstration data: nothing here speaks for the bureau itself.
"""

from __future__ import annotations

from importlib.resources import files

AGENCY = "西昌市人力资源和社会保障局"
SOURCE_NAME = "xichang-hrss-2024.txt"
SOURCE_URL = "http://www.xichang.gov.cn/zfxxgk/zfxxgknb/2024nb/zfbm2024nb/202501/t20250107_2779820.html"


def source() -> bytes:
    """The published report of 2024 as a scraper saved it."""
    return files(__package__).joinpath(SOURCE_NAME).read_bytes()
