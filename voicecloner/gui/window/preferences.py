"""The settings as the window holds them: read at the start, changed at once, saved in the background."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from voicecloner.api.upkeep import Changed, SettingChange
from voicecloner.gui.translation import said
from voicecloner.gui.window.job_bridge import JobBridge, Queue, Reply, Task
from voicecloner.settings import EngineOption, Settings, SettingValue

if TYPE_CHECKING:
    from voicecloner.api import Application


class Preferences(QObject):
    """The user's settings.

    Signals:
        changed: the key of the setting that has another value now.
        noted: what the user should know of a change that was saved.
    """

    changed = Signal(str)
    noted = Signal(str)

    def __init__(self, app: "Application", bridge: JobBridge) -> None:
        super().__init__(bridge)
        self._app = app
        self._bridge = bridge
        self.settings: Settings = app.settings

    @property
    def notes(self) -> tuple[str, ...]:
        """What was wrong with the settings file when it was read."""
        return self._app.settings_store.notes

    def change(self, key: str, value: SettingValue) -> None:
        """Use another value from now on, and save it. Nobody here sees a password in it again.

        Raises:
            InvalidRequest: the setting does not take this value.
        """
        change = SettingChange(key, value)
        if self.settings.value(key) != value:  # always so with a password, which no setting keeps
            self._use(change, self.settings.with_value(key, change.shown))

    def change_option(self, option: EngineOption, value: SettingValue) -> None:
        """Have an engine work in another way from its next request on, and save it.

        Raises:
            InvalidRequest: the engine does not take this value.
        """
        if self.settings.option(option) != value:
            self._use(SettingChange(option.setting.key, value), self.settings.with_option(option, value))

    def _use(self, change: SettingChange, settings: Settings) -> None:
        self.settings = settings
        self._bridge.submit(
            Task(lambda _progress, _cancel: self._app.change_setting(change), Queue.LIBRARY, saves=True),
            Reply(done=self._tell),
        )
        self.changed.emit(change.key)  # after the save, so that listeners find the new value on the disk

    def _tell(self, changed: Changed) -> None:
        if changed.notes:
            self.noted.emit(said(" ".join(changed.notes)))
