"""Whether the inaudible mark is heard, after what, and where there is none.

    python -m benchmarks.watermark [FOLDER] [--clips clip1] [--also FILES...]

FOLDER (or VOICECLONER_SPEECH_SET) holds real speech with a `manifest.csv`. Every clip of it, and each file given
besides, such as what an engine said, is marked in pieces of half a second, as what voices say is, changed in one of the
ways below, and listened to. Then the recordings themselves are listened to: none may be taken for marked. Of each it is
the first six seconds. The last lines tell what marking costs, in time and in how the speech sounds: by how much DNSMOS
and the embedding of the speaker change. Aims: 99 % found, nothing mistaken, at most 0.02 of either.
"""

import argparse
import io
import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import soundfile

from benchmarks._speech_set import VARIABLE, read_clip
from voicecloner.domain.audio import AudioClip
from voicecloner.provenance.hearing import MarkListener, MarkReading
from voicecloner.provenance.marking import Marker
from voicecloner.sound.resampling import resample
from voicecloner.speech.naturalness import naturalness
from voicecloner.speech.speaker import SpeakerEncoder

_PIECE_S = 0.5
_LONGEST_S = 6.0
_LOSSY_RATE_HZ = 24_000
Change = Callable[[AudioClip], AudioClip]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("speech_set", type=Path, nargs="?", default=os.environ.get(VARIABLE))
    parser.add_argument("--clips", default="clip*", help="which clips of each person are marked (default: all)")
    parser.add_argument("--also", type=Path, nargs="*", default=[], help="files to mark, too")
    arguments = parser.parse_args()
    hosts = sorted(arguments.speech_set.glob(f"good/*/{arguments.clips}.flac")) + arguments.also
    heard: dict[str, list[float]] = {name: [] for name in CHANGES}
    found = dict.fromkeys(CHANGES, 0)
    seconds = cost_s = 0.0
    audible = _Audible()
    for path in hosts:
        clip = _beginning(read_clip(path))
        started = time.process_time()
        said = marked(clip)
        cost_s += time.process_time() - started
        seconds += clip.seconds
        audible.add(clip, said)
        for name, change in CHANGES.items():
            reading = listened(change(said))
            heard[name].append(reading.confidence)
            found[name] += reading.is_found
    for name, values in heard.items():
        print(f"{name:24} found {found[name]} of {len(values)}, least sure {min(values):.2f}", flush=True)
    _tell_of_unmarked(sorted(arguments.speech_set.glob("good/*/*.flac")) + sorted(arguments.speech_set.glob("pool/*")))
    print(f"marking a second of speech: {1000 * cost_s / seconds:.0f} ms of one core")
    audible.tell()


class _Audible:
    """How speech sounds with and without the mark."""

    def __init__(self) -> None:
        self._encoder = SpeakerEncoder()
        self._plain: list[float] = []
        self._marked: list[float] = []
        self._likeness: list[float] = []

    def add(self, clip: AudioClip, said: AudioClip) -> None:
        before, after = _at_16k(clip).samples, _at_16k(said).samples
        self._plain.append(naturalness(before))
        self._marked.append(naturalness(after))
        self._likeness.append(float(self._encoder.embed(before) @ self._encoder.embed(after)))

    def tell(self) -> None:
        lost = np.subtract(self._plain, self._marked)
        print(
            f"DNSMOS without the mark {np.mean(self._plain):.3f}, with it {np.mean(self._marked):.3f}: "
            f"{lost.mean():.3f} less in the mean, {lost.max():.3f} at most; likeness {np.mean(self._likeness):.3f}, "
            f"least {min(self._likeness):.3f}"
        )


def _tell_of_unmarked(paths: Iterable[Path]) -> None:
    whole = [listened(_beginning(read_clip(path))) for path in paths]
    print(f"unmarked                 found {sum(r.is_found for r in whole)} of {len(whole)}, ", end="")
    print(f"surest {max(r.confidence for r in whole):.2f}")


def marked(clip: AudioClip) -> AudioClip:
    marker, step = Marker(clip.sample_rate), round(_PIECE_S * clip.sample_rate)
    pieces = [marker.marked(clip.samples[start : start + step]) for start in range(0, clip.frames, step)]
    return AudioClip(np.concatenate(pieces), clip.sample_rate)


def listened(clip: AudioClip) -> MarkReading:
    listener = MarkListener(clip.sample_rate)
    listener.push(clip.samples)
    return listener.reading()


def _beginning(clip: AudioClip) -> AudioClip:
    return AudioClip(clip.samples[: round(_LONGEST_S * clip.sample_rate)], clip.sample_rate)


def _lossy(container: str, subtype: str, level: float) -> Change:
    def change(clip: AudioClip) -> AudioClip:
        file = io.BytesIO()
        samples = resample(clip.samples, clip.sample_rate, _LOSSY_RATE_HZ)
        soundfile.write(
            file, samples, _LOSSY_RATE_HZ, format=container, subtype=subtype, compression_level=level,
            **({"bitrate_mode": "CONSTANT"} if container == "MP3" else {}),
        )  # fmt: skip
        file.seek(0)
        decoded, rate = soundfile.read(file, dtype="float32")
        return AudioClip(decoded, int(rate))

    return change


def _at_16k(clip: AudioClip) -> AudioClip:
    return AudioClip(resample(clip.samples, clip.sample_rate, 16_000), 16_000)


def _second(clip: AudioClip) -> AudioClip:
    """The loudest second: one of silence holds nothing to mark."""
    rate = clip.sample_rate
    starts = range(0, max(1, clip.frames - rate), rate // 4)
    loudest = max(starts, key=lambda start: float(np.square(clip.samples[start : start + rate]).sum()))
    return AudioClip(clip.samples[loudest : loudest + rate], rate)


def _played(speed: float) -> Change:
    return lambda clip: AudioClip(
        resample(clip.samples, round(clip.sample_rate * speed), clip.sample_rate), clip.sample_rate
    )


CHANGES: dict[str, Change] = {
    "as it is": lambda clip: clip,
    "MP3, 64 kbit/s": _lossy("MP3", "MPEG_LAYER_III", 0.65),
    "Opus, 24 kbit/s": _lossy("OGG", "OPUS", 0.936),
    "16 kHz": _at_16k,
    "a second cut out": _second,
    "10 % slower": _played(0.9),
    "10 % faster": _played(1.1),
}


if __name__ == "__main__":
    main()
