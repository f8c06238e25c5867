"""Speech said again from its words: in the voice, when and how high they are said in the recording.

Durations, pitch and energy stand between the network's two halves. The first half says the words its own way; what of
the recording goes with each symbol is found by laying both beside each other, and the second half gets every symbol as
long as it lasts in the recording, with the recording's melody.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import Samples
from voicecloner.engines.adapters.natural.basis import load_basis
from voicecloner.engines.adapters.natural.conversion.alignment import STEP_S, Alignment, Sounding, aligned, sounding
from voicecloner.engines.adapters.natural.conversion.source_melody import Recorded, SourceMelody, sung_as
from voicecloner.engines.adapters.natural.melody import pitch_range
from voicecloner.engines.adapters.natural.model.network import (
    FRAME_RATE_HZ,
    FRAME_SAMPLES,
    LEAST_VOICED_HZ,
    MELODY_RATE_HZ,
    Encoded,
    Network,
)
from voicecloner.engines.adapters.natural.pronunciation.alphabet import MARKS, token_ids
from voicecloner.engines.adapters.natural.pronunciation.clauses import Clause
from voicecloner.engines.adapters.natural.rendering import rendered
from voicecloner.engines.adapters.natural.voice import NaturalVoice
from voicecloner.jobs import CancelToken

Numbers = npt.NDArray[np.float64]

NEARLY, ROUGHLY = 1.5, 4.0
"""How far off the edges of single symbols are found, frames: as a rule, and where words were lost because of them."""

# Whose speech the recording is laid beside, by its pitch: a stock voice of the same kind is the most alike.
_LOW_VOICE, _HIGH_VOICE, _HIGH_FROM_HZ = "am_michael", "af_heart", 160.0
_SLOWEST, _FASTEST = 0.6, 1.8
# The network speaks about so much earlier than its durations say, frames.
_EARLY_FRAMES = 2.0
# No symbol is so short that it is swallowed, frames.
_SHORTEST = 0.9
_QUIET_PERCENTILE = 2
# How much lengths vary, and by how many frames at least; and what is certain.
_VARIES, _LEAST_VARYING, _SURE = 0.35, 0.3, 1e6
# Shorter rests are sounds that begin softly, frames of 10 ms.
_SHORTEST_REST = 5
_SOFTLY = np.hanning(7)[1:-1] / np.hanning(7).sum()


@dataclass(frozen=True, eq=False)
class Timed:
    """Words that were found in a recording.

    Attributes:
        encoded: as the network says them by itself.
        alignment: of the recording with them.
        is_gap: which of the symbols, with those before and after the text, stand between words.
    """

    encoded: Encoded
    alignment: Alignment
    is_gap: npt.NDArray[np.bool_]


def timed(network: Network, voice: NaturalVoice, clause: Clause, speech: Recorded, cancel: CancelToken) -> Timed:
    """Find when a clause's symbols are said in a recording.

    Raises:
        Cancelled: `cancel` was set.
    """
    heard = sounding(speech.samples)
    encoded = _at_its_pace(network, voice, clause, heard)
    said = sounding(_said_plainly(network, encoded, speech.melody, cancel))
    is_gap = _between_words(clause)
    return Timed(encoded, aligned(heard, said, _gaps(is_gap, encoded, said.frames)), is_gap)


def in_time(found: Timed, melody: SourceMelody, voice: NaturalVoice, unsure_frames: float = NEARLY) -> Encoded:
    """The words as long as they last in the recording, with its melody in the voice's range, and its pauses.

    Args:
        found: where they were found.
        melody: of the recording.
        voice: who says them.
        unsure_frames: how far off the edges of symbols are found: the more, the more the network's own lengths count.
    """
    old, new = _edges(found, unsure_frames)
    frames = round(len(found.alignment.places) * STEP_S * FRAME_RATE_HZ)
    half_places = np.interp((np.arange(2 * frames) + 0.5) / 2, new, old)
    places = np.interp(np.arange(frames) + 0.5 - _EARLY_FRAMES, new, old) + _EARLY_FRAMES
    encoded = found.encoded
    features = encoded.features[:, np.clip(places.astype(np.int64), 0, encoded.frames - 1)]
    halves = np.clip((2 * half_places).astype(np.int64), 0, 2 * encoded.frames - 1)
    energy = np.interp(2 * half_places - 0.5, np.arange(2 * encoded.frames), encoded.energy)
    is_pause = _pauses(found.alignment, 2 * frames)
    is_voiced = (encoded.pitch_hz[halves] > LEAST_VOICED_HZ) & ~is_pause
    wanted = sung_as(melody, voice.pitch)
    wanted = wanted[np.clip(np.arange(2 * frames), 0, len(wanted) - 1)]
    pitch_hz = np.where(is_voiced, wanted, np.minimum(encoded.pitch_hz[halves], 0.0))
    quiet = np.percentile(encoded.energy, _QUIET_PERCENTILE)
    energy = np.where(is_pause, quiet, energy)
    lengths = np.diff(np.round(new)).astype(np.int64)
    return Encoded(features, pitch_hz.astype(np.float32), energy.astype(np.float32), lengths)


def silenced(pieces: Iterable[Samples], alignment: Alignment) -> Iterator[Samples]:
    """The sound with silence where the recording rests between two words, softly."""
    gate = np.where(_inner(alignment.is_pause), 0.0, 1.0)
    soft = np.convolve(np.pad(gate, 2, "edge"), _SOFTLY, "valid")
    done = 0
    for piece in pieces:
        places = np.arange(done, done + len(piece)) / (STEP_S * FRAME_SAMPLES * FRAME_RATE_HZ)
        done += len(piece)
        yield np.asarray(piece * np.interp(places, np.arange(len(soft)), soft), np.float32)


def _inner(is_pause: npt.NDArray[np.bool_], margin: int = 3) -> npt.NDArray[np.bool_]:
    """Pauses without their edges, where words still sound."""
    window = np.ones(2 * margin + 1)
    return np.asarray(np.convolve(np.pad(is_pause, margin, "edge"), window, "valid") > 2 * margin + 0.5)


def _at_its_pace(network: Network, voice: NaturalVoice, clause: Clause, heard: Sounding) -> Encoded:
    """As the network says it about as fast as it is said in the recording."""
    tokens = np.array(token_ids(clause.symbols), np.int64)
    style = voice.style(len(tokens))
    usual = network.encode(tokens, style)
    spoken_s = max(float((~heard.is_silent).sum()) * STEP_S, STEP_S)
    pace = float(np.clip(usual.frames / FRAME_RATE_HZ / spoken_s, _SLOWEST, _FASTEST))
    return network.encode(tokens, style, pace)


def _said_plainly(network: Network, encoded: Encoded, melody: SourceMelody, cancel: CancelToken) -> Samples:
    """Said by a stock voice about as high as the recording is."""
    own, wanted = pitch_range(encoded.pitch_hz), melody.range
    factor = wanted.median_hz / own.median_hz if own and wanted else 1.0
    is_high = wanted is not None and wanted.median_hz > _HIGH_FROM_HZ
    basis = load_basis()
    timbre = basis.timbres[basis.names.index(_HIGH_VOICE if is_high else _LOW_VOICE)]
    sung = replace(encoded, pitch_hz=encoded.pitch_hz * np.float32(factor))
    return np.concatenate(list(rendered(network, sung, timbre, cancel)))


def _between_words(clause: Clause) -> npt.NDArray[np.bool_]:
    """Which symbols stand between words, with those before and after the text."""
    return np.array([symbol == " " or symbol in MARKS for symbol in f" {clause.symbols} "])


def _token_edges(encoded: Encoded) -> Numbers:
    """Where the sound of each token begins, and the last ends, frames."""
    edges = np.concatenate([[0.0], np.cumsum(encoded.frames_per_token)])
    edges[1:-1] = np.maximum(edges[1:-1] - _EARLY_FRAMES, 0.0)
    return edges


def _gaps(is_gap: npt.NDArray[np.bool_], encoded: Encoded, frames: int) -> Numbers:
    """Frames of 10 ms between two words."""
    edges = _token_edges(encoded) / FRAME_RATE_HZ / STEP_S
    middles = (edges[:-1] + edges[1:]) / 2
    return np.asarray(np.clip(middles[is_gap], 0, frames - 1), np.float64)


def _edges(found: Timed, unsure_frames: float) -> tuple[Numbers, Numbers]:
    """Where each token begins in the network's own speech and in the recording, frames of features."""
    old = _token_edges(found.encoded)
    places = found.alignment.places * STEP_S * FRAME_RATE_HZ
    total = len(places) * STEP_S * FRAME_RATE_HZ
    new = np.asarray(np.searchsorted(places, old[1:-1], "left") * STEP_S * FRAME_RATE_HZ, np.float64)
    new = _evened(new, np.diff(old), _rests(found, old), total, unsure_frames)
    return old, np.concatenate([[0.0], _parted(new, found.encoded.frames_per_token[:-1], total), [total]])


def _rests(found: Timed, edges: Numbers) -> npt.NDArray[np.bool_]:
    """Which tokens are silences of the recording: those before, after and between words that last for some time."""
    pauses = found.alignment.places[found.alignment.is_pause] * STEP_S * FRAME_RATE_HZ
    lengths, _ = np.histogram(pauses, edges)
    ends = np.isin(np.arange(len(lengths)), (0, len(lengths) - 1))
    return np.asarray(found.is_gap & (ends | (lengths >= _SHORTEST_REST)))


def _evened(
    edges: Numbers, usual: Numbers, is_free: npt.NDArray[np.bool_], total: float, unsure_frames: float
) -> Numbers:
    """Edges near those that were found, between which every symbol lasts about as long as usual: least squares.

    A frame of speech is like its neighbours, so the edges of single symbols are found no better than to some frames;
    the network knows how long each lasts beside the others.

    Args:
        edges: that were found, frames, shape (n - 1,).
        usual: how long the n symbols usually last, frames.
        is_free: which of them may last as long as they like: silences.
        total: where the last one ends.
        unsure_frames: how far off the edges are found.
    """
    known = np.concatenate([[0.0], edges, [total]])
    trust = np.concatenate([[_SURE], np.full(len(edges), 1 / unsure_frames**2), [_SURE]])
    stiff = np.where(is_free, 0.0, 1 / (_VARIES * usual + _LEAST_VARYING) ** 2)
    steps = np.diff(np.eye(len(known)), axis=0)
    matrix = np.diag(trust) + steps.T @ (stiff[:, None] * steps)
    return np.asarray(np.linalg.solve(matrix, trust * known + steps.T @ (stiff * usual))[1:-1], np.float64)


def _parted(edges: Numbers, lengths: Sequence[int] | npt.NDArray[np.int64], total: float) -> Numbers:
    """Edges at least `_SHORTEST` apart wherever the token between them lasted at all."""
    least = np.where(np.asarray(lengths) > 0, _SHORTEST, 0.0)
    if least.sum() + _SHORTEST >= total:
        return np.linspace(0, total, len(edges) + 2)[1:-1]
    found, before = edges.copy(), 0.0
    for place, shortest in enumerate(least):
        found[place] = before = max(found[place], before + shortest)
    after = total - _SHORTEST
    for place in range(len(found) - 1, -1, -1):
        found[place] = after = min(found[place], after)
        after -= least[place]
    return found


def _pauses(alignment: Alignment, halves: int) -> npt.NDArray[np.bool_]:
    """Where the recording rests, 80 a second."""
    times = ((np.arange(halves) + 0.5) / MELODY_RATE_HZ / STEP_S).astype(np.int64)
    pauses = alignment.is_pause
    return np.asarray(pauses[np.clip(times, 0, len(pauses) - 1)])
