"""A piece of speech said again in a natural voice: from its words where they are understood, else as sound.

Where it is English, each stretch is heard again, and said otherwise where words are lost.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

import numpy as np

from voicecloner.domain.audio import AudioChunk, Samples
from voicecloner.domain.synthesis import ConversionWay
from voicecloner.engines.adapters.natural.colour import colour_of, coloured
from voicecloner.engines.adapters.natural.conversion.heard_again import Attempt, best_of
from voicecloner.engines.adapters.natural.conversion.said_again import (
    NEARLY,
    ROUGHLY,
    Timed,
    in_time,
    silenced,
    timed,
)
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
from voicecloner.engines.adapters.natural.conversion.words import Listener, Understood
from voicecloner.engines.adapters.natural.fitting.trial_texts import LANGUAGE, READING
from voicecloner.engines.adapters.natural.model.network import SAMPLE_RATE_HZ, Network
from voicecloner.engines.adapters.natural.pronunciation.clauses import Clause
from voicecloner.engines.adapters.natural.rendering import rendered
from voicecloner.engines.adapters.natural.speaking import Speaker
from voicecloner.engines.adapters.natural.voice import NaturalVoice
from voicecloner.jobs import CancelToken

# The same words by two people are about 1.1 apart, in rooms and noise up to 1.35, other words 1.4 and more.
_MOST_COST = 1.4
# Where more words are lost than the first share, saying it a little otherwise is worth the time; than the other, in
# another way.
_SOME_LOST, _MANY_LOST = 0.05, 0.1
# How much of what the encoder asks for is done where speech is changed as sound.
_SHARES = (1.0, 0.5, 0.0)
# So many sentences tell what a voice sounds like.
_SENTENCES = 4


class Converter:
    """Says speech again in one voice.

    Args:
        network: loaded.
        voice: whose.
        listener: hears words.

    Attributes:
        voice: whose.
    """

    def __init__(self, network: Network, voice: NaturalVoice, listener: Listener) -> None:
        self._network, self.voice, self._listener = network, voice, listener
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
        understood = self._listener.understood(parts, way, cancel)
        piece = _Piece(self, recorded(parts, cancel), cancel)
        for number, known in enumerate(understood):
            attempts = self._attempts(piece, number, known, way)
            best = best_of(attempts, known.words, lambda sound: self._listener.words(sound, cancel))
            for samples in _as_long(best.samples, len(parts[number])):
                yield AudioChunk(samples, SAMPLE_RATE_HZ, way=best.way)
                cancel.raise_if_cancelled()

    def heard(self, cancel: CancelToken) -> VoiceHeard:
        """What the voice sounds like; it is listened to once.

        Raises:
            Cancelled: `cancel` was set.
        """
        if self._heard is None:
            speaker = Speaker(self._network, self.voice)
            said = [speaker.say(text, LANGUAGE, 1.0, cancel) for text in READING[:_SENTENCES]]
            sounds = [np.concatenate([chunk.samples for chunk in chunks]) for chunks in said]
            self._heard = heard_voice(sounds, self.voice.pitch)
        return self._heard

    def said(self, stretch: Recorded, found: Timed, unsure_frames: float, cancel: CancelToken) -> Samples:
        """Words that were found in a stretch, said anew.

        Raises:
            Cancelled: `cancel` was set.
        """
        encoded = in_time(found, stretch.melody, self.voice, unsure_frames)
        sound = coloured(rendered(self._network, encoded, self.voice.timbre, cancel), self._colour)
        return _joined(silenced(sound, found.alignment))

    def timed(self, stretch: Recorded, clause: Clause, cancel: CancelToken) -> Timed:
        """When a clause is said in a stretch.

        Raises:
            Cancelled: `cancel` was set.
        """
        return timed(self._network, self.voice, clause, stretch, cancel)

    def _attempts(self, piece: "_Piece", number: int, known: Understood, way: ConversionWay) -> list[Attempt]:
        """In which ways a stretch may be said again, the most alike first."""
        is_forced = way is ConversionWay.WORDS
        anew = piece.said_anew(number, known.clause, is_forced) if known.clause else []
        if anew and is_forced:
            return anew
        return [*anew, *piece.changed(number, _MANY_LOST if anew else 0.0)]


class _Piece:
    """What all stretches of a piece have in common."""

    def __init__(self, converter: Converter, stretches: list[Recorded], cancel: CancelToken) -> None:
        self._converter, self._stretches, self._cancel = converter, stretches, cancel

    def said_anew(self, number: int, clause: Clause, is_forced: bool) -> list[Attempt]:
        """One of the stretches, from its words; nothing where they do not go with the sound and are not forced."""
        stretch, cancel = self._stretches[number], self._cancel
        found = self._converter.timed(stretch, clause, cancel)
        if not is_forced and found.alignment.cost > _MOST_COST:
            return []

        def said(unsure_frames: float) -> Callable[[], Samples]:
            return lambda: self._converter.said(stretch, found, unsure_frames, cancel)

        return [
            Attempt(said(NEARLY), ConversionWay.WORDS),
            Attempt(said(ROUGHLY), ConversionWay.WORDS, _SOME_LOST),
        ]

    def changed(self, number: int, worth_above: float) -> list[Attempt]:
        """One of the stretches, changed as sound, and less and less where words are lost."""

        def shifted_by(share: float) -> Callable[[], Samples]:
            return lambda: _joined(shifted(self._apart[number], self._shift.with_share(share)))

        worth = [worth_above, *[max(worth_above, _SOME_LOST)] * (len(_SHARES) - 1)]
        return [
            Attempt(shifted_by(share), ConversionWay.WORLD, above) for share, above in zip(_SHARES, worth, strict=True)
        ]

    @cached_property
    def _apart(self) -> list[TakenApart]:
        voice = self._converter.heard(self._cancel)
        return [taken_apart(stretch, voice.pitch, self._cancel) for stretch in self._stretches]

    @cached_property
    def _shift(self) -> Shift:
        """How its speaker becomes the voice; found with all that they say."""
        return found_shift(self._apart, self._converter.heard(self._cancel), self._cancel)


def _joined(pieces: Iterable[Samples]) -> Samples:
    return np.concatenate([np.zeros(0, np.float32), *pieces])


def _as_long(sound: Samples, frames: int) -> Iterator[Samples]:
    """The sound in exactly so many samples, a second at a time: it may end some milliseconds early or late."""
    whole = np.pad(sound[:frames], (0, max(0, frames - len(sound))))
    for start in range(0, frames, SAMPLE_RATE_HZ):
        yield whole[start : start + SAMPLE_RATE_HZ]
