"""Converting speech in a real worker process, with small plug-in engines."""

import numpy as np
import pytest

from tests.support.fake_engines import CHUNK_FRAMES, SAMPLE_RATE
from tests.support.worker_hosts import reference, works
from voicecloner.domain.synthesis import ConversionOptions
from voicecloner.engines.contract.engine import MAX_CONVERT_S
from voicecloner.errors import Cancelled, EngineError, InvalidRequest
from voicecloner.jobs import CancelToken

SPEECH = reference(1.0, 44_100).clip


def convert(host, path, speech=SPEECH, *, seed=0, cancel=None):
    return host.convert(path.stem, path, speech, ConversionOptions(seed), cancel=cancel or CancelToken())


def test_speech_comes_back_in_the_voice(host, voice_file):
    chunks = list(convert(host, voice_file("echo")))
    assert [len(chunk.samples) for chunk in chunks] == [CHUNK_FRAMES] * 10
    samples = np.concatenate([chunk.samples for chunk in chunks])
    assert np.abs(samples).max() == pytest.approx(0.5, rel=0.05)
    pitch_hz = np.argmax(np.abs(np.fft.rfft(samples))) * SAMPLE_RATE / len(samples)
    assert pitch_hz == pytest.approx(440.0, abs=1.0)


def test_the_longest_piece_goes_through(host, voice_file):
    chunks = list(convert(host, voice_file("echo"), reference(MAX_CONVERT_S, 16_000).clip))
    assert sum(len(chunk.samples) for chunk in chunks) == MAX_CONVERT_S * SAMPLE_RATE


def test_a_request_without_sense_starts_no_process(host, voice_file):
    with pytest.raises(InvalidRequest, match="cannot convert"):
        convert(host, voice_file("tone"))
    with pytest.raises(InvalidRequest, match="pieces"):
        convert(host, voice_file("echo"), reference(31.0).clip)
    assert not host._workers


def test_a_failed_conversion_leaves_the_worker_at_work(host, voice_file):
    with pytest.raises(EngineError, match="could not convert"):
        list(convert(host, voice_file("foreign-echo")))
    pid = host._workers[""].pid
    assert works(host, voice_file("tone"))
    assert host._workers[""].pid == pid


def test_a_conversion_that_hangs_is_ended_with_its_process(quick_host, voice_file):
    cancel = CancelToken()
    chunks = convert(quick_host, voice_file("hanging-echo"), cancel=cancel)
    next(chunks)
    cancel.cancel()
    with pytest.raises(Cancelled):
        next(chunks)
    assert works(quick_host, voice_file("tone"))
