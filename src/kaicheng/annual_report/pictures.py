"""A report in pictures: each drawn as SVG from the form's figures, each with the table that it shows.

Pure drawing: no script, no style that a strict security policy would refuse, every number also as text.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from kaicheng.annual_report.by_hand import ENTERED, MARK
from kaicheng.annual_report.model import AnnualReport
from kaicheng.annual_report.numbers import Figure, canonical

WIDTH = 720
INK, SOFT, RULE = "#1f2a37", "#55606d", "#c9d1da"
SHADES = ("#12406b", "#2f6f9f", "#6fa8c7", "#b7791f", "#8a5a44", "#7a7f87", "#a9b4c0")
"""Told apart by lightness as well as by hue."""

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("予以公开", ("granted",)),
    ("部分公开", ("partially_granted",)),
    ("不予公开", ("refused_",)),
    ("无法提供", ("unavailable_",)),
    ("不予处理", ("not_processed_",)),
    ("其他处理", ("other_",)),
)
"""The groups of table three by the beginnings of their rows."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with its title, its drawing, and the table behind it."""

    id: str
    title: str
    svg: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def csv(self) -> str:
        """The table as a file that a spreadsheet opens."""
        text = io.StringIO()
        text.write("\ufeff")
        writer = csv.writer(text)
        writer.writerows([self.head, *self.rows])
        return text.getvalue()


def pictures_of(
    report: AnnualReport,
    earlier: Sequence[AnnualReport] = (),
    columns: Sequence[tuple[str, int]] = (),
    reply_days: Mapping[str, int] | None = None,
) -> list[Picture]:
    """Every picture for which there is something to show. ``earlier`` are reports of other years."""
    found = [
        _years([*earlier, report]),
        _flow(report),
        _applicants(report),
        _replies(reply_days or {}),
        _columns(columns),
    ]
    return [one for one in found if one is not None]


# --- what is shown ----------------------------------------------------------------------------------------


def _years(reports: Sequence[AnnualReport]) -> Picture | None:
    by_year = {one.year: one for one in reports if one.year}
    asked = (("新收", "requests.new_received.total"), ("办结", "requests.handled_total.total"))
    years = sorted(by_year)[-6:]
    series = [(name, [_whole(by_year[year][path]) for year in years]) for name, path in asked]
    if len(years) < 2:
        return None
    rows = tuple(
        (f"{year}年", *(str(values[place]) for _name, values in series)) for place, year in enumerate(years)
    )
    svg = _upright([f"{year}" for year in years], series, "历年申请")
    return Picture("years", "历年收到和办结的申请（件）", svg, ("年度", *(name for name, _ in series)), rows)


def _flow(report: AnnualReport) -> Picture | None:
    sources = [
        ("本年新收", _whole(report["requests.new_received.total"])),
        ("上年结转", _whole(report["requests.carried_over.total"])),
    ]
    ends = [(name, _group(report, starts, "total")) for name, starts in GROUPS]
    ends.append(("结转下年", _whole(report["requests.carried_forward.total"])))
    total = sum(count for _name, count in sources)
    if not total or total != sum(count for _name, count in ends):
        return None  # a report that does not add up has no flow to draw
    rows = tuple((name, str(count), _percent(count, total)) for name, count in (*sources, *ends))
    svg = _sankey(
        [one for one in sources if one[1]], [one for one in ends if one[1]], "申请从收到到办理结果的流向"
    )
    return Picture("flow", "申请从收到到结果（件）", svg, ("环节", "件数", "占比"), rows)


def _applicants(report: AnnualReport) -> Picture | None:
    columns = [one for one in report.statutory_form.requests.columns if one.id != "total"]
    names = [name for name, _starts in GROUPS]
    table = [(one.label, [_group(report, starts, one.id) for _name, starts in GROUPS]) for one in columns]
    if not any(sum(values) for _label, values in table):
        return None
    rows = tuple((label, *(str(value) for value in values)) for label, values in table)
    svg = _stacked([one for one in table if sum(one[1])], names, "各类申请人的办理结果")
    return Picture("applicants", "各类申请人的办理结果（件）", svg, ("申请人", *names), rows)


def _replies(days: Mapping[str, int]) -> Picture | None:
    if not any(days.values()):
        return None
    rows = tuple((f"{name}个工作日", str(count)) for name, count in days.items())
    svg = _upright(list(days), [("办结", list(days.values()))], "办理时间分布")
    return Picture("replies", "办理用了多少个工作日（件）", svg, ("工作日", "件数"), rows)


def _columns(columns: Sequence[tuple[str, int]]) -> Picture | None:
    shown = list(columns)[:12]
    if not shown:
        return None
    rows = tuple((name, str(count)) for name, count in columns)
    svg = _stacked([(name, [count]) for name, count in shown], ["发布"], "各栏目发布条数")
    return Picture("columns", "各栏目主动公开的信息（条）", svg, ("栏目", "条数"), rows)


def _group(report: AnnualReport, starts: tuple[str, ...], column: str) -> int:
    rows = report.statutory_form.requests.result_rows
    single = f"requests.other_total.{column}"
    if starts == ("other_",) and report[single] is not None:
        return _whole(report[single])
    wanted = [row for row in rows if row != "other_total" and row.startswith(starts)]
    return sum(_whole(report[f"requests.{row}.{column}"]) for row in wanted)


def _whole(value: Figure | None) -> int:
    return int(value) if value is not None else 0


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}%"


# --- drawing ----------------------------------------------------------------------------------------------


def _svg(height: float, title: str, *parts: str) -> str:
    return (
        f'<svg viewBox="0 0 {WIDTH} {height:.0f}" role="img" aria-label={quoteattr(title)} '
        f'class="picture" xmlns="http://www.w3.org/2000/svg">{"".join(parts)}</svg>'
    )


def _text(x: float, y: float, text: str, *, anchor: str = "start", size: int = 14, ink: str = INK) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" fill="{ink}">'
        f"{escape(text)}</text>"
    )


def _box(x: float, y: float, width: float, height: float, ink: str, label: str) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{max(height, 0):.1f}" '
        f'fill="{ink}"><title>{escape(label)}</title></rect>'
    )


def _legend(names: Sequence[str], y: float) -> str:
    parts, x = [], 8.0
    for number, name in enumerate(names):
        parts.append(_box(x, y - 10, 12, 12, SHADES[number % len(SHADES)], name))
        parts.append(_text(x + 18, y, name, size=13, ink=SOFT))
        x += 34 + 14 * len(name)
    return "".join(parts)


def _upright(labels: Sequence[str], series: Sequence[tuple[str, Sequence[int]]], title: str) -> str:
    """Bars side by side, one group for each label, the value on top of each bar."""
    height, floor, top = 260, 210, 46
    most = max((value for _name, values in series for value in values), default=0) or 1
    step = (WIDTH - 16) / len(labels)
    thick = min(48.0, step * 0.7 / len(series))
    parts = [_legend([name for name, _values in series], 18)] if len(series) > 1 else []
    parts.append(f'<path d="M8 {floor}H{WIDTH - 8}" stroke="{RULE}"/>')
    for place, label in enumerate(labels):
        middle = 8 + step * (place + 0.5)
        parts.append(_text(middle, floor + 22, label, anchor="middle", ink=SOFT))
        for number, (name, values) in enumerate(series):
            x = middle + (number - len(series) / 2) * thick
            tall = (floor - top) * values[place] / most
            told = f"{label} {name} {values[place]}"
            parts.append(_box(x + 2, floor - tall, thick - 4, tall, SHADES[number], told))
            parts.append(_text(x + thick / 2, floor - tall - 6, str(values[place]), anchor="middle", size=13))
    return _svg(height, title, *parts)


def _stacked(rows: Sequence[tuple[str, Sequence[int]]], names: Sequence[str], title: str) -> str:
    """Lying bars, one for each row, cut into the named parts."""
    left, line = 190.0, 34
    head = 34 if len(names) > 1 else 6
    most = max(sum(values) for _label, values in rows) or 1
    room = WIDTH - left - 64
    parts = [_legend(names, 18)] if len(names) > 1 else []
    for place, (label, values) in enumerate(rows):
        y, x = head + place * line, left
        shown = label if len(label) <= 12 else f"{label[:11]}…"
        parts.append(_text(left - 10, y + 20, shown, anchor="end", ink=SOFT))
        for number, value in enumerate(values):
            wide = room * value / most
            parts.append(
                _box(
                    x,
                    y + 5,
                    wide,
                    line - 12,
                    SHADES[number % len(SHADES)],
                    f"{label} {names[number]} {value}",
                )
            )
            x += wide
        parts.append(_text(x + 8, y + 20, str(sum(values)), size=13))
    return _svg(head + len(rows) * line + 6, title, *parts)


def _sankey(sources: Sequence[tuple[str, int]], ends: Sequence[tuple[str, int]], title: str) -> str:
    """Two sources, one stream through the middle, the outcomes on the right; widths are to scale."""
    gap, thick = 14.0, 14.0
    total = sum(count for _name, count in sources)
    tall = 190.0
    height = max(tall + gap * len(ends), 34.0 * len(ends)) + 40
    parts: list[str] = []
    middle_x, right_x = WIDTH * 0.42, WIDTH - 190.0
    start = (height - tall) / 2
    parts.append(_box(middle_x, start, thick, tall, INK, f"合计 {total}"))
    parts.append(_text(middle_x + thick / 2, start - 8, f"合计 {total}", anchor="middle"))
    y, into = (height - tall - gap * (len(sources) - 1)) / 2, start
    for name, count in sources:
        wide = tall * count / total
        parts.append(_ribbon(130 + thick, y, middle_x, into, wide, SHADES[1]))
        parts.append(_box(130, y, thick, wide, SHADES[0], f"{name} {count}"))
        parts.append(_text(122, y + wide / 2 + 5, f"{name} {count}", anchor="end"))
        y, into = y + wide + gap, into + wide
    # Labels need room of their own, however thin the stream that they name.
    room = [max(tall * count / total, 24.0) for _name, count in ends]
    y, out = (height - sum(room) - 6 * (len(ends) - 1)) / 2, start
    for number, ((name, count), space) in enumerate(zip(ends, room, strict=True)):
        wide, ink = tall * count / total, SHADES[number % len(SHADES)]
        at = y + (space - wide) / 2
        parts.append(_ribbon(middle_x + thick, out, right_x, at, wide, ink))
        parts.append(_box(right_x, at, thick, wide, ink, f"{name} {count}"))
        told = f"{name} {count}（{_percent(count, total)}）"
        parts.append(_text(right_x + thick + 8, at + wide / 2 + 5, told))
        y, out = y + space + 6, out + wide
    return _svg(height, title, *parts)


def _ribbon(x0: float, y0: float, x1: float, y1: float, wide: float, ink: str) -> str:
    bend = (x0 + x1) / 2
    return (
        f'<path d="M{x0:.1f} {y0:.1f}C{bend:.1f} {y0:.1f} {bend:.1f} {y1:.1f} {x1:.1f} {y1:.1f}'
        f"V{y1 + wide:.1f}C{bend:.1f} {y1 + wide:.1f} {bend:.1f} {y0 + wide:.1f} {x0:.1f} {y0 + wide:.1f}Z"
        f'" fill="{ink}" fill-opacity="0.35"/>'
    )


def cells_csv(report: AnnualReport) -> str:
    """Every cell of the form as open data: path, where it stands, value, unit, whether put in by hand."""
    text = io.StringIO()
    text.write("\ufeff")
    writer = csv.writer(text)
    writer.writerow(["path", "位置", "数值", "单位", "说明"])
    for path, cell in report.statutory_form.cells.items():
        value = report[path]
        if value is not None:
            by_hand = MARK if report.provenance.get(path) == ENTERED else ""
            writer.writerow([path, cell.name, canonical(value), cell.unit, by_hand])
    return text.getvalue()
