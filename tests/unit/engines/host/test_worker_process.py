import sys

import pytest

from voicecloner.engines.host.worker_process import _environment


def test_only_the_programs_own_python_is_told_to_give_memory_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MALLOC_ARENA_MAX", raising=False)
    assert _environment([sys.executable, "-m", "anything"])["MALLOC_ARENA_MAX"] == "1"
    assert "MALLOC_ARENA_MAX" not in _environment(["/another/python", "-m", "anything"])


def test_what_the_user_has_set_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MALLOC_ARENA_MAX", "4")
    assert _environment([sys.executable, "-m", "anything"])["MALLOC_ARENA_MAX"] == "4"


def test_only_the_programs_own_python_is_told_to_use_large_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GLIBC_TUNABLES", raising=False)
    assert _environment([sys.executable, "-m", "anything"])["GLIBC_TUNABLES"] == "glibc.malloc.hugetlb=1"
    assert "GLIBC_TUNABLES" not in _environment(["/another/python", "-m", "anything"])
