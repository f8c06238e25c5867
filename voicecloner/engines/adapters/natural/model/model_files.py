"""Finds the network's weights, and cuts them into the two stages the engine works with.

The weights are Kokoro-82M in 8 bits, one ONNX file. It comes in four packages, or from the list of models; both are
checked against one SHA-256. The stages are made once and lie in the cache; their checksums are known, because cutting
always gives the same bytes. There are two kinds of each: for processors that multiply signed bytes exactly, and for
others.
"""

import hashlib
import importlib.util
import logging
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from voicecloner.atomic import atomic_path, make_folder, storage_error
from voicecloner.engines.adapters.natural.model.graph_cut import Stage, cut
from voicecloner.engines.adapters.natural.model.onnx_bytes import Element, Value
from voicecloner.engines.adapters.natural.model.packages import NETWORK_PARTS
from voicecloner.engines.adapters.natural.model.signed_products import are_exact
from voicecloner.errors import WeightsDamaged, WeightsNotFound
from voicecloner.models.local import local_model
from voicecloner.paths import user_folders

_log = logging.getLogger(__name__)

MODEL_ID = "kokoro-82m"
MODEL_FILE = "kokoro-v1.0.int8.onnx"
MODEL_SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
_PART_FILE = "part.bin"

FEATURES = "/encoder/MatMul_1_output_0"
PITCH = "/encoder/Squeeze_output_0"
ENERGY = "/encoder/Squeeze_1_output_0"
DURATIONS = "/encoder/Clip_output_0"
TIMBRE = "/decoder/Slice_output_0"
SOUND = "audio"

ENCODER = Stage(
    "encoder",
    (
        Value("tokens", Element.INT64, (1, "tokens")),
        Value("style", Element.FLOAT, (1, 256)),
        Value("speed", Element.FLOAT, (1,)),
    ),
    tuple(Value(name, Element.FLOAT) for name in (FEATURES, PITCH, ENERGY, DURATIONS)),
)
DECODER = Stage(
    "decoder",
    (
        Value(FEATURES, Element.FLOAT, (1, 512, "frames")),
        Value(PITCH, Element.FLOAT, (1, "half_frames")),
        Value(ENERGY, Element.FLOAT, (1, "half_frames")),
        Value(TIMBRE, Element.FLOAT, (1, 128)),
    ),
    (Value(SOUND, Element.FLOAT),),
)
_STAGES = {"encoder": ENCODER, "decoder": DECODER}
# By whether convolutions are fed signed bytes.
_SHA256 = {
    ("encoder", False): "063b12da4ecbd351fbf63de09881221f9fe23cef7d469856cc9c181d5f517764",
    ("decoder", False): "911e21696aadeadafafdebda1767ba0f32d4c03cdc6d60709c9f7411a16979af",
    ("encoder", True): "94ad88a07dd5e7ef210e940108f92b3bad7649eb4f52ade8d6f5bfcea26f3a8c",
    ("decoder", True): "de4ba137195c5968d89eecd0a9b40f4571f90e321ab61d6bd2a1766330ad33dc",
}


@dataclass(frozen=True)
class StageFiles:
    """The two stages on the disk, whole.

    Attributes:
        encoder: tokens to features, melody and durations.
        decoder: these to sound.
    """

    encoder: Path
    decoder: Path


def stage_files() -> StageFiles:
    """The two stages; cut out of the whole model where they are not in the cache, or damaged there (about a second).

    Raises:
        WeightsNotFound: the weights are nowhere on this computer.
        WeightsDamaged: they are not what they should be.
        StorageError: the cache cannot be written.
    """
    folder = user_folders().cache / "natural"
    # Asked of the processor each time: a home folder may be taken to another machine.
    signed = are_exact()
    paths = {name: folder / f"{name}-{_SHA256[name, signed][:16]}.onnx" for name in _STAGES}
    missing = [name for name, path in paths.items() if not _is_whole(path, _SHA256[name, signed])]
    if missing:
        make_folder(folder)
        whole = memoryview(_whole_model())
        for name in missing:
            _make_stage(name, whole, paths[name], signed=signed)
    return StageFiles(**paths)


def _make_stage(name: str, whole: memoryview, path: Path, *, signed: bool) -> None:
    pieces = cut(whole, _STAGES[name], signed=signed)
    # Before anything is written: what lies in the cache under this name is believed by its checksum alone.
    if _sha256(pieces) != _SHA256[name, signed]:
        raise WeightsDamaged(f"The stage “{name}” of the voice network did not become what it should be.")
    with atomic_path(path) as temporary, temporary.open("wb") as file:
        file.writelines(pieces)
    for former in set(path.parent.glob(f"{name}-*.onnx")) - {path}:
        # of another version of the program or another processor, which can make it again; or in use, on Windows
        with suppress(OSError):
            former.unlink()


def _whole_model() -> bytes:
    """All of the model, checked.

    Raises:
        WeightsNotFound, WeightsDamaged
    """
    parts = _packaged_parts()
    if parts is not None:
        joined = b"".join(map(_content, parts))
        # Packages can be patched or mirrored; only the very file is cut.
        if _sha256([joined]) == MODEL_SHA256:
            return joined
        _log.warning("the packages of the voice network do not hold what they should")
    whole = _content(_fetched_model(is_damaged=parts is not None))
    if _sha256([whole]) != MODEL_SHA256:
        raise WeightsDamaged("The files of the voice network are damaged.")
    return whole


def _fetched_model(*, is_damaged: bool) -> Path:
    """The file from the list of models."""
    try:
        return local_model(MODEL_ID).folder / MODEL_FILE
    except WeightsNotFound as error:
        if is_damaged:
            raise WeightsDamaged(
                "The packages with the voice network are damaged.", f"Install the program again. Or: {error.hint}"
            ) from error
        raise WeightsNotFound(
            "The voice network of the natural engine is not on this computer.",
            f"Install the program's packages again. Or: {error.hint}",
        ) from error


def _packaged_parts() -> list[Path] | None:
    """The four parts of the file, in order; None if a package is missing. The packages are not imported."""
    found = [importlib.util.find_spec(name) for name in NETWORK_PARTS]
    folders = [spec.submodule_search_locations for spec in found if spec and spec.submodule_search_locations]
    parts = [Path(folder[0]) / _PART_FILE for folder in folders]
    return parts if len(parts) == len(NETWORK_PARTS) and all(part.is_file() for part in parts) else None


def _is_whole(path: Path, sha256: str) -> bool:
    return path.is_file() and _sha256(_blocks(path)) == sha256


def _sha256(pieces: Iterable[bytes | memoryview]) -> str:
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()


def _blocks(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                yield block
    except OSError as error:
        raise storage_error(error, path) from error


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise storage_error(error, path) from error
