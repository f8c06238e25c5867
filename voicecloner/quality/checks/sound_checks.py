"""The checks of what microphone, room and file did to the voice."""

from collections.abc import Mapping
from dataclasses import replace

from voicecloner.domain.quality import Severity
from voicecloner.quality.checks.outcome import GOOD, CheckInput, Outcome, held_against, unknown
from voicecloner.quality.measures.bandwidth import bandwidth as measured_bandwidth
from voicecloner.quality.measures.dropouts import dropouts as found_dropouts
from voicecloner.quality.measures.level import offset_percent
from voicecloner.quality.profiles import Limits

LIMITS: Mapping[str, Limits] = {
    "hum": Limits(warn_below=26.0),
    "dc-offset": Limits(warn_above=2.0),
    "bandwidth": Limits(fail_below=4_750.0, warn_below=6_000.0),
    "dropouts": Limits(warn_above=0.0, fail_above=10.0),
}
"""What only these checks hold anything against; what profiles and the live meter ask for stands in `profiles`."""

SENTENCES: Mapping[tuple[str, str], str] = {
    ("hum", "none"): "There is no mains hum.",
    ("hum", "ok"): "Mains hum ({mains:.0f} Hz) is faint, {value:.0f} dB below the voice.",
    (
        "hum",
        "low-warn",
    ): "Mains hum ({mains:.0f} Hz) is heard, only {value:.0f} dB below the voice: try another cable or "
    "socket, move away from power supplies, or run the computer from its battery.",
    ("hum", "unknown"): "Without speech there is nothing to compare hum with.",
    ("dc-offset", "ok"): "The recording is centred on zero (offset {value:.1f} %).",
    ("dc-offset", "high-warn"): "The recording lies {value:.0f} % off zero. That is corrected automatically, but may "
    "come from a faulty sound card or cable.",
    ("reverberation", "ok"): "The room sounds dry (sounds die away in {value:.2f} s).",
    (
        "reverberation",
        "high-warn",
    ): "The room echoes (sounds die away in {value:.2f} s): move closer to the microphone, "
    "and record where curtains, carpets or a full wardrobe swallow the sound.",
    ("reverberation", "unknown"): "There is too little speech to hear the room.",
    ("bandwidth", "ok"): "The voice reaches up to {value:.0f} Hz.",
    ("bandwidth", "low-rate"): "The sample rate is {value:.0f} Hz: record with {limit:g} Hz or more, otherwise the "
    "voice will sound dull.",
    ("bandwidth", "low-warn"): "The voice reaches only up to {value:.0f} Hz, as over a telephone or after "
    "strong compression: record anew without a phone line or headset connection, or find a less compressed copy.",
    ("bandwidth", "low-fail"): "The voice reaches only up to {value:.0f} Hz, as over a telephone, too little to "
    "recognise it by: record anew without a phone line or headset connection, or find a better copy.",
    ("bandwidth", "masked"): "The voice is heard up to {value:.0f} Hz; noise hides what may lie above.",
    ("bandwidth", "unknown"): "There is too little speech to tell how far up the voice reaches.",
    ("dropouts", "ok"): "There are no dropouts.",
    ("dropouts", "one"): "There is a dropout or a repeated block in the recording: close other programs or use another "
    "cable, and record again.",
    ("dropouts", "high-warn"): "The recording has {value:.0f} dropouts or repeated blocks: close other programs or use "
    "another cable, and record again.",
    ("dropouts", "high-fail"): "The recording is full of dropouts ({value:.0f}): close other programs or use another "
    "cable, and record again.",
}
"""What is told, by the check and the case it came out as."""


def hum(task: CheckInput) -> Outcome:
    """How far mains hum lies below the voice."""
    found = task.hum
    if found is None:
        return Outcome(None, "dB", GOOD, "none" if task.has_speech else "unknown")
    return held_against(LIMITS["hum"], found.below_voice_db, "dB", {"mains": found.mains_hz})


def dc_offset(task: CheckInput) -> Outcome:
    """How far the sound lies beside zero."""
    return held_against(LIMITS["dc-offset"], offset_percent(task.recording.clip), "%")


def reverberation(task: CheckInput) -> Outcome:
    """How quickly sounds die away."""
    if task.decay_s is None:
        return unknown("s")
    return held_against(task.limits(task.echo_row), task.decay_s, "s")


def bandwidth(task: CheckInput) -> Outcome:
    """How far up the voice reaches; a sample rate below what the profile asks for is told unless that fails."""
    reach = _reach(task)
    rate = held_against(task.limits("sample-rate"), task.recording.clip.sample_rate, "Hz")
    if rate.judgement.severity is Severity.OK or reach.judgement.severity is Severity.FAIL:
        return reach
    return replace(rate, case="low-rate")


def _reach(task: CheckInput) -> Outcome:
    found = measured_bandwidth(task.recording) if task.has_speech else None
    if found is None:
        return unknown("Hz")
    outcome = held_against(LIMITS["bandwidth"], found.hz, "Hz")
    hidden = found.masked and outcome.judgement.severity is not Severity.OK
    return replace(outcome, judgement=GOOD, case="masked") if hidden else outcome


def dropouts(task: CheckInput) -> Outcome:
    """How often the recording broke down while somebody spoke."""
    spans = found_dropouts(task.recording)
    outcome = replace(held_against(LIMITS["dropouts"], len(spans), ""), spans=spans)
    return replace(outcome, case="one") if len(spans) == 1 else outcome
