from dataclasses import replace

import numpy as np
import pytest

from voicecloner.audio.files.encoding import write_audio
from voicecloner.domain.audio import AudioClip
from voicecloner.errors import InvalidRequest
from voicecloner.provenance.certificates import own_signing
from voicecloner.provenance.seal import Seal
from voicecloner.settings import Settings

pytest.importorskip("c2pa", reason="content credentials are an extra")
VOICE_ID = "0123456789abcdef" * 2
ON = replace(Settings(), content_credentials="on")


@pytest.fixture
def sound(tmp_path):
    write_audio(tmp_path / "said.wav", AudioClip(np.zeros(2400, np.float32), 24_000))
    return tmp_path / "said.wav"


def seal(tmp_path, settings):
    return Seal(tmp_path / "own", lambda: settings)


def test_nothing_is_signed_unless_it_is_wanted(tmp_path):
    assert seal(tmp_path, Settings()).finish_for(VOICE_ID) is None
    assert not (tmp_path / "own").exists()


def test_this_computer_signs_and_knows_its_own(tmp_path, sound):
    seal(tmp_path, ON).finish_for(VOICE_ID)(sound)
    assert seal(tmp_path, Settings()).read(sound).is_known


def test_the_users_certificate_signs_and_is_known_while_it_is_set(tmp_path, sound):
    own_signing(tmp_path / "company")
    chain, key = (str(tmp_path / "company" / name) for name in ("certificate.pem", "key.pem"))
    settings = replace(ON, credentials_certificate=chain, credentials_key=key)
    seal(tmp_path, settings).finish_for(VOICE_ID)(sound)
    assert seal(tmp_path, settings).read(sound).is_known
    assert not seal(tmp_path, ON).read(sound).is_known
    assert not (tmp_path / "own").exists()


def test_a_certificate_without_its_key_is_told(tmp_path):
    with pytest.raises(InvalidRequest, match="both needed"):
        seal(tmp_path, replace(ON, credentials_certificate="chain.pem")).finish_for(VOICE_ID)


@pytest.mark.parametrize("content", [None, b"\xff no certificate"])
def test_a_certificate_of_the_settings_that_cannot_be_read_makes_no_file_look_damaged(tmp_path, sound, content):
    seal(tmp_path, ON).finish_for(VOICE_ID)(sound)
    chosen = tmp_path / "chosen.pem"
    if content:
        chosen.write_bytes(content)
    found = seal(tmp_path, replace(ON, credentials_certificate=str(chosen), credentials_key="key.pem")).read(sound)
    assert (found.is_intact, found.is_known) == (True, True)


def test_a_sound_in_memory_is_signed_where_that_is_wanted_and_its_format_takes_it(tmp_path, sound):
    assert seal(tmp_path, Settings()).signer_for(VOICE_ID, ".wav") is None
    assert seal(tmp_path, ON).signer_for(VOICE_ID, ".opus") is None
    sign = seal(tmp_path, ON).signer_for(VOICE_ID, ".wav")
    sound.write_bytes(sign(sound.read_bytes()))
    assert seal(tmp_path, Settings()).read(sound).is_known
