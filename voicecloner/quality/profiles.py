"""What is asked of a reference recording: the limits of every check, and the profiles that engines name."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from voicecloner.domain.quality import Severity
from voicecloner.errors import InvalidRequest

DEFAULT_PROFILE = "console"
_TYPICAL_MIN_S = 10.0
_SPEECH_SHARE_FAIL = 0.6
_SPEECH_SHARE_WARN = 0.8


@dataclass(frozen=True)
class Limits:
    """One row of the limits table, in the unit of its check; None where there is no limit on that side."""

    fail_below: float | None = None
    warn_below: float | None = None
    warn_above: float | None = None
    fail_above: float | None = None

    def judge(self, value: float) -> "Judgement":
        """Hold a value against the limits; a value on a limit is still good."""
        for limit, severity in ((self.fail_below, Severity.FAIL), (self.warn_below, Severity.WARN)):
            if limit is not None and value < limit:
                return Judgement(severity, limit, "low")
        for limit, severity in ((self.fail_above, Severity.FAIL), (self.warn_above, Severity.WARN)):
            if limit is not None and value > limit:
                return Judgement(severity, limit, "high")
        return Judgement(Severity.OK, self.aim, "", self.aim_is)

    @property
    def aim_is(self) -> str:
        """On which side of `aim` a good value lies: ``"least"``, ``"most"``, or empty where there is none."""
        if self.aim is None:
            return ""
        return "most" if self.warn_below is None and self.fail_below is None else "least"

    @property
    def aim(self) -> float | None:
        """The limit that a good value is shown against."""
        ordered = (self.warn_below, self.fail_below, self.warn_above, self.fail_above)
        return next((limit for limit in ordered if limit is not None), None)


@dataclass(frozen=True)
class Judgement:
    """Where a value stands.

    Attributes:
        severity: ok, warn or fail.
        limit: the limit it crossed, or the one it is shown against.
        side: ``"low"``, ``"high"`` or empty.
        aim_is: of a good value, on which side of the limit it lies: ``"least"``, ``"most"`` or empty.
    """

    severity: Severity
    limit: float | None
    side: str
    aim_is: str = ""

    @property
    def limit_is(self) -> str:
        """Whether the limit is the least or the most that is good; empty without a limit."""
        if self.limit is None:
            return ""
        return {"low": "least", "high": "most"}.get(self.side, self.aim_is)


# Why these: real references of 16 speakers have 24 dB SNR and more, -36..-17 dBFS RMS, and at most 27 % silence; where
# the further rows come from is told in docs/review.md. Only what the basic checks, several checks or the live meter ask
# for stands here; the limits of any other check stand beside it.
_COMMON: Mapping[str, Limits] = MappingProxyType(
    {
        "peak": Limits(fail_below=-30.0),
        "level": Limits(fail_below=-45.0, warn_below=-34.0, warn_above=-12.0),
        "clipping": Limits(warn_above=0.01, fail_above=0.5),
        "noise": Limits(fail_below=12.0, warn_below=20.0),
        "bursts": Limits(fail_below=12.0, warn_below=17.0),
        "knocks": Limits(warn_above=25.0, fail_above=40.0),
        "background": Limits(fail_above=-45.0),
        "silence": Limits(warn_above=50.0),
        "pile-up": Limits(warn_above=2.25),
        "reverberation": Limits(warn_above=0.24),
        "reverberation-in-noise": Limits(warn_above=0.32),
    }
)


@dataclass(frozen=True)
class FileRules:
    """What a file must be like to be used as it is; this program itself converts whatever it can read.

    Attributes:
        formats: containers, as `SourceInfo.container` names them; empty: any.
        wav_bits: bits of each sample of a WAV; None: any.
        max_bytes: largest size; None: any.
        max_channels: most channels; None: any.
    """

    formats: tuple[str, ...] = ()
    wav_bits: int | None = None
    max_bytes: int | None = None
    max_channels: int | None = None


@dataclass(frozen=True)
class Profile:
    """What one kind of engine asks of a reference.

    Attributes:
        id: name used in the window, on the command line and over HTTP.
        min_seconds: shorter fails.
        max_seconds: longer is warned about: the user chooses a stretch of it.
        best_seconds: the range that works best, if known.
        min_sample_rate: Hz; a lower rate is warned about. None where any will do.
        min_continuous_s: longest stretch of speech that must be there, in seconds.
        max_pause_s: longest pause that is welcome, in seconds; longer ones are warned about.
        file: what files must be like that are used as they are.
        languages: those the speech may be in; empty: any.
        limits: limits of the checks that do not depend on the duration.
    """

    id: str
    min_seconds: float
    max_seconds: float | None
    best_seconds: tuple[float, float] | None = None
    min_sample_rate: int | None = None
    min_continuous_s: float | None = None
    max_pause_s: float = 2.0
    file: FileRules = field(default_factory=FileRules)
    languages: tuple[str, ...] = ()
    limits: Mapping[str, Limits] = field(default_factory=lambda: _COMMON)

    def shortest_recording_s(self, usual_s: float) -> float:
        """How much speech a recording made here must hold, in seconds.

        Args:
            usual_s: what is asked of recordings for the usual profile; less where this one is content with less.
        """
        return usual_s if self.min_seconds >= _TYPICAL_MIN_S else min(usual_s, self.min_seconds)

    def limits_for(self, check: str) -> Limits:
        """The row of a check."""
        if check == "duration":
            return Limits(fail_below=self.min_seconds, warn_above=self.max_seconds)
        if check == "speech":
            base = min(self.min_seconds, _TYPICAL_MIN_S)
            return Limits(
                fail_below=round(_SPEECH_SHARE_FAIL * base, 3), warn_below=round(_SPEECH_SHARE_WARN * base, 3)
            )
        if check == "sample-rate":
            return Limits(warn_below=self.min_sample_rate)
        if check == "pauses":
            return Limits(warn_above=self.max_pause_s)
        return self.limits[check]


# Why the usual least is ten seconds, though the program's own engines can work with three: docs/review.md.
_WAV_MP3_M4A = ("WAV", "MP3", "M4A")
_TEN_MB, _TWENTY_MB = 10 << 20, 20 << 20
_OF_QWEN = ("zh", "en", "ja", "ko", "de", "fr", "ru", "pt", "es", "it")
_CONSOLE = FileRules(_WAV_MP3_M4A, 16, _TEN_MB, 2)
_PROFILES = (
    Profile("console", 10.0, 60.0, min_sample_rate=16_000, file=_CONSOLE),
    Profile(
        "cosyvoice", 10.0, 60.0, (10.0, 20.0), 16_000, min_continuous_s=5.0, file=replace(_CONSOLE, max_channels=None)
    ),
    Profile(
        "qwen-tts",
        10.0,
        60.0,
        (10.0, 20.0),
        24_000,
        min_continuous_s=3.0,
        file=replace(_CONSOLE, max_channels=1, max_bytes=_TEN_MB - 1),
        languages=_OF_QWEN,
    ),
    Profile("minimax", 10.0, 300.0, file=FileRules(_WAV_MP3_M4A, max_bytes=_TWENTY_MB)),
    Profile("qwen3-tts", 3.0, 60.0, (3.0, 10.0), languages=_OF_QWEN),
    Profile("izwi", 3.0, 60.0, (5.0, 30.0)),
)
PROFILES: Mapping[str, Profile] = MappingProxyType({profile.id: profile for profile in _PROFILES})


def profile_named(name: str) -> Profile:
    """The profile of this name.

    Raises:
        InvalidRequest: there is none; the message lists those there are.
    """
    if name not in PROFILES:
        raise InvalidRequest(f"There is no profile “{name}”.", f"Choose one of: {', '.join(PROFILES)}.")
    return PROFILES[name]
