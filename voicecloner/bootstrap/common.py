"""What all rooms work with: the settings, the library, the takes, the engines, and what judges sound."""

import logging
import threading
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from voicecloner.engines.bundled import BUNDLED_ENGINES
from voicecloner.errors import LibraryError, StorageError
from voicecloner.once import Part
from voicecloner.paths import Folders, user_folders
from voicecloner.privacy import close_to_others

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from voicecloner.domain.audio import ImportedAudio
    from voicecloner.engines.contract.engine import EngineHost
    from voicecloner.engines.host.client import WorkerHost
    from voicecloner.engines.host.environments import Environments
    from voicecloner.jobs import CancelToken
    from voicecloner.library.consent_log import ConsentLog
    from voicecloner.library.exports import Exports
    from voicecloner.library.pronunciations import PronunciationStore
    from voicecloner.library.takes import TakeStore
    from voicecloner.library.voices import VoiceLibrary
    from voicecloner.models.network_options import NetworkOptions
    from voicecloner.quality.judging.judge import Judging
    from voicecloner.settings import Settings
    from voicecloner.settings_file import SettingsStore

_log = logging.getLogger(__name__)


class CommonParts:
    """The parts that the use cases of several rooms share.

    Args:
        folders: where the user's files live.
        host: another way to reach engines than the worker process, for tests.
        judging: another place to judge sound than this process.
    """

    def __init__(
        self, folders: Folders | None = None, host: "EngineHost | None" = None, judging: "Judging | None" = None
    ) -> None:
        self.folders = folders or user_folders()
        close_to_others(self.private_paths)
        self._given_host, self._given_judging = host, judging
        self.lock = threading.RLock()
        self._undo = ExitStack()

    @property
    def private_paths(self) -> tuple[Path, ...]:
        """Files and folders that only the user may read."""
        folders = self.folders
        return (folders.data, folders.config, folders.cache, folders.log, folders.config / "settings.json")

    @Part
    def settings_store(self) -> "SettingsStore":
        """Reads and writes the settings file."""
        from voicecloner.settings_file import SettingsStore

        return SettingsStore(self.folders.config / "settings.json")

    @Part
    def settings(self) -> "Settings":
        """The settings as they were at the first look, with what this program has changed since."""
        return self.settings_store.load()

    def _use_settings(self, settings: "Settings") -> None:
        """Parts that are made later find the settings; those that are there already are told."""
        with self.lock:
            made = vars(self)
            made["settings"] = settings
            if "library" in made:
                self.library.quota = settings.voice_quota
            if "takes" in made:
                self.takes.keep_days = settings.keep_takes_days

    @Part
    def library(self) -> "VoiceLibrary":
        """The saved voices; what lay in the trash for too long is erased when they are first looked at."""
        from voicecloner.library.voices import VoiceLibrary
        from voicecloner.scratch import clear_leftovers

        clear_leftovers()
        _exports = self.exports  # made now: the window opens the library at its start, and saves much later
        library = VoiceLibrary(self.folders.data, quota=self.settings.voice_quota, is_damaged=_is_damaged)
        try:
            library.purge(before=self.consent_log.forget)
        except (LibraryError, StorageError) as error:  # it is tried again at the next start
            library.notes += (error.message,)
        return library

    @Part
    def consent_log(self) -> "ConsentLog":
        """What was ever stated about consent."""
        from voicecloner.library.consent_log import ConsentLog

        return ConsentLog(self.folders.data / "consent-log.jsonl")

    @Part
    def words(self) -> "PronunciationStore":
        """The list of pronunciations."""
        from voicecloner.library.pronunciations import PronunciationStore

        return PronunciationStore(self.folders.data / "pronunciations.json")

    @property
    def notes(self) -> tuple[str, ...]:
        """What the user should know of the library and the settings, as far as they were looked at."""
        of_library = self.library.notes if "library" in vars(self) else ()
        return (*of_library, *(self.settings_store.notes if "settings_store" in vars(self) else ()))

    @Part
    def host(self) -> "EngineHost":
        """The engines, in their own process."""
        return self._given_host or self.new_host()

    def new_host(self) -> "WorkerHost":
        """The engines in another process of their own; for who made it to close."""
        # what it takes to start processes is not needed for the window's first picture
        from voicecloner.engines.host.client import WorkerHost
        from voicecloner.engines.host.registry import discover
        from voicecloner.engines.host.worker_process import WorkerLimits

        return WorkerHost(
            discover(BUNDLED_ENGINES),
            self.folders.log,
            environments=self._environments,
            device=lambda: self.settings_store.load().device,
            chosen=self.settings_store.chosen,
            limits=WorkerLimits(idle_s=60.0 * self.settings.keep_engine_min),
        )

    @Part
    def _environments(self) -> "Environments":
        from voicecloner.engines.host.environments import Environments

        return Environments(self.folders.data / "environments")

    def _network(self) -> "NetworkOptions":
        """How the network is reached, as the settings say just now."""
        from voicecloner.models.network_options import NetworkOptions

        store = self.settings_store
        mirror, proxy = store.usable_address("download_mirror"), store.usable_address("download_proxy")
        return NetworkOptions(mirror, proxy, store.load().certificate_file)

    @Part
    def judging(self) -> "Judging":
        """Judges sound."""
        if self._given_judging:
            return self._given_judging
        from voicecloner.quality.judging.judging_here import JudgingHere  # not needed where a process of its own judges

        return JudgingHere()

    @Part
    def takes(self) -> "TakeStore":
        """What was spoken; what was kept for long enough is erased when it is first looked at."""
        from voicecloner.library.takes import TakeStore

        data, keep_days = self.folders.data, self.settings.keep_takes_days
        takes = TakeStore(data / "takes", keep_days=keep_days, index=data / "takes.db")
        try:
            takes.adopt(self.folders.cache / "takes")  # where they lay in earlier versions
            takes.settle()
        except StorageError as error:  # it is tried again at the next start
            _log.warning("the takes could not be looked through: %s", error.message)
        return takes

    @Part
    def exports(self) -> "Exports":
        """What is being saved in the user's own folders; what a kill left there is removed at the first look."""
        from voicecloner.library.exports import Exports

        exports = Exports(self.folders.data / "exports")
        try:
            exports.clear_leftovers()
        except StorageError as error:  # it is tried again at the next start
            _log.warning("what was left in other folders could not be cleared away: %s", error.message)
        return exports

    def _import(
        self, path: Path, *, start_s: float | None, max_seconds: float, channel: int | None, cancel: "CancelToken"
    ) -> "ImportedAudio":
        from voicecloner.audio.files.importing import import_audio
        from voicecloner.quality.channel_choice import channel_with_clearest_speech

        def listen(sound: "npt.NDArray[np.float32]", sample_rate: int) -> int | None:
            return channel_with_clearest_speech(sound, sample_rate, lambda clip: self.judging.find_speech(clip, cancel))

        wanted = listen if channel is None else channel
        return import_audio(path, start_s=start_s, max_seconds=max_seconds, channel=wanted, cancel=cancel)

    @property
    def _recordings_folder(self) -> Path:
        return self.folders.data / "recordings"


def _is_damaged(voice_file: Path) -> bool:
    from voicecloner.engines.contract.voice_file import is_damaged

    return is_damaged(voice_file)
