"""Which engines there are, what they lack, and installing the packages of the neural ones. Only when asked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from voicecloner.engines.contract.engine import EngineHost, EngineInfo
from voicecloner.engines.host.environment_install import EnvironmentInstaller
from voicecloner.engines.host.environments import Environments, EnvironmentSpec, brings_weights
from voicecloner.errors import EngineNotFound, EngineNotInstalled, either
from voicecloner.jobs import NEVER, CancelToken, Progress, no_progress
from voicecloner.use_cases.upkeep.manage_models import ListedModel

Infos = Callable[[], Sequence[EngineInfo]]
Models = Callable[[], Sequence[ListedModel]]


@dataclass(frozen=True)
class ListedEngine:
    """An engine, and whether it can be used.

    Attributes:
        info: who it is.
        lacks: what it lacks, in one sentence; empty if its packages are here.
        hint: what to do about that.
        lacks_model: what it lacks besides, in one sentence; empty if a model that it can speak with is here.
        model_hint: what to do about that.
        is_loaded: whether it holds memory just now.
    """

    info: EngineInfo
    lacks: str = ""
    hint: str = ""
    lacks_model: str = ""
    model_hint: str = ""
    is_loaded: bool = False

    @property
    def is_ready(self) -> bool:
        """Whether it can be used now."""
        return not (self.lacks or self.lacks_model)


@dataclass(frozen=True)
class ListedEnvironment:
    """An environment, and whether it is there.

    Attributes:
        spec: what it is.
        is_installed: whether it is there, whole and of this version.
        is_needed: whether an engine's packages are not in this program's own Python.
        is_there: whether there is anything of it that can be removed.
    """

    spec: EnvironmentSpec
    is_installed: bool
    is_needed: bool
    is_there: bool


class ManageEngines:
    """What can be done with engines. All methods touch the disk, so none is for the window's own thread.

    Args:
        infos: all engines, also those that cannot be used.
        host: knows which are loaded.
        environments: where their packages may be.
        installer: brings them there.
        models: what engines speak with, and which of it is here.
    """

    def __init__(
        self,
        infos: Infos,
        host: EngineHost,
        environments: Environments,
        installer: EnvironmentInstaller,
        models: Models = tuple,
    ) -> None:
        self._models = models
        self._infos = infos
        self._host = host
        self._environments = environments
        self._installer = installer

    def list(self) -> tuple[ListedEngine, ...]:
        """All engines, the program's own first."""
        loaded, models = set(self._host.loaded()), self._models()
        listed = (self._listed(info, is_loaded=info.id in loaded) for info in self._infos())
        return tuple(_with_model(each, models) for each in listed)

    def environments(self) -> tuple[ListedEnvironment, ...]:
        """All environments there can be."""
        lacking = {each.info.environment for each in self.list() if each.lacks}
        return tuple(
            ListedEnvironment(
                spec,
                is_installed=self._environments.is_installed(spec.id),
                is_needed=spec.id in lacking,
                is_there=self._environments.is_there(spec.id),
            )
            for spec in self._environments.specs.values()
        )

    def install(self, environment_id: str, *, progress: Progress = no_progress, cancel: CancelToken = NEVER) -> Path:
        """Install the packages of the neural engines; returns where they are.

        Raises:
            EngineNotFound: there is no such environment.
            EnvironmentInUse, EnvironmentFailed, StorageError: what has arrived is kept.
            Cancelled: nothing of it is left.
        """
        return self._installer.install(self._spec(environment_id), progress=progress, cancel=cancel)

    def remove(self, environment_id: str) -> EnvironmentSpec:
        """Take the packages away, and what an interrupted installation has left of them.

        Raises:
            EngineNotFound: there is no such environment, or nothing of it is here.
            EnvironmentInUse, StorageError
        """
        spec = self._spec(environment_id)
        if not self._environments.is_there(environment_id):
            raise EngineNotFound(f"Not installed in a Python of its own: {spec.title}.")
        self._host.eject()
        self._installer.remove(environment_id)
        return spec

    def eject(self) -> bool:
        """Give back the memory the engines hold; False if one is at work just now."""
        return self._host.eject()

    def environment_for(self, engine_id: str) -> EnvironmentSpec | None:
        """What would have to be installed before an engine can be used; None if nothing."""
        for listed in self.list():
            if listed.info.id == engine_id and listed.lacks:
                return self._environments.specs.get(listed.info.environment)
        return None

    def _listed(self, info: EngineInfo, *, is_loaded: bool) -> ListedEngine:
        try:
            self._environments.place_of(info)
        except EngineNotInstalled as missing:
            return ListedEngine(info, missing.message, missing.hint)
        return ListedEngine(info, is_loaded=is_loaded)

    def _spec(self, environment_id: str) -> EnvironmentSpec:
        specs = self._environments.specs
        if environment_id not in specs:
            raise EngineNotFound(
                f"There is nothing called “{environment_id}” to install.", f"There is: {', '.join(specs)}."
            )
        return specs[environment_id]


def _with_model(listed: ListedEngine, models: Sequence[ListedModel]) -> ListedEngine:
    """The same, with what is lacking where the engine needs a model and none is here."""
    info = listed.info
    its_own = [each for each in models if each.model.engine == info.id]
    if not its_own or brings_weights(info) or any(each.installed for each in its_own):
        return listed
    hint = either("Fetch one on the page “Models”", f"models pull {its_own[0].model.id}")
    return replace(listed, lacks_model=f"No model of {info.title} is on this computer.", model_hint=hint)
