"""The room's promises, kept with children that do all that children do."""

import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.support import echo_child
from tests.support.waiting import wait_until
from voicecloner.children.child import Child, Start
from voicecloner.children.patience import ChildGone, ChildSilent, Patience
from voicecloner.errors import Cancelled
from voicecloner.jobs import CancelToken

ECHO = ["-m", "tests.support.echo_child"]
MUCH = bytes(8 << 20)
needs_signals = pytest.mark.skipif(os.name == "nt", reason="Windows has no signals")
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="limits of the process exist on Linux only")


def started(*arguments: str, **facts: Any) -> Child:
    return Child(Start([sys.executable, *arguments], **facts))


def inside(lines: str) -> list[str]:
    """A child that does this with its `line`."""
    start = "from voicecloner.children.inside import *\nimport os, sys, time, threading\n"
    body = "\n".join(f"    {each}" for each in lines.splitlines())
    return ["-c", f"{start}with line_to_program() as line:\n{body}"]


def test_a_whole_kind_is_under_40_lines_and_works():
    assert echo_child.echoes(["eins", "zwei"], CancelToken()) == ["eins", "zwei"]
    lines = Path(echo_child.__file__).read_text().splitlines()
    code = [line for line in lines if line.strip() and not line.lstrip().startswith(('"""', "`"))]
    assert len(code) < 40


def test_large_messages_pass_both_ways():
    with started(*ECHO) as child:
        child.send({}, MUCH)
        assert child.receive(Patience(60.0)).content == MUCH


def test_many_messages_may_be_sent_before_one_is_received():
    with started(*ECHO) as child:
        for number in range(500):
            child.send({}, b"%d" % number * 1000)
        answers = [child.receive(Patience(60.0)).content for _ in range(500)]
    assert answers == [b"%d" % number * 1000 for number in range(500)]


def test_what_libraries_print_is_no_message():
    lines = (
        "print('to Python')\nos.write(1, b'to the pipe itself')\nos.system('echo from another')\nline.send({'a': 1})"
    )
    with started(*inside(lines)) as child:
        assert child.receive(Patience(60.0)).head == {"a": 1}
        child.end(60.0)
        assert {"to Python", "from another"} <= set(child.last_words().replace("itself", "itself\n").splitlines())


def test_one_that_is_told_to_end_may_tidy_up():
    with started(*inside("line.receive()\nprint('tidied')")) as child:
        assert child.end(60.0) == 0
        assert child.last_words() == "tidied"


def test_one_that_dies_is_gone_with_its_last_words():
    with started("-c", "raise SystemExit('no such library')") as child:
        for _ in range(2):
            with pytest.raises(ChildGone):
                child.receive(Patience(60.0))
        assert child.end() == 1
        assert child.last_words() == "no such library"


def test_one_whose_line_closed_first_may_still_say_why():
    """Its end of the line closes on the way out; a slow machine prints the reason long after."""
    slowly = [inside("pass")[1] + "\ntime.sleep(0.4)\nraise SystemExit('no such library')"]
    with started("-c", *slowly) as child:
        with pytest.raises(ChildGone):
            child.receive(Patience(60.0))
        assert child.end() == 1
        assert child.last_words() == "no such library"


@needs_signals
def test_its_last_message_is_received_after_its_death():
    with started(*inside("line.send({'last': True})\nos.kill(os.getpid(), 9)")) as child:
        wait_until(lambda: not child.is_alive, what="the end of the child")
        assert child.receive(Patience(60.0)).head == {"last": True}
        with pytest.raises(ChildGone):
            child.receive(Patience(60.0))
        assert child.end() == -signal.SIGKILL


@pytest.mark.parametrize("content", [b"", MUCH], ids=["little", "more than the pipe holds"])
@needs_signals
def test_one_that_stands_still_is_waited_for_no_longer_than_agreed(content):
    with started(*ECHO) as child:
        os.kill(child.pid, signal.SIGSTOP)
        child.send({}, content)
        began_s = time.monotonic()
        with pytest.raises(ChildSilent):
            child.receive(Patience(0.2))
        child.end()
        assert time.monotonic() - began_s < 5.0


def test_who_cancels_waits_no_longer():
    cancel = CancelToken()
    with started(*ECHO) as child:
        child.send({})
        child.receive(Patience(60.0, cancel))
        cancel.cancel()
        with pytest.raises(Cancelled):
            child.receive(Patience(60.0, cancel))


@pytest.mark.parametrize("stream", [1, 2], ids=["stdout", "stderr"])
def test_one_that_floods_is_held_or_its_words_forgotten(stream, tmp_path):
    flood = f"import os\nwhile True: os.write({stream}, b'no message at all, ' * 4000)"
    with started("-c", flood, log=tmp_path / "log") as child:
        with pytest.raises((ChildGone, ChildSilent)):
            child.receive(Patience(0.5))
        child.end()
        assert len(child.last_words()) <= 2000
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) < 2_200_000


def test_messages_without_end_are_not_piled_up():
    lines = "for n in range(10**9):\n    line.send({'n': n}, bytes(1 << 20))"
    with started(*inside(lines)) as child:
        for number in range(3):
            assert child.receive(Patience(60.0)).head == {"n": number}
        assert child._incoming.qsize() <= child._incoming.maxsize == 3


@on_linux
@pytest.mark.parametrize(
    ("limit", "greed", "ends_with"),
    [
        ("memory_bytes=1 << 30", "bytearray(2 << 30)", "MemoryError"),
        ("file_bytes=1 << 20", "open('big', 'wb').write(bytes(2 << 20))", "File too large"),
    ],
)
def test_one_that_takes_too_much_fails(tmp_path, limit, greed, ends_with):
    lines = f"import voicecloner.children.inside as inside; inside.limit_this_process({limit}); {greed}"
    with started("-c", lines, folder=tmp_path) as child:
        with pytest.raises(ChildGone):
            child.receive(Patience(60.0))
        child.end()
        assert child.last_words().endswith(ends_with)


@on_linux
def test_one_that_computes_too_long_is_ended():
    lines = "import voicecloner.children.inside as inside; inside.limit_this_process(cpu_s=1)\nwhile True: pass"
    with started("-c", lines) as child:
        with pytest.raises(ChildGone):
            child.receive(Patience(100.0))
        assert child.end() == -signal.SIGXCPU


@needs_signals
def test_ctrl_c_is_for_the_program_only():
    with started(*ECHO) as child:
        child.send({}, b"ready")
        child.receive(Patience(60.0))
        os.kill(child.pid, signal.SIGINT)
        child.send({}, b"still here")
        assert child.receive(Patience(60.0)).content == b"still here"


@needs_signals
def test_a_native_crash_leaves_its_trace():
    with started(*inside("import ctypes; ctypes.string_at(0)")) as child:
        with pytest.raises(ChildGone):
            child.receive(Patience(60.0))
        child.end()
        assert "Segmentation fault" in child.last_words()


@on_linux
def test_a_process_of_its_own_does_not_keep_it_alive():
    lines = "if os.fork() == 0: line.receive(); os._exit(0)\nos._exit(3)"
    with started(*inside(lines)) as child:
        with pytest.raises(ChildGone):
            child.receive(Patience(60.0))
        assert child.end() == 3


def test_a_stranger_only_prints(tmp_path):
    lines = "import sys; print('out', flush=True); print('err', file=sys.stderr); sys.exit(bool(sys.stdin.read()))"
    with started("-c", lines, log=tmp_path / "log", talks=False) as child:
        assert child.wait(60.0)
        assert child.end() == 0
        assert child.last_words().split() == (tmp_path / "log").read_text().split() == ["out", "err"]


def test_one_that_cannot_be_started():
    with pytest.raises(FileNotFoundError):
        Child(Start(["/nowhere/child"]))
