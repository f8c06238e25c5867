"""Sentences of takes that were said in more than one way: each way stays, and one of them is heard in the take.

takes/<take>-<version>.wav    one sentence's sound; the first version is cut out of the take before anything changes
takes/<take>.next.wav         the take's sound as it is to be; there for a moment, written before
takes/<take>.next.json        its record, with which the change is decided: a kill before it changes nothing, and
                              after it the change is finished when the takes are looked at next
"""

import re
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from voicecloner.atomic import remove_file, storage_error, sync_folder, write_atomically
from voicecloner.audio.files.encoding import write_audio
from voicecloner.domain.audio import AudioClip, Samples
from voicecloner.domain.synthesis import Sentence, SentenceVersion, Take
from voicecloner.domain.takes import as_version, sentence_of, with_version, with_versions
from voicecloner.errors import InvalidRequest
from voicecloner.library.history.splicing import cut_out, frames_of, put_together, stretch_of
from voicecloner.library.take_record import KeptTake, record_bytes

VERSION_SOUND = re.compile(r"([0-9a-f]{32})-[0-9a-f]{16}\.wav")
"""Name of a version's sound; the group is the id of its take."""
NEXT = re.compile(r"[0-9a-f]{32}\.next\.(wav|json)")
"""Name of what a change is about to put in the place of a take."""


def version_path(take: Take, version_id: str) -> Path:
    """Where the sound of a version of one of the take's sentences lies."""
    return take.path.with_name(f"{take.path.stem}-{version_id}.wav")


def sounds_beside(sound: Path) -> list[Path]:
    """What else belongs to the take with this sound: versions, and a change that was not finished."""
    return [*sound.parent.glob(f"{sound.stem}-*.wav"), *sound.parent.glob(f"{sound.stem}.next.*")]


def finish_change(leftover: Path) -> None:
    """Finish a change of a take that a kill broke off, or forget one that was not decided.

    Args:
        leftover: a file whose name matches `NEXT`.

    Raises:
        StorageError
    """
    stem = leftover.name.partition(".")[0]
    sound, record = leftover.with_name(f"{stem}.next.wav"), leftover.with_name(f"{stem}.next.json")
    if not record.exists():
        remove_file(sound)
        return
    try:
        # another program may be finishing it, too: what is not there any more is in its place already
        with suppress(FileNotFoundError):
            sound.replace(leftover.with_name(f"{stem}.wav"))
        with suppress(FileNotFoundError):
            record.replace(leftover.with_name(f"{stem}.json"))
        sync_folder(leftover.parent)
    except OSError as error:
        raise storage_error(error, leftover) from error


class SentenceVersions:
    """Says which version of a sentence is heard in a take, and keeps the others.

    Args:
        find: gives what is kept of a take just now, see `TakeStore.find`.
        write: writes a take's record, see `TakeStore.write`.
    """

    def __init__(self, find: Callable[[Take], KeptTake], write: Callable[[KeptTake], KeptTake]) -> None:
        self._find = find
        self._write = write

    def add(self, take: Take, number: int, clip: AudioClip, version: SentenceVersion) -> KeptTake:
        """Keep a sentence that was said in another way, and let it be heard in the take.

        Args:
            take: of which.
            number: of the sentence, 1 for the first.
            clip: its sound, without pauses around it, at the take's sample rate.
            version: what is known of it; its id and its duration are filled in.

        Raises:
            InvalidRequest: the take has no such sentence.
            StorageError, UnreadableAudio: the take is as it was.
        """
        kept = self._find(take)
        new = replace(version, id=secrets.token_hex(8), seconds=clip.frames / clip.sample_rate)
        before = self._with_first(kept.take, number)
        write_audio(version_path(take, new.id), clip)
        versions = (*sentence_of(before, number).versions, new)
        return self._hear(replace(kept, take=with_versions(before, number, versions)), number, new)

    def choose(self, take: Take, number: int, place: int) -> KeptTake:
        """Let a version be heard in the take.

        Args:
            take: of which.
            number: of the sentence, 1 for the first.
            place: of the version, 1 for the first.

        Raises:
            InvalidRequest: there is no such sentence or version.
            StorageError, UnreadableAudio: the take is as it was.
        """
        kept = self._find(take)
        sentence = sentence_of(kept.take, number)
        version = version_of(sentence, place)
        return kept if version.id == sentence.chosen else self._hear(kept, number, version)

    def erase(self, take: Take, number: int, place: int) -> KeptTake:
        """Erase a version that is not heard in the take, for good.

        Args:
            take, number, place: as for `choose`.

        Raises:
            InvalidRequest: there is no such sentence or version, or it is the one that is heard.
            StorageError
        """
        kept = self._find(take)
        sentence = sentence_of(kept.take, number)
        gone = version_of(sentence, place)
        if gone.id == sentence.chosen:
            raise InvalidRequest("This version is the one that is heard in the take.", "Choose another one first.")
        left = (version for version in sentence.versions if version.id != gone.id)
        changed = self._write(replace(kept, take=with_versions(kept.take, number, left)))
        remove_file(version_path(take, gone.id))
        return changed

    def _with_first(self, take: Take, number: int) -> Take:
        """The take with the way the sentence is said in it as its first version, if there is none yet."""
        sentence = sentence_of(take, number)
        if sentence.versions:
            return take
        first = as_version(take, sentence, secrets.token_hex(8))
        cut_out(take.path, version_path(take, first.id), *_frames(take, sentence))
        chosen = replace(sentence, versions=(first,), chosen=first.id)
        return replace(take, sentences=(*take.sentences[: number - 1], chosen, *take.sentences[number:]))

    def _hear(self, kept: KeptTake, number: int, version: SentenceVersion) -> KeptTake:
        take, part = kept.take, version_path(kept.take, version.id)
        sentence = sentence_of(take, number)
        changed = replace(kept, take=with_version(take, number, _as_long_as(version, part, take.sample_rate)))
        sound, record = take.path.with_suffix(".next.wav"), take.path.with_suffix(".next.json")
        put_together(take.path, part, sound, *_frames(take, sentence))
        write_atomically(record, record_bytes(changed))
        finish_change(record)
        return changed


def version_of(sentence: Sentence, place: int) -> SentenceVersion:
    """A version of a sentence, 1 for the first.

    Raises:
        InvalidRequest: there is no such version.
    """
    if not sentence.versions:
        raise InvalidRequest("This sentence was said in one way only.", "Say it again first.")
    if not 1 <= place <= len(sentence.versions):
        raise InvalidRequest(f"There is no version {place} of this sentence.", f"Choose 1 to {len(sentence.versions)}.")
    return sentence.versions[place - 1]


def _as_long_as(version: SentenceVersion, sound: Path, sample_rate: int) -> SentenceVersion:
    """The same with the duration of its sound: times that are only nearly right would drift from change to change."""
    return replace(version, seconds=frames_of(sound) / sample_rate)


def _frames(take: Take, sentence: Sentence) -> tuple[int, int]:
    return round(sentence.start_s * take.sample_rate), round(sentence.end_s * take.sample_rate)


def heard_sound(take: Take, sentence: Sentence) -> Samples:
    """The sound of a sentence as it is heard in its take, float32, shape (frames,).

    Raises:
        StorageError, UnreadableAudio
    """
    return stretch_of(take.path, *_frames(take, sentence))
