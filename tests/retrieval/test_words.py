"""Any stretch of a text is found in it by its pairs, and only where it stands."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kaicheng.retrieval.words import pairs, pairs_of_phrase, query_words, runs

_TEXT = st.text("人社保障局卡年 ，2a", min_size=1, max_size=30)


def _stands(phrase: str, text: str) -> bool:
    """Whether some place of the text has every wanted token at its distance, as the engine looks for it."""
    tokens, wanted = pairs(text), pairs_of_phrase(phrase)
    return any(
        all(start + at < len(tokens) and tokens[start + at] == token for at, token in wanted)
        for start in range(-max((at for at, _ in wanted), default=0), len(tokens))
        if all(start + at >= 0 for at, _ in wanted)
    )


@given(text=_TEXT, start=st.integers(0, 29), length=st.integers(2, 12))
def test_every_stretch_is_found(text: str, start: int, length: int) -> None:
    for run in runs(text):
        stretch = run[start : start + length]
        if len(stretch) > 1 and not stretch.isascii():
            assert _stands(stretch, text)


@given(text=_TEXT, phrase=st.text("人社保障局卡年", min_size=2, max_size=6))
def test_nothing_else_is_found(text: str, phrase: str) -> None:
    assert _stands(phrase, text) == any(phrase in run for run in runs(text))


def test_words_of_the_field() -> None:
    assert query_words("人社局发社保卡") == ["人社局", "发", "社保卡"]
    assert query_words("失业金和工伤认定") == ["失业金", "和", "工伤认定"]
