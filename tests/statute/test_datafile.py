"""A wrong data file is named with its place and fault; ``bad_data/`` holds one for each way to be wrong."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kaicheng.statute import DataError
from kaicheng.statute.citation import read_instruments
from kaicheng.statute.conventions import read_conventions
from kaicheng.statute.datafile import DATA, Node, load, parse
from kaicheng.statute.fees import read_scales
from kaicheng.statute.notices import read_fixed, read_notice, read_region
from kaicheng.statute.outcomes import read_outcomes
from kaicheng.statute.periods import read_periods
from kaicheng.statute.remedies import read_remedies
from kaicheng.statute.tables import read_act_words, read_channels, read_means, read_refusals

FOLDER = Path(__file__).parent / "bad_data"
READERS: dict[str, Callable[[Node], object]] = {
    "acts": read_act_words,
    "channels": read_channels,
    "conventions": read_conventions,
    "fees": read_scales,
    "fixed": read_fixed,
    "instruments": read_instruments,
    "means": read_means,
    "notice": read_notice,
    "outcomes": read_outcomes,
    "periods": read_periods,
    "refusals": read_refusals,
    "region": read_region,
    "remedies": read_remedies,
}


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.yaml")), ids=lambda file: file.stem)
def test_a_broken_file_is_named_with_its_place_and_fault(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    reader, _, rest = text.splitlines()[0].removeprefix("# ").partition(" | ")
    where, _, faults = rest.partition(": ")
    zh, _, en = faults.partition(" | ")
    with pytest.raises(DataError) as caught:
        READERS[reader](parse(text, file.name))
    error = caught.value
    assert error.file == file.name
    assert error.where == where
    assert str(error).startswith(f"{file.name}：{where}：{zh}" if where else f"{file.name}：{zh}")
    assert error.message.en.startswith(f"{file.name}: {where}: {en}" if where else f"{file.name}: {en}")
    assert zh and en
    assert error.code == "data_error"


def test_every_reader_meets_a_broken_file() -> None:
    met = {
        file.read_text(encoding="utf-8").removeprefix("# ").split(" |")[0] for file in FOLDER.glob("*.yaml")
    }
    assert met == set(READERS)


def test_on_and_off_are_words_and_true_is_a_flag() -> None:
    assert parse("{on: off, yes: no, flag: true}", "f").value == {"on": "off", "yes": "no", "flag": True}


def test_a_file_that_is_no_yaml_is_told_with_its_line() -> None:
    with pytest.raises(DataError) as caught:
        parse("a: 1\nb: 2\na: 3", "twice.yaml")
    fault = "duplicate key 'a' in \"<unicode string>\", line 3, column 1: a: 3 ^"
    assert str(caught.value) == f"twice.yaml：无法读取（{fault}）"
    assert caught.value.message.en == f"twice.yaml: cannot be read ({fault})"


def test_a_pair_has_exactly_two_languages() -> None:
    with pytest.raises(DataError, match="不认识的键：fr"):
        parse("{zh: 甲, en: a, fr: a}", "f").pair()


def test_a_file_is_read_as_utf_8_and_named(tmp_path: Path) -> None:
    file = tmp_path / "甲.yaml"
    file.write_text("甲: 乙", encoding="utf-8")
    node = load(file)
    assert (node.file, node.at("甲").text(), node.at("甲").where) == ("甲.yaml", "乙", "甲")


def test_the_law_is_read_as_utf_8_on_a_machine_set_to_another_encoding() -> None:
    code = "from kaicheng.statute import outcomes; print(ascii(outcomes()['granted'].name.zh))"
    machine = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    found = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | machine, capture_output=True, text=True, check=False
    )
    assert found.stdout.strip() == ascii("予以公开"), found.stderr


def test_every_data_file_can_be_read() -> None:
    for file in DATA.iterdir():
        if file.name.endswith(".yaml"):
            assert load(file).items()
