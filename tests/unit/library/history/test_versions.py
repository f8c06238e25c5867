"""Sentences of takes said in more than one way."""

import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from tests.support.kept_takes import MARKS, RATE, beginning
from voicecloner.audio.capture.wav_part import tags_of
from voicecloner.audio.files.encoding import read_audio
from voicecloner.domain.audio import AudioClip
from voicecloner.domain.synthesis import Sentence, SentenceVersion, SpeechOptions, Take
from voicecloner.errors import InvalidRequest, StorageError
from voicecloner.library.history.versions import version_path
from voicecloner.library.takes import TakeStore

SENTENCES = (Sentence(0, 4, 0.0, 1.0), Sentence(5, 9, 1.5, 2.5))
SLOW = SentenceVersion("", "Two indeed.", SpeechOptions(speed=0.5), 0.0)
LONG_AGO_S = 1_000_000_000


@pytest.fixture
def store(tmp_path) -> TakeStore:
    return TakeStore(tmp_path / "takes")


def spoken(store: TakeStore) -> Take:
    """Two sentences of a second, half a second apart, the second one quieter."""
    take = replace(beginning(store), text="One. Two.", seconds=2.5, sentences=SENTENCES)
    with store.growing(take, MARKS) as writer:
        writer.write(np.concatenate([tone(1.0, 0.3), np.zeros(RATE // 2, np.float32), tone(1.0, 0.1)]))
    store.keep(take)
    return take


def tone(seconds: float, peak: float) -> np.ndarray:
    return (peak * np.sin(np.arange(round(seconds * RATE)) / 17)).astype(np.float32)


def sound_of(take: Take) -> np.ndarray:
    return read_audio(take.path).samples


def names(store: TakeStore, take: Take) -> set[str]:
    return {path.name.removeprefix(take.path.stem) for path in take.path.parent.iterdir() if path.name != "days.json"}


def say_second(store: TakeStore, take: Take, seconds: float = 2.0) -> Take:
    return store.versions.add(take, 2, AudioClip(tone(seconds, 0.5), RATE), SLOW).take


def test_a_new_version_is_heard_and_the_old_one_stays(store):
    take = spoken(store)
    before = sound_of(take)
    changed = say_second(store, take)
    assert (changed.text, changed.seconds, changed.sentences[1].end_s) == ("One. Two indeed.", 3.5, 3.5)
    heard = sound_of(changed)
    assert np.array_equal(heard[: RATE * 3 // 2], before[: RATE * 3 // 2]), "what was not said anew is the same"
    assert np.abs(heard[RATE * 3 // 2 :] - tone(2.0, 0.5)).max() < 1e-3
    first = version_path(take, changed.sentences[1].versions[0].id)
    assert np.array_equal(read_audio(first).samples, before[RATE * 3 // 2 :])
    assert store.all()[0].take == changed
    assert tags_of(take.path)["artist"] == MARKS["artist"]


def test_the_first_version_chosen_again_gives_the_very_same_sound(store):
    take = spoken(store)
    before = sound_of(take)
    changed = say_second(store, take)
    back = store.versions.choose(changed, 2, 1).take
    assert np.array_equal(sound_of(back), before)
    assert (back.text, back.seconds, len(back.sentences[1].versions)) == (take.text, take.seconds, 2)
    again = store.versions.choose(back, 2, 2).take
    assert again == changed


def test_versions_go_only_when_the_user_says_so_or_with_their_take(store):
    take = spoken(store)
    changed = say_second(store, take)
    with pytest.raises(InvalidRequest, match="is heard in the take"):
        store.versions.erase(changed, 2, 2)
    left = store.versions.erase(changed, 2, 1).take
    assert [version.text for version in left.sentences[1].versions] == ["Two indeed."]
    assert names(store, take) == {".wav", ".json", f"-{left.sentences[1].chosen}.wav"}
    store.history()
    assert store.size_bytes() > take.path.stat().st_size
    store.erase(left)
    assert names(store, take) == set()


@pytest.mark.parametrize(("number", "place"), [(3, 1), (0, 1), (1, 1), (2, 3), (2, 0)])
def test_what_is_not_there_is_refused(store, number, place):
    take = say_second(store, spoken(store))
    with pytest.raises(InvalidRequest):
        store.versions.choose(take, number, place)


def test_a_take_that_is_gone_is_told_of(store):
    take = spoken(store)
    store.erase(take)
    with pytest.raises(StorageError, match="not there any more"):
        say_second(store, take)


KILLED_BEFORE = """
import os, sys
import numpy as np
from pathlib import Path
from voicecloner.domain.audio import AudioClip
from voicecloner.domain.synthesis import SentenceVersion, SpeechOptions
from voicecloner.library.history import versions
from voicecloner.library.takes import TakeStore

setattr(versions, sys.argv[2], lambda *_given: os.kill(os.getpid(), 9))
store = TakeStore(Path(sys.argv[1]))
(kept,) = store.all()
version = SentenceVersion("", "Two indeed.", SpeechOptions(), 0.0)
store.versions.add(kept.take, 2, AudioClip(np.full(48_000, 0.1, np.float32), 24_000), version)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such kill")
@pytest.mark.parametrize(
    ("step", "is_changed"),
    [
        ("cut_out", False),
        ("write_audio", False),
        ("put_together", False),
        ("write_atomically", False),
        ("finish_change", True),
    ],
)
def test_a_kill_leaves_the_take_as_it_was_or_as_it_was_to_be(store, step, is_changed):
    take = spoken(store)
    before = sound_of(take)
    command = [sys.executable, "-c", KILLED_BEFORE, str(take.path.parent), step]
    assert subprocess.run(command, check=False, timeout=120).returncode == -9
    for leftover in take.path.parent.glob("*.next.*"):
        os.utime(leftover, (LONG_AGO_S, LONG_AGO_S))
    (kept,) = TakeStore(take.path.parent).all()
    assert kept.take.text == ("One. Two indeed." if is_changed else take.text)
    assert len(sound_of(take)) == round(kept.take.seconds * RATE)
    assert np.array_equal(sound_of(take)[: RATE * 3 // 2], before[: RATE * 3 // 2])
    assert is_changed or np.array_equal(sound_of(take), before)
    assert not list(take.path.parent.glob("*.next.*"))


def test_a_kill_between_the_two_names_is_mended(store, monkeypatch):
    take = spoken(store)
    monkeypatch.setattr("voicecloner.library.history.versions.finish_change", lambda _leftover: None)
    changed = say_second(store, take)
    take.path.with_suffix(".next.wav").replace(take.path)  # the one was put in its place, the other was not
    monkeypatch.undo()
    assert store.find(take).take == changed
    assert len(sound_of(take)) == round(changed.seconds * RATE)
