"""The guards, on codes drawn as unevenly as a codec's are. How alike the model's repetition of real words is to their
reference cannot be known without its weights."""

import numpy as np
import pytest

from voicecloner.engines.adapters.qwen3_tts.guards import (
    begins_with_end_of,
    is_stuck,
    longest_speech_frames,
    repeated_frames,
)

CODES = 2000
SILENCE = [2000, 2001]


class Speaker:
    """Draws the first code of each frame."""

    def __init__(self, seed):
        self.random = np.random.default_rng(seed)
        often = 1 / (np.arange(CODES) + 30.0)
        self.often = often / often.sum()

    def speak(self, frames):
        return self.random.choice(CODES, frames, p=self.often).tolist()

    def pause(self, frames=6):
        return self.random.choice(SILENCE, frames).tolist()

    def repeat(self, codes, changed, hurry):
        """The same words again: some codes are others, some frames are too many or too few."""
        spoken = []
        for code in codes:
            chance = self.random.random()
            if chance >= hurry / 2:
                spoken.append(int(self.random.integers(CODES)) if self.random.random() < changed else code)
            if chance > 1 - hurry / 2:
                spoken.append(int(self.random.integers(CODES)))
        return spoken


def decided(reference, spoken):
    """How many frames are cut, and after how many that is known."""
    for heard in range(1, len(spoken) + 1):
        repeated = repeated_frames(reference, spoken[:heard], is_whole=False)
        if repeated is not None:
            return repeated, heard
    return repeated_frames(reference, spoken, is_whole=True), len(spoken)


def leaking(seed, changed, hurry):
    """Speech that begins with the last one or two seconds of its reference: how many frames of it are cut, and should
    be."""
    speaker = Speaker(seed)
    length = int(speaker.random.integers(12, 26))
    told = speaker.speak(150)
    begin = speaker.pause(int(speaker.random.integers(0, 4))) + speaker.repeat(told[-length:], changed, hurry)
    cut, _ = decided(told + speaker.pause(), begin + speaker.speak(80))
    return cut, len(begin)


@pytest.mark.parametrize("seed", range(20))
def test_the_very_end_of_the_reference_is_cut_off(seed):
    cut, repeated = leaking(seed, changed=0.0, hurry=0.0)
    assert repeated <= cut <= repeated + 2


def test_words_said_again_a_little_differently_are_cut_off_more_often_than_not():
    found = [leaking(seed, changed=0.4, hurry=0.2) for seed in range(100)]
    errors = [cut - repeated for cut, repeated in found if cut]
    assert len(errors) >= 80
    assert np.abs(np.median(errors)) <= 1


def test_other_words_are_never_cut_and_seldom_kept_waiting():
    waited = []
    for seed in range(300):
        speaker = Speaker(seed)
        reference = speaker.speak(150) + speaker.pause()
        cut, heard = decided(reference, speaker.pause(seed % 4) + speaker.speak(60))
        assert cut == 0
        waited.append(heard)
    assert np.median(waited) <= 15


def test_a_reference_repeated_in_the_middle_is_not_cut():
    speaker = Speaker(1)
    told = speaker.speak(150)
    assert decided(told + speaker.pause(), speaker.speak(30) + told[-20:] + speaker.speak(30))[0] == 0


def test_words_from_the_middle_of_the_reference_are_not_cut():
    speaker = Speaker(2)
    told = speaker.speak(150)
    assert decided(told + speaker.pause(), told[-50:-30] + speaker.speak(60))[0] == 0


def test_silence_is_no_repetition():
    speaker = Speaker(3)
    assert decided(speaker.speak(150) + speaker.pause(), speaker.pause(20) + speaker.speak(60))[0] == 0


@pytest.mark.parametrize("frames", [0, 1, 5, 30])
def test_speech_that_ends_early_is_judged_as_it_is(frames):
    speaker = Speaker(4)
    reference = speaker.speak(150) + speaker.pause()
    assert repeated_frames(reference, speaker.speak(frames), is_whole=True) == 0
    assert repeated_frames([], speaker.speak(frames), is_whole=True) == 0


def test_speech_that_is_nothing_but_the_reference_is_cut_off_whole():
    speaker = Speaker(5)
    told = speaker.speak(150)
    assert repeated_frames(told + speaker.pause(), told[-20:], is_whole=True) == 20


@pytest.mark.parametrize(
    ("text", "transcript", "expected"),
    [
        ("We will build it. Soon.", "This is what we will build", True),
        ("What we will build is here.", "This is, what we will build!", True),
        ("Build!", "This is what we will build.", True),
        ("Buenos días", "que vamos a montar", False),
        ("montar, dijo", "que vamos a Montar.", True),
        ("It is", "what it", False),
        ("天気がいい", "今日は天気", True),
        ("天気がいい", "今日は雨", False),
        ("", "words", False),
        ("?", "", False),
    ],
)
def test_words_that_are_meant_to_be_heard_again(text, transcript, expected):
    assert begins_with_end_of(text, transcript) == expected


@pytest.mark.parametrize(
    ("text", "said_s"),
    [
        ("The birch canoe slid on the smooth planks.", 3.0),
        ("今日は天気がいいから散歩に行きましょう。", 4.0),
        ("31 415 926 535", 7.0),
        ("€ 5, £ 6, $ 7", 5.0),
        ("a", 0.4),
    ],
)
def test_there_is_time_for_slow_speakers_and_an_end_for_babble(text, said_s):
    """The limit is more than twice the time a text takes, and never more than 5 s and six times of it."""
    longest_s = longest_speech_frames(text) / 12.5
    assert 2 * said_s < longest_s < 5 + 6 * said_s


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ([7] * 38, True),
        ([1, 2, 3] + [7, 8] * 19, True),
        ([7] * 37, False),
        ([7, 8, 9] * 13, False),
        ([], False),
    ],
)
def test_speech_that_does_not_change_is_stuck(codes, expected):
    assert is_stuck(codes) == expected
