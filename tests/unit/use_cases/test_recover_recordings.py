import os
import time
from datetime import UTC, datetime

import numpy as np
import pytest
import soundfile

from tests.support.clips import noise
from voicecloner.audio.capture.wav_journal import WavJournal
from voicecloner.errors import InvalidRequest, StorageError
from voicecloner.use_cases.recover_recordings import RecoverTakes

RATE = 44_100
SOUND = noise(3.0, RATE)
MIDNIGHT = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.fixture
def takes(tmp_path):
    return RecoverTakes(tmp_path)


def leave_behind(folder, name, samples, changed_at=MIDNIGHT):
    """What a crash leaves of a take: its growing file, without the program that held it."""
    journal = WavJournal(folder / f"{name}.draft", RATE)
    journal.append(samples)
    content = journal.part_path.read_bytes()
    journal.discard()
    part = folder / f"{name}.wav.part"
    part.write_bytes(content)
    os.utime(part, (changed_at.timestamp(), changed_at.timestamp()))
    return part


def test_a_lost_take_is_offered_with_its_length_and_time(takes, tmp_path):
    later = MIDNIGHT.replace(day=3)
    newer = leave_behind(tmp_path, "newer", SOUND[: 2 * RATE], later)
    older = leave_behind(tmp_path, "older", SOUND)
    assert [(take.path, take.seconds, take.recorded_at) for take in takes.found()] == [
        (older, 3.0, MIDNIGHT),
        (newer, 2.0, later),
    ]


def test_nothing_is_offered_where_nothing_was_lost(takes, tmp_path):
    (tmp_path / "finished.wav").write_bytes(b"RIFF")
    (tmp_path / "notes.part").write_text("somebody's notes " * 10)
    assert takes.found() == ()
    assert (tmp_path / "notes.part").exists()
    assert RecoverTakes(tmp_path / "nowhere").found() == ()


def test_a_take_that_is_being_recorded_is_not_offered_nor_recovered(takes, tmp_path):
    journal = WavJournal(tmp_path / "take.wav", RATE)
    journal.append(SOUND)
    os.utime(journal.part_path, (0, 0))
    assert takes.found() == ()
    for act in (takes.recover, takes.discard):
        with pytest.raises(InvalidRequest, match="no unfinished take"):
            act(journal.part_path)
    journal.discard()


def test_a_recovered_take_is_whole_and_no_longer_offered(takes, tmp_path):
    part = leave_behind(tmp_path, "take", SOUND)
    recording = takes.recover(part)
    assert recording.path == tmp_path / "take.wav"
    assert (recording.seconds, recording.sample_rate, recording.dropouts, recording.fault) == (3.0, RATE, 0, None)
    np.testing.assert_array_equal(soundfile.read(recording.path, dtype="float32")[0], SOUND)
    assert takes.found() == ()


def test_a_discarded_take_is_gone(takes, tmp_path):
    takes.discard(leave_behind(tmp_path, "take", SOUND))
    assert list(tmp_path.iterdir()) == []


def test_files_without_sound_are_removed_unless_one_just_begins(takes, tmp_path):
    empty = leave_behind(tmp_path, "empty", SOUND[:0])
    torn = tmp_path / "torn.wav.part"
    torn.write_bytes(b"RIFF")
    os.utime(torn, (0, 0))
    fresh = leave_behind(tmp_path, "fresh", SOUND[:0], datetime.fromtimestamp(time.time(), UTC))
    assert takes.found() == ()
    assert (empty.exists(), torn.exists(), fresh.exists()) == (False, False, True)


def test_only_takes_of_this_folder_can_be_touched(takes, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    stranger = leave_behind(elsewhere, "take", SOUND)
    for act in (takes.recover, takes.discard):
        with pytest.raises(InvalidRequest):
            act(stranger)
    assert stranger.exists()


def test_a_disk_that_refuses_is_reported(takes, tmp_path):
    part = leave_behind(tmp_path, "take", SOUND)
    (tmp_path / "take.wav").mkdir()
    with pytest.raises(StorageError, match="cannot be recovered"):
        takes.recover(part)
    assert part.exists()


def test_a_take_that_is_set_aside_is_offered_until_it_is_recovered(takes, tmp_path):
    journal = WavJournal(tmp_path / "take.wav", RATE)
    journal.append(SOUND)
    journal.close()
    lost = takes.set_aside(journal.path)
    assert takes.found() == (lost,)
    assert lost.seconds == 3.0
    assert takes.recover(lost.path).path == journal.path
    assert takes.found() == ()


def test_a_take_that_is_gone_cannot_be_set_aside(takes, tmp_path):
    with pytest.raises(StorageError):
        takes.set_aside(tmp_path / "gone.wav")
    with pytest.raises(InvalidRequest):
        takes.set_aside(tmp_path / "elsewhere" / "song.wav")


def finish(folder, name="take-1.wav"):
    journal = WavJournal(folder / name, RATE)
    journal.append(SOUND)
    journal.close()
    return journal.path


def test_a_finished_take_that_was_never_used_is_offered(takes, tmp_path):
    path = finish(tmp_path)
    assert [(take.path, take.seconds) for take in takes.found()] == [(path, 3.0)]
    assert takes.recover(path).path == path
    takes.discard(path)
    assert takes.found() == ()


def test_one_that_is_looked_at_is_not_offered_to_others(takes, tmp_path):
    path, other_window = finish(tmp_path), RecoverTakes(tmp_path)
    takes.hold(path)
    assert other_window.found() == ()
    with pytest.raises(InvalidRequest):
        other_window.discard(path)
    lost = takes.set_aside(path)
    assert other_window.found() == (lost,)


def test_one_that_was_used_is_removed(takes, tmp_path):
    path = finish(tmp_path)
    takes.hold(path)
    takes.remove(path)
    assert not path.exists()
    assert takes.found() == ()
    with pytest.raises(StorageError):
        takes.hold(path)
