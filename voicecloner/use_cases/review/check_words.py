"""The input doctor: do the words that were typed fit the recording and the language? It warns, and stops nothing.

Two use cases: `CheckTranscript` for what is said in a recording, `CheckText` for what a voice shall say.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from voicecloner.domain.audio import AudioClip
from voicecloner.domain.listening import HeardSound, ReadText
from voicecloner.domain.quality import Finding, Severity, Span
from voicecloner.errors import RecognizerError
from voicecloner.jobs import NEVER, CancelToken, Progress, ProgressUpdate, no_progress
from voicecloner.speech import typed_words as doctor
from voicecloner.speech.language import OtherLanguage
from voicecloner.speech.pieces import is_known_language, pieces_of
from voicecloner.speech.transcript_fit import FEWEST_SOUNDS, TranscriptFit, fit_of, sounds_in_time, sure_words
from voicecloner.use_cases.review.propose_transcript import Hear

LONGEST_S = 240.0
"""Longer recordings are judged by the length of their transcript alone."""

LONGEST_TRANSCRIPT = 20_000
"""Characters, more than twenty minutes of speech: no recording a voice is made of is that long."""

LONGEST_TEXT = 10_000
"""Characters, ten minutes of speech: of a longer text, a whole book pasted by mistake, the beginning says enough."""


Read = Callable[[str, str], ReadText | None]
"""(text, language) -> how it is read aloud; None where nothing reads that language."""
Detect = Callable[[str, str], OtherLanguage | None]
"""(text, language) -> the other language it is in; see `voicecloner.speech.language.clearly_other`."""


@dataclass(frozen=True)
class WordTools:
    """What the doctor listens and reads with.

    Attributes:
        find_speech: where in a recording somebody speaks.
        hear: the recognizer.
        read: reads a text aloud, silently.
        detect: tells languages apart.
    """

    find_speech: Callable[[AudioClip, CancelToken], Sequence[Span]]
    hear: Hear
    read: Read
    detect: Detect


@dataclass(frozen=True, eq=False)
class TranscriptRequest:
    """What to compare.

    Attributes:
        clip: the recording.
        transcript: what is said in it, as far as the user knows.
        language: BCP 47 tag of both.
        text: what a voice made of it shall say, if that is known already; to find out whether the two were swapped.
    """

    clip: AudioClip
    transcript: str
    language: str = "en"
    text: str = ""


@dataclass(frozen=True, eq=False)
class CheckedWords:
    """What was found.

    Attributes:
        request: what was asked for.
        findings: one for each thing looked at; nothing to complain of has severity ok.
    """

    request: "TranscriptRequest | TextRequest"
    findings: tuple[Finding, ...]

    @property
    def warnings(self) -> tuple[str, ...]:
        """One sentence for each thing that is probably wrong."""
        return tuple(found.message for found in self.findings if found.severity is not Severity.OK)

    def notes(self, engine: str) -> tuple[str, ...]:
        """The warnings in words for an engine, of this title, that does not use the transcript."""
        wrong = (found for found in self.findings if found.severity is not Severity.OK)
        return tuple(doctor.unused(found, engine).message for found in wrong)

    def unused_by(self, engine: str) -> "CheckedWords":
        """The same where the engine of this title does not use the words: nothing of it counts as wrong."""
        return replace(self, findings=tuple(doctor.unused(finding, engine) for finding in self.findings))


class CheckTranscript:
    """The use case: call it with a `TranscriptRequest`."""

    def __init__(self, tools: WordTools) -> None:
        self._tools = tools

    def __call__(
        self, request: TranscriptRequest, *, progress: Progress = no_progress, cancel: CancelToken = NEVER
    ) -> CheckedWords:
        """Compare; an empty transcript has no findings.

        Raises:
            Cancelled: stopped by the user.
        """
        transcript = request.transcript.strip()
        if not transcript:
            return CheckedWords(request, ())
        if finding := doctor.length_finding(transcript, LONGEST_TRANSCRIPT) or doctor.file_name_finding(transcript):
            return CheckedWords(request, (finding,))
        other = self._tools.detect(transcript, request.language)
        # read by the rules of the language it is in: one mistake of the user's is not told as two
        spoken = replace(request, transcript=transcript, language=other.found if other else request.language)
        progress(ProgressUpdate("Comparing the words with the recording", 0.0))
        fits = self._fits(spoken, progress, cancel)
        progress(ProgressUpdate("Comparing the words with the recording", 1.0))
        mismatch = doctor.language_finding(other, "transcript")
        return CheckedWords(request, (*fits, mismatch) if mismatch else fits)

    def _fits(self, request: TranscriptRequest, progress: Progress, cancel: CancelToken) -> tuple[Finding, ...]:
        read = self._tools.read(request.transcript[:LONGEST_TEXT], request.language)
        if read is None:
            return ()
        is_known = is_known_language(request.language)
        is_long_enough = len(read.sounds) >= FEWEST_SOUNDS  # listening takes time and would tell nothing otherwise
        heard = self._heard(request, progress, cancel) if is_known and is_long_enough else ()
        fit = fit_of(heard, read.sounds)
        cancel.raise_if_cancelled()
        if fit is None:
            return self._by_pace(request.clip, read, cancel, is_known=is_known)
        if exchanged := doctor.swapped(fit, self._fit_of_text(request, heard)):
            return (exchanged,)
        return (doctor.judge_fit(fit),)

    def _heard(self, request: TranscriptRequest, progress: Progress, cancel: CancelToken) -> tuple[HeardSound, ...]:
        """The words that are heard, as the same reader reads them: so "Mr." is "mister" and "15th" is "fifteenth"."""
        clip = request.clip
        pieces = pieces_of(self._tools.find_speech(clip, cancel), clip.seconds) if clip.seconds <= LONGEST_S else ()
        try:
            words = sure_words(self._tools.hear(clip, pieces, progress=progress, cancel=cancel)) if pieces else ()
        except RecognizerError:  # logged where it failed; the length of the text still tells something
            return ()
        read = self._tools.read(" ".join(word.text for word in words), request.language) if words else None
        return sounds_in_time(words, read.sounds) if read else ()

    def _fit_of_text(self, request: TranscriptRequest, heard: Sequence[HeardSound]) -> TranscriptFit | None:
        read = self._tools.read(request.text[:LONGEST_TEXT], request.language) if request.text.strip() else None
        return fit_of(heard, read.sounds) if read else None

    def _by_pace(self, clip: AudioClip, read: ReadText, cancel: CancelToken, *, is_known: bool) -> tuple[Finding, ...]:
        speech_s = sum(span.end_s - span.start_s for span in self._tools.find_speech(clip, cancel))
        return (doctor.judge_pace(read, speech_s, is_known=is_known),) if speech_s else ()


@dataclass(frozen=True)
class TextRequest:
    """A text to be spoken.

    Attributes:
        text: what to say.
        language: BCP 47 tag it shall be spoken in.
    """

    text: str
    language: str


class CheckText:
    """The use case: call it with a `TextRequest`. Takes a few milliseconds once the detector is loaded."""

    def __init__(self, detect: Detect) -> None:
        self._detect = detect

    def __call__(self, request: TextRequest) -> CheckedWords:
        """Is the text clearly in another language?"""
        finding = doctor.language_finding(self._detect(request.text, request.language), "text")
        return CheckedWords(request, (finding,) if finding else ())
