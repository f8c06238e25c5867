import dataclasses
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from voicecloner.domain import audio, consent, quality, synthesis, voice
from voicecloner.domain.audio import AudioClip
from voicecloner.domain.consent import ConsentKind
from voicecloner.domain.quality import Finding, Review, ReviewState, Severity
from voicecloner.domain.synthesis import SpeechOptions, Take
from voicecloner.domain.voice import VoiceMode

VALUES = [
    kind
    for module in (audio, consent, quality, synthesis, voice)
    for kind in vars(module).values()
    if isinstance(kind, type) and dataclasses.is_dataclass(kind) and kind.__module__ == module.__name__
]


@pytest.mark.parametrize("kind", VALUES, ids=lambda kind: kind.__name__)
def test_values_do_not_change(kind):
    assert kind.__dataclass_params__.frozen


@pytest.mark.parametrize("kind", VALUES, ids=lambda kind: kind.__name__)
def test_values_that_hold_samples_are_compared_by_identity(kind):
    # comparing arrays gives an array, which is neither true nor false
    holds_arrays = any("Samples" in str(field.type) or "Clip" in str(field.type) for field in dataclasses.fields(kind))
    holds_arrays |= any("ndarray" in str(field.type) for field in dataclasses.fields(kind))
    assert kind.__dataclass_params__.eq is not holds_arrays


def test_a_clip_knows_its_length():
    clip = AudioClip(np.zeros(24_000, np.float32), 16_000)
    assert (clip.frames, clip.seconds) == (24_000, 1.5)


def review(*severities: Severity) -> Review:
    findings = tuple(Finding("check", severity, 1.0, "s", 2.0, "Text.") for severity in severities)
    return Review(30.0, 25.0, findings)


@pytest.mark.parametrize(
    ("severities", "verdict", "state"),
    [
        ((), "ok", "approved"),
        (("ok", "ok"), "ok", "approved"),
        (("ok", "warn", "ok"), "warn", "approved"),
        (("fail", "warn", "ok"), "fail", "failed"),
    ],
)
def test_the_worst_finding_decides(severities, verdict, state):
    reviewed = review(*map(Severity, severities))
    assert (reviewed.verdict, reviewed.state) == (Severity(verdict), ReviewState(state))


def test_severities_are_ranked():
    assert [severity.rank for severity in (Severity.OK, Severity.WARN, Severity.FAIL)] == [0, 1, 2]


def take(seconds: float) -> Take:
    made_at = datetime(2026, 1, 1, tzinfo=UTC)
    return Take(Path("a.wav"), "Hi.", "id", "Anna", SpeechOptions(), seconds, 24_000, 3.0, 0.2, made_at)


def test_the_real_time_factor_is_work_per_speech():
    assert take(12.0).rtf == 0.25
    assert take(0.0).rtf == 0.0


def test_words_that_are_stored_stay_what_they_are():
    assert [mode.value for mode in VoiceMode] == ["embedding", "transcript"]
    assert [kind.value for kind in ConsentKind] == ["own", "given", "public-domain"]
    assert [severity.value for severity in Severity] == ["ok", "warn", "fail"]
    assert [state.value for state in ReviewState] == ["reviewing", "approved", "failed"]
