"""The settings as they are kept: one JSON file, which several programs may change at once."""

import json
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from voicecloner.atomic import make_folder, read_file, storage_error, write_atomically
from voicecloner.errors import InvalidRequest, StorageError
from voicecloner.file_lock import hold
from voicecloner.passwords import AddressPasswords, split_password
from voicecloner.settings import AUTO_ENGINE, SETTINGS, EngineOption, Settings, SettingValue

FILE_VERSION = 1
# What values of earlier versions have become.
_FORMER_VALUES = {("default_engine", "builtin"): AUTO_ENGINE}
# What earlier versions called settings that have another name now.
_FORMER_KEYS = {"meter_before_take": "meter_before_recording"}
# What was a setting in earlier versions and is an option of an engine's now: its engine, and its key there.
_FORMER_OPTIONS = {"pocket_precision": ("pocket", "precision")}
_OPTIONS_KEY = "engine_options"

_NO_KEYRING = (
    "This computer has no keyring that could keep the password: it counts until VoiceCloner ends. To have it for good, "
    "put the whole address into the environment variable HTTPS_PROXY."
)


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

    def chosen(self, option: EngineOption) -> SettingValue:
        """What an engine's option is set to just now; see `Settings.option`."""
        return self.load().option(option)

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
        return self._told_of(lambda: self._change(key, value))

    def change_option_and_tell(self, option: EngineOption, value: object) -> tuple[Settings, tuple[str, ...]]:
        """Do what `change_and_tell` does, for an option of an engine's.

        Raises:
            InvalidRequest, StorageError: as `change`.
        """
        return self._told_of(lambda: self._change_option(option, value))

    def _told_of(self, change: Callable[[], Settings]) -> tuple[Settings, tuple[str, ...]]:
        with self._alone():
            told = self._notes
            settings = change()
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

    def _change_option(self, option: EngineOption, value: object) -> Settings:
        before, self._password_notes = self._load(), ()
        settings = before.with_option(option, value)
        self._save(settings)
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
        settings = replace(settings, engine_options=_options_in(stored))
        for key in (key for key in SETTINGS if key in stored):
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
        document = {**stored, "version": FILE_VERSION, **values, _OPTIONS_KEY: dict(settings.engine_options)}
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
    present = {_FORMER_KEYS.get(key, key): value for key, value in stored.items()}
    for key, (engine_id, option) in _FORMER_OPTIONS.items():
        if key in present:
            options = _options_in(present)
            # what was set in a version that knows the option counts for more than what an earlier one has left
            present[_OPTIONS_KEY] = {**options, engine_id: {option: present.pop(key), **options.get(engine_id, {})}}
    return present


def _options_in(stored: Mapping[str, object]) -> dict[str, dict[str, Any]]:
    """The options of engines that the file holds, as far as they have the form of such a table.

    What its values are worth, their engines say: one whose packages are missing just now keeps what is set.
    """
    table = stored.get(_OPTIONS_KEY)
    return (
        {key: dict(options) for key, options in table.items() if isinstance(options, dict)}
        if isinstance(table, dict)
        else {}
    )


def _present(key: str, value: object) -> object:
    return _FORMER_VALUES.get((key, value), value) if isinstance(value, str) else value


def _version(stored: Mapping[str, object]) -> int:
    version = stored.get("version", FILE_VERSION)
    return version if isinstance(version, int) else FILE_VERSION
