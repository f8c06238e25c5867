"""See and change settings: checked, saved, and used by the program that runs. The one way every shell takes.

The program's own settings are declared in `voicecloner.settings`, those of an engine by the engine.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from voicecloner.errors import InvalidRequest
from voicecloner.passwords import split_password
from voicecloner.settings import SETTINGS, EngineOption, Setting, Settings, SettingValue
from voicecloner.settings_file import SettingsStore

Options = Callable[[], Sequence[EngineOption]]
"""What the engines let the user choose. Asked only where it matters: their modules are imported for that."""


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
        """The value without a password: what is saved, and what may be shown."""
        may_hold_password = self.key in SETTINGS and SETTINGS[self.key].may_hold_password
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


@dataclass(frozen=True)
class ListedSetting:
    """A setting, and what it is set to."""

    declared: Setting
    value: SettingValue


class KnownSettings:
    """What can be set, and what it is set to.

    Args:
        settings: the settings as they are.
        options: those of the engines.
    """

    def __init__(self, settings: Callable[[], Settings], options: Options) -> None:
        self._settings = settings
        self._options = options

    def list(self) -> tuple[ListedSetting, ...]:
        """All of them: the program's own in the order they are declared, then those of the engines."""
        settings = self._settings()
        own = tuple(ListedSetting(declared, settings.value(key)) for key, declared in SETTINGS.items())
        return (*own, *(_listed(option, settings) for option in self._options()))

    def find(self, key: str) -> ListedSetting:
        """One of them.

        Raises:
            InvalidRequest: there is no such setting.
        """
        settings = self._settings()
        if key in SETTINGS:
            return ListedSetting(SETTINGS[key], settings.value(key))
        return _listed(_option(key, self._options()), settings)


class ChangeSetting:
    """The use case. It may ask the user to unlock the keyring, so it is not for the window's thread.

    Args:
        store: saves the settings.
        options: those of the engines.
        use: has the running program work with them from now on.
    """

    def __init__(self, store: SettingsStore, options: Options, use: Callable[[Settings], object]) -> None:
        self._store = store
        self._options = options
        self._use = use

    def __call__(self, change: SettingChange) -> Changed:
        """Change one setting; what other programs have changed meanwhile counts too from now on.

        Raises:
            InvalidRequest: there is no such setting, or it does not take this value.
            StorageError: it could not be saved; nothing is changed.
        """
        if change.key in SETTINGS:
            settings, notes = self._store.change_and_tell(change.key, change.value)
        else:
            option = _option(change.key, self._options())
            settings, notes = self._store.change_option_and_tell(option, change.value)
        self._use(settings)
        warning = _warning(change)
        return Changed(settings, (*notes, warning) if warning else notes)


def _warning(change: SettingChange) -> str:
    is_off = change.key in SETTINGS and change.value == "off"
    return SETTINGS[change.key].when_off if is_off else ""


def setting_keys(options: Sequence[EngineOption]) -> tuple[str, ...]:
    """The names of all settings, with those of these options."""
    return (*SETTINGS, *_by_key(options))


def _option(key: str, options: Sequence[EngineOption]) -> EngineOption:
    known = _by_key(options)
    if key not in known:
        raise InvalidRequest(
            f"There is no setting called “{key}”.", f"The settings are {', '.join((*SETTINGS, *known))}."
        )
    return known[key]


def _by_key(options: Sequence[EngineOption]) -> Mapping[str, EngineOption]:
    return {option.setting.key: option for option in options}


def _listed(option: EngineOption, settings: Settings) -> ListedSetting:
    return ListedSetting(option.setting, settings.option(option))
