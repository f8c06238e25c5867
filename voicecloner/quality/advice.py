"""The words of a review: one sentence for every check and every way it can come out."""

import re
from collections.abc import Mapping

from voicecloner.wording import as_shown, whole_tenths

_CUT_SHORT = {"duration", "speech"}
_OK_CASES = {"ok", "not-best"}
_SHOWN_DECIMALS = re.compile(r"\{value:z?\.(\d)f\}")

SENTENCES: Mapping[tuple[str, str], str] = {
    ("duration", "ok"): "The recording is {value:.1f} s long.",
    ("duration", "not-best"): "The recording is {value:.1f} s long; {best_from:.0f} to {best_to:.0f} s work best.",
    ("duration", "low-fail"): "The recording is only {value:.1f} s long: make it at least {limit:g} s.",
    ("duration", "high-warn"): "The recording is {value:.1f} s long: choose the best {limit:g} s of it or less.",
    ("speech", "ok"): "{value:.1f} s of it are speech; the longest stretch without a real stop is {longest:.1f} s.",
    ("speech", "none"): "No speech was found: speak for at least {limit:g} s.",
    ("speech", "low-fail"): "Only {value:.1f} s of speech were found: speak for at least {limit:g} s.",
    ("speech", "low-warn"): "Just {value:.1f} s of speech were found: {limit:g} s and more make a better voice.",
    ("speech", "broken"): "The longest stretch without a stop is {value:.1f} s of {total:.1f} s of speech: "
    "read whole sentences in one go, at least {limit:g} s at a time.",
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
    ("clipping", "washed"): "The loudest parts sound cut off, though the file was changed since: lower the input level "
    "and record again if you can.",
    ("noise", "ok"): "The background is quiet enough ({value:.0f} dB below the voice, floor {floor:z.0f} dBFS).",
    ("noise", "low-warn"): "There is audible noise, only {value:.1f} dB below the voice (floor {floor:z.0f} dBFS): "
    "switch off fans, close doors and windows, or move closer to the microphone.",
    ("noise", "low-fail"): "The background is too loud, only {value:.1f} dB below the voice (floor {floor:z.0f} dBFS): "
    "find a quieter room and move closer to the microphone.",
    ("noise", "bursts-warn"): "Noise comes and goes between the words, {value:.0f} dB below the voice: record without "
    "clicks, keys and dishes, or cut those pauses out.",
    ("noise", "bursts-fail"): "Loud noise comes and goes between the words, only {value:.0f} dB below the voice: keys, "
    "clicks or dishes are cloned with it; record again without them.",
    ("noise", "knocks-warn"): "Something knocks into the words, {value:.0f} times a minute and louder than the voice: "
    "record without clicks, keys and dishes.",
    ("noise", "knocks-fail"): "Something knocks into the words, {value:.0f} times a minute and louder than the voice: "
    "keys, clicks or dishes are cloned with it; record again without them.",
    ("noise", "only"): "There is sound at {floor:z.0f} dBFS but no voice in it: record speech in a quiet room.",
    ("noise", "unknown"): "Without speech there is nothing to compare the background with.",
    ("silence", "ok"): "There is little silence in it ({value:.0f} %).",
    ("silence", "high-warn"): "Much of the recording is silence ({value:.0f} %): cut it out, or read without long "
    "stops.",
    ("silence", "speechless"): "No speech was found: speak clearly into the microphone, and check that the right one "
    "is chosen.",
    ("silence", "digital"): "The recording is completely silent: the microphone may be muted, or the wrong one is "
    "chosen.",
    ("pauses", "ok"): "The longest pause is {value:.1f} s.",
    ("pauses", "high-warn"): "The longest pause is {value:.1f} s: read on after {limit:g} s at most, or cut it out.",
    ("hum", "none"): "There is no mains hum.",
    ("hum", "ok"): "Mains hum ({mains:.0f} Hz) is faint, {value:.0f} dB below the voice.",
    (
        "hum",
        "low-warn",
    ): "Mains hum ({mains:.0f} Hz) is heard, only {value:.0f} dB below the voice: try another cable or "
    "socket, move away from power supplies, or run the computer from its battery.",
    ("hum", "unknown"): "Without speech there is nothing to compare hum with.",
    ("dc-offset", "ok"): "The recording lies around zero (offset {value:.1f} %).",
    ("dc-offset", "high-warn"): "The recording lies {value:.0f} % beside zero. That is corrected by itself, but may "
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
    ("bandwidth", "low-fail"): "The voice reaches only up to {value:.0f} Hz, as over a telephone, too little to know "
    "it by: record anew without a phone line or headset connection, or find a better copy.",
    ("bandwidth", "masked"): "The voice is heard up to {value:.0f} Hz; noise hides what may lie above.",
    ("bandwidth", "unknown"): "There is too little speech to tell how far up the voice reaches.",
    ("dropouts", "ok"): "There are no dropouts.",
    ("dropouts", "one"): "There is a dropout or a repeated block in the recording: close other programs or use another "
    "cable, and record again.",
    ("dropouts", "high-warn"): "The recording has {value:.0f} dropouts or repeated blocks: close other programs or use "
    "another cable, and record again.",
    ("dropouts", "high-fail"): "The recording is full of dropouts ({value:.0f}): close other programs or use another "
    "cable, and record again.",
    ("speakers", "ok"): "One voice speaks all the time (likeness {value:.0f} %).",
    (
        "speakers",
        "low-warn",
    ): "The voice changes a lot (likeness {value:.0f} %), there may be more than one speaker: keep "
    "only the parts with one person.",
    ("speakers", "mixed-fail"): "More than one person speaks (likeness {value:.0f} %): keep only the parts with one "
    "person.",
    ("speakers", "low-fail"): "There is more than one speaker (likeness {value:.0f} %): keep only the parts with one "
    "person.",
    (
        "speakers",
        "at-once",
    ): "Several voices may be speaking at once (likeness {value:.0f} %): record one person alone.",
    (
        "speakers",
        "two-pitches",
    ): "Two voices seem to speak at once (two pitches in {value:.0f} % of the speech): record one person alone.",
    ("speakers", "unknown"): "There is too little speech to tell voices apart.",
    ("music", "ok"): "There is no music in it ({value:.0f} % held notes).",
    ("music", "high-warn"): "There may be music or singing ({value:.0f} % held notes): switch it off and speak, or use "
    "a recording without it.",
    ("music", "high-fail"): "There is music in it ({value:.0f} % held notes): use speech without any music.",
    ("music", "sung"): "The words seem to be sung (the voice holds its pitch {value:.0f} % of the time): speak them.",
    ("whisper", "ok"): "The voice is voiced, not whispered ({value:.0f} %).",
    ("whisper", "low-warn"): "Much of the speech is whispered (only {value:.0f} % voiced): speak with your full voice.",
    ("whisper", "low-fail"): "The speech is whispered (only {value:.0f} % voiced): speak with your full voice.",
    ("whisper", "drowned"): "The background is too loud to tell whether the speech is whispered.",
    ("whisper", "unknown"): "There is too little speech to tell whether it is whispered.",
}


def sentence(check: str, case: str, numbers: Mapping[str, float]) -> str:
    """What to tell the user.

    A value beyond its limit is rounded so that the sentence says so, too.

    Args:
        check: name of the check.
        case: how it came out.
        numbers: the measured ``value``, the ``limit`` it was held against, and further facts by name.
    """
    template = SENTENCES[check, case]
    cut = {name: whole_tenths(number) for name, number in numbers.items()} if check in _CUT_SHORT else numbers
    decimals = _SHOWN_DECIMALS.search(template)
    if case in _OK_CASES or decimals is None or "limit" not in numbers:
        return template.format(**{**cut, **_tenths(numbers)})
    value = as_shown(_as_counted(check, numbers), int(decimals.group(1)), numbers["limit"])
    return template.format(**{**cut, "value": value, **_tenths(numbers)})


def _as_counted(check: str, numbers: Mapping[str, float]) -> float:
    """The value; a length that is too short as it is shown everywhere, cut after a tenth."""
    value = numbers["value"]
    return whole_tenths(value) if check in _CUT_SHORT and value < numbers["limit"] else value


def _tenths(numbers: Mapping[str, float]) -> Mapping[str, float]:
    """The limit without the crumbs of a computation: 2.4, not 2.4000000000000004."""
    return {"limit": round(numbers["limit"], 1)} if "limit" in numbers else {}
