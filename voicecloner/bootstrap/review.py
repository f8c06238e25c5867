"""The use cases that judge recordings and words."""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from voicecloner.bootstrap.common import CommonParts
from voicecloner.once import Part

if TYPE_CHECKING:
    from voicecloner.domain.audio import AudioClip
    from voicecloner.domain.listening import HeardWord, ReadText
    from voicecloner.domain.quality import Span
    from voicecloner.jobs import CancelToken, Progress
    from voicecloner.speech.language import OtherLanguage
    from voicecloner.use_cases.review.check_recording import CheckRecording
    from voicecloner.use_cases.review.check_references import CheckReferences
    from voicecloner.use_cases.review.check_words import CheckText, CheckTranscript
    from voicecloner.use_cases.review.compare_repair import CompareRepair
    from voicecloner.use_cases.review.find_window import FindWindow
    from voicecloner.use_cases.review.propose_transcript import ProposeTranscript
    from voicecloner.use_cases.review.read_stretch import ReadStretch


class ReviewParts(CommonParts):
    """Reading and judging recordings, and what is said in them."""

    @Part
    def check_references(self) -> "CheckReferences":
        """Read and judge recordings."""
        from voicecloner.use_cases.review.check_references import CheckReferences

        return CheckReferences(self._import, self.judging.review, self.find_window)

    @Part
    def find_window(self) -> "FindWindow":
        """Find the best stretch of a long recording."""
        from voicecloner.audio.files.streaming import stream_sound
        from voicecloner.use_cases.review.find_window import FindWindow

        return FindWindow(stream_sound, self.judging.new_meter)

    @cached_property
    def compare_repair(self) -> "CompareRepair":
        """Show and hear what repairing a recording changes."""
        from voicecloner.use_cases.review.compare_repair import CompareRepair

        return CompareRepair()

    @cached_property
    def read_stretch(self) -> "ReadStretch":
        """Hear and see a stretch of a long recording."""
        from voicecloner.use_cases.review.read_stretch import ReadStretch

        return ReadStretch(self._import)

    @Part
    def propose_transcript(self) -> "ProposeTranscript":
        """Propose the words of a recording."""
        from voicecloner.use_cases.review.propose_transcript import ProposeTranscript

        return ProposeTranscript(self._import, self.judging.find_speech, hear_words)

    @Part
    def check_transcript(self) -> "CheckTranscript":
        """Compare a transcript with its recording."""
        from voicecloner.use_cases.review.check_words import CheckTranscript, WordTools

        return CheckTranscript(WordTools(self.judging.find_speech, hear_words, _read, _other_language))

    @Part
    def check_recording(self) -> "CheckRecording":
        """Judge a recording with its words."""
        from voicecloner.use_cases.review.check_recording import CheckRecording

        return CheckRecording(self.check_references, self.check_transcript, self.host)

    @Part
    def check_text(self) -> "CheckText":
        """Look at a text before it is spoken."""
        from voicecloner.use_cases.review.check_words import CheckText

        return CheckText(_other_language)


def hear_words(
    clip: "AudioClip", pieces: Sequence["Span"], *, progress: "Progress", cancel: "CancelToken"
) -> tuple["HeardWord", ...]:
    """The words in a recording, heard by a process of its own."""
    from voicecloner.speech import recognizer

    return recognizer.hear_words(clip, pieces, progress=progress, cancel=cancel)


def _other_language(text: str, language: str) -> "OtherLanguage | None":
    from voicecloner.speech.language import clearly_other

    return clearly_other(text, language)


def _read(text: str, language: str) -> "ReadText | None":
    """How a text sounds; espeak lives in this process then."""
    from voicecloner.speech.reading_aloud import read_aloud

    return read_aloud(text, language)
