"""What is asked for of a batch."""

from dataclasses import dataclass, field
from pathlib import Path

from voicecloner.use_cases.batch.planning import LineDefaults


@dataclass(frozen=True)
class BatchRequest:
    """What to say, where to, and where it is done.

    Attributes:
        table: CSV, TSV, XLSX, JSONL or TXT; see `tables`.
        folder: where the files go; made where it is missing.
        defaults: what holds for lines that do not say otherwise.
        suffix: the format of files whose name has none, such as ``".wav"``.
        pattern: what files are called; empty: as the table says, else by number and voice.
        overwrites: whether files may be replaced that no batch in this folder has made.
        processes: how many engines work side by side here; 0: as many as there are cores and memory for.
        scheduler: address of a Dask cluster that does the work; empty: this computer.
        loudness_lufs: integrated loudness of each file; None: as it is spoken.
    """

    table: Path
    folder: Path
    defaults: LineDefaults = field(default_factory=LineDefaults)
    suffix: str = ".wav"
    pattern: str = ""
    overwrites: bool = False
    processes: int = 0
    scheduler: str = ""
    loudness_lufs: float | None = None
