"""Make the voices that a table names: one recording a line, with its voice's name, speaker, transcript and tags."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from voicecloner.domain.consent import ConsentKind, Use
from voicecloner.domain.requests import require_types
from voicecloner.errors import VoiceClonerError
from voicecloner.jobs import NEVER, CancelToken, Progress, no_progress
from voicecloner.use_cases.batch.tables import Columns, Row, Table, raise_faults, read_table
from voicecloner.use_cases.voices.create_voice import CreatedVoice
from voicecloner.use_cases.voices.create_voices import CreatedVoices, CreateVoices, CreateVoicesRequest
from voicecloner.use_cases.voices.manage_voices import ManageVoices

RECORDINGS = Columns(("file", "name", "speaker", "transcript", "tags", "language"), ("file",))
Known = Callable[[str], str]
"""The BCP 47 tag of a language, however it was written; raises `InvalidRequest` where nobody speaks it."""


@dataclass(frozen=True)
class CloneTableRequest:
    """Which voices to make.

    Attributes:
        table: CSV, TSV, XLSX, JSONL, or TXT with a file a line; files lie where it says, seen from its own folder.
        consent: on what ground they may be cloned; None is refused.
        language: BCP 47 tag of recordings of which the table says none.
        speaker: who speaks where the table does not say.
        engine_id: as of `CreateVoicesRequest`.
        stated_via: as there.
        uses: as there.
    """

    table: Path
    consent: ConsentKind | None
    language: str = "en"
    speaker: str = ""
    engine_id: str | None = None
    stated_via: str = "python"
    uses: tuple[Use, ...] | None = None


class CloneTable:
    """The use case: call it with a `CloneTableRequest`.

    Args:
        create: makes the voices.
        manage: gives them their tags.
    """

    def __init__(self, create: CreateVoices, manage: ManageVoices) -> None:
        self._create, self._manage = create, manage

    def __call__(
        self, request: CloneTableRequest, *, progress: Progress = no_progress, cancel: CancelToken = NEVER
    ) -> CreatedVoices:
        """Make the voices, one after the other.

        Raises:
            BadTable: lines name no file that is there, or one name for two voices; nothing was made.
            ConsentRequired, InvalidRequest, StorageError, Cancelled: as `CreateVoices` and `read_table`.
        """
        require_types(request)
        table = read_table(request.table, RECORDINGS)
        _require_usable(table)
        cells = [row.cells for row in table.rows]
        done = self._create(
            CreateVoicesRequest(
                names=tuple(map(_name, table.rows)),
                references=tuple(_recording(table, row) for row in table.rows),
                consent=request.consent,
                transcripts=tuple(each.get("transcript", "") for each in cells),
                languages=tuple(each.get("language", request.language) for each in cells),
                engine_id=request.engine_id,
                stated_via=request.stated_via,
                speakers=tuple(each.get("speaker", request.speaker) for each in cells),
                uses=request.uses,
            ),
            progress=progress,
            cancel=cancel,
        )
        tags = {_name(row): row.cells.get("tags", "") for row in table.rows}
        return replace(done, created=tuple(self._tagged(each, tags.get(each.voice.name, "")) for each in done.created))

    def _tagged(self, made: CreatedVoice, tags: str) -> CreatedVoice:
        if not tags:
            return made
        try:
            voice = self._manage.describe(made.voice.id, tags=tuple(tags.replace(";", ",").split(",")))
        except VoiceClonerError as error:
            return replace(made, notes=(*made.notes, f"“{made.voice.name}” did not get its tags: {error.message}"))
        return replace(made, voice=voice)


def _require_usable(table: Table) -> None:
    faults, names = [], dict[str, int]()
    for row in table.rows:
        if "file" not in row.cells:
            faults.append(f"Line {row.number}: it names no file.")
            continue
        if not _recording(table, row).is_file():
            faults.append(f"Line {row.number}: there is no file “{row.cells['file']}”.")
        if (other := names.setdefault(_name(row).casefold(), row.number)) != row.number:
            faults.append(f"Line {row.number}: the voice of line {other} has the name “{_name(row)}” already.")
    raise_faults(table.path, faults)


def _recording(table: Table, row: Row) -> Path:
    return table.path.parent / row.cells["file"]


def _name(row: Row) -> str:
    return row.cells.get("name") or Path(row.cells["file"]).stem
