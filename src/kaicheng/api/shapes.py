"""The shapes of what goes in and out, as OpenAPI describes them."""

from __future__ import annotations

from typing import Any, Literal
from unicodedata import category

from ninja import Field, Schema
from pydantic import field_validator


class Detail(Schema):
    where: str = Field(description="出错的参数或者字段")
    message: str


class Problem(Schema):
    code: str = Field(description="程序用：not_found、invalid、unauthorized、too_often……")
    message: str = Field(description="给人看的一句话：什么不对，怎么办")
    details: list[Detail] = []


class Failure(Schema):
    """Every error has this shape."""

    error: Problem


class AuthorityOut(Schema):
    slug: str
    name: str
    short_name: str
    level: str
    kind: str
    credit_code: str
    parent: str | None = Field(description="上级机关的 slug")
    url: str | None


class AuthoritiesOut(Schema):
    items: list[AuthorityOut]
    next: str | None = Field(description="下一页的网址；没有下一页为 null")


class ColumnOut(Schema):
    id: int
    title: str
    kind: str
    item: str = Field(description="条例第二十条的哪一项")
    parent: int | None = Field(description="上一级栏目")
    url: str | None
    json_list: str
    csv_list: str
    feed: str | None


class ColumnsOut(Schema):
    items: list[ColumnOut]


class FileOut(Schema):
    name: str
    url: str
    title: str
    size: int
    role: str
    alt: str
    sha256: str


class DocumentOut(Schema):
    """The same fields as in the lists and in ``data.json`` beside each document."""

    id: int
    url: str
    title: str
    index_number: str
    document_number: str
    publisher: str
    kind: str
    kind_name: str
    created_date: str | None
    published_date: str | None
    effective_date: str | None
    expiry_date: str | None
    validity: str
    validity_name: str
    abolished_date: str | None
    topic: str
    genre: str
    item: str
    office: str
    summary: str
    subject_terms: str
    updated: str
    before: bool = Field(description="系统启用前已经公开，没有本系统的审核签名")
    files: list[FileOut]


class DocumentsOut(Schema):
    items: list[DocumentOut]
    next: str | None = Field(description="下一页的网址；没有下一页为 null")


class ChangeOut(Schema):
    kind: str
    date: str
    basis: str
    by: int | None = Field(description="由哪份文件；没有公开的为 null")


class SignatureOut(Schema):
    level: str
    post: str
    date: str


class WholeOut(DocumentOut):
    body: str = Field(description="正文，HTML")
    history: list[ChangeOut] = Field(description="制发、修改、废止、失效")
    signatures: list[SignatureOut] = Field(description="审核人的职务；机关不公布的为空")


Day = Field(default=None, description="2024-03-05", max_length=10)


class DecisionIn(Schema):
    kind: Literal["licence", "penalty", "coercion"]
    number: str = Field(min_length=1, max_length=100, description="决定书文号；同一种类里不重复")
    name: str = Field(max_length=200)
    party: str = Field(default="", max_length=200, description="自然人的姓名隐去部分")
    party_code: str = Field(default="", max_length=18, description="统一社会信用代码，只填法人和其他组织的")
    decided_on: str = Field(description="2024-03-05", max_length=10)
    valid_to: str | None = Day
    content: str = Field(default="", max_length=20_000)
    basis: str = Field(default="", max_length=500)
    public: bool = True

    @field_validator("*", mode="before")
    @classmethod
    def _writable(cls, value: Any) -> Any:
        """Without what no database keeps and nobody reads: control characters, halves of characters."""
        if not isinstance(value, str):
            return value
        return "".join(one for one in value if one == "\n" or category(one) not in {"Cc", "Cs"})


class DecisionsIn(Schema):
    decisions: list[DecisionIn] = Field(min_length=1, max_length=1000)


class RowOut(Schema):
    row: int = Field(description="第几行，从 0 起")
    number: str
    status: Literal["created", "updated", "unchanged", "refused"]
    errors: list[Detail] = []


class DecisionsOut(Schema):
    created: int
    updated: int
    unchanged: int
    refused: int
    rows: list[RowOut]
