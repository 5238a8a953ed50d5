"""A published report as one file to hand in elsewhere: JSON, PDF, hashes, signatures, and a seal over all.

``manifest.json`` (``kaicheng/report-package/1``) names every file with its SHA-256 and is sealed with Ed25519
by a key of the installation. The seal proves that nothing was changed on the way and that two packages come
from one installation; whose it is, the two offices tell each other by the key's fingerprint.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import io
import json
import zipfile
import zlib
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.utils import timezone

from kaicheng.annual_report.errors import AnnualReportError
from kaicheng.annual_report.model import AnnualReport
from kaicheng.annual_report.writers import write
from kaicheng.audit_chain.canonical import canonical
from kaicheng.portal.models import AnnualReportPage
from kaicheng.portal.stored import from_text
from kaicheng.privacy.keys import keyring
from kaicheng.publishing.models.document import Mark
from kaicheng.reporting.writing import signatures_of

SCHEMA = "kaicheng/report-package/1"
MANIFEST, JSON, PDF = "manifest.json", "report.json", "report.pdf"
LARGEST = 64 * 1024 * 1024
_PURPOSE = b"kaicheng: sealing of report packages, 1"


class BadPackage(ValueError):
    """A package that is damaged, altered or none of ours; the text says why."""


@dataclass(frozen=True, slots=True)
class Package:
    """What a package holds. ``key`` is the public key that sealed it, in hexadecimal digits."""

    report: AnnualReport
    edition: int
    published_on: dt.date | None
    signatures: tuple[dict[str, Any], ...]
    key: str


def _private() -> Ed25519PrivateKey:
    seed = hmac.new(keyring().index, _PURPOSE, hashlib.sha256).digest()
    return Ed25519PrivateKey.from_private_bytes(seed)


def fingerprint(public: bytes) -> str:
    """A key as two offices read it to each other: 16 hexadecimal digits in fours."""
    digits = hashlib.sha256(public).hexdigest()[:16].upper()
    return " ".join(digits[place : place + 4] for place in range(0, 16, 4))


def own_fingerprint() -> str:
    """The fingerprint of this installation's key."""
    return fingerprint(_private().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))


def pack(page: AnnualReportPage, at: dt.datetime) -> bytes:
    """The package of the edition that is public."""
    report = from_text(page.report_json)
    files = {JSON: write(report, "json"), PDF: write(report, "pdf")}
    published = page.first_published_at if page.mark == Mark.HERE else None
    manifest: dict[str, Any] = {
        "schema": SCHEMA,
        "agency": report.agency,
        "year": page.year,
        "edition": page.edition,
        "correction": page.correction,
        "published_on": timezone.localdate(published).isoformat() if published else None,
        "made_at": at.isoformat(timespec="seconds"),
        "files": {name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
        "signatures": signatures_of(page),
    }
    key = _private()
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    manifest["seal"] = {
        "algorithm": "ed25519",
        "public_key": public.hex(),
        "value": key.sign(canonical(manifest).encode()).hex(),
    }
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
        for name, data in files.items():
            archive.writestr(name, data)
    return held.getvalue()


def is_package(data: bytes) -> bool:
    """Whether a file is meant as a package: an archive with a manifest."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return MANIFEST in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return False


def unpack(data: bytes) -> Package:
    """What a package holds, once its seal and every hash are proved. Raises :class:`BadPackage`."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > LARGEST:
                raise BadPackage("报送包解开后太大，不像是年度报告。")
            manifest = json.loads(archive.read(MANIFEST))
            if not isinstance(manifest, dict) or manifest.get("schema") != SCHEMA:
                raise BadPackage("这不是年度报告的报送包。")
            seal = manifest.pop("seal", None)
            files = {name: archive.read(name) for name in manifest["files"]}
        public = bytes.fromhex(seal["public_key"])
        Ed25519PublicKey.from_public_bytes(public).verify(
            bytes.fromhex(seal["value"]), canonical(manifest).encode()
        )
        for name, digest in manifest["files"].items():
            if hashlib.sha256(files[name]).hexdigest() != digest:
                raise BadPackage(f"报送包里的“{name}”被改动过，请对方重新导出。")
        missing = [name for name in (JSON, PDF) if name not in files]
        if missing:
            raise BadPackage(f"报送包里缺少{'、'.join(missing)}，请对方重新导出。")
        report = AnnualReport.from_json(json.loads(files[JSON], parse_float=Decimal))
        if (report.agency, report.year) != (manifest["agency"], manifest["year"]):
            raise BadPackage("报送包封面写的机关、年度和里面的报告不一致，请对方重新导出。")
        published = manifest["published_on"]
        return Package(
            report,
            int(manifest["edition"]),
            dt.date.fromisoformat(published) if published else None,
            tuple(manifest["signatures"]),
            public.hex(),
        )
    except InvalidSignature as error:
        raise BadPackage("报送包的电子封印不对：内容被改动过。请对方重新导出。") from error
    except AnnualReportError as error:
        raise BadPackage(error.message.zh) from error
    except BadPackage:
        raise
    except (
        zipfile.BadZipFile,
        KeyError,
        TypeError,
        ValueError,
        OSError,
        RuntimeError,
        NotImplementedError,
        EOFError,
        zlib.error,
    ) as error:
        raise BadPackage("报送包损坏或者不完整，请对方重新导出。") from error
