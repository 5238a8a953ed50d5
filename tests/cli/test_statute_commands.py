"""The commands ``deadline``, ``case`` and ``fee``: what they print, and how they refuse.

JSON is asserted in full where it is a contract; ``tests/statute`` proves the figures themselves.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kaicheng.cli import main
from kaicheng.cli import statute as commands
from kaicheng.statute import Kind


def run(*words: str, stdin: str | None = None) -> Result:
    result = CliRunner().invoke(main, list(words), input=stdin)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def answer(*words: str, stdin: str | None = None) -> Any:
    result = run(*words, "--json", stdin=stdin)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def complaint(*words: str, status: int = 2, stdin: str | None = None) -> str:
    """The one line of a refusal."""
    result = run(*words, stdin=stdin)
    assert result.exit_code == status
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    return line


def case_file(folder: Path, *acts: dict[str, Any], **more: Any) -> str:
    file = folder / "case.json"
    file.write_text(json.dumps({"acts": list(acts), **more}, ensure_ascii=False), encoding="utf-8")
    return str(file)


RECEIVED = {"act": "received", "on": "2026-03-02", "channel": "in_person"}


# --- deadline --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "start", "due"),
    [
        ("answer", "2026-01-30", "2026-03-05"),
        ("correction_notice", "2026-01-30", "2026-02-10"),
        ("consultation", "2026-01-30", "2026-02-27"),
        ("payment", "2024-09-20", "2024-10-23"),
        ("publication", "2024-09-20", "2024-10-23"),
        ("reconsideration", "2025-12-20", "2026-02-24"),
        ("litigation", "2025-08-31", "2026-02-28"),
        ("litigation_after_reconsideration", "2025-09-18", "2025-10-09"),
        ("report", "2025-11-01", "2026-01-31"),
        ("message_simple", "2026-03-07", "2026-03-09"),
        ("message_complex", "2026-03-05", "2026-03-10"),
    ],
)
def test_every_kind_of_deadline(kind: str, start: str, due: str) -> None:
    found = answer("deadline", kind, start)
    assert (found["kind"], found["from"], found["due"]) == (kind, start, due)
    assert set(found) >= {"kind", "from", "nominal", "due", "provisional", "basis", "days"}
    assert found["days"][-1]["date"] == due


def test_the_deadline_counts_local_holidays_when_asked() -> None:
    assert answer("deadline", "answer", "2024-07-22")["due"] == "2024-08-19"
    local = answer("deadline", "answer", "2024-07-22", "--region", "liangshan")
    assert local["due"] == "2024-08-22"
    assert {day["kind"] for day in local["days"]} >= {"local_holiday", "makeup_workday"}


def test_the_deadline_for_people() -> None:
    lines = run("deadline", "answer", "2026-01-30").stdout.splitlines()
    assert lines[0] == "答复期限：2026年1月30日（周五）起，至2026年3月5日（周四）（含当日）止。"
    assert lines[1].startswith("《政府信息公开条例》第三十三条第二款：答复期限为20个工作日。")
    assert lines[2] == "日期\t计数\t说明"
    assert lines[3] == "2026年1月30日（周五）\t—\t收到申请当日，不计入，次日起算"
    assert lines[-1] == "2026年3月5日（周四）\t20\t工作日"
    english = run("deadline", "answer", "2026-12-15", "--lang", "en").stdout.splitlines()
    assert english[0] == "answer period: Tue 15 December 2026 to Wed 13 January 2027, that day included."
    assert english[2] == "This date is provisional."
    assert english[3] == "day\tcount\twhy"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["birthday", "2026-03-05"], "没有“birthday”这种期限，应为下列之一：answer, correction_notice"),
        ([], "缺少期限种类，应为下列之一：answer"),
        (["answer"], "缺少日期，如 2026-03-05"),
        (["answer", "2026-02-30"], "“DATE”应为日期，如 2026-03-05；写的是“2026-02-30”"),
        (["answer", "明天"], "写的是“明天”"),
        (["answer", "2018-05-05"], "没有可适用的“答复期限”规则：本软件所载规则自2019年5月15日（周三）起施行"),
        (["answer", "2077-05-05"], "没有2077年5月5日（周三）的工作日历"),
        (["litigation", "9999-12-31"], "没有9999年12月31日（周五）的工作日历"),
        (["answer", "2026-03-05", "--region", "moon"], "没有“moon”的地方节假日；可用的地区：liangshan"),
    ],
)
def test_a_deadline_that_cannot_be_told(words: list[str], said: str) -> None:
    line = complaint("deadline", *words)
    assert line.startswith("错误：")
    assert said in line
    assert complaint("deadline", *words, "--json") == line
    assert complaint("deadline", *words, "--lang", "en").startswith("Error: ")


# --- case ------------------------------------------------------------------------------------------------


def test_a_case_explained(tmp_path: Path) -> None:
    file = case_file(
        tmp_path,
        {"act": "received", "on": "2025-03-03", "channel": "online", "confirmed_on": "2025-03-03"},
        {"act": "third_party_letter", "on": "2025-03-10"},
        {"act": "third_party_opinion", "on": "2025-03-24", "agrees": False},
    )
    found = answer("case", "explain", file, "--today", "2025-04-01")
    assert (found["received_date"], found["due"], found["phase"]) == ("2025-03-03", "2025-04-15", "in_review")
    assert (found["suspended_workdays"], found["days_left"], found["provisional"]) == (10, 9, False)
    assert {step["act"] for step in found["permitted"]} >= {"answer", "extension", "withdrawal"}
    assert all(step["article"] and step["explanation"] for step in found["permitted"] + found["refused"])
    assert found["late"] == []
    assert found["explanation"]["days"][-1]["date"] == "2025-04-15"


def test_an_unlawful_act(tmp_path: Path) -> None:
    file = case_file(tmp_path, RECEIVED, {"act": "extension", "on": "2026-03-31", "days": 5})
    result = run("case", "explain", file, "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout) == {
        "error": {
            "code": "extension_after_expiry",
            "article": "《政府信息公开条例》第三十三条第二款",
            "article_en": "Regulation on Open Government Information, Art. 33(2)",
            "message": "答复期限已于2026年3月30日（周一）届满，延长应当在期满前批准并告知申请人。",
            "message_en": "The answer period ended on Mon 30 March 2026; an extension has to be approved "
            "and told before that.",
            "act_index": 1,
        }
    }
    assert complaint("case", "explain", file, status=1) == (
        "错误：第2项：答复期限已于2026年3月30日（周一）届满，延长应当在期满前批准并告知申请人。"
        "（《政府信息公开条例》第三十三条第二款）"
    )
    english = complaint("case", "explain", file, "--lang", "en", status=1)
    assert english.startswith("Error: act 1: The answer period ended on Mon 30 March 2026")
    assert english.endswith("(Regulation on Open Government Information, Art. 33(2))")


def test_the_region_of_a_case_counts(tmp_path: Path) -> None:
    received = {"act": "received", "on": "2024-07-22", "channel": "in_person"}
    assert answer("case", "explain", case_file(tmp_path, received))["due"] == "2024-08-19"
    assert answer("case", "explain", case_file(tmp_path, received, region="liangshan"))["due"] == "2024-08-22"
    assert answer("case", "explain", case_file(tmp_path, received, region=None))["due"] == "2024-08-19"


def test_a_case_as_it_stood(tmp_path: Path) -> None:
    file = case_file(tmp_path, RECEIVED, {"act": "answer", "on": "2026-03-20", "outcome": "granted"})
    then = answer("case", "explain", file, "--today", "2026-03-10")
    assert (then["phase"], then["later"], then["today"]) == ("in_review", [1], "2026-03-10")
    lines = run("case", "explain", file, "--today", "2026-03-10").stdout.splitlines()
    assert "以下各项发生在所查日期之后，没有计入：2" in lines


def test_without_a_day_the_case_is_looked_at_today(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Day(commands.date):
        @classmethod
        def today(cls) -> Day:
            return cls(2026, 3, 25)

    monkeypatch.setattr(commands, "date", Day)
    assert answer("case", "explain", case_file(tmp_path, RECEIVED))["today"] == "2026-03-25"
    ahead = {"act": "withdrawal", "on": "2026-04-01"}
    assert answer("case", "explain", case_file(tmp_path, RECEIVED, ahead))["today"] == "2026-04-01"


def test_a_case_for_people(tmp_path: Path) -> None:
    file = case_file(
        tmp_path,
        RECEIVED,
        {"act": "correction_notice", "on": "2026-03-12"},
        {"act": "corrected", "on": "2026-03-16"},
    )
    lines = run("case", "explain", file, "--today", "2026-03-17").stdout.splitlines()
    assert lines[:3] == [
        "阶段：审核办理中",
        "收到之日：2026年3月2日（周一）",
        "答复期限：2026年4月14日（周二）",
    ]
    assert (
        "- “告知补正”应当不迟于2026年3月11日（周三），实际为2026年3月12日（周四），晚了1个工作日。" in lines
    )
    assert "工作日依据：国办发明电〔2025〕7号。" in lines
    assert "2026年4月14日（周二）\t20\t工作日" in lines
    assert "现在可以办理" in lines and "现在不能办理" in lines
    assert any(
        line.startswith("延长答复期限 extension\t《政府信息公开条例》第三十三条第二款\t确需延长的")
        for line in lines
    )
    english = run("case", "explain", file, "--today", "2026-03-17", "--lang", "en").stdout.splitlines()
    assert english[:3] == ["phase: in review", "received: Mon 2 March 2026", "due: Tue 14 April 2026"]


def test_a_case_with_nothing_running(tmp_path: Path) -> None:
    file = case_file(tmp_path, RECEIVED, {"act": "withdrawal", "on": "2026-03-03"})
    lines = run("case", "explain", file, "--today", "2026-03-17").stdout.splitlines()
    assert lines[2] == "答复期限：现在不计算"
    assert "日期\t计数\t说明" not in lines


def test_a_case_from_standard_input() -> None:
    found = answer("case", "explain", "-", "--today", "2026-03-05", stdin=json.dumps({"acts": [RECEIVED]}))
    assert found["due"] == "2026-03-30"
    assert answer("case", "explain", "-", "--today", "2026-03-05", stdin='{"acts": []}')["phase"] == "draft"


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    file = tmp_path / "bom.json"
    file.write_bytes(b"\xef\xbb\xbf" + json.dumps({"acts": [RECEIVED]}).encode())
    assert answer("case", "explain", str(file))["received_date"] == "2026-03-02"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "不是正确的 JSON：第1行第1列"),
        ('{"acts": [{"act": "withdrawal", "on": "2026-03-05", "on": "2026-03-06"}]}', "同一项写了两次：on"),
        ('{"acts": [}', "不是正确的 JSON：第1行第11列"),
        ("[]", '应为 {"acts": [...]} 形式的 JSON'),
        ('{"acts": {}}', '应为 {"acts": [...]} 形式的 JSON'),
        ("null", '应为 {"acts": [...]} 形式的 JSON'),
        ('{"acts": [], "regoin": "liangshan"}', "文件中有不认识的项：regoin"),
        ('{"acts": [], "region": 5}', "“region”应为文字"),
        ('{"acts": [], "region": "moon"}', "没有“moon”的地方节假日"),
        ('{"acts": [1]}', "第1项行为：应为一个对象"),
        ('{"acts": [{"act": "fly", "on": "2026-03-02"}]}', "第1项行为：“act”应为下列之一"),
        ('{"acts": [{"act": "received", "on": "2026-03-02"}]}', "第1项行为：“received”缺少：channel"),
        ('{"acts": [{"act": "received", "on": 5, "channel": "fax"}]}', "第1项行为：“on”应为日期"),
        (
            '{"acts": [{"act": "received", "on": "9999-03-02", "channel": "fax"}]}',
            "没有9999年3月2日（周二）的工作日历",
        ),
        ('{"acts": ' + "[" * 100_000, "的内容无法读取"),
        (
            '{"acts": [{"act": "extension", "on": "2026-03-02", "days": ' + "9" * 5000 + "}]}",
            "的内容无法读取",
        ),
    ],
)
def test_a_file_that_cannot_be_read(text: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "case.json"
    file.write_text(text, encoding="utf-8")
    line = complaint("case", "explain", str(file))
    assert line.startswith("错误：")
    assert said in line
    assert complaint("case", "explain", str(file), "--lang", "en").startswith("Error: ")


def test_files_that_are_not_there_or_not_text(tmp_path: Path) -> None:
    assert complaint("case", "explain") == "错误：缺少文件名"
    assert complaint("case", "explain", str(tmp_path / "none.json")).endswith("none.json”：没有这个文件")
    assert complaint("case", "explain", str(tmp_path)).endswith("：这是一个文件夹")
    assert complaint("case", "explain", "x" * 5000).endswith("：无法读取")
    assert complaint("case", "explain", str(tmp_path), "--lang", "en").endswith(": it is a folder")
    binary = tmp_path / "case.json"
    binary.write_bytes(b"\xff\xfe\x00")
    assert complaint("case", "explain", str(binary)).endswith("不是 UTF-8 编码的文字")
    assert "“--today”应为日期" in complaint("case", "explain", case_file(tmp_path, RECEIVED), "--today", "x")
    assert "没有9999年1月1日（周五）的工作日历" in complaint(
        "case", "explain", case_file(tmp_path, RECEIVED), "--today", "9999-01-01"
    )


# --- fee -------------------------------------------------------------------------------------------------


def test_fees() -> None:
    items = answer("fee", "--items", "35", "--month", "2026-05")
    assert (items["amount"], items["month"], items["basis"]) == ("3000.00", "2026-05", "per_item")
    pages = answer("fee", "--pages", "180")
    assert (pages["amount"], pages["month"], pages["basis"]) == ("2300.00", None, "per_page")
    assert answer("fee", "--items", "35")["amount"] == "3000.00"


def test_a_fee_for_people() -> None:
    lines = run("fee", "--items", "35").stdout.splitlines()
    assert lines == [
        "合计3000.00元（《政府信息公开信息处理费管理办法》第四条）。收费须由行政机关决定，本结果仅供计算。",
        "从\t到\t数量\t单价（元）\t金额（元）",
        "1\t10\t10\t0.00\t0.00",
        "11\t30\t20\t100.00\t2000.00",
        "31\t35\t5\t200.00\t1000.00",
    ]
    assert run("fee", "--pages", "31", "--lang", "en").stdout.startswith("10.00 yuan in all")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "请在 --items 和 --pages 中选一种"),
        (["--items", "5", "--pages", "5"], "每件申请只能按一种标准计收（办法第三条）"),
        (["--items", "many"], "“--items”应为不小于0的整数；写的是“many”"),
        (["--items", "-5"], "“--items”应为不小于0的整数；写的是“-5”"),
        (["--items", "３５"], "“--items”应为不小于0的整数"),
        (["--items", "1" * 5000], "“--items”应为不小于0的整数"),
        (["--items", "999999999"], "件数应当在0至1000000之间"),
        (["--pages", "1.5"], "“--pages”应为不小于0的整数"),
        (["--pages", "5", "--month", "2026-05"], "--month 只用于 --items"),
        (["--items", "5", "--month", "2026-13"], "没有2026-13这个月份"),
        (["--items", "5", "--month", "2026"], "“--month”应为月份，如 2026-05；写的是“2026”"),
        (["--items", "5", "--month", "2026-5"], "“--month”应为月份"),
        (["--items", "5", "--month", "20a6-05"], "“--month”应为月份"),
        (["--items", "5", "--month", "0000-05"], "没有0000-05这个月份"),
        (["--items", "5", "--month", "2020-12"], "收费办法自2021年1月1日（周五）起施行"),
    ],
)
def test_a_fee_that_cannot_be_told(words: list[str], said: str) -> None:
    line = complaint("fee", *words)
    assert line.startswith("错误：") and said in line
    assert complaint("fee", *words, "--lang", "en").startswith("Error: ")


# --- the command line itself ------------------------------------------------------------------------------


def test_on_a_terminal_there_is_a_drawn_table(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    commands._table(("日期", "说明"), [("3月5日", "工作日")])
    drawn = capsys.readouterr().out
    assert "3月5日" in drawn and "┃" in drawn


def test_the_language_can_be_set_for_good() -> None:
    result = CliRunner().invoke(main, ["fee"], env={"KAICHENG_LANG": "en"})
    assert result.stderr.startswith("Error: give either --items or --pages")


def test_it_runs_as_a_program() -> None:
    words = [sys.executable, "-m", "kaicheng.cli", "fee", "--items", "x"]
    code = "from kaicheng.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, *words[3:]], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "错误：“--items”应为不小于0的整数；写的是“x”\n"


DOCS = (Path(__file__).parents[2] / "docs/statute.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "word", [*Kind, "--region", "--json", "--today", "--items", "--month", "--pages", "--lang"]
)
def test_every_kind_and_option_is_documented(word: str) -> None:
    assert f"`{word}`" in DOCS


@pytest.mark.parametrize("command", ["deadline", "case explain", "fee"])
def test_every_command_has_help_and_an_example(command: str) -> None:
    assert run(*command.split(), "--help").exit_code == 0
    assert f"kaicheng {command}" in DOCS


def test_every_key_of_the_contracts_is_documented(tmp_path: Path) -> None:
    file = case_file(
        tmp_path,
        RECEIVED,
        {"act": "third_party_letter", "on": "2026-03-03"},
        {"act": "confirmed", "on": "2026-03-03"},
    )
    error = json.loads(run("case", "explain", file, "--json").stdout)["error"]
    lawful = case_file(tmp_path, RECEIVED, {"act": "correction_notice", "on": "2026-03-12"})
    state = answer("case", "explain", lawful)
    found = [answer("deadline", "answer", "2026-03-02"), answer("fee", "--items", "1"), state, error]
    found += [
        state["clocks"][0],
        state["refused"][0],
        state["permitted"][0],
        state["late"][0],
        state["explanation"],
    ]
    for key in {key for each in found for key in each}:
        assert f"`{key}`" in DOCS, key
