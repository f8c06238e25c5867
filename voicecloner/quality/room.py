"""The verdict on a room before a recording: is the microphone alive, is it quiet, does anything hum."""

from collections.abc import Sequence
from dataclasses import dataclass

from voicecloner.domain.audio import AudioClip
from voicecloner.domain.quality import Finding, Severity, Span
from voicecloner.quality.measures.activity import speech_seconds
from voicecloner.quality.measures.room import RoomSound, room_sound
from voicecloner.quality.profiles import Limits

_VOICE, _BANG = "A voice was heard", "Something was heard"

# A voice at -24 dBFS, as most are at 10 cm, then stands 26 and 12 dB above the room; a review warns below 20 and fails
# below 12.
_FLOOR = Limits(warn_above=-50.0, fail_above=-36.0)
_HUM = Limits(warn_above=-60.0, fail_above=-40.0)
_MUTED_DBFS = -92.0  # less than the last bit of 16-bit sound: no open microphone is that quiet in any room
_DISTURBED_DB = 12.0
# Less may be a cough or a false alarm.
_SPOKEN_S = 0.3


@dataclass(frozen=True)
class RoomTone:
    """What the room sounds like while nobody speaks.

    Attributes:
        floor_dbfs: level of the background above 60 Hz.
        hum_hz: 50 or 60; None where the mains does not hum.
        hum_dbfs: level of the hum; None without hum.
        is_dead: whether nothing but exact zeros came.
        is_muted: whether what came is quieter than any room, so that the microphone is muted or turned down.
        is_disturbed: whether somebody spoke or something banged: the floor is then that of the quieter half at best,
            and the room is not blamed for it.
        findings: one for each of ``"signal"``, ``"noise"`` and ``"hum"``; the last two only where there is a signal.
    """

    floor_dbfs: float
    hum_hz: int | None
    hum_dbfs: float | None
    is_dead: bool
    is_muted: bool
    is_disturbed: bool
    findings: tuple[Finding, ...]

    @property
    def verdict(self) -> Severity:
        """The worst severity found."""
        return max((finding.severity for finding in self.findings), key=lambda severity: severity.rank)

    @property
    def messages(self) -> tuple[str, ...]:
        """What to tell the user, one sentence each: what is wrong, or that all is well."""
        bad = tuple(finding.message for finding in self.findings if finding.severity is not Severity.OK)
        return bad or (next(finding for finding in self.findings if finding.check == "noise").message,)


def judge_room(clip: AudioClip, speech: Sequence[Span] = ()) -> RoomTone:
    """Judge the sound of a room in which nobody should speak.

    Args:
        clip: about two seconds, at least one.
        speech: where somebody speaks all the same: a voice that goes on all the time is as even as a loud fan.

    Raises:
        ValueError: the clip is shorter.
    """
    sound = room_sound(clip)
    is_spoken = speech_seconds(speech) >= _SPOKEN_S
    is_disturbed = is_spoken or sound.spread_db > _DISTURBED_DB
    is_muted = not sound.is_zero and not is_disturbed and sound.floor_dbfs < _MUTED_DBFS
    findings = [_signal(sound, is_muted=is_muted)]
    if findings[0].severity is Severity.OK:
        disturbance = _VOICE if is_spoken else _BANG if is_disturbed else ""
        findings += [_noise(sound, disturbance), _hum(sound, disturbance)]
    return RoomTone(
        floor_dbfs=sound.floor_dbfs,
        hum_hz=sound.hum_hz,
        hum_dbfs=sound.hum_dbfs,
        is_dead=sound.is_zero,
        is_muted=is_muted,
        is_disturbed=is_disturbed,
        findings=tuple(findings),
    )


def _signal(sound: RoomSound, *, is_muted: bool) -> Finding:
    if sound.is_zero:
        message = (
            "The microphone sends nothing at all: it is muted, not connected, or another one has taken its place. "
            "Unmute it, or choose another microphone."
        )
        return Finding("signal", Severity.FAIL, None, "dBFS", None, message)
    if is_muted:
        message = (
            "The microphone hears almost nothing, less than any room has: switch it on, or turn its input level up."
        )
        return Finding("signal", Severity.WARN, sound.floor_dbfs, "dBFS", _MUTED_DBFS, message)
    return Finding("signal", Severity.OK, sound.floor_dbfs, "dBFS", _MUTED_DBFS, "The microphone works.")


def _noise(sound: RoomSound, disturbance: str) -> Finding:
    """How loud it is; while something else is heard that cannot be told, and the room is blamed for nothing."""
    if disturbance:
        message = f"{disturbance} while the room was listened to: be silent for two seconds."
        return Finding("noise", Severity.WARN, sound.floor_dbfs, "dBFS", None, message)
    judgement = _FLOOR.judge(sound.floor_dbfs)
    floor = f"{sound.floor_dbfs:z.0f} dBFS"
    messages = {
        Severity.OK: f"The room is quiet enough ({floor}).",
        Severity.WARN: f"The room is a little loud ({floor}): switch off fans, close doors and windows.",
        Severity.FAIL: f"The room is too loud ({floor}): switch off what makes noise, or find a quieter room.",
    }
    severity = judgement.severity
    return Finding("noise", severity, sound.floor_dbfs, "dBFS", judgement.limit, messages[severity])


def _hum(sound: RoomSound, disturbance: str) -> Finding:
    if disturbance:  # the overtones of a voice may lie where those of the mains do
        return Finding("hum", Severity.OK, None, "dBFS", _HUM.aim, "It could not be told whether the mains hums.")
    if sound.hum_dbfs is None:
        return Finding("hum", Severity.OK, None, "dBFS", _HUM.aim, "Nothing hums.")
    judgement = _HUM.judge(sound.hum_dbfs)
    level = f"{sound.hum_hz} Hz, {sound.hum_dbfs:z.0f} dBFS"
    if judgement.severity is Severity.OK:
        message = f"The mains hum is too faint to matter ({level})."
    else:
        message = f"The mains hums ({level}): try another cable or socket, and move away from power supplies."
    return Finding("hum", judgement.severity, sound.hum_dbfs, "dBFS", judgement.limit, message)
