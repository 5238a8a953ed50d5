"""Planted leaks in every kind of file are found, and official texts without any are left alone.

``python -m benchmarks screening`` prints both rates over the whole set.
"""

from __future__ import annotations

from kaicheng.findings import Severity
from kaicheng.screening import screen_file, screen_text

from .clean import CONTEXT, texts
from .planted import LEAKS, WRITERS, planted

EVERY = 5  # every leak, and every kind of file, comes up several times all the same


def test_at_least_98_percent_of_planted_leaks_are_found():
    files = list(planted(every=EVERY))
    assert {file.leak.rule for file in files} == {leak.rule for leak in LEAKS}
    assert {file.kind for file in files} == set(WRITERS)
    missed = []
    for file in files:
        screening = screen_file(file.data, file.name)
        if file.leak.rule not in {finding.rule for finding in screening.findings}:
            missed.append((file.leak.rule, file.leak.name, file.kind))
    assert len(missed) <= 0.02 * len(files), missed


def test_at_most_2_percent_of_clean_texts_raise_an_alarm():
    alarms = [
        (kind, [(finding.rule, finding.message.zh) for finding in findings])
        for kind, text in texts(200)
        if (
            findings := [
                found
                for found in screen_text(text, field="body", context=CONTEXT)
                if found.severity is not Severity.INFO
            ]
        )
    ]
    assert len(alarms) <= 4, alarms
