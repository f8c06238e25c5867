"""The real judging process: it finds what is found here, and whatever happens to it ends in one sentence."""

import os
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.support.clips import clip, noise, silence
from tests.support.waiting import wait_until
from voicecloner.children.environment import own_command
from voicecloner.domain.audio import AudioClip
from voicecloner.errors import Cancelled, InvalidRequest, JudgingFailed
from voicecloner.jobs import CancelToken
from voicecloner.quality.judging import judging_process
from voicecloner.quality.judging.judging_here import JudgingHere
from voicecloner.quality.judging.judging_process import JudgingProcess
from voicecloner.quality.judging.judging_wire import CHILD_FLAG

if TYPE_CHECKING:
    from voicecloner.quality.judging.judge import Judging

BLOCK_S = 0.01
HANGS = "__import__('signal').pause()"


@pytest.fixture(scope="module")
def here() -> JudgingHere:
    return JudgingHere()


@pytest.fixture(scope="module")
def there() -> Iterator[JudgingProcess]:
    judging = JudgingProcess()
    judging.new_gate(None)  # it runs before the first test looks at what is left over
    yield judging
    judging.close()


def blocks(sound: AudioClip, seconds: float) -> Iterator[np.ndarray]:
    size = round(seconds * sound.sample_rate)
    return (sound.samples[start : start + size] for start in range(0, sound.frames, size))


def test_a_review_comes_out_the_same(here, there, spoken):
    mine, other = here.review(spoken, "cosyvoice", CancelToken()), there.review(spoken, "cosyvoice", CancelToken())
    assert other.profile == mine.profile == "cosyvoice"
    for found, expected in zip(other.findings, mine.findings, strict=True):
        assert (found.check, found.severity, found.message) == (expected.check, expected.severity, expected.message)
        assert found.value is expected.value or found.value == pytest.approx(expected.value, rel=1e-4)
        assert len(found.spans) == len(expected.spans)


def test_speech_is_found_in_the_same_places(here, there, spoken):
    assert there.find_speech(spoken, CancelToken()) == here.find_speech(spoken, CancelToken()) != ()


@pytest.mark.parametrize("sound", [noise(2.0, rms=0.001), noise(2.0, rms=0.1), silence(2.0)])
def test_a_room_is_judged_the_same(here, there, sound):
    assert there.judge_room(clip(sound)) == here.judge_room(clip(sound))


def test_a_recording_counts_the_same_while_it_grows(here, there, spoken):
    gates = [judging.new_gate(-66.0) for judging in (here, there)]
    for block in blocks(spoken, BLOCK_S):
        for gate in gates:
            gate.add(block, spoken.sample_rate)
    on_the_way = gates[1].review
    assert on_the_way.usable_s > 5.0
    for gate in gates:
        gate.finish()
    mine, other = (gate.review for gate in gates)
    assert other.seconds == pytest.approx(spoken.seconds) != on_the_way.seconds
    assert other.usable_s == pytest.approx(mine.usable_s, abs=0.3)  # it hears longer blocks, so levels follow later
    assert len(other.usable) == len(mine.usable)
    assert other.hints == mine.hints


def test_a_long_sound_is_measured_the_same(here, there, spoken):
    meters = [judging.new_meter(spoken.sample_rate, CancelToken()) for judging in (here, there)]
    for block in blocks(spoken, 4.0):
        mine, other = (meter.push(block) for meter in meters)
        assert np.array_equal(mine["speech"], other["speech"])
        assert np.array_equal(mine["pitch"], other["pitch"], equal_nan=True)
    assert [len(meter.push(spoken.samples[:0], is_last=True)) for meter in meters] == [0, 0]


def test_what_makes_no_sense_is_refused_and_the_next_question_answered(there, spoken):
    before = there.pid
    with pytest.raises(InvalidRequest, match="no profile “nonsense”") as caught:
        there.review(spoken, "nonsense", CancelToken())
    assert "Choose one of" in caught.value.hint
    assert there.find_speech(spoken, CancelToken())
    assert there.pid == before


def test_many_may_ask_at_once(there, spoken):
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: there.find_speech(spoken, CancelToken()), range(8)))
    assert len(set(answers)) == 1


def test_one_that_was_killed_is_one_sentence_and_comes_back(spoken, caplog):
    judging = JudgingProcess()
    gate = judging.new_gate(None)
    os.kill(judging.pid, signal.SIGKILL)
    with pytest.raises(JudgingFailed, match="stopped working") as caught:
        judging.review(spoken, "console", CancelToken())
    assert "started anew" in caught.value.hint
    assert "The judging process ended" in caplog.text
    assert judging.review(spoken, "console", CancelToken()).speech_seconds > 10.0
    with pytest.raises(JudgingFailed):  # what the new one never heard of cannot go on
        gate.finish()
    judging.close()


@pytest.mark.parametrize(
    "program",
    ["import os; os.abort()", "print('no message, only words')", "import os; os.write(1, b'\\2' + bytes(11))"],
    ids=["dies", "babbles", "says too little"],
)
def test_one_that_cannot_answer_is_one_sentence(caplog, spoken, program):
    judging = JudgingProcess([sys.executable, "-c", program])
    with pytest.raises(JudgingFailed):
        judging.review(spoken, "console", CancelToken())
    assert judging.pid == 0
    assert "The judging process ended" in caplog.text


def test_what_it_printed_last_is_logged(caplog):
    judging = JudgingProcess([sys.executable, "-c", "raise SystemExit('no such library')"])
    with pytest.raises(JudgingFailed):
        judging.judge_room(clip(silence(1.0)))
    assert "no such library" in caplog.text


def test_one_that_hangs_is_given_up(monkeypatch, caplog):
    monkeypatch.setattr(judging_process, "_START_S", 0.2)
    judging = JudgingProcess([sys.executable, "-c", HANGS])
    with pytest.raises(JudgingFailed):
        judging.judge_room(clip(silence(0.1)))
    assert "The judging process ended" in caplog.text


def test_stop_does_not_wait_for_one_that_hangs(spoken, caplog):
    judging = JudgingProcess([sys.executable, "-c", HANGS])
    cancel = CancelToken()
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(judging.review, spoken, "console", cancel)
        wait_until(lambda: judging.pid, what="the start of the process")
        cancel.cancel()
        with pytest.raises(Cancelled):
            answer.result(timeout=10)
    assert judging.pid == 0
    assert caplog.text == ""  # nothing went wrong


def test_stop_lets_a_recording_under_way_go_on(monkeypatch, spoken):
    monkeypatch.setattr(judging_process, "_LAST_MOMENT_S", 0.0)
    judging = JudgingProcess()
    gate, cancel, pid = judging.new_gate(None), CancelToken(), judging.pid
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(judging.review, spoken, "console", cancel)
        wait_until(lambda: judging.is_asking, what="the question")
        cancel.cancel()
        with pytest.raises(Cancelled):
            answer.result()
    gate.add(spoken.samples, spoken.sample_rate)
    gate.finish()
    assert gate.review.usable_s > 5.0
    assert judging.pid == pid
    judging.close()


def test_stop_ends_one_again_once_the_recording_is_over(monkeypatch, spoken):
    monkeypatch.setattr(judging_process, "_LAST_MOMENT_S", 0.0)
    judging = JudgingProcess()
    gate = judging.new_gate(None)
    gate.finish()
    cancel = CancelToken()
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(judging.review, spoken, "console", cancel)
        wait_until(lambda: judging.is_asking, what="the question")
        cancel.cancel()
        with pytest.raises(Cancelled):
            answer.result()
    assert judging.pid == 0
    assert judging.find_speech(spoken, CancelToken())
    judging.close()


@pytest.mark.parametrize("place", ["here", "there"])
def test_what_was_stopped_before_is_not_begun(place, here, there, spoken):
    judging: Judging = {"here": here, "there": there}[place]
    stopped = CancelToken()
    stopped.cancel()
    with pytest.raises(Cancelled):
        judging.review(spoken, "console", stopped)
    with pytest.raises(Cancelled):
        judging.find_speech(spoken, stopped)
    with pytest.raises(Cancelled):
        judging.new_meter(spoken.sample_rate, stopped)


def test_one_that_cannot_be_started():
    with pytest.raises(JudgingFailed, match="cannot be started"):
        JudgingProcess(["/nowhere/judge"]).judge_room(clip(silence(1.0)))


def test_closing_ends_it():
    judging = JudgingProcess()
    judging.new_gate(None)
    pid = judging.pid
    judging.close()
    judging.close()
    wait_until(lambda: not Path(f"/proc/{pid}").exists(), what="the end of the process")


def test_a_frozen_program_starts_itself(monkeypatch):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert own_command(CHILD_FLAG, "voicecloner.quality.judging.judging_child") == [sys.executable, "--judging-child"]
