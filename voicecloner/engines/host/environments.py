"""Where the packages are that an engine imports: in the Python this program runs in, or in one made for them.

    <environments>/<id>/                      a Python environment (made by `environment_install`)
    <environments>/<id>/.voicecloner.json     written last: what is installed in it
    <environments>/<id>.lock                  held while somebody installs or removes it
    <environments>/.cache-<id>/               what an interrupted installation has fetched, to be gone on with

A frozen program has no packages beside those it was built with, so its neural engines always run in a managed
environment. In it the program itself is found behind everything else: the environment's own packages come first.
"""

import contextlib
import hashlib
import importlib.util
import json
import os
import platform
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from voicecloner.engines.contract.engine import EngineInfo
from voicecloner.errors import EngineNotInstalled, either, otherwise_over_http
from voicecloner.paths import SOURCE_FOLDER, resource

WORKER_FLAG = "--engine-worker"
WORKER_MODULE = "voicecloner.engines.host.worker"
RECORD_NAME = ".voicecloner.json"

IS_INTEL_MAC = sys.platform == "darwin" and platform.machine() == "x86_64"
_NOT_ON_INTEL_MACS = () if IS_INTEL_MAC else ("onnxruntime", "sentencepiece")

# What is installed for modules of another name.
_DISTRIBUTIONS = {"hibari": "hibari-tts", "lindera": "lindera-python-ipadic", "pyworld": "pyworld-prebuilt"}

# behind everything else: what the environment has of its own comes first
_BOOT = f"import sys; sys.path.append(sys.argv.pop(1)); from {WORKER_MODULE} import main; sys.exit(main(sys.argv[1:]))"


@dataclass(frozen=True)
class EnvironmentSpec:
    """An environment that can be installed.

    Attributes:
        id: stable short name; engines name it.
        title: what the user reads.
        packages: name under ``resources/`` of the list of exact versions.
        about_bytes: roughly what it takes on the disk.
        needs: modules that must be importable in it, else it is no use.
        lacks_here: why there is none for this computer; empty: there is.
    """

    id: str
    title: str
    packages: str
    about_bytes: int
    needs: tuple[str, ...]
    lacks_here: str = ""

    def fingerprint(self) -> str:
        """Changes when other packages are to be installed."""
        return hashlib.sha256(resource(self.packages).read_bytes()).hexdigest()


SPECS: Mapping[str, EnvironmentSpec] = {
    "neural": EnvironmentSpec(
        id="neural",
        title="Neural engines",
        packages="environments/neural.txt",
        # measured on Linux, where torch brings what graphics cards need; a guess elsewhere
        about_bytes=5_700_000_000 if sys.platform == "linux" else 2_000_000_000,
        needs=("torch", "torchaudio", "transformers", "safetensors", "platformdirs"),
        lacks_here="Its makers offer torch only for Macs with Apple’s processors." if IS_INTEL_MAC else "",
    ),
    "neural-light": EnvironmentSpec(
        id="neural-light",
        title="Pocket TTS without torch",
        packages="environments/neural-light.txt",
        about_bytes=300_000_000,
        needs=("sherpa_onnx", *_NOT_ON_INTEL_MACS, "numpy", "safetensors", "platformdirs"),
    ),
}


class Environments:
    """The environments below one folder.

    Args:
        folder: made by the first installation.
        specs: which there can be.
    """

    def __init__(self, folder: Path, specs: Mapping[str, EnvironmentSpec] = SPECS) -> None:
        self.folder = folder
        self.specs = specs

    def path(self, environment_id: str) -> Path:
        """Where an environment lies, whether it is there or not."""
        return self.folder / environment_id

    def cache(self, environment_id: str) -> Path:
        """Where an installation fetches to; one for each environment, so that none takes another's away."""
        return self.folder / f".cache-{environment_id}"

    def python(self, environment_id: str) -> Path:
        """An environment's interpreter."""
        inside = "Scripts/python.exe" if os.name == "nt" else "bin/python"
        return self.path(environment_id) / inside

    def is_installed(self, environment_id: str) -> bool:
        """Whether an environment is there, whole, with the packages this version of the program wants."""
        spec = self.specs.get(environment_id)
        if spec is None or not self.python(environment_id).exists():
            return False
        return self._record(environment_id).get("fingerprint") == spec.fingerprint()

    def is_there(self, environment_id: str) -> bool:
        """Whether there is anything of an environment, be it broken off or of an earlier version."""
        return self.path(environment_id).exists() or self.cache(environment_id).exists()

    def place_of(self, engine: EngineInfo) -> str:
        """Where an engine can run: the id of a managed environment, or empty for this program's own Python.

        Raises:
            EngineNotInstalled: nowhere; the hint tells how to install what is missing.
        """
        missing = missing_packages(engine)
        if not missing:
            return ""
        if self.is_installed(engine.environment):
            return engine.environment
        words = f"{engine.title} is not installed: there is no {' and no '.join(missing)}."
        raise EngineNotInstalled(words, self._how_to_install(engine.environment, missing))

    def worker_command(self, place: str) -> list[str]:
        """How the engine's process is started in a place named by `place_of`."""
        if place:
            return [str(self.python(place)), "-P", "-s", "-c", _BOOT, str(_program_source())]
        if getattr(sys, "frozen", False):
            return [sys.executable, WORKER_FLAG]
        return [sys.executable, "-m", WORKER_MODULE]

    def _record(self, environment_id: str) -> dict[str, str]:
        with contextlib.suppress(OSError, ValueError):
            record = json.loads((self.path(environment_id) / RECORD_NAME).read_text("utf-8"))
            return record if isinstance(record, dict) else {}
        return {}

    def _how_to_install(self, environment_id: str, missing: Sequence[str]) -> str:
        if environment_id in self.specs:
            return either("Install them on the page “Models”", f"engines install {environment_id}")
        if getattr(sys, "frozen", False):
            return "Install VoiceCloner again: a part of it is missing."
        names = " ".join(_DISTRIBUTIONS.get(name, name.replace("_", "-")) for name in missing)
        here = f"Install them into VoiceCloner's own Python: {sys.executable} -m pip install {names}"
        return otherwise_over_http(here, "They are installed on the computer of the service.")


def missing_packages(engine: EngineInfo) -> tuple[str, ...]:
    """The modules an engine imports that this Python does not have."""
    return tuple(name for name in engine.packages if not _is_here(name))


def brings_weights(engine: EngineInfo) -> bool:
    """Whether packages in this Python hold the engine's weights, so that it needs no model."""
    return bool(engine.weights_packages) and all(map(_is_here, engine.weights_packages))


def _is_here(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ValueError:  # it is being imported, or was forbidden
        return False


def _program_source() -> Path:
    """The folder in which a Python other than this program's finds the package `voicecloner`."""
    frozen_root = getattr(sys, "_MEIPASS", None)
    return Path(frozen_root) / "source" if frozen_root else SOURCE_FOLDER
