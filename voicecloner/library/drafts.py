"""The text that is being typed on the Speak page, kept from one start of the program to the next."""

import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from voicecloner.atomic import make_folder, read_file, storage_error, write_atomically
from voicecloner.library.rows import Unreadable, reading_part, text_from

_VERSION = 1


@dataclass(frozen=True)
class Draft:
    """What was typed and not said yet, or said and still there.

    Attributes:
        text: as it was typed.
        voice_id: the voice chosen for it, or empty.
        language: BCP 47 tag chosen for it, or empty.
    """

    text: str = ""
    voice_id: str = ""
    language: str = ""


class DraftStore:
    """One draft in one JSON file, written whole.

    Args:
        path: of the file; made, with its folder, when there is something to keep.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> Draft:
        """What was kept; an empty draft where there is none. A file that cannot be understood is set aside.

        Raises:
            StorageError: the disk refuses.
        """
        try:
            return _draft_from(read_file(self._path))
        except FileNotFoundError:
            return Draft()
        except OSError as error:
            raise storage_error(error, self._path) from error
        except Unreadable:
            return self._set_aside()

    def write(self, draft: Draft) -> None:
        """Keep this one in place of the one before.

        Raises:
            StorageError
        """
        make_folder(self._path.parent)
        document = {"version": _VERSION, "text": draft.text, "voice_id": draft.voice_id, "language": draft.language}
        write_atomically(self._path, json.dumps(document, ensure_ascii=False, indent=1).encode("utf-8", "replace"))

    def _set_aside(self) -> Draft:
        with suppress(OSError):  # where nothing can be written it stays until something can
            self._path.replace(self._path.with_suffix(".broken.json"))
        return Draft()


def _draft_from(content: bytes) -> Draft:
    with reading_part("draft"):
        stored = json.loads(content)
        if stored["version"] != _VERSION:
            raise Unreadable("draft")
        return Draft(text_from(stored["text"]), text_from(stored["voice_id"]), text_from(stored["language"]))
