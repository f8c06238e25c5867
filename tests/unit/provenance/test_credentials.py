"""Content credentials in files of every format the program writes."""

import io

import numpy as np
import pytest
import soundfile

from voicecloner.audio.files.audiobook import AudiobookTags, write_audiobook
from voicecloner.audio.files.encoding import write_audio
from voicecloner.audio.files.id3 import ChapterMark
from voicecloner.audio.files.saving import SourceSound
from voicecloner.audio.files.stream_encoding import whole_sound
from voicecloner.audio.files.tags import read_tags
from voicecloner.domain.audio import AudioClip
from voicecloner.errors import InvalidRequest
from voicecloner.jobs import NEVER
from voicecloner.provenance.certificates import OWN_NAME, certificates_in, own_signing
from voicecloner.provenance.credentials import Signing, read_credentials, with_credentials, write_credentials

pytest.importorskip("c2pa", reason="content credentials are an extra")
RATE = 24_000
VOICE_ID = "0123456789abcdef" * 2
TAGS = {"title": "Grüße aus 東京", "artist": "Anna (synthetic voice)", "comment": "made by a machine"}
TONE = (0.2 * np.sin(np.arange(RATE) * 0.1)).astype(np.float32)


@pytest.fixture
def signing(tmp_path):
    return own_signing(tmp_path / "credentials")


def tone_file(path):
    if path.suffix == ".m4b":
        sound = SourceSound(RATE, RATE, lambda: (block for block in [TONE]))
        write_audiobook(path, sound, AudiobookTags(TAGS, [ChapterMark("One", 0.0, 1.0)]))
    else:
        write_audio(path, AudioClip(TONE, RATE), metadata=TAGS)
    return path


@pytest.fixture
def trusted(signing, tmp_path):
    return [certificates_in(tmp_path / "credentials" / "certificate.pem")[-1]]


@pytest.mark.parametrize("suffix", [".wav", ".flac", ".mp3", ".m4b"])
def test_a_signed_file_tells_who_signed_it_and_that_a_machine_spoke(tmp_path, signing, suffix, trusted):
    path = tone_file(tmp_path / f"said{suffix}")
    assert write_credentials(path, signing, VOICE_ID)
    found = read_credentials(path, trusted)
    assert (found.is_intact, found.is_known, found.is_synthetic, found.signer) == (True, True, True, OWN_NAME)
    assert found.software.startswith("VoiceCloner ")


@pytest.mark.parametrize("suffix", [".wav", ".flac", ".mp3", ".m4b"])
def test_signing_changes_neither_sound_nor_tags(tmp_path, signing, suffix):
    path = tone_file(tmp_path / f"said{suffix}")
    before = read_tags(path, NEVER)
    sound = soundfile.read(path)[0] if suffix != ".m4b" else None
    write_credentials(path, signing, VOICE_ID)
    assert before.items() <= read_tags(path, NEVER).items()
    if sound is not None:
        assert np.array_equal(soundfile.read(path)[0], sound)


@pytest.mark.parametrize("name", ["wav", "flac", "mp3"])
def test_a_sound_in_memory_is_signed_and_stays_what_it_was(tmp_path, signing, trusted, name):
    sound = whole_sound(name, TONE, RATE, TAGS)
    signed = tmp_path / f"said.{name}"
    signed.write_bytes(with_credentials(sound, f".{name}", signing, VOICE_ID))
    found = read_credentials(signed, trusted)
    assert (found.is_intact, found.is_known, found.is_synthetic) == (True, True, True)
    assert read_tags(signed, NEVER).items() >= {"title": TAGS["title"], "comment": TAGS["comment"]}.items()
    assert np.array_equal(soundfile.read(signed)[0], soundfile.read(io.BytesIO(sound))[0])


@pytest.mark.parametrize("suffix", [".opus", ".aac", ".pcm"])
def test_a_sound_in_memory_of_another_format_stays_as_it_is(signing, suffix):
    assert with_credentials(b"any", suffix, signing, VOICE_ID) == b"any"


@pytest.mark.parametrize("suffix", [".ogg", ".opus"])
def test_a_format_that_takes_none_stays_as_it_is(tmp_path, signing, suffix):
    path = tone_file(tmp_path / f"said{suffix}")
    before = path.read_bytes()
    assert not write_credentials(path, signing, VOICE_ID)
    assert path.read_bytes() == before
    assert read_credentials(path) is None


def test_a_signature_nobody_vouches_for_is_right_and_unknown(tmp_path, signing):
    path = tone_file(tmp_path / "said.wav")
    write_credentials(path, signing, VOICE_ID)
    found = read_credentials(path)
    assert found.is_intact
    assert not found.is_known


def test_one_changed_sample_breaks_them(tmp_path, signing, trusted):
    path = tone_file(tmp_path / "said.wav")
    write_credentials(path, signing, VOICE_ID)
    content = bytearray(path.read_bytes())
    content[1000] ^= 1
    path.write_bytes(content)
    assert not read_credentials(path, trusted).is_intact


def test_the_name_of_a_file_does_not_hide_them(tmp_path, signing, trusted):
    path = tone_file(tmp_path / "said.wav")
    write_credentials(path, signing, VOICE_ID)
    assert read_credentials(path.rename(tmp_path / "said.mp3"), trusted).is_intact


@pytest.mark.parametrize(
    "content", [b"", b"RIFF", b"RIFF\xff\xff\xff\xffWAVEC2PA\xff\xff\xff\xff", b"ID3" + b"\xff" * 99]
)
def test_rubbish_carries_none_that_are_right(tmp_path, content):
    (tmp_path / "odd.wav").write_bytes(content)
    found = read_credentials(tmp_path / "odd.wav")
    assert found is None or not found.is_intact


def test_a_key_that_does_not_fit_is_told_and_the_file_stays(tmp_path, signing):
    path = tone_file(tmp_path / "said.wav")
    before = path.read_bytes()
    other = own_signing(tmp_path / "other")
    for key in (b"no key", other.key_pem):
        with pytest.raises(InvalidRequest, match="could not be written"):
            write_credentials(path, Signing(signing.chain_pem, key, "es256"), VOICE_ID)
    assert path.read_bytes() == before


def test_without_the_library_files_are_read_as_if_they_had_none(tmp_path, signing, monkeypatch):
    path = tone_file(tmp_path / "said.wav")
    write_credentials(path, signing, VOICE_ID)
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    assert read_credentials(path) is None
    with pytest.raises(InvalidRequest, match="not installed"):
        write_credentials(path, signing, VOICE_ID)
