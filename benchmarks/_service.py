"""The service as users start it, in a process of its own, with one voice in a library of its own."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.support.basic_voices import kept_voice
from voicecloner.bootstrap import Application
from voicecloner.domain.consent import ConsentKind
from voicecloner.paths import Folders
from voicecloner.use_cases.voices.create_voice import CreateVoiceRequest

VOICE = "Anna"
_LEAVE_S = 20.0


@dataclass(frozen=True)
class Running:
    """A service that answers.

    Attributes:
        address, token: where, and what one has to know.
        home: where its library lies.
    """

    process: psutil.Process
    address: str
    token: str
    home: Path

    @property
    def memory_mb(self) -> float:
        """Resident memory of the service and all its children."""
        found = 0.0
        for process in (self.process, *self.process.children(recursive=True)):
            try:
                found += process.memory_info().rss / 1e6
            except psutil.NoSuchProcess:
                continue
        return found


@contextmanager
def running_service(*options: str, reference: Path | None = None) -> Iterator[Running]:
    """The service for the time of the block.

    Args:
        options: what follows ``voicecloner serve``.
        reference: a recording to clone the voice from, with the best engine; None: one of the basic engine.
    """
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        _make_voice(home, reference)
        command = [sys.executable, "-m", "voicecloner", "serve", "--port", "0", "--json", *options]
        environment = {**os.environ, "VOICECLONER_HOME": folder}
        with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True) as process:
            try:
                told = json.loads(next(iter(process.stdout or ())))
                yield Running(psutil.Process(process.pid), told["address"], told["token"], home)
            finally:
                process.terminate()
                began = time.monotonic()
                process.wait(_LEAVE_S)
                print(f"The service was gone {time.monotonic() - began:.1f} s after it was told to end.")


def _make_voice(home: Path, reference: Path | None) -> None:
    with closing(Application(Folders(home, home / "config", home / "cache", home / "log"))) as app:
        if reference:
            app.create_voice(CreateVoiceRequest(VOICE, (reference,), ConsentKind.PUBLIC_DOMAIN))
        else:
            (home / "made").mkdir(parents=True, exist_ok=True)
            kept_voice(app, home / "made", VOICE)
