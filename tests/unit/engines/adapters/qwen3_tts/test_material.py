import numpy as np
import pytest

from voicecloner.domain.audio import AudioClip, ReferenceClip
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.adapters.qwen3_tts.material import material
from voicecloner.errors import TranscriptRequired

RATE = 24_000


def recording(seconds, words="", value=0.1):
    return ReferenceClip(AudioClip(np.full(round(seconds * RATE), value, np.float32), RATE), words)


def heard_s(heard):
    return len(heard.samples) / RATE


def test_recordings_with_words_are_joined():
    heard = material([recording(8, "One. ", 0.1), recording(5, " Two.", 0.2)], VoiceMode.TRANSCRIPT)
    assert (heard_s(heard), heard.transcript, heard.notes) == (13.0, "One. Two.", ())
    assert heard.samples[0] < heard.samples[-1]


def test_recordings_without_words_are_left_out_where_words_count():
    heard = material([recording(8, "", 0.1), recording(5, "Two.", 0.2)], VoiceMode.TRANSCRIPT)
    assert (heard_s(heard), heard.transcript) == (5.0, "Two.")
    assert heard.notes == ("1 of 2 recordings were used: those with words, 30 s in all.",)


def test_recordings_are_never_cut_where_words_count():
    clips = [recording(20, "One."), recording(15, "Two."), recording(9, "Three.")]
    heard = material(clips, VoiceMode.TRANSCRIPT)
    assert (heard_s(heard), heard.transcript) == (29.0, "One. Three.")
    assert len(heard.notes) == 1


def test_of_one_long_recording_only_the_sound_counts():
    heard = material([recording(31, "One.")], VoiceMode.TRANSCRIPT)
    assert (heard_s(heard), heard.transcript) == (30.0, "")
    assert "longer than 30 s" in heard.notes[0]


def test_words_do_not_count_where_they_are_not_wanted():
    heard = material([recording(20, "One."), recording(20, "Two.")], VoiceMode.EMBEDDING)
    assert (heard_s(heard), heard.transcript, heard.notes) == (30.0, "", ())


def test_words_are_asked_for():
    with pytest.raises(TranscriptRequired):
        material([recording(8, "…")], VoiceMode.TRANSCRIPT)
