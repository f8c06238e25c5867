import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tests.support.clips import clip, noise, silence
from voicecloner.domain.audio import AudioClip
from voicecloner.domain.quality import Finding, Review, ReviewState, Severity
from voicecloner.errors import InvalidRequest
from voicecloner.quality.analyzer import Analyzer
from voicecloner.quality.checks.all_checks import CHECKS, SENTENCES
from voicecloner.quality.profiles import PROFILES
from voicecloner.speech.vad import SpeechDetector

FINITE = st.floats(allow_nan=False, allow_infinity=False, width=32)


def finding(review: Review, check: str) -> Finding:
    return next(found for found in review.findings if found.check == check)


def scaled(speech: AudioClip, gain_db: float) -> AudioClip:
    return AudioClip(speech.samples * np.float32(10 ** (gain_db / 20)), speech.sample_rate)


def assert_complete(review: Review) -> None:
    assert [found.check for found in review.findings] == list(CHECKS)
    for found in review.findings:
        assert found.message.endswith(".")
        assert found.value is None or math.isfinite(found.value)
        for span in found.spans:
            assert 0 <= span.start_s < span.end_s <= review.seconds + 1e-9


def test_a_good_recording_is_approved_without_a_word_of_blame(analyzer: Analyzer, spoken: AudioClip) -> None:
    review = analyzer.review(spoken)
    assert_complete(review)
    assert review.verdict is Severity.OK
    assert review.state is ReviewState.APPROVED
    assert review.profile == "console"
    assert review.seconds == pytest.approx(spoken.seconds)
    assert 0.7 < review.speech_seconds / review.seconds < 0.95


@pytest.mark.parametrize(
    ("check", "severity", "gain_db"),
    [("level", Severity.FAIL, -40.0), ("level", Severity.WARN, -12.0), ("level", Severity.OK, 0.0)],
)
def test_the_level_is_judged(
    analyzer: Analyzer, spoken: AudioClip, check: str, severity: Severity, gain_db: float
) -> None:
    assert finding(analyzer.review(scaled(spoken, gain_db)), check).severity is severity


def test_a_quiet_recording_gets_the_advice_to_move_closer(analyzer: Analyzer, spoken: AudioClip) -> None:
    found = finding(analyzer.review(scaled(spoken, -40.0)), "level")
    assert found.message == (
        f"The recording is very quiet (peak {found.value:.0f} dBFS): move closer, about 10 cm from the microphone, "
        "or raise the input level."
    )
    assert (found.unit, found.limit) == ("dBFS", -30.0)


@pytest.mark.parametrize(("gain_db", "severity"), [(12.0, Severity.WARN), (24.0, Severity.FAIL)])
def test_clipping_is_judged_and_shown(
    analyzer: Analyzer, spoken: AudioClip, gain_db: float, severity: Severity
) -> None:
    pushed = scaled(spoken, gain_db)
    review = analyzer.review(AudioClip(np.clip(pushed.samples, -1, 1) * np.float32(0.5), pushed.sample_rate))
    found = finding(review, "clipping")
    assert found.severity is severity
    assert found.spans
    assert_complete(review)


@pytest.mark.parametrize(("rms", "severity"), [(0.001, Severity.OK), (0.01, Severity.WARN), (0.04, Severity.FAIL)])
def test_noise_is_judged(analyzer: Analyzer, spoken: AudioClip, rms: float, severity: Severity) -> None:
    added = noise(spoken.seconds, spoken.sample_rate, rms=rms)[: spoken.frames]
    found = finding(analyzer.review(AudioClip(spoken.samples + added, spoken.sample_rate)), "noise")
    assert found.severity is severity
    assert found.unit == "dB"
    assert "floor" in found.message


def test_silence_fails_and_says_why(analyzer: Analyzer) -> None:
    digital = analyzer.review(clip(silence(12.0)))
    assert finding(digital, "silence").severity is Severity.FAIL
    assert "muted" in finding(digital, "silence").message
    assert finding(digital, "level").value is None
    tone_of_the_room = analyzer.review(clip(noise(12.0, rms=0.0003)))
    assert "All of it counts as silence" in finding(tone_of_the_room, "silence").message
    assert [(s.start_s, s.end_s) for s in finding(tone_of_the_room, "silence").spans] == [(0.0, 12.0)]
    assert finding(tone_of_the_room, "noise").severity is Severity.OK


def test_noise_alone_fails_as_noise_too(analyzer: Analyzer) -> None:
    review = analyzer.review(clip(noise(12.0, rms=0.05)))
    assert finding(review, "noise").severity is Severity.FAIL
    assert finding(review, "silence").severity is Severity.FAIL


def test_much_silence_is_warned_about_where_it_is(analyzer: Analyzer, spoken: AudioClip) -> None:
    gap = noise(20.0, spoken.sample_rate, rms=0.0003)
    review = analyzer.review(AudioClip(np.concatenate((spoken.samples, gap)), spoken.sample_rate))
    found = finding(review, "silence")
    assert found.severity is Severity.WARN
    assert found.spans[-1].end_s == pytest.approx(review.seconds)
    assert found.spans[-1].end_s - found.spans[-1].start_s > 19


def test_a_short_recording_fails_unless_the_profile_asks_for_less(analyzer: Analyzer, spoken: AudioClip) -> None:
    short = AudioClip(spoken.samples[: 6 * spoken.sample_rate], spoken.sample_rate)
    found = finding(analyzer.review(short), "duration")
    assert (found.severity, found.limit) == (Severity.FAIL, 10.0)
    assert analyzer.review(short, profile="izwi").verdict is Severity.OK


def test_a_duration_just_below_the_limit_is_not_rounded_up(analyzer: Analyzer, spoken: AudioClip) -> None:
    almost = AudioClip(spoken.samples[: round(9.98 * spoken.sample_rate)], spoken.sample_rate)
    assert "only 9.9 s" in finding(analyzer.review(almost), "duration").message


def test_a_long_recording_is_to_be_trimmed(analyzer: Analyzer, spoken: AudioClip) -> None:
    long = AudioClip(np.tile(spoken.samples, 4), spoken.sample_rate)
    assert finding(analyzer.review(long), "duration").severity is Severity.WARN
    assert finding(analyzer.review(long, profile="minimax"), "duration").severity is Severity.OK


def test_a_low_sample_rate_is_a_finding_of_its_own(analyzer: Analyzer, spoken: AudioClip) -> None:
    slowed = finding(analyzer.review(AudioClip(spoken.samples[::2], spoken.sample_rate // 2)), "bandwidth")
    assert (slowed.severity, slowed.value) == (Severity.WARN, 11_025)
    for_cloud = finding(analyzer.review(spoken, profile="qwen-tts"), "bandwidth")
    assert (for_cloud.value, for_cloud.limit) == (22_050, 24_000)


def test_broken_up_speech_is_warned_about_where_a_profile_asks_for_continuous_speech(
    analyzer: Analyzer, spoken: AudioClip
) -> None:
    rate = spoken.sample_rate
    pieces = [spoken.samples[round(s * rate) : round((s + 1.5) * rate)] for s in np.arange(1.0, 7.0, 1.5)]
    gap = silence(1.0, rate)
    broken = AudioClip(np.concatenate([part for piece in pieces * 3 for part in (piece, gap)]), rate)
    assert finding(analyzer.review(broken), "speech").severity is Severity.OK
    found = finding(analyzer.review(broken, profile="cosyvoice"), "speech")
    assert (found.severity, found.limit) == (Severity.WARN, 5.0)
    assert "without a stop" in found.message


def test_a_length_outside_the_best_range_is_still_good_but_told(analyzer: Analyzer, spoken: AudioClip) -> None:
    found = finding(analyzer.review(spoken, profile="qwen3-tts"), "duration")
    assert found.severity is Severity.OK
    assert found.message.endswith("3 to 10 s work best.")
    assert "best" not in finding(analyzer.review(spoken, profile="cosyvoice"), "duration").message


def test_an_unknown_profile_is_refused(analyzer: Analyzer, spoken: AudioClip) -> None:
    with pytest.raises(InvalidRequest):
        analyzer.review(spoken, profile="studio")


def test_every_sentence_is_whole() -> None:
    assert {check for check, _ in SENTENCES} == set(CHECKS)
    for text in SENTENCES.values():
        assert text[0].isupper() or text.startswith("{value")
        assert text.endswith(".")


@given(
    hnp.arrays(np.float32, st.integers(0, 3000), elements=FINITE),
    st.sampled_from([1_000, 8_000, 16_000, 44_100, 192_000]),
    st.sampled_from(list(PROFILES)),
)
def test_any_finite_sound_gets_a_complete_review(samples: np.ndarray, sample_rate: int, profile: str) -> None:
    assert_complete(SHARED.review(AudioClip(samples, sample_rate), profile=profile))


@given(FINITE, st.sampled_from([0, 1, 2, 511, 512, 513, 20_000]))
def test_any_constant_gets_a_complete_review(value: float, frames: int) -> None:
    review = SHARED.review(clip(np.full(frames, value, np.float32)))
    assert_complete(review)
    assert review.verdict is Severity.FAIL


class Arbitrary:
    """A detector that claims whatever it is told to."""

    def __init__(self, claims: np.ndarray) -> None:
        self._claims = claims

    def probabilities(self, samples_16k: np.ndarray) -> np.ndarray:
        return np.resize(self._claims, -(-len(samples_16k) // 512)).astype(np.float32)


@given(
    hnp.arrays(np.float32, st.integers(1, 400), elements=st.floats(0, 1, width=32)),
    st.floats(-1, 1, width=32),
    st.floats(0.5, 30.0),
    st.sampled_from(list(PROFILES)),
)
@settings(max_examples=60)
def test_whatever_the_detector_claims_the_review_is_complete(
    claims: np.ndarray, amplitude: float, seconds: float, profile: str
) -> None:
    sound = noise(seconds, rms=0.3) * np.float32(amplitude)
    assert_complete(Analyzer(Arbitrary(claims)).review(clip(sound), profile=profile))


SHARED = Analyzer(SpeechDetector())
