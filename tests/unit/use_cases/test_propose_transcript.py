"""Proposals through the real decoder, speech detector and recognizer."""

import pytest
import soundfile

from tests.support.clips import clip, noise
from tests.support.speech import PANGRAMS, espeak_speech, speech_file
from voicecloner.domain.quality import Span
from voicecloner.errors import Cancelled, InvalidRequest, UnreadableAudio
from voicecloner.jobs import CancelToken, no_progress
from voicecloner.use_cases.propose_transcript import ProposeRequest, is_known_language, pieces_of

pytest.importorskip("pocketsphinx")


def propose(app, sound, language="en", progress=no_progress):
    return app.propose_transcript(ProposeRequest(sound, language), progress=progress, cancel=CancelToken())


def test_the_words_of_a_file_are_proposed(app, tmp_path):
    fractions = []
    found = propose(app, speech_file(tmp_path / "a.wav", 12.0), progress=lambda u: fractions.append(u.fraction))
    said = set(PANGRAMS.lower().replace(".", "").replace(",", "").split())
    words = [word.text for word in found.words]
    assert sum(word in said for word in words) >= 0.3 * len(words) > 3
    assert found.text[0].isupper()
    assert found.text.lower() == " ".join(words)
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


@pytest.mark.parametrize("tag", ["en", "en-US", "en_GB", "EN"])
def test_all_kinds_of_english_are_known(tag):
    assert is_known_language(tag)


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


def test_speech_is_cut_at_pauses_into_pieces_of_up_to_8_s():
    speech = [Span(0.05, 3.0), Span(3.5, 7.0), Span(8.0, 12.0), Span(14.0, 40.0), Span(41.0, 50.0)]
    assert pieces_of(speech, 50.0) == (Span(0.0, 7.15), Span(7.85, 12.15), Span(13.85, 40.15), Span(40.85, 50.0))
    assert pieces_of([], 5.0) == ()
