"""Writing lasts, or leaves everything as it was: two writers, rebuilds, killed processes, damaged files."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from kaicheng.retrieval import Entry, Index, IndexBusy, IndexDamaged, IndexMissing, IndexOutdated, Query
from tests.retrieval.conftest import Made, keys

CARD, RELIEF = Entry("card", "/2", "社会保障卡办理指南"), Entry("relief", "/3", "最低生活保障对象公示")


def test_put_replace_delete(index_of: Made) -> None:
    index = index_of(CARD, RELIEF)
    with index.writer() as writer:
        writer.put(Entry("card", "/new", "社会保障卡补换指南"))
        writer.delete("relief")
        writer.delete("nobody")
    assert index.count() == 1
    assert index.search(Query("社保卡")).hits[0].url == "/new"
    assert keys(index, "最低生活保障") == []


def test_other_readers_see_it_at_once(index_of: Made, tmp_path: Path) -> None:
    index = index_of(CARD)
    other = Index.open(tmp_path / "search")
    assert keys(other, "社保卡") == ["card"]
    with index.writer() as writer:
        writer.delete("card")
        assert keys(other, "社保卡") == ["card"]
    assert keys(other, "社保卡") == []


def test_an_error_leaves_everything_as_it_was(index_of: Made) -> None:
    index = index_of(CARD)
    with pytest.raises(RuntimeError), index.writer() as writer:
        writer.delete("card")
        raise RuntimeError
    assert keys(index, "社保卡") == ["card"]
    with index.writer() as writer:  # and the lock is free
        writer.put(RELIEF)
    assert index.count() == 2


def test_one_writer_at_a_time(index_of: Made, tmp_path: Path) -> None:
    index = index_of(CARD)
    other = Index.open(tmp_path / "search")
    with index.writer(), pytest.raises(IndexBusy, match="另一个程序写入"), other.writer(wait=0.05):
        pass


def test_a_second_writer_waits_its_turn(index_of: Made) -> None:
    index = index_of()
    held, done = threading.Event(), threading.Event()

    def second() -> None:
        held.wait()
        with index.writer(wait=30) as writer:
            writer.put(RELIEF)
        done.set()

    thread = threading.Thread(target=second)
    thread.start()
    with index.writer() as writer:
        held.set()
        writer.put(CARD)
    assert done.wait(30)
    thread.join()
    assert index.count() == 2


def test_rebuilding_takes_its_place_at_once(index_of: Made, tmp_path: Path) -> None:
    index = index_of(CARD)
    reader = Index.open(tmp_path / "search")
    with index.rebuild() as rebuild:
        rebuild.put(RELIEF)
        assert keys(reader, "社保卡") == ["card"]
        with pytest.raises(IndexBusy, match="正在重建"), index.rebuild():
            pass
    assert keys(reader, "社保卡") == []
    assert keys(reader, "低保") == ["relief"]
    assert [path.name for path in (tmp_path / "search").iterdir() if path.is_dir()] == ["2"]


def test_what_is_written_during_a_rebuild_is_in_the_new_index(index_of: Made) -> None:
    index = index_of(CARD, RELIEF)
    with index.rebuild() as rebuild:
        rebuild.put(CARD)
        rebuild.put(RELIEF)
        with index.writer() as writer:
            writer.delete("relief")  # withdrawn: gone now, and not back after
            writer.put(Entry("new", "/4", "稳岗返还"))
        assert keys(index, "低保") == []
        with pytest.raises(RuntimeError), index.writer() as writer:
            writer.delete("card")
            raise RuntimeError
    assert keys(index, "低保") == []
    assert keys(index, "稳岗返还") == ["new"]
    assert keys(index, "社保卡") == ["card"]


def test_a_rebuild_that_fails_changes_nothing(index_of: Made, tmp_path: Path) -> None:
    index = index_of(CARD)
    with pytest.raises(RuntimeError), index.rebuild() as rebuild:
        rebuild.put(RELIEF)
        raise RuntimeError
    assert keys(index, "社保卡") == ["card"]
    assert [path.name for path in (tmp_path / "search").iterdir() if path.is_dir()] == ["1"]


_KILLED = """
import sys
from pathlib import Path
from kaicheng.retrieval import Entry, Index
index = Index.open(Path(sys.argv[1]))
with (index.writer() if sys.argv[2] == "writer" else index.rebuild()) as writer:
    for number in range(300):
        writer.put(Entry(f"kept-{number}", "/", f"公告第{number}号", "正文" * 2000))
    if sys.argv[2] == "writer":
        writer.commit()
    print("committed", flush=True)
    number = 0
    while True:
        writer.put(Entry(f"lost-{number}", "/", f"草稿第{number}号", "正文" * 20000))
        number += 1
        if number == 400:
            print("writing", flush=True)
"""


@pytest.mark.parametrize("what", ["writer", "rebuild"])
def test_a_killed_process_leaves_what_was_committed(index_of: Made, tmp_path: Path, what: str) -> None:
    index = index_of(CARD)
    command = [sys.executable, "-c", _KILLED, str(tmp_path / "search"), what]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert [process.stdout.readline().strip() for _ in range(2)] == ["committed", "writing"]
        process.send_signal(signal.SIGKILL)
    index = Index.open(tmp_path / "search")
    index.verify()
    assert index.count() == (301 if what == "writer" else 1)
    assert keys(index, "草稿") == []
    with index.writer(wait=0) as writer:  # its locks died with it
        writer.put(RELIEF)
    with index.rebuild() as rebuild:
        rebuild.put(RELIEF)
    assert index.count() == 1
    assert sorted(path.name for path in (tmp_path / "search").iterdir() if path.is_dir()) == [
        "2" if what == "writer" else "3"
    ]


def test_no_index_yet(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="重建"):
        Index.open(tmp_path / "nowhere")
    index = Index(tmp_path / "nowhere")
    with index.rebuild() as rebuild:
        rebuild.put(CARD)
    assert keys(index, "社保卡") == ["card"]


@pytest.mark.parametrize("how", ["cut", "empty", "gone", "altered"])
@pytest.mark.parametrize(
    "which", [".idx", ".term", ".pos", ".store", ".fast", ".fieldnorm", "meta.json", "current"]
)
def test_a_damaged_index_is_said_to_be_and_can_be_rebuilt(
    index_of: Made, tmp_path: Path, which: str, how: str
) -> None:
    index_of(CARD, RELIEF)
    folder = tmp_path / "search"
    [path] = [path for path in folder.rglob("*") if path.name.endswith(which)]
    data = path.read_bytes()
    path.unlink()  # so that what is open elsewhere stays as it was
    if how != "gone":
        changed = {"cut": data[: len(data) // 2], "empty": b"", "altered": bytes([data[0] ^ 0xFF]) + data[1:]}
        path.write_bytes(changed[how])
    if how != "altered":
        with pytest.raises(
            IndexMissing if (which, how) == ("current", "gone") else IndexDamaged, match="重建"
        ):
            Index.open(folder)
    with pytest.raises((IndexDamaged, IndexMissing), match="重建"):
        Index(folder).verify()
    index = Index(folder)
    with index.rebuild() as rebuild:
        rebuild.put(CARD)
    index.verify()
    assert keys(index, "社保卡") == ["card"]


def test_an_index_of_another_version(index_of: Made, tmp_path: Path) -> None:
    index_of(CARD)
    current = tmp_path / "search" / "current"
    current.write_text('{"format": 0, "folder": "1"}')
    with pytest.raises(IndexOutdated, match="请重建"):
        Index.open(tmp_path / "search")


def test_entries_survive_the_journal() -> None:
    entry = Entry("1", "/", "标题", "正文\n\ud800", number="〔2024〕3号", year=2024)
    assert Entry.from_json(entry.to_json()) == entry
