"""Takes that last, and the rule by which they go."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from tests.support.kept_takes import MARKS, RATE, beginning, speak
from tests.support.library_makers import Clock
from voicecloner.audio.files.encoding import read_audio
from voicecloner.domain.audio import WordTime
from voicecloner.domain.synthesis import Sentence, SentenceVersion, SpeechOptions
from voicecloner.errors import Cancelled, EngineError, StorageError
from voicecloner.library.takes import TakeStore

LONG_AGO_S = 1_000_000_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "takes"


@pytest.fixture
def store(folder: Path, clock: Clock) -> TakeStore:
    return TakeStore(folder, clock=clock)


def fail(store: TakeStore, error: Exception) -> None:
    """Say one second, then end with this error."""
    with store.growing(beginning(store), MARKS) as writer:
        writer.write(np.full(RATE, 0.1, np.float32))
        raise error


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name != "days.json")


def use_on_days(folder: Path, clock: Clock, days: int) -> TakeStore:
    """Start the program on so many days; returns the last one's store."""
    for _day in range(days):
        clock.move(days=1)
        last = TakeStore(folder, clock=clock)
        last.settle()
    return last


def test_a_take_is_read_back_as_it_was(store, folder, clock):
    take = speak(store)
    stopped = speak(store, broken_by=Cancelled(), created_at=datetime(2030, 1, 1, tzinfo=UTC))
    last, first = TakeStore(folder, clock=clock).all()
    assert (last.take, first.take) == (stopped, take)
    assert isinstance(last.take.broken_by, Cancelled)
    assert first.take.is_whole
    assert read_audio(take.path).frames == RATE // 2


def test_the_record_is_plain_json(store):
    take = speak(store, text="Tschüß, 声!")
    stored = json.loads(take.path.with_suffix(".json").read_text("utf-8"))
    assert (stored["text"], stored["voice"], stored["voice_id"]) == ("Tschüß, 声!", "Anna", "abc")


def test_a_take_given_up_leaves_nothing(store, folder):
    with pytest.raises(EngineError):
        fail(store, EngineError("No sound."))
    assert names(folder) == []


def test_a_defect_leaves_what_was_said(store, folder, clock):
    with pytest.raises(ZeroDivisionError):
        fail(store, ZeroDivisionError())
    (part,) = folder.glob("*.part.wav")
    os.utime(part, (LONG_AGO_S, LONG_AGO_S))
    (kept,) = store.all()
    assert kept.take.seconds == pytest.approx(1.0)


def test_a_take_that_is_being_made_is_not_touched(store, folder):
    with store.growing(beginning(store), MARKS) as writer:
        writer.write(np.full(RATE, 0.1, np.float32))
        (part,) = folder.glob("*.part.wav")
        os.utime(part, (LONG_AGO_S, LONG_AGO_S))
        assert TakeStore(folder).all() == ()
        TakeStore(folder).settle()
        assert part.exists()
    assert len(store.all()) == 1


SPEAKS_UNTIL_KILLED = """
import os, sys, numpy as np
from pathlib import Path
from tests.support.kept_takes import beginning, MARKS
from voicecloner.library.takes import TakeStore
store = TakeStore(Path(sys.argv[1]))
with store.growing(beginning(store), MARKS) as writer:
    writer.write(np.full(48_000, 0.1, np.float32))
    os.kill(os.getpid(), 9)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such kill")
def test_a_kill_leaves_what_was_said(store, folder):
    subprocess.run([sys.executable, "-c", SPEAKS_UNTIL_KILLED, str(folder)], check=False, timeout=120)
    (part,) = folder.glob("*.part.wav")
    os.utime(part, (LONG_AGO_S, LONG_AGO_S))
    (kept,) = store.all()
    assert (kept.take.text, kept.take.seconds) == ("One two.", 2.0)
    assert kept.take.broken_by.message == "VoiceCloner ended before all was said."
    assert read_audio(kept.take.path).frames == 2 * RATE
    assert names(folder) == [kept.take.path.with_suffix(".json").name, kept.take.path.name]


@pytest.mark.parametrize("damage", ["missing", "broken"])
def test_a_sound_without_its_record_is_a_take_all_the_same(store, folder, damage):
    take = speak(store)
    record = take.path.with_suffix(".json")
    record.unlink() if damage == "missing" else record.write_bytes(b"{")
    (kept,) = store.all()
    assert (kept.take.text, kept.take.voice_name, kept.take.voice_id) == ("One two.", "Anna", "abc")
    assert kept.take.seconds == pytest.approx(0.5)
    assert record.exists(), "from now on its days are counted"


def test_a_record_of_a_later_version_is_left_alone(store, folder, clock):
    take = speak(store)
    record = take.path.with_suffix(".json")
    record.write_text('{"version": 99, "said": "later"}')
    assert use_on_days(folder, clock, 40).all() == ()
    assert (take.path.exists(), record.read_text()) == (True, '{"version": 99, "said": "later"}')


def test_takes_go_after_thirty_days_of_use(store, folder, clock):
    speak(store)
    left = [use_on_days(folder, clock, days).all()[0].days_left for days in (1, 9, 19)]
    assert left == [29, 20, 1]
    assert use_on_days(folder, clock, 1).all() == ()
    assert names(folder) == []


def test_days_the_program_was_not_used_on_do_not_count(store, folder, clock):
    speak(store)
    clock.move(days=4000)
    assert len(use_on_days(folder, clock, 1).all()) == 1
    clock.move(days=-8000)
    assert len(use_on_days(folder, clock, 1).all()) == 1


def test_the_user_says_how_long_takes_are_kept(store, folder, clock):
    speak(store)
    later = TakeStore(folder, keep_days=2, clock=clock)
    assert later.all()[0].days_left == 2
    use_on_days(folder, clock, 1)
    clock.move(days=1)
    later.settle()
    assert later.all() == ()


def test_a_lost_count_of_days_keeps_takes_for_longer(store, folder, clock):
    speak(store)
    use_on_days(folder, clock, 29)
    (folder / "days.json").write_bytes(b"nonsense")
    assert len(use_on_days(folder, clock, 29).all()) == 1


def test_what_is_saved_is_marked(store):
    take = speak(store)
    store.note_saved(take)
    assert [kept.is_saved for kept in store.all()] == [True]


def test_a_deleted_take_comes_back_until_the_program_ends(store, folder):
    take = speak(store)
    store.discard(take)
    assert store.all() == ()
    assert store.restore(take).take == take
    assert len(store.all()) == 1
    store.discard(take)
    store.erase_discarded()
    assert names(folder) == []
    with pytest.raises(StorageError, match="not there any more"):
        store.restore(take)


def test_what_another_program_deletes_can_be_brought_back_there(store, folder, clock):
    take = speak(store)
    store.discard(take)
    other = TakeStore(folder, clock=clock)
    other.settle()
    other.erase_discarded()
    assert store.restore(take).take == take


def test_what_was_deleted_before_a_kill_goes_at_a_later_start(store, folder, clock):
    take = speak(store)
    store.discard(take)
    os.utime(take.path.with_suffix(".json"), (LONG_AGO_S, LONG_AGO_S))
    TakeStore(folder, clock=clock).settle()
    assert names(folder) == []


def test_what_a_voice_said_is_erased_with_it(store, folder):
    speak(store)
    speak(store)
    other = speak(store, voice_id="xyz")
    assert store.count_of_voice("abc") == 2
    assert store.erase_of_voice("abc") == 2
    assert [kept.take for kept in store.all()] == [other]
    assert store.erase_all() == 1
    assert names(folder) == []


def test_nothing_of_a_stranger_is_touched(store, folder, clock):
    speak(store)
    (folder / "my song.wav").write_bytes(b"mine")
    (folder / "notes.json").write_bytes(b"mine")
    (folder / "0123.part.wav").write_bytes(b"mine")
    assert len(store.all()) == 1
    store.erase_all()
    use_on_days(folder, clock, 40)
    assert names(folder) == ["0123.part.wav", "my song.wav", "notes.json"]


def test_what_was_left_behind_is_cleaned_up(store, folder, clock):
    gone, begun = speak(store), speak(store)
    gone.path.unlink()
    fresh, old = (folder / f".voicecloner-{digit * 16}.json" for digit in "ab")
    for path in (fresh, old):
        path.write_bytes(b"{")
    os.utime(old, (LONG_AGO_S, LONG_AGO_S))
    store.settle()
    assert names(folder) == sorted([fresh.name, begun.path.name, begun.path.with_suffix(".json").name])


def test_takes_of_earlier_versions_are_taken_in(store, folder, tmp_path):
    former = tmp_path / "cache"
    former.mkdir()
    whole, killed = former / f"{'a' * 32}.wav", former / f".voicecloner-{'b' * 16}.wav"
    made = speak(store)
    content = made.path.read_bytes()
    store.erase(made)
    place = content.index(b"data") + 4
    whole.write_bytes(content)
    killed.write_bytes(content[:4] + b"\0\0\0\0" + content[8:place] + b"\0\0\0\0" + content[place + 4 :])
    (former / "mine.wav").write_bytes(b"mine")
    (former / f"{'c' * 32}.wav").write_bytes(content)  # just being made
    for path in (whole, killed):
        os.utime(path, (LONG_AGO_S, LONG_AGO_S))
    store.adopt(former)
    assert [kept.take.seconds for kept in store.all()] == [0.5, 0.5]
    assert {kept.take.created_at.year for kept in store.all()} == {2001}
    assert names(former) == [f"{'c' * 32}.wav", "mine.wav"]


def test_a_former_folder_of_which_the_system_tells_nothing_is_told(store, tmp_path):
    with pytest.raises(StorageError):
        store.adopt(tmp_path / ("n" * 300))


def test_a_folder_that_may_not_be_read_is_told(store, folder):
    folder.write_bytes(b"a file")
    with pytest.raises(StorageError):
        speak(store)
    assert store.all() == ()


def test_a_record_of_the_first_version_is_still_read(store, folder, clock):
    take = speak(store)
    record = take.path.with_suffix(".json")
    stored = json.loads(record.read_bytes())
    for key in ("sentences", "engine", "engine_revision", "is_favourite"):
        del stored[key]
    record.write_text(json.dumps({**stored, "version": 1}))
    (kept,) = TakeStore(folder, clock=clock).all()
    assert kept.take == take
    assert not kept.is_favourite


def test_sentences_are_read_back_with_all_their_versions(store, folder, clock):
    slow = SpeechOptions("de", 0.5, 3, {"calm": 1})
    version = SentenceVersion("0123456789abcdef", "One *two*.", slow, 0.75, (WordTime(0, 3, 0.0, 0.25),))
    sentences = (Sentence(0, 8, 0.0, 0.75, slow, (version,), version.id),)
    take = speak(store, sentences=sentences, engine_id="fake", engine_revision="1")
    (kept,) = TakeStore(folder, clock=clock).all()
    assert kept.take == take


def test_a_favourite_is_erased_by_no_rule(store, folder, clock):
    take, other = speak(store), speak(store)
    assert store.note_favourite(take, is_favourite=True).is_favourite
    (left,) = use_on_days(folder, clock, 40).all()
    assert (left.take, left.is_favourite) == (take, True)
    assert not other.path.exists()
    use_on_days(folder, clock, 1).note_favourite(take, is_favourite=False)
    assert use_on_days(folder, clock, 1).all() == ()
