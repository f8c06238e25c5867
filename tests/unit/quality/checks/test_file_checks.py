from dataclasses import replace

import pytest

from voicecloner.domain.audio import SourceInfo
from voicecloner.domain.quality import Severity
from voicecloner.quality.checks.file_checks import file_findings
from voicecloner.quality.profiles import PROFILES, profile_named

MB = 1 << 20
USUAL = SourceInfo("a.wav", "WAV", "PCM_16", 48_000, 1, 2 * MB, "")
BIG_FLOAT = SourceInfo("a.wav", "WAV", "FLOAT", 48_000, 2, 16 * MB, "")


def findings(source, profile="console", language=None, *, as_it_is=True):
    found = file_findings((source,), profile_named(profile), language, as_it_is=as_it_is)
    return {finding.check: finding for finding in found}


def severities(source, profile="console", language=None):
    return {check: finding.severity.value for check, finding in findings(source, profile, language).items()}


def test_16_mb_of_floats_are_not_10_mb_of_16_bits():
    found = findings(BIG_FLOAT)
    assert found["file-size"].severity is found["format"].severity is Severity.WARN
    assert (found["file-size"].value, found["file-size"].limit, found["file-size"].limit_is) == (16.0, 10, "most")
    assert found["format"].message == (
        "The file is WAV of 32 bit floating point; used as it is it would be refused, as WAV of 16 bit, MP3 or M4A is "
        "asked for. For a voice made here it is converted automatically."
    )
    assert found["channels"].severity is Severity.OK


def test_who_makes_a_voice_here_is_told_but_not_warned():
    found = findings(BIG_FLOAT, as_it_is=False)
    assert {finding.severity for finding in found.values()} == {Severity.OK}
    assert found["format"].message == (
        "The file is WAV of 32 bit floating point and is converted automatically to what is asked for (WAV of 16 bit, "
        "MP3 or M4A)."
    )
    assert found["file-size"].message == (
        "The file is 16.0\u00a0MB large and is converted automatically to what is asked for (10 MB or less)."
    )
    assert (found["format"].limit, found["file-size"].limit, found["file-size"].limit_is) == (None, None, "")


@pytest.mark.parametrize("as_it_is", [True, False])
@pytest.mark.parametrize("profile", PROFILES)
def test_what_passes_is_not_said_to_be_refused_and_the_other_way_round(profile, as_it_is):
    odd = SourceInfo("a.webm", "WebM", "opus", 48_000, 6, 99 * MB, "")
    for finding in findings(odd, profile, as_it_is=as_it_is).values():
        is_refused = finding.severity is not Severity.OK
        assert ("refused" in finding.message) is is_refused
        is_over = finding.value is not None and finding.limit is not None and finding.value > finding.limit
        assert is_refused or not is_over


@pytest.mark.parametrize("profile", ["console", "cosyvoice", "minimax", "qwen-tts"])
def test_what_is_asked_for_passes(profile):
    assert set(severities(USUAL, profile).values()) == {"ok"}


@pytest.mark.parametrize(
    ("profile", "change", "warned"),
    [
        ("console", {"size_bytes": 10 * MB}, set()),
        ("console", {"size_bytes": 10 * MB + 1}, {"file-size"}),
        ("qwen-tts", {"size_bytes": 10 * MB}, {"file-size"}),
        ("minimax", {"size_bytes": 20 * MB}, set()),
        ("minimax", {"size_bytes": 21 * MB}, {"file-size"}),
        ("console", {"codec": "PCM_24"}, {"format"}),
        ("console", {"codec": "pcm_s16le"}, set()),
        ("console", {"codec": "pcm_f32le"}, {"format"}),
        ("minimax", {"codec": "PCM_24"}, set()),
        ("console", {"container": "FLAC"}, {"format"}),
        ("console", {"container": "MP3", "codec": "MPEG_LAYER_III"}, set()),
        ("console", {"container": "M4A", "codec": "aac"}, set()),
        ("console", {"channels": 6}, {"channels"}),
        ("qwen-tts", {"channels": 2}, {"channels"}),
        ("cosyvoice", {"channels": 6}, set()),
        ("izwi", {"container": "FLAC", "size_bytes": 99 * MB, "channels": 8}, set()),
    ],
)
def test_each_profile_asks_for_its_own(profile, change, warned):
    found = severities(replace(USUAL, **change), profile)
    assert {check for check, severity in found.items() if severity == "warn"} == warned


@pytest.mark.parametrize(
    ("profile", "language", "severity"),
    [
        ("qwen-tts", "nl", "fail"),
        ("qwen3-tts", "nl-BE", "fail"),
        ("qwen-tts", "de-DE", "ok"),
        ("qwen3-tts", "cmn", "ok"),
        ("qwen3-tts", "zh-Hans", "ok"),
    ],
)
def test_languages(profile, language, severity):
    assert severities(USUAL, profile, language)["language"] == severity


@pytest.mark.parametrize(("profile", "language"), [("console", "nl"), ("qwen-tts", None)])
def test_no_word_of_a_language_that_nobody_asks_for(profile, language):
    assert "language" not in severities(USUAL, profile, language)


def test_dutch_is_told_by_name():
    message = findings(USUAL, "qwen-tts", "nl")["language"].message
    assert message.startswith("Dutch is not among the languages it knows (Chinese")


def test_of_several_files_the_worst_counts():
    found = file_findings((USUAL, BIG_FLOAT, USUAL), profile_named("console"), as_it_is=True)
    assert [finding.value for finding in found if finding.check == "file-size"] == [16.0]


def test_every_profile_can_be_asked():
    for name in PROFILES:
        file_findings((USUAL,), profile_named(name), "en")
