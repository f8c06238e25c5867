"""The engines that the contract is tried on: those of this installation, by their id, and some made for the tests."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support import fake_engines
from tests.support.sources import ROOT
from tests.support.stock_voice import stock_voice_file
from tests.support.tiny_converters import TINY_CONVERTERS
from tests.support.tiny_coqui import TINY_MODELS, install_checkpoint, install_tiny_coqui, require_coqui
from tests.support.tiny_pocket import install_tiny_pocket, require_pocket
from tests.support.tiny_pocket_lite import install_tiny_pocket_lite, require_pocket_lite
from tests.support.tiny_pocket_onnx import install_tiny_pocket_onnx, require_pocket_onnx
from tests.support.tiny_qwen import install_tiny_qwen, require_qwen
from tests.support.tiny_voxcpm import install_tiny_voxcpm, require_voxcpm
from voicecloner.engines.bundled import BUNDLED_ENGINES
from voicecloner.engines.host.registry import discover
from voicecloner.paths import HOME_VARIABLE, user_folders

CONVERTING_SUBJECTS = ("echo", "tiny-knnvc", "tiny-freevc", "tiny-openvoice")
STOCK_NATURAL = "stock-natural"
"""The natural engine with a stock voice: cloning takes it a minute, which the tests of converting can do without."""
DEFAULT_SUBJECTS = (
    "basic",
    "parrot-of-the-docs",
    "tiny-pocket",
    "tiny-pocket-lite",
    "tiny-voxcpm2",
    "tiny-pocket-onnx",
    "tiny-xtts",
    "tiny-yourtts",
    "tiny-tortoise",
    "tiny-bark",
    "tiny-qwen",
    *CONVERTING_SUBJECTS,
)
SLOW_SUBJECTS = frozenset(
    {"tiny-yourtts", "tiny-tortoise", "tiny-bark", "tiny-freevc", "tiny-openvoice", STOCK_NATURAL}
)
"""They take half a minute or more each, and of most packages others are tried; `./dev test --slow` tries all."""

_USERS_MODELS = user_folders().data / "models"
"""Found before the tests get a home of their own: `--engine NAME` works with the models that are there."""


@dataclass(frozen=True)
class Subject:
    """An engine to be tried.

    Attributes:
        engine_id: its id.
        table: an engine table that holds it.
        home: the program's home folder, where it finds its models.
        saved_voice: makes a voice file's content without cloning; where there is none the user is cloned.
    """

    engine_id: str
    table: dict[str, str]
    home: Path
    saved_voice: Callable[[], bytes] | None = None


@contextmanager
def prepared(name: str, home: Path) -> Iterator[Subject]:
    """The engine with this name, ready to be loaded; its surroundings last as long as the block."""
    make = _MADE_FOR_TESTS.get(name, _installed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(HOME_VARIABLE, str(home))
        yield make(name, home, patch)


def example_engine() -> str:
    """The complete engine that docs/engine-authors.md shows."""
    page = (ROOT / "docs" / "engine-authors.md").read_text("utf-8")
    return page.partition("```python\n")[2].partition("```")[0]


def _installed(name: str, home: Path, _patch: pytest.MonkeyPatch) -> Subject:
    if _USERS_MODELS.is_dir():
        _mirror(_USERS_MODELS, home / "models")
    return Subject(name, discover(BUNDLED_ENGINES), home)


def _mirror(models: Path, copy: Path) -> None:
    """The same models in another place, without their bytes, so that no test can harm them."""

    def link(source: str, target: str) -> str:
        Path(target).symlink_to(source)
        return target

    shutil.copytree(models, copy, copy_function=link)


def _tiny_pocket(_name: str, home: Path, _patch: pytest.MonkeyPatch) -> Subject:
    require_pocket()
    install_tiny_pocket(home)
    return Subject("pocket", {"pocket": BUNDLED_ENGINES["pocket"]}, home)


def _tiny_pocket_lite(_name: str, home: Path, _patch: pytest.MonkeyPatch) -> Subject:
    require_pocket_lite()
    install_tiny_pocket_lite(home)
    return Subject("pocket-lite", {"pocket-lite": BUNDLED_ENGINES["pocket-lite"]}, home)


def _tiny_coqui(name: str, home: Path, _patch: pytest.MonkeyPatch) -> Subject:
    require_coqui()
    engine_id = name.removeprefix("tiny-")
    install_tiny_coqui(home, engine_id)
    return Subject(engine_id, {engine_id: BUNDLED_ENGINES[engine_id]}, home)


def _tiny_converter(name: str, home: Path, _patch: pytest.MonkeyPatch) -> Subject:
    require_coqui()
    engine_id = name.removeprefix("tiny-")
    install_checkpoint(home, *TINY_CONVERTERS[engine_id])
    return Subject(engine_id, {engine_id: BUNDLED_ENGINES[engine_id]}, home)


def _echo(name: str, home: Path, _patch: pytest.MonkeyPatch) -> Subject:
    return Subject(name, {name: fake_engines.TABLE[name]}, home)


def _tiny_pocket_onnx(_name: str, home: Path, _patch: pytest.MonkeyPatch) -> Subject:
    require_pocket_onnx()
    install_tiny_pocket_onnx(home)
    return Subject("pocket-onnx", {"pocket-onnx": BUNDLED_ENGINES["pocket-onnx"]}, home)


def _tiny_voxcpm(_name: str, home: Path, _patch: pytest.MonkeyPatch) -> Subject:
    require_voxcpm()
    install_tiny_voxcpm(home)
    return Subject("voxcpm2", {"voxcpm2": BUNDLED_ENGINES["voxcpm2"]}, home)


def _tiny_qwen(_name: str, home: Path, _patch: pytest.MonkeyPatch) -> Subject:
    require_qwen()
    install_tiny_qwen(home)
    return Subject("qwen3-tts", {"qwen3-tts": BUNDLED_ENGINES["qwen3-tts"]}, home)


def _stock_natural(_name: str, home: Path, _patch: pytest.MonkeyPatch) -> Subject:
    return Subject("natural", {"natural": BUNDLED_ENGINES["natural"]}, home, stock_voice_file)


def _parrot(_name: str, home: Path, patch: pytest.MonkeyPatch) -> Subject:
    (home / "parrot.py").write_text(example_engine(), "utf-8")
    patch.syspath_prepend(home)
    patch.setenv("PYTHONPATH", str(home), prepend=os.pathsep)  # for the engine's process
    patch.delitem(sys.modules, "parrot", raising=False)
    return Subject("parrot", {"parrot": "parrot:Parrot"}, home)


_MADE_FOR_TESTS: dict[str, Callable[[str, Path, pytest.MonkeyPatch], Subject]] = {
    "parrot-of-the-docs": _parrot,
    "tiny-pocket": _tiny_pocket,
    "tiny-pocket-lite": _tiny_pocket_lite,
    **dict.fromkeys((f"tiny-{engine_id}" for engine_id in TINY_MODELS), _tiny_coqui),
    "echo": _echo,
    **dict.fromkeys((f"tiny-{engine_id}" for engine_id in TINY_CONVERTERS), _tiny_converter),
    "tiny-pocket-onnx": _tiny_pocket_onnx,
    "tiny-voxcpm2": _tiny_voxcpm,
    "tiny-qwen": _tiny_qwen,
    STOCK_NATURAL: _stock_natural,
}
