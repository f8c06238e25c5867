"""The user's settings: each declared once, checked, and kept in one JSON file."""

import json
import os
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import Field, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, TypeAlias

from voicecloner.atomic import make_folder, read_file, storage_error, write_atomically
from voicecloner.domain.synthesis import SPEED_RANGE
from voicecloner.errors import InvalidRequest, StorageError
from voicecloner.file_lock import hold
from voicecloner.passwords import AddressPasswords, shown_without_password, split_password

FILE_VERSION = 1
AUTO_ENGINE = "auto"
_FORMER_VALUES = {("default_engine", "builtin"): AUTO_ENGINE}
"""What values of earlier versions have become."""
_FORMER_KEYS = {"meter_before_take": "meter_before_recording"}
"""What earlier versions called settings that have another name now."""
_WEB_ADDRESS = r"(https?://(((?![/?#\[\]])[!-~\w])*@)?([\w.~-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?(/[^\s@]*)?)?"
"""An @ has one meaning only, and what comes before it is surely found: nothing of a password stays in the address."""
_AS_ADDRESS = (
    "an address such as http://proxy.example:3128; within a name or password, / is written as %2F, ? as %3F, # as %23, "
    "[ as %5B and ] as %5D"
)

_NO_KEYRING = (
    "This computer has no keyring that could keep the password: it counts until VoiceCloner ends. To have it for good, "
    "put the whole address into the environment variable HTTPS_PROXY."
)

SettingValue: TypeAlias = str | int | float


@dataclass(frozen=True)
class Setting:
    """What a setting is and which values it takes.

    Attributes:
        key: its name in the file and on the command line.
        kind: str, int or float.
        default: its value until the user changes it.
        text: one sentence for the user.
        unit: of a number, e.g. ``"s"``; empty if it has none.
        limits: smallest and largest number, both allowed.
        choices: the allowed texts; empty if any.
        pattern: regular expression a text must match as a whole; empty if any.
        form: what such a text looks like, for the user.
        when_empty: what counts while a text is empty, as shown in its place.
        may_hold_password: whether it is an address that may come with a password, which is then kept elsewhere.
        when_off: of a switch, what the user is warned of when it is turned off.
    """

    key: str
    kind: type[str] | type[int] | type[float]
    default: SettingValue
    text: str
    unit: str = ""
    limits: tuple[float, float] | None = None
    choices: tuple[str, ...] = ()
    pattern: str = ""
    form: str = ""
    when_empty: str = ""
    may_hold_password: bool = False
    when_off: str = ""

    @property
    def is_switch(self) -> bool:
        """Whether it is on or off."""
        return set(self.choices) == {"on", "off"}

    def checked(self, value: object) -> SettingValue:
        """The value in the setting's own type.

        Raises:
            InvalidRequest: it is of another type, or out of the limits or choices.
        """
        if self.kind is float and type(value) is int and self.allows(value):
            value = float(value)
        if type(value) is not self.kind or not self.allows(value):
            shown = f"{value:g}" if isinstance(value, float) else f"{value}"
            if isinstance(value, str):
                shown = f"“{shown_without_password(value)}”"
            raise InvalidRequest(f"The setting {self.key} cannot be {shown}.", f"It takes {self.allowed}.")
        return value

    def parsed(self, text: str) -> SettingValue:
        """The value a text stands for, e.g. one typed on the command line.

        Raises:
            InvalidRequest: it stands for no allowed value.
        """
        try:
            return self.checked(self.kind(text))
        except ValueError:
            return self.checked(text)  # explains what is allowed

    @property
    def allowed(self) -> str:
        """The allowed values in words."""
        if self.choices:
            return f"one of {', '.join(self.choices)}"
        if self.limits:
            low, high = self.limits
            return f"{low:g} to {high:g} {self.unit}".rstrip()
        return self.form or "any text"

    def allows(self, value: object) -> bool:
        """Whether it takes this value."""
        if isinstance(value, str):
            return (not self.choices or value in self.choices) and bool(re.fullmatch(self.pattern or r"[^\0]*", value))
        if isinstance(value, int | float) and self.limits:
            return self.limits[0] <= value <= self.limits[1]
        return False


def _declared(default: SettingValue, text: str, **details: Any) -> Any:
    """A dataclass field that carries the rest of its declaration."""
    return field(default=default, metadata={"text": text, **details})


@dataclass(frozen=True)
class Settings:
    """The values of all settings. Texts, limits and choices: see `SETTINGS`."""

    input_device: str = _declared("", "The microphone to record with.", when_empty="The system's default")
    input_number: int = _declared(
        0, "Which input of a microphone with several to use; 0: the one that is heard.", limits=(0, 32)
    )
    output_device: str = _declared("", "The loudspeaker or headphones to play on.", when_empty="The system's default")
    theme: str = _declared("system", "Light or dark, or as the system has it.", choices=("system", "light", "dark"))
    voice_quota: int = _declared(30, "How many voices the library holds at most.", unit="voices", limits=(1, 1000))
    default_language: str = _declared(
        "en",
        "Language of new voices and texts, e.g. en or pt-BR.",
        pattern=r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*",
        form="the tag of a language",
    )
    default_engine: str = _declared(
        AUTO_ENGINE,
        "The engine new voices are cloned with; auto: the best one installed for the language.",
        pattern=r"\S+",
        form=f"{AUTO_ENGINE} or the id of an engine",
    )
    device: str = _declared(
        "auto",
        "Where neural engines work: on the graphics card (cuda), on the processor (cpu), or as it suits this computer.",
        choices=("auto", "cuda", "cpu"),
    )
    keep_engine_min: int = _declared(
        15, "How long an engine that is not used keeps its memory.", unit="min", limits=(1, 1440)
    )
    speaking_speed: float = _declared(
        1.0, "How fast voices speak; 1 is the voice's own pace.", unit="×", limits=SPEED_RANGE
    )
    keep_takes_days: int = _declared(
        30,
        "For how many days on which VoiceCloner is used what was spoken is kept; then it is erased here. Files you "
        "saved stay.",
        unit="days of use",
        limits=(1, 3650),
    )
    ask_at_close: str = _declared(
        "on", "Ask before closing while something that was spoken is not saved.", choices=("on", "off")
    )
    watermark: str = _declared(
        "on",
        "Put an inaudible mark into all speech that tells it is synthetic.",
        choices=("on", "off"),
        when_off="New speech carries no mark: once such a file has lost its tags, nothing tells that it is synthetic.",
    )
    save_folder: str = _declared(
        "", "The folder speech is saved in, unless you choose another; the last one is kept.", when_empty="Your music"
    )
    import_folder: str = _declared(
        "",
        "The folder recordings are looked for in; the last one is kept.",
        when_empty="Your music",
    )
    pocket_precision: str = _declared(
        "auto",
        "How exactly Pocket TTS calculates: int8 is a third quicker, full a little finer; "
        "auto: full, if memory allows.",
        choices=("auto", "full", "int8"),
    )
    recording_minimum_s: float = _declared(
        20.0,
        "How much speech a recording made here must hold to be used; a file may hold less.",
        unit="s",
        limits=(20, 120),
    )
    download_mirror: str = _declared(
        "",
        "Another address to fetch models from.",
        pattern=_WEB_ADDRESS,
        form=_AS_ADDRESS,
        when_empty="huggingface.co",
        may_hold_password=True,
    )
    download_proxy: str = _declared(
        "",
        "Proxy for downloads, e.g. http://proxy.example:3128, or http://name:password@… where it asks for one.",
        pattern=_WEB_ADDRESS,
        form=_AS_ADDRESS,
        when_empty="The system's",
        may_hold_password=True,
    )
    certificate_file: str = _declared(
        "", "A PEM file of certificates to trust besides the system's.", when_empty="None"
    )
    countdown_s: int = _declared(
        3, "Seconds counted down before a recording begins; 0: none.", unit="s", limits=(0, 10)
    )
    meter_before_recording: str = _declared(
        "on", "Show the microphone's level before a recording too; nothing is kept of it.", choices=("on", "off")
    )
    room_check: str = _declared(
        "on", "Listen to the room for two seconds before the first recording with a microphone.", choices=("on", "off")
    )

    def with_value(self, key: str, value: object) -> "Settings":
        """The settings with one of them changed.

        Raises:
            InvalidRequest: there is no such setting, or it does not take this value.
        """
        change: dict[str, Any] = {key: setting(key).checked(value)}
        return replace(self, **change)

    def value(self, key: str) -> SettingValue:
        """The value of the setting called `key`.

        Raises:
            InvalidRequest: there is no such setting.
        """
        found: SettingValue = getattr(self, setting(key).key)
        return found


def _declaration(declared: Field[Any]) -> Setting:
    default: Any = declared.default
    return Setting(declared.name, type(default), default, **declared.metadata)


SETTINGS: Mapping[str, Setting] = {declared.name: _declaration(declared) for declared in fields(Settings)}
"""The declarations by key, in the order they are shown."""


def setting(key: str) -> Setting:
    """The declaration of the setting called `key`.

    Raises:
        InvalidRequest: there is none.
    """
    if key not in SETTINGS:
        raise InvalidRequest(f"There is no setting called “{key}”.", f"The settings are {', '.join(SETTINGS)}.")
    return SETTINGS[key]


class SettingsStore:
    """The settings file. Usable from any thread, and by several programs at once: each change takes in what others have
    changed meanwhile, and waits while another is being written.

    Passwords in addresses are taken out of what is saved, and of what an earlier version has saved; see `passwords`.
    Keys this version does not know stay in the file. A file that cannot be understood, or that a later version wrote,
    is kept under another name before it is replaced.

    Args:
        path: usually ``settings.json`` in `Folders.config`; created, with its folder, by the first save.
        passwords: keeps them.
    """

    def __init__(self, path: Path, passwords: AddressPasswords | None = None) -> None:
        self._path = path
        self._passwords = passwords or AddressPasswords()
        self._lock = threading.Lock()
        self._notes: tuple[str, ...] = ()
        self._password_notes: tuple[str, ...] = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """What was wrong with the file when it was last loaded or changed, one sentence each, for the user."""
        return (*self._notes, *self._password_notes)

    def load(self) -> Settings:
        """The saved settings; the default for each that is missing or wrong. See `notes`."""
        with self._lock:
            return self._load()

    def save(self, settings: Settings) -> None:
        """Write the settings.

        Raises:
            StorageError: the old file is untouched.
        """
        with self._alone():
            self._save(settings)

    def chosen(self, option: Setting) -> SettingValue:
        """What is set for an option of an engine's; its default where no setting is called so."""
        return self.load().value(option.key) if option.key in SETTINGS else option.default

    def usable_address(self, key: str) -> str:
        """The address that a setting holds, with its password; may ask the user to unlock the keyring."""
        return self._passwords.complete(str(self.load().value(key)))

    def change(self, key: str, value: object) -> Settings:
        """Load, change one setting, save; returns the new settings. Others' changes to the file are kept.

        Raises:
            InvalidRequest: there is no such setting, or it does not take this value.
            StorageError: the old file is untouched.
        """
        with self._alone():
            return self._change(key, value)

    def change_and_tell(self, key: str, value: object) -> tuple[Settings, tuple[str, ...]]:
        """Do what `change` does; returns the new settings, and what the user should know of this change, one sentence
        each. What was wrong before is not told again.

        Raises:
            InvalidRequest, StorageError: as `change`.
        """
        with self._alone():
            told = self._notes
            settings = self._change(key, value)
            return settings, (*(note for note in self._notes if note not in told), *self._password_notes)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Within the block neither another thread nor another program changes the file."""
        with self._lock:
            make_folder(self._path.parent)
            lock = self._path.with_name(f".{self._path.name}.lock")
            try:
                file = os.fdopen(os.open(lock, os.O_WRONLY | os.O_CREAT, 0o600), "ab")
            except OSError as error:
                raise storage_error(error, self._path, stand_in=lock) from error
            with file:
                with suppress(OSError):  # a disk that cannot lock is written all the same
                    hold(file)
                yield

    def _change(self, key: str, value: object) -> Settings:
        before, self._password_notes = self._load(), ()
        settings = before.with_value(key, self._without_password(key, value))
        self._save(settings)
        if SETTINGS[key].may_hold_password and settings.value(key) != before.value(key):
            self._passwords.forget(str(before.value(key)))
        return settings

    def _load(self) -> Settings:
        self._notes = ()
        settings = Settings()
        try:
            stored = self._read()
        except StorageError as error:
            self._notes = (f"{error.message} The default settings are used.",)
            return settings
        self._move_passwords(stored)
        for key in SETTINGS.keys() & stored.keys():
            try:
                settings = settings.with_value(key, _present(key, stored[key]))
            except InvalidRequest as error:
                self._notes += (f"{error.message} {error.hint} The default is used.",)
        return settings

    def _move_passwords(self, stored: dict[str, object]) -> None:
        """Take the passwords that an earlier version has saved out of `stored`, and of the file it was read from."""
        bare = {key: self._without_password(key, value) for key, value in stored.items()}
        if bare == stored:
            return
        stored |= bare
        try:
            write_atomically(self._path, _as_bytes(stored))
        except StorageError as error:
            self._notes += (f"A password could not be taken out of the settings: {error.message}",)

    def _without_password(self, key: str, value: object) -> object:
        """The value; a password in it is kept apart."""
        if not (isinstance(value, str) and key in SETTINGS and SETTINGS[key].may_hold_password):
            return value
        address, password = split_password(value)
        if password and SETTINGS[key].allows(address) and not self._passwords.keep(address, password):
            self._password_notes = (_NO_KEYRING,)
        return address

    def _save(self, settings: Settings) -> None:
        stored = self._read()
        if _version(stored) > FILE_VERSION:
            self._keep_aside("newer")
        values = {key: settings.value(key) for key in SETTINGS}
        document = {**stored, "version": FILE_VERSION, **values}
        for key, declared in SETTINGS.items():
            if declared.may_hold_password:
                document[key] = split_password(str(document[key]))[0]
        write_atomically(self._path, _as_bytes(document))

    def _read(self) -> dict[str, object]:
        """What the file holds; nothing if it is missing or broken."""
        try:
            stored = json.loads(read_file(self._path))
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise storage_error(error, self._path) from error
        except (ValueError, RecursionError):
            return self._set_broken_aside()
        return _with_present_keys(stored) if isinstance(stored, dict) else self._set_broken_aside()

    def _set_broken_aside(self) -> dict[str, object]:
        kept = self._keep_aside("broken")
        self._notes += (f"The settings file could not be understood; it was kept as {kept} and the defaults are used.",)
        return {}

    def _keep_aside(self, why: str) -> Path:
        kept = self._path.with_name(f"{self._path.stem}.{why}{self._path.suffix}")
        try:
            self._path.replace(kept)
        except OSError as error:
            raise storage_error(error, self._path) from error
        return kept


def _as_bytes(document: Mapping[str, object]) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=2).encode() + b"\n"


def _with_present_keys(stored: dict[str, object]) -> dict[str, object]:
    return {_FORMER_KEYS.get(key, key): value for key, value in stored.items()}


def _present(key: str, value: object) -> object:
    return _FORMER_VALUES.get((key, value), value) if isinstance(value, str) else value


def _version(stored: Mapping[str, object]) -> int:
    version = stored.get("version", FILE_VERSION)
    return version if isinstance(version, int) else FILE_VERSION
