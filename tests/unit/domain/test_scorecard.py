"""The scorecard: one number, one sentence, and its form in the library."""

import json
from dataclasses import replace

import pytest

from tests.support.scorecards import COMPARISON, match, scorecard
from voicecloner.domain.quality import Severity
from voicecloner.domain.scorecard import SpeakerMatch, scorecard_as_dict, scorecard_from_dict
from voicecloner.domain.scorecard_words import measured_words, verdict_on


@pytest.mark.parametrize(("similarity", "likeness"), [(0.92, 1.0), (0.97, 1.0), (0.72, 0.0), (0.5, 0.0), (0.82, 0.5)])
def test_likeness_lies_between_the_nearest_stranger_and_the_speakers_own_pieces(similarity, likeness):
    assert SpeakerMatch(similarity, 0.92, 0.72, 1).likeness == pytest.approx(likeness)


def test_a_recording_that_is_no_more_alike_to_itself_than_to_a_stranger_tells_nothing():
    assert SpeakerMatch(0.8, 0.7, 0.7, 1).likeness == 0.0


@pytest.mark.parametrize(("likeness", "score"), [(1.0, 100), (0.8, 87), (0.6, 75), (0.35, 50), (0.07, 10), (0.0, 0)])
def test_the_score_is_the_likeness_of_both_ears_where_nothing_is_wrong(likeness, score):
    assert scorecard(by_encoder=match(likeness), by_mixtures=match(likeness)).score == score


GRADES_FROM = {"Good": 75, "Fair": 50, "Poor": 0}


@pytest.mark.parametrize("warnings", [0, 1, 4])
@pytest.mark.parametrize("naturalness", [1.5, 2.29, 2.5, 3.5])
@pytest.mark.parametrize("words_lost", [0, 5, 9, 25])
@pytest.mark.parametrize("places", [(1, 1), (1, 2), (3, 2)])
def test_a_number_never_stands_beside_a_sentence_of_another_grade(places, words_lost, naturalness, warnings):
    for likeness in (0.0, 0.2, 0.349, 0.35, 0.5, 0.599, 0.6, 0.7, 1.0):
        card = scorecard(
            by_encoder=match(likeness, places[0]),
            by_mixtures=match(likeness, places[1]),
            words_lost=words_lost,
            naturalness=naturalness,
            warnings=warnings,
        )
        verdict = verdict_on(card, is_users_own=True)
        grade, said = verdict.sentence.split(": ", 1)
        assert grade == next(name for name, least in GRADES_FROM.items() if card.score >= least)
        assert (grade == "Good") is (verdict.severity is Severity.OK)
        if grade != "Good":
            assert said != "sounds like you, very clear"
            assert verdict.advice


@pytest.mark.parametrize(
    "worse",
    [
        {"words_lost": 15},
        {"warnings": 2},
        {"naturalness": 2.2},
        {"by_encoder": match(0.3)},
        {"by_mixtures": match(0.3)},
    ],
)
def test_each_fault_costs_points(worse):
    assert scorecard(**worse).score < scorecard().score


def test_a_word_that_the_recognizer_misses_in_real_speech_too_costs_nothing():
    assert scorecard(words=30, words_lost=3).score == scorecard().score


def test_a_score_stays_between_0_and_100():
    assert scorecard(by_encoder=match(0.0, 9), by_mixtures=match(0.0, 9), naturalness=1.0, warnings=9).score == 0
    assert scorecard(by_encoder=match(1.0), by_mixtures=match(1.0), naturalness=5.0).score == 100


def test_more_words_wrong_than_were_said_are_all_of_them():
    assert scorecard(words=4, words_lost=9).lost_share == 1.0
    assert scorecard(words=0, words_lost=0).lost_share == 0.0


def test_what_is_kept_comes_back_through_json():
    card = scorecard(words_lost=3, warnings=1)
    assert scorecard_from_dict(json.loads(json.dumps(scorecard_as_dict(card)))) == card


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("words",), -1), (("words",), 1.5), (("words",), True), (("comparison",), None),
        (("comparison", "others"), "9"),
        (("comparison", "naturalness"), "good"), (("comparison", "naturalness"), float("nan")),
        (("comparison", "by_encoder", "place"), None), (("comparison", "by_encoder", "own"), False),
    ],
)  # fmt: skip
def test_another_form_is_refused(place, value):
    stored = scorecard_as_dict(scorecard())
    inner = stored
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    with pytest.raises((KeyError, ValueError, TypeError)):
        scorecard_from_dict(stored)


def test_a_good_voice_in_one_sentence():
    verdict = verdict_on(scorecard(), is_users_own=True)
    assert verdict.severity is Severity.OK
    assert verdict.line == "Good: sounds like you, very clear."


def test_somebody_else_is_not_called_you():
    assert verdict_on(scorecard(), is_users_own=False).sentence == "Good: sounds like the speaker, very clear"


def test_a_flat_voice_is_told_what_to_do():
    verdict = verdict_on(scorecard(range_ratio=0.7), is_users_own=True)
    assert (
        verdict.line
        == "Good: sounds like you, very clear; a little flatter than you: read in a livelier way when you record."
    )


@pytest.mark.parametrize(
    ("measured", "words"),
    [
        ({"range_ratio": 0.3}, "much flatter than you"),
        ({"range_ratio": 1.8}, "livelier than you"),
        ({"pitch_st": 2.5}, "higher than you"),
        ({"pitch_st": -2.5}, "deeper than you"),
        ({"pace_ratio": 0.7}, "slower than you"),
        ({"pace_ratio": 1.4}, "faster than you"),
        ({"words_lost": 12}, "hard to understand"),
        ({"naturalness": 1.9}, "with noise or artefacts"),
        ({"words_lost": 5}, "mostly clear"),
    ],
)
def test_what_differs_is_named_with_what_to_do(measured, words):
    verdict = verdict_on(scorecard(**measured), is_users_own=True)
    assert words in verdict.sentence
    assert verdict.advice or words == "mostly clear"


@pytest.mark.parametrize(
    ("measured", "severity", "words"),
    [
        ({"by_encoder": match(0.5), "by_mixtures": match(0.5)}, Severity.WARN, "Fair: sounds rather like you"),
        ({"by_encoder": match(0.9, 2)}, Severity.WARN, "Fair: sounds rather like you"),
        ({"by_encoder": match(0.9, 2), "by_mixtures": match(0.9, 3)}, Severity.FAIL, "Poor: does not sound like you"),
        ({"by_encoder": match(0.1), "by_mixtures": match(0.2)}, Severity.FAIL, "Poor: does not sound like you"),
    ],
)
def test_both_ears_must_agree(measured, severity, words):
    verdict = verdict_on(scorecard(**measured), is_users_own=True)
    assert (verdict.severity, verdict.sentence.partition(",")[0]) == (severity, words)
    assert verdict.advice


def test_a_poor_recording_is_to_be_made_again_rather_than_the_voice():
    poor = scorecard(by_encoder=match(0.4), by_mixtures=match(0.4))
    assert verdict_on(replace(poor, warnings=1), is_users_own=True).advice[0].startswith("Record again")
    assert verdict_on(poor, is_users_own=True).advice[0].startswith("Rebuild")


def test_a_good_voice_of_a_poor_recording_says_what_keeps_it_from_being_good():
    card = scorecard(by_encoder=match(0.65), by_mixtures=match(0.65), warnings=2)
    assert verdict_on(card, is_users_own=True).line.startswith(
        "Fair: sounds like you, very clear, but from a poor recording: record again"
    )
    assert "2 warnings about the recording, which cost 6 points" in measured_words(card)


def test_what_was_measured_is_told_in_numbers():
    lines = "\n".join(measured_words(scorecard(words=30, words_lost=1, range_ratio=0.8, pitch_st=-1.25)))
    for words in (
        "Among 61 speakers both measures",
        "29 of 30 words",
        "\u22121.2 semitones",
        "\u221220\u00a0%",
        "3.2 of 5",
    ):
        assert words in lines
    assert "words were understood" not in "\n".join(measured_words(scorecard(words=0)))
    taken = measured_words(scorecard(by_encoder=replace(COMPARISON.by_encoder, place=4)))
    assert "place 4 by the first measure, 1 by the second" in taken[1]
