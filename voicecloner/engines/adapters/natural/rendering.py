"""Encoded speech to sound in pieces, so that the first is heard while the others are made.

The decoder normalizes over all frames it is given, so a piece by itself sounds a little different. Three things keep
the joins from being heard: the decoder also gets frames from all over the rest of the text, to normalize by; pieces
meet where the voice is quietest; and the later one fades in at the place and the level at which it fits best.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import Samples
from voicecloner.engines.adapters.natural.model.network import FRAME_SAMPLES, SAMPLE_RATE_HZ, Encoded, Network
from voicecloner.jobs import CancelToken

Numbers = npt.NDArray[np.float32]

CONTEXT_FRAMES = 10
"""Neighbouring frames each piece is decoded with: 0.25 s, more than its convolutions reach, to compare levels by."""
# The first piece ends within these: about a second.
_FIRST_FRAMES = (28, 44)
_NEXT_FRAMES = (100, 170)
# Texts up to this are decoded at once: 2.1 s. Of a shorter one a loud beginning would be most of what is heard, and a
# quiet rest could not make up for it.
_SHORT_FRAMES = 84
_SAMPLED_BLOCKS, _BLOCK_FRAMES = 4, 3
# Pieces from this on are normalized well enough by themselves.
_REPRESENTATIVE_FRAMES = 100

_FADE_SAMPLES = FRAME_SAMPLES
# Half a period of a low voice, and more.
_SEARCH_SAMPLES = round(0.006 * SAMPLE_RATE_HZ)
# The decoder starts with a click, which lies in the context and is not heard.
_EDGE_SAMPLES = 2 * FRAME_SAMPLES
_MOST_GAIN = 2.0
_INAUDIBLE = 1e-3


@dataclass(frozen=True)
class Span:
    """Frames of features that become one piece: from `start` up to `end`."""

    start: int
    end: int


def pieces_of(encoded: Encoded) -> list[Span]:
    """Where the sound of a text is cut: a short first piece, then longer ones, each ending where the voice is quiet."""
    loudness = encoded.energy.reshape(-1, 2).mean(axis=1)
    spans, start = [], 0
    shortest, longest = _FIRST_FRAMES
    # What is left is never so short that the decoder would have too little to normalize by.
    while encoded.frames - start > longest + (_SHORT_FRAMES - _FIRST_FRAMES[1]):
        # The quietest frame is usually inside a stop or a pause, where a join cannot be heard.
        end = start + shortest + int(np.argmin(loudness[start + shortest : start + longest]))
        spans.append(Span(start, end))
        start, (shortest, longest) = end, _NEXT_FRAMES
    return [*spans, Span(start, encoded.frames)]


def rendered(network: Network, encoded: Encoded, timbre: Numbers, cancel: CancelToken) -> Iterator[Samples]:
    """The sound, piece by piece, joined so that the joins cannot be heard.

    Args:
        network: decodes.
        encoded: what is said, with the melody it is said with.
        timbre: shape (128,).
        cancel: looked at before each piece.

    Yields:
        float32, 24 kHz; all together as long as `encoded`, but for 6 ms at each join.

    Raises:
        Cancelled: `cancel` was set.
    """
    seam: Samples | None = None
    for span in pieces_of(encoded):
        cancel.raise_if_cancelled()
        sound = _decoded(network, encoded, timbre, span)
        lead = min(span.start, CONTEXT_FRAMES) * FRAME_SAMPLES
        if seam is not None:
            sound, lead = _joined(seam, sound, lead)
        end = len(sound) - min(encoded.frames - span.end, CONTEXT_FRAMES) * FRAME_SAMPLES
        # From before the cut to the end of the context after it: both pieces say these words, so they can be compared.
        seam = sound[max(0, end - CONTEXT_FRAMES * FRAME_SAMPLES) :]
        yield sound[lead:end]


def _decoded(network: Network, encoded: Encoded, timbre: Numbers, span: Span) -> Samples:
    """The sound of a piece and its context."""
    start = max(0, span.start - CONTEXT_FRAMES)
    end = min(encoded.frames, span.end + CONTEXT_FRAMES)
    frames = np.concatenate([np.arange(start, end), *_sampled(encoded, start, end)])
    # Pitch and energy come twice for each frame of features.
    halves = np.stack([2 * frames, 2 * frames + 1], axis=1).ravel()
    melody = encoded.pitch_hz[halves], encoded.energy[halves]
    sound = network.decode(encoded.features[:, frames], *melody, timbre, gives_back=False)
    # The sampled blocks stand behind the piece and are thrown away: they were there to be normalized by.
    return sound[: (end - start) * FRAME_SAMPLES]


def _sampled(encoded: Encoded, start: int, end: int) -> list[npt.NDArray[np.int64]]:
    """Blocks of frames from all over what follows a short piece; none for a long one."""
    rest = encoded.frames - end
    if end - start >= _REPRESENTATIVE_FRAMES or rest < _SAMPLED_BLOCKS * _BLOCK_FRAMES:
        return []
    places = np.linspace(end, encoded.frames - _BLOCK_FRAMES, _SAMPLED_BLOCKS).astype(np.int64)
    return [np.arange(place, place + _BLOCK_FRAMES) for place in places]


def _joined(seam: Samples, sound: Samples, lead: int) -> tuple[Samples, int]:
    """A piece that goes on where `seam` was cut off, and where in it the new sound begins.

    Args:
        seam: the end of the piece before, with the context after its end: the same words as `sound` begins with.
        sound: the piece with its context before.
        lead: how many samples of it are context.
    """
    reach = len(seam) - lead
    lag = _best_lag(seam[lead : lead + min(_FADE_SAMPLES, reach)], sound, lead)
    fitted = sound * _gain(seam, sound, lead)
    # Both are in phase here, so amplitudes are faded, not powers.
    fade = np.linspace(0.0, 1.0, min(_FADE_SAMPLES, reach), dtype=np.float32)
    first = lead + lag
    whole = fitted.copy()
    part = slice(first, first + len(fade))
    whole[part] = seam[lead : lead + len(fade)] * (1 - fade) + fitted[part] * fade
    return whole, first


def _best_lag(pattern: Samples, sound: Samples, place: int) -> int:
    """By how many samples `sound` is to be shifted so that it goes on in the same phase as `pattern`."""
    low = max(0, place - _SEARCH_SAMPLES)
    searched = sound[low : place + _SEARCH_SAMPLES + len(pattern)]
    if len(searched) <= len(pattern):
        return 0
    # Normalized by the power, or the loudest place would win over the one that fits.
    likeness = np.correlate(searched, pattern, "valid")
    powers = np.convolve(searched**2, np.ones(len(pattern)), "valid")
    return low + int(np.argmax(likeness / np.sqrt(powers + 1e-6))) - place


def _gain(seam: Samples, sound: Samples, lead: int) -> np.float32:
    """What makes a piece as loud as the one before, by the frames that both have."""
    both = slice(_EDGE_SAMPLES, max(lead, min(len(seam), len(sound)) - _EDGE_SAMPLES))
    before, after = (float(np.sqrt(np.mean(np.square(part[both])))) for part in (seam, sound))
    # The ratio of two silences is chance.
    if min(before, after) < _INAUDIBLE:
        return np.float32(1.0)
    return np.float32(np.clip(before / after, 1 / _MOST_GAIN, _MOST_GAIN))
