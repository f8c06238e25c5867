"""A piece of speech said again in a natural voice: from its words where they are understood, else as sound."""

from collections.abc import Iterable, Iterator
from functools import cached_property

import numpy as np

from voicecloner.domain.audio import AudioChunk, Samples
from voicecloner.domain.synthesis import ConversionWay
from voicecloner.engines.adapters.natural.colour import colour_of, coloured
from voicecloner.engines.adapters.natural.conversion.said_again import Timed, in_time, silenced, timed
from voicecloner.engines.adapters.natural.conversion.sound_shift import (
    Shift,
    TakenApart,
    VoiceHeard,
    found_shift,
    heard_voice,
    shifted,
    taken_apart,
)
from voicecloner.engines.adapters.natural.conversion.source_melody import Recorded, recorded
from voicecloner.engines.adapters.natural.conversion.stretches import stretches_of
from voicecloner.engines.adapters.natural.conversion.words import Listener
from voicecloner.engines.adapters.natural.fitting.trial_texts import LANGUAGE, READING
from voicecloner.engines.adapters.natural.model.network import SAMPLE_RATE_HZ, Network
from voicecloner.engines.adapters.natural.pronunciation.clauses import Clause
from voicecloner.engines.adapters.natural.rendering import rendered
from voicecloner.engines.adapters.natural.speaking import Speaker
from voicecloner.engines.adapters.natural.voice import NaturalVoice
from voicecloner.jobs import CancelToken

# The same words by two people are about 1.1 apart, in rooms and noise up to 1.35, other words 1.4 and more.
_MOST_COST = 1.4
# So many sentences tell what a voice sounds like.
_SENTENCES = 4


class Converter:
    """Says speech again in one voice.

    Args:
        network: loaded.
        voice: whose.
        listener: hears words.
    """

    def __init__(self, network: Network, voice: NaturalVoice, listener: Listener) -> None:
        self._network, self._voice, self._listener = network, voice, listener
        self._colour = colour_of(voice.colour)
        self._heard: VoiceHeard | None = None

    def convert(self, speech: Samples, way: ConversionWay, cancel: CancelToken) -> Iterator[AudioChunk]:
        """Say a piece of speech again, as long as it was, stretch by stretch.

        Args:
            speech: at 24 kHz, 0.1 to 30 s.
            way: how; `ConversionWay.AUTO` finds out what can be done.
            cancel: looked at before each piece of sound, and in all longer work.

        Raises:
            RecognizerError: its words are asked for, and there is no recognizer.
            Cancelled: `cancel` was set.
        """
        parts = [speech[stretch] for stretch in stretches_of(speech)]
        clauses: list[Clause | None] = [None] * len(parts)
        if way is not ConversionWay.WORLD:
            clauses = self._listener.clauses(parts, way, cancel)
        stretches = recorded(parts, cancel)
        piece = _Piece(self, stretches, cancel)
        for number, (stretch, clause) in enumerate(zip(stretches, clauses, strict=True)):
            found = self._found(stretch, clause, cancel)
            if found is None or (way is ConversionWay.AUTO and found.alignment.cost > _MOST_COST):
                sounds, used = piece.shifted(number), ConversionWay.WORLD
            else:
                sounds, used = self._said(stretch, found, cancel), ConversionWay.WORDS
            for samples in _as_long(sounds, len(stretch.samples)):
                cancel.raise_if_cancelled()
                yield AudioChunk(samples, SAMPLE_RATE_HZ, way=used)

    def heard(self, cancel: CancelToken) -> VoiceHeard:
        """What the voice sounds like; it is listened to once.

        Raises:
            Cancelled: `cancel` was set.
        """
        if self._heard is None:
            speaker = Speaker(self._network, self._voice)
            said = [speaker.say(text, LANGUAGE, 1.0, cancel) for text in READING[:_SENTENCES]]
            sounds = [np.concatenate([chunk.samples for chunk in chunks]) for chunks in said]
            self._heard = heard_voice(sounds, self._voice.pitch)
        return self._heard

    def _found(self, stretch: Recorded, clause: Clause | None, cancel: CancelToken) -> Timed | None:
        return None if clause is None else timed(self._network, self._voice, clause, stretch, cancel)

    def _said(self, stretch: Recorded, found: Timed, cancel: CancelToken) -> Iterator[Samples]:
        encoded = in_time(found, stretch.melody, self._voice)
        sound = coloured(rendered(self._network, encoded, self._voice.timbre, cancel), self._colour)
        return silenced(sound, found.alignment)


class _Piece:
    """What all stretches of a piece have in common."""

    def __init__(self, converter: Converter, stretches: list[Recorded], cancel: CancelToken) -> None:
        self._converter, self._stretches, self._cancel = converter, stretches, cancel

    def shifted(self, number: int) -> Iterator[Samples]:
        """One of the stretches, changed as sound."""
        return shifted(self._apart[number], self._shift)

    @cached_property
    def _apart(self) -> list[TakenApart]:
        voice = self._converter.heard(self._cancel)
        return [taken_apart(stretch, voice.pitch, self._cancel) for stretch in self._stretches]

    @cached_property
    def _shift(self) -> Shift:
        """How its speaker becomes the voice; found with all that they say."""
        return found_shift(self._apart, self._converter.heard(self._cancel), self._cancel)


def _as_long(pieces: Iterable[Samples], frames: int) -> Iterator[Samples]:
    """The sound in exactly so many samples: it may end some milliseconds early or late."""
    for piece in pieces:
        yield piece[:frames]
        frames -= len(piece[:frames])
    if frames:
        yield np.zeros(frames, np.float32)
