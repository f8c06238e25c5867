"""Every fault is found by the check that is there for it, and clean speech is not blamed."""

import numpy as np
import pytest
import soxr
from scipy import signal

from tests.support import recording_faults as faults
from tests.support.clips import noise
from tests.support.speech import PANGRAMS, espeak_speech
from voicecloner.domain.audio import AudioClip
from voicecloner.domain.quality import Finding, Severity
from voicecloner.quality.analyzer import Analyzer

OK, WARN, FAIL = Severity.OK, Severity.WARN, Severity.FAIL


def finding(analyzer: Analyzer, clip: AudioClip, check: str) -> Finding:
    return next(found for found in analyzer.review(clip).findings if found.check == check)


@pytest.mark.parametrize("mains", [50, 60])
@pytest.mark.parametrize("snr_db", [10.0, 20.0])
def test_hum_is_found_measured_and_named(analyzer: Analyzer, spoken: AudioClip, mains: int, snr_db: float) -> None:
    found = finding(analyzer, faults.with_hum(spoken, mains + 0.1, snr_db), "hum")
    assert found.severity is WARN
    assert found.value == pytest.approx(snr_db, abs=3)
    assert f"({mains} Hz)" in found.message


def test_faint_hum_is_told_but_not_blamed(analyzer: Analyzer, spoken: AudioClip) -> None:
    found = finding(analyzer, faults.with_hum(spoken, 50, 38), "hum")
    assert found.severity is OK
    assert finding(analyzer, spoken, "hum").message == "There is no mains hum."


def test_hum_is_no_music(analyzer: Analyzer, spoken: AudioClip) -> None:
    assert finding(analyzer, faults.with_hum(spoken, 60, 10, 12), "music").severity is OK


def test_an_offset_is_warned_about_and_nothing_else_is(analyzer: Analyzer, spoken: AudioClip) -> None:
    shifted = AudioClip(spoken.samples * np.float32(0.5) - np.float32(0.26), spoken.sample_rate)
    blamed = [found.check for found in analyzer.review(shifted).findings if found.severity is not OK]
    assert blamed == ["dc-offset"]
    assert finding(analyzer, shifted, "dc-offset").value == pytest.approx(26, abs=0.1)


@pytest.mark.parametrize(
    ("rt60_s", "direct_db", "severity"), [(0.2, 10.0, OK), (0.8, 0.0, WARN), (1.5, -3.0, WARN), (2.5, 0.0, WARN)]
)
def test_an_echoing_room_is_heard(
    analyzer: Analyzer, spoken: AudioClip, rt60_s: float, direct_db: float, severity: Severity
) -> None:
    assert finding(analyzer, faults.in_a_hall(spoken, rt60_s, direct_db), "reverberation").severity is severity


def test_the_longer_the_room_sounds_the_higher_the_figure(analyzer: Analyzer, spoken: AudioClip) -> None:
    halls = [faults.in_a_hall(spoken, rt60_s, 0.0) for rt60_s in (0.3, 0.6, 1.2)]
    decays = [finding(analyzer, hall, "reverberation").value or 0.0 for hall in halls]
    assert decays == sorted(decays)


@pytest.mark.parametrize("sample_rate", [16_000, 22_050, 44_100, 48_000])
def test_a_telephone_is_heard_whatever_the_sample_rate_says(
    analyzer: Analyzer, spoken: AudioClip, sample_rate: int
) -> None:
    heard = faults.over_a_telephone(spoken)
    stored = AudioClip(soxr.resample(heard.samples, heard.sample_rate, sample_rate), sample_rate)
    found = finding(analyzer, stored, "bandwidth")
    assert found.severity is FAIL
    assert 3_000 < found.value < 4_300
    assert "telephone" in found.message


def test_noise_over_the_upper_bands_is_no_telephone(analyzer: Analyzer, spoken: AudioClip) -> None:
    hissing = faults.mixed(spoken, noise(spoken.seconds + 1, spoken.sample_rate)[: spoken.frames], 8.0)
    assert finding(analyzer, hissing, "bandwidth").severity is OK


@pytest.mark.parametrize("kind", ["zeros", "stuck", "repeated"])
@pytest.mark.parametrize(("count", "ms", "severity"), [(1, 30.0, WARN), (5, 10.0, WARN), (20, 50.0, FAIL)])
def test_dropouts_are_counted_and_shown(
    analyzer: Analyzer, spoken: AudioClip, kind: str, count: int, ms: float, severity: Severity
) -> None:
    found = finding(analyzer, faults.with_dropouts(spoken, kind, count, ms), "dropouts")
    assert found.severity is severity
    assert found.value == pytest.approx(count, abs=count // 4)
    assert len(found.spans) == found.value


def test_dropouts_are_found_after_resampling(analyzer: Analyzer, spoken: AudioClip) -> None:
    torn = faults.with_dropouts(spoken, "zeros", 10, 40.0)
    resampled = AudioClip(soxr.resample(torn.samples, torn.sample_rate, 16_000), 16_000)
    assert finding(analyzer, resampled, "dropouts").value >= 5


def test_a_noise_gate_between_sentences_is_no_dropout(analyzer: Analyzer, spoken: AudioClip) -> None:
    rate = spoken.sample_rate
    frames = np.arange(spoken.frames) // (rate // 50)
    loud = np.array([np.abs(spoken.samples[frames == n]).max() for n in range(frames[-1] + 1)]) > 0.004
    opened = np.convolve(np.repeat(loud, rate // 50)[: spoken.frames], np.ones(rate // 10) / (rate // 10), "same")
    gated = AudioClip(np.where(opened > 0.01, spoken.samples, 0).astype(np.float32), rate)
    assert (gated.samples == 0).mean() > 0.1
    assert finding(analyzer, gated, "dropouts").value == 0


@pytest.mark.parametrize(("snr_db", "severity"), [(0.0, FAIL), (10.0, FAIL), (20.0, WARN)])
def test_music_under_speech_is_found(analyzer: Analyzer, spoken: AudioClip, snr_db: float, severity: Severity) -> None:
    music = faults.chords(spoken.seconds + 1, spoken.sample_rate)[: spoken.frames]
    found = finding(analyzer, faults.mixed(spoken, music, snr_db), "music")
    assert found.severity in {severity, FAIL}


def test_music_alone_is_found(analyzer: Analyzer) -> None:
    music = AudioClip((0.1 * faults.chords(12.0, 22_050)).astype(np.float32), 22_050)
    assert finding(analyzer, music, "music").severity is FAIL


def test_a_whisper_is_found(analyzer: Analyzer, spoken: AudioClip) -> None:
    found = finding(analyzer, faults.whispered(spoken), "whisper")
    assert found.severity is FAIL
    assert finding(analyzer, spoken, "whisper").value > 80


def test_clipping_is_found_after_resampling(analyzer: Analyzer, spoken: AudioClip) -> None:
    cut = np.clip(spoken.samples * np.float32(8), -1, 1) * np.float32(0.5)
    resampled = AudioClip(soxr.resample(cut, spoken.sample_rate, 16_000), 16_000)
    found = finding(analyzer, resampled, "clipping")
    assert found.severity is WARN


def test_a_long_pause_is_warned_about_and_never_fails(analyzer: Analyzer, spoken: AudioClip) -> None:
    gap = noise(6.0, spoken.sample_rate, rms=0.0005)
    found = finding(
        analyzer, AudioClip(np.concatenate((spoken.samples, gap, spoken.samples)), spoken.sample_rate), "pauses"
    )
    assert (found.severity, found.limit) == (WARN, 2.0)
    assert [span.end_s - span.start_s for span in found.spans] == [found.value]


def test_two_who_speak_at_once_are_found(analyzer: Analyzer, spoken: AudioClip) -> None:
    other = espeak_speech(PANGRAMS, "en-us+f3").samples
    samples = spoken.samples + 0.5 * np.resize(np.roll(other, len(other) // 3), spoken.frames)
    found = finding(analyzer, AudioClip(samples.astype(np.float32), spoken.sample_rate), "speakers")
    assert found.severity is Severity.WARN
    assert "at once" in found.message


@pytest.mark.parametrize(("turn_s", "advice"), [(4.0, "save it as several files"), (13.0, "keep only the parts with")])
def test_of_two_who_take_turns_it_is_told_what_can_be_done(analyzer: Analyzer, turn_s: float, advice: str) -> None:
    people = [espeak_speech(PANGRAMS, voice) for voice in ("en-us", "en-us+f4")]
    frames, rate = round(turn_s * people[0].sample_rate), people[0].sample_rate
    turns = range(round(26.0 / turn_s))
    said = [np.resize(np.roll(people[turn % 2].samples, -turn * frames), frames) for turn in turns]
    samples = np.concatenate(said) + noise(len(turns) * turn_s, rate, rms=0.0005)
    found = finding(analyzer, AudioClip(samples.astype(np.float32), rate), "speakers")
    assert found.severity is FAIL
    assert advice in found.message, (found.message, found.spans)


def test_strong_compression_is_heard(analyzer: Analyzer, spoken: AudioClip) -> None:
    sections = signal.cheby2(12, 70, 5_600, fs=spoken.sample_rate, output="sos")  # where a 16 kbit/s MP3 ends
    dull = signal.sosfilt(sections, spoken.samples).astype(np.float32)
    assert finding(analyzer, AudioClip(dull, spoken.sample_rate), "bandwidth").severity is Severity.WARN
