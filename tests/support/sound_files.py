"""Sound files of kinds the program itself does not write, made with FFmpeg."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt


def encode(path: Path, samples: npt.NDArray[np.float32], sample_rate: int, codec: str, container: str) -> Path:
    """Write a file with FFmpeg.

    Args:
        path: name of the file; says nothing about its format.
        samples: shape (frames,) or (frames, channels).
        sample_rate: Hz.
        codec: FFmpeg's name of the encoder, e.g. ``"aac"``.
        container: FFmpeg's name of the format, e.g. ``"ipod"`` for M4A.
    """
    by_channel = samples.reshape(len(samples), -1)
    layout = {1: "mono", 2: "stereo", 8: "7.1"}[by_channel.shape[1]]
    with av.open(str(path), "w", format=container) as output:
        stream: Any = output.add_stream(codec, rate=sample_rate, layout=layout)
        context = stream.codec_context
        context.bit_rate = 96_000 * by_channel.shape[1]
        resampler = av.AudioResampler(context.format, layout, sample_rate)
        for frame in _frames(by_channel, sample_rate, layout, context.frame_size or 1024):
            for converted in resampler.resample(frame):
                output.mux(stream.encode(converted))
        output.mux(stream.encode(None))
    return path


def _frames(by_channel, sample_rate, layout, frame_size):
    for start in range(0, len(by_channel), frame_size):
        block = np.ascontiguousarray(by_channel[start : start + frame_size], np.float32)
        frame = av.AudioFrame(format="flt", layout=layout, samples=len(block))
        frame.planes[0].update(block.tobytes())
        frame.sample_rate = sample_rate
        frame.time_base = Fraction(1, sample_rate)
        frame.pts = start
        yield frame
