"""Files that come along with the documents of an earlier site, with the titles that they had there."""

from __future__ import annotations

import json
import re
from pathlib import PurePosixPath

from kaicheng.conversion import CleanBody
from kaicheng.handed_in import clean_name
from kaicheng.publishing.bodies import source_of
from kaicheng.publishing.importing.incoming import Brought
from kaicheng.publishing.importing.reading import Record, local_file

MOST = 50
"""Files of one document."""
_SUFFIXES = {"image/png": ".png", "image/jpeg": ".jpg", "image/gif": ".gif", "image/webp": ".webp"}


def with_pictures(body: CleanBody) -> tuple[str, tuple[Brought, ...]]:
    """The text with its pictures named by what is in them, and the pictures."""
    html, found = body.html, []
    for image in body.images:
        name = f"图{image.number}{_SUFFIXES.get(image.media_type, '.png')}"
        picture = Brought(name, image.data, picture=True)
        html = html.replace(f'src="{image.source}"', f'src="{source_of(picture.digest)}"')
        found.append(picture)
    return html, tuple({one.digest: one for one in found}.values())


def attachments(record: Record, said: str) -> tuple[Brought, ...]:
    """The files below a document: those that it links to, and those that its table names.

    In a table: ``标题|文件`` or the file alone, several parted by semicolons or lines; in JSON a list, too.
    Raises ValueError for a file that does not lie beside the source: a document is not brought without it.
    """
    found = [Brought(_name(title, path.name), path) for title, path in record.files]
    for title, address in _named(said):
        file = local_file(address, record.beside, record.beside) if record.beside else None
        if file is None:
            raise ValueError(
                f"附件“{address[:80]}”没有找到：请把它和表格放进同一个文件夹，打成一个 ZIP 再导入。"
            )
        found.append(Brought(_name(title, file.name), file))
    if len(found) > MOST:
        raise ValueError(f"附件有{len(found)}个，超过{MOST}个。")
    return tuple(found)


def _named(said: str) -> list[tuple[str, str]]:
    """Titles and addresses as the column of attachments gives them."""
    if said.startswith("["):
        try:
            given = json.loads(said)
        except json.JSONDecodeError:
            raise ValueError("附件一列看不懂，请写“标题|文件”，几个用分号隔开。") from None
        return [_of_json(one) for one in given]
    parts = (one.strip() for one in re.split(r"[;；\n]", said))
    pairs = (one.rpartition("|") for one in parts if one)
    return [(title.strip(), address.strip()) for title, _bar, address in pairs]


def _of_json(one: object) -> tuple[str, str]:
    if isinstance(one, dict):
        title = next((str(one[name]) for name in ("title", "name", "标题", "名称") if one.get(name)), "")
        address = next((str(one[name]) for name in ("path", "file", "url", "文件") if one.get(name)), "")
        return title, address or title
    return "", str(one)


def _name(title: str, file: str) -> str:
    """The title that it had, with the suffix of the file."""
    suffix = PurePosixPath(file).suffix
    name = title or file
    return clean_name(name if name.lower().endswith(suffix.lower()) else f"{name}{suffix}")
