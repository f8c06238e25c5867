"""Hosts, references and voices for tests of the engines' worker process."""

import socket
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from tests.support import fake_engines as fakes
from voicecloner.domain.audio import AudioClip, ReferenceClip
from voicecloner.domain.synthesis import SpeechOptions
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.host.client import WorkerHost
from voicecloner.engines.host.worker_process import WorkerLimits
from voicecloner.jobs import CancelToken, no_progress

REPOSITORY = Path(__file__).parents[2]
QUICK = WorkerLimits(start_s=60.0, stop_s=0.3, silence_s=60.0)
PATIENT = WorkerLimits(start_s=60.0, stop_s=60.0, silence_s=60.0)
WAIT_S = 60.0


@contextmanager
def hosting(folder, *, table=fakes.TABLE, limits=PATIENT, device="cpu"):
    host = WorkerHost(table, folder, limits=limits, device=lambda: device)
    try:
        yield host
    finally:
        host.close()


@pytest.fixture
def host(tmp_path):
    with hosting(tmp_path) as made:
        yield made


@pytest.fixture
def quick_host(tmp_path):
    with hosting(tmp_path, limits=QUICK) as made:
        yield made


def reference(seconds=2.0, sample_rate=44_100):
    times_s = np.arange(round(seconds * sample_rate)) / sample_rate
    clip = AudioClip((0.5 * np.sin(2 * np.pi * 440.0 * times_s)).astype(np.float32), sample_rate)
    return ReferenceClip(clip, "some words")


def clone(host, engine_id="tone", *, seconds=2.0, progress=no_progress, cancel=None):
    references = [reference(seconds)]
    return host.clone(engine_id, references, VoiceMode.EMBEDDING, progress=progress, cancel=cancel or CancelToken())


@pytest.fixture
def voice_file(tmp_path):
    """Makes the file of a voice without a worker: the engines all clone alike."""

    def voice_file(engine_id="tone"):
        from voicecloner.engines.host import engine_work, orders
        from voicecloner.engines.host.registry import EngineRegistry

        registry = EngineRegistry(fakes.TABLE)
        order, payload = orders.clone_order(registry.create(engine_id).info(), [reference()], VoiceMode.EMBEDDING, 1)
        work = engine_work.EngineWork(registry, "cpu")
        _answer, content = work.clone(order, memoryview(payload), no_progress, CancelToken())
        path = tmp_path / f"{engine_id}.safetensors"
        path.write_bytes(content)
        return path

    return voice_file


def say(host, path, text="abc", *, engine_id=None, cancel=None):
    return host.synthesize(engine_id or path.stem, path, text, SpeechOptions(), cancel=cancel or CancelToken())


def works(host, path):
    """Whether the host's next request succeeds."""
    return len(list(say(host, path))) == 3


@contextmanager
def listening():
    """A port, and a function that waits for the engine to connect to it."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(WAIT_S)

        def accept():
            line, _address = server.accept()
            line.settimeout(WAIT_S)
            return line

        yield str(server.getsockname()[1]), accept


def is_gone(line):
    """Wait for the process at the other end of `line` to end."""
    try:
        return line.recv(1) == b""
    except ConnectionResetError:
        return True
