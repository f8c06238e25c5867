"""The words of a review: one sentence for every check and every way it can come out."""

import math
from collections.abc import Mapping

_IN_SECONDS = {"duration", "speech"}

SENTENCES: Mapping[tuple[str, str], str] = {
    ("duration", "ok"): "The recording is {value:.1f} s long.",
    ("duration", "not-best"): "The recording is {value:.1f} s long; {best_from:.0f} to {best_to:.0f} s work best.",
    ("duration", "low-fail"): "The recording is only {value:.1f} s long: make it at least {limit:.0f} s.",
    ("duration", "high-warn"): "The recording is {value:.0f} s long: choose the best {limit:.0f} s of it or less.",
    ("speech", "ok"): "{value:.1f} s of it are speech.",
    ("speech", "none"): "No speech was found: speak for at least {limit:.0f} s.",
    ("speech", "low-fail"): "Only {value:.1f} s of speech were found: speak for at least {limit:.0f} s.",
    ("speech", "low-warn"): "Just {value:.1f} s of speech were found: {limit:.0f} s and more make a better voice.",
    ("speech", "broken"): "The longest stretch without a stop is {value:.1f} s of {total:.1f} s of speech: "
    "read whole sentences in one go, at least {limit:.0f} s at a time.",
    ("level", "ok"): "The level is good (speech {value:z.0f} dBFS, peak {peak:z.0f} dBFS).",
    ("level", "faint"): "The recording is very quiet (peak {value:z.0f} dBFS): move closer, about 10 cm from the "
    "microphone, or raise the input level.",
    ("level", "low-fail"): "The voice is far too quiet (speech {value:z.0f} dBFS): move closer, about 10 cm from the "
    "microphone, or raise the input level.",
    ("level", "low-warn"): "The voice is quiet (speech {value:z.0f} dBFS): move closer to the microphone or raise the "
    "input level a little.",
    ("level", "high-warn"): "The voice is very loud (speech {value:z.0f} dBFS): lower the input level or move back a "
    "little.",
    ("level", "nothing"): "There is no signal at all: check that the microphone is switched on and not muted.",
    ("level", "unspoken"): "The peak is {value:z.0f} dBFS; without speech there is no level to judge.",
    ("clipping", "ok"): "No peaks are cut off.",
    ("clipping", "high-warn"): "Some peaks are cut off ({value:.2f} % of the recording): lower the input level and "
    "record again if you can.",
    ("clipping", "high-fail"): "The recording is distorted, its peaks are cut off ({value:.1f} % of it): lower the "
    "input level or move back, then record again.",
    ("noise", "ok"): "The background is quiet enough ({value:.0f} dB below the voice, floor {floor:z.0f} dBFS).",
    ("noise", "low-warn"): "There is audible noise, only {value:.1f} dB below the voice (floor {floor:z.0f} dBFS): "
    "switch off fans, close doors and windows, or move closer to the microphone.",
    ("noise", "low-fail"): "The background is too loud, only {value:.1f} dB below the voice (floor {floor:z.0f} dBFS): "
    "find a quieter room and move closer to the microphone.",
    ("noise", "only"): "There is sound at {floor:z.0f} dBFS but no voice in it: record speech in a quiet room.",
    ("noise", "unknown"): "Without speech there is nothing to compare the background with.",
    ("silence", "ok"): "There is little silence in it ({value:.0f} %).",
    ("silence", "high-warn"): "Much of the recording is silence ({value:.0f} %): cut it out, or read without long "
    "stops.",
    ("silence", "speechless"): "No speech was found: speak clearly into the microphone, and check that the right one "
    "is chosen.",
    ("silence", "digital"): "The recording is completely silent: the microphone may be muted, or the wrong one is "
    "chosen.",
    ("bandwidth", "low-warn"): "The sample rate is {value:.0f} Hz: record with {limit:.0f} Hz or more, otherwise the "
    "voice will sound dull.",
    ("pauses", "high-warn"): "The longest pause is {value:.1f} s: read on after {limit:.0f} s at most, or cut it out.",
}


def sentence(check: str, case: str, numbers: Mapping[str, float]) -> str:
    """What to tell the user.

    Args:
        check: name of the check.
        case: how it came out.
        numbers: the measured ``value``, the ``limit`` it was held against, and further facts by name.
    """
    shown = {name: _cut(number) for name, number in numbers.items()} if check in _IN_SECONDS else numbers
    return SENTENCES[check, case].format(**shown)


def _cut(seconds: float) -> float:
    """Cut after one decimal, so that 9.98 s are never shown as the 10.0 s that were asked for."""
    return math.floor(seconds * 10) / 10
