"""AAC in MP4 (M4A), which libsndfile does not know: written by FFmpeg, by the same calls as libsndfile's files."""

from collections.abc import Generator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from voicecloner.domain.audio import Samples

AAC_RATES = (8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 64_000, 88_200, 96_000)
"""Hz, of AAC."""
_WIDE_BAND_HZ = 32_000
# with fewer bits FFmpeg's encoder makes single peaks of some dB
_USUAL_KBIT, _USUAL_KBIT_WIDE = 96, 128
_FULL_SCALE = 32_768.0


class NotWritten(Exception):
    """FFmpeg could not write; it does not say why."""


class AacFile:
    """A file that is there and empty, and gets sound.

    Args:
        path: of the file.
        sample_rate: Hz, one of `AAC_RATES`.
        kbit_per_s: None: 96, and 128 from 32 kHz on.
        metadata: by the program's own keys.

    Raises:
        NotWritten: also by the methods.
    """

    def __init__(self, path: Path, sample_rate: int, kbit_per_s: int | None, metadata: Mapping[str, str]) -> None:
        import av  # takes a twentieth of a second, which no other format should cost

        usual = _USUAL_KBIT_WIDE if sample_rate >= _WIDE_BAND_HZ else _USUAL_KBIT
        self._av, self._rate, self._done, self._is_open = av, sample_rate, 0, True
        try:
            self._file = path.open("wb")
            self._container: Any = av.open(self._file, "w", format="ipod")
            self._stream: Any = self._container.add_stream("aac", rate=sample_rate, layout="mono")
        except (OSError, av.error.FFmpegError) as error:
            raise NotWritten(str(error)) from error
        self._stream.bit_rate = 1000 * (kbit_per_s or min(usual, 6 * sample_rate // 1000))
        self._container.metadata.update(as_mp4(metadata))

    def write(self, samples: Samples | npt.NDArray[np.int16]) -> None:
        """Append mono sound, shape (frames,)."""
        if not len(samples):
            return
        whole = samples / _FULL_SCALE if samples.dtype == np.int16 else np.clip(samples, -1.0, 1.0)
        frame = self._av.AudioFrame.from_ndarray(np.ascontiguousarray(whole[None], np.float32), "fltp", "mono")
        frame.sample_rate, frame.pts, frame.time_base = self._rate, self._done, Fraction(1, self._rate)
        self._done += len(samples)
        self._encode(frame)

    def close(self) -> None:
        """Write what is left; a second call does nothing."""
        if not self._is_open:
            return
        self._is_open = False
        try:
            with self._file:
                try:
                    self._encode(None)
                finally:
                    self._container.close()
        except (OSError, self._av.error.FFmpegError) as error:
            raise NotWritten(str(error)) from error

    def _encode(self, frame: Any) -> None:
        try:
            self._container.mux(self._stream.encode(frame))
        except (OSError, self._av.error.FFmpegError) as error:
            raise NotWritten(str(error)) from error


def coded_blocks(path: Path) -> tuple[int, Generator[Samples]]:
    """The rate in Hz of a lossy file that this program wrote, and its sound, block by block."""
    import av

    container = av.open(str(path))
    return container.streams.audio[0].rate, _blocks(container)


def _blocks(container: Any) -> Generator[Samples]:
    import av

    with container:
        as_floats = av.AudioResampler("fltp", "mono")
        for frame in container.decode(audio=0):
            for made in as_floats.resample(frame):
                yield made.to_ndarray()[0]


def as_mp4(texts: Mapping[str, str]) -> dict[str, str]:
    """Tags by the keys of FFmpeg's muxer, which names itself where no tool is named."""
    return {_MP4_KEYS.get(key, key): text for key, text in texts.items()}


_MP4_KEYS = {"software": "encoding_tool", "tracknumber": "track"}
