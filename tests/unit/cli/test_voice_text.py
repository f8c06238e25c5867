"""A voice in words."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import PurePosixPath

import pytest

from voicecloner.cli.voice_text import voice_text
from voicecloner.domain.audio import RecordingOrigin
from voicecloner.domain.consent import Consent, ConsentKind
from voicecloner.domain.quality import Finding, Review, Severity
from voicecloner.domain.voice import StoredReference, Voice, VoiceMode

MADE = datetime(2026, 5, 20, 12, 0, tzinfo=UTC)
ORIGIN = RecordingOrigin("Mixer, input 3", MADE)
VOICE = Voice(
    id="v1",
    name="Jürgen 声",
    language="pt-BR",
    engine_id="natural",
    engine_revision="1",
    mode=VoiceMode.EMBEDDING,
    transcript="",
    references=(
        StoredReference(
            "a.wav",
            PurePosixPath("a"),
            PurePosixPath("b"),
            12.04,
            "ff",
            None,
            2,
            RecordingOrigin("Mixer, input 3", MADE),
        ),
    ),
    review=Review(
        12.04,
        10.2,
        (
            Finding("level", Severity.OK, -20.0, "dBFS", None, "The level is good."),
            Finding("noise", Severity.WARN, 25.0, "dB", 30.0, "There is some noise: find a quieter room."),
        ),
    ),
    consent=Consent(ConsentKind.GIVEN, MADE, "cli", "Jürgen"),
    created_at=MADE,
)


def test_all_of_it_in_words():
    when = f"{MADE.astimezone():%Y-%m-%d %H:%M}"
    assert (
        voice_text(VOICE, "")
        == f"""Jürgen 声
  Language:      Portuguese (Brazil) (pt-BR)
  Whose voice:   Jürgen, of somebody who agreed, as stated on {when}
  Recording:     a.wav, 12.0\u00a0s, channel 2, recorded with Mixer, input 3, on {when}
  Review:        can be used, 10.2\u00a0s of speech
    noise:       There is some noise: find a quieter room.
  Engine:        natural, revision 1, from the sound alone
  Made:          {when}
  Last used:     never
  Id:            v1"""
    )


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("Anna", "Anna"),
        ("Zoë-2", "Zoë-2"),
        ("声", "声"),
        ("Old Anna", '"Old Anna"'),
        ("Anna's aunt", '"Anna\'s aunt"'),
        ("--all", "v1"),
        ('the "best"', "v1"),
        ("$HOME", "v1"),
        ("100 %", "v1"),
    ],
)
def test_a_voice_is_called_so_that_a_shell_reads_its_name(name, called):
    assert replace(VOICE, name=name).as_argument == called


def test_what_is_there_is_told():
    voice = replace(
        VOICE, transcript="Two\nlines.", tags=("a", "b"), notes="Mine.", last_used_at=MADE, mode=VoiceMode.TRANSCRIPT
    )
    text = voice_text(voice, "its engine is gone")
    for line in (
        "Needs rebuild: its engine is gone",
        "Transcript:    Two lines.",
        "Tags:          a, b",
        "Notes:         Mine.",
    ):
        assert f"  {line}\n" in text
    assert "from the sound and its transcript" in text
    assert "never" not in text


@pytest.mark.parametrize(
    ("kept", "told"),
    [
        ("input 1", "recorded with the system’s default device, input 1"),  # so it was kept by earlier versions
        ("Mixer, input 1", "recorded with Mixer, input 1"),
        ("Blue Yeti", "recorded with Blue Yeti"),
    ],
)
def test_the_microphone_is_named(kept, told):
    recording = replace(VOICE.references[0], origin=RecordingOrigin(kept))
    assert told in voice_text(replace(VOICE, references=(recording,)), "")
