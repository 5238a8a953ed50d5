"""Pages given, redacted or withheld: what is redacted is gone from the file, and proved to be gone.

::

    from kaicheng.redaction import Box, GIVEN, Plan, find, pages_of, redacted, release, withheld

    pages = pages_of(data)                          # previews, words and their places, for the screen
    places = pages[0].find("张伟芳")                  # or page.suggest(function from text to spans)
    boxes = [Box.on(area, "refused_third_party_rights") for place in places for area in place.areas]
    plan = Plan((redacted(*boxes), GIVEN, withheld("refused_state_secret")))
    released = release(data, plan, made_on=today)   # NotProved when anything redacted is still there
    print(summary(plan).sentence)                   # 共 3 页：公开 1 页，遮盖后公开 1 页（第 1 页），…

Legal source: 《政府信息公开条例》, Arts 14–16 for the grounds, Art. 37 for giving what can be parted.
"""

from kaicheng.redaction.errors import (
    DamagedFile,
    EncryptedFile,
    FileError,
    NotProved,
    PlanError,
    RedactionError,
    TookTooLong,
    TooLarge,
    UnknownKind,
)
from kaicheng.redaction.geometry import Rect
from kaicheng.redaction.grounds import ground, grounds
from kaicheng.redaction.isolated import find, pages_of, prove, release
from kaicheng.redaction.plan import (
    GIVEN,
    Box,
    Decision,
    PagePlan,
    Plan,
    plan_from_json,
    plan_to_json,
    redacted,
    withheld,
)
from kaicheng.redaction.register import GroundUse, Summary, summary
from kaicheng.redaction.released import Released
from kaicheng.redaction.views import Found, PageView, Spans, Word

__all__ = [
    "GIVEN",
    "Box",
    "DamagedFile",
    "Decision",
    "EncryptedFile",
    "FileError",
    "Found",
    "GroundUse",
    "NotProved",
    "PagePlan",
    "PageView",
    "Plan",
    "PlanError",
    "Rect",
    "RedactionError",
    "Released",
    "Spans",
    "Summary",
    "TooLarge",
    "TookTooLong",
    "UnknownKind",
    "Word",
    "find",
    "ground",
    "grounds",
    "pages_of",
    "plan_from_json",
    "plan_to_json",
    "prove",
    "redacted",
    "release",
    "summary",
    "withheld",
]
