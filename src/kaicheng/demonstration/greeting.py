"""What the terminal says when the demonstration is ready: where to look, and as whom."""

from __future__ import annotations

from collections.abc import Iterator
from unicodedata import east_asian_width

from kaicheng.demonstration.county import county
from kaicheng.demonstration.parts.platform import SUPERUSER
from kaicheng.demonstration.registry import PASSWORD

WIDTH = 26


def lines(port: int) -> Iterator[str]:
    """The addresses, and the accounts by post."""
    base = f"http://127.0.0.1:{port}"
    yield ""
    yield "  西昌市（演示 / demonstration）"
    for label, path in (
        ("公开平台 public site", "/"),
        ("2024 年报 annual report", "/xichang-rsj/nianbao/2024/"),
        ("年报校核 check a report", "/jiaohe/"),
        ("工作后台 staff", "/gongzuo/"),
    ):
        yield f"    {_padded(label)} {base}{path}"
    yield ""
    yield f"  {_padded('岗位 post')}   用户名 user name"
    for user in county().shown:
        yield f"    {_padded(county().holder(user).name)} {user}"
    yield f"    {_padded('网站页面维护员（CMS）')} {SUPERUSER}"
    yield ""
    yield f"  密码都是 password of all: {PASSWORD}"
    yield "  复核人和管理员的动态口令在演示中可以先不启用；要试，登录后在“账号安全”里扫码。"
    yield "  One-time codes can wait here; to try them, sign in and open 账号安全."
    yield "  其他机关的账号 other authorities: jyj-gongkai, mzj-zhuyao, lz-bgs-xinxi …"
    yield ""


def _padded(text: str) -> str:
    """The text as wide as a column of the terminal, where a Chinese character takes two places."""
    taken = sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
    return text + " " * (WIDTH - taken)
