"""All checks of a review, in the order in which they are shown.

A new check is a measure, and a function with its limits and sentences in one file; it is named here. The page
docs/architecture.md shows it.
"""

from collections.abc import Mapping

from voicecloner.quality.checks import basic_checks, sound_checks, voice_checks
from voicecloner.quality.checks.outcome import Check

CHECKS: Mapping[str, Check] = {
    "duration": basic_checks.duration,
    "speech": basic_checks.speech,
    "level": basic_checks.loudness,
    "clipping": basic_checks.clipped,
    "noise": basic_checks.background,
    "silence": basic_checks.silence,
    "pauses": voice_checks.pauses,
    "hum": sound_checks.hum,
    "dc-offset": sound_checks.dc_offset,
    "reverberation": sound_checks.reverberation,
    "bandwidth": sound_checks.bandwidth,
    "dropouts": sound_checks.dropouts,
    "speakers": voice_checks.speakers,
    "music": voice_checks.music,
    "whisper": voice_checks.whisper,
    "synthetic": voice_checks.synthetic,
}

SENTENCES: Mapping[tuple[str, str], str] = {
    **basic_checks.SENTENCES,
    **sound_checks.SENTENCES,
    **voice_checks.SENTENCES,
}
"""What is told, by the check and the case it came out as."""
