"""What an applicant gives, and a visitor who gives it page by page."""

from __future__ import annotations

import hashlib
import re
from itertools import count
from typing import Any

from django.test import Client

PERSON: dict[str, dict[str, Any]] = {
    "neirong": {"wanted": "2025年度城区积水点改造项目的资金安排", "items": ""},
    "shenqingren": {"applicant_kind": "natural_person", "through_agent": "no"},
    "shenfen": {"name": "申请人甲", "id_kind": "居民身份证", "id_number": "11010519491231002X"},
    "fangshi": {"form": "electronic", "delivery": "online"},
    "lianxi": {"telephone": "13800001234", "email": "applicant@example.com", "e_service": "on"},
}
EVERYTHING = {name: value for page in PERSON.values() for name, value in page.items()}


def fill(client: Client, slug: str, pages: dict[str, dict[str, Any]] | None = None) -> None:
    """All pages up to checking."""
    for place, given in (pages or PERSON).items():
        response = client.post(f"/yishenqing/{slug}/{place}/", given)
        assert response.status_code == 302, response.content.decode()


def solve(text: str, bits: int) -> str:
    """What the browser's worker finds."""
    for number in count():
        digest = hashlib.sha256(f"{text}:{number}".encode()).digest()
        if int.from_bytes(digest) >> (256 - bits) == 0:
            return str(number)
    raise AssertionError


def puzzle(html: str) -> dict[str, str]:
    """The fields of the form for sending, solved."""
    found = re.search(r'name="challenge" value="([^"]+)"', html)
    bits = re.search(r'data-bits="(\d+)"', html)
    assert found and bits
    return {"challenge": found[1], "proof": solve(found[1], int(bits[1]))}


def send(client: Client, slug: str) -> Any:
    """Check, solve and send; gives the answer of the page."""
    html = client.get(f"/yishenqing/{slug}/hedui/").content.decode()
    return client.post(f"/yishenqing/{slug}/hedui/", puzzle(html))
