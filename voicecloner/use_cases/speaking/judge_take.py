"""Measure a take against its text and its voice: length, silence, clipping, words, likeness. Of every engine."""

import threading

import numpy as np

from voicecloner.audio.files.encoding import read_audio
from voicecloner.domain.audio import AudioClip
from voicecloner.domain.guards import FEWEST_LETTERS, TakeMeasures, leaked_words, repeated_words
from voicecloner.domain.quality import Span
from voicecloner.domain.synthesis import Take
from voicecloner.domain.voice import Voice
from voicecloner.errors import RecognizerError, StorageError, UnreadableAudio
from voicecloner.jobs import CancelToken, no_progress
from voicecloner.library.voices import VoiceLibrary
from voicecloner.quality.measures.clipping import clipping
from voicecloner.quality.measures.silence import longest_silence_s
from voicecloner.speech.pieces import is_known_language, pieces_of
from voicecloner.speech.same_speaker import Voiceprint, likeness, voiceprint
from voicecloner.speech.speaker import SpeakerEncoder
from voicecloner.speech.text import read_text
from voicecloner.speech.word_errors import word_distance, words_of
from voicecloner.use_cases.review.propose_transcript import Hear

_LONGEST_CHUNK = 400
# More of a take tells nothing more about whose voice it is, and takes longer.
_COMPARED_S = 20.0
_LEAST_COMPARED_S = 1.0
# One of these signs is said in about the time of so many letters.
_LETTERS_OF_A_SIGN = 3
_MOST_KEPT = 64


class JudgeTake:
    """The use case: call it with a take and its voice. Usable from any thread.

    Args:
        library: keeps the recordings.
        hear: the recognizer.
        encoder: the ear for voices; loaded at first use.
    """

    def __init__(self, library: VoiceLibrary, hear: Hear, encoder: SpeakerEncoder) -> None:
        self._library, self._hear, self._encoder = library, hear, encoder
        self._voiceprints: dict[tuple[str, str], Voiceprint | None] = {}
        self._lock = threading.Lock()

    def __call__(self, take: Take, voice: Voice, *, cancel: CancelToken) -> TakeMeasures:
        """Measure.

        Raises:
            StorageError, UnreadableAudio: the take is gone or damaged.
            Cancelled
        """
        clip = read_audio(take.path)
        truth, heard = self._words(take, clip, cancel)
        recorded = words_of(voice.transcript) if is_known_language(voice.language) else []
        return TakeMeasures(
            seconds=clip.seconds,
            letters_per_s=letters_per_s(take.text, clip.seconds * take.options.speed),
            longest_silence_s=longest_silence_s(clip),
            clipped_percent=clipping(clip).share_percent,
            words=len(truth),
            words_lost=word_distance(truth, heard),
            repeated=repeated_words(truth, heard),
            leaked=leaked_words(truth, heard, recorded),
            likeness=self._likeness(clip, voice),
        )

    def _words(self, take: Take, clip: AudioClip, cancel: CancelToken) -> tuple[list[str], list[str]]:
        """The words that were to be said and those that were heard, both read alike; none where nobody can tell."""
        language = take.options.language
        if not is_known_language(language) or not clip.frames:
            return [], []
        pieces = pieces_of((Span(0.0, clip.seconds),), clip.seconds)
        try:
            heard = self._hear(clip, pieces, progress=no_progress, cancel=cancel)
        except RecognizerError:  # logged where it failed; the other measures still tell something
            return [], []
        return spoken_words(take.text, language), spoken_words(" ".join(word.text for word in heard), language)

    def _likeness(self, clip: AudioClip, voice: Voice) -> float | None:
        known = self._voiceprint(voice)
        some = clip.samples[: round(_COMPARED_S * clip.sample_rate)]
        if known is None or len(some) < _LEAST_COMPARED_S * clip.sample_rate:
            return None
        return likeness(voiceprint(AudioClip(some, clip.sample_rate), self._encoder), known)

    def _voiceprint(self, voice: Voice) -> Voiceprint | None:
        """That of the voice's recordings; None where they are gone."""
        key = (voice.id, voice.references[0].sha256 if voice.references else "")
        with self._lock:
            if key not in self._voiceprints:
                if len(self._voiceprints) >= _MOST_KEPT:
                    self._voiceprints.clear()
                self._voiceprints[key] = self._of_recording(voice)
            return self._voiceprints[key]

    def _of_recording(self, voice: Voice) -> Voiceprint | None:
        try:
            clip = read_audio(self._library.reference_path(voice, voice.references[0]))
        except (StorageError, UnreadableAudio, IndexError):
            return None
        some = clip.samples[: round(3 * _COMPARED_S * clip.sample_rate)]
        return voiceprint(AudioClip(some, clip.sample_rate), self._encoder) if np.any(some) else None


def spoken_words(text: str, language: str) -> list[str]:
    """The words of an English text as they are said: figures in words, without marks."""
    return words_of(" ".join(each.text for each in read_text(text, language, _LONGEST_CHUNK).sentences))


def letters_per_s(text: str, seconds: float) -> float | None:
    """Letters of a text for each second of its sound at the voice's own pace; None where the text is too short to tell.

    Digits and signs of Chinese, Japanese and Korean count for several: each is said in about a syllable or a word.
    """
    letters = sum(_weight(character) for character in text)
    return letters / seconds if letters >= FEWEST_LETTERS and seconds > 0 else None


def _weight(character: str) -> int:
    if character.isdigit() or "\u3040" <= character <= "\u9fff" or "\uac00" <= character <= "\ud7a3":
        return _LETTERS_OF_A_SIGN
    return int(character.isalpha())
