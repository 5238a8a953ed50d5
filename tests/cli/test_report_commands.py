"""The commands on annual reports, used as a person or a script would."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kaicheng.annual_report.numbers import CellText
from kaicheng.annual_report.readers import read_path
from kaicheng.annual_report.writers import write
from kaicheng.cli import main

REPORTS = Path(__file__).parent.parent / "annual_report" / "reports"
XICHANG = REPORTS / "xichang-hrss-2024.txt"
CHANGCHUN = REPORTS / "changchun-veterans-2023.txt"
HUAIAN = REPORTS / "huaian-city-2024.docx"


def run(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture
def wrong_sum(tmp_path: Path) -> Path:
    """A report in which one cell of table three is one too many."""
    report = read_path(HUAIAN).with_cell("requests.granted.natural_person", CellText(1289))
    path = tmp_path / "wrong.json"
    path.write_bytes(write(report, "json"))
    return path


def test_read_prints_the_report_as_json() -> None:
    result = run("report", "read", XICHANG)
    found = json.loads(result.stdout, parse_float=Decimal)
    assert result.exit_code == 0
    assert found["schema"] == "kaicheng/annual-report/1"
    assert (found["agency"], found["year"], found["form"]) == ("西昌市人力资源和社会保障局", 2024, "2021")
    assert found["proactive"]["licensing_decisions"] == 158
    assert found["proactive"]["administrative_fees_wan_yuan"] == Decimal("24.83")
    assert set(found["requests"]["new_received"].values()) == {0}
    assert "391条信息" in found["chapters"]["overview"]


def test_read_says_what_it_could_not_settle_on_standard_error() -> None:
    result = run("report", "read", REPORTS / "shanghai-gov-office-2025.txt")
    assert "脱离了表格" in result.stderr
    assert json.loads(result.stdout)["notes"]


@pytest.mark.parametrize("command", [("read",), ("write", "--to", "html", "-o", "-")])
def test_a_file_that_is_no_report_is_one_clear_line(command: tuple[str, ...], tmp_path: Path) -> None:
    path = tmp_path / "menu.txt"
    path.write_text("今日菜单：红烧肉", "utf-8")
    result = run("report", command[0], path, *command[1:])
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "menu.txt" in result.stderr
    assert "Traceback" not in result.stderr


def test_check_of_a_right_report_finds_what_is_really_wrong_and_blocks_nothing() -> None:
    result = run("report", "check", XICHANG, "--format", "json")
    (file,) = json.loads(result.stdout)["files"]
    rules = {finding["rule"]: finding["severity"] for finding in file["findings"]}
    assert result.exit_code == 0
    assert {"F08", "F12", "F15"} <= set(rules)
    assert "block" not in rules.values()


def test_check_names_the_cells_of_a_broken_sum(wrong_sum: Path) -> None:
    result = run("report", "check", wrong_sum, "--format", "json")
    assert result.exit_code == 1
    (file,) = json.loads(result.stdout)["files"]
    broken = {finding["rule"]: finding for finding in file["findings"]}
    assert "requests.granted.natural_person" in broken["T303"]["cells"]
    assert (broken["T303"]["expected"], broken["T303"]["actual"]) != (None, None)
    assert set(broken["T303"]) >= {"rule", "severity", "message", "cells", "sentences", "expected", "actual"}


def test_check_streams_on_past_a_file_that_cannot_be_read(tmp_path: Path, wrong_sum: Path) -> None:
    (tmp_path / "broken.docx").write_bytes(b"PK\x03\x04 cut off")
    (tmp_path / "~$lock.docx").write_bytes(b"what Word leaves beside an open file")
    result = run("report", "check", tmp_path, XICHANG, "--format", "json")
    files = {Path(file["path"]).name: file for file in json.loads(result.stdout)["files"]}
    assert result.exit_code == 2
    assert list(files) == ["broken.docx", "wrong.json", XICHANG.name]
    assert files["broken.docx"]["readable"] is False
    assert files["broken.docx"]["error"]
    assert files["wrong.json"]["findings"]


def test_check_in_many_processes_says_the_same_in_the_same_order() -> None:
    one = run("report", "check", REPORTS, "--format", "json", "--jobs", "1")
    many = run("report", "check", REPORTS, "--format", "json", "--jobs", "2")
    assert json.loads(one.stdout) == json.loads(many.stdout)


def test_check_as_csv_keeps_a_row_for_every_file(wrong_sum: Path) -> None:
    result = run("report", "check", XICHANG, wrong_sum, wrong_sum.parent / "nowhere.txt", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert {Path(row["path"]).name for row in rows} == {XICHANG.name, "wrong.json", "nowhere.txt"}
    assert [row["readable"] for row in rows if row["path"].endswith("nowhere.txt")] == ["false"]
    assert any(row["rule"] == "T303" and row["severity"] == "block" for row in rows)


def test_check_as_csv_has_no_formulas(tmp_path: Path) -> None:
    report = read_path(HUAIAN)
    for path, text in (("granted", "-2+3+cmd|' /C calc'!A0"), ("partially_granted", "=1+1")):
        report = report.with_cell(f"requests.{path}.natural_person", CellText(None, text))
    report = report.with_cell("requests.refused_state_secret.total", CellText(-5))
    (tmp_path / "x.json").write_bytes(write(report, "json"))
    rows = list(csv.reader(io.StringIO(run("report", "check", tmp_path, "--format", "csv").stdout)))
    fields = [field for row in rows for field in row]
    assert "'-2+3+cmd|' /C calc'!A0" in fields
    assert "'=1+1" in fields
    assert "-5" in fields


def test_check_prints_plain_lines_when_piped(wrong_sum: Path) -> None:
    result = run("report", "check", wrong_sum, CHANGCHUN)
    assert "\x1b[" not in result.stdout
    assert "X01" in result.stdout
    assert "必须改正" in result.stdout
    english = run("report", "check", wrong_sum, "--lang", "en")
    assert "必须改正" not in english.stdout


def test_check_with_last_years_report_compares_the_years(tmp_path: Path) -> None:
    this_year = read_path(HUAIAN)
    last_year = this_year.with_cell("requests.carried_forward.natural_person", CellText(40)).with_cell(
        "requests.carried_forward.total", CellText(40)
    )
    folder = tmp_path / "last"
    folder.mkdir()
    data = json.loads(write(last_year, "json"))
    data.update(year=2023, title="淮安市人民政府2023年政府信息公开工作年度报告", period=None)
    (folder / "2023.json").write_text(json.dumps(data), "utf-8")
    for previous in (folder, folder / "2023.json"):
        result = run("report", "check", HUAIAN, "--previous", previous, "--format", "json")
        (file,) = json.loads(result.stdout)["files"]
        carried = [finding for finding in file["findings"] if finding["rule"] == "T305"]
        assert "requests.carried_over.natural_person" in carried[0]["cells"]
        assert result.exit_code == 1


def test_a_last_years_report_that_cannot_be_read_is_named_and_this_years_checked(tmp_path: Path) -> None:
    last_year = tmp_path / "2023.txt"
    last_year.write_text("与年度报告无关的文字", "utf-8")
    result = run("report", "check", XICHANG, "--previous", last_year)
    assert result.exit_code == 2
    assert str(last_year) in result.stderr
    assert "F08" in result.stdout
    assert str(last_year) not in result.stdout


def test_output_stands_odd_names_and_narrow_code_pages(tmp_path: Path) -> None:
    """A name in another encoding, with a command to the terminal in it, and a terminal without Chinese."""
    path = os.fsencode(tmp_path) + b"/\xb1\xa8\x1b[31m.txt"
    Path(os.fsdecode(path)).write_bytes(XICHANG.read_bytes())
    for form in ("table", "csv", "json"):
        done = subprocess.run(
            [sys.executable, "-m", "kaicheng", "report", "check", path, "--format", form],
            capture_output=True,
            check=True,
            env={**os.environ, "PYTHONIOENCODING": "ascii:strict"},
        )
        assert b"Traceback" not in done.stderr
        if form == "json":
            assert (
                json.loads(done.stdout.decode("utf-8"))["files"][0]["agency"] == "西昌市人力资源和社会保障局"
            )
        if form == "table":
            assert b"\x1b" not in done.stdout


def test_control_c_ends_all_processes_at_once(tmp_path: Path) -> None:
    for number in range(400):
        (tmp_path / f"{number}.txt").symlink_to(XICHANG)
    command = [
        sys.executable,
        "-m",
        "kaicheng",
        "report",
        "check",
        str(tmp_path),
        "--jobs",
        "3",
        "--format",
        "csv",
    ]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        # A shell lets what it runs in the background ignore Ctrl-C, and so these tests, if run like that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.stdout.readline()
        for _ in range(4):  # Python may lose an interrupt that comes inside a callback; people press again
            os.killpg(process.pid, signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=15)  # output is not taken up, so it cannot end in the usual way
                break
        _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "已中断" in said.decode("utf-8")
    assert "Traceback" not in said.decode("utf-8")


def test_check_among_peers_finds_the_copied_report(tmp_path: Path) -> None:
    original = read_path(REPORTS / "huaian-city-2024.pdf")
    data = json.loads(write(original, "json"))
    data.update(agency="青禾市人民政府", title="青禾市人民政府2024年政府信息公开工作年度报告")
    (tmp_path / "copy.json").write_text(json.dumps(data), "utf-8")
    (tmp_path / "original.json").write_bytes(write(original, "json"))
    result = run("report", "check", tmp_path, "--peers", "--format", "json", "--jobs", "1")
    for file in json.loads(result.stdout)["files"]:
        assert "Q02" in {finding["rule"] for finding in file["findings"]}


@pytest.mark.parametrize("kind", ["html", "docx", "xlsx", "json"])
def test_write_and_compare_show_no_difference(kind: str, tmp_path: Path) -> None:
    out = tmp_path / f"report.{kind}"
    assert run("report", "write", XICHANG, "--to", kind, "-o", out).exit_code == 0
    compared = run("report", "compare", XICHANG, out, "--format", "json")
    assert json.loads(compared.stdout)["same"] is True
    assert [path.name for path in tmp_path.iterdir()] == [out.name]


def test_a_pdf_differs_in_nothing_but_spaces_between_characters(tmp_path: Path) -> None:
    out = tmp_path / "report.pdf"
    assert run("report", "write", XICHANG, "--to", "pdf", "-o", out).exit_code == 0
    before, after = read_path(XICHANG), read_path(out)
    assert (after.figures, after.title, after.headings) == (before.figures, before.title, before.headings)
    for chapter, text in before.chapters.items():
        assert after.chapters[chapter].replace(" ", "") == text.replace(" ", "")


def test_write_into_a_folder_that_is_not_there_says_so(tmp_path: Path) -> None:
    result = run("report", "write", XICHANG, "--to", "json", "-o", tmp_path / "no" / "x.json")
    assert result.exit_code == 2
    assert "写不进" in result.stderr
    assert "不存在" in result.stderr


def test_compare_cuts_nothing_short_when_piped() -> None:
    result = run("report", "compare", XICHANG, HUAIAN)
    assert "表二“行政规范性文件”的现行有效件数\t0\t66\t+66\n" in result.stdout


def test_compare_shows_what_changed(wrong_sum: Path) -> None:
    result = run("report", "compare", HUAIAN, wrong_sum)
    assert "1288" in result.stdout
    assert "1289" in result.stdout
    assert "+1" in result.stdout


def test_consolidate_adds_up_and_names_who_is_missing(tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text(
        "序号,单位名称\n1,淮安市人民政府\n2,西昌市人力资源和社会保障局\n3,西昌市教育局\n", "utf-8"
    )
    folder = tmp_path / "reports"
    folder.mkdir()
    for source in (XICHANG, HUAIAN):
        (folder / source.name).write_bytes(source.read_bytes())
    out = tmp_path / "sum.json"
    result = run("report", "consolidate", folder, "--roster", roster, "-o", out)
    total = json.loads(out.read_text("utf-8"), parse_float=Decimal)
    assert result.exit_code == 0
    assert total["missing"] == ["西昌市教育局"]
    assert "西昌市教育局" in result.stderr
    assert total["report"]["proactive"]["licensing_decisions"] == 447228 + 158
    assert total["report"]["proactive"]["administrative_fees_wan_yuan"] == Decimal("96171.6") + Decimal(
        "24.83"
    )
    assert {entry["unit"] for entry in total["contributors"]["proactive.licensing_decisions"]} == {
        "淮安市人民政府",
        "西昌市人力资源和社会保障局",
    }
    for kind in ("xlsx", "html", "docx"):
        assert run("report", "consolidate", folder, "-o", tmp_path / f"sum.{kind}").exit_code == 0
    assert run("report", "consolidate", folder, "-o", tmp_path / "sum.odt").exit_code == 2


def test_consolidate_of_nothing_or_with_no_roster_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    out = tmp_path / "sum.json"
    nothing = run("report", "consolidate", tmp_path / "empty", "-o", out)
    assert (nothing.exit_code, nothing.stderr) == (2, "没有找到文件。\n")
    roster = tmp_path / "roster.csv"
    roster.write_bytes(b"PK\x03\x04\0\0\0\0")
    refused = run("report", "consolidate", REPORTS, "--roster", roster, "-o", out)
    assert refused.exit_code == 2
    assert str(roster) in refused.stderr
    assert not out.exists()


def test_consolidate_tells_of_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "a.txt").write_bytes(XICHANG.read_bytes())
    (folder / "b.pdf").write_bytes(b"%PDF-1.7 cut off")
    result = run("report", "consolidate", folder, "-o", tmp_path / "sum.json")
    assert result.exit_code == 2
    assert "b.pdf" in result.stderr
    assert (tmp_path / "sum.json").exists()
