"""The settings as the window holds them: read at the start, changed at once, saved in the background."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from voicecloner.gui.job_bridge import JobBridge, Lane, Task
from voicecloner.settings import Settings, SettingValue

if TYPE_CHECKING:
    from voicecloner.bootstrap import Application


class Preferences(QObject):
    """The user's settings.

    Signals:
        changed: the key of the setting that has another value now.
    """

    changed = Signal(str)

    def __init__(self, app: "Application", bridge: JobBridge) -> None:
        super().__init__(bridge)
        self._app = app
        self._bridge = bridge
        self.settings: Settings = app.settings

    def change(self, key: str, value: SettingValue) -> None:
        """Use another value from now on, and save it.

        Raises:
            InvalidRequest: the setting does not take this value.
        """
        if self.settings.value(key) == value:
            return
        self.settings = self.settings.with_value(key, value)
        self._bridge.submit(Task(lambda _progress, _cancel: self._save(key, value), Lane.LIBRARY))
        self.changed.emit(key)  # whoever looks something up for that finds the value saved

    def _save(self, key: str, value: SettingValue) -> None:
        self._app.settings_store.change(key, value)
        if key == "voice_quota":
            self._app.library.quota = self.settings.voice_quota
        if key == "keep_takes_days":
            self._app.manage_takes.change_kept_days(self.settings.keep_takes_days)
