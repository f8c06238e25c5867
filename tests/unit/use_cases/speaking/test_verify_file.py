"""Telling whether a file is synthetic speech."""

import numpy as np
import pytest
import soundfile

from tests.support.fake_host import SAMPLE_RATE
from tests.support.speech import espeak_speech, speech_file
from voicecloner.audio.files.encoding import read_audio
from voicecloner.audio.files.saving import SoundOptions
from voicecloner.domain.audio import AudioChunk
from voicecloner.errors import Cancelled, InvalidRequest, StorageError, UnreadableAudio
from voicecloner.jobs import CancelToken
from voicecloner.sound.resampling import resample
from voicecloner.use_cases.speaking.audition import AuditionRequest
from voicecloner.use_cases.speaking.speak import SaveOptions, SpeakRequest
from voicecloner.use_cases.speaking.take_maker import UNMARKED
from voicecloner.use_cases.speaking.verify_file import VerifyRequest
from voicecloner.use_cases.upkeep.change_setting import SettingChange


@pytest.fixture
def voice(app, keep_voice):
    return keep_voice(app)


@pytest.fixture
def speaking(host, monkeypatch):
    """The engine says real words, in pieces of half a second."""
    clip = espeak_speech()
    sound = resample(clip.samples[: 4 * clip.sample_rate], clip.sample_rate, SAMPLE_RATE)
    step = SAMPLE_RATE // 2

    def synthesize(*_arguments, cancel):
        yield from (AudioChunk(sound[start : start + step], SAMPLE_RATE) for start in range(0, len(sound), step))

    monkeypatch.setattr(host, "synthesize", synthesize)


def said(app):
    return app.speak(SpeakRequest("Hello there.", "Anna"))


def verified(app, path, **arguments):
    return app.verify_file(VerifyRequest(path), **arguments)


@pytest.mark.parametrize("suffix", [".wav", ".opus", ".mp3"])
def test_what_was_said_here_is_known_in_every_format(app, voice, speaking, tmp_path, suffix):
    path = app.manage_takes.save(said(app), tmp_path / f"said{suffix}").path
    found = verified(app, path)
    assert found.is_synthetic
    assert found.mark.is_found
    assert (found.statement.voice_id, found.statement.voice_name) == (voice.id, "Anna")
    assert found.voice.id == voice.id
    assert "“Anna”, which is in this library" in " ".join(found.sentences)


def test_without_its_tags_the_mark_is_left(app, voice, speaking, tmp_path):
    clip = read_audio(said(app).path)
    soundfile.write(tmp_path / "bare.wav", clip.samples, clip.sample_rate)
    found = verified(app, tmp_path / "bare.wav")
    assert found.mark.is_found
    assert (found.statement, found.voice) == (None, None)
    assert "Perth" in found.sentences[0]


def test_a_conversion_and_an_audition_are_marked_too(app, voice, speaking, tmp_path):
    clip = app.audition(AuditionRequest("Anna"))
    soundfile.write(tmp_path / "heard.wav", clip.samples, clip.sample_rate)
    assert verified(app, tmp_path / "heard.wav").mark.is_found


def test_turned_off_it_is_told_of_each_take_and_the_tags_are_left(app, voice, speaking):
    warned = app.change_setting(SettingChange("watermark", "off")).notes
    assert "no mark" in warned[0]
    take = said(app)
    assert take.notes == (UNMARKED,)
    found = verified(app, take.path)
    assert not found.mark.is_found
    assert found.is_synthetic
    assert app.change_setting(SettingChange("watermark", "on")).notes == ()
    assert verified(app, said(app).path).mark.is_found


def test_a_recording_of_a_person_carries_nothing(app, tmp_path):
    found = verified(app, speech_file(tmp_path / "anna.wav", seconds=3))
    assert not found.is_synthetic
    assert "does not prove" in found.sentences[0]


def test_a_voice_that_is_not_here_is_named_as_its_tags_name_it(app, voice, speaking, tmp_path):
    path = app.manage_takes.save(said(app), tmp_path / "said.wav").path
    app.manage_voices.delete(voice.id)
    found = verified(app, path)
    assert found.voice is None
    assert "“Anna”, which is not in this library" in found.sentences[-1]


@pytest.mark.parametrize("seconds", [0.2, 3.0])
def test_silence_and_snippets_carry_nothing(app, tmp_path, seconds):
    path = tmp_path / "silent.wav"
    soundfile.write(path, np.zeros(round(seconds * 16_000)), 16_000)
    assert not verified(app, path).is_synthetic


def test_what_cannot_be_read_is_one_sentence(app, tmp_path):
    with pytest.raises(UnreadableAudio, match="no file"):
        verified(app, tmp_path / "gone.wav")
    with pytest.raises(InvalidRequest):
        verified(app, "said.wav")


def test_stop_ends_it(app, tmp_path):
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        verified(app, speech_file(tmp_path / "anna.wav", seconds=3), cancel=cancel)


@pytest.mark.parametrize("suffix", [".wav", ".mp3", ".m4a"])
def test_what_is_saved_is_signed_where_the_user_wants_it(app, voice, speaking, tmp_path, suffix):
    take = said(app)
    unsigned = app.manage_takes.save(take, tmp_path / f"unsigned{suffix}").path
    assert verified(app, unsigned).credentials is None
    app.change_setting(SettingChange("content_credentials", "on"))
    signed = app.manage_takes.save(
        take, tmp_path / f"signed{suffix}", SaveOptions(SoundOptions(loudness_lufs=-19.0))
    ).path
    found = verified(app, signed)
    assert (found.credentials.is_intact, found.credentials.is_known, found.credentials.is_synthetic) == (
        True,
        True,
        True,
    )
    assert found.statement.voice_id == voice.id
    assert "signed by “VoiceCloner on one computer” (known to this computer)" in " ".join(found.sentences)


def test_a_signed_file_that_was_changed_is_told(app, voice, speaking, tmp_path):
    app.change_setting(SettingChange("content_credentials", "on"))
    path = app.manage_takes.save(said(app), tmp_path / "signed.wav").path
    content = bytearray(path.read_bytes())
    content[1000] ^= 1
    path.write_bytes(content)
    assert "Its content credentials (C2PA) do not fit" in " ".join(verified(app, path).sentences)


def test_a_certificate_that_is_gone_keeps_nothing_from_being_said(app, voice, speaking, tmp_path):
    for key, value in {"content_credentials": "on", "credentials_certificate": "/no", "credentials_key": "/no"}.items():
        app.change_setting(SettingChange(key, value))
    take = said(app)
    with pytest.raises(StorageError, match="cannot be read"):
        app.manage_takes.save(take, tmp_path / "signed.wav")
    assert not (tmp_path / "signed.wav").exists()
    assert take.path.exists()
