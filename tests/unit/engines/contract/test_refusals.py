import numpy as np
import pytest

from voicecloner.domain.audio import AudioClip, ReferenceClip
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.adapters.basic.engine import BasicEngine
from voicecloner.engines.contract import refusals
from voicecloner.errors import InvalidRequest

INFO = BasicEngine().info()


def reference(seconds, value, rate=8000, kind=np.float32):
    return ReferenceClip(AudioClip(np.full(round(seconds * rate), value, kind), rate))


def test_a_transcript_is_refused():
    refusals.require_sound_alone(INFO, VoiceMode.EMBEDDING)
    with pytest.raises(InvalidRequest, match="sound alone"):
        refusals.require_sound_alone(INFO, VoiceMode.TRANSCRIPT)


def test_a_language_is_refused_with_those_there_are():
    refused = refusals.unspoken_language(INFO, "tlh")
    assert "tlh" in refused.message
    assert "de" in refused.hint


def test_references_are_put_one_after_the_other():
    whole = refusals.joined([reference(1.0, 0.25), reference(2.0, 0.5)], 10.0)
    assert whole.dtype == np.float32
    assert len(whole) == 24_000
    assert whole[7_999] == 0.25
    assert whole[8_000] == 0.5


def test_only_so_much_of_the_references_is_taken():
    cut = refusals.joined([reference(1.0, 0.25), reference(2.0, 0.5, kind=np.float64)], 1.5)
    assert cut.dtype == np.float32
    assert cut.flags.c_contiguous
    assert len(cut) == 12_000
    assert cut[-1] == 0.5
