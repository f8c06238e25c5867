import pytest

from voicecloner.domain.listening import ReadText
from voicecloner.domain.quality import Severity, Span
from voicecloner.speech.language import OtherLanguage
from voicecloner.speech.transcript_fit import TranscriptFit
from voicecloner.speech.typed_words import (
    FITS_PERCENT,
    file_name_finding,
    judge_fit,
    judge_pace,
    language_finding,
    names_a_file,
    swapped,
)

RIGHT = TranscriptFit(55.0, 55.0)
WRONG = TranscriptFit(2.0, 2.0)
MISSING = (Span(3.0, 7.5),)


@pytest.mark.parametrize(
    ("fit", "severity", "words"),
    [
        (RIGHT, Severity.OK, "fits the recording (55 %)"),
        (WRONG, Severity.WARN, "do not seem to be those of the recording (2 % fit)"),
        (TranscriptFit(-5.0, -5.0), Severity.WARN, "(0 % fit)"),
        (TranscriptFit(40.0, 60.0, MISSING), Severity.WARN, "4.5 s of the recording do not seem to be in"),
        (TranscriptFit(5.0, 50.0, MISSING), Severity.WARN, "4.5 s of the recording do not seem to be in"),
        (TranscriptFit(35.0, 50.0, (), 0.3), Severity.WARN, "About 30 % of the transcript"),
        (TranscriptFit(5.0, 50.0, (), 0.3), Severity.WARN, "About 30 % of the transcript"),
        (TranscriptFit(5.0, 50.0, MISSING, 0.6), Severity.WARN, "do not seem to be those"),
        (TranscriptFit(5.0, 12.0, MISSING), Severity.WARN, "do not seem to be those"),
    ],
)
def test_how_a_fit_is_told(fit, severity, words):
    finding = judge_fit(fit)
    assert finding.severity is severity
    assert words in finding.message
    assert (finding.check, finding.unit, finding.limit) == ("transcript", "%", FITS_PERCENT)
    assert finding.value >= 0.0


def test_only_what_is_missing_is_painted():
    assert judge_fit(TranscriptFit(40.0, 60.0, MISSING)).spans == MISSING
    assert judge_fit(TranscriptFit(5.0, 12.0, MISSING)).spans == ()


@pytest.mark.parametrize(
    ("read_s", "severity", "words"),
    [
        (10.0, Severity.OK, "about as long"),
        (6.0, Severity.OK, "about as long"),
        (16.0, Severity.OK, "about as long"),
        (4.0, Severity.WARN, "too short: it takes about 4.0 s to say, and 10.0 s"),
        (20.0, Severity.WARN, "too long: it takes about 20.0 s to say"),
    ],
)
def test_the_pace_tells_where_nobody_listens(read_s, severity, words):
    finding = judge_pace(ReadText(("a",), read_s), 10.0, is_known=True)
    assert finding.severity is severity
    assert words in finding.message


def test_where_no_word_is_understood_that_is_said():
    message = judge_pace(ReadText(("a",), 10.0), 10.0, is_known=False).message
    assert message.startswith("The transcript is about as long as the speech. Its words cannot be compared")
    assert "cannot" not in judge_pace(ReadText(("a",), 10.0), 10.0, is_known=True).message


def test_swapped_is_what_fits_in_the_wrong_place():
    finding = swapped(WRONG, RIGHT)
    assert finding.severity is Severity.WARN
    assert "swapped" in finding.message


@pytest.mark.parametrize(
    ("transcript", "text"), [(RIGHT, WRONG), (RIGHT, RIGHT), (WRONG, WRONG), (None, RIGHT), (WRONG, None)]
)
def test_nothing_is_swapped_otherwise(transcript, text):
    assert swapped(transcript, text) is None


@pytest.mark.parametrize(
    ("text", "is_file"),
    [
        ("words.txt", True),
        (r"C:\Users\Anna\My words.TXT", True),
        ("/media/stick/what it says.srt", True),
        ("He opened words.txt and read it.", False),
        ("Hello.", False),
        ("He said no.md\nand left", False),
        ("", False),
    ],
)
def test_the_name_of_a_file_is_no_transcript(text, is_file):
    assert names_a_file(text) is is_file
    assert (file_name_finding(text) is not None) is is_file


def test_only_the_name_is_shown():
    assert "“My words.txt”" in file_name_finding(r"C:\Users\Anna\My words.txt").message


def test_the_language_is_named():
    message = language_finding(OtherLanguage("de", "en", 99.0), "text").message
    assert message == "The text seems to be German, but the language is set to English: choose the language it is in."
    assert language_finding(None, "text") is None
