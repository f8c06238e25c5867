import json
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from tests.support.made_user import USER_SENTENCE, USER_TEXT, made_user, pitch_st, say
from voicecloner.domain.audio import AudioClip, ReferenceClip, Samples, WordTime
from voicecloner.domain.synthesis import SpeechOptions
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.adapters.basic.engine import BasicEngine
from voicecloner.engines.adapters.basic.spectrum import BANDS, speech_level_db, syllables_per_s
from voicecloner.engines.adapters.basic.vocoder import SAMPLE_RATE, recorded_pitch_hz, semitones
from voicecloner.engines.adapters.basic.voice_model import unpack
from voicecloner.engines.contract.engine import VoiceData
from voicecloner.engines.contract.voice_file import StoredVoice, VoiceStamp, from_bytes, to_bytes
from voicecloner.errors import Cancelled, EngineError, InvalidRequest
from voicecloner.jobs import CancelToken, ProgressUpdate, no_progress
from voicecloner.speech.espeak_languages import LANGUAGES

NEW_TEXT = "The birch canoe slid on the smooth planks."


def clone(engine: BasicEngine, *references: ReferenceClip) -> VoiceData:
    return engine.clone(references, VoiceMode.EMBEDDING, no_progress, CancelToken())


def test_info_needs_no_heavy_library():
    script = (
        "import sys; from voicecloner.engines.adapters.basic.engine import BasicEngine; BasicEngine().info(); "
        "print([m for m in ('scipy', 'pyworld', 'espeakng_loader', 'soxr', 'onnxruntime') if m in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert json.loads(shown.stdout.replace("'", '"')) == []


def test_says_what_it_is():
    info = BasicEngine().info()
    assert info.id == "basic"
    assert info.requirements.modes == (VoiceMode.EMBEDDING,)
    assert info.abilities.languages == LANGUAGES
    assert "plain synthetic voice" in info.summary


def test_a_clone_has_the_users_pitch_pace_and_a_level_with_headroom(engine, voice: VoiceData, user: ReferenceClip):
    samples = say(engine, voice, USER_TEXT)
    assert samples.dtype == np.float32
    assert pitch_st(samples) == pytest.approx(pitch_st(user.clip.samples), abs=0.7)
    # espeak's breath goes on from whatever was said before, so a peak or two more or less are counted
    assert syllables_per_s(samples) == pytest.approx(syllables_per_s(user.clip.samples), rel=0.2)
    assert speech_level_db(samples) == pytest.approx(-23, abs=1.5)
    assert np.abs(samples).max() < 0.8  # the limiter has nothing to do


@pytest.mark.parametrize(
    ("voice", "source"), [("en-us+mike2", "mike2"), pytest.param("en-us+Diogo", "Diogo", marks=pytest.mark.slow)]
)
def test_a_person_who_sounds_like_one_of_its_sources_gets_it_back(engine: BasicEngine, voice: str, source: str):
    manner = unpack(clone(engine, made_user(voice=voice, rate_wpm=160))).manner
    assert manner.source == source
    assert manner.formants == pytest.approx(1.0, abs=0.06)
    assert manner.pitch_factor == pytest.approx(1.0, abs=0.35)
    assert manner.rate_wpm == pytest.approx(160, rel=0.15)


@pytest.mark.slow
def test_a_quick_speaker_gets_a_quick_voice(engine: BasicEngine):
    slow, quick = (unpack(clone(engine, made_user(rate_wpm=rate))).manner.rate_wpm for rate in (130, 210))
    assert quick / slow > 1.25


def test_the_seed_means_nothing_and_what_was_said_before_neither(engine: BasicEngine, voice: VoiceData):
    first = say(engine, voice, NEW_TEXT)
    say(engine, voice, "Something else in between.")
    options = SpeechOptions("en", seed=99)
    again = np.concatenate([c.samples for c in engine.synthesize(voice, NEW_TEXT, options, CancelToken())])
    np.testing.assert_array_equal(first, again)


def test_a_voice_survives_its_small_file(engine: BasicEngine, voice: VoiceData):
    content = to_bytes(StoredVoice(VoiceStamp("basic", "1", VoiceMode.EMBEDDING), voice))
    assert len(content) < 2_000
    restored = from_bytes(content).voice_data
    np.testing.assert_array_equal(say(BasicEngine(), restored, NEW_TEXT), say(engine, voice, NEW_TEXT))


@pytest.fixture(scope="module")
def usual(engine: BasicEngine, voice: VoiceData) -> Samples:
    """At the voice's own speed."""
    return say(engine, voice, USER_SENTENCE)


@pytest.mark.parametrize(
    "speed", [0.5, pytest.param(0.8, marks=pytest.mark.slow), pytest.param(1.25, marks=pytest.mark.slow), 2.0]
)
def test_speed_changes_the_length_and_not_the_pitch(
    engine: BasicEngine, voice: VoiceData, usual: Samples, speed: float
):
    other = say(engine, voice, USER_SENTENCE, speed=speed)
    assert len(usual) / len(other) == pytest.approx(speed, rel=0.12)
    assert pitch_st(other) == pytest.approx(pitch_st(usual), abs=1.0)


@pytest.mark.parametrize(
    ("language", "text"),
    [("de", "Im Garten blühen die ersten roten Rosen."), ("vi", "Hôm nay trời đẹp, tôi đi chợ mua rau và cá.")],
)
def test_it_keeps_the_pitch_in_other_languages(engine, voice: VoiceData, user, language: str, text: str):
    assert pitch_st(say(engine, voice, text, language=language)) == pytest.approx(pitch_st(user.clip.samples), abs=2.0)


def test_unknown_languages_are_refused(engine: BasicEngine, voice: VoiceData, user: ReferenceClip):
    with pytest.raises(InvalidRequest, match="xx"):
        say(engine, voice, NEW_TEXT, language="xx")
    with pytest.raises(InvalidRequest, match="xx"):
        clone(engine, replace(user, language="xx"))


def test_a_transcript_is_not_asked_for_and_its_mode_not_taken(engine: BasicEngine, user: ReferenceClip, voice):
    told: list[ProgressUpdate] = []
    made = engine.clone([replace(user, transcript="")], VoiceMode.EMBEDDING, told.append, CancelToken())
    np.testing.assert_array_equal(made.arrays["gain_db"], voice.arrays["gain_db"])
    fractions = [update.fraction for update in told if update.fraction is not None]
    assert fractions == sorted(fractions), "its progress rises to the end"
    assert fractions[-1] == 1.0
    assert len(told) > 8
    with pytest.raises(InvalidRequest, match="sound alone"):
        engine.clone([user], VoiceMode.TRANSCRIPT, no_progress, CancelToken())


@pytest.mark.parametrize("gain_db", [np.zeros(3), np.full(BANDS, np.nan)])
def test_damaged_voice_data_is_told(engine: BasicEngine, voice: VoiceData, gain_db: np.ndarray):
    for damaged in (
        VoiceData({}, voice.metadata),
        VoiceData(voice.arrays, {}),
        VoiceData(voice.arrays, {"basic_voice": '{"source": "mike2"}'}),
        VoiceData({"gain_db": gain_db}, voice.metadata),
    ):
        with pytest.raises(EngineError, match="damaged"):
            say(engine, damaged, NEW_TEXT)


def test_silence_has_no_voice(engine: BasicEngine):
    with pytest.raises(InvalidRequest, match="no voice"):
        clone(engine, ReferenceClip(AudioClip(np.zeros(5 * SAMPLE_RATE, np.float32), SAMPLE_RATE), "", "en"))


def test_noise_instead_of_speech_does_not_break_it(engine: BasicEngine):
    samples = np.random.default_rng(7).normal(0, 0.05, 4 * SAMPLE_RATE).astype(np.float32)
    try:
        made = clone(engine, ReferenceClip(AudioClip(samples, SAMPLE_RATE), "", "en"))
    except InvalidRequest:
        return
    assert np.isfinite(say(engine, made, "Hello.")).all()


@pytest.mark.parametrize("after", [0.0, 0.5])
def test_cloning_stops_when_asked(engine: BasicEngine, user: ReferenceClip, after: float):
    token, last = CancelToken(), 0.0

    def cancel_at(update: ProgressUpdate) -> None:
        nonlocal last
        last = update.fraction or 0.0
        if last >= after:
            token.cancel()

    with pytest.raises(Cancelled):
        engine.clone([user], VoiceMode.EMBEDDING, cancel_at, token)
    assert after <= last < after + 0.1


def test_speaking_stops_when_asked(engine: BasicEngine, voice: VoiceData):
    token = CancelToken()
    chunks = engine.synthesize(voice, USER_TEXT, SpeechOptions(), token)
    assert len(next(chunks).samples) > 0
    token.cancel()
    with pytest.raises(Cancelled):
        next(chunks)


def test_a_question_rises_at_its_end(engine: BasicEngine, voice: VoiceData):
    def last_rise(text: str) -> float:
        heard = semitones(recorded_pitch_hz(say(engine, voice, text), CancelToken()))
        return float(np.median(heard[-12:]) - np.median(heard))

    assert last_rise("Are you coming home?") > last_rise("You are coming home.") + 1.0


def words_of(engine: BasicEngine, voice: VoiceData, text: str, speed: float = 1.0) -> tuple[list[WordTime], float]:
    chunks = list(engine.synthesize(voice, text, SpeechOptions("en", speed), CancelToken()))
    return [word for chunk in chunks for word in chunk.words], sum(len(c.samples) for c in chunks) / SAMPLE_RATE


@pytest.mark.parametrize("speed", [0.5, 1.0, 2.0])
def test_it_tells_when_each_word_is_said(engine: BasicEngine, voice: VoiceData, speed: float):
    text = "He said: “Don't  *touch* it!”\nThen the big dog ran, and the small dog ran too."
    words, length_s = words_of(engine, voice, text, speed)
    told = [text[word.first_character : word.end_character] for word in words]
    assert told == [
        "He",
        "said",
        "Don't",
        "touch",
        "it",
        "Then",
        "the",
        "big",
        "dog",
        "ran",
        "and",
        "the",
        "small",
        "dog",
        "ran",
        "too",
    ]
    times_s = [time_s for word in words for time_s in (word.start_s, word.end_s)]
    assert times_s == pytest.approx(sorted(times_s), abs=0.011)
    assert times_s[0] < 0.2
    assert 0.8 * length_s < times_s[-1] <= length_s


def test_a_stressed_word_takes_longer_in_the_times_too(engine: BasicEngine, voice: VoiceData):
    (plain, _), (marked, _) = (words_of(engine, voice, text) for text in ("They all left.", "They *all* left."))
    assert marked[1].end_s - marked[1].start_s == pytest.approx(1.3 * (plain[1].end_s - plain[1].start_s), abs=0.03)
    assert marked[2].end_s - marked[2].start_s == pytest.approx(plain[2].end_s - plain[2].start_s, abs=0.03)
