"""Columns that hold personal values: encrypted in the database, masked wherever they are shown.

::

    class Applicant(models.Model):
        phone = EncryptedTextField(_("联系电话"), mask=mask_phone)
        phone_index = BlindIndexField(of="phone")

    applicant.phone            # Confidential, which prints as 138****1234
    applicant.phone.reveal()   # the number itself; on screens through OpenPersonal, which records it
    Applicant.objects.filter(phone_index=blind(Applicant, "phone", "13800001234"))
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models.lookups import IsNull

from kaicheng.privacy import cipher
from kaicheng.privacy.keys import keyring
from kaicheng.privacy.masking import Mask, mask_all

if TYPE_CHECKING:
    _TextField = models.TextField[Any, Any]
    _CharField = models.CharField[Any, Any]
else:
    _TextField, _CharField = models.TextField, models.CharField


class CannotCompare(TypeError):
    """A query compares an encrypted column, which never finds anything."""


class Ciphertext(str):
    """A value that is encrypted already: what rotation writes back."""

    __slots__ = ()


class Confidential:
    """A personal value. It prints masked; :meth:`reveal` gives it whole. Opened only when it is looked at."""

    __slots__ = ("_mask", "_place", "_stored", "_text")

    def __init__(self, text: str | None, mask: Mask, *, stored: str = "", place: str = "") -> None:
        self._text, self._mask, self._stored, self._place = text, mask, stored, place

    def reveal(self) -> str:
        """The value itself. Raises Damaged or UnknownKey when it cannot be opened."""
        if self._text is None:
            self._text = cipher.open_(keyring(), self._stored, self._place)
        return self._text

    def masked(self) -> str:
        """What may be shown."""
        return self._mask(self.reveal())

    __str__ = masked

    def __repr__(self) -> str:
        return "<Confidential>"

    def __bool__(self) -> bool:
        return self._text != ""

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Confidential):
            return self.reveal() == other.reveal()
        return self.reveal() == other if isinstance(other, str) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.reveal())

    def __reduce__(self) -> str | tuple[Any, ...]:
        raise TypeError("A personal value is not pickled: a cache or a queue is no place for it.")

    def __deepcopy__(self, _memo: dict[int, Any]) -> Confidential:
        return self


class _Attribute:
    """Turns text put into the attribute into :class:`Confidential`, so that it never prints whole."""

    def __init__(self, field: EncryptedTextField) -> None:
        self.field = field

    def __get__(self, instance: models.Model | None, owner: type | None = None) -> Any:
        if instance is None:
            return self
        if self.field.attname not in instance.__dict__:
            instance.refresh_from_db(fields=[self.field.attname])
        return instance.__dict__[self.field.attname]

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = self.field.to_python(value)


class EncryptedTextField(_TextField):
    """Text under authenticated encryption. An empty text stays empty, so that “not given” needs no key."""

    def __init__(self, *args: Any, mask: Mask = mask_all, **options: Any) -> None:
        super().__init__(*args, **options)
        self.mask = mask
        if self.max_length is not None:
            self.validators.append(MaxLengthValidator(self.max_length))

    def formfield(self, **_options: Any) -> Any:
        """None: a form made from the model would write the masked text back."""
        return None

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, _Attribute(self))

    @property
    def place(self) -> str:
        """What the values are bound to."""
        return f"{self.model._meta.label_lower}.{self.name}"

    def to_python(self, value: Any) -> Any:
        if value is None or isinstance(value, Confidential) or hasattr(value, "resolve_expression"):
            return value
        return Confidential(str(value), self.mask)

    def from_db_value(self, value: str | None, _expression: Any, _connection: Any) -> Any:
        if not value:
            return value if value is None else Confidential("", self.mask)
        return Confidential(None, self.mask, stored=value, place=self.place)

    def get_prep_value(self, value: Any) -> Any:
        if value is None or isinstance(value, Ciphertext) or hasattr(value, "resolve_expression"):
            return value
        text = value.reveal() if isinstance(value, Confidential) else str(value)
        return cipher.close(keyring(), text, self.place) if text else ""

    def run_validators(self, value: Any) -> None:
        super().run_validators(value.reveal() if isinstance(value, Confidential) else value)

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        value = self.to_python(value)
        text = value.reveal() if isinstance(value, Confidential) else value
        self.validate(text, model_instance)
        self.run_validators(text)
        return value

    def value_to_string(self, obj: models.Model) -> str:
        """For Django's dumps: the ciphertext, never the text."""
        stored = self.get_prep_value(self.value_from_object(obj))
        return stored or ""

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name == "isnull":
            return IsNull
        raise CannotCompare(
            f"{self.place} is encrypted differently each time: filter by a BlindIndexField beside it"
        )


class SecretTextField(EncryptedTextField):
    """A secret of the machinery rather than a fact about a person: encrypted, never shown, never declared."""


class BlindIndexField(_CharField):
    """Finds rows by the equal value of an encrypted column beside it. Filled when the row is saved."""

    def __init__(self, *args: Any, of: str = "", **options: Any) -> None:
        self.of = of
        super().__init__(
            *args, **{"max_length": 64, "editable": False, "blank": True, "db_index": True, **options}
        )

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        return name, path, args, {**options, "of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        value = getattr(model_instance, self.of)
        digest = blind(type(model_instance), self.of, value.reveal() if value else "")
        setattr(model_instance, self.attname, digest)
        return digest


def blind(model: type[models.Model], field: str, text: str) -> str:
    """What the blind index of ``field`` holds for ``text``; nothing for nothing.

    Spaces, full-width forms and the case of letters make no difference.
    """
    normal = "".join(unicodedata.normalize("NFKC", text).split()).casefold()
    return cipher.fingerprint(keyring(), normal, f"{model._meta.label_lower}.{field}") if normal else ""


def encrypted_fields(model: type[models.Model]) -> list[EncryptedTextField]:
    """The encrypted columns of a model's own table, those with secrets included."""
    return [field for field in model._meta.local_concrete_fields if isinstance(field, EncryptedTextField)]
