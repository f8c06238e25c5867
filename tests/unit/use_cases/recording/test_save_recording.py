from pathlib import Path

import numpy as np
import pytest
import soundfile

from voicecloner.errors import InvalidRequest, StorageError
from voicecloner.library.exports import Exports
from voicecloner.use_cases.recording.recover_recordings import RecoverRecordings
from voicecloner.use_cases.recording.save_recording import SaveRecording


@pytest.fixture
def recordings(tmp_path: Path) -> RecoverRecordings:
    (tmp_path / "recordings").mkdir()
    return RecoverRecordings(tmp_path / "recordings")


@pytest.fixture
def save(recordings: RecoverRecordings, tmp_path: Path) -> SaveRecording:
    return SaveRecording(recordings, Exports(tmp_path / "exports"))


@pytest.fixture
def recording(tmp_path: Path, recordings: RecoverRecordings) -> Path:
    path = tmp_path / "recordings" / "take-1.wav"
    soundfile.write(path, np.full(24_000, 0.1, np.float32), 24_000, subtype="FLOAT")
    return path


def test_it_is_moved_bit_for_bit(save: SaveRecording, recording: Path, tmp_path: Path) -> None:
    content = recording.read_bytes()
    assert save(recording, tmp_path / "anna.wav").read_bytes() == content
    assert not recording.exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["anna.wav", "exports", "recordings"]


def test_where_that_fails_it_is_offered_again(
    save: SaveRecording, recordings: RecoverRecordings, recording: Path, tmp_path: Path
) -> None:
    with pytest.raises(StorageError) as raised:
        save(recording, tmp_path / "gone" / "anna.wav")
    assert "record --recover" in raised.value.hint
    assert [lost.path for lost in recordings.found()] == [recording]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (".", "a folder"),
        ("anna.mp3", "saved as WAV"),
        ("there.wav", "there already"),
        ("gone/a.wav", "no folder"),
    ],
)
def test_what_could_not_be_saved_is_refused_before(save: SaveRecording, tmp_path: Path, name: str, words: str) -> None:
    (tmp_path / "there.wav").touch()
    with pytest.raises(InvalidRequest, match=words):
        save.require_possible(tmp_path / name, overwrites=False)
    save.require_possible(tmp_path / "there.wav", overwrites=True)
