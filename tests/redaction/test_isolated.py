"""The front door: files that are no use, or meant to hurt."""

from __future__ import annotations

import io
import zlib
from datetime import date

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image

import kaicheng.redaction as redaction
from kaicheng.redaction import (
    GIVEN,
    Box,
    DamagedFile,
    EncryptedFile,
    NotProved,
    Plan,
    PlanError,
    TookTooLong,
    TooLarge,
    UnknownKind,
    find,
    isolated,
    pages_of,
    prove,
    redacted,
    release,
    withheld,
)
from kaicheng.redaction.faults import RULES, fault

from .papers import SECRET, THIRD_PARTY, changed, encoded, latin, plan_on, saved, typed, typeset

DAY = date(2026, 11, 23)
WORDS = typed("The owner is Margaret Whitfield", 40, 200)
CORNER = Plan((redacted(Box(0, 0, 0.1, 0.1, THIRD_PARTY)),))


def test_the_front_door_does_what_the_rooms_do() -> None:
    data = typeset()
    plan = plan_on(data, "张伟芳", pages=3, withhold=(3,))
    assert [place.page for place in find(data, "张伟芳")] == [1]
    made = release(data, plan, made_on=DAY)
    assert made.redrawn == (1,)
    assert made.media_type == "application/pdf"
    assert prove(made.data, data, plan) == []
    assert {finding.rule for finding in prove(data, data, plan)} >= {"RD01", "RD02"}
    assert [view.number for view in pages_of(made.data, previews=False)] == [1, 2, 3]


def test_encrypted_files_are_refused_and_those_that_only_forbid_printing_are_not() -> None:
    shut = changed(latin(WORDS), lambda pdf: None, encryption=pikepdf.Encryption(user="x", owner="y"))
    with pytest.raises(EncryptedFile, match="请取消密码后另存"):
        pages_of(shut)
    only_owner = changed(latin(WORDS), lambda pdf: None, encryption=pikepdf.Encryption(owner="y"))
    assert release(only_owner, CORNER, made_on=DAY).redrawn == (1,)


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.4\nnothing",
        b"\xff\xd8\xff\xe0 no picture",
        b"\x89PNG\r\n\x1a\n cut off",
        b"II*\0\x08\0\0\0\xff\xff",
        saved(pikepdf.new()),
    ],
)
def test_broken_files(data: bytes) -> None:
    with pytest.raises(DamagedFile, match="文件已损坏"):
        pages_of(data)


@pytest.mark.parametrize("data", [b"", b"plain text", b"PK\x03\x04", b"<html>"])
def test_files_without_pages(data: bytes) -> None:
    with pytest.raises(UnknownKind, match="请先转换为 PDF"):
        pages_of(data)


def test_a_cut_off_file_is_read_or_refused_and_nothing_else() -> None:
    data = typeset()
    for part in range(1, 8):
        try:
            pages_of(data[: len(data) * part // 8], previews=False)
        except redaction.FileError as error:
            assert error.message.zh


def test_too_many_pages() -> None:
    pdf = pikepdf.new()
    for _ in range(601):
        pdf.add_blank_page()
    with pytest.raises(TooLarge, match="601 页（上限 600 页）"):
        pages_of(saved(pdf))


def test_a_page_too_large_to_draw() -> None:
    with pytest.raises(TooLarge, match="像素"):
        release(latin(WORDS, (0, 0, 14000, 14000)), CORNER, made_on=DAY)


def test_a_page_larger_than_there_are() -> None:
    with pytest.raises(TooLarge, match="尺寸"):
        pages_of(latin(WORDS, (0, 0, 400, 300), UserUnit=1000))


def test_a_picture_with_too_many_pixels() -> None:
    with pytest.raises(TooLarge, match="像素"):
        pages_of(encoded(Image.new("1", (10_000, 10_000)), "PNG"))


def test_a_form_that_draws_itself() -> None:
    def loop(pdf: pikepdf.Pdf) -> None:
        form = pdf.make_indirect(
            Stream(pdf, b"/X Do", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]))
        )
        form.Resources = Dictionary(XObject=Dictionary(X=form))
        pdf.pages[0].obj.Resources.XObject = Dictionary(X=form)

    data = changed(latin(WORDS + "/X Do"), loop)
    assert release(data, Plan((GIVEN,)), made_on=DAY).data


def test_a_page_that_unpacks_to_too_much() -> None:
    packer, bomb = zlib.compressobj(9), []
    for _ in range(100):
        bomb.append(packer.compress(b"0 0 m " * 350_000))
    bomb.append(packer.flush())

    def plant(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].obj.Contents.write(b"".join(bomb), filter=Name.FlateDecode)

    with pytest.raises(TooLarge, match="解开后过大"):
        pages_of(changed(latin(WORDS), plant, compress_streams=False))


def test_work_is_given_up_after_the_time_allowed() -> None:
    with pytest.raises(TookTooLong, match="已停止"):
        pages_of(typeset(), seconds=0.01)


def test_a_plan_for_another_file_and_one_that_does_not_hold_together() -> None:
    with pytest.raises(PlanError, match="文件有 3 页，方案有 1 页"):
        release(typeset(), Plan((withheld(SECRET),)), made_on=DAY)
    with pytest.raises(PlanError, match="没有画出"):
        release(typeset(), Plan((redacted(),)), made_on=DAY)


def test_a_result_that_is_not_proved_is_not_released(monkeypatch: pytest.MonkeyPatch) -> None:
    from kaicheng.redaction import releasing

    monkeypatch.setattr(
        releasing, "prove", lambda *_: [fault("RD01", "仍可提取。", "Still there.", 1, "张伟芳")]
    )
    with pytest.raises(NotProved, match="没有通过核验") as refused:
        releasing.release(latin(WORDS), CORNER, made_on=DAY)
    assert [finding.rule for finding in refused.value.findings] == ["RD01"]
    assert "张伟芳" not in str(refused.value)
    answer, _ = isolated._done("release", {"plan": {}, "made_on": "2026-11-23"}, [b""])
    assert answer["error"] == "PlanError"


def test_every_rule_is_explained() -> None:
    from pathlib import Path

    text = (Path(__file__).parents[2] / "docs" / "redaction.md").read_text("utf-8")
    for rule in RULES:
        assert f"| {rule} |" in text, rule


def test_a_file_of_one_byte_more_than_allowed() -> None:
    with pytest.raises(TooLarge, match="上限 100 MB"):
        pages_of(b"%PDF-" + bytes(100 * 1024 * 1024))


def test_pictures_read_by_the_front_door() -> None:
    view = pages_of(encoded(Image.new("RGB", (200, 100), "red"), "PNG"))[0]
    assert Image.open(io.BytesIO(view.png)).size == (100, 50)
