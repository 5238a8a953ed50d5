"""How people with new accounts come in: by an address of their own that sets a password, once."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from io import StringIO

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from kaicheng.agencies.models import User

HEADINGS = ("登录名", "姓名", "电子邮箱", "首次登录网址（只能用一次，{days}天内有效，请当面或分别交给本人）")


def address(user: User) -> str:
    """Where this person sets the first password."""
    token = default_token_generator.make_token(user)
    where = reverse("accounts:first", args=[urlsafe_base64_encode(force_bytes(user.pk)), token])
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{where}"


def holder(uid: str, token: str) -> User | None:
    """Whose first password this address sets; None when it is used up, too old or made up."""
    try:
        number = int(urlsafe_base64_decode(uid))
    except ValueError:
        return None
    user = User.objects.filter(pk=number, is_active=True).first()
    if user is None or user.has_usable_password() or not default_token_generator.check_token(user, token):
        return None
    return user


def sheet(users: Iterable[User]) -> Iterator[str]:
    """The lines of a CSV file with everybody's address."""
    yield "\ufeff" + _line(
        [heading.format(days=settings.PASSWORD_RESET_TIMEOUT // 86400) for heading in HEADINGS]
    )
    for user in users:
        yield _line([user.username, user.get_full_name(), user.email, address(user)])


def _line(cells: Iterable[str]) -> str:
    stream = StringIO()
    # A cell that begins like a formula must not become one in an office program.
    csv.writer(stream).writerow([f"'{cell}" if cell[:1] in "=+-@" and cell else cell for cell in cells])
    return stream.getvalue()
