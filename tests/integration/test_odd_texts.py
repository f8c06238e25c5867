"""Odd texts through the whole program below the window: cut, sent to the engine's process, levelled, written."""

from typing import Any

import numpy as np
import pytest

from tests.support.basic_voices import kept_voice
from tests.support.odd_texts import REPEATING, SILENT, SPOKEN
from voicecloner.audio.files.encoding import read_audio
from voicecloner.bootstrap import Application
from voicecloner.domain.audio import AudioClip
from voicecloner.errors import InvalidRequest
from voicecloner.paths import user_folders
from voicecloner.sound.levels import loudness_lufs
from voicecloner.use_cases.speaking.speak import SpeakRequest

SENTENCES = {
    "letters": "A. B. C. D. E. F. G. H.",
    "short words": "Yes. No. Why? Go! Hm. Oh.",
    "long after short": "Oh! A large size in stockings is hard to sell.",
    "a quiet line between": "One line.\n\n* * *\n\n—\n\nAnother line.",
    "twice as fast": "Glue the sheet to the dark blue background.",
}


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    folder = tmp_path_factory.mktemp("odd_texts")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VOICECLONER_HOME", str(folder))
        application = Application(user_folders())
    kept_voice(application, folder, "Anna")
    said(application, "Hello.")  # the engine's process is older then than any test that looks for what was left behind
    yield application
    application.close()


def said(program: Application, text: str, **how: Any) -> AudioClip:
    take = program.speak(SpeakRequest(text, "Anna", **how))
    clip = read_audio(take.path)
    take.path.unlink()
    return clip


def assert_level(clip: AudioClip) -> None:
    assert np.isfinite(clip.samples).all()
    assert np.abs(clip.samples).max() <= 10 ** (-1 / 20) + 1e-3
    if clip.seconds > 1:
        assert loudness_lufs(clip.samples, clip.sample_rate) == pytest.approx(-23, abs=1)


@pytest.mark.parametrize("text", SPOKEN.values(), ids=SPOKEN)
def test_every_text_is_as_loud_as_any_other(program, text):
    assert_level(said(program, text))


@pytest.mark.parametrize("text", SENTENCES.values(), ids=SENTENCES)
@pytest.mark.parametrize("speed", [1.0, 2.0])
def test_so_are_several_sentences(program, text, speed):
    assert_level(said(program, text, speed=speed))


@pytest.mark.parametrize("text", [*SILENT.values(), *REPEATING.values()], ids=[*SILENT, *REPEATING])
def test_where_there_is_nothing_to_say_the_user_is_told(program, text):
    with pytest.raises(InvalidRequest, match="nothing to say"):
        said(program, text)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("text", ["abcdefghij" * 1000, "你好吗" * 500], ids=["Latin", "Chinese"])
def test_thousands_of_characters_without_a_space(program, text):
    assert_level(said(program, text))
