"""The input doctor with the real recognizer, the real reader and the real detector."""

import numpy as np
import pytest

from tests.support.clips import clip, silence
from tests.support.hearing import NEEDS_RECOGNIZER
from tests.support.speech import PANGRAMS, espeak_speech
from voicecloner.domain.audio import AudioClip
from voicecloner.domain.quality import Severity
from voicecloner.errors import Cancelled
from voicecloner.jobs import CancelToken, no_progress
from voicecloner.speech import recognizer
from voicecloner.use_cases.review.check_words import TextRequest, TranscriptRequest

pytestmark = NEEDS_RECOGNIZER

OTHER = (
    "Never before had so many people come together to hear what one of them would tell about an evening by the sea, "
    "when nothing happened, and everybody was content."
)
GERMAN = "Es war einmal ein König, der hatte drei Töchter, und die jüngste von ihnen war so schön wie die Sonne."


def check(app, transcript, language="en", sound=None, **more):
    request = TranscriptRequest(sound or espeak_speech(PANGRAMS), transcript, language, **more)
    return app.check_transcript(request)


def found(checked):
    return {finding.check: finding.severity for finding in checked.findings}


def test_the_right_words_fit(app):
    checked = check(app, PANGRAMS)
    assert found(checked) == {"transcript": Severity.OK}
    assert checked.warnings == ()


def test_in_other_languages_only_the_length_is_compared_and_that_is_said(app, monkeypatch):
    monkeypatch.setattr(recognizer, "child_command", lambda: pytest.fail("English is heard in everything"))
    sound = espeak_speech(GERMAN, "de")
    (finding,) = check(app, GERMAN, "de", sound).findings
    assert finding.severity is Severity.OK
    assert "only English is understood" in finding.message
    assert "too long" in check(app, 3 * GERMAN, "de", sound).warnings[0]


@pytest.mark.parametrize(
    "written",
    [
        "Mr. Smith and Dr. Jones met at 5 o'clock on the 15th of March, 1999, and paid 20 dollars for the gray car.",
        "mister smith and doctor jones met at five on the fifteenth of march 1999 and paid $20 for the grey car",
        "MR SMITH AND DR JONES MET AT FIVE O'CLOCK ON THE FIFTEENTH OF MARCH 1999, AND PAID $20 FOR THE GREY CAR",
    ],
)
def test_the_right_words_fit_however_they_are_written(app, written):
    sound = espeak_speech(
        "Mister Smith and Doctor Jones met at five o'clock on the fifteenth of March, nineteen ninety-nine, and paid "
        "twenty dollars for the grey car.",
        "en",
    )
    assert found(check(app, written, sound=sound)) == {"transcript": Severity.OK}


def test_other_words_do_not_fit(app):
    checked = check(app, OTHER)
    assert found(checked) == {"transcript": Severity.WARN}
    assert "do not seem to be those of the recording" in checked.warnings[0]


def test_half_the_words_are_missing(app):
    (finding,) = check(app, PANGRAMS[: len(PANGRAMS) // 2]).findings
    assert "do not seem to be in the transcript" in finding.message
    assert finding.spans


def test_another_language_is_told_besides(app):
    assert found(check(app, GERMAN)) == {"transcript": Severity.WARN, "language": Severity.WARN}


def test_the_right_words_under_the_wrong_language_are_one_mistake(app):
    sound = espeak_speech(GERMAN, "de")
    assert found(check(app, GERMAN, "en", sound)) == {"transcript": Severity.OK, "language": Severity.WARN}


def test_swapped(app):
    assert found(check(app, OTHER, text=PANGRAMS)) == {"swapped": Severity.WARN}
    assert found(check(app, PANGRAMS, text=OTHER)) == {"transcript": Severity.OK}


def test_a_file_name_instead_of_words(app):
    assert "“words.txt”" in check(app, "words.txt").warnings[0]


def test_nothing_is_said_about_nothing(app):
    assert check(app, "  ").findings == ()
    assert check(app, PANGRAMS, sound=clip(silence(1.0))).findings == ()


def test_too_few_words_are_judged_by_their_length(app):
    assert "too short" in check(app, "Hello.").warnings[0]


def test_a_language_nobody_reads_is_not_judged(app):
    assert check(app, PANGRAMS, "qqq").findings == ()


def test_without_a_recognizer_the_length_is_judged(app, monkeypatch, caplog):
    monkeypatch.setattr(recognizer, "child_command", lambda: ["/nowhere/recognizer"])
    assert "about as long" in check(app, PANGRAMS).findings[0].message
    assert "too long" in check(app, 4 * PANGRAMS).warnings[0]


def test_a_long_recording_is_judged_by_its_length(app):
    spoken = espeak_speech(PANGRAMS)
    long = AudioClip(np.resize(spoken.samples, round(245 * spoken.sample_rate)), spoken.sample_rate)
    assert "too short" in check(app, PANGRAMS, sound=long).warnings[0]


def test_a_whole_book_is_too_long(app):
    assert "20,000 is the most" in check(app, 500 * PANGRAMS).warnings[0]


def test_stopped(app):
    cancel = CancelToken()
    cancel.cancel()
    request = TranscriptRequest(espeak_speech(PANGRAMS), PANGRAMS)
    with pytest.raises(Cancelled):
        app.check_transcript(request, progress=no_progress, cancel=cancel)


def test_a_text_to_be_spoken(app):
    assert app.check_text(TextRequest(GERMAN, "en")).warnings
    assert app.check_text(TextRequest(GERMAN, "de-AT")).findings == ()
    assert app.check_text(TextRequest("Hallo!", "en")).findings == ()


def test_a_transcript_has_a_limit_which_is_said_at_once(app, monkeypatch):
    monkeypatch.setattr(recognizer, "child_command", lambda: pytest.fail("nobody listens for a book"))
    (warning,) = check(app, "word " * 40_000).warnings
    assert warning == (
        "The transcript has 199,999 characters; 20,000 is the most. Keep only what is said in the recording."
    )
