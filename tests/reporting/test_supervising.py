"""The supervisor: files from outside, problems, rounds, sum, circular, roster."""

from __future__ import annotations

import datetime as dt
import io
import itertools
import json
import zipfile
from random import Random

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from kaicheng.agencies.actions.agency import RenameAgency
from kaicheng.agencies.permissions import Denied
from kaicheng.annual_report.numbers import CellText
from kaicheng.annual_report.writers import write
from kaicheng.demonstration.reports import made_up
from kaicheng.portal.models import AnnualReportPage
from kaicheng.publishing.models.document import Mark
from kaicheng.reporting import package
from kaicheng.reporting.actions.supervise import JudgeFinding, Remind, SendBack, SetSeason, TakeFiles
from kaicheng.reporting.actions.unknown import AssignReport
from kaicheng.reporting.jobs import remind_units
from kaicheng.reporting.models import HandIn, Season
from kaicheng.reporting.supervising.adding_up import (
    RANKED,
    added_up,
    circular,
    disagreements,
    of_the_whole,
    peers,
    problems_of,
    problems_of_all,
    ranking,
)
from kaicheng.reporting.supervising.intake import read_intake
from kaicheng.reporting.supervising.matrix import Status, matrix_of
from kaicheng.reporting.supervising.rounds import latest
from kaicheng.reporting.supervising.units import hand_in_by, publish_by, reconcile, season_of, strangers
from kaicheng.reporting.tree import units_of
from kaicheng.workbench.models import Notice
from tests.agencies.factories import an_agency
from tests.reporting.writers import YEAR, signed, written

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def a_report(name, seed=1, **cells):
    report = made_up(name, YEAR, Random(seed))
    for path, value in cells.items():
        report = report.with_cell(path.replace("__", "."), CellText(value))
    return report


def taken(office, *files, at=None, known=True):
    """Files given in, and read as the worker reads them; units outside this installation join the roster,
    where they are ``known``."""
    to = office.government.agency
    intake = TakeFiles(to, YEAR, files, by=office.supervisor, at=at).execute()
    read_intake.func(intake.pk)
    for row in strangers(to, YEAR, latest(to, YEAR)) if known else ():
        AssignReport(row, None, by=office.supervisor).execute()
    intake.refresh_from_db()
    return intake


def test_files_from_outside__are_read_one_bad_one_not_stopping_the_rest(office):
    good = write(a_report("示例市教育局"), "docx")
    wrong = write(a_report("示例市民政局", 2, requests__new_received__total=99_999), "xlsx")
    intake = taken(
        office, ("教育局.docx", good), ("坏文件.docx", good[:300]), ("民政局.xlsx", wrong), ("空.txt", b"")
    )
    assert intake.finished_at is not None
    assert [file.state for file in intake.files.all()] == ["read", "unreadable", "read", "unreadable"]
    assert all(file.note for file in intake.files.all())
    rows = {row.unit: row for row in HandIn.objects.all()}
    assert set(rows) == {"示例市教育局", "示例市民政局"}
    assert rows["示例市民政局"].blocking > 0
    found = problems_of(office.government.agency, YEAR)
    assert found[0].finding["severity"] == "block" and found[-1].finding["severity"] != "block"
    assert "示例市民政局" in {one.unit for one in found if one.finding["rule"] in ("T301", "T303", "X01")}


def test_the_same_again__is_no_second_round_and_what_was_mended_is(office):
    first, second = (write(a_report("示例市教育局", seed), "json") for seed in (1, 2))
    taken(office, ("一.json", first))
    assert [file.state for file in taken(office, ("一.json", first)).files.all()] == ["same"]
    taken(office, ("二.json", second))
    assert sorted(HandIn.objects.values_list("round", flat=True)) == [1, 2]


def test_report_of_another_year__is_not_mixed_in(office):
    other = write(made_up("示例市教育局", YEAR - 1, Random(1)), "json")
    (file,) = taken(office, ("旧.json", other)).files.all()
    assert file.state == "unreadable" and f"{YEAR - 1}年" in file.note
    assert not HandIn.objects.exists()


def test_report_without_a_year__is_refused_with_the_reason(office):
    undated = json.loads(write(a_report("示例市教育局"), "json")) | {"year": None}
    intake = taken(office, ("教育局.json", json.dumps(undated).encode()))
    [file] = intake.files.all()
    assert (file.state, HandIn.objects.count()) == ("unreadable", 0)
    assert "看不出是哪一年" in file.note


def test_renamed_unit__goes_on_in_its_rounds_and_is_in_the_sum_once(office):
    to = office.government.agency
    unit = an_agency("示例市教育局", parent=to)
    taken(office, ("教育局.docx", write(a_report("示例市教育局"), "docx")))
    RenameAgency(unit, "示例市教育体育局", since=TODAY, by=None).execute()
    taken(office, ("教育局.docx", write(a_report("示例市教育局", 2), "docx")))
    taken(office, ("教体局.docx", write(a_report("示例市教育体育局", 3), "docx")))
    rows = HandIn.objects.filter(to=to).order_by("round")
    assert [(row.agency_id, row.round) for row in rows] == [(unit.pk, 1), (unit.pk, 2), (unit.pk, 3)]
    assert latest(to, YEAR) == [rows[2]]
    with pytest.raises(ValidationError, match="已经重新报送"):
        SendBack(rows[1], findings=[], why="请补充", mend_by=None, by=office.supervisor).execute()


def test_package__carries_the_published_report_and_proves_that_nothing_was_changed(office):
    draft = written(office)
    signed(office, draft)
    page = AnnualReportPage.objects.get(pk=draft.page.pk)
    data = package.pack(page, timezone.now())
    found = package.unpack(data)
    assert found.report.agency == office.agency.name
    assert [one["level"] for one in found.signatures] == ["author", "office_head", "leader_in_charge"]
    assert package.fingerprint(bytes.fromhex(found.key)) == package.own_fingerprint()
    for name in (package.JSON, package.PDF, package.MANIFEST):
        with pytest.raises(package.BadPackage):
            package.unpack(changed(data, name))
    HandIn.objects.all().delete()
    (file,) = taken(office, ("报送包.zip", data)).files.all()
    assert file.state == "read" and package.own_fingerprint() in file.note
    assert HandIn.objects.get().way == "package"


def test_package__says_on_which_day_here_the_report_was_first_published(office):
    draft = written(office)
    signed(office, draft)
    page = AnnualReportPage.objects.get(pk=draft.page.pk)
    page.first_published_at = dt.datetime(YEAR + 1, 1, 31, 16, 30, tzinfo=dt.UTC)  # 00:30 of 1 February here
    page.last_published_at = dt.datetime(YEAR + 1, 6, 1, 4, tzinfo=dt.UTC)  # corrected since
    assert package.unpack(package.pack(page, timezone.now())).published_on == dt.date(YEAR + 1, 2, 1)
    page.mark = Mark.BEFORE
    assert package.unpack(package.pack(page, timezone.now())).published_on is None


def test_name_that_no_disk_takes__stops_no_other_file(office):
    good = write(a_report("示例市教育局"), "json")
    long = "附件1." + "示例市教育局政府信息公开工作年度报告" * 8
    intake = taken(office, (long, good), ("民政局.json", write(a_report("示例市民政局", 2), "json")))
    assert [file.state for file in intake.files.all()] == ["read", "read"]


def test_archive_with_a_damaged_member__is_told_on_the_page(office, client_of):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"".join(bytes([n % 251]) * (n % 7 + 1) for n in range(2000)))
    data = bytearray(held.getvalue())
    start = data.index(b"a.txt") + 5
    data[start : start + 40] = b"\xff" * 40
    given = SimpleUploadedFile("报告.zip", bytes(data), "application/zip")
    url = reverse("reporting:receive", args=[office.government.agency.pk, YEAR])
    assert "压缩包打不开" in client_of(office.supervisor).post(url, {"reports": given}).content.decode()


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04" + bytes(range(256)) * 9, b"a" * 200_000, b"\n \n", b"\x01\x02"]
)
def test_roster_that_is_no_list__is_told_and_the_one_before_stays(office, client_of, data):
    to = office.government.agency
    Season.objects.create(to=to, year=YEAR, roster=["示例市教育局"])
    url = reverse("reporting:roster", args=[to.pk, YEAR])
    given = SimpleUploadedFile("名单.xlsx", data)
    assert "另存为 CSV" in client_of(office.supervisor).post(url, {"roster": given}).content.decode()
    assert Season.objects.get().roster == ["示例市教育局"]


def test_day_that_the_supervisor_sets__is_not_later_than_the_laws(office):
    to = office.government.agency
    SetSeason(to, YEAR, hand_in_by=dt.date(YEAR + 1, 2, 28), publish_by=None, by=office.supervisor).execute()
    season = season_of(to, YEAR)
    assert hand_in_by(season, office.agency) == hand_in_by(season, "邻市教育局") == dt.date(YEAR + 1, 1, 31)
    assert hand_in_by(season, "示例县人民政府") == dt.date(YEAR + 1, 2, 28)
    assert publish_by(season, "示例县人民政府") == dt.date(YEAR + 1, 3, 31)


def changed(data: bytes, name: str) -> bytes:
    """The package with one file of it altered."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(held, "w") as new:
        for entry in old.namelist():
            content = old.read(entry)
            if entry == name == package.MANIFEST:
                manifest = json.loads(content)
                manifest["edition"] = 7
                content = json.dumps(manifest).encode()
            elif entry == name:
                content += b" "
            new.writestr(entry, content)
    return held.getvalue()


@pytest.mark.parametrize("data", [b"", b"PK\x05\x06" + b"\0" * 18, b"no archive"])
def test_what_is_no_package__is_refused_without_a_crash(data):
    with pytest.raises(package.BadPackage):
        package.unpack(data)


def test_lateness__is_found_by_the_day_that_the_supervisor_set(office):
    SetSeason(
        office.government.agency,
        YEAR,
        hand_in_by=dt.date(YEAR + 1, 1, 20),
        publish_by=None,
        by=office.supervisor,
    ).execute()
    late = dt.datetime(YEAR + 1, 1, 21, 9, tzinfo=dt.UTC)
    taken(office, ("教育局.json", write(a_report("示例市教育局"), "json")), at=late)
    row = HandIn.objects.get()
    assert [one["rule"] for one in row.findings if one["rule"] == "P01"] == ["P01"]
    found = matrix_of(office.government.agency, YEAR, dt.date(YEAR + 1, 1, 21))
    assert {unit.name: (unit.status, unit.late) for unit in found.units} == {
        office.agency.name: (Status.NOT_STARTED, True),
        "示例市教育局": (Status.HANDED_IN, True),
    }
    assert found.late == 2
    with pytest.raises(ValidationError, match="应当在"):
        SetSeason(
            office.government.agency,
            YEAR,
            hand_in_by=dt.date(YEAR, 1, 1),
            publish_by=None,
            by=office.supervisor,
        ).execute()


def test_lateness__is_not_forgotten_when_it_is_handed_in_again(office):
    to, late = office.government.agency, dt.datetime(YEAR + 1, 2, 3, 9, tzinfo=dt.UTC)
    taken(office, ("一.json", write(a_report("示例市教育局"), "json")), at=late)
    first = HandIn.objects.get()
    today = timezone.localdate()
    SendBack(first, findings=[], why="请补充", mend_by=today, by=office.supervisor).execute()
    assert matrix_of(to, YEAR, today).units[-1].late, "sent back, it is late all the same"
    taken(office, ("二.json", write(a_report("示例市教育局", 2), "json")), at=late)
    again = HandIn.objects.get(round=2)
    assert [one["message"] for one in again.findings if one["rule"] == "P01"] == [
        one["message"] for one in first.findings if one["rule"] == "P01"
    ]
    assert {unit.name: unit.late for unit in matrix_of(to, YEAR, today).units}["示例市教育局"]


def test_mending__has_its_own_day(office):
    in_time = dt.datetime(YEAR + 1, 1, 5, 9, tzinfo=dt.UTC)
    taken(office, ("一.json", write(a_report("示例市教育局"), "json")), at=in_time)
    row = HandIn.objects.get()
    assert not any(one["rule"] == "P01" for one in row.findings)
    asked = timezone.now() - dt.timedelta(days=9)
    until = timezone.localdate(asked) + dt.timedelta(days=2)
    SendBack(row, findings=[], why="请补充", mend_by=until, by=office.supervisor, at=asked).execute()
    taken(office, ("二.json", write(a_report("示例市教育局", 2), "json")), at=in_time)
    (late,) = [one for one in HandIn.objects.get(round=2).findings if one["rule"] == "P01"]
    assert f"要求{until.isoformat()}前改正" in late["message"]


def test_verdict_on_a_finding__outlives_the_next_round_and_leaves_the_circular(office, client_of):
    to = office.government.agency
    wrong = {"requests__granted__total": 77_777}
    taken(office, ("一.json", write(a_report("示例市教育局", 1, **wrong), "json")))
    row = HandIn.objects.get()
    blocking, rules = row.blocking, [one["rule"] for one in row.findings if one["severity"] == "block"]
    client, url = client_of(office.supervisor), reverse("reporting:hand-in", args=[row.pk])
    for number, one in enumerate([one for one in row.findings if one["severity"] == "block"], 1):
        given = {"act": "verdict", "fingerprint": one["fingerprint"], "upheld": "no"}
        client.post(url, given)
        row.refresh_from_db()
        assert row.blocking == blocking - number + 1, "nothing is set aside without a reason"
        client.post(url, {**given, "reason": "单位已说明，原系统口径"})
        row.refresh_from_db()
        assert row.blocking == blocking - number
    assert "核实：不成立" in client.get(url).content.decode()
    changed = {**wrong, "proactive__penalty_decisions": 3}
    taken(office, ("二.json", write(a_report("示例市教育局", 1, **changed), "json")))
    again = HandIn.objects.get(round=2)
    assert again.blocking == 0 and again.verdicts == row.verdicts
    text = circular(to, YEAR, matrix_of(to, YEAR, TODAY))
    assert not [rule for rule in rules if f"（{rule}）" in text]
    assert "核实：不成立" in client.get(reverse("reporting:problems", args=[to.pk, YEAR])).content.decode()
    with pytest.raises(Denied):
        fingerprint = next(iter(again.verdicts))
        JudgeFinding(again, fingerprint, upheld=True, by=office.officer).execute()


def test_reminder__tells_each_officer_once_a_day(office):
    owing = [(office.agency, dt.date(YEAR + 1, 1, 31))]
    to = office.government.agency
    assert Remind(to, YEAR, owing, by=office.supervisor).execute() == 1
    assert Remind(to, YEAR, owing, by=office.supervisor).execute() == 0
    assert "催报" in Notice.objects.get(user=office.officer, kind="annual_report").text


def test_sum__has_contributors_ranking_and_who_is_missing(office):
    reports = {name: a_report(name, seed) for seed, name in enumerate(("示例市教育局", "示例市民政局"), 1)}
    taken(office, *((f"{name}.json", write(one, "json")) for name, one in reports.items()))
    to = office.government.agency
    summed = added_up(to, YEAR)
    for path in ("requests.new_received.total", "remedies.reconsideration.total"):
        assert summed.report[path] == sum(one[path] for one in reports.values())
    told = {one.unit: one.value for one in summed.contributors("proactive.licensing_decisions")}
    assert told == {name: one["proactive.licensing_decisions"] for name, one in reports.items()}
    assert summed.attendance.missing == (office.agency.name,)
    first = ranking(summed)[0].rows
    assert int(first[0][1]) >= int(first[-1][1])
    assert disagreements(to, summed) == []


def test_circular__counts_findings_by_their_ids(office):
    wrong = [
        (
            f"{number}.json",
            write(a_report(f"示例市第{number}中学", number, requests__granted__total=77_777), "json"),
        )
        for number in range(1, 4)
    ]
    taken(office, *wrong)
    to = office.government.agency
    text = circular(to, YEAR, matrix_of(to, YEAR, TODAY))
    rules = {one.finding["rule"] for one in problems_of(to, YEAR) if one.finding["severity"] == "block"}
    assert "应报送单位4家，已报送3家" in text
    assert f"尚未报送1家：{office.agency.name}" in text
    for rule in rules:
        assert f"（{rule}）" in text
    assert "（T303）：3家单位" in text


def test_copies_of_one_text__are_found_among_what_was_handed_in(office):
    same = a_report("示例市教育局", 5)
    other = write(same, "json").decode().replace("示例市教育局", "示例市民政局").encode()
    taken(office, ("一.json", write(same, "json")), ("二.json", other))
    assert {
        one.unit for one in problems_of(office.government.agency, YEAR) if one.finding["rule"] == "Q02"
    } == {
        "示例市教育局",
        "示例市民政局",
    }


def test_roster__is_reconciled_with_the_units_of_the_installation(office):
    to = office.government.agency
    SetSeason(
        to,
        YEAR,
        hand_in_by=None,
        publish_by=None,
        roster=["人力资源和社会保障局", "示例市已撤并的局"],
        by=office.supervisor,
    ).execute()
    against = reconcile(season_of(to, YEAR), units_of(to))
    assert against.missing == ("示例市已撤并的局",) and against.strangers == ()
    assert "示例市已撤并的局" in {unit.name for unit in matrix_of(to, YEAR, TODAY).units}


def test_units_of_a_kind_and_level__are_compared_with_each_other(office, client_of):
    to = office.government.agency
    names = ("示例市教育局", "示例市民政局", "示例市水利局")
    reports = {name: a_report(name, seed) for seed, name in enumerate(names, 1)}
    for name in names:
        an_agency(name, parent=type(to).objects.get(pk=to.pk))
    an_agency(
        "示例市示例镇人民政府", parent=type(to).objects.get(pk=to.pk), kind="township", level="township"
    )
    taken(office, *((f"{name}.json", write(one, "json")) for name, one in reports.items()))
    client = client_of(office.supervisor)
    page = client.get(reverse("reporting:consolidated", args=[to.pk, YEAR])).content.decode()
    assert "同级同类单位比较" in page and "3家" in page
    compared, groups = peers(added_up(to, YEAR), to)
    (group,) = groups
    assert [unit for unit, _values in group.rows] == list(names)
    place = RANKED.index("proactive.licensing_decisions")
    said = sorted(one["proactive.licensing_decisions"] for one in reports.values())
    assert sorted(int(values[place]) for _unit, values in group.rows) == said
    assert group.medians[place] == str(said[1]) and len(compared) == len(RANKED)


def reminded(office, day) -> int:
    return remind_units(dt.datetime.combine(day, dt.time(9), tzinfo=dt.UTC))


def test_units_that_owe_a_report__are_reminded_by_the_worker(office):
    to, last = office.government.agency, dt.date(2026, 1, 21)
    assert reminded(office, dt.date(2026, 1, 21)) == 0, "nobody has set days for the year"
    SetSeason(to, 2025, hand_in_by=last, publish_by=None, by=office.supervisor).execute()
    days = [dt.date(2026, 1, 4) + dt.timedelta(days=number) for number in range(60)]
    told = [day for day in days if reminded(office, day)]
    assert last in told and last + dt.timedelta(days=1) in told
    late = [day for day in told if day > last]
    assert all((after - before).days == 7 for before, after in itertools.pairwise(late))
    assert len([day for day in told if day <= last]) == 4
    assert reminded(office, last) == 0, "once a day"
    signed(office, written(office, 2025))
    assert reminded(office, late[-1] + dt.timedelta(days=7)) == 0


# --- reports of units that nobody knows ------------------------------------------------------------------


def test_report_of_an_unknown_unit__counts_nowhere_until_somebody_says_whose_it_is(office, client_of):
    to = office.government.agency
    unit = an_agency("示例市教育体育局", parent=type(to).objects.get(pk=to.pk))
    taken(office, ("教育.json", write(a_report("示例市教育局"), "json")), known=False)
    (row,) = HandIn.objects.all()
    path = "requests.new_received.total"
    own = added_up(to, YEAR).report[path]
    matrix = matrix_of(to, YEAR, TODAY)
    assert [one.unit for one in matrix.unknown] == ["示例市教育局"]
    assert "示例市教育局" not in {one.name for one in matrix.units} and "示例市教育局" not in circular(
        to, YEAR, matrix
    )
    (problem,) = [one for one in problems_of_all(to, YEAR, matrix) if one.unknown]
    assert problem.finding["severity"] == "block" and "没有计入汇总" in problem.finding["message"]
    client, url = client_of(office.supervisor), reverse("reporting:hand-in", args=[row.pk])
    assert "示例市教育局" in client.get(reverse("reporting:matrix", args=[to.pk, YEAR])).content.decode()
    assert "都没有" in client.get(url).content.decode()
    client.post(url, {"act": "assign", "unit": "x"})
    client.post(url, {"act": "assign", "unit": unit.pk})
    row.refresh_from_db()
    assert (row.agency, row.unit, row.round) == (unit, unit.name, 1)
    report = a_report("示例市教育局")
    assert added_up(to, YEAR).report[path] == own + report[path]
    assert "都没有" not in client.get(url).content.decode()
    with pytest.raises(ValidationError, match="已经有人认定"):
        AssignReport(row, unit, by=office.supervisor).execute()


def test_report_that_is_not_taken_in__stays_on_file_with_the_reason(office, client_of):
    to = office.government.agency
    data = write(a_report("邻市教育局"), "json")
    taken(office, ("教育.json", data), known=False)
    (row,) = HandIn.objects.all()
    client, url = client_of(office.supervisor), reverse("reporting:hand-in", args=[row.pk])
    client.post(url, {"act": "refuse", "reason": " "})
    client.post(url, {"act": "refuse", "reason": "不是本市的单位"})
    row.refresh_from_db()
    assert row.refused_why == "不是本市的单位" and latest(to, YEAR) == []
    assert "决定不收：不是本市的单位" in client.get(url).content.decode()
    assert matrix_of(to, YEAR, TODAY).unknown == ()
    assert [file.state for file in taken(office, ("教育.json", data), known=False).files.all()] == ["read"]


def test_verdict_on_who_is_missing__is_kept_and_leaves_the_circular(office, client_of):
    to, late = office.government.agency, dt.date(YEAR + 1, 6, 1)
    matrix = matrix_of(to, YEAR, late)
    (problem,) = of_the_whole(to, YEAR, matrix)
    assert problem.finding["rule"] == "P05" and "尚未报送1家" in circular(to, YEAR, matrix)
    client, url = client_of(office.supervisor), reverse("reporting:problems", args=[to.pk, YEAR])
    given = {"fingerprint": problem.finding["fingerprint"], "upheld": "no"}
    client.post(url, given)
    assert not Season.objects.filter(to=to).exists(), "nothing is set aside without a reason"
    client.post(url, {**given, "reason": "机构筹建中，主管部门同意明年起编制"})
    (problem,) = of_the_whole(to, YEAR, matrix)
    assert not problem.holds and "核实：不成立" in client.get(url).content.decode()
    assert "尚未报送" not in circular(to, YEAR, matrix)
