"""The settings as the window holds them: read at the start, changed at once, saved in the background."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from voicecloner.gui.window.job_bridge import JobBridge, Queue, Reply, Task
from voicecloner.passwords import split_password
from voicecloner.settings import SETTINGS, Settings, SettingValue

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
        """Use another value from now on, and save it.

        Raises:
            InvalidRequest: the setting does not take this value.
        """
        if isinstance(value, str) and SETTINGS[key].may_hold_password:
            self._change_address(key, value)
            return
        if self.settings.value(key) == value:
            return
        self.settings = self.settings.with_value(key, value)
        self._bridge.submit(Task(lambda _progress, _cancel: self._save(key, value), Queue.LIBRARY))
        self.changed.emit(key)  # after the save, so that listeners find the new value on the disk

    def _change_address(self, key: str, value: str) -> None:
        """A password in it goes to the keyring, which may ask to be unlocked; nobody here sees it again."""
        address, password = split_password(value)
        if self.settings.value(key) == address and not password:
            return
        self.settings = self.settings.with_value(key, address)
        self._bridge.submit(
            Task(lambda _progress, _cancel: self._app.settings_store.change_and_tell(key, value), Queue.LIBRARY),
            Reply(done=self._tell),
        )
        self.changed.emit(key)

    def _tell(self, notes: tuple[str, ...]) -> None:
        if notes:
            self.noted.emit(" ".join(notes))

    def _save(self, key: str, value: SettingValue) -> None:
        self._app.settings_store.change(key, value)
        if key == "voice_quota":
            self._app.library.quota = self.settings.voice_quota
        if key == "keep_takes_days":
            self._app.manage_takes.change_kept_days(self.settings.keep_takes_days)
