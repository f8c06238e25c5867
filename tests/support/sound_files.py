"""Sound files written and read by FFmpeg, which knows kinds that the program does not, and judges those it writes."""

import contextlib
import math
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import av.filter
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


def decoded(path: Path) -> tuple[npt.NDArray[np.float32], int]:
    """The first channel of a file as FFmpeg reads it, and its rate in Hz."""
    with av.open(str(path)) as container:
        resampler = av.AudioResampler("fltp", "mono")
        parts = [made.to_ndarray()[0] for frame in container.decode(audio=0) for made in resampler.resample(frame)]
        return np.concatenate([np.zeros(0, np.float32), *parts]), container.streams.audio[0].rate


def judged(samples: npt.NDArray[np.float32], sample_rate: int) -> tuple[float, float]:
    """Integrated loudness in LUFS and true peak in dBTP, as FFmpeg's filter ``ebur128`` measures them."""
    graph = av.filter.Graph()
    source = graph.add_abuffer(sample_rate=sample_rate, format="flt", layout="mono")
    meter, sink = graph.add("ebur128", "peak=true:metadata=1:framelog=quiet"), graph.add("abuffersink")
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    told: dict[str, str] = {}
    for frame in [*_frames(samples.reshape(len(samples), 1), sample_rate, "mono", 4096), None]:
        source.push(frame)
        with contextlib.suppress(av.error.BlockingIOError, av.error.EOFError):
            while True:
                told.update(sink.pull().metadata)
    peak = float(told["lavfi.r128.true_peak"])
    return float(told["lavfi.r128.I"]), 20 * math.log10(peak) if peak else -math.inf


def _frames(by_channel, sample_rate, layout, frame_size):
    for start in range(0, len(by_channel), frame_size):
        block = np.ascontiguousarray(by_channel[start : start + frame_size], np.float32)
        frame = av.AudioFrame(format="flt", layout=layout, samples=len(block))
        frame.planes[0].update(block.tobytes())
        frame.sample_rate = sample_rate
        frame.time_base = Fraction(1, sample_rate)
        frame.pts = start
        yield frame
