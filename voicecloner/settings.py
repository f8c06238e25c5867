"""The user's settings: each declared once, and checked."""

import re
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields, replace
from typing import Any, TypeAlias

from voicecloner.domain.synthesis import SPEED_RANGE
from voicecloner.errors import InvalidRequest
from voicecloner.passwords import shown_without_password

AUTO_ENGINE = "auto"
# An @ has one meaning only, and what comes before it is surely found: nothing of a password stays in the address.
_WEB_ADDRESS = r"(https?://(((?![/?#\[\]])[!-~\w])*@)?([\w.~-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?(/[^\s@]*)?)?"
_AS_ADDRESS = (
    "an address such as http://proxy.example:3128; within a name or password, / is written as %2F, ? as %3F, # as %23, "
    "[ as %5B and ] as %5D"
)
_A_FOLDER = "the path of a folder"
_EXPORT = "Export"
_SPEAK = "Speak"
_LONG_TEXTS = "Long texts"

AS_SPOKEN = "as spoken"
"""The loudness that speech has by itself."""
LOUDNESS_CHOICES = (AS_SPOKEN, "-23", "-19", "-16")

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
        chosen_in: where in the window it is chosen, if not on the page of settings.
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
    chosen_in: str = ""

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


@dataclass(frozen=True)
class EngineOption:
    """An option of an engine's that the user sets once and for all, as the engine declares it.

    Attributes:
        engine_id: whose it is.
        own: what it is, under the key the engine knows it by.
    """

    engine_id: str
    own: Setting

    @property
    def setting(self) -> Setting:
        """The same as one of the program's settings: its key says whose it is."""
        return replace(self.own, key=f"{self.engine_id}_{self.own.key}")


def _declared(default: SettingValue, text: str, **details: Any) -> Any:
    """A dataclass field that carries the rest of its declaration."""
    return field(default=default, metadata={"text": text, **details})


@dataclass(frozen=True)
class Settings:
    """The values of all settings. Texts, limits and choices: see `SETTINGS`."""

    input_device: str = _declared(
        "",
        "The microphone to record with.",
        form="the name of a microphone, as this computer calls it",
        when_empty="The system's default",
    )
    input_number: int = _declared(
        0, "Which input of a microphone with several to use; 0: the one that is heard.", limits=(0, 32)
    )
    output_device: str = _declared(
        "",
        "The loudspeaker or headphones to play on.",
        form="the name of a loudspeaker, as this computer calls it",
        when_empty="The system's default",
    )
    window_language: str = _declared(
        "system",
        "The language of the window, from its next start on.",
        choices=("system", "en", "de", "es", "fr", "zh"),
    )
    theme: str = _declared("system", "Light or dark, or as the system has it.", choices=("system", "light", "dark"))
    voice_quota: int = _declared(30, "How many voices the library holds at most.", unit="voices", limits=(1, 100_000))
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
    playback_speed: float = _declared(
        1.0,
        "How fast takes are heard on the page Speak, at the same pitch; the takes stay as they are.",
        unit="×",
        limits=(0.5, 2.0),
        chosen_in=_SPEAK,
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
    content_credentials: str = _declared(
        "off",
        "Sign the WAV, FLAC, MP3 and M4A files you save (content credentials, C2PA): programs that read this tell that "
        "a machine spoke, and whether the file was changed since.",
        choices=("on", "off"),
    )
    credentials_certificate: str = _declared(
        "",
        "A PEM file with your certificate for content credentials, and those above it. The one made here is known to "
        "this computer alone.",
        form="the path of a file, such as ~/certificate.pem",
        when_empty="One made on this computer",
    )
    credentials_key: str = _declared(
        "",
        "The PEM file with the key of your certificate for content credentials, without a password.",
        form="the path of a file, such as ~/key.pem",
        when_empty="That of the one made on this computer",
    )
    save_folder: str = _declared(
        "",
        "The folder speech is saved in, unless you choose another; the last one is kept.",
        form=_A_FOLDER,
        when_empty="Your music",
    )
    export_format: str = _declared(
        "wav",
        "The format in which takes are exported and dragged out of the window; the last one is kept.",
        choices=("wav", "flac", "ogg", "opus", "mp3", "m4a"),
        chosen_in=_EXPORT,
    )
    export_bits: str = _declared(
        "16",
        "How many bits each sample of an exported WAV or FLAC has.",
        choices=("16", "24", "float"),
        chosen_in=_EXPORT,
    )
    export_rate_hz: int = _declared(
        0, "Sample rate of exported takes; 0: the voice's own.", unit="Hz", limits=(0, 192_000), chosen_in=_EXPORT
    )
    export_bit_rate_kbit: int = _declared(
        0,
        "Bits per second of exported MP3, Opus and M4A; 0: what is usual.",
        unit="kbit/s",
        limits=(0, 320),
        chosen_in=_EXPORT,
    )
    export_loudness: str = _declared(
        AS_SPOKEN,
        "How loud exported takes are, in LUFS.",
        choices=LOUDNESS_CHOICES,
        chosen_in=_EXPORT,
    )
    export_pattern: str = _declared(
        "{voice}_{text}",
        "What exported takes are called, of {voice}, {text}, {date}, {time}, {number}, {id}, {language} and {engine}.",
        pattern=r"[^\0]+",
        form="a pattern such as {date}_{voice}_{number}",
        chosen_in=_EXPORT,
    )
    long_text_loudness: str = _declared(
        AS_SPOKEN,
        "How loud the files of books and tables are, in LUFS.",
        choices=LOUDNESS_CHOICES,
        chosen_in=_LONG_TEXTS,
    )
    table_attempts: int = _declared(
        1, "How often each line of a table is said; the best is kept.", limits=(1, 20), chosen_in=_LONG_TEXTS
    )
    table_cluster: str = _declared(
        "",
        "The Dask cluster that says the lines of tables.",
        form="the address of its scheduler, such as tcp://10.0.0.5:8786",
        when_empty="This computer",
        chosen_in=_LONG_TEXTS,
    )
    import_folder: str = _declared(
        "",
        "The folder recordings are looked for in; the last one is kept.",
        form=_A_FOLDER,
        when_empty="Your music",
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
        "",
        "A PEM file of certificates to trust besides the system's.",
        form="the path of a file, such as /etc/ssl/company.pem",
        when_empty="None",
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

    answer_programs: str = _declared(
        "off",
        "Other programs on this computer, and a page in the browser, can use your voices while the window is open.",
        choices=("on", "off"),
    )
    answer_port: int = _declared(8123, "The port other programs ask at.", limits=(1024, 65_535))

    # by engine and key; what they may be, the engines declare, which are not known here
    engine_options: Mapping[str, Mapping[str, SettingValue]] = field(default_factory=dict, hash=False)

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

    def with_option(self, option: EngineOption, value: object) -> "Settings":
        """The settings with an engine's option changed.

        Raises:
            InvalidRequest: it does not take this value.
        """
        chosen = {**self.engine_options.get(option.engine_id, {}), option.own.key: option.setting.checked(value)}
        return replace(self, engine_options={**self.engine_options, option.engine_id: chosen})

    def option(self, option: EngineOption) -> SettingValue:
        """What an engine's option is set to; its default where it is not set, or to what its engine does not take."""
        try:
            return option.own.checked(self.engine_options[option.engine_id][option.own.key])
        except (KeyError, InvalidRequest):
            return option.own.default


def _declaration(declared: Field[Any]) -> Setting:
    default: Any = declared.default
    return Setting(declared.name, type(default), default, **declared.metadata)


SETTINGS: Mapping[str, Setting] = {
    declared.name: _declaration(declared) for declared in fields(Settings) if declared.metadata
}
"""The declarations by key, in the order they are shown."""


def lufs_of(loudness: str) -> float | None:
    """The LUFS of one of `LOUDNESS_CHOICES`; None: as spoken."""
    return None if loudness == AS_SPOKEN else float(loudness)


def setting(key: str) -> Setting:
    """The declaration of the setting called `key`.

    Raises:
        InvalidRequest: there is none.
    """
    if key not in SETTINGS:
        raise InvalidRequest(f"There is no setting called “{key}”.", f"The settings are {', '.join(SETTINGS)}.")
    return SETTINGS[key]
