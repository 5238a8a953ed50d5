"""What the public reads of an authority besides documents: screened before it is kept."""

from __future__ import annotations

import datetime as dt

from kaicheng.agencies.actions.base import refuse
from kaicheng.agencies.models import Agency
from kaicheng.findings import blocks
from kaicheng.publishing.checking import known
from kaicheng.screening import screen_text


def refuse_leaks(agency: Agency, today: dt.date, **texts: str) -> None:
    """Refuse a text, by the name of its field, that holds what must not be published."""
    if not any(texts.values()):
        return
    context = known.context_of(agency, today)
    for name, text in texts.items():
        for one in screen_text(text, field=name, context=context):
            if blocks([one]):
                refuse(one.message.zh, name)
