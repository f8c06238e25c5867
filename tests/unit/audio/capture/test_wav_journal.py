import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime

import numpy as np
import pytest
import soundfile

from tests.support.clips import noise
from tests.support.full_disk import files_end_at
from tests.support.waiting import wait_until
from voicecloner import file_lock
from voicecloner.audio.capture.wav_journal import WavJournal, part_path, recorded, recover, unfinished
from voicecloner.domain.audio import RecordingOrigin
from voicecloner.errors import StorageError, UnreadableAudio

RATE = 48_000
SOUND = noise(2.2, RATE)


DESK = RecordingOrigin("Desk microphone, input 2", datetime(2026, 5, 3, 14, 5, 6, 789_000, tzinfo=UTC))


def facts(path):
    found = recorded(path)
    return found.seconds, found.sample_rate


@pytest.fixture
def path(tmp_path):
    return tmp_path / "take.wav"


@pytest.fixture
def journal(path):
    journal = WavJournal(path, RATE)
    yield journal
    journal.discard()


def test_a_finished_file_holds_every_sample(path):
    journal = WavJournal(path, RATE)
    for start in range(0, len(SOUND), 1000):
        journal.append(SOUND[start : start + 1000])
    assert not path.exists()
    journal.close()
    samples, rate = soundfile.read(path, dtype="float32")
    assert rate == RATE
    np.testing.assert_array_equal(samples, SOUND)
    assert list(path.parent.iterdir()) == [path]


def test_it_is_the_kind_of_wav_file_it_says(path):
    WavJournal(path, RATE).close()
    facts = soundfile.info(path)
    assert (facts.format, facts.subtype, facts.channels, facts.frames) == ("WAV", "FLOAT", 1, 0)


def test_a_growing_file_can_be_read_up_to_the_last_half_second(path, journal):
    journal.append(SOUND[:60_000])
    journal.append(SOUND[60_000:70_000])
    samples, _ = soundfile.read(part_path(path), dtype="float32")
    np.testing.assert_array_equal(samples, SOUND[:60_000])


def test_discarding_leaves_nothing(path, tmp_path):
    journal = WavJournal(path, RATE)
    journal.append(SOUND)
    journal.discard()
    assert list(tmp_path.iterdir()) == []


WRITER = """
import sys, threading
from pathlib import Path
import numpy as np
from voicecloner import file_lock
from voicecloner.audio.capture.wav_journal import WavJournal
journal = WavJournal(Path(sys.argv[1]), 48000)
sound = np.load(sys.argv[2])
journal.append(sound[:50_000])
journal.append(sound[50_000:60_000])
print("written", flush=True)
threading.Event().wait()
"""


def test_a_killed_program_loses_nothing_that_had_arrived(path, tmp_path):
    np.save(tmp_path / "sound.npy", SOUND)
    command = [sys.executable, "-c", WRITER, str(path), str(tmp_path / "sound.npy")]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
        assert writer.stdout
        assert writer.stdout.readline() == b"written\n"
        writer.send_signal(signal.SIGKILL)
    part = part_path(path)
    np.testing.assert_array_equal(soundfile.read(part, dtype="float32")[0], SOUND[:50_000])
    assert recover(part) == path
    np.testing.assert_array_equal(soundfile.read(path, dtype="float32")[0], SOUND[:60_000])
    assert not part.exists()


def test_a_torn_last_sample_is_cut(path, journal):
    journal.append(SOUND[:1000])
    left_behind = path.with_name("left.wav.part")
    left_behind.write_bytes(part_path(path).read_bytes() + b"\x01\x02")
    path = recover(left_behind)
    np.testing.assert_array_equal(soundfile.read(path, dtype="float32")[0], SOUND[:1000])


def test_only_what_nobody_writes_to_any_more_is_unfinished(path, tmp_path, journal):
    left_behind = tmp_path / "older.wav.part"
    left_behind.write_bytes(b"")
    os.utime(left_behind, (time.time() - 60, time.time() - 60))
    (tmp_path / "finished.wav").write_bytes(b"")
    assert unfinished(tmp_path) == (left_behind,)


def test_a_foreign_file_is_left_alone(tmp_path):
    foreign = tmp_path / "notes.txt.part"
    foreign.write_bytes(b"RIFF is a word of its own" * 10)
    with pytest.raises(UnreadableAudio):
        recover(foreign)
    assert foreign.read_bytes() == b"RIFF is a word of its own" * 10


def test_a_recording_that_is_gone_cannot_be_recovered(tmp_path):
    with pytest.raises(StorageError, match="cannot be recovered"):
        recover(tmp_path / "gone.wav.part")


def test_a_full_disk_is_reported_and_nothing_stays_behind(path, tmp_path):
    with files_end_at(20), pytest.raises(OSError, match="No space left"):
        WavJournal(path, RATE)
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_fills_up_keeps_what_fitted(path):
    journal = WavJournal(path, RATE)
    journal.append(SOUND[:1000])
    with files_end_at(10_001), pytest.raises(OSError, match="No space left"):
        journal.append(SOUND[1000:5000])
    journal.close()
    np.testing.assert_array_equal(soundfile.read(path, dtype="float32")[0], SOUND[:1000])


def test_waiting_fails_when_nothing_happens():
    with pytest.raises(AssertionError, match="in vain for a miracle"):
        wait_until(lambda: False, 0.02, "a miracle")


def test_the_seconds_of_a_recording_left_behind_are_known(path, journal):
    assert facts(part_path(path)) == (0.0, RATE)
    journal.append(SOUND[:60_000])
    journal.append(SOUND[60_000:72_000])
    assert facts(part_path(path)) == (1.5, RATE)


def test_a_recording_without_a_whole_header_holds_nothing(tmp_path):
    part = tmp_path / "take.wav.part"
    part.write_bytes(b"RIFF")
    assert facts(part) == (0.0, 0)


def test_the_seconds_of_a_foreign_or_missing_file_are_not_known(tmp_path):
    foreign = tmp_path / "notes.txt.part"
    foreign.write_bytes(b"no sound " * 10)
    with pytest.raises(UnreadableAudio):
        recorded(foreign)
    with pytest.raises(StorageError, match="cannot be read"):
        recorded(tmp_path / "gone.wav.part")


def test_a_recording_that_is_being_made_cannot_be_recovered(path, journal):
    journal.append(SOUND)
    with pytest.raises(StorageError, match="still being made"):
        recover(part_path(path))
    assert part_path(path).exists()


def test_where_there_are_no_locks_a_change_in_the_last_seconds_tells(path, tmp_path, monkeypatch):
    monkeypatch.setattr(file_lock, "_locked", lambda _file, wait: None)
    journal = WavJournal(path, RATE)
    assert unfinished(tmp_path) == ()
    os.utime(part_path(path), (0, 0))
    assert unfinished(tmp_path) == (part_path(path),)
    journal.keep_alive()
    assert unfinished(tmp_path) == ()
    journal.discard()


def test_a_folder_that_does_not_exist_holds_nothing(tmp_path):
    assert unfinished(tmp_path / "nowhere") == ()


def test_a_recording_knows_its_microphone_and_when_it_began(path):
    journal = WavJournal(path, RATE, RecordingOrigin("Desk microphone", DESK.recorded_at))
    journal.append(SOUND[:1000])
    journal.origin = DESK
    journal.flush()
    left_behind = path.with_name("left.wav.part")
    left_behind.write_bytes(journal.part_path.read_bytes())
    journal.close()
    assert recorded(left_behind).origin == DESK
    for whole in (path, recover(left_behind)):
        assert recorded(whole).origin == DESK
        samples, rate = soundfile.read(whole, dtype="float32")
        assert rate == RATE
        np.testing.assert_array_equal(samples, SOUND[:1000])


@pytest.mark.parametrize(
    ("name", "kept"),
    [("", ""), ("マイク" * 40, ("マイク" * 40)[:85]), ("half \ud800 one", "half ? one"), ("x" * 255, "x" * 255)],
)
def test_any_name_of_a_microphone_can_be_kept(path, name, kept):
    WavJournal(path, RATE, RecordingOrigin(name)).close()
    assert recorded(path).origin == RecordingOrigin(kept)
    assert soundfile.info(path).frames == 0


def in_the_former_form(path):
    """What earlier versions wrote: no word of where it comes from."""
    content = path.read_bytes()
    return content[:50] + content[content.index(b"data") :]


def test_a_recording_of_an_earlier_version_can_be_recovered(path, journal):
    journal.append(SOUND[:1000])
    left_behind = path.with_name("left.wav.part")
    left_behind.write_bytes(in_the_former_form(journal.part_path) + b"\x01")
    assert recorded(left_behind).origin == RecordingOrigin()
    samples, _ = soundfile.read(recover(left_behind), dtype="float32")
    np.testing.assert_array_equal(samples, SOUND[:1000])


def test_a_recording_that_others_wrote_can_be_finished(tmp_path):
    part = tmp_path / "take.wav.part"
    soundfile.write(part, SOUND, RATE, format="WAV", subtype="FLOAT")
    assert facts(part) == (2.2, RATE)
    samples, _ = soundfile.read(recover(part), dtype="float32")
    np.testing.assert_array_equal(samples, SOUND)


def test_a_date_that_is_none_is_not_told(path, journal):
    content = journal.part_path.read_bytes()
    other = path.with_name("other.wav.part")
    for date in (b"yesterday", b"2026-05-03T14:05:06", b"\xff"):
        other.write_bytes(content[:70] + date.ljust(32, b"\0") + content[102:])
        assert recorded(other).origin == RecordingOrigin()


def test_a_header_that_is_cut_anywhere_holds_nothing(path, journal):
    content = journal.part_path.read_bytes()
    part = path.with_name("left.wav.part")
    for length in range(0, content.index(b"data") + 8, 7):
        part.write_bytes(content[:length])
        assert facts(part) == (0.0, 0)
        with pytest.raises(UnreadableAudio):
            recover(part)
