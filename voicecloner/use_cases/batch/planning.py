"""From the rows of a table to lines that can be said; what cannot is told of every row before the work begins."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from voicecloner.domain.file_names import file_name_key
from voicecloner.domain.voice import Voice
from voicecloner.engines.contract.engine import EngineInfo
from voicecloner.errors import InvalidRequest, VoiceClonerError
from voicecloner.library.inspection import sha256_of
from voicecloner.library.voices import VoiceLibrary
from voicecloner.settings import SettingValue
from voicecloner.use_cases.batch import file_names
from voicecloner.use_cases.batch.batch_line import BatchLine
from voicecloner.use_cases.batch.tables import Row, Table, raise_faults
from voicecloner.use_cases.speaking.speak import Speak, SpeakRequest
from voicecloner.use_cases.speaking.speak_best import SpeakBestRequest

_OPTION = "option."


@dataclass(frozen=True)
class LineDefaults:
    """What holds for lines that do not say otherwise.

    Attributes:
        voice: id or name; empty: every line has to name one.
        language: BCP 47 tag; None: the voice's own.
        speed: 1.0 is the voice's own pace; what an engine does not have of it is left to the nearest it has.
        seed: for engines that draw random numbers.
        attempts: how often each line is said, the best is kept.
    """

    voice: str = ""
    language: str | None = None
    speed: float = 1.0
    seed: int = 0
    attempts: int = 1


@dataclass(frozen=True)
class FilePlan:
    """What the files are called, and how they are written.

    Attributes:
        folder: where they lie.
        suffix: the format of those whose name has none.
        pattern: see `file_names`; empty: the table's names, and the usual pattern where it has none.
        loudness_lufs: of each file; None: as it is spoken.
    """

    folder: Path
    suffix: str = ".wav"
    pattern: str = ""
    loudness_lufs: float | None = None


@dataclass(frozen=True)
class BadLine:
    """A row of which no line can be made.

    Attributes:
        row: what stands in the table.
        voice: who was to say it, as far as is known.
        error: why it cannot be said.
    """

    row: Row
    voice: str
    error: VoiceClonerError


@dataclass(frozen=True)
class _KnownVoice:
    voice: Voice
    engine: EngineInfo
    data: str


class PlanLines:
    """Plans; call it with a table.

    Args:
        speak: knows what can be said.
        library: the voices.
        is_marked: whether what is said now gets the inaudible mark.
    """

    def __init__(self, speak: Speak, library: VoiceLibrary, is_marked: Callable[[], bool]) -> None:
        self._speak, self._library, self._is_marked = speak, library, is_marked

    def __call__(self, table: Table, defaults: LineDefaults, files: FilePlan) -> tuple[BatchLine, ...]:
        """The lines, each with a file of its own.

        Raises:
            InvalidRequest: the pattern is none.
            BadTable: lines cannot be said; every one is named.
        """
        planned = tuple(self.each(table, defaults, files))
        bad = [each for each in planned if isinstance(each, BadLine)]
        raise_faults(table.path, [f"Line {each.row.number}: {each.error.message}" for each in bad])
        return tuple(each for each in planned if isinstance(each, BatchLine))

    def each(self, table: Table, defaults: LineDefaults, files: FilePlan) -> Iterator[BatchLine | BadLine]:
        """The same, one by one, with those that cannot be said in their places.

        Raises:
            InvalidRequest: the pattern is none.
        """
        file_names.require_pattern(files.pattern or file_names.USUAL_PATTERN)
        work = _Planning(self._speak, _Voices(self._speak, self._library), defaults, files)
        is_marked = self._is_marked()
        for place, row in enumerate(table.rows, start=1):
            try:
                yield replace(work.planned(row, place), is_marked=is_marked, loudness_lufs=files.loudness_lufs)
            except VoiceClonerError as error:
                yield BadLine(row, row.cells.get("voice", defaults.voice), error)


class _Voices:
    """The voices that lines name; each is looked at once."""

    def __init__(self, speak: Speak, library: VoiceLibrary) -> None:
        self._speak, self._library = speak, library
        self._found: dict[str, _KnownVoice | VoiceClonerError] = {}

    def __getitem__(self, name: str) -> _KnownVoice:
        if name not in self._found:
            self._found[name] = self._looked_up(name)
        found = self._found[name]
        if isinstance(found, VoiceClonerError):
            raise found
        return found

    def _looked_up(self, name: str) -> _KnownVoice | VoiceClonerError:
        try:
            voice = self._library.find(name)
            return _KnownVoice(voice, self._speak.engine_of(voice), sha256_of(self._library.voice_file(voice)))
        except VoiceClonerError as error:
            return error


class _Planning:
    """One table's way to its lines."""

    def __init__(self, speak: Speak, voices: _Voices, defaults: LineDefaults, files: FilePlan) -> None:
        self._speak, self._voices, self._defaults, self._files = speak, voices, defaults, files
        self._taken: dict[str, int] = {}

    def planned(self, row: Row, place: int) -> BatchLine:
        """The line.

        Raises:
            VoiceClonerError: why it cannot be said.
        """
        name = row.cells.get("voice", self._defaults.voice)
        if not name:
            raise InvalidRequest("it names no voice.")
        known = self._voices[name]
        request = self._request(row.cells, known)
        self._speak.require_possible(request)
        wanted = SpeakBestRequest(request, self._defaults.attempts)
        return BatchLine(row.number, wanted, known.voice.name, known.data, self._file(row, place, known.voice))

    def _request(self, cells: Mapping[str, str], known: _KnownVoice) -> SpeakRequest:
        usual = known.engine.abilities.nearest_speed(self._defaults.speed)
        return SpeakRequest(
            text=cells.get("text", ""),
            voice=known.voice.id,
            language=cells.get("language", self._defaults.language),
            speed=_number(cells, "speed", float, usual),
            seed=round(_number(cells, "seed", int, self._defaults.seed)),
            options=_options(cells, known.engine),
            pronunciations=self._speak.pronunciations_in(cells.get("text", ""), known.voice),
        )

    def _file(self, row: Row, place: int, voice: Voice) -> str:
        given = row.cells.get("file", "").replace("\\", "/")
        if given and not self._files.pattern:
            name = given
        else:
            words = Path(given).stem or file_names.first_words(row.cells.get("text", ""))
            fields: dict[str, str | int] = {"number": place, "voice": voice.name, "name": words}
            name = file_names.patterned(self._files.pattern or file_names.USUAL_PATTERN, fields)
        name = file_names.with_suffix(name, self._files.suffix)
        if fault := file_names.name_fault(name, self._files.folder):
            raise InvalidRequest(f"{fault}.")
        other = self._taken.setdefault(file_name_key(name), row.number)
        if other != row.number:
            raise InvalidRequest(f"its file “{name}” is already that of line {other}.")
        return name


def _number(cells: Mapping[str, str], column: str, kind: Callable[[str], float], usual: float) -> float:
    if column not in cells:
        return usual
    try:
        return kind(cells[column].replace(",", "."))
    except ValueError:
        raise InvalidRequest(f"its {column} “{cells[column]}” is not a number.") from None


def _options(cells: Mapping[str, str], engine: EngineInfo) -> dict[str, SettingValue]:
    declared = {option.key: option for option in engine.abilities.options}
    given = {key.removeprefix(_OPTION): text for key, text in cells.items() if key.startswith(_OPTION)}
    return {key: declared[key].parsed(text) if key in declared else text for key, text in given.items()}
