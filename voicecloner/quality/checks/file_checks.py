"""What a profile asks of the files themselves and of the language; the sound in them is judged by `checks`.

Files that are not as asked are converted by this program before an engine gets them, so that nobody is stopped by them.
Users who want to give a file as it is to the service that a profile is named after are warned. A language that an
engine does not know cannot be converted.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from voicecloner.domain.audio import SourceInfo
from voicecloner.domain.language_names import language_name
from voicecloner.domain.quality import Finding, Severity
from voicecloner.quality.profiles import Profile

FILE_CHECKS = ("file-size", "format", "channels", "language")
"""Names of the findings on files."""
_MB = 1 << 20
_SAME_LANGUAGE = {"cmn": "zh"}
_BITS = re.compile(r"\d+")
_BITS_BY_NAME = {"FLOAT": 32, "DOUBLE": 64, "ULAW": 8, "ALAW": 8, "IMA_ADPCM": 4, "MS_ADPCM": 4}


@dataclass(frozen=True)
class _Rule:
    """How a file stands to one thing a profile asks for.

    Attributes:
        check: name of the finding.
        value: what the file has.
        unit: of `value`.
        limit: the most that is asked for.
        is_met: whether the file is as asked.
        has: what the file is, in words that follow "The file".
        asked: what is asked for, in words.
    """

    check: str
    value: float | None
    unit: str
    limit: float | None
    is_met: bool
    has: str
    asked: str


def file_findings(
    sources: Sequence[SourceInfo], profile: Profile, language: str | None = None, *, as_it_is: bool = False
) -> tuple[Finding, ...]:
    """One finding for each thing that the profile asks of files: the worst file counts; and one for the language.

    Args:
        sources: the files.
        profile: what is asked.
        language: BCP 47 tag of the speech, if it is known.
        as_it_is: whether the files are to be used without this program, so that what is not as asked is a warning.
    """
    worst: dict[str, _Rule] = {}
    for source in sources:
        for rule in _rules(source, profile):
            known = worst.get(rule.check)
            if known is None or (known.is_met and not rule.is_met):
                worst[rule.check] = rule
    found = [_finding(rule, as_it_is=as_it_is) for rule in worst.values()]
    return (*found, *_language_finding(profile, language))


def _rules(source: SourceInfo, profile: Profile) -> Iterator[_Rule]:
    rules = profile.file
    if rules.max_bytes is not None:
        size_mb, most_mb = source.size_bytes / _MB, round(rules.max_bytes / _MB)
        asked = f"{most_mb} MB or less" if rules.max_bytes % _MB == 0 else f"less than {most_mb} MB"
        is_met = source.size_bytes <= rules.max_bytes
        yield _Rule("file-size", size_mb, "MB", most_mb, is_met, f"is {_size(size_mb)} large", asked)
    if rules.formats:
        yield _format_rule(source, rules.formats, rules.wav_bits)
    if rules.max_channels is not None:
        most = rules.max_channels
        has = "is mono" if source.channels == 1 else f"has {source.channels} channels"
        asked = "mono" if most == 1 else f"{most} channels at most"
        yield _Rule("channels", source.channels, "", most, source.channels <= most, has, asked)


def _format_rule(source: SourceInfo, formats: tuple[str, ...], wav_bits: int | None) -> _Rule:
    bits = _bits(source.codec) if source.container == "WAV" else None
    names = [f"WAV of {wav_bits} bit" if name == "WAV" and wav_bits else name for name in formats]
    is_met = source.container in formats and (bits is None or wav_bits is None or bits == wav_bits)
    asked = f"{', '.join(names[:-1])} or {names[-1]}"
    has = _format_words(source, bits)
    return _Rule("format", bits, "bit" if bits else "", wav_bits if bits else None, is_met, has, asked)


def _format_words(source: SourceInfo, bits: int | None) -> str:
    if bits is None:
        return f"has the format {source.container}"
    is_float = source.codec.upper() in {"FLOAT", "DOUBLE"} or "_f" in source.codec
    return f"is {source.container} of {bits} bit{' floating point' if is_float else ''}"


def _bits(codec: str) -> int | None:
    """Bits of each sample by the decoder's name of the codec, e.g. ``PCM_24`` or ``pcm_s24le``."""
    digits = _BITS.search(codec)
    return _BITS_BY_NAME.get(codec.upper()) or (int(digits.group()) if digits and "pcm" in codec.lower() else None)


def _size(size_mb: float) -> str:
    return f"{size_mb:.1f}\u00a0MB" if size_mb >= 0.1 else "less than 0.1 MB"


def _finding(rule: _Rule, *, as_it_is: bool) -> Finding:
    side = "" if rule.limit is None else "most"
    if rule.is_met:
        message = f"The file {rule.has}, as asked for ({rule.asked})."
        return Finding(rule.check, Severity.OK, rule.value, rule.unit, rule.limit, message, limit_is=side)
    if as_it_is:
        message = f"The file {rule.has}; used as it is it would be refused, as {rule.asked} is asked for. "
        message += "For a voice made here it is converted automatically."
        return Finding(rule.check, Severity.WARN, rule.value, rule.unit, rule.limit, message, limit_is=side)
    # the file itself is held against nothing, so the finding carries no limit that it would be seen to miss
    message = f"The file {rule.has} and is converted automatically to what is asked for ({rule.asked})."
    return Finding(rule.check, Severity.OK, rule.value, rule.unit, None, message)


def _language_finding(profile: Profile, language: str | None) -> tuple[Finding, ...]:
    if not profile.languages or not language:
        return ()
    name, known = language_name(language), ", ".join(language_name(tag) for tag in profile.languages)
    base = language.split("-")[0].lower()
    if _SAME_LANGUAGE.get(base, base) in profile.languages:
        return (Finding("language", Severity.OK, None, "", None, f"{name} is one of the languages it knows."),)
    message = f"{name} is not among the languages it knows ({known}): choose one of them, or another engine."
    return (Finding("language", Severity.FAIL, None, "", None, message),)
