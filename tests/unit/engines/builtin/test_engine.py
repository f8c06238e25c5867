import json
import subprocess
import sys
from dataclasses import replace
from itertools import islice

import numpy as np
import pytest

from benchmarks.clicks import LIMITER
from tests.unit.engines.builtin.made_user import SAMPLE_RATE, USER_TEXT, made_user, median_f0_hz, say, speech_rms
from voicecloner.domain.audio import AudioClip, ReferenceClip
from voicecloner.domain.synthesis import SpeechOptions
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.base import VoiceData
from voicecloner.engines.builtin.engine import BuiltinEngine
from voicecloner.engines.builtin.pitch import find_f0
from voicecloner.engines.voice_file import StoredVoice, VoiceStamp, from_bytes, to_bytes
from voicecloner.errors import Cancelled, EngineError, InvalidRequest, TranscriptRequired
from voicecloner.jobs import CancelToken, ProgressUpdate, no_progress

NEW_TEXT = "The birch canoe slid on the smooth planks."
AWKWARD = [
    "a",
    "7",
    "1234567890 1.5 % $3",
    "😀 🎉",
    "\x00\x07tab\tand\x1bescape\u200b",
    "Это тест. 漢字テスト。 مرحبا",
    "x" * 200,
    "?!?!…",
    "Wait" + "!" * 300,
    "[[h@l'oU]] <speak>tags</speak> & so on",
]


def test_info_needs_no_heavy_library():
    script = (
        "import sys; from voicecloner.engines.builtin.engine import BuiltinEngine; BuiltinEngine().info(); "
        "print([m for m in ('scipy', 'pyworld', 'espeakng_loader', 'soxr') if m in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert json.loads(shown.stdout.replace("'", '"')) == []


def test_says_what_it_is():
    info = BuiltinEngine().info()
    assert info.id == "builtin"
    assert info.requirements.modes == (VoiceMode.TRANSCRIPT, VoiceMode.EMBEDDING)
    assert info.abilities.output_sample_rate == SAMPLE_RATE
    assert {"en", "de", "fr", "zh", "pt-BR"} <= set(info.abilities.languages)


def test_a_clone_speaks_new_words_like_the_user(engine: BuiltinEngine, voice: VoiceData, user: ReferenceClip):
    samples = say(engine, voice, NEW_TEXT)
    assert samples.dtype == np.float32
    assert np.isfinite(samples).all()
    assert np.abs(samples).max() < LIMITER  # the limiter has nothing to do
    assert 1.5 < len(samples) / SAMPLE_RATE < 5.0
    assert speech_rms(samples) == pytest.approx(speech_rms(user.clip.samples), rel=0.5)
    assert median_f0_hz(samples) == pytest.approx(median_f0_hz(user.clip.samples), rel=0.15)


def test_a_loud_recording_leaves_room_for_peaks(engine: BuiltinEngine, user: ReferenceClip):
    samples = user.clip.samples / np.abs(user.clip.samples).max()
    loud = replace(user, clip=AudioClip(np.clip(2 * samples, -1, 1), SAMPLE_RATE))
    spoken = say(engine, engine.clone([loud], VoiceMode.EMBEDDING, no_progress, CancelToken()), NEW_TEXT)
    assert speech_rms(spoken) < 0.5 * speech_rms(loud.clip.samples)
    assert np.abs(spoken).max() < LIMITER


def test_the_same_request_gives_the_same_sound(engine: BuiltinEngine, voice: VoiceData):
    first = say(engine, voice, NEW_TEXT)
    say(engine, voice, "Something else in between.")
    np.testing.assert_array_equal(first, say(engine, voice, NEW_TEXT))


def test_a_voice_survives_its_file(engine: BuiltinEngine, voice: VoiceData):
    content = to_bytes(StoredVoice(VoiceStamp("builtin", "1", VoiceMode.TRANSCRIPT), voice))
    assert len(content) < 6_000_000
    restored = from_bytes(content).voice_data
    np.testing.assert_array_equal(say(BuiltinEngine(), restored, NEW_TEXT), say(engine, voice, NEW_TEXT))


@pytest.mark.parametrize("text", AWKWARD)
def test_no_text_breaks_it(engine: BuiltinEngine, transcript_voice: VoiceData, text: str):
    samples = say(engine, transcript_voice, text)
    assert np.isfinite(samples).all()
    assert np.abs(samples).max(initial=0) < 1.0


@pytest.mark.parametrize("text", ["", " \n\t ", ".", "\x00\x01", "--- ..."])
def test_text_without_words_is_silence(engine: BuiltinEngine, transcript_voice: VoiceData, text: str):
    assert len(say(engine, transcript_voice, text)) == 0


def test_ten_thousand_characters_without_a_space(engine: BuiltinEngine, transcript_voice: VoiceData):
    chunks = engine.synthesize(transcript_voice, "abcdefghij" * 1000, SpeechOptions(), CancelToken())
    samples = np.concatenate([chunk.samples for chunk in islice(chunks, 12)])
    assert np.isfinite(samples).all()
    assert 0.01 < np.abs(samples).max() < 1.0


def test_the_first_chunk_is_short(engine: BuiltinEngine, transcript_voice: VoiceData):
    chunks = list(engine.synthesize(transcript_voice, USER_TEXT, SpeechOptions(), CancelToken()))
    assert len(chunks[0].samples) < 1.2 * SAMPLE_RATE
    assert max(len(c.samples) for c in chunks) < 3 * SAMPLE_RATE


@pytest.mark.parametrize("speed", [0.5, 2.0])
def test_speed_changes_the_length(engine: BuiltinEngine, transcript_voice: VoiceData, speed: float):
    ratio = len(say(engine, transcript_voice, NEW_TEXT)) / len(say(engine, transcript_voice, NEW_TEXT, speed=speed))
    assert ratio == pytest.approx(speed, rel=0.3)


def test_an_english_voice_speaks_german(engine: BuiltinEngine, voice: VoiceData, user: ReferenceClip):
    samples = say(engine, voice, "Im Garten blühen die ersten roten Rosen.", language="de")
    assert median_f0_hz(samples) == pytest.approx(median_f0_hz(user.clip.samples), rel=0.2)


def test_unknown_language_is_refused(engine: BuiltinEngine, transcript_voice: VoiceData):
    with pytest.raises(InvalidRequest, match="xx"):
        say(engine, transcript_voice, NEW_TEXT, language="xx")


@pytest.mark.parametrize("speed", [0.4, 2.1, float("nan")])
def test_speed_out_of_range_is_refused(engine: BuiltinEngine, transcript_voice: VoiceData, speed: float):
    with pytest.raises(InvalidRequest):
        say(engine, transcript_voice, NEW_TEXT, speed=speed)


def test_damaged_voice_data_is_told(engine: BuiltinEngine, transcript_voice: VoiceData):
    with pytest.raises(EngineError, match="damaged"):
        say(engine, VoiceData({}, transcript_voice.metadata), NEW_TEXT)
    with pytest.raises(EngineError, match="damaged"):
        say(engine, VoiceData(transcript_voice.arrays, {}), NEW_TEXT)


def test_transcript_mode_asks_for_every_transcript(engine: BuiltinEngine, user: ReferenceClip):
    silent = ReferenceClip(user.clip, "  ", "en")
    with pytest.raises(TranscriptRequired):
        engine.clone([user, silent], VoiceMode.TRANSCRIPT, no_progress, CancelToken())


@pytest.mark.parametrize(
    ("samples", "text"),
    [
        (np.zeros(SAMPLE_RATE, np.float32), "Too short."),
        (np.zeros(5 * SAMPLE_RATE, np.float32), "Silence."),
        (np.full(5 * SAMPLE_RATE, np.nan, np.float32), "No numbers."),
    ],
)
def test_useless_references_are_refused(engine: BuiltinEngine, samples: np.ndarray, text: str):
    reference = ReferenceClip(AudioClip(samples, SAMPLE_RATE), text, "en")
    with pytest.raises(InvalidRequest):
        engine.clone([reference], VoiceMode.TRANSCRIPT, no_progress, CancelToken())


def test_a_transcript_without_words_is_refused(engine: BuiltinEngine, user: ReferenceClip):
    with pytest.raises(InvalidRequest):
        engine.clone([ReferenceClip(user.clip, "…", "en")], VoiceMode.TRANSCRIPT, no_progress, CancelToken())


@pytest.mark.parametrize("mode", list(VoiceMode), ids=str)
def test_noise_instead_of_speech_does_not_break_it(engine: BuiltinEngine, noise: np.random.Generator, mode: VoiceMode):
    samples = noise.normal(0, 0.05, 4 * SAMPLE_RATE).astype(np.float32)
    reference = ReferenceClip(AudioClip(samples, SAMPLE_RATE), "Nobody is speaking here at all.", "en")
    voice = engine.clone([reference], mode, no_progress, CancelToken())
    assert np.isfinite(say(engine, voice, "Hello.")).all()


def test_several_references_with_a_transcript_each(engine: BuiltinEngine, user: ReferenceClip):
    second = made_user("A large size in stockings is hard to sell.")
    voice = engine.clone([user, second], VoiceMode.TRANSCRIPT, no_progress, CancelToken())
    assert set(np.unique(voice.arrays["clip"])) == {0, 1}
    assert median_f0_hz(say(engine, voice, NEW_TEXT)) == pytest.approx(median_f0_hz(user.clip.samples), rel=0.15)


def test_other_sample_rates_are_taken(engine: BuiltinEngine, user: ReferenceClip):
    import soxr

    slow = AudioClip(soxr.resample(user.clip.samples, SAMPLE_RATE, 16_000).astype(np.float32), 16_000)
    voice = engine.clone([ReferenceClip(slow, user.transcript, "en")], VoiceMode.TRANSCRIPT, no_progress, CancelToken())
    assert median_f0_hz(say(engine, voice, NEW_TEXT)) == pytest.approx(median_f0_hz(user.clip.samples), rel=0.15)


@pytest.mark.parametrize("mode", list(VoiceMode), ids=str)
def test_progress_rises_to_the_end(engine: BuiltinEngine, user: ReferenceClip, mode: VoiceMode):
    seen: list[ProgressUpdate] = []
    engine.clone([user], mode, seen.append, CancelToken())
    fractions = [update.fraction for update in seen if update.fraction is not None]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    assert all(update.stage for update in seen)
    assert len(seen) > 8


@pytest.mark.parametrize("mode", list(VoiceMode), ids=str)
@pytest.mark.parametrize("after", [0.0, 0.2, 0.6])
def test_cloning_stops_when_asked(engine: BuiltinEngine, user: ReferenceClip, mode: VoiceMode, after: float):
    token, last = CancelToken(), ProgressUpdate("", 0.0)

    def cancel_at(update: ProgressUpdate) -> None:
        nonlocal last
        last = update
        if update.fraction is not None and update.fraction >= after:
            token.cancel()

    with pytest.raises(Cancelled):
        engine.clone([user], mode, cancel_at, token)
    assert last.fraction is not None
    assert last.fraction < 1.0


def test_speaking_stops_when_asked(engine: BuiltinEngine, transcript_voice: VoiceData):
    token = CancelToken()
    chunks = engine.synthesize(transcript_voice, USER_TEXT, SpeechOptions(), token)
    assert len(next(chunks).samples) > 0
    token.cancel()
    with pytest.raises(Cancelled):
        next(chunks)


def test_unloading_forgets_the_voice_but_not_how_to_speak(engine: BuiltinEngine, transcript_voice: VoiceData):
    before = say(engine, transcript_voice, "Hello.")
    engine.unload()
    np.testing.assert_array_equal(say(engine, transcript_voice, "Hello."), before)


def test_words_that_were_not_spoken_make_a_voice_from_the_sound_alone(engine: BuiltinEngine, user: ReferenceClip):
    wrong = replace(user, transcript=" ".join(reversed(user.transcript.split())))
    made = engine.clone([wrong], VoiceMode.TRANSCRIPT, no_progress, CancelToken())
    from_sound = engine.clone([user], VoiceMode.EMBEDDING, no_progress, CancelToken())
    assert made.mode is VoiceMode.EMBEDDING
    assert "do not seem to be those of the recording" in made.notes[0]
    np.testing.assert_array_equal(say(engine, made, NEW_TEXT), say(engine, from_sound, NEW_TEXT))


@pytest.mark.parametrize("times", [0.5, 2])
def test_half_the_words_or_twice_as_many_are_no_worse_than_none(
    engine: BuiltinEngine, user: ReferenceClip, times: float
):
    words = user.transcript.split()
    text = " ".join(words[: len(words) // 2] if times < 1 else words * 2)
    made = engine.clone([replace(user, transcript=text)], VoiceMode.TRANSCRIPT, no_progress, CancelToken())
    assert made.mode is VoiceMode.EMBEDDING


def test_the_words_that_were_spoken_are_not_complained_of(transcript_voice: VoiceData):
    assert (transcript_voice.mode, transcript_voice.notes) == (None, ())


def test_a_question_rises_at_its_end(engine: BuiltinEngine, voice: VoiceData):
    def last_rise(text: str) -> float:
        samples = say(engine, voice, text)
        f0 = find_f0(samples, SAMPLE_RATE, CancelToken())
        heard = np.log(f0[f0 > 0])
        return float(np.median(heard[-20:]) - np.median(heard))

    assert last_rise("Are you coming home?") > last_rise("You are coming home.") + 0.1
