"""Compares a cloned voice with its recording: by two ears that know nothing of each other, and in its melody.

Each ear places the voice twice. Among other speakers: is its own recording the one it is nearest to? And on a scale
that the recording itself gives: from the nearest stranger's likeness (0) to that of the recording's own pieces (1). So
a speaker whom the ear finds easy and one whom it finds hard get the same number for the same likeness.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import AudioClip, Samples
from voicecloner.domain.scorecard import SpeakerMatch, VoiceComparison
from voicecloner.errors import InvalidRequest
from voicecloner.quality.measures.recording import Detector
from voicecloner.quality.scoring.speech_only import RATE_HZ, melody_of, speech_only
from voicecloner.sound.cepstra import spoken_cepstra
from voicecloner.speech.naturalness import naturalness
from voicecloner.speech.other_speakers import OtherSpeakers, other_speakers
from voicecloner.speech.speaker import SpeakerEncoder
from voicecloner.speech.speaker_mixtures import Statistics

# About as long as a sentence: the spread of pieces tells what a sentence of the speaker may be like.
_PIECE_S = 4.0
_FEWEST_PIECES, _MOST_PIECES = 3, 8
_LEAST_RANGE_ST = 0.5

Embeddings = npt.NDArray[np.float32]
PartT = TypeVar("PartT")


class VoiceComparer:
    """Compares; its networks are loaded at first use.

    Args:
        detector: finds the speech.
        encoder: the first ear.
    """

    def __init__(self, detector: Detector, encoder: SpeakerEncoder) -> None:
        self._detector = detector
        self._encoder = encoder

    def __call__(self, recording: AudioClip, voice: AudioClip) -> VoiceComparison:
        """Compare.

        Args:
            recording: what the voice was made of; several recordings one after the other.
            voice: what it said; best ten seconds.

        Raises:
            InvalidRequest: one of them holds less than a second of speech, or no voiced sound.
        """
        known, said = speech_only(recording, self._detector), speech_only(voice, self._detector)
        own, melody = melody_of(known), melody_of(said)
        if own is None or melody is None:
            raise InvalidRequest("There is no voice in it that could be compared.", "Record or choose one with speech.")
        others = other_speakers()
        return VoiceComparison(
            by_encoder=by_encoder(self._encoder, known, said, others),
            by_mixtures=by_mixtures(known, said, others),
            others=len(others.embeddings),
            naturalness=naturalness(said),
            recording_naturalness=naturalness(known),
            pitch_st=melody.pitch_st - own.pitch_st,
            range_ratio=melody.range_st / max(own.range_st, _LEAST_RANGE_ST),
            pace_ratio=melody.pace / max(own.pace, 0.1),
        )


def by_encoder(encoder: SpeakerEncoder, known: Samples, said: Samples, others: OtherSpeakers) -> SpeakerMatch:
    """What the speaker encoder says, in cosines.

    Args:
        encoder: the encoder.
        known: speech of the recording, 16 kHz.
        said: speech of the voice, 16 kHz.
        others: whom it could be taken for.
    """
    whole, voice = encoder.embed(known), encoder.embed(said)
    windows = [encoder.windows(piece).embeddings for piece in pieces_of(known)]
    own = [_unit(piece) @ _unit(np.concatenate(rest)) for piece, rest in _each_and_rest(windows)]
    similarity = float(voice @ whole)
    place = 1 + int(np.sum(others.embeddings @ voice > similarity))
    return SpeakerMatch(similarity, float(np.mean(own)), float(np.max(others.embeddings @ whole)), place)


def by_mixtures(known: Samples, said: Samples, others: OtherSpeakers) -> SpeakerMatch:
    """What mixtures of cepstra say, in log-likelihood ratios per frame. Arguments as for `by_encoder`.

    A sound that everybody makes equally likely has the ratio 0: that is where strangers lie.
    """
    mixtures = others.mixtures
    pieces = [mixtures.statistics(spoken_cepstra(piece)) for piece in pieces_of(known)]
    whole, voice = _sum(pieces), mixtures.statistics(spoken_cepstra(said))
    own = [mixtures.likelihoods(piece, mixtures.adapted(_sum(rest))[None])[0] for piece, rest in _each_and_rest(pieces)]
    speakers = np.concatenate([mixtures.adapted(whole)[None], others.means])
    similarity, *to_others = mixtures.likelihoods(voice, speakers)
    return SpeakerMatch(float(similarity), float(np.mean(own)), 0.0, 1 + int(np.sum(to_others > similarity)))


def pieces_of(speech: Samples) -> list[Samples]:
    """Speech at 16 kHz cut into three to eight pieces of about four seconds."""
    count = round(len(speech) / (_PIECE_S * RATE_HZ))
    edges = np.linspace(0, len(speech), min(_MOST_PIECES, max(_FEWEST_PIECES, count)) + 1).round().astype(int)
    return [speech[start:end] for start, end in pairwise(edges)]


def _each_and_rest(parts: Sequence[PartT]) -> list[tuple[PartT, list[PartT]]]:
    return [(part, [*parts[:place], *parts[place + 1 :]]) for place, part in enumerate(parts)]


def _sum(statistics: Sequence[Statistics]) -> Statistics:
    total = statistics[0]
    for each in statistics[1:]:
        total += each
    return total


def _unit(embeddings: Embeddings) -> Embeddings:
    mean = embeddings.mean(axis=0)
    return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-9), np.float32)
