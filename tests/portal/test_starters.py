"""Which inline scripts of the CMS are allowed, and that nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest

from kaicheng.portal import starters
from kaicheng.portal.middleware import STAFF_POLICY

GOOD = b'<script>new PageChooser("id_link", {"modalUrl": "/gongzuo/choose-page/"});</script>'


def test_starter__is_allowed_by_its_hash():
    policy = starters.allow(STAFF_POLICY, b"<p>" + GOOD + b"</p>" + GOOD)
    assert policy.count("'sha256-") == 1
    assert "script-src 'self' 'sha256-" in policy


@pytest.mark.parametrize(
    "script",
    [
        b"<script>alert(1)</script>",
        b"<script>new PageChooser(alert(1));</script>",
        b'<script>new PageChooser("x", {"a": 1}); alert(1);</script>',
        b'<script>new PageChooser("x"); alert("y");</script>',
        b'<script>new Function("alert(1)")();</script>',
        b'<script>new XFunctionChooser`x`("a");</script>',
        b'<script src="//evil.example/x.js"></script>',
        b'<script >new PageChooser("x");</script>',
    ],
)
def test_anything_else__is_not(script):
    assert starters.allow(STAFF_POLICY, script) == STAFF_POLICY


def test_panel_that_starts_with_a_script_of_its_own__is_not_used():
    """``MultipleChooserPanel`` does, and the policy refuses it; a file of ours starts ``InlinePanel``."""
    sources = Path(starters.__file__).parents[1].rglob("*.py")
    assert [path for path in sources if "MultipleChooserPanel" in path.read_text("utf-8")] == []
