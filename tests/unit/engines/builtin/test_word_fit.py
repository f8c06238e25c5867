import numpy as np
import pytest

from tests.unit.engines.builtin.made_user import SAMPLE_RATE, USER_TEXT, made_user
from voicecloner.domain.audio import ReferenceClip
from voicecloner.engines.builtin.alignment import AlignmentTask, align
from voicecloner.engines.builtin.features import log_mel
from voicecloner.engines.builtin.source_speech import describe, space_of
from voicecloner.engines.builtin.word_fit import LEAST_QUALITY, Fit, fit_of, syllables_per_s
from voicecloner.jobs import CancelToken, no_progress
from voicecloner.speech.espeak import espeak

OTHER_TEXT = (
    "We heard the bird sing near the north shore, where fresh air and pure joy were free for everyone. "
    "Judge Chambers usually enjoys a large cup of hot cocoa, some cheese and a thick slice of toast."
)
WORDS = USER_TEXT.split()
HALF = len(WORDS) // 2
FIRST_HALF, SECOND_HALF = " ".join(WORDS[:HALF]), " ".join(WORDS[HALF:])
OTHER_HALF = " ".join(OTHER_TEXT.split()[:HALF])


def fit_to(text: str, user: ReferenceClip, rate_wpm: int = 160) -> Fit:
    read = describe(espeak().speak(text, "en-US+klatt6", rate_wpm))
    space = space_of([read])
    tasks = [AlignmentTask(read.log_mels, space.labels(read).state, log_mel(user.clip.samples, SAMPLE_RATE))]
    return fit_of(tasks, [space.keys(read)], align(tasks, no_progress, CancelToken()))


def test_the_quality_tells_the_words_that_were_spoken_from_others(user: ReferenceClip):
    right = fit_to(USER_TEXT, user)
    assert right.quality > 2 * LEAST_QUALITY
    assert right.speaks_for_the_words(1.0)
    assert fit_to(" ".join(WORDS[::-1]), user).quality < LEAST_QUALITY
    assert fit_to(FIRST_HALF, user).quality < right.quality / 2


@pytest.mark.parametrize("text", [f"{FIRST_HALF} {OTHER_HALF}", f"{OTHER_HALF} {SECOND_HALF}"], ids=["end", "start"])
def test_a_half_that_was_not_spoken_is_noticed(user: ReferenceClip, text: str):
    fit = fit_to(text, user)
    assert fit.worst_third < 0.5 * fit_to(USER_TEXT, user).worst_third
    assert not fit.speaks_for_the_words(1.0)


@pytest.mark.parametrize(
    ("quality", "worst_third", "pace", "trusted"),
    [
        (0.30, 0.20, 1.0, True),
        (0.14, 0.05, 1.0, True),
        (0.24, 0.04, 1.0, False),  # one half is right
        (0.03, 0.03, 1.0, False),
        (0.08, 0.06, 0.5, False),  # half of the words are missing
        (0.10, 0.06, 2.1, False),  # twice as many as were spoken
        (0.30, 0.20, 0.7, True),  # an odd reader, but the right words
    ],
)
def test_words_are_trusted_where_they_fit_everywhere(quality: float, worst_third: float, pace: float, *, trusted: bool):
    assert Fit(quality, worst_third, []).speaks_for_the_words(pace) is trusted


def test_misfits_are_told_for_every_frame(user: ReferenceClip):
    fit = fit_to(USER_TEXT, user)
    assert [len(track) for track in fit.misfits] == [len(log_mel(user.clip.samples, SAMPLE_RATE))]
    assert (fit.misfits[0] >= 0).all()
    assert np.isfinite(fit.misfits[0]).all()


def test_pace_is_counted_in_syllables():
    pace = [
        syllables_per_s([log_mel(made_user(text).clip.samples, SAMPLE_RATE)])
        for text in ("Ba ba ba ba ba ba ba ba.", "Strength, strength, strength, strength.")
    ]
    assert pace[0] > 1.3 * pace[1]
