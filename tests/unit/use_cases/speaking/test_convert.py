"""Saying a recording again with a saved voice: the real decoder and detector, engines that answer at once."""

import re
from dataclasses import replace

import numpy as np
import pytest
import soundfile

from tests.support.clips import noise
from tests.support.fake_host import SAMPLE_RATE, FakeHost, fake_engine
from tests.support.speech import espeak_speech, speech_file
from voicecloner.audio.files.encoding import read_audio
from voicecloner.audio.files.streaming import StreamBlock
from voicecloner.domain.audio import AudioChunk, AudioClip
from voicecloner.domain.synthesis import ConversionOptions, ConversionWay
from voicecloner.engines.contract.engine import MAX_CONVERT_S
from voicecloner.errors import (
    Cancelled,
    EngineCrashed,
    EngineError,
    InvalidRequest,
    UnreadableAudio,
    VoiceBoundElsewhere,
    VoiceNotFound,
)
from voicecloner.jobs import CancelToken, no_progress
from voicecloner.sound.levels import loudness_lufs
from voicecloner.use_cases.speaking.convert import Convert, ConvertRequest
from voicecloner.use_cases.speaking.speak import SpeakRequest, save_take

SPOKEN = espeak_speech()


@pytest.fixture
def host():
    return FakeHost(fake_engine(can_synthesize=False, can_convert=True))


@pytest.fixture
def voice(app, keep_voice):
    return keep_voice(app, engine_id="basic")


@pytest.fixture
def recording(tmp_path):
    """Six seconds of speech, five of silence, and six of speech, much quieter."""
    path = tmp_path / "Interview 声.wav"
    said = SPOKEN.samples[: 6 * SPOKEN.sample_rate]
    sound = np.concatenate([said, np.zeros(5 * SPOKEN.sample_rate, np.float32), 0.1 * said])
    soundfile.write(path, sound, SPOKEN.sample_rate)
    return path


def convert(app, source, *, progress=no_progress, cancel=None, on_chunk=None, **fields):
    request = ConvertRequest(source, **{"voice": "Anna", **fields})
    return app.convert(request, progress=progress, cancel=cancel or CancelToken(), on_chunk=on_chunk)


def takes(app):
    return [path for path in (app.folders.data / "takes").glob("*") if path.name != "days.json"]


def envelope(samples, sample_rate):
    """Level in each tenth of a second."""
    frames = len(samples) // (sample_rate // 10) * (sample_rate // 10)
    return np.sqrt(np.mean(samples[:frames].reshape(-1, sample_rate // 10) ** 2, axis=1))


def test_the_take_says_the_same_at_the_same_places(app, host, voice, recording):
    take = convert(app, recording)
    clip = read_audio(take.path)
    assert clip.seconds == pytest.approx(take.seconds) == pytest.approx(17.0, abs=0.001)
    assert (take.voice_id, take.sample_rate, take.text) == (voice.id, SAMPLE_RATE, "Interview 声.wav")
    source, rate = soundfile.read(recording)
    before, after = envelope(source, rate), envelope(clip.samples, clip.sample_rate)
    first = slice(2, 58)
    assert np.corrcoef(before[first], after[first])[0, 1] > 0.99
    assert np.abs(after[70:105]).max() == 0.0
    assert {how for _, how in host.converted} == {ConversionOptions()}


def test_pieces_are_equally_loud_however_loud_the_recording_is(app, voice, recording):
    clip = read_audio(convert(app, recording).path)
    first, last = clip.samples[: 6 * SAMPLE_RATE], clip.samples[-6 * SAMPLE_RATE :]
    assert loudness_lufs(first, SAMPLE_RATE) == pytest.approx(-23, abs=1)
    assert loudness_lufs(last, SAMPLE_RATE) == pytest.approx(-23, abs=1)


def test_pieces_are_handed_out_as_they_are_made_and_make_up_the_take(app, host, voice, recording):
    heard, at_work = [], []

    def hear(chunk):
        heard.append(chunk.samples)
        at_work.append(len(host.converted))

    take = convert(app, recording, on_chunk=hear)
    assert at_work[0] == 1, "the first was heard before the second was made"
    assert len(host.converted) >= 2
    assert np.abs(read_audio(take.path).samples - np.concatenate(heard)).max() < 1e-3


def test_the_engine_gets_short_pieces_of_the_recording_itself(app, host, voice, tmp_path):
    convert(app, speech_file(tmp_path / "long.wav", seconds=70))
    assert len(host.converted) >= 3
    assert all(speech.sample_rate == SPOKEN.sample_rate for speech, _ in host.converted)
    assert all(0.1 < speech.seconds <= MAX_CONVERT_S for speech, _ in host.converted)


def test_sound_instead_of_a_file(app, host, voice):
    take = convert(app, AudioClip(SPOKEN.samples, SPOKEN.sample_rate), seed=7)
    assert take.text == "Recording"
    assert take.seconds == pytest.approx(SPOKEN.seconds, abs=0.001)
    assert {how.seed for _, how in host.converted} == {7} == {take.options.seed}


def test_progress_rises_to_the_end_and_tells_what_it_is_of(app, voice, recording):
    updates = []
    convert(app, recording, progress=updates.append)
    converting = [update.fraction for update in updates if update.stage == "Converting"]
    assert converting == sorted(converting)
    assert converting[-1] == 1.0
    assert 0.2 < converting[0] < 0.6
    assert [update.fraction for update in updates if update.stage == "Loading"] == [None]


def test_the_time_left_is_told_once_it_can_be_foreseen(app, host, voice, recording, monkeypatch):
    now_s = iter(range(0, 10_000, 10))
    monkeypatch.setattr("voicecloner.use_cases.speaking.take_maker.time.monotonic", lambda: float(next(now_s)))
    details = []
    convert(app, recording, progress=lambda update: details.append(update.detail))
    assert any(detail.startswith("about ") and detail.endswith(" left") for detail in details)
    assert details[-1] == ""


def test_stop_keeps_what_was_said_so_far(app, voice, recording):
    cancel, heard = CancelToken(), []

    def stop_at_the_first_sound(chunk):
        heard.append(chunk)
        if np.any(chunk.samples):
            cancel.cancel()

    take = convert(app, recording, cancel=cancel, on_chunk=stop_at_the_first_sound)
    assert isinstance(take.broken_by, Cancelled)
    assert take.seconds == pytest.approx(sum(len(chunk.samples) for chunk in heard) / SAMPLE_RATE)
    assert read_audio(take.path).seconds == pytest.approx(take.seconds)
    assert [kept.take for kept in app.takes.all()] == [take]


def test_stop_before_the_first_sound_leaves_no_file(app, voice, recording):
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        convert(app, recording, cancel=cancel)
    assert not takes(app)


def test_a_crash_leaves_no_file(app, host, voice, recording):
    host.error = EngineCrashed("The engine ended unexpectedly.")
    with pytest.raises(EngineCrashed):
        convert(app, recording)
    assert not takes(app)


def test_nobody_speaks(app, host, voice, tmp_path):
    soundfile.write(tmp_path / "sea.wav", noise(8.0, rms=0.05), 16_000)
    with pytest.raises(UnreadableAudio, match=r"Nobody speaks in “sea\.wav”"):
        convert(app, tmp_path / "sea.wav")
    with pytest.raises(UnreadableAudio, match="Nobody speaks"):
        convert(app, AudioClip(np.zeros(0, np.float32), 16_000))
    assert not takes(app)


@pytest.mark.parametrize(
    ("name", "words"),
    [("letter.wav", "“letter.wav” is a text"), ("missing.wav", "There is no file “missing.wav”"), (".", "is a folder")],
)
def test_a_file_that_cannot_be_read_is_one_sentence(app, voice, tmp_path, name, words):
    (tmp_path / "letter.wav").write_text("Dear Anna")
    with pytest.raises(UnreadableAudio, match=re.escape(words)):
        convert(app, tmp_path / name)
    assert not takes(app)


def test_the_channel_with_speech_is_converted(app, host, voice, tmp_path):
    both = np.stack([np.zeros_like(SPOKEN.samples), SPOKEN.samples], axis=1)
    soundfile.write(tmp_path / "two.wav", both, SPOKEN.sample_rate)
    convert(app, tmp_path / "two.wav")
    assert sum(speech.seconds for speech, _ in host.converted) > 10.0
    assert all(speech.samples.ndim == 1 for speech, _ in host.converted)


def test_a_quiet_recording_reaches_the_engine_as_loud_as_any(app, host, voice):
    convert(app, AudioClip(0.02 * SPOKEN.samples, SPOKEN.sample_rate))
    for speech, _ in host.converted:
        assert loudness_lufs(speech.samples, speech.sample_rate) == pytest.approx(-23, abs=1)


def test_what_nobody_can_hear_stops_nothing(app, host, voice):
    said = SPOKEN.samples[: 5 * SPOKEN.sample_rate]
    pause = np.zeros(2 * SPOKEN.sample_rate, np.float32)
    samples = np.concatenate([said, pause, 1e-4 / np.abs(said).max() * said])
    take = convert(app, AudioClip(samples, SPOKEN.sample_rate))
    assert take.seconds == pytest.approx(12.0, abs=0.001)
    assert np.abs(read_audio(take.path).samples[-4 * SAMPLE_RATE :]).max() == 0.0


@pytest.mark.parametrize("samples", [np.ones((16_000, 2), np.float32), np.full(16_000, np.nan, np.float32)])
def test_what_is_no_mono_sound_is_refused(app, host, voice, samples):
    with pytest.raises(InvalidRequest, match="mono"):
        convert(app, AudioClip(samples, 16_000))
    assert not host.converted


def test_an_engine_without_sound_for_anything_is_told(app, host, voice, recording):
    host.convert = lambda *_arguments, **_more: iter(())
    with pytest.raises(EngineError, match="no sound"):
        convert(app, recording)
    assert not takes(app)


def test_a_little_too_much_or_too_little_sound_does_not_move_what_follows(app, host, voice, recording):
    def convert_roughly(_engine, _file, speech, _options, *, cancel):
        frames = round(speech.seconds * SAMPLE_RATE) + (300 if len(seen) % 2 else -300)
        seen.append(frames)
        yield AudioChunk(np.full(frames, 0.1, np.float32), SAMPLE_RATE)

    seen = []
    host.convert = convert_roughly
    assert convert(app, recording).seconds == pytest.approx(17.0, abs=0.001)
    assert len(seen) >= 2


def test_a_file_that_has_to_be_read_anew_is_not_said_twice(app, host, voice, tmp_path):
    samples = np.stack([SPOKEN.samples[: 10 * SPOKEN.sample_rate]] * 2, axis=1)
    half = len(samples) // 2

    (tmp_path / "a.wav").write_bytes(b"damaged")

    def begin_anew(_path, _cancel):
        for start, end in ((0, half), (0, half), (half, len(samples))):
            yield StreamBlock(samples[start:end], SPOKEN.sample_rate, start, end / len(samples))

    anew = Convert(app._take_maker, host, app.library, begin_anew, app.judging.new_meter)
    take = anew(ConvertRequest(tmp_path / "a.wav", "Anna"))
    assert take.seconds == pytest.approx(10.0, abs=0.001)
    assert sum(speech.seconds for speech, _ in host.converted) < 10.1


def test_a_voice_that_cannot_be_used_is_told(app, host, voice, recording):
    with pytest.raises(VoiceNotFound, match="Anne"):
        convert(app, recording, voice="Anne")
    host.info = fake_engine(revision="2", can_convert=True)
    with pytest.raises(VoiceBoundElsewhere):
        convert(app, recording)


def test_in_which_ways_it_was_said_again_is_told_and_kept(app, host, voice, tmp_path):
    rate, said = SPOKEN.sample_rate, SPOKEN.samples
    sound = np.concatenate([said[: 3 * rate], np.zeros(5 * rate, np.float32), said[: 6 * rate]])
    host.ways = ["world", "words"]
    take = convert(app, AudioClip(sound, rate))
    # that of the longer piece comes first
    assert take.ways == ("words", "world")
    assert app.takes.find(take).take.ways == ("words", "world")
    saved = save_take(take, tmp_path / "said.wav").path
    with soundfile.SoundFile(saved) as sound:
        comment = sound.copy_metadata()["comment"]
    assert comment.endswith(f"voice {voice.id}; a recording said again from its words, in part changed as sound")


def test_an_engine_with_one_way_tells_none(app, host, voice, recording):
    assert convert(app, recording).ways == ()


def test_the_way_that_is_asked_for_reaches_the_engine(app, host, voice, recording):
    abilities = replace(host.info.abilities, conversion_ways=(ConversionWay.WORLD,))
    host.info = replace(host.info, abilities=abilities)
    convert(app, recording, way=ConversionWay.WORLD)
    assert {how.way for _, how in host.converted} == {ConversionWay.WORLD}


def test_a_way_the_engine_does_not_have_is_refused_before_it_is_loaded(app, host, voice, recording):
    with pytest.raises(InvalidRequest, match="not by “words”"):
        convert(app, recording, way=ConversionWay.WORDS)
    assert not host.converted


def test_an_engine_that_only_says_texts_is_told(app, host, voice, recording):
    host.info = fake_engine()
    with pytest.raises(InvalidRequest, match="Test engine cannot convert recordings"):
        convert(app, recording)
    assert not host.converted


def test_an_engine_that_only_converts_says_no_texts(app, host, voice):
    with pytest.raises(InvalidRequest, match="Test engine cannot say a text") as refused:
        app.speak(SpeakRequest("Hello.", "Anna"))
    assert "Convert a recording" in refused.value.hint
    assert not host.spoken


@pytest.mark.parametrize("suffix", [".wav", ".flac"])
def test_a_saved_conversion_says_that_it_is_synthetic(app, voice, recording, tmp_path, suffix):
    path = save_take(convert(app, recording), tmp_path / f"said{suffix}").path
    with soundfile.SoundFile(path) as sound:
        marks = sound.copy_metadata()
        assert sound.frames == 17 * SAMPLE_RATE
    assert "Synthetic speech" in marks["comment"]
    assert voice.id in marks["comment"]
    assert marks["title"] == "Interview 声.wav"


def test_converting_moves_the_voice_to_the_top_of_the_list(app, voice, recording):
    assert app.library.get(voice.id).last_used_at is None
    convert(app, recording)
    assert app.library.get(voice.id).last_used_at is not None
