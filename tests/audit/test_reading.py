"""Reading the trail, erasing from it, and taking it out of the house."""

from __future__ import annotations

import datetime as dt
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError
from django.db import connection

from kaicheng.audit import guards
from kaicheng.audit.erasure import ErasePersonal, emptied
from kaicheng.audit.exports import export
from kaicheng.audit.models import Event, Personal
from kaicheng.audit.queries import BadCursor, events, page
from kaicheng.audit.recording import SYSTEM, Target
from kaicheng.audit.verification import verify, verify_all
from kaicheng.audit_chain.verify import Verifier
from kaicheng.cli import main
from tests.audit.trail import BUREAU, NINE, OFFICER, TOWN, a_day, applicant_changed, renamed, write

pytestmark = pytest.mark.django_db


# --- queries --------------------------------------------------------------------------------------------


def test_events__by_object_person_action_and_time():
    a_day(BUREAU, 6)
    write(renamed(chain=TOWN, target=Target("agencies.office", "99", "别处"), actor=SYSTEM))
    assert events().count() == 7
    assert events(chains=[TOWN]).count() == 1
    assert events(object_type="agencies.office", object_id="12").count() == 4
    assert events(object_id="99").get().actor == ""
    assert events(actor=OFFICER.id).count() == 6
    assert events(action="tests.applicant.changed").count() == 2
    assert events(action="tests.office.").count() == 5
    minute = dt.timedelta(minutes=1)
    assert events(chains=[BUREAU], since=NINE + minute, until=NINE + 3 * minute).count() == 2


def test_pages__show_everything_once_newest_first(django_assert_num_queries):
    a_day(BUREAU, 7)
    a_day(TOWN, 6)  # at the same minutes
    seen, cursor = [], None
    while True:
        with django_assert_num_queries(1):
            part = page(events(), cursor, size=4)
            assert all(event.sentence() and event.personal_values for event in part.events)
        seen += part.events
        cursor = part.next
        write(renamed(at=NINE + dt.timedelta(hours=1)))  # moves no later page
        if cursor is None:
            break
    assert len(seen) == len({event.id for event in seen}) == 13
    assert [event.at for event in seen] == sorted((event.at for event in seen), reverse=True)


@pytest.mark.parametrize("cursor", ["", "x", "é", "MjAyNg==", "MjAyNi0wMy0wNSB4", "////"])
def test_a_cursor_made_up__is_refused(cursor):
    with pytest.raises(BadCursor):
        page(events(), cursor)


# --- erasing personal values ------------------------------------------------------------------------------


def erase(found, chain=BUREAU):
    return ErasePersonal(chain, found, by=OFFICER, at=NINE, reason="保管期限满三年").execute()


def test_erased_values__are_gone_and_the_chain_verifies():
    a_day(BUREAU, 6)
    assert erase(events(chains=[BUREAU], action="tests.applicant.changed")) == 2
    event = Event.objects.get(seq=3)
    assert event.erased and event.personal_values == {}
    assert event.sentence() == "2026年3月5日 09:14 局办公室负责人 更正了申请人已按保管期限清除的证件号码"
    assert event.sentence("en").endswith("identity number of erased on schedule")
    assert event.held("id_number", "after", "513401199001011235") is None  # the salt is gone too
    assert not Event.objects.get(seq=2).erased
    assert Event.objects.get(seq=7).sentence().endswith("清除了2条审计记录中的个人信息，依据：保管期限满三年")
    assert list(verify(BUREAU)) == []


def test_erasing_again_and_again__still_verifies():
    a_day(BUREAU, 9)
    write(*(renamed(actor=SYSTEM, origin=renamed().origin.__class__()) for _ in range(3)))  # nothing personal
    a_day(BUREAU, 3)
    for numbers in ([2, 4], [9], [3, 13, 14], [1, 5, 6, 7, 8, 15], [16, 17], [18, 19, 20]):
        erase(events(chains=[BUREAU]).filter(seq__in=numbers))
        assert list(verify(BUREAU)) == []
    assert Event.objects.get(seq=11).personal_digest == ""
    assert Personal.objects.filter(event__seq__lte=20).count() == 0


def test_erasing__keeps_to_its_chain_and_needs_a_basis():
    a_day(BUREAU, 2)
    a_day(TOWN, 2)
    assert erase(events()) == 2
    assert Personal.objects.filter(event__chain=TOWN).count() == 2
    with pytest.raises(ValueError, match="依据"):
        ErasePersonal(TOWN, events(), by=OFFICER, at=NINE, reason=" ").execute()


def test_ranges_of_an_erasure__reach_to_the_nearest_left():
    assert list(emptied([3, 6], [4], 9)) == [(1, 3), (5, 9)]
    assert list(emptied([3, 5], [1, 9], 9)) == [(2, 8)]
    assert list(emptied([], [1], 9)) == []


# --- exports and anchors ----------------------------------------------------------------------------------


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    a_day(BUREAU, 6)
    a_day(TOWN, 3)
    path = tmp_path / "trail.jsonl"
    path.write_text("".join(export(personal=True)), "utf-8")
    return path


def kaicheng(*arguments: object):
    return CliRunner().invoke(main, ["audit", "verify", *map(str, arguments)])


def test_an_export__proves_itself(exported):
    result = kaicheng("--export", exported)
    assert (result.exit_code, result.output) == (
        0,
        "agency:1：共6条，完整无误\nagency:2：共3条，完整无误\n",
    )
    result = kaicheng("--export", exported, "--chain", TOWN, "--lang", "en")
    assert result.output == "agency:2: 3 event(s), sound\n"


def test_an_export_without_personal_values__proves_itself(tmp_path):
    a_day(BUREAU, 4)
    out = io.StringIO()
    call_command("audit_export", stdout=out)
    assert "局办公室甲" not in out.getvalue()
    assert "局办公室甲" in "".join(export(personal=True))
    path = tmp_path / "trail.jsonl"
    path.write_text(out.getvalue(), "utf-8")
    assert kaicheng("--export", path).exit_code == 0


@pytest.mark.parametrize(
    ("damage", "expected"),
    [
        (lambda lines: lines[3].replace("第3次", "第三次"), "agency:1#3\tA02"),
        (lambda lines: "", "agency:1#3\tA01"),
        (lambda lines: "{", "agency:1#3\tA02"),
        (lambda lines: "[" * 100_000, "agency:1#3\tA02"),
        (lambda lines: lines[3].replace('"seq":3', '"seq":"3"'), "agency:1#3\tA02"),
        (lambda lines: lines[3].replace('"seq":3', '"seq":3,"more":1'), "agency:1#3\tA02"),
        (lambda lines: lines[3].replace("第3次", "\\ud800"), "agency:1#3\tA02"),
        (lambda lines: lines[3].replace("局办公室甲", "别人"), "agency:1#3\tA02"),
    ],
)
def test_a_damaged_export__names_the_event(exported, damage, expected):
    lines = exported.read_text("utf-8").splitlines()
    lines[3] = damage(lines)
    exported.write_text("\n".join(filter(None, lines)) + "\n", "utf-8")
    result = kaicheng("--export", exported)
    assert result.exit_code == 1
    assert result.output.startswith(expected)
    assert "agency:1：共" in result.output and "agency:2：共3条，完整无误" in result.output


def test_findings_as_json__are_the_contract(exported):
    text = exported.read_text("utf-8").replace("第3次", "第三次", 1)
    exported.write_text(text, "utf-8")
    result = kaicheng("--export", exported, "--format", "json")
    answer = json.loads(result.output)
    assert answer["schema"] == "kaicheng/audit-verification/1"
    first, second = answer["chains"]
    assert first["findings"][0]["places"] == [{"kind": "part", "ref": "agency:1#3"}]
    assert (second["chain"], second["events"], second["findings"]) == (TOWN, 3, [])
    assert answer["findings"] == []


@pytest.mark.parametrize("text", ["", "{}\n", "hello\n", '{"schema":"kaicheng/audit-export/1"}\n'])
def test_what_is_no_export__is_exit_status_two(tmp_path, text):
    path = tmp_path / "file"
    path.write_text(text)
    result = kaicheng("--export", path)
    assert result.exit_code == 2
    assert "错误：" in result.output


def test_a_file_that_is_not_there__is_exit_status_two(tmp_path, exported):
    assert kaicheng("--export", tmp_path / "none").exit_code == 2
    assert kaicheng("--export", exported, "--chain", "别的").exit_code == 2
    assert kaicheng("--export", exported, "--anchors", tmp_path / "none").exit_code == 2
    assert kaicheng("--export", exported, "--anchors", exported).exit_code == 2


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """An Ed25519 private key; its public key lies beside it as ``key.pub``."""
    private = Ed25519PrivateKey.generate()
    path = tmp_path / "key"
    path.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    path.with_suffix(".pub").write_bytes(public)
    return path


def test_heads_of_the_day__prove_later_that_a_tail_was_cut(exported, tmp_path, key, settings):
    settings.KAICHENG_AUDIT_SIGNING_KEY = str(key)
    call_command("audit_heads", output=tmp_path / "heads", stdout=io.StringIO())
    [heads] = (tmp_path / "heads").iterdir()
    pinned = ("--anchors", heads, "--public-key", key.with_suffix(".pub"))
    assert kaicheng("--export", exported, *pinned).exit_code == 0

    lines = exported.read_text("utf-8").splitlines(keepends=True)
    fifth = json.loads(lines[5])
    opening = json.loads(lines[0]) | {"head": {"seq": 5, "hash": fifth["hash"]}}
    exported.write_text("".join([json.dumps(opening) + "\n", *lines[1:6], *lines[7:]]), "utf-8")
    assert kaicheng("--export", exported).exit_code == 0  # a shorter chain that says it is shorter
    result = kaicheng("--export", exported, *pinned)
    assert result.exit_code == 1
    assert result.output.startswith("agency:1#6\tA04\t链尾被截去")

    heads.write_text(heads.read_text("utf-8").replace('"seq": 6', '"seq": 5'), "utf-8")
    result = kaicheng("--export", exported, "--anchors", heads)
    assert (result.exit_code, "签名不对" in result.output) == (2, True)


def test_heads_unsigned_or_by_another__are_refused_where_a_key_is_asked_for(exported, tmp_path, key):
    out = io.StringIO()
    call_command("audit_heads", stdout=out)
    heads = tmp_path / "heads.json"
    heads.write_text(out.getvalue(), "utf-8")
    assert kaicheng("--export", exported, "--anchors", heads).exit_code == 0
    result = kaicheng("--export", exported, "--anchors", heads, "--public-key", key.with_suffix(".pub"))
    assert (result.exit_code, "没有签名" in result.output) == (2, True)
    assert kaicheng("--export", exported, "--anchors", heads, "--public-key", heads).exit_code == 2


def test_a_signing_key_that_is_none__is_said(settings, tmp_path):
    settings.KAICHENG_AUDIT_SIGNING_KEY = str(tmp_path / "none")
    with pytest.raises(CommandError, match="签名私钥"):
        call_command("audit_heads", stdout=io.StringIO())


# --- the database ----------------------------------------------------------------------------------------


def test_the_command__proves_the_database(tmp_path):
    a_day()
    out = io.StringIO()
    call_command("audit_verify", stdout=out)
    assert out.getvalue() == "agency:1：共6条，完整无误\n"
    with pytest.raises(CommandError) as caught:
        call_command("audit_verify", "--chain", "别的", stdout=out)
    assert caught.value.returncode == 2


def test_missing_guards__are_found_and_put_back():
    a_day()
    guards.remove(connection)
    out = io.StringIO()
    with pytest.raises(SystemExit) as caught:
        call_command("audit_verify", stdout=out)
    assert caught.value.code == 1
    assert "manage.py audit_guard" in out.getvalue()
    with pytest.raises(SystemCheckError, match="audit_event_update"):
        call_command("check", databases=["default"])
    call_command("audit_guard", stdout=out)
    assert guards.missing(connection) == []
    call_command("check", databases=["default"], stdout=out)
    call_command("audit_guard", stdout=out)
    assert out.getvalue().endswith("触发器齐全。\n")


def test_an_unknown_algorithm_in_the_settings__is_said(settings):
    settings.KAICHENG_AUDIT_ALGORITHM = "md5"
    with pytest.raises(SystemCheckError, match=r"audit\.E001"):
        call_command("check")


def test_a_chain_that_grows_while_it_is_read__is_sound():
    a_day(BUREAU, 4)
    results = verify_all()
    first = next(results)  # nothing was wrong, so this is the chain's verifier already
    assert isinstance(first, Verifier)
    write(applicant_changed())
    verifier = Verifier(BUREAU, first.head)
    assert list(verify(BUREAU, verifier=verifier)) == []
    assert verifier.events == 5


@pytest.mark.django_db(transaction=True)
def test_migrations__go_back_and_forth():
    call_command("migrate", "audit", "zero", verbosity=0)
    assert "audit_event" not in connection.introspection.table_names()
    call_command("migrate", "audit", verbosity=0)
    assert guards.missing(connection) == []


@pytest.mark.django_db(transaction=True)
def test_events_committed__can_be_emptied_between_tests_only():
    a_day()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_event")
        assert cursor.fetchone() == (6,)
