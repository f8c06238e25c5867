"""Which engines there are, what they lack, and installing the packages of the neural ones. Only when asked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from voicecloner.engines.contract.engine import EngineHost, EngineInfo
from voicecloner.engines.host.environment_install import EnvironmentInstaller
from voicecloner.engines.host.environments import Environments, EnvironmentSpec
from voicecloner.errors import EngineNotFound, EngineNotInstalled
from voicecloner.jobs import NEVER, CancelToken, Progress, no_progress

Infos = Callable[[], Sequence[EngineInfo]]


@dataclass(frozen=True)
class ListedEngine:
    """An engine, and whether it can be used.

    Attributes:
        info: who it is.
        lacks: what it lacks, in one sentence; empty if its packages are here.
        hint: what to do about that.
        is_loaded: whether it holds memory just now.
    """

    info: EngineInfo
    lacks: str = ""
    hint: str = ""
    is_loaded: bool = False


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
    """

    def __init__(
        self, infos: Infos, host: EngineHost, environments: Environments, installer: EnvironmentInstaller
    ) -> None:
        self._infos = infos
        self._host = host
        self._environments = environments
        self._installer = installer

    def list(self) -> tuple[ListedEngine, ...]:
        """All engines, the program's own first."""
        loaded = set(self._host.loaded())
        return tuple(self._listed(info, is_loaded=info.id in loaded) for info in self._infos())

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
