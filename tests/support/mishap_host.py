"""Engines in whose work something happens, behind the command line."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.support.fake_host import FakeHost
from voicecloner.bootstrap import Application
from voicecloner.domain.audio import AudioChunk
from voicecloner.paths import user_folders


class MishapHost(FakeHost):
    """Something happens once so many pieces were said.

    Attributes:
        mishap: what happens.
    """

    def __init__(self, after: int) -> None:
        super().__init__()
        self.mishap: Callable[[], object] = lambda: None
        self._after = after

    def synthesize(self, *arguments: Any, **more: Any) -> Iterator[AudioChunk]:
        if len(self.spoken) == self._after:
            self.mishap()
        yield from super().synthesize(*arguments, **more)


def host_of_commands(monkeypatch: pytest.MonkeyPatch, after: int) -> MishapHost:
    """The engines that commands find from now on."""
    made = MishapHost(after)
    monkeypatch.setattr("voicecloner.cli.main.Application", lambda: Application(user_folders(), made))
    return made
