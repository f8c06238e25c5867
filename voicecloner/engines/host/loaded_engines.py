"""The engines of the worker: loaded on first use and kept, each on the device that suits it.

An engine that runs out of the graphics card's memory goes on on the processor, and the user is told why.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import TypeVar, cast

from voicecloner.engines.contract.engine import Engine, TunableEngine
from voicecloner.engines.contract.torch_tools import best_device
from voicecloner.engines.host.registry import EngineRegistry
from voicecloner.errors import EngineError, VoiceClonerError
from voicecloner.jobs import Progress, no_progress
from voicecloner.settings import SettingValue

CPU = "cpu"
AUTO = "auto"

ResultT = TypeVar("ResultT")
Notify = Callable[[str], object]
LoadOptions = Mapping[str, Mapping[str, SettingValue]]
NO_OPTIONS: LoadOptions = MappingProxyType({})

_log = logging.getLogger(__name__)


class LoadedEngines:
    """Used from one thread.

    Args:
        registry: makes the engines.
        device: where they are loaded: ``"auto"``, ``"cpu"`` or ``"cuda"``.
        tell: is given what the user should know.
        load_options: by engine id, what the user has chosen for engines that can be loaded in several ways.
    """

    def __init__(
        self, registry: EngineRegistry, device: str, tell: Notify, load_options: LoadOptions = NO_OPTIONS
    ) -> None:
        self._load_options = load_options
        self._registry = registry
        self._device = device
        self._tell = tell
        self._loaded: dict[str, Engine] = {}
        self._devices: dict[str, str] = {}

    def engine(self, engine_id: str, progress: Progress = no_progress) -> Engine:
        """The engine, loaded.

        Raises:
            EngineNotFound, EngineError, WeightsError
        """
        if engine_id not in self._loaded:
            engine = self._registry.create(engine_id)
            device = self._devices.setdefault(engine_id, self._device_for(engine))
            try:
                self._load(engine, device, progress)
            except VoiceClonerError as error:
                if not self.can_fall_back(engine_id, error):
                    raise
                self._note_fall_back(engine_id)
                self._load(engine, CPU, progress)
            self._loaded[engine_id] = engine
        return self._loaded[engine_id]

    def using(self, engine_id: str, progress: Progress, work: Callable[[Engine], ResultT]) -> ResultT:
        """Do `work` with the engine; once more on the processor if the graphics card has no memory for it.

        Raises:
            EngineNotFound, EngineError, WeightsError: and whatever `work` raises
        """
        engine = self.engine(engine_id, progress)
        try:
            return work(engine)
        except VoiceClonerError as error:
            if not self.can_fall_back(engine_id, error):
                raise
        self.fall_back(engine_id)
        return work(self.engine(engine_id, progress))

    def can_fall_back(self, engine_id: str, error: BaseException) -> bool:
        """Whether `error` is a lack of memory that the processor may not have."""
        return self._devices.get(engine_id, CPU) != CPU and is_out_of_memory(error)

    def fall_back(self, engine_id: str) -> None:
        """Take the engine off the graphics card; it is loaded on the processor when it is next asked for."""
        engine = self._loaded.pop(engine_id, None)
        if engine:
            engine.unload()
        self._note_fall_back(engine_id)

    def close(self) -> None:
        """Unload all engines."""
        while self._loaded:
            _, engine = self._loaded.popitem()
            engine.unload()

    def _load(self, engine: Engine, device: str, progress: Progress) -> None:
        info = engine.info()
        with foreign_errors("The engine could not be loaded."):
            if info.load_options:
                cast(TunableEngine, engine).choose(self._load_options.get(info.id, {}))
            engine.load(device, progress)

    def _note_fall_back(self, engine_id: str) -> None:
        title = self._registry.create(engine_id).info().title
        self._devices[engine_id] = CPU
        self._tell(f"{title} works on the processor now: the graphics card has not enough memory for it.")

    def _device_for(self, engine: Engine) -> str:
        """Only engines that work with torch can use a graphics card; whether there is one, torch knows."""
        info = engine.info()
        if "torch" not in info.packages:
            return CPU
        return best_device(info.requirements.memory_bytes) if self._device == AUTO else self._device


@contextmanager
def foreign_errors(sentence: str) -> Iterator[None]:
    """Turn what engines and their libraries raise into an `EngineError` saying `sentence`; details go to the log."""
    try:
        yield
    except VoiceClonerError as error:
        if is_out_of_memory(error):  # where an adapter took it for damaged weights
            raise _no_memory(sentence) from error
        raise
    except (Exception, SystemExit) as error:  # some libraries leave with sys.exit
        _log.exception("%s", type(error).__name__)
        if is_out_of_memory(error):
            raise _no_memory(sentence) from error
        raise EngineError(sentence, "Try again. If it happens again, report it with the log.") from error


def _no_memory(sentence: str) -> EngineError:
    return EngineError(f"{sentence} There is not enough memory.", "Close other programs, then try again.")


def is_out_of_memory(error: BaseException | None) -> bool:
    """Whether an error, or one that led to it, says that there is no memory left."""
    while error is not None:
        if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError":
            return True
        # torch has no class of its own for the processor's memory
        if isinstance(error, RuntimeError) and any(
            words in str(error) for words in ("out of memory", "t allocate mem")
        ):
            return True
        error = error.__cause__ or error.__context__
    return False
