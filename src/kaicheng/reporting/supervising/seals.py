"""What proves where a report comes from: this installation, a seal whose key is known, or nothing."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from kaicheng.reporting.models import HandIn, SealKey
from kaicheng.reporting.package import fingerprint


@dataclass(frozen=True, slots=True)
class Seal:
    """How far a hand-in is proved, in a sentence. ``key`` None is of a key that nobody has asked for yet."""

    said: str
    proved: bool
    fingerprint: str = ""
    key: SealKey | None = None

    @property
    def to_confirm(self) -> bool:
        """Whether its seal holds and somebody has still to ask whose it is."""
        return bool(self.fingerprint) and self.key is None


def seal_of(row: HandIn) -> Seal:
    """What there is to say of a hand-in's origin."""
    if row.way == HandIn.Way.HERE:
        return Seal(_("本系统内签批、公布后自动报送"), True)
    if not row.seal_key:
        return Seal(_("以文件报送，没有电子封印，来源和签批情况请人工核对"), False)
    digits = fingerprint(bytes.fromhex(row.seal_key))
    known = SealKey.objects.filter(to=row.to, key=row.seal_key).first()
    if known is None:
        said = _("电子封印完好，内容没有改动；密钥（指纹 %(digits)s）还没有核对是谁的") % {"digits": digits}
        return Seal(said, False, digits)
    said = _("电子封印核对无误，密钥属于%(owner)s（%(post)s于%(day)s核对，指纹 %(digits)s）") % {
        "owner": known.owner,
        "post": known.post or _("系统"),
        "day": timezone.localdate(known.confirmed_at).isoformat(),
        "digits": digits,
    }
    return Seal(said, True, digits, known)
