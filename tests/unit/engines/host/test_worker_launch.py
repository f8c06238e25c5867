import subprocess
import sys

import pytest

from voicecloner.engines.host.worker_launch import _start


def test_only_the_programs_own_python_is_told_to_give_memory_back(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[dict[str, str]] = []
    monkeypatch.delenv("MALLOC_ARENA_MAX", raising=False)
    monkeypatch.setattr(subprocess, "Popen", lambda _command, **options: seen.append(options["env"]))
    _start([sys.executable, "-m", "anything"], b"key")
    _start(["/another/python", "-m", "anything"], b"key")
    assert seen[0]["MALLOC_ARENA_MAX"] == "1"
    assert "MALLOC_ARENA_MAX" not in seen[1]


def test_what_the_user_has_set_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[dict[str, str]] = []
    monkeypatch.setenv("MALLOC_ARENA_MAX", "4")
    monkeypatch.setattr(subprocess, "Popen", lambda _command, **options: seen.append(options["env"]))
    _start([sys.executable, "-m", "anything"], b"key")
    assert seen[0]["MALLOC_ARENA_MAX"] == "4"
