"""A text to sound with a natural voice: symbols, melody, pieces of sound, and when each word is said."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

import numpy as np

from voicecloner.domain.audio import AudioChunk, WordTime
from voicecloner.engines.adapters.natural.colour import colour_of, coloured
from voicecloner.engines.adapters.natural.melody import Token, paced, stressed, sung
from voicecloner.engines.adapters.natural.model.network import FRAME_RATE_HZ, SAMPLE_RATE_HZ, Encoded, Network
from voicecloner.engines.adapters.natural.pronunciation.alphabet import MARKS, token_ids
from voicecloner.engines.adapters.natural.pronunciation.clauses import Clause, clauses_of
from voicecloner.engines.adapters.natural.pronunciation.phonemes import phonemes_of
from voicecloner.engines.adapters.natural.rendering import rendered
from voicecloner.engines.adapters.natural.voice import NaturalVoice
from voicecloner.jobs import CancelToken

# Of what comes before a text this much is kept: 0.1 s of silence, and the onset. So its first sound comes soon.
_LEAD_FRAMES = 8
# The network speaks so much earlier than its durations say; so the makers of Kokoro take it, too.
_ONSET_FRAMES = 3


class Speaker:
    """Says texts with a voice.

    Args:
        network: loaded.
        voice: who speaks.
    """

    def __init__(self, network: Network, voice: NaturalVoice) -> None:
        self._network = network
        self._voice = voice
        self._colour = colour_of(voice.colour)

    def say(self, text: str, language: str, speed: float, cancel: CancelToken) -> Iterator[AudioChunk]:
        """Say a text; each clause's words come with its first sound.

        Args:
            text: any; words between asterisks are stressed.
            language: BCP 47 tag.
            speed: 2 is twice as fast as the voice's own pace.
            cancel: looked at before each piece of sound.

        Raises:
            InvalidRequest: nobody here speaks the language.
            Cancelled: `cancel` was set.
        """
        said = 0
        for clause in clauses_of(phonemes_of(text, language)):
            cancel.raise_if_cancelled()
            encoded = self._encoded(clause, speed)
            words = _word_times(clause, encoded, said / SAMPLE_RATE_HZ)
            for samples in coloured(rendered(self._network, encoded, self._voice.timbre, cancel), self._colour):
                yield AudioChunk(samples, SAMPLE_RATE_HZ, words)
                # A clause's words are told once, with its first sound; their times reach over all its pieces.
                words = ()
                said += len(samples)

    def _encoded(self, clause: Clause, speed: float) -> Encoded:
        """How a clause is said: the network's way, then the user's melody and pace, then what is stressed."""
        tokens = np.array(token_ids(clause.symbols), np.int64)
        encoded = self._network.encode(tokens, self._voice.style(len(tokens)), speed * self._voice.speed)
        marks = _tokens(clause)
        # Length first: the melody is laid over frames, and these come and go here.
        encoded = paced(encoded, marks, self._voice.pause)
        encoded = replace(encoded, pitch_hz=sung(encoded, self._voice, asks=clause.asks))
        return _without_lead(stressed(encoded, marks))


def _tokens(clause: Clause) -> list[Token]:
    """What each symbol is, with the marks around the clause."""
    emphasized = {
        place for word in clause.words if word.emphasized for place in range(word.first_symbol, word.end_symbol)
    }
    inner = [Token(symbol in MARKS, place in emphasized) for place, symbol in enumerate(clause.symbols)]
    # The network puts a mark of its own before and after every text.
    return [Token(), *inner, Token()]


def _without_lead(encoded: Encoded) -> Encoded:
    """The same with less silence in front."""
    cut = max(0, int(encoded.frames_per_token[0]) - _LEAD_FRAMES)
    lengths = encoded.frames_per_token.copy()
    # The first token's frames are the silence; without this all word times would be late by the cut.
    lengths[0] -= cut
    return Encoded(encoded.features[:, cut:], encoded.pitch_hz[2 * cut :], encoded.energy[2 * cut :], lengths)


def _word_times(clause: Clause, encoded: Encoded, from_s: float) -> tuple[WordTime, ...]:
    """When each word of a clause is said that begins at `from_s`."""
    edges: Sequence[int] = [0, *accumulate(encoded.frames_per_token.tolist())]
    return tuple(
        WordTime(
            word.first_character,
            word.end_character,
            from_s + max(0, edges[word.first_symbol + 1] - _ONSET_FRAMES) / FRAME_RATE_HZ,
            from_s + max(0, edges[word.end_symbol + 1] - _ONSET_FRAMES) / FRAME_RATE_HZ,
        )
        for word in clause.words
    )
