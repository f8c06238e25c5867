"""Put a recording where the user wants it: only once it lies there whole is it gone from where it was made."""

import shutil
from pathlib import Path

from voicecloner.atomic import require_folder, require_writable, sync_file, sync_folder
from voicecloner.errors import InvalidRequest, StorageError, either
from voicecloner.library.exports import Exports
from voicecloner.use_cases.recording.recover_recordings import RecoverRecordings

RECORDING_SUFFIX = ".wav"
_KEPT = either("It is kept: open the page “New voice”", "record --recover")


class SaveRecording:
    """The use case: call it with the paths of a `Recording` and of the file it is to become.

    Args:
        recordings: keeps recordings until they are used.
        exports: notes what is being saved elsewhere.
    """

    def __init__(self, recordings: RecoverRecordings, exports: Exports) -> None:
        self._recordings = recordings
        self._exports = exports

    def require_possible(self, path: Path, *, overwrites: bool) -> None:
        """Refuse before somebody speaks what could not be saved afterwards.

        Args:
            path: of the file the recording is to become.
            overwrites: whether a file of this name may be replaced.

        Raises:
            InvalidRequest: it is a folder or lies in none, does not end in ``.wav``, or there is such a file.
            StorageError: nothing may be written in the folder.
        """
        if path.is_dir():
            raise InvalidRequest(f"“{path}” is a folder.", f"Name a file in it, such as {path / 'recording.wav'}.")
        if path.suffix.lower() != RECORDING_SUFFIX:
            hint = f"Use a name that ends in {RECORDING_SUFFIX}."
            raise InvalidRequest("A recording is saved as WAV, so that nothing of it is lost.", hint)
        if path.exists() and not overwrites:
            raise InvalidRequest(f"“{path}” is there already.", "Choose another name, or replace it with --overwrite.")
        require_folder(path)
        require_writable(path)

    def __call__(self, recording: Path, path: Path) -> Path:
        """Move it there; where that fails, it stays and is offered again.

        Raises:
            StorageError: it could not be written.
        """
        try:
            with self._exports.growing(path) as part:
                shutil.copyfile(recording, part)
                sync_file(part)
                part.replace(path)
                sync_folder(path.parent)
        except StorageError as error:
            raise StorageError(error.message, _KEPT) from error
        self._recordings.remove(recording)
        return path
