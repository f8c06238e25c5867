"""Where the sound is put together nothing clicks: see `benchmarks/clicks.py`, which measures it on real voices."""

import numpy as np
import pytest

from benchmarks import clicks
from tests.unit.engines.builtin.made_user import SAMPLE_RATE, USER_TEXT
from voicecloner.engines.base import VoiceData
from voicecloner.engines.builtin.engine import BuiltinEngine


@pytest.fixture(scope="module")
def said(engine: BuiltinEngine, transcript_voice: VoiceData) -> clicks.Said:
    return clicks.say(engine, transcript_voice, USER_TEXT, "en")


def test_a_click_is_seen():
    smooth = (0.2 * np.sin(2 * np.pi * 200 * np.arange(SAMPLE_RATE) / SAMPLE_RATE)).astype(np.float32)
    smooth[SAMPLE_RATE // 2 :] *= -1
    smooth[SAMPLE_RATE // 2 + 30 :] += 0.05
    rough = clicks.roughness(smooth)
    assert int(rough[2:-2].argmax()) + 2 == SAMPLE_RATE // 2 // clicks.WINDOW
    assert rough.max() > 50 * np.median(rough)


@pytest.mark.parametrize("kind", ["pieces", "joins", "slips"])
def test_seams_are_no_rougher_than_the_speech_around_them(said: clicks.Said, kind: str):
    rough = clicks.roughness(said.samples)
    seams = clicks.windows_at(said.seams, len(rough))
    here = clicks.windows_at(getattr(said, kind), len(rough))
    assert here.sum() > 5
    assert rough[here].max() < 2 * np.percentile(rough[~seams], clicks.PERCENTILE)
