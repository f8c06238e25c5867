"""How often spoken consent is matched to the wrong person, and how often the right one is refused.

    python -m benchmarks.consent [FOLDER] [--clones LIST]

FOLDER (or VOICECLONER_SPEECH_SET) holds real speech with a `manifest.csv`. Of each person there are two recordings:
the reference, and all further clips one after the other. Pieces of six seconds of speech, as long as the sentence of
consent takes to say, are compared with the other recording of the same person and with both of everybody else.

The people are parted into two halves, every second one. Thresholds are chosen on one half alone, for each ear the
lowest with which it accepts the wrong person in 1 % of the pairs, and judged on the other half, then the other way
round; the thresholds of the program are judged on all. Aims: 1 % false accepts and 5 % false rejects at most.

LIST names sentences said by clones (rows of {"speaker", "path"}, as `benchmarks.fidelity` writes them). Each is
compared with the reference it was made of: as it is, and as it is heard when it is marked as speech of this program is
and played by a loudspeaker in a room, where it is also told how often the mark is heard.
"""

import argparse
import json
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import scipy.signal

from benchmarks._speech_set import VARIABLE, gallery, read_clip, speakers
from benchmarks.watermark import listened, marked
from voicecloner.domain.audio import AudioClip
from voicecloner.sound.resampling import resample
from voicecloner.speech.same_speaker import (
    LEAST_SPEECH_S,
    SAME_BY_ENCODER_FROM,
    SAME_BY_MIXTURES_FROM,
    Leads,
    Voiceprint,
    leads,
    speech_alone,
    voiceprint,
)
from voicecloner.speech.speaker import ENCODER_RATE_HZ, SpeakerEncoder
from voicecloner.speech.vad import SpeechDetector, speech_spans

_SENTENCE_S = 6.0
_MOST_FALSE_ACCEPTS = 0.01
# A small loudspeaker across a table, in a living room, with a little noise.
_SPEAKER_HZ = (250.0, 7_000.0)
_ROOM_S, _ROOM_DB, _NOISE_DB = 0.3, -6.0, -35.0


@dataclass(frozen=True)
class Pair:
    """A piece of speech held against a recording.

    Attributes:
        said_by, known_as: who speaks in each.
        found: what both ears say.
    """

    said_by: str
    known_as: str
    found: Leads

    @property
    def is_same(self) -> bool:
        """Whether it is the same person in truth."""
        return self.said_by == self.known_as


@dataclass(frozen=True)
class Recording:
    """One of the two recordings of a person."""

    name: str
    speech: AudioClip
    print: Voiceprint


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("speech_set", type=Path, nargs="?", default=os.environ.get(VARIABLE))
    parser.add_argument("--clones", type=Path, help="a list of sentences that clones have said")
    arguments = parser.parse_args()
    listener = _Listener()
    pairs = _pairs(_recordings(arguments.speech_set, listener), listener)
    _tell(pairs)
    if arguments.clones:
        _tell_of_clones(arguments, listener)


class _Listener:
    def __init__(self) -> None:
        self._detector, self._encoder = SpeechDetector(), SpeakerEncoder()

    def speech_of(self, clips: Iterable[AudioClip]) -> AudioClip:
        """The speech in all of them, one after the other."""
        parts = [np.zeros(0, np.float32)]
        for clip in clips:
            low = AudioClip(resample(clip.samples, clip.sample_rate, ENCODER_RATE_HZ), ENCODER_RATE_HZ)
            parts.append(
                speech_alone(low, speech_spans(self._detector.probabilities(low.samples), low.seconds)).samples
            )
        return AudioClip(np.concatenate(parts), ENCODER_RATE_HZ)

    def print_of(self, speech: AudioClip) -> Voiceprint:
        return voiceprint(speech, self._encoder)


def _recordings(folder: Path, listener: _Listener) -> list[Recording]:
    files = [(name, [path]) for name, path in gallery(folder).items()]
    files += [(person.name, [clip.path for clip in person.clips]) for person in speakers(folder) if person.clips]
    heard = [(name, listener.speech_of(map(read_clip, paths))) for name, paths in files]
    return [Recording(name, speech, listener.print_of(speech)) for name, speech in heard]


def _pairs(recordings: Sequence[Recording], listener: _Listener) -> list[Pair]:
    pairs = []
    for own in recordings:
        for piece in _pieces(own.speech):
            said = listener.print_of(piece)
            others = (each for each in recordings if each is not own)
            pairs += [Pair(own.name, each.name, leads(said, each.print)) for each in others]
    return pairs


def _pieces(speech: AudioClip) -> list[AudioClip]:
    frames = round(_SENTENCE_S * speech.sample_rate)
    pieces = [AudioClip(speech.samples[at : at + frames], speech.sample_rate) for at in range(0, speech.frames, frames)]
    return [piece for piece in pieces if piece.seconds >= LEAST_SPEECH_S]


def _tell(pairs: Sequence[Pair]) -> None:
    names = sorted({pair.said_by for pair in pairs})
    halves = [set(names[0::2]), set(names[1::2])]
    own = [[p for p in pairs if {p.said_by, p.known_as} <= half] for half in halves]
    for chosen_on, judged_on, name in ((own[0], own[1], "first"), (own[1], own[0], "second")):
        limits = _least(chosen_on, _by_encoder), _least(chosen_on, _by_mixtures)
        print(f"chosen on the {name} half: {limits[0]:.3f} and {limits[1]:.3f}; judged on the other:")
        _judge(judged_on, *limits)
    print(f"all, with those of the program, {SAME_BY_ENCODER_FROM:.3f} and {SAME_BY_MIXTURES_FROM:.3f}:")
    _judge(pairs, SAME_BY_ENCODER_FROM, SAME_BY_MIXTURES_FROM)


def _by_encoder(found: Leads) -> float:
    return found.by_encoder


def _by_mixtures(found: Leads) -> float:
    return found.by_mixtures


def _least(pairs: Sequence[Pair], ear: Callable[[Leads], float]) -> float:
    """The lowest threshold with which this ear alone accepts the wrong person no more often than is aimed at."""
    others = np.array([ear(pair.found) for pair in pairs if not pair.is_same])
    return float(np.quantile(others, 1 - _MOST_FALSE_ACCEPTS))


def _judge(pairs: Sequence[Pair], by_encoder: float, by_mixtures: float) -> None:
    ears: dict[str, Callable[[Leads], bool]] = {
        "the encoder alone": lambda found: found.by_encoder >= by_encoder,
        "the mixtures alone": lambda found: found.by_mixtures >= by_mixtures,
        "both": lambda found: found.by_encoder >= by_encoder and found.by_mixtures >= by_mixtures,
    }
    same, others = [p.found for p in pairs if p.is_same], [p.found for p in pairs if not p.is_same]
    for name, takes in ears.items():
        accepted, rejected = sum(map(takes, others)), len(same) - sum(map(takes, same))
        print(
            f"  {name:20} false accepts {accepted} of {len(others)} ({accepted / len(others):.2%}), "
            f"false rejects {rejected} of {len(same)} ({rejected / len(same):.2%})"
        )


def _tell_of_clones(arguments: argparse.Namespace, listener: _Listener) -> None:
    references = {
        name: listener.print_of(listener.speech_of([read_clip(path)]))
        for name, path in gallery(arguments.speech_set).items()
    }
    rows = [json.loads(line) for line in arguments.clones.read_text("utf-8").splitlines()]
    sounds = [(references[row["speaker"]], read_clip(Path(row["path"]))) for row in rows]
    _tell_of_replays("clones", sounds, listener)
    replayed = [(known, played_in_a_room(marked(sound))) for known, sound in sounds]
    _tell_of_replays("clones, marked and played in a room", replayed, listener)


def _tell_of_replays(name: str, sounds: Sequence[tuple[Voiceprint, AudioClip]], listener: _Listener) -> None:
    found = [leads(listener.print_of(listener.speech_of([sound])), known) for known, sound in sounds]
    is_marked = [listened(sound).is_found for _known, sound in sounds]
    kept = [each.is_same and not mark for each, mark in zip(found, is_marked, strict=True)]
    print(
        f"{name}: of {len(sounds)} the encoder takes {sum(f.is_same_by_encoder for f in found)} for the speaker, the "
        f"mixtures {sum(f.is_same_by_mixtures for f in found)}, both {sum(f.is_same for f in found)}; the mark is "
        f"heard in {sum(is_marked)}; accepted in all {sum(kept)}"
    )


def played_in_a_room(clip: AudioClip) -> AudioClip:
    """A sound as a microphone hears it that stands before a small loudspeaker; always the same for the same sound."""
    band = scipy.signal.butter(2, _SPEAKER_HZ, "bandpass", fs=clip.sample_rate, output="sos")
    random = np.random.default_rng(clip.frames)
    decay = np.exp(-6.9 * np.arange(round(_ROOM_S * clip.sample_rate)) / (_ROOM_S * clip.sample_rate))
    room = random.normal(size=len(decay)) * decay
    direct = scipy.signal.sosfilt(band, clip.samples)
    reverberant = scipy.signal.fftconvolve(direct, room)[: clip.frames]
    reverberant *= _rms(direct) / _rms(reverberant) * 10 ** (_ROOM_DB / 20)
    noise = random.normal(size=clip.frames) * _rms(direct) * 10 ** (_NOISE_DB / 20)
    heard = direct + reverberant + noise
    return AudioClip(np.asarray(heard / max(1.0, np.abs(heard).max()), np.float32), clip.sample_rate)


def _rms(samples: npt.NDArray[np.floating]) -> float:
    return float(np.sqrt(np.mean(np.square(samples))))


if __name__ == "__main__":
    main()
