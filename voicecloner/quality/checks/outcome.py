"""What a check gets and what it gives, before it is put into words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from voicecloner.domain.quality import Severity, Span
from voicecloner.quality.measures import activity
from voicecloner.quality.measures.bursts import Bursts, bursts
from voicecloner.quality.measures.hum import Hum, hum
from voicecloner.quality.measures.knocks import Knocks, knocks
from voicecloner.quality.measures.noise import Noise, noise
from voicecloner.quality.measures.recording import MeasuredRecording
from voicecloner.quality.measures.reverberation import decay_s
from voicecloner.quality.measures.speakers import Encoder
from voicecloner.quality.profiles import Judgement, Limits, Profile
from voicecloner.sound.pitch import PitchTrack, pitch_of

GOOD = Judgement(Severity.OK, None, "")
BAD = Judgement(Severity.FAIL, None, "")
_LEAST_SPEECH_S = 0.5


@dataclass(frozen=True)
class CheckInput:
    """What a check looks at.

    Attributes:
        recording: what was measured.
        profile: what is asked.
        encoder: tells voices apart.
    """

    recording: MeasuredRecording
    profile: Profile
    encoder: Encoder

    def limits(self, check: str) -> Limits:
        """The row of a check."""
        return self.profile.limits_for(check)

    @property
    def has_speech(self) -> bool:
        """Whether there is any speech to judge."""
        return activity.speech_seconds(self.recording.speech) >= _LEAST_SPEECH_S

    @cached_property
    def noise(self) -> Noise:
        """How loud the background is; several checks lean on it."""
        return noise(self.recording)

    @cached_property
    def bursts(self) -> Bursts | None:
        """How loud the pauses are in the mean."""
        return bursts(self.recording)

    @cached_property
    def knocks(self) -> Knocks | None:
        """Knocks louder than the voice, wherever they are."""
        return knocks(self.recording)

    @cached_property
    def noisy(self) -> bool:
        """Whether noise is worth a warning by itself, and hides other things."""
        return self.noise.snr_db is not None and self._is(self.noise.snr_db, "noise")

    @cached_property
    def hum(self) -> Hum | None:
        """Mains hum, if there is any."""
        return hum(self.recording)

    @cached_property
    def pitch(self) -> PitchTrack:
        """The pitch of whatever is heard."""
        return pitch_of(self.recording.listened)

    @cached_property
    def decay_s(self) -> float | None:
        """How quickly sounds die away, if there is enough speech to tell."""
        return decay_s(self.recording) if self.has_speech else None

    @property
    def echoing(self) -> bool:
        """Whether the room is worth a warning by itself, and holds notes as music does."""
        return self.decay_s is not None and self._is(self.decay_s, self.echo_row)

    @property
    def echo_row(self) -> str:
        """The row of limits for reverberation: noise hides the ends of decays, so noisy recordings get more room."""
        return "reverberation-in-noise" if self.noisy else "reverberation"

    def _is(self, value: float, check: str) -> bool:
        return self.limits(check).judge(value).severity is not Severity.OK


@dataclass(frozen=True)
class Outcome:
    """Result of a check before it is put into words.

    Attributes:
        value: what was measured, in `unit`.
        unit: e.g. ``"dB"``.
        judgement: where the value stands.
        case: which sentence tells it.
        facts: further numbers the sentence may name.
        spans: where it is.
    """

    value: float | None
    unit: str
    judgement: Judgement
    case: str
    facts: Mapping[str, float] = field(default_factory=dict)
    spans: tuple[Span, ...] = ()


Check = Callable[[CheckInput], Outcome]


def held_against(limits: Limits, value: float, unit: str, facts: Mapping[str, float] | None = None) -> Outcome:
    """Where a value stands; the sentence is named after the side and severity, e.g. ``"low-warn"``, or ``"ok"``."""
    judgement = limits.judge(value)
    return Outcome(value, unit, judgement, case(judgement), facts or {})


def worse(first: Outcome, *others: Outcome | None) -> Outcome:
    """The worst of these outcomes; of equally bad ones the first."""
    return max((first, *(each for each in others if each)), key=lambda outcome: outcome.judgement.severity.rank)


def unknown(unit: str) -> Outcome:
    """Nothing could be measured, which is no fault of the recording."""
    return Outcome(None, unit, GOOD, "unknown")


def case(judgement: Judgement) -> str:
    """Which sentence tells a judgement."""
    return f"{judgement.side}-{judgement.severity}" if judgement.side else "ok"
