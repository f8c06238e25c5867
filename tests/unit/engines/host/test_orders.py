from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.support.fake_engines import SAMPLE_RATE, EchoEngine, ToneEngine
from voicecloner.domain.audio import AudioClip, ReferenceClip
from voicecloner.domain.synthesis import ConversionOptions, ConversionWay, SpeechOptions
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.host import wire
from voicecloner.engines.host.orders import clone_order, convert_order, synthesis_order
from voicecloner.errors import InvalidRequest, TranscriptRequired

ENGINE = ToneEngine().info()
ECHO = EchoEngine().info()


def reference(seconds: float, sample_rate: int = SAMPLE_RATE, transcript: str = "", pitch_hz: float = 1000.0):
    times_s = np.arange(round(seconds * sample_rate)) / sample_rate
    clip = AudioClip((0.5 * np.sin(2 * np.pi * pitch_hz * times_s)).astype(np.float32), sample_rate)
    return ReferenceClip(clip, transcript, "en-GB")


def test_references_travel_one_after_the_other():
    references = [reference(1.0, transcript="one"), reference(0.5, pitch_hz=300.0)]
    order, payload = clone_order(ENGINE, references, VoiceMode.EMBEDDING, 7)
    assert order == wire.Clone(7, "tone", "embedding", SAMPLE_RATE, [24_000, 12_000], ["one", ""], ["en-GB", "en-GB"])
    both = np.concatenate([r.clip.samples for r in references])
    np.testing.assert_array_equal(wire.waveform_from_bytes(payload), both)


@pytest.mark.parametrize("sample_rate", [16_000, 44_100, 48_000])
def test_references_are_resampled_to_the_engines_rate(sample_rate):
    order, payload = clone_order(ENGINE, [reference(2.0, sample_rate)], VoiceMode.EMBEDDING, 1)
    samples = wire.waveform_from_bytes(payload)
    expected = reference(2.0).clip.samples
    assert order.sample_rate == SAMPLE_RATE
    assert order.frames == [len(samples)] == [len(expected)]
    inner = slice(SAMPLE_RATE // 10, -SAMPLE_RATE // 10)
    assert np.abs(samples[inner] - expected[inner]).max() < 1e-3


def test_several_short_references_are_enough_together():
    order, _ = clone_order(ENGINE, [reference(0.6), reference(0.6)], VoiceMode.EMBEDDING, 1)
    assert len(order.frames) == 2


@pytest.mark.parametrize("references", [[], [reference(0.4), reference(0.4)]], ids=["none", "short"])
def test_too_little_sound_is_refused(references):
    with pytest.raises(InvalidRequest, match="needs at least 1 s"):
        clone_order(ENGINE, references, VoiceMode.EMBEDDING, 1)


@pytest.mark.parametrize(
    ("samples", "words"),
    [
        (np.zeros(SAMPLE_RATE * 2, np.float32), "is silent"),
        (np.full(SAMPLE_RATE * 2, 9e-5, np.float32), "is silent"),
        (np.full(SAMPLE_RATE * 2, np.nan, np.float32), "not numbers"),
        (np.full((SAMPLE_RATE * 2, 2), 0.5, np.float32), "more than one channel"),
    ],
)
def test_what_is_no_sound_is_refused(samples, words):
    useless = ReferenceClip(AudioClip(samples, SAMPLE_RATE))
    with pytest.raises(InvalidRequest, match=words):
        clone_order(ENGINE, [useless], VoiceMode.EMBEDDING, 1)


def test_silence_beside_a_sound_is_taken():
    silent = ReferenceClip(AudioClip(np.zeros(SAMPLE_RATE, np.float32), SAMPLE_RATE))
    order, _ = clone_order(ENGINE, [silent, reference(1.0)], VoiceMode.EMBEDDING, 1)
    assert order.frames == [SAMPLE_RATE, SAMPLE_RATE]


def test_transcript_mode_needs_a_transcript():
    with pytest.raises(TranscriptRequired):
        clone_order(ENGINE, [reference(2.0, transcript=" ")], VoiceMode.TRANSCRIPT, 1)
    order, _ = clone_order(ENGINE, [reference(2.0, transcript="words")], VoiceMode.TRANSCRIPT, 1)
    assert order.mode == "transcript"


def test_mode_the_engine_lacks_is_refused():
    from dataclasses import replace

    embedding_only = replace(ENGINE, requirements=replace(ENGINE.requirements, modes=(VoiceMode.EMBEDDING,)))
    with pytest.raises(InvalidRequest, match="cannot clone from the sound and its transcript") as caught:
        clone_order(embedding_only, [reference(2.0, transcript="words")], VoiceMode.TRANSCRIPT, 1)
    assert caught.value.hint == "It clones from the sound alone."


def test_synthesis_order_carries_everything():
    options = SpeechOptions("de", 1.5, 42, {"octave": 1})
    order = synthesis_order(ENGINE, Path("voice.safetensors"), "Hallo", options, 3)
    location = str(Path.cwd() / "voice.safetensors")
    assert order == wire.Synthesize(3, "tone", location, "Hallo", "de", 1.5, 42, {"octave": 1})


@pytest.mark.parametrize(
    ("text", "speed", "words"),
    [
        ("", 1.0, "no text"),
        (" \n", 1.0, "no text"),
        ("x" * 1001, 1.0, "at most 1000 characters in one go; these are 1001"),
        ("Hello", 0.4, "speed 0.4 is out of range"),
        ("Hello", 2.1, "out of range"),
        ("Hello", float("nan"), "out of range"),
    ],
)
def test_senseless_synthesis_is_refused(text, speed, words):
    with pytest.raises(InvalidRequest, match=words):
        synthesis_order(ENGINE, Path("voice.safetensors"), text, SpeechOptions(speed=speed), 1)


def test_limits_themselves_are_allowed():
    order = synthesis_order(ENGINE, Path("v"), "x" * 1000, SpeechOptions(speed=2.0), 1)
    assert (len(order.text), order.speed) == (1000, 2.0)


def test_an_engine_that_says_no_texts_is_given_none():
    with pytest.raises(InvalidRequest, match="Echo cannot say a text"):
        synthesis_order(ECHO, Path("v"), "Hello", SpeechOptions(), 1)


@pytest.mark.parametrize("sample_rate", [16_000, SAMPLE_RATE, 44_100])
def test_speech_to_convert_is_resampled_to_the_engines_rate(sample_rate):
    order, payload = convert_order(ECHO, Path("v"), reference(1.5, sample_rate).clip, ConversionOptions(7), 3)
    assert order == wire.Convert(3, "echo", str(Path.cwd() / "v"), SAMPLE_RATE, 7, "auto")
    samples = wire.waveform_from_bytes(payload)
    inner = slice(SAMPLE_RATE // 10, -SAMPLE_RATE // 10)
    assert np.abs(samples[inner] - reference(1.5).clip.samples[inner]).max() < 1e-3


@pytest.mark.parametrize("seconds", [0.1, 30.0])
def test_the_shortest_and_the_longest_piece_are_converted(seconds):
    assert len(convert_order(ECHO, Path("v"), reference(seconds).clip, ConversionOptions(), 1)[1]) == 4 * round(
        seconds * SAMPLE_RATE
    )


@pytest.mark.parametrize(
    ("samples", "words"),
    [
        (np.zeros(0, np.float32), "pieces of 0.1 to 30 s, not 0.0 s"),
        (np.full(SAMPLE_RATE * 31, 0.1, np.float32), "not 31.0 s"),
        (np.zeros(SAMPLE_RATE, np.float32), "The speech is silent"),
        (np.full(SAMPLE_RATE, np.inf, np.float32), "The speech holds samples that are not numbers"),
        (np.full((SAMPLE_RATE, 2), 0.5, np.float32), "The speech has more than one channel"),
    ],
)
def test_what_is_no_piece_of_speech_is_not_converted(samples, words):
    with pytest.raises(InvalidRequest, match=words):
        convert_order(ECHO, Path("v"), AudioClip(samples, SAMPLE_RATE), ConversionOptions(), 1)


def test_an_engine_that_only_says_texts_is_given_no_speech():
    with pytest.raises(InvalidRequest, match="Tone cannot convert recordings"):
        convert_order(ENGINE, Path("v"), reference(1.0).clip, ConversionOptions(), 1)


def test_a_way_the_engine_does_not_have_is_refused():
    with pytest.raises(InvalidRequest, match="Echo converts in its own way, not by “words”") as refused:
        convert_order(ECHO, Path("v"), reference(1.0).clip, ConversionOptions(way=ConversionWay.WORDS), 1)
    assert "Leave the way to it" in refused.value.hint


def test_a_way_it_has_is_told():
    able = replace(ECHO, abilities=replace(ECHO.abilities, conversion_ways=(ConversionWay.WORLD,)))
    order, _ = convert_order(able, Path("v"), reference(1.0).clip, ConversionOptions(way=ConversionWay.WORLD), 1)
    assert order.way == "world"
