"""Which part of a recording is judged, and what is told about it."""

from dataclasses import replace
from typing import Any, cast

import numpy as np
import pytest
import soundfile

from tests.support.long_files import long_file
from tests.support.speech import speech_file
from voicecloner.audio.files.importing import import_audio
from voicecloner.domain.quality import Review, Severity, Span
from voicecloner.errors import InvalidRequest, UnreadableAudio
from voicecloner.jobs import CancelToken
from voicecloner.quality.best_window import Candidate
from voicecloner.use_cases.review.check_references import CheckReferences, CheckRequest, CountedSpeech
from voicecloner.use_cases.review.find_window import WindowProposal


def check(app, *paths, **fields):
    return app.check_references(CheckRequest(paths, **fields))


def severity(checked, name):
    return next(finding.severity for finding in checked.review.findings if finding.check == name)


@pytest.fixture
def short(tmp_path):
    return speech_file(tmp_path / "short.wav", seconds=14)


@pytest.fixture
def long(tmp_path):
    return long_file(tmp_path / "long.wav")


class TestShortFile:
    def test_all_of_it_is_used(self, app, short):
        checked = check(app, short)
        assert checked.review.seconds == pytest.approx(14.0, abs=0.01)
        assert (checked.files[0].span, checked.files[0].proposal, checked.notes) == (None, None, ())

    def test_a_minute_is_not_long(self, app, tmp_path):
        checked = check(app, speech_file(tmp_path / "minute.wav", seconds=60))
        assert checked.review.seconds == pytest.approx(60.0, abs=0.01)
        assert checked.notes == ()


class TestReading:
    def test_the_sound_is_told_before_it_is_judged(self, app, short):
        told = []

        def review(clip, _profile, _cancel):
            assert [heard.frames for heard in told] == [clip.frames]
            return app.judging.review(clip, "console", CancelToken())

        checks = CheckReferences(import_audio, review)
        checked = checks(CheckRequest((short,)), on_read=told.append)
        assert np.array_equal(told[0].samples, checked.clip.samples)

    def test_of_several_files_all_is_told_as_one(self, app, short):
        told = []
        request = CheckRequest((short, short))
        checked = app.check_references(request, on_read=told.append)
        assert [clip.seconds for clip in told] == [pytest.approx(checked.clip.seconds)]

    def test_nothing_is_told_of_what_cannot_be_read(self, app, tmp_path):
        told, path = [], tmp_path / "letter.wav"
        path.write_text("Dear Anna,")
        with pytest.raises(UnreadableAudio):
            app.check_references(CheckRequest((path,)), on_read=told.append)
        assert told == []


class TestLongFile:
    def test_its_best_stretch_is_used(self, app, long):
        checked = check(app, long)
        (file,) = checked.files
        assert file.span == file.proposal.best
        assert 59.0 < file.span.start_s < file.span.end_s < 84.0
        assert checked.review.seconds == pytest.approx(file.span.end_s - file.span.start_s, abs=0.01)
        assert severity(checked, "noise") is Severity.OK
        whole, rate = soundfile.read(long, dtype="float32")
        first = round(file.span.start_s * rate)
        assert np.array_equal(checked.clip.samples, whole[first : first + checked.clip.frames])

    def test_that_is_told(self, app, long):
        (note,) = check(app, long).notes
        assert note.startswith("The best ")
        assert " s of 2\u00a0min were chosen (1:0" in note

    def test_of_three_hours_the_stretch_is_told_by_the_clock(self, short):
        best = Span(10_206.0, 10_226.0)

        def find(request, *, progress, cancel):
            candidates = (Candidate(best, 0.9, 16.0, 40.0, 0.8, 0.0, 0.1, 1.0),)
            return WindowProposal(request, 10_803.0, best, candidates, np.zeros((0, 2), np.float32), 1.0)

        def read(path, *, start_s, max_seconds, channel, cancel):
            audio = import_audio(path, cancel=cancel)
            return audio if start_s is not None else replace(audio, is_whole=False)

        checks = CheckReferences(read, lambda clip, profile, cancel: Review(clip.seconds, 9.0, ()), cast(Any, find))
        told = []
        checked = checks(CheckRequest((short,)), progress=told.append, cancel=CancelToken())
        assert checked.notes[0] == "The best 20 s of 3\u00a0h 0\u00a0min were chosen (2:50:06-2:50:26)."
        fractions = [update.fraction for update in told]
        assert fractions == sorted(fractions)

    def test_of_each_of_several(self, app, long, short):
        checked = check(app, long, short)
        assert [file.span is None for file in checked.files] == [False, True]
        assert checked.notes[0].startswith("long.wav: The best ")
        assert checked.review.seconds < 50.0

    def test_its_length_is_what_the_profile_likes(self, app, long):
        assert check(app, long, profile="qwen3-tts").review.seconds <= 10.0

    def test_a_profile_may_welcome_minutes(self, app, long):
        assert check(app, long, profile="minimax").review.seconds == pytest.approx(150.0, abs=0.01)

    def test_it_is_used_as_a_whole_where_that_is_asked_for(self, app, long):
        checked = check(app, long, keep_whole=True)
        assert checked.review.seconds == pytest.approx(150.0, abs=0.01)
        assert severity(checked, "duration") is Severity.WARN

    def test_the_next_best_is_used_where_the_best_fails_its_review(self, app, long):
        reviews = []

        def strict(*question):
            found = app.check_references._review(*question)
            bad = replace(found.findings[0], severity=Severity.FAIL)
            reviews.append(replace(found, findings=() if reviews else (bad,)))
            return reviews[-1]

        picky = CheckReferences(app.check_references._import, strict, app.find_window)
        (file,) = picky(CheckRequest((long,))).files
        assert file.span == file.proposal.candidates[1].span
        assert len(reviews) == 2

    def test_the_best_is_kept_where_all_fail(self, app, long):
        def never(*question):
            found = app.check_references._review(*question)
            return replace(found, findings=(replace(found.findings[0], severity=Severity.FAIL),))

        picky = CheckReferences(app.check_references._import, never, app.find_window)
        checked = picky(CheckRequest((long,)))
        assert checked.files[0].span == checked.files[0].proposal.best
        assert checked.review.verdict is Severity.FAIL

    def test_nobody_speaks_in_it(self, app, tmp_path):
        soundfile.write(tmp_path / "empty.wav", np.zeros(70 * 16_000), 16_000)
        checked = check(app, tmp_path / "empty.wav")
        assert checked.review.verdict is Severity.FAIL
        assert checked.notes == ("No speech was found in 70\u00a0s; the beginning was taken (0:00-0:20).",)

    def test_progress_only_rises(self, app, long):
        fractions = []
        request = CheckRequest((long, long))
        app.check_references(request, progress=lambda u: fractions.append(u.fraction), cancel=CancelToken())
        assert fractions == sorted(fractions)
        assert len(fractions) > 10

    def test_without_a_finder_the_beginning_is_used(self, app, long):
        alone = CheckReferences(app.check_references._import, app.check_references._review)
        found = alone(CheckRequest((long,)))
        assert found.review.seconds == pytest.approx(150.0, abs=0.01)


class TestChosenStretch:
    def test_just_this_is_used(self, app, long):
        checked = check(app, long, span=Span(62.5, 75.0))
        assert checked.review.seconds == pytest.approx(12.5, abs=0.01)
        assert checked.files[0].span == Span(62.5, 75.0)
        assert checked.notes == ()

    def test_beyond_the_end_there_is_nothing(self, app, short):
        assert check(app, short, span=Span(2.0, 60.0)).review.seconds == pytest.approx(12.0, abs=0.01)

    @pytest.mark.parametrize("span", [Span(5.0, 5.0), Span(6.0, 5.0), Span(-1.0, 5.0), Span(0.0, 601.0)])
    def test_one_that_makes_no_sense(self, app, short, span):
        with pytest.raises(InvalidRequest, match="stretch"):
            check(app, short, span=span)

    def test_of_several_files(self, app, short):
        with pytest.raises(InvalidRequest, match="single file"):
            check(app, short, short, span=Span(1.0, 9.0))


def test_the_channel_can_be_chosen(app, tmp_path):
    mono, rate = soundfile.read(speech_file(tmp_path / "mono.wav", seconds=12))
    soundfile.write(tmp_path / "two.wav", np.stack([mono, 0.2 * mono], axis=1), rate)
    levels = [np.abs(check(app, tmp_path / "two.wav", channel=number).clip.samples).max() for number in (1, 2)]
    assert levels[1] == pytest.approx(0.2 * levels[0], rel=0.01)


def test_the_channel_with_speech_is_found(app, tmp_path):
    mono, rate = soundfile.read(speech_file(tmp_path / "mono.wav", seconds=12))
    room = np.random.default_rng(0).normal(0.0, 0.2 * np.std(mono), (len(mono), 6))
    room[:, 2] = mono
    soundfile.write(tmp_path / "surround.wav", room, rate)
    checked = check(app, tmp_path / "surround.wav")
    assert checked.files[0].audio.channel == 3
    assert checked.notes == ("Channel 3 of 6 is used, because the speech is clearest there.",)


def test_the_best_stretch_is_looked_for_in_the_chosen_channel(app, tmp_path):
    samples, rate = soundfile.read(long_file(tmp_path / "long.wav"))
    soundfile.write(tmp_path / "two.wav", np.stack([0.3 * np.sign(samples[::-1]), samples], axis=1), rate)
    (file,) = check(app, tmp_path / "two.wav", channel=2).files
    assert 59.0 < file.span.start_s < file.span.end_s < 84.0


def test_a_recording_with_too_little_usable_speech_fails_whichever_way_it_is_judged_again(app, short):
    checked = check(app, short, counted=CountedSpeech(6.7, 15.0))
    assert checked.review.verdict is Severity.FAIL
    again = app.check_references.held_against(checked, "izwi", CancelToken())
    assert severity(again, "usable-speech") is Severity.FAIL
    assert severity(check(app, short, counted=CountedSpeech(15.0, 15.0)), "usable-speech") is Severity.OK


def test_a_recording_that_is_too_short_is_told_one_length_alone(app, tmp_path):
    bad = speech_file(tmp_path / "bad.wav", 4.0)
    seconds = [f for f in check(app, bad).review.findings if f.severity is Severity.FAIL and f.unit == "s"]
    assert [(f.check, f.limit) for f in seconds] == [("duration", 10.0)]
    seconds = check(app, bad, counted=CountedSpeech(3.0, 20.0)).review.findings
    assert [(f.check, f.limit) for f in seconds if f.unit == "s" and f.limit_is == "least"] == [("usable-speech", 20.0)]


def test_the_file_is_held_against_its_profile(app, short):
    assert severity(check(app, short, profile="qwen-tts", language="nl"), "language") is Severity.FAIL
    assert severity(check(app, short, as_it_is=True), "format") is Severity.OK


def test_an_unknown_profile_is_refused_before_anything_is_read(app, tmp_path):
    with pytest.raises(InvalidRequest, match="no profile"):
        check(app, tmp_path / "missing.wav", profile="nonesuch")
