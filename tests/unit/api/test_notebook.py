"""What notebooks show."""

import base64
import re
import xml.etree.ElementTree as ET
from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest

from tests.support.fake_host import FakeHost
from tests.support.scorecards import COMPARISON
from voicecloner.api import VoiceCloner
from voicecloner.api.notebook import MOST_EMBEDDED_S, speech_html, waveform_svg
from voicecloner.bootstrap import Application
from voicecloner.domain.audio import AudioClip
from voicecloner.domain.scorecard import Scorecard
from voicecloner.paths import user_folders

HOSTILE = "<script>alert('&\"')</script>"


@pytest.fixture
def app(keep_voice):
    with closing(Application(user_folders(), FakeHost())) as made:
        keep_voice(made, HOSTILE)
        yield made


def parsed(html):
    """The elements, by their names; as XML, which forgives nothing."""
    text = html.replace("<br>", "<br/>").replace("<audio controls ", '<audio controls="" ')
    return {element.tag: element for element in ET.fromstring(text).iter()}  # noqa: S314 - the program's own


def test_a_take_has_a_player_a_waveform_and_its_text(app):
    said = VoiceCloner(app=app).speak(f"Hello. {HOSTILE}", HOSTILE)
    shown = parsed(said._repr_html_())
    assert "script" not in shown
    assert HOSTILE in shown["figcaption"].text
    assert shown["svg"].get("aria-label") == "Waveform"
    (kind, content) = re.fullmatch(r"data:(audio/mpeg);base64,(.+)", shown["audio"].get("src")).groups()
    assert kind == "audio/mpeg"
    assert len(base64.b64decode(content)) > 1000


def test_a_long_take_is_not_put_into_the_notebook(app):
    said = VoiceCloner(app=app).speak("Hello.", HOSTILE)
    long_sound = AudioClip(np.zeros(round((MOST_EMBEDDED_S + 1) * 100), np.float32), 100)
    shown = parsed(speech_html(said.take, long_sound))
    assert "audio" not in shown
    assert "save it as a file" in shown["em"].text


def test_a_voice_and_its_score_are_tables(app):
    (voice,) = app.manage_voices.list("").voices
    card = Scorecard(COMPARISON)
    shown = parsed(replace(voice, scorecard=card, notes=HOSTILE)._repr_html_())
    assert "script" not in shown
    assert shown["caption"].text == HOSTILE
    assert f"{card.score} of 100" in "".join(shown["table"].itertext())
    assert parsed(card._repr_html_())["caption"].text == f"{card.score} of 100"
    assert "of 100" not in voice._repr_html_()


def test_a_waveform_is_as_high_as_the_sound_is_loud():
    samples = np.concatenate([np.zeros(1000), np.full(1000, 0.5)]).astype(np.float32)
    path = parsed(waveform_svg(AudioClip(samples, 1000)))["path"].get("d")
    heights = [float(low) - float(high) for high, low in re.findall(r"M[\d.]+ ([\d.]+)V([\d.]+)", path)]
    assert len(heights) == 300
    assert heights[0] == 1.0
    assert heights[-1] == 30.0
    assert waveform_svg(AudioClip(np.zeros(0, np.float32), 1000)) == ""
