"""What is probably mixed up in what the user typed: the wrong words, words in the wrong box, the wrong language.

Pure functions from measurements to findings. They warn and never fail a recording: the user knows better at times.
"""

from pathlib import PurePath

from voicecloner.domain.languages import ENGLISH_NAMES
from voicecloner.domain.listening import ReadText
from voicecloner.domain.quality import Finding, Severity
from voicecloner.speech.language import CLEARLY_PERCENT, OtherLanguage
from voicecloner.speech.transcript_fit import TranscriptFit

TRANSCRIPT_CHECK, SWAPPED_CHECK, LANGUAGE_CHECK = "transcript", "swapped", "language"
FITS_PERCENT = 30.0
"""Clean recordings fit their transcripts with 87 % and more, in noise 12 dB below the voice with 45 % and more; wrong
transcripts stay below 21 %. Figures: `benchmarks/doctor.py`."""
_REST_FITS_PERCENT = 40.0
# Right transcripts, read by espeak-ng at 175 words a minute, take 0.73 to 1.18 of the time their speakers took.
_SLOWEST, _FASTEST = 0.55, 1.7
_FILE_ENDINGS = {".txt", ".md", ".rtf", ".doc", ".docx", ".odt", ".srt", ".vtt", ".json", ".csv", ".lab"}

_WRONG_WORDS = (
    "The words do not seem to be those of the recording ({fit:.0f} % fit): the transcript must hold exactly what is "
    "said in it, not what the voice shall say later."
)
_PART_MISSING = (
    "{missing:.1f} s of the recording do not seem to be in the transcript: write down everything that is said, or "
    "leave the transcript empty."
)
_TOO_MUCH = (
    "About {surplus:.0f} % of the transcript does not seem to be said in the recording: take out what is not heard."
)
_TOO_SHORT = (
    "The transcript looks too short: it takes about {read:.1f} s to say, and {speech:.1f} s of speech were heard. "
    "Write down everything that is said."
)
KEEP_WHAT_IS_SAID = "Keep only what is said in the recording."
_TOO_LONG = (
    "The transcript looks too long: it takes about {read:.1f} s to say, and {speech:.1f} s of speech were heard. "
    + KEEP_WHAT_IS_SAID
)

_AS_LONG = "The transcript is about as long as the speech."
_UNKNOWN = " Its words cannot be compared with the recording: only English is understood."


def judge_fit(fit: TranscriptFit) -> Finding:
    """Does the transcript hold the words of the recording?"""
    is_right = fit.percent >= FITS_PERCENT
    if is_right and not fit.unwritten and not fit.unheard_share:
        return _fit_finding(Severity.OK, fit, "The transcript fits the recording ({fit:.0f} %).")
    # parts missing on both sides at once are as a wrong transcript looks, unless the whole fits in spite of them
    rest_is_right = is_right or fit.rest_percent >= _REST_FITS_PERCENT
    is_one_sided = is_right or not (fit.unwritten and fit.unheard_share)
    return _part_finding(fit) if rest_is_right and is_one_sided else _fit_finding(Severity.WARN, fit, _WRONG_WORDS)


def _part_finding(fit: TranscriptFit) -> Finding:
    """What is said of a transcript the rest of which is right."""
    if fit.unwritten:
        missing_s = sum(span.end_s - span.start_s for span in fit.unwritten)
        return _fit_finding(Severity.WARN, fit, _PART_MISSING, missing=missing_s)
    if fit.unheard_share:
        return _fit_finding(Severity.WARN, fit, _TOO_MUCH, surplus=100.0 * fit.unheard_share)
    return _fit_finding(Severity.WARN, fit, _WRONG_WORDS)


def _fit_finding(severity: Severity, fit: TranscriptFit, words: str, **numbers: float) -> Finding:
    message = words.format(fit=max(0.0, fit.percent), **numbers)
    spans = fit.unwritten if "missing" in numbers else ()
    return Finding(TRANSCRIPT_CHECK, severity, max(0.0, fit.percent), "%", FITS_PERCENT, message, spans)


def judge_pace(read: ReadText, speech_s: float, *, is_known: bool) -> Finding:
    """The same where the words cannot be listened for: is the transcript about as long as the speech?

    Args:
        read: the transcript.
        speech_s: seconds of speech in the recording, > 0.
        is_known: whether the words of this language are understood at all; if not, that is said.
    """
    pace, numbers = read.seconds / speech_s, {"read": read.seconds, "speech": speech_s}
    if pace < _SLOWEST:
        severity, limit, words = Severity.WARN, _SLOWEST, _TOO_SHORT
    elif pace > _FASTEST:
        severity, limit, words = Severity.WARN, _FASTEST, _TOO_LONG
    else:
        severity, limit, words = Severity.OK, _FASTEST, _AS_LONG if is_known else _AS_LONG + _UNKNOWN
    return Finding(TRANSCRIPT_CHECK, severity, read.seconds, "s", limit * speech_s, words.format(**numbers))


def swapped(transcript: TranscriptFit | None, text: TranscriptFit | None) -> Finding | None:
    """Are the transcript and the text to be spoken in each other's place?

    Args:
        transcript: how the transcript fits the recording.
        text: how the text to be spoken fits it.

    Returns:
        the finding; None where there is no sign of it.
    """
    if transcript is None or text is None or transcript.percent >= FITS_PERCENT or text.percent < FITS_PERCENT:
        return None
    message = (
        f"The transcript and the text to speak seem to be swapped: the text fits the recording ({text.percent:.0f} %), "
        "the transcript does not."
    )
    return Finding(SWAPPED_CHECK, Severity.WARN, text.percent, "%", FITS_PERCENT, message)


def unused(finding: Finding, engine: str) -> Finding:
    """A finding on a transcript that the engine does not use: it is told, and is nothing to complain of.

    Args:
        finding: what was found about the transcript.
        engine: the engine's title.
    """
    if finding.severity is Severity.OK or finding.check == SWAPPED_CHECK:  # that the text is the wrong one matters
        return finding
    message = f"{not_used(engine)} {finding.message}"
    return Finding(finding.check, Severity.OK, finding.value, finding.unit, None, message)


def not_used(engine: str) -> str:
    """What to say of a transcript where the engine makes voices of the sound alone."""
    return f"{engine} does not use the transcript, it is only kept with the voice."


def length_finding(transcript: str, most_characters: int) -> Finding | None:
    """The transcript is longer than that of any recording a voice is made of."""
    complaint = too_many_characters(transcript, most_characters)
    if not complaint:
        return None
    message, limit = f"{complaint} {KEEP_WHAT_IS_SAID}", float(most_characters)
    return Finding(TRANSCRIPT_CHECK, Severity.WARN, float(len(transcript)), "characters", limit, message)


def too_many_characters(transcript: str, most_characters: int) -> str:
    """What to say of a transcript that is too long; empty where it is not."""
    if len(transcript) <= most_characters:
        return ""
    return f"The transcript has {len(transcript):,} characters; {most_characters:,} is the most."


def names_a_file(transcript: str) -> bool:
    """Whether a transcript looks like the name of a file that holds it."""
    line = transcript.strip()
    return "\n" not in line and len(line) < 260 and PurePath(line).suffix.lower() in _FILE_ENDINGS


def file_name_finding(transcript: str) -> Finding | None:
    """The transcript is the name of a text file, given in place of its words."""
    if not names_a_file(transcript):
        return None
    name = PurePath(transcript.strip().replace("\\", "/")).name
    message = f"The transcript looks like the name of a file (“{name}”): give the words in it instead."
    return Finding(TRANSCRIPT_CHECK, Severity.WARN, None, "", None, message)


def language_finding(other: OtherLanguage | None, what: str) -> Finding | None:
    """The text is in another language than the one chosen.

    Args:
        other: what was found about it.
        what: the name of the text, e.g. ``"text"`` or ``"transcript"``.
    """
    if other is None:
        return None
    found, expected = ENGLISH_NAMES[other.found], ENGLISH_NAMES[other.expected]
    message = f"The {what} seems to be {found}, but the language is set to {expected}: choose the language it is in."
    return Finding(LANGUAGE_CHECK, Severity.WARN, other.percent, "%", CLEARLY_PERCENT, message)
