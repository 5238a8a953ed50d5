"""``kaicheng deadline``, ``kaicheng case`` and ``kaicheng fee``: the law at the command line.

The JSON of each command is a contract, written down with examples in ``docs/statute.md``. Exit status:
0 answered, 1 the record holds an act that the law does not permit, 2 the input cannot be read.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Any, NoReturn, ParamSpec

import click
from rich.console import Console
from rich.table import Table

from kaicheng.findings import Text
from kaicheng.statute import (
    BadValue,
    CaseState,
    CountedDay,
    Deadline,
    Fee,
    Kind,
    StatuteError,
    UnlawfulAct,
    day_text,
    fee_by_items,
    fee_by_pages,
    load_calendar,
    read_acts,
    replay,
)
from kaicheng.statute import deadline as work_out
from kaicheng.statute.acts import read_day
from kaicheng.statute.procedure import latest_day

P = ParamSpec("P")

UNLAWFUL, UNREADABLE = 1, 2

lang_option = click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    default="zh",
    envvar="KAICHENG_LANG",
    help="Language of sentences: zh (default) or en.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print the JSON of the contract.")


def _say(text: Text, lang: str) -> str:
    return text.en if lang == "en" else text.zh


def _print_json(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def _fail(message: str, lang: str, status: int) -> NoReturn:
    click.echo(f"{'Error: ' if lang == 'en' else '错误：'}{message}", err=True)
    sys.exit(status)


def answers_errors(command: Callable[P, None]) -> Callable[P, None]:
    """Turn what the law or the input forbids into one line and an exit status."""

    @wraps(command)
    def run(*args: P.args, **options: P.kwargs) -> None:
        lang = str(options["lang"])
        try:
            command(*args, **options)
        except UnlawfulAct as error:
            if options["as_json"]:
                _print_json({"error": error.to_json()})
                sys.exit(UNLAWFUL)
            place = Text(zh=f"第{error.act_index + 1}项：", en=f"act {error.act_index}: ")
            cite = Text(zh=f"（{error.article}）", en=f" ({error.article_en})")
            _fail(_say(place, lang) + _say(error.message, lang) + _say(cite, lang), lang, UNLAWFUL)
        except StatuteError as error:
            _fail(_say(error.message, lang), lang, UNREADABLE)

    return run


def _bad(zh: str, en: str) -> BadValue:
    return BadValue(Text(zh=zh, en=en))


def _table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table for people; columns set apart by tabs when the output goes into a file or a pipe."""
    if not sys.stdout.isatty():
        for row in (headers, *rows):
            click.echo("\t".join(row))
        return
    table = Table()
    for header in headers:
        table.add_column(header)
    for row in rows:
        table.add_row(*row)
    Console().print(table)


def _days_table(days: Sequence[CountedDay], lang: str) -> None:
    headers = {"zh": ("日期", "计数", "说明"), "en": ("day", "count", "why")}[lang]
    rows = [
        (_say(day_text(day.date), lang), str(day.number) if day.number else "—", _say(day.why, lang))
        for day in days
    ]
    _table(headers, rows)


# --- deadline -------------------------------------------------------------------------------------------


def _read_kind(word: str | None) -> Kind:
    words = ", ".join(Kind)
    if word is None:
        raise _bad(f"缺少期限种类，应为下列之一：{words}", f"KIND is missing; one of: {words}")
    if word not in list(Kind):
        raise _bad(f"没有“{word}”这种期限，应为下列之一：{words}", f"no such KIND: {word!r}; one of: {words}")
    return Kind(word)


def _show_deadline(found: Deadline, lang: str) -> None:
    last = Text(
        zh=f"{found.name.zh}：{day_text(found.start).zh}起，至{day_text(found.due).zh}（含当日）止。",
        en=f"{found.name.en}: {day_text(found.start).en} to {day_text(found.due).en}, that day included.",
    )
    click.echo(_say(last, lang))
    click.echo(_say(found.basis, lang))
    if found.provisional:
        click.echo(_say(Text(zh="此日期为暂定。", en="This date is provisional."), lang))
    _days_table(found.days, lang)


@click.command()
@click.argument("kind", required=False)
@click.argument("day", metavar="DATE", required=False)
@click.option("--region", metavar="CODE", help="Count the local holidays of this place too, e.g. liangshan.")
@json_option
@lang_option
@answers_errors
def deadline(kind: str | None, day: str | None, region: str | None, as_json: bool, lang: str) -> None:
    """When a period that starts on DATE ends, and why.

    KIND is answer, correction_notice, consultation, payment, publication, reconsideration, litigation,
    litigation_after_reconsideration, report, message_simple or message_complex; docs/statute.md lists more.
    """
    chosen = _read_kind(kind)
    if day is None:
        raise _bad("缺少日期，如 2026-03-05", "DATE is missing, such as 2026-03-05")
    found = work_out(chosen, read_day(day, "DATE"), load_calendar(region))
    if as_json:
        _print_json(found.to_json())
    else:
        _show_deadline(found, lang)


# --- case -----------------------------------------------------------------------------------------------


@click.group()
def case() -> None:
    """A request for disclosure, from its acts."""


_FILE_FAULTS: dict[type[OSError], tuple[str, str]] = {
    FileNotFoundError: ("没有这个文件", "there is no such file"),
    IsADirectoryError: ("这是一个文件夹", "it is a folder"),
    PermissionError: ("没有读取权限", "permission denied"),
}


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The object of these pairs; two dates for one act would otherwise leave only the second."""
    keys = [key for key, _ in pairs]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        raise _bad(f"同一项写了两次：{'、'.join(twice)}", f"written twice: {', '.join(twice)}")
    return dict(pairs)


def _read_file(path: str) -> dict[str, Any]:
    try:
        text = sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8-sig")
        value = json.loads(text, object_pairs_hook=_each_once)
    except OSError as error:
        zh, en = _FILE_FAULTS.get(type(error), ("无法读取", "it cannot be read"))
        raise _bad(f"无法打开文件“{path}”：{zh}", f"cannot open {path}: {en}") from error
    except UnicodeDecodeError as error:
        raise _bad(f"文件“{path}”不是 UTF-8 编码的文字", f"{path} is not UTF-8 text") from error
    except json.JSONDecodeError as error:
        raise _bad(
            f"文件“{path}”不是正确的 JSON：第{error.lineno}行第{error.colno}列",
            f"{path} is not JSON: line {error.lineno}, column {error.colno}",
        ) from error
    except (RecursionError, ValueError) as error:
        # nested too deep, or a number of thousands of digits
        raise _bad(f"文件“{path}”的内容无法读取", f"{path} cannot be read") from error
    if not isinstance(value, dict) or not isinstance(value.get("acts"), list):
        raise _bad(
            '文件应为 {"acts": [...]} 形式的 JSON', 'the file must be JSON of the form {"acts": [...]}'
        )
    extra = [key for key in value if key not in ("acts", "region")]
    if extra:
        raise _bad(
            f"文件中有不认识的项：{'、'.join(extra)}", f"the file has unknown keys: {', '.join(extra)}"
        )
    if not isinstance(value.get("region"), str | None):
        raise _bad("“region”应为文字", "'region' must be text")
    return value


_HEADINGS = {
    "zh": {
        "colon": "：",
        "phase": "阶段",
        "received": "收到之日",
        "due": "答复期限",
        "none": "现在不计算",
        "permitted": "现在可以办理",
        "refused": "现在不能办理",
        "late": "逾期",
        "later": "以下各项发生在所查日期之后，没有计入：",
        "step": ("行为", "依据", "说明"),
    },
    "en": {
        "colon": ": ",
        "phase": "phase",
        "received": "received",
        "due": "due",
        "none": "not running now",
        "permitted": "may be done now",
        "refused": "may not be done now",
        "late": "late",
        "later": "Acts after the day asked for, left out: ",
        "step": ("act", "article", "why"),
    },
}


def _show_case(state: CaseState, lang: str) -> None:
    words: dict[str, Any] = _HEADINGS[lang]

    def day(value: date | None) -> str:
        return _say(day_text(value), lang) if value else words["none"]

    for name, value in (
        ("phase", _say(state.phase.label, lang)),
        ("received", day(state.received_date)),
        ("due", day(state.due)),
    ):
        click.echo(f"{words[name]}{words['colon']}{value}")
    for sentence in (*state.story, *(late.message for late in state.late)):
        click.echo(f"- {_say(sentence, lang)}")
    if state.basis.zh:
        click.echo(_say(state.basis, lang))
    if state.later:
        click.echo(words["later"] + ", ".join(str(index + 1) for index in state.later))
    if state.days:
        click.echo()
        _days_table(state.days, lang)
    for heading, steps in ((words["permitted"], state.permitted), (words["refused"], state.refused)):
        click.echo(f"\n{heading}")
        _table(
            words["step"],
            [
                (
                    f"{_say(step.name, lang)} {step.act}",
                    _say(step.article, lang),
                    _say(step.explanation, lang),
                )
                for step in steps
            ],
        )


@case.command()
@click.argument("file", required=False)
@click.option("--today", metavar="DATE", help="Look at the case as it stood on this day; today if left out.")
@json_option
@lang_option
@answers_errors
def explain(file: str | None, today: str | None, as_json: bool, lang: str) -> None:
    """The state of the case whose acts stand in FILE (- for standard input), and what may happen next."""
    if file is None:
        raise _bad("缺少文件名", "FILE is missing")
    value = _read_file(file)
    acts = read_acts(value["acts"])
    calendar = load_calendar(value.get("region"))
    if today is not None:
        state = replay(acts, calendar, read_day(today, "--today"), ignore_later=True)
    else:
        # Acts noted ahead of time are looked at from the day of the last one.
        state = replay(acts, calendar, max([date.today(), *map(latest_day, acts)]))
    if as_json:
        _print_json(state.to_json())
    else:
        _show_case(state, lang)


# --- fee ------------------------------------------------------------------------------------------------


def _read_month(word: str | None) -> tuple[int, int] | None:
    if word is None:
        return None
    year, dash, month = word.partition("-")
    if not (
        len(year) == 4 and dash and len(month) == 2 and (year + month).isascii() and (year + month).isdigit()
    ):
        raise _bad(
            f"“--month”应为月份，如 2026-05；写的是“{word}”", f"--month must be like 2026-05, not {word!r}"
        )
    return int(year), int(month)


def _read_count(word: str, name: str) -> int:
    if not (word.isascii() and word.isdigit() and len(word) < 10):
        raise _bad(
            f"“{name}”应为不小于0的整数；写的是“{word}”", f"{name} must be a whole number, not {word!r}"
        )
    return int(word)


def _show_fee(found: Fee, lang: str) -> None:
    total = Text(
        zh=f"合计{found.amount}元（{found.article.zh}）。收费须由行政机关决定，本结果仅供计算。",
        en=f"{found.amount} yuan in all ({found.article.en}). Charging is for the agency to decide.",
    )
    click.echo(_say(total, lang))
    headers = {
        "zh": ("从", "到", "数量", "单价（元）", "金额（元）"),
        "en": ("from", "to", "units", "rate", "yuan"),
    }
    _table(
        headers[lang],
        [
            (str(line.first), str(line.last), str(line.units), str(line.rate), str(line.amount))
            for line in found.lines
        ],
    )


@click.command()
@click.option("--items", metavar="N", help="Items of one applicant in one calendar month.")
@click.option("--month", metavar="YYYY-MM", help="That month; the scale in force now if left out.")
@click.option("--pages", metavar="N", help="Pages of one request.")
@json_option
@lang_option
@answers_errors
def fee(items: str | None, month: str | None, pages: str | None, as_json: bool, lang: str) -> None:
    """What the information processing fee comes to, by items or by pages."""
    if (items is None) is (pages is None):
        raise _bad(
            "请在 --items 和 --pages 中选一种：每件申请只能按一种标准计收（办法第三条）",
            "give either --items or --pages: a request is charged by one standard only (Measures, Art. 3)",
        )
    if items is not None:
        found = fee_by_items(_read_count(items, "--items"), month=_read_month(month))
    else:
        if month is not None:
            raise _bad("--month 只用于 --items", "--month goes with --items only")
        found = fee_by_pages(_read_count(str(pages), "--pages"))
    if as_json:
        _print_json(found.to_json())
    else:
        _show_fee(found, lang)
