"""What verification can find. ``docs/audit.md`` explains each rule."""

from __future__ import annotations

from kaicheng.findings import Finding, Place, Severity, Text, part


def place(chain: str, seq: int | None = None) -> tuple[Place, ...]:
    """Where a finding points: ``chain#seq``, or the whole chain."""
    return (part(chain if seq is None else f"{chain}#{seq}"),)


def _finding(rule: str, where: tuple[Place, ...], zh: str, en: str, **found: str | None) -> Finding:
    return Finding(rule, Severity.BLOCK, Text(zh, en), where, found.get("expected"), found.get("actual"))


def _span(first: int, last: int) -> Text:
    if first == last:
        return Text(f"第{first}号事件", f"Event {first}")
    return Text(f"第{first}至{last}号事件", f"Events {first} to {last}")


def removed(chain: str, first: int, last: int) -> Finding:
    span = _span(first, last)
    return _finding("A01", place(chain, first), f"{span.zh}被删除。", f"{span.en}: removed.")


def altered(chain: str, seq: int, expected: str, actual: str) -> Finding:
    return _finding(
        "A02",
        place(chain, seq),
        f"第{seq}号事件被改动：按内容算出的哈希值与记录的不符。",
        f"Event {seq}: altered. The hash of what it says is not the hash recorded with it.",
        expected=expected,
        actual=actual,
    )


def replaced(chain: str, seq: int, expected: str, actual: str) -> Finding:
    return _finding(
        "A02",
        place(chain, seq),
        f"第{seq}号事件被改动后重算了哈希值：与其后的事件或链头所记的不符。",
        f"Event {seq}: altered and hashed anew. What follows it recorded another hash.",
        expected=expected,
        actual=actual,
    )


def unreadable(chain: str, seq: int) -> Finding:
    return _finding(
        "A02",
        place(chain, seq),
        f"第{seq}号事件被改动：有一栏已无法读出。",
        f"Event {seq}: altered. One of its columns can no longer be read.",
    )


def against_anchor(chain: str, seq: int, expected: str, actual: str, day: str) -> Finding:
    return _finding(
        "A02",
        place(chain, seq),
        f"第{seq}号事件或其前的事件在{day}之后被改动：与当日存证的哈希值不符。",
        f"Event {seq} or one before it was altered after {day}: the hash anchored that day was another.",
        expected=expected,
        actual=actual,
    )


def personal_altered(chain: str, seq: int) -> Finding:
    return _finding(
        "A02",
        place(chain, seq),
        f"第{seq}号事件另存的个人信息被改动。",
        f"Event {seq}: the personal values kept apart were altered.",
    )


def moved(chain: str, now: int, was: int) -> Finding:
    return _finding(
        "A03",
        place(chain, now),
        f"次序被改动：现为第{now}号的事件原为第{was}号。",
        f"Re-ordered: the event now numbered {now} was number {was}.",
        expected=str(was),
        actual=str(now),
    )


def out_of_turn(chain: str, seq: int) -> Finding:
    return _finding(
        "A03",
        place(chain, seq),
        f"次序被改动：第{seq}号事件不在其应在的位置。",
        f"Re-ordered: event {seq} does not stand in its place.",
    )


def truncated(chain: str, first: int, last: int, day: str = "") -> Finding:
    span = _span(first, last)
    witness = Text(f"{day}的存证", f"the anchor of {day}") if day else Text("链头", "the head")
    return _finding(
        "A04",
        place(chain, first),
        f"链尾被截去：{witness.zh}证明曾有{span.zh}，现已不在。",
        f"The tail was cut off: {witness.en} proves {span.en[0].lower()}{span.en[1:]}, no longer there.",
        expected=str(last),
        actual=str(first - 1),
    )


def headless(chain: str) -> Finding:
    return _finding(
        "A04",
        place(chain),
        "链头被删除，链尾是否完整无从证明。",
        "The head was removed: nothing proves the tail.",
    )


def unknown_algorithm(chain: str, seq: int, name: str) -> Finding:
    return _finding(
        "A05",
        place(chain, seq),
        f"第{seq}号事件的哈希算法“{name}”无法识别，不能核验。",
        f"Event {seq}: unknown hash algorithm {name!r}, so it cannot be verified.",
        actual=name,
    )


def skipped(chain: str, first: int, last: int) -> Finding:
    span = _span(first, last)
    return _finding(
        "A06",
        place(chain, first),
        f"编号不连续：缺{span.zh}，而前后哈希相接，说明其后的记录被重新生成过。",
        f"{span.en}: the number is missing although the hashes around it meet, so the rest was made anew.",
    )


def inserted(chain: str, seq: int, identity: str) -> Finding:
    return _finding(
        "A07",
        place(chain, seq),
        f"第{seq}号上有一条塞入的事件（标识{identity}），不为其后的事件或链头所承认。",
        f"Event {seq} (id {identity}) was slipped in: neither what follows nor the head knows it.",
        actual=identity,
    )


def not_erased(chain: str, first: int, last: int) -> Finding:
    span = _span(first, last)
    return _finding(
        "A08",
        place(chain, first),
        f"{span.zh}另存的个人信息已不在，但没有相应的清除记录。",
        f"{span.en}: personal values kept apart are gone without a recorded erasure.",
    )


def unguarded(name: str) -> Finding:
    return _finding(
        "A09",
        place(name),
        f"数据库触发器“{name}”缺失，记录失去防护。请执行 manage.py audit_guard 并查明原因。",
        f"The database trigger {name} is missing: the trail is unguarded. "
        "Run manage.py audit_guard, and find out why.",
    )


RULES = tuple(f"A0{number}" for number in range(1, 10))
