import os
import time
from datetime import UTC, datetime

import numpy as np
import pytest
import soundfile

from tests.support.clips import noise
from voicecloner.audio.capture.wav_journal import WavJournal
from voicecloner.domain.audio import UNKNOWN_ORIGIN, RecordingOrigin
from voicecloner.errors import InvalidRequest, StorageError
from voicecloner.use_cases.recording.recover_recordings import RecoverRecordings

RATE = 44_100
SOUND = noise(3.0, RATE)
MIDNIGHT = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.fixture
def recordings(tmp_path):
    return RecoverRecordings(tmp_path)


def leave_behind(folder, name, samples, changed_at=MIDNIGHT, origin=UNKNOWN_ORIGIN):
    """What a crash leaves of a recording: its growing file, without the program that held it."""
    journal = WavJournal(folder / f"{name}.draft", RATE, origin)
    journal.append(samples)
    content = journal.part_path.read_bytes()
    journal.discard()
    part = folder / f"{name}.wav.part"
    part.write_bytes(content)
    os.utime(part, (changed_at.timestamp(), changed_at.timestamp()))
    return part


def test_a_lost_recording_is_offered_with_its_length_and_time(recordings, tmp_path):
    later = MIDNIGHT.replace(day=3)
    newer = leave_behind(tmp_path, "newer", SOUND[: 2 * RATE], later)
    older = leave_behind(tmp_path, "older", SOUND)
    assert [(recording.path, recording.seconds, recording.recorded_at) for recording in recordings.found()] == [
        (older, 3.0, MIDNIGHT),
        (newer, 2.0, later),
    ]


def test_a_lost_recording_knows_its_microphone_and_when_it_began(recordings, tmp_path):
    origin = RecordingOrigin("Desk microphone", MIDNIGHT.replace(hour=1))
    leave_behind(tmp_path, "take", SOUND, origin=origin)
    (lost,) = recordings.found()
    assert (lost.microphone, lost.recorded_at) == (origin.microphone, origin.recorded_at)
    recovered = recordings.recover(lost.path)
    assert recovered.origin == origin
    again = recordings.set_aside(recovered.path)
    assert (again.microphone, again.recorded_at) == (origin.microphone, origin.recorded_at)


def test_nothing_is_offered_where_nothing_was_lost(recordings, tmp_path):
    (tmp_path / "finished.wav").write_bytes(b"RIFF")
    (tmp_path / "notes.part").write_text("somebody's notes " * 10)
    assert recordings.found() == ()
    assert (tmp_path / "notes.part").exists()
    assert RecoverRecordings(tmp_path / "nowhere").found() == ()


def test_a_recording_under_way_is_not_offered_nor_recovered(recordings, tmp_path):
    journal = WavJournal(tmp_path / "take.wav", RATE)
    journal.append(SOUND)
    os.utime(journal.part_path, (0, 0))
    assert recordings.found() == ()
    for act in (recordings.recover, recordings.discard):
        with pytest.raises(InvalidRequest, match="no unfinished recording"):
            act(journal.part_path)
    journal.discard()


def test_a_recovered_recording_is_whole_and_no_longer_offered(recordings, tmp_path):
    part = leave_behind(tmp_path, "take", SOUND)
    recording = recordings.recover(part)
    assert recording.path == tmp_path / "take.wav"
    assert (recording.seconds, recording.sample_rate, recording.dropouts, recording.fault) == (3.0, RATE, 0, None)
    np.testing.assert_array_equal(soundfile.read(recording.path, dtype="float32")[0], SOUND)
    assert recordings.found() == ()


def test_a_discarded_recording_is_gone(recordings, tmp_path):
    recordings.discard(leave_behind(tmp_path, "take", SOUND))
    assert list(tmp_path.iterdir()) == []


def test_files_without_sound_are_removed_unless_one_just_begins(recordings, tmp_path):
    empty = leave_behind(tmp_path, "empty", SOUND[:0])
    torn = tmp_path / "torn.wav.part"
    torn.write_bytes(b"RIFF")
    os.utime(torn, (0, 0))
    fresh = leave_behind(tmp_path, "fresh", SOUND[:0], datetime.fromtimestamp(time.time(), UTC))
    assert recordings.found() == ()
    assert (empty.exists(), torn.exists(), fresh.exists()) == (False, False, True)


def test_only_recordings_of_this_folder_can_be_touched(recordings, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    stranger = leave_behind(elsewhere, "take", SOUND)
    for act in (recordings.recover, recordings.discard):
        with pytest.raises(InvalidRequest):
            act(stranger)
    assert stranger.exists()


def test_a_disk_that_refuses_is_reported(recordings, tmp_path):
    part = leave_behind(tmp_path, "take", SOUND)
    (tmp_path / "take.wav").mkdir()
    with pytest.raises(StorageError, match="cannot be recovered"):
        recordings.recover(part)
    assert part.exists()


def test_a_recording_that_is_set_aside_is_offered_until_it_is_recovered(recordings, tmp_path):
    journal = WavJournal(tmp_path / "take.wav", RATE)
    journal.append(SOUND)
    journal.close()
    lost = recordings.set_aside(journal.path)
    assert recordings.found() == (lost,)
    assert lost.seconds == 3.0
    assert recordings.recover(lost.path).path == journal.path
    assert recordings.found() == ()


def test_a_recording_that_is_gone_cannot_be_set_aside(recordings, tmp_path):
    with pytest.raises(StorageError):
        recordings.set_aside(tmp_path / "gone.wav")
    with pytest.raises(InvalidRequest):
        recordings.set_aside(tmp_path / "elsewhere" / "song.wav")


def finish(folder, name="take-1.wav"):
    journal = WavJournal(folder / name, RATE)
    journal.append(SOUND)
    journal.close()
    return journal.path


def test_a_finished_recording_that_was_never_used_is_offered(recordings, tmp_path):
    path = finish(tmp_path)
    assert [(recording.path, recording.seconds) for recording in recordings.found()] == [(path, 3.0)]
    assert recordings.recover(path).path == path
    recordings.discard(path)
    assert recordings.found() == ()


def test_one_that_is_looked_at_is_not_offered_to_others(recordings, tmp_path):
    path, other_window = finish(tmp_path), RecoverRecordings(tmp_path)
    recordings.hold(path)
    assert other_window.found() == ()
    with pytest.raises(InvalidRequest):
        other_window.discard(path)
    lost = recordings.set_aside(path)
    assert other_window.found() == (lost,)


def test_one_that_was_used_is_removed(recordings, tmp_path):
    path = finish(tmp_path)
    recordings.hold(path)
    recordings.remove(path)
    assert not path.exists()
    assert recordings.found() == ()
    with pytest.raises(StorageError):
        recordings.hold(path)
