"""The format is what ``docs/audit.md`` says it is."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaicheng.audit_chain.canonical import LARGEST, NotCanonical, canonical, check
from kaicheng.audit_chain.digests import UnknownAlgorithm, digest
from kaicheng.audit_chain.export import header, line, verify_export
from kaicheng.audit_chain.record import commitment
from kaicheng.audit_chain.verify import Verifier
from tests.audit_chain.chains import CHAIN, head_of, made

PAGE = (Path(__file__).parents[2] / "docs/audit.md").read_text("utf-8")
BLOCKS = re.findall(r"```(?:python)?\n(.*?)```", PAGE, re.DOTALL)


def test_vectors__are_those_of_the_page():
    assert digest("sm3", "abc") in PAGE
    assert digest("sha256", "abc").startswith("ba7816bf")
    [block] = [block for block in BLOCKS if block.count('"previous"') == 2]
    first, second, third = made(3)
    assert block.splitlines() == [first.record.text(), first.hash, second.record.text(), second.hash]
    assert third.salt is not None and third.values is not None
    assert commitment("sm3", third.salt, third.values) == third.record.personal
    assert f'{{"salt":"{third.salt}","values":{third.values}}}\n{third.record.personal}\n' in PAGE


def export(path: Path, algorithm: str) -> None:
    rows = made(9, algorithm)
    lines = [header(CHAIN, head_of(rows), personal=True), *(line(row, personal=True) for row in rows)]
    path.write_text("".join(lines), "utf-8")


def test_the_verifier_of_the_page__proves_an_export(tmp_path):
    [program] = [block for block in BLOCKS if block.startswith("import hashlib")]
    path = tmp_path / "trail.jsonl"
    export(path, "sha256")  # SM3 is not in every OpenSSL that Python's hashlib may stand on
    done = subprocess.run([sys.executable, "-c", program, path], capture_output=True, text=True, check=True)
    assert done.stdout == "agency:1: 9 event(s), sound\n"
    path.write_text(path.read_text("utf-8").replace("办公室5", "办公室6"), "utf-8")
    done = subprocess.run([sys.executable, "-c", program, path], capture_output=True, text=True, check=False)
    assert "agency:1#5" in done.stderr


@pytest.mark.parametrize("algorithm", ["sm3", "sha256"])
def test_an_export__comes_back_as_it_went(tmp_path, algorithm):
    path = tmp_path / "trail.jsonl"
    export(path, algorithm)
    with path.open(encoding="utf-8") as lines:
        [verifier] = verify_export(lines)
    assert isinstance(verifier, Verifier) and verifier.events == 9


def test_an_unknown_algorithm__is_an_error_of_its_own():
    with pytest.raises(UnknownAlgorithm, match="md5"):
        digest("md5", "abc")


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats() | st.text("\ud800\x00a", max_size=2),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


def jcs(value: object) -> str:
    """RFC 8785 written anew, for values without floating point: keys by UTF-16 unit."""
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return "{" + ",".join(f"{jcs(key)}:{jcs(value[key])}" for key in keys) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(jcs, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


@given(VALUES)
def test_whatever_is_accepted__is_written_as_in_rfc_8785(value):
    try:
        check(value)
    except NotCanonical:
        return
    assert canonical(value) == jcs(value)
    assert json.loads(canonical(value).encode()) == value


@pytest.mark.parametrize(
    "value", [LARGEST + 1, -LARGEST - 1, 1.0, {1: 2}, {"\U0001f600": 1}, "\x00", b"", {1}]
)
def test_other_values__are_refused(value):
    with pytest.raises(NotCanonical):
        check([value])
