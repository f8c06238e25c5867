"""Proposals through the real decoder, speech detector and recognizer."""

import pytest
import soundfile

from tests.support.clips import clip, noise
from tests.support.hearing import NEEDS_RECOGNIZER
from tests.support.speech import PANGRAMS, espeak_speech, speech_file
from voicecloner.errors import Cancelled, InvalidRequest, UnreadableAudio
from voicecloner.jobs import CancelToken, no_progress
from voicecloner.use_cases.review.propose_transcript import ProposeRequest

pytestmark = NEEDS_RECOGNIZER


def propose(app, sound, language="en", progress=no_progress):
    return app.propose_transcript(ProposeRequest(sound, language), progress=progress, cancel=CancelToken())


def test_the_words_of_a_file_are_proposed(app, tmp_path):
    fractions = []
    found = propose(app, speech_file(tmp_path / "a.wav", 12.0), progress=lambda u: fractions.append(u.fraction))
    said = set(PANGRAMS.split())
    words = [word.text for word in found.words]
    assert sum(word in said for word in words) >= 0.5 * len(words) > 15
    assert found.text == " ".join(words)
    assert 0.0 < found.confidence <= 1.0
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0


def test_a_recording_that_was_read_already(app):
    found = propose(app, espeak_speech("Thank you very much."), "en-GB")
    assert found.text
    assert found.request.language == "en-GB"


def test_nobody_speaks(app):
    found = propose(app, clip(noise(3.0, rms=0.01)))
    assert (found.text, found.words, found.confidence) == ("", (), None)


@pytest.mark.parametrize("language", ["de", "fr-CA", "", "eng"])
def test_other_languages_are_refused_in_plain_words(app, language):
    with pytest.raises(InvalidRequest, match="English only") as caught:
        propose(app, espeak_speech("Guten Tag.", "de"), language)
    assert caught.value.hint == "Type the words yourself."


def test_no_sound(app, tmp_path):
    (tmp_path / "letter.wav").write_text("Dear Anna")
    with pytest.raises(UnreadableAudio):
        propose(app, tmp_path / "letter.wav")


def test_stopped(app, tmp_path):
    cancel = CancelToken()
    cancel.cancel()
    sound = espeak_speech(PANGRAMS)
    soundfile.write(tmp_path / "a.wav", sound.samples, sound.sample_rate)
    with pytest.raises(Cancelled):
        app.propose_transcript(ProposeRequest(tmp_path / "a.wav"), progress=no_progress, cancel=cancel)
