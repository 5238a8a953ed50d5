"""Where a report comes from is proved or said not to be: this installation, a known key, or a bare file."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from kaicheng.agencies.permissions import Denied
from kaicheng.audit_chain.canonical import canonical
from kaicheng.portal.models import AnnualReportPage
from kaicheng.reporting import package
from kaicheng.reporting.actions.supervise import ConfirmKey
from kaicheng.reporting.models import HandIn, SealKey
from kaicheng.reporting.supervising.seals import seal_of
from tests.reporting.test_supervising import taken
from tests.reporting.writers import YEAR, signed, written

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(office) -> bytes:
    """A package, as it would arrive at an installation that has not got the report yet."""
    draft = written(office)
    signed(office, draft)
    data = package.pack(AnnualReportPage.objects.get(pk=draft.page.pk), timezone.now())
    HandIn.objects.all().delete()
    return data


def resealed(data: bytes, **changed: object) -> bytes:
    """The package with its cover changed, sealed anew by somebody else: nothing in it contradicts."""
    key, held = Ed25519PrivateKey.generate(), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(held, "w") as new:
        manifest = {**json.loads(old.read(package.MANIFEST)), **changed}
        manifest.pop("seal")
        public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        value = key.sign(canonical(manifest).encode()).hex()
        manifest["seal"] = {"algorithm": "ed25519", "public_key": public.hex(), "value": value}
        new.writestr(package.MANIFEST, json.dumps(manifest))
        for name in manifest["files"]:
            new.writestr(name, old.read(name))
    return held.getvalue()


def test_seal__is_told_from_whose_it_is(office, sent):
    (file,) = taken(office, ("报送包.zip", sent)).files.all()
    assert "还没有核对是谁的" in file.note
    row = HandIn.objects.get()
    assert not seal_of(row).proved and seal_of(row).to_confirm
    assert [one["level"] for one in row.signatures] == ["author", "office_head", "leader_in_charge"]
    with pytest.raises(Denied):
        ConfirmKey(row, owner="示例县", how="电话", by=office.officer).execute()
    with pytest.raises(ValidationError, match="怎样核对"):
        ConfirmKey(row, owner="示例县", how=" ", by=office.supervisor).execute()
    ConfirmKey(row, owner="示例县人民政府", how="电话核对指纹", by=office.supervisor).execute()
    assert seal_of(row).proved and "示例县人民政府" in seal_of(row).said
    with pytest.raises(ValidationError, match="核对过了"):
        ConfirmKey(row, owner="另一县", how="电话", by=office.supervisor).execute()


def test_package_sealed_by_somebody_else__is_not_taken_for_the_known_one(office, sent):
    taken(office, ("真.zip", sent))
    ConfirmKey(HandIn.objects.get(), owner="示例县", how="电话核对", by=office.supervisor).execute()
    HandIn.objects.all().delete()
    taken(office, ("假.zip", resealed(sent)))
    row = HandIn.objects.get()
    assert not seal_of(row).proved and SealKey.objects.count() == 1


def test_cover_that_contradicts_the_report__is_refused(office, sent):
    for changed in ({"agency": "另一市某局"}, {"year": YEAR - 1}):
        with pytest.raises(package.BadPackage, match="不一致"):
            package.unpack(resealed(sent, **changed))


def test_page__says_how_far_it_is_proved_and_takes_the_answer(office, sent, client_of):
    taken(office, ("报送包.zip", sent))
    row = HandIn.objects.get()
    client = client_of(office.supervisor)
    url = reverse("reporting:hand-in", args=[row.pk])
    assert "核对这把密钥" in client.get(url).content.decode()
    client.post(url, {"act": "key", "owner": "示例县", "how": "11月24日电话核对"})
    shown = client.get(url).content.decode()
    assert "核对无误" in shown and "核对这把密钥" not in shown


def test_bare_file__is_said_to_prove_nothing(office, sent):
    with zipfile.ZipFile(io.BytesIO(sent)) as archive:
        taken(office, ("报告.json", archive.read(package.JSON)))
    seal = seal_of(HandIn.objects.get())
    assert not seal.proved and not seal.to_confirm and "没有电子封印" in seal.said
