"""What a sound file says of itself."""

from collections.abc import Mapping
from pathlib import Path

from voicecloner.audio.files.decoding import DecodeLimits, decode
from voicecloner.jobs import CancelToken

# Tags come with the sound; this much of it is decoded for them.
_READ_S = 0.5


def read_tags(path: Path, cancel: CancelToken) -> Mapping[str, str]:
    """The tags of a file of any origin, read by the decoder's process: lower-case fields such as ``"comment"``.

    Raises:
        UnreadableAudio: it holds no sound that can be read.
        StorageError: it may not be read, or the decoder cannot be started.
        Cancelled: `cancel` was set.
    """
    _sound, found = decode(path, DecodeLimits(max_seconds=_READ_S), cancel)
    return found.tags
