"""The hostile texts, and that what they break is seen."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from benchmarks import hostile_texts
from benchmarks._hostile import LONGEST, described
from benchmarks._hostile import hostile_texts as texts
from voicecloner.domain.synthesis import SpeechOptions, Take
from voicecloner.errors import EngineError, InvalidRequest
from voicecloner.sound.levels import to_loudness
from voicecloner.use_cases.speaking.speak import SpeakRequest

RATE = 24_000


@pytest.fixture
def take(tmp_path: Path) -> Take:
    noise = np.random.default_rng(0).normal(0, 0.1, RATE).astype(np.float32)
    soundfile.write(tmp_path / "take.wav", to_loudness(noise, RATE), RATE, "FLOAT")
    return Take(tmp_path / "take.wav", "x", "id", "name", SpeechOptions(), 1.0, RATE, 1.0, 1.0, datetime.now(UTC))


def test_texts_are_the_same_again_and_of_many_kinds():
    every = list(texts(3_000, seed=1))
    assert every == list(texts(3_000, seed=1))
    assert every != list(texts(3_000, seed=2))
    assert max(map(len, every)) == LONGEST
    assert any(len(text) == LONGEST and not any(c.isspace() for c in text) for text in every)
    for part in ("<break", "\ud800", "\u200d", "😀", "&amp;", "1,234,567"):
        assert any(part in text for text in every), part


def test_any_text_can_be_described_in_one_line():
    for text in texts(500):
        described(text).encode("utf-8")
        assert "\n" not in described(text)


def test_the_longest_text_is_among_those_that_are_said():
    every = [*(f"text {number}" for number in range(100)), "字" * LONGEST, "x" * LONGEST, "y" * 1_000]
    chosen = hostile_texts.sample(every, 11)
    assert len(chosen) == 11
    assert chosen[-1] == "x" * LONGEST
    assert max(map(len, chosen[:-1])) < 10
    assert hostile_texts.sample(every, 0) == []


@pytest.mark.parametrize(
    ("change", "trouble"),
    [
        (lambda samples: samples, None),
        (lambda samples: np.where(np.arange(len(samples)) == 9, np.nan, samples), "not finite"),
        (lambda samples: np.where(np.arange(len(samples)) == 9, 1.0, samples), "clipped"),
        (lambda samples: samples * 0.8, "-24.9 LUFS"),
    ],
)
def test_what_is_wrong_with_a_take_is_heard(take: Take, change, trouble: str | None):
    samples, _ = soundfile.read(take.path, dtype="float32")
    soundfile.write(take.path, change(samples), RATE, "FLOAT")
    assert next(hostile_texts.sound_troubles(take), None) == trouble


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (InvalidRequest("Nothing.", "Type."), "refused"),
        (InvalidRequest("Nothing."), "refused without a hint: Nothing."),
        (EngineError("Broken."), "EngineError: Broken."),
        (IndexError("list"), "IndexError: list"),
    ],
)
def test_a_text_that_fails_is_told_from_one_that_is_refused(error: Exception, outcome: str):
    class App:
        def speak(self, *_arguments: object, **_named: object) -> Take:
            raise error

    app: Any = App()
    assert hostile_texts.outcome_of(app, SpeakRequest("", ""), hostile_texts.sound_troubles) == outcome


def test_troubles_are_counted_and_named(capsys: pytest.CaptureFixture[str]):
    tally = hostile_texts.Tally(Counter(), [])
    for outcome in ("said", "said", "refused", "clipped"):
        tally.add(outcome, "text")
    assert tally.counts == {"said": 2, "refused": 1, "trouble": 1}
    assert tally.troubles == ["clipped: text (4 characters)"]
    assert "clipped" in capsys.readouterr().out
