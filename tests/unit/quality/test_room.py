import numpy as np
import pytest

from tests.support.clips import clip, noise, silence, tone
from voicecloner.domain.quality import Severity, Span
from voicecloner.quality.room import RoomTone, judge_room

RATE = 16_000
OK, WARN, FAIL = Severity.OK, Severity.WARN, Severity.FAIL


def room(level_dbfs: float) -> np.ndarray:
    return noise(2.0, RATE, rms=10 ** (level_dbfs / 20))


def judged(samples: np.ndarray) -> RoomTone:
    return judge_room(clip(samples.astype(np.float32), RATE))


@pytest.mark.parametrize(
    ("level_dbfs", "verdict", "words"),
    [(-62, OK, "The room is quiet enough (-62 dBFS)."), (-45, WARN, "a little loud"), (-30, FAIL, "too loud")],
)
def test_the_louder_the_room_the_worse(level_dbfs: float, verdict: Severity, words: str) -> None:
    tone_of_room = judged(room(level_dbfs))
    assert tone_of_room.verdict is verdict
    assert len(tone_of_room.messages) == 1
    assert words in tone_of_room.messages[0]
    assert [tone_of_room.is_dead, tone_of_room.is_muted, tone_of_room.is_disturbed] == [False, False, False]


def test_a_microphone_that_sends_zeros_is_dead() -> None:
    dead = judged(silence(2.0, RATE))
    assert (dead.is_dead, dead.is_muted, dead.verdict) == (True, False, FAIL)
    assert "nothing at all" in dead.messages[0]
    assert [finding.check for finding in dead.findings] == ["signal"]


def test_a_microphone_quieter_than_any_room_is_muted() -> None:
    muted = judged(room(-98))
    assert (muted.is_dead, muted.is_muted, muted.verdict) == (False, True, WARN)
    assert "switch it on" in muted.messages[0]


def test_a_word_spoken_during_the_check_is_noticed() -> None:
    sound = room(-62)
    sound[RATE // 2 : RATE] += tone(0.5, RATE, amplitude=0.3)
    disturbed = judged(sound)
    assert (disturbed.is_disturbed, disturbed.verdict) == (True, WARN)
    assert "be silent" in disturbed.messages[0]


def test_a_voice_that_goes_on_all_the_time_is_no_loud_room() -> None:
    """It is as even as a fan, and is told apart from one by where speech is found."""
    loud = judged(room(-25))
    assert (loud.is_disturbed, loud.verdict) == (False, FAIL)
    spoken = judge_room(clip(room(-25).astype(np.float32), RATE), (Span(0.0, 0.9), Span(1.0, 2.0)))
    assert (spoken.is_disturbed, spoken.verdict) == (True, WARN)
    assert spoken.messages == ("A voice was heard while the room was listened to: be silent for two seconds.",)
    assert judge_room(clip(room(-62).astype(np.float32), RATE), (Span(0.0, 0.2),)).verdict is OK


def test_a_microphone_that_lets_nothing_but_words_through_is_not_muted() -> None:
    sound = silence(2.0, RATE) + noise(2.0, RATE, rms=1e-6)
    sound[RATE // 2 : RATE] += tone(0.5, RATE, amplitude=0.3)
    gated = judged(sound)
    assert (gated.is_muted, gated.is_disturbed, gated.verdict) == (False, True, WARN)


def test_a_voice_is_not_taken_for_hum() -> None:
    humming = room(-70) + tone(2.0, RATE, 100.0, 0.03) + tone(2.0, RATE, 150.0, 0.03)
    assert judged(humming).verdict is FAIL
    spoken = judge_room(clip(humming.astype(np.float32), RATE), (Span(0.0, 2.0),))
    assert spoken.verdict is WARN
    assert spoken.hum_dbfs is not None
    assert len(spoken.messages) == 1


@pytest.mark.parametrize(("level", "verdict"), [(0.0005, OK), (0.004, WARN), (0.03, FAIL)])
def test_hum_is_judged_by_its_level(level: float, verdict: Severity) -> None:
    humming = judged(room(-70) + tone(2.0, RATE, 50.0, level) + tone(2.0, RATE, 100.0, level / 4))
    found = {finding.check: finding for finding in humming.findings}
    assert humming.hum_hz == 50
    assert humming.hum_dbfs == pytest.approx(20 * np.log10(level / np.sqrt(2)), abs=1)
    assert found["hum"].severity is verdict
    assert "50 Hz" in found["hum"].message
