"""Makes the demonstration's documents from ``families.yaml``: ``python -m tests.retrieval.corpus.make``.

Dates and paragraphs are drawn from a digest of the document's key, so that adding a family changes no other.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from kaicheng.retrieval import Entry

HERE = Path(__file__).parent
DOCUMENTS = HERE.parents[2] / "src" / "kaicheng" / "demonstration" / "data" / "documents.jsonl"


def made() -> Iterator[Entry]:
    """All documents, family by family."""
    data = yaml.safe_load((HERE / "families.yaml").read_text(encoding="utf-8"))
    numbers: dict[tuple[str, int], int] = {}
    serials: dict[tuple[str, int], int] = {}
    for family in data["families"]:
        for index, row in enumerate(family["rows"], 1):
            yield _document(family, index, row, data["authorities"], numbers, serials)


def written() -> str:
    """The text of the file."""
    lines = []
    for entry in made():
        values = {name: value for name, value in entry.to_json().items() if value not in ("", None)}
        lines.append(json.dumps(values, ensure_ascii=False))
    return "\n".join(lines) + "\n"


def _document(
    family: dict[str, Any],
    index: int,
    row: list[Any],
    authorities: dict[str, str],
    numbers: dict[tuple[str, int], int],
    serials: dict[tuple[str, int], int],
) -> Entry:
    values = dict(zip(family["names"], row, strict=True))
    slug = values.get("authority", family["authority"])
    year = int(values["year"])
    values = {"name": authorities[slug], "before": year - 1} | values
    key = f"{family['id']}-{year}-{index}"
    drawn = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big")
    day = date(year, 1, 4) + timedelta(days=drawn % 350)
    if family["kind"] in ("决算", "年度报告"):  # made in the year after
        day = date(year + 1, 1 if family["kind"] == "年度报告" else 9, 5 + drawn % 20)
    number = ""
    if prefix := family.get("number"):
        numbers[prefix, year] = numbers.get((prefix, year), drawn % 5) + 1
        number = f"{prefix}〔{year}〕{numbers[prefix, year]}号"
    serials[slug, day.year] = serials.get((slug, day.year), 0) + 1
    order = sorted(authorities).index(slug)
    body = family["body"].format(**values)
    more = family.get("more", [])
    if more:
        body += "\n" + "\n".join(more[(drawn + step) % len(more)] for step in range(1 + drawn % len(more)))
    validity = values.get("validity", family.get("validity", "effective" if number else ""))
    return Entry(
        key=key,
        url=f"/{slug}/{day.year}/{key}.html",
        title=family["title"].format(**values),
        body=body,
        attachments=family.get("attachments", "").format(**values),
        number=number,
        index_number=f"11513401DEMO0000{order:02d}/{day.year}-{serials[slug, day.year]:05d}",
        authority=authorities[slug],
        column=family["column"],
        kind=family["kind"],
        topic=family["topic"],
        validity=validity,
        published_on=day,
    )


if __name__ == "__main__":
    DOCUMENTS.write_text(written(), encoding="utf-8")
