"""Every kind of child process is killed, stopped, flooded and starved in the middle of its work.

Each child is the program's own; only the moment it first answers is changed (of the engine's process: after its
greeting). That nothing is left running is looked after for every test.
"""

import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from unittest import mock

import pytest
import soundfile

from tests.support.clips import clip, silence, syllables
from tests.support.hearing import NEEDS_RECOGNIZER
from tests.support.speech import espeak_speech
from tests.support.waiting import wait_until
from tests.support.worker_hosts import clone, hosting
from voicecloner.audio.files.decoding import DecodeLimits, decode
from voicecloner.audio.files.streaming import StreamLimits, stream_sound
from voicecloner.domain.quality import Span
from voicecloner.engines.host.environment_install import EnvironmentInstaller, SetupTools
from voicecloner.engines.host.environments import Environments, EnvironmentSpec
from voicecloner.engines.host.worker_process import WorkerLimits
from voicecloner.errors import (
    Cancelled,
    EngineError,
    EnvironmentFailed,
    JudgingFailed,
    RecognizerError,
    UnreadableAudio,
    UnreadableDocument,
    VoiceClonerError,
)
from voicecloner.jobs import CancelToken, Job, no_progress
from voicecloner.quality.judging import judging_process
from voicecloner.quality.judging.judging_process import JudgingProcess
from voicecloner.quality.scoring import comparing as comparing_process
from voicecloner.quality.scoring.comparing import compare_voice
from voicecloner.speech import recognizer
from voicecloner.speech.documents import apart
from voicecloner.speech.recognizer import hear_words

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="signals and limits as here exist on Linux only")

LONG_S = 100.0
SPEECH = clip(syllables(2.0))
# Both ears work for a second and more on each second of it.
SOMEBODY = replace(espeak_speech(), samples=espeak_speech().samples[: 2 * espeak_speech().sample_rate])
TROUBLED = """
import os, pathlib, resource, signal, sys
from contextlib import contextmanager
from voicecloner.children import inside
send, line_to_program = inside.Line.send, inside.line_to_program
def troubled_send(line, head, content=b""):
    if head.get("kind") != "Ready":
        {in_answer}
    send(line, head, content)
@contextmanager
def troubled_line():
    with line_to_program() as line:
        {at_start}
        yield line
inside.Line.send, inside.line_to_program = troubled_send, troubled_line
from {module} import main
sys.exit(main(sys.argv[1:]))
"""
KILL = "os.kill(os.getpid(), signal.SIGKILL)"
STOP = "os.kill(os.getpid(), signal.SIGSTOP)"
FLOODS = {
    "stderr": "[os.write(2, bytes(65536)) for _ in range(1000)]",
    "stdout": "[os.write(1, bytes(65536)) for _ in range(1000)]",
    "print": "[print('words without end ' * 4000) for _ in range(1000)]",
}
STARVE = """pages = int(pathlib.Path("/proc/self/statm").read_text().split()[0])
        resource.setrlimit(resource.RLIMIT_AS, (pages * 4096 + (1 << 20), -1))"""


@dataclass(frozen=True)
class Kind:
    """One kind of child.

    Attributes:
        module: its `main`.
        work: has a child do something: its command, how long it may be silent, and what ends it.
        error: what the user is told with.
    """

    module: str
    work: Callable[[list[str], float, CancelToken, Path], object]
    error: type[VoiceClonerError]

    def command(self, *, in_answer: str = "pass", at_start: str = "pass") -> list[str]:
        return [sys.executable, "-c", TROUBLED.format(module=self.module, in_answer=in_answer, at_start=at_start)]


def recording(folder: Path) -> Path:
    path = folder / "speech.wav"
    soundfile.write(path, SPEECH.samples, SPEECH.sample_rate)
    return path


def reading(command, limit_s, cancel, folder):
    return decode(recording(folder), DecodeLimits(time_limit_s=limit_s), cancel, command)


def streaming(command, limit_s, cancel, folder):
    return list(stream_sound(recording(folder), cancel, StreamLimits(stall_limit_s=limit_s), command))


def reading_text(command, limit_s, cancel, folder):
    (folder / "story.txt").write_text("It was a dark night. " * 100)
    with mock.patch.multiple(apart, child_command=lambda: command, _LIMIT_S=limit_s):
        return apart.read_document(folder / "story.txt", cancel)


def listening(command, limit_s, cancel, _folder):
    with mock.patch.multiple(recognizer, child_command=lambda: command, _START_S=limit_s, _SECONDS_PER_SECOND=0.0):
        return isinstance(hear_words(clip(silence(1.0)), (Span(0.0, 1.0),), progress=no_progress, cancel=cancel), tuple)


def judging(command, limit_s, cancel, _folder):
    judge = JudgingProcess(command)
    try:
        with mock.patch.multiple(judging_process, _START_S=limit_s, _SECONDS_PER_SECOND=0.0):
            return judge.review(SPEECH, "console", cancel)
    finally:
        judge.close()


def comparing(command, limit_s, cancel, _folder):
    with mock.patch.multiple(
        comparing_process, child_command=lambda: command, _START_S=limit_s, _SECONDS_PER_SECOND=0.0
    ):
        return compare_voice(SOMEBODY, SOMEBODY, cancel)


def cloning(command, limit_s, cancel, folder):
    limits = WorkerLimits(start_s=LONG_S, stop_s=0.2, silence_s=limit_s)
    with (
        mock.patch.object(Environments, "worker_command", return_value=command),
        hosting(folder, limits=limits) as host,
    ):
        return clone(host, cancel=cancel)


def installing(script, cancel, folder):
    """A program in the place of uv."""
    uv = folder / "uv"
    uv.write_text(f"#!/bin/sh\n{script}\n")
    uv.chmod(0o700)
    spec = EnvironmentSpec("small", "Something small", "small.txt", 1000, ())
    tools = SetupTools(uv=lambda: uv, free_bytes=lambda _folder: 1 << 40)
    installer = EnvironmentInstaller(Environments(folder / "environments", {"small": spec}), tools)
    return installer.install(spec, progress=no_progress, cancel=cancel)


KINDS = [
    pytest.param(Kind("voicecloner.audio.files.decode_child", reading, UnreadableAudio), id="decoding"),
    pytest.param(Kind("voicecloner.audio.files.decode_child", streaming, UnreadableAudio), id="streaming"),
    pytest.param(Kind("voicecloner.speech.documents.document_child", reading_text, UnreadableDocument), id="document"),
    pytest.param(
        Kind("voicecloner.speech.recognizer_child", listening, RecognizerError), id="recognizer", marks=NEEDS_RECOGNIZER
    ),
    pytest.param(Kind("voicecloner.quality.judging.judging_child", judging, JudgingFailed), id="judging"),
    pytest.param(Kind("voicecloner.quality.scoring.comparing_child", comparing, JudgingFailed), id="comparing"),
    pytest.param(Kind("voicecloner.engines.host.worker", cloning, EngineError), id="engine"),
]


def is_told(error: VoiceClonerError, expected: type[VoiceClonerError]) -> bool:
    """Whether it is one sentence of the right kind, with something to do."""
    is_sentence = error.message.endswith(".") and "\n" not in error.message
    return isinstance(error, expected) and is_sentence and bool(error.hint)


def assert_stopped(work: Callable[[], object], cancel: CancelToken, marker: Path) -> None:
    """Cancel some work as soon as there is a marker: it ends at once."""
    job = Job(lambda _progress, _cancel: work())
    thread = threading.Thread(target=job.run)
    thread.start()
    try:
        wait_until(marker.exists, LONG_S, "the answer of the child")
    finally:
        cancel.cancel()
    with pytest.raises(Cancelled):
        job.result(10.0)
    thread.join()


@pytest.mark.parametrize("kind", KINDS)
def test_one_that_is_killed_is_one_sentence(kind, tmp_path, caplog):
    with pytest.raises(VoiceClonerError) as caught:
        kind.work(kind.command(in_answer=KILL), LONG_S, CancelToken(), tmp_path)
    assert is_told(caught.value, kind.error)


@pytest.mark.parametrize("kind", KINDS)
def test_one_that_stands_still_is_waited_for_no_longer_than_agreed(kind, tmp_path, caplog):
    with pytest.raises(VoiceClonerError) as caught:
        kind.work(kind.command(in_answer=STOP), 1.0, CancelToken(), tmp_path)
    assert is_told(caught.value, kind.error)


@pytest.mark.parametrize("kind", KINDS)
def test_stop_does_not_wait_for_one_that_stands_still(kind, tmp_path):
    marker, cancel = tmp_path / "stands still", CancelToken()
    command = kind.command(in_answer=f"pathlib.Path({str(marker)!r}).touch(); {STOP}")
    assert_stopped(lambda: kind.work(command, LONG_S, cancel, tmp_path), cancel, marker)


@pytest.mark.parametrize("flood", FLOODS)
@pytest.mark.parametrize("kind", KINDS)
def test_one_that_prints_without_measure_does_its_work(kind, tmp_path, flood):
    assert kind.work(kind.command(in_answer=FLOODS[flood]), LONG_S, CancelToken(), tmp_path)
    assert sum(path.stat().st_size for path in tmp_path.rglob("*.log*")) < 2_200_000


@pytest.mark.parametrize("kind", KINDS)
def test_one_that_gets_no_memory_is_one_sentence(kind, tmp_path, caplog):
    with pytest.raises(VoiceClonerError) as caught:
        kind.work(kind.command(at_start=STARVE), LONG_S, CancelToken(), tmp_path)
    assert is_told(caught.value, kind.error)


@pytest.mark.parametrize("kind", KINDS)
def test_one_that_dies_says_why_in_the_log(kind, tmp_path, caplog):
    caplog.set_level("INFO")
    with pytest.raises(VoiceClonerError):
        kind.work(kind.command(at_start="raise SystemExit('over and out')"), LONG_S, CancelToken(), tmp_path)
    logs = "".join(path.read_text("utf-8") for path in tmp_path.glob("*.log"))
    assert "over and out" in caplog.text + logs


@pytest.mark.parametrize(
    "script",
    [
        "kill -9 $$",
        "yes words without end | head -c 20000000; echo No space left >&2; exit 1",
        f"ulimit -v 20000; exec {sys.executable} -c 'import numpy'",
    ],
    ids=["killed", "floods", "starved"],
)
def test_an_installer_in_trouble_is_one_sentence(script, tmp_path):
    with pytest.raises(EnvironmentFailed) as caught:
        installing(script, CancelToken(), tmp_path)
    assert is_told(caught.value, EnvironmentFailed)
    assert ("disk is full" in caught.value.message) == ("No space left" in script)
    assert sum(path.stat().st_size for path in tmp_path.rglob("*.log*")) < 2_200_000


def test_stop_does_not_wait_for_an_installer_that_stands_still(tmp_path):
    marker, cancel = tmp_path / "stands still", CancelToken()
    script = f"touch '{marker}'; kill -STOP $$"
    assert_stopped(lambda: installing(script, cancel, tmp_path), cancel, marker)


def test_here_are_all_kinds():
    """What `voicecloner.__main__` can start as a child is tried here, but for the service, which has no end."""
    from voicecloner import __main__ as program

    tried = {parameter.values[0].module for parameter in KINDS}
    assert tried == set(program.CHILDREN.values()) - {"voicecloner.server.child"}
