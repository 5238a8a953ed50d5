"""Bodies on their way in: cleaned, with the pictures that came along kept as uploads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from kaicheng.agencies.models import Agency, User
from kaicheng.conversion import CleanBody, NotReadable, clean
from kaicheng.publishing.bodies import SOURCE, pictures_in, source_of
from kaicheng.publishing.models import Upload
from kaicheng.publishing.uploads import take_in

_SUFFIXES = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp"}


def cleaned(html: str, *, by: User, agency: Agency, at: dt.datetime) -> CleanBody:
    """The clean body of what was pasted or typed. Raises ValidationError for what cannot be read."""
    try:
        body = clean(html, kept={f"image:{short}" for short in pictures_in(html)})
    except NotReadable as error:
        raise ValidationError(error.message.zh) from error
    return with_pictures_kept(body, by=by, agency=agency, at=at)


def with_pictures_kept(body: CleanBody, *, by: User, agency: Agency, at: dt.datetime) -> CleanBody:
    """The same body with every picture that came along stored, and named by its file."""
    html = body.html
    for image in body.images:
        file = ContentFile(image.data, name=f"图{image.number}.{_SUFFIXES.get(image.media_type, 'png')}")
        upload = take_in(file, by=by, agency=agency, at=at, picture=True)
        html = html.replace(f'src="{image.source}"', f'src="{source_of(upload.digest)}"')
    return CleanBody(html, (), body.notes, body.proposed)


def uploads_for(shorts: Iterable[str], by: User) -> dict[str, Upload]:
    """The person's own uploads by the short digests that a body names."""
    wanted = [short for short in shorts if SOURCE.fullmatch(f"image:{short}")]
    found: dict[str, Upload] = {}
    for short in wanted:
        upload = Upload.objects.filter(by=by, digest__startswith=short).first()
        if upload is not None:
            found[short] = upload
    return found
