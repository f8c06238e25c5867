"""Change a setting: checked, saved, and used by the program that runs. The one way every shell takes."""

from collections.abc import Callable
from dataclasses import dataclass, field

from voicecloner.passwords import split_password
from voicecloner.settings import Settings, SettingsStore, SettingValue, setting


@dataclass(frozen=True)
class SettingChange:
    """A setting and what it shall be.

    Attributes:
        key: its name.
        value: of its own type; an address may come with a password, which goes to the keyring.
    """

    key: str
    value: SettingValue = field(repr=False)

    @property
    def shown(self) -> SettingValue:
        """The value without a password: what is saved, and what may be shown.

        Raises:
            InvalidRequest: there is no such setting.
        """
        may_hold_password = setting(self.key).may_hold_password
        return split_password(str(self.value))[0] if may_hold_password else self.value


@dataclass(frozen=True)
class Changed:
    """What came of a change.

    Attributes:
        settings: all settings as they are now.
        notes: what the user should know of it, one sentence each.
    """

    settings: Settings
    notes: tuple[str, ...] = ()


class ChangeSetting:
    """The use case. It may ask the user to unlock the keyring, so it is not for the window's thread.

    Args:
        store: saves the settings.
        use: has the running program work with them from now on.
    """

    def __init__(self, store: SettingsStore, use: Callable[[Settings], object]) -> None:
        self._store = store
        self._use = use

    def __call__(self, change: SettingChange) -> Changed:
        """Change one setting; what other programs have changed meanwhile counts too from now on.

        Raises:
            InvalidRequest: there is no such setting, or it does not take this value.
            StorageError: it could not be saved; nothing is changed.
        """
        settings, notes = self._store.change_and_tell(change.key, change.value)
        self._use(settings)
        warning = setting(change.key).when_off if change.value == "off" else ""
        return Changed(settings, (*notes, warning) if warning else notes)
