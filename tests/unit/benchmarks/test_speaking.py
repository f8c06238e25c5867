"""What voices are made of and what they say in benchmarks."""

import csv
from pathlib import Path

import numpy as np
import pytest
import soundfile

from benchmarks import _hard_recipes as recipes
from benchmarks._sentences import LISTS, sentences
from benchmarks._speaking import Times, language_of
from benchmarks._speech_set import Speaker, gallery, speakers
from tests.support.fake_engines import ToneEngine
from voicecloner.domain.audio import AudioClip
from voicecloner.speech.espeak import espeak

RATE = 16_000
PEOPLE = [("ann", "F", "en"), ("eve", "F", "en-GB"), ("mia", "F", "en"), ("bob", "M", "en"), ("tom", "M", "en-US")]
PEOPLE += [("jim", "M", "en"), ("bernd", "M", "de")]


@pytest.fixture(scope="module")
def voiced() -> AudioClip:
    spoken = espeak().speak("The boy was there when the sun rose.", "en-us", 165)
    return AudioClip(spoken.samples, spoken.sample_rate)


@pytest.fixture
def speech_set(tmp_path: Path, voiced: AudioClip) -> Path:
    fields = ("kind", "speaker", "sex", "file", "transcript", "language")
    rows = [("good", name, sex, f"good/{name}/ref.wav", "Words.", tag) for name, sex, tag in PEOPLE]
    rows += [("good-clip", name, sex, f"good/{name}/clip1.wav", "More.", tag) for name, sex, tag in PEOPLE]
    rows += [("good", "stranger", "F", "pool/stranger.wav", "", "en"), ("bad", "ann", "F", "bad/x.wav", "", "en")]
    for row in rows:
        path = tmp_path / row[3]
        path.parent.mkdir(parents=True, exist_ok=True)
        soundfile.write(path, voiced.samples, voiced.sample_rate)
    with (tmp_path / "manifest.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([fields, *rows])
    return tmp_path


def test_a_speech_set_has_people_with_clips_and_a_gallery_of_everybody(speech_set: Path):
    everybody = speakers(speech_set)
    assert [p.name for p in everybody] == [name for name, _, _ in PEOPLE]
    assert [(c.speaker, c.text) for c in everybody[0].clips] == [("ann", "More.")]
    assert everybody[-1].clips[0].text == ""
    assert list(gallery(speech_set)) == [*sorted(name for name, _, _ in PEOPLE), "stranger"]
    assert [p.name for p in speakers(speech_set, ["tom"])] == ["tom"]


def test_a_reference_comes_with_its_words_or_without(speech_set: Path):
    (tom,) = speakers(speech_set, ["tom"])
    assert tom.reference(with_transcript=True).transcript == "Words."
    assert tom.reference(with_transcript=False).transcript == ""


def test_settings_are_chosen_by_other_sentences_than_are_reported():
    for language, tuning in LISTS["tuning"].items():
        assert len(set(tuning)) == len(tuning) >= 8
        for name in ("report", "short"):
            reported = LISTS[name][language]
            assert len(set(reported)) == len(reported) >= 8
            assert not set(tuning) & set(reported)
    assert sentences("report", "en-GB", 3) == LISTS["report"]["en"][:3]


def test_who_speaks_a_language_the_engine_lacks_says_english():
    engine = ToneEngine().info()
    assert language_of(Speaker("a", "F", "en-GB", Path("a")), engine) == "en-GB"
    assert language_of(Speaker("b", "M", "de", Path("b")), engine) == "de"
    assert language_of(Speaker("c", "M", "pt-BR", Path("c")), engine) == "en"


def test_times_are_told_in_one_row():
    times = Times([1.0, 3.0, 2.0], [4.0, 4.0, 5.0], [0.1, 0.3], 5.0, 20.0, 400.4)
    assert times.row("it") == "| it | 2.0 / 3.0 | 4.0 | 0.250 | 0.20 / 0.30 | 400 |"


def test_there_are_twenty_hard_references_and_changed_voices_are_other_people(speech_set: Path, tmp_path: Path):
    every = recipes.Maker(speakers(speech_set), [speech_set / "pool" / "stranger.wav"], tmp_path / "hard").all()
    assert len({hard.name for hard in every}) == len(every) == 20
    assert all(hard.reference.path.is_file() for hard in every)
    changed = [hard for hard in every if hard.name.startswith(("child", "very low"))]
    assert len(changed) == 6
    assert all(hard.person == hard.name for hard in changed)
    assert {hard.says for hard in every if hard.name.startswith("says")} == {"de", "es"}


def test_a_shifted_voice_has_the_pitch_and_formants_asked_for(voiced: AudioClip):
    import pyworld

    def pitch_hz(clip: AudioClip) -> float:
        found, _ = pyworld.harvest(clip.samples.astype(np.float64), clip.sample_rate)
        return float(np.median(found[found > 0]))

    child = recipes.shifted(voiced, recipes.Shift(1.5, 1.2))
    assert pitch_hz(child) == pytest.approx(1.5 * pitch_hz(voiced), rel=0.03)
    assert _centre_hz(child) > 1.05 * _centre_hz(recipes.shifted(voiced, recipes.Shift(1.5)))


def test_noise_lies_as_far_below_the_speech_as_asked(voiced: AudioClip):
    noisy = recipes.with_noise(voiced, 20.0, recipes._white)
    gain = np.dot(noisy.samples, voiced.samples) / np.dot(voiced.samples, voiced.samples)
    rest = noisy.samples / gain - voiced.samples
    assert 20 * np.log10(recipes.speech_rms(voiced.samples) / np.std(rest)) == pytest.approx(20.0, abs=0.2)


def test_a_room_adds_a_tail_and_no_clipping(voiced: AudioClip):
    click = AudioClip(np.zeros(RATE, np.float32), RATE)
    click.samples[0] = 1.0
    heard = recipes.in_a_room(click).samples
    direct, tail = heard[0] ** 2, np.sum(heard[1:] ** 2)
    assert 10 * np.log10(direct / tail) == pytest.approx(8.0, abs=0.1)
    assert np.abs(recipes.in_a_room(voiced).samples).max() <= 0.95001


def test_a_telephone_carries_the_middle_of_the_band_only():
    random = np.random.default_rng(0).normal(0, 0.1, RATE).astype(np.float32)
    heard = recipes.telephoned(AudioClip(random, RATE))
    power, hz = np.abs(np.fft.rfft(heard.samples)) ** 2, np.fft.rfftfreq(heard.frames, 1 / heard.sample_rate)
    outside = (hz < 200) | (hz > 3700)
    assert heard.sample_rate == 8_000
    assert power[outside].sum() < 0.01 * power.sum()


def _centre_hz(clip: AudioClip) -> float:
    power = np.abs(np.fft.rfft(clip.samples)) ** 2
    hz = np.fft.rfftfreq(clip.frames, 1 / clip.sample_rate)
    return float(np.sum(hz * power) / np.sum(power))
