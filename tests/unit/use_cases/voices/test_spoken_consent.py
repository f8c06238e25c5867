"""Consent that is heard: what was read, when, and by whom."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest
import soundfile

from tests.support.speech import espeak_speech, speech_file
from voicecloner.domain.audio import AudioClip
from voicecloner.domain.consent import ConsentKind
from voicecloner.domain.quality import Span
from voicecloner.errors import ConsentRequired, InvalidRequest
from voicecloner.library.rows import CONSENT_RECORDING
from voicecloner.provenance.marking import Marker
from voicecloner.use_cases.review.propose_transcript import ProposeTranscript
from voicecloner.use_cases.voices.add_spoken_consent import AddConsentRequest, AddSpokenConsent
from voicecloner.use_cases.voices.create_voice import CreateVoice, CreateVoiceRequest
from voicecloner.use_cases.voices.spoken_consent import (
    GOOD_FOR,
    ConsentReading,
    ConsentRequest,
    ConsentSentence,
    ConsentSentences,
    HearConsent,
)


@pytest.fixture
def sentences(tmp_path):
    return ConsentSentences(tmp_path / "sentence.json")


def clip_of() -> AudioClip:
    clip = espeak_speech()
    return AudioClip(clip.samples[: 6 * clip.sample_rate], clip.sample_rate)


def hearing(text: str) -> HearConsent:
    """Understands this text in every recording, and takes all of it for speech."""

    def recognize(request, *, progress, cancel):
        return SimpleNamespace(text=text, clip=request.sound)

    return HearConsent(cast(ProposeTranscript, recognize), lambda clip, _cancel: (Span(0.0, clip.seconds),))


def heard(sentence: ConsentSentence, text: str, sound: AudioClip | None = None):
    return hearing(text)(ConsentRequest(ConsentReading(sentence, sound or clip_of()), clip_of()))


def test_sentences_are_new_each_time_and_the_last_one_is_kept(sentences):
    first, second = sentences.new(), sentences.new()
    assert first.words != second.words
    assert all(word in second.text for word in second.words)
    assert len(set(second.words)) == 5
    assert sentences.last() == second


def test_a_sentence_is_asked_for_again_as_long_as_it_is_good(sentences):
    first = sentences.good()
    assert sentences.good() == first
    assert first.is_good
    assert first.good_until - first.made_at == GOOD_FOR


def test_another_sentence_takes_the_place_of_one_that_is_too_old(sentences, monkeypatch):
    first = sentences.new()
    old = replace(first, made_at=first.made_at - GOOD_FOR)
    monkeypatch.setattr(sentences, "last", lambda: old)
    assert not old.is_good
    assert sentences.good().words != first.words


@pytest.mark.parametrize("content", [None, b"", b"{}", b"[]"])
def test_without_a_sentence_one_is_asked_for(sentences, tmp_path, content):
    if content is not None:
        (tmp_path / "sentence.json").write_bytes(content)
    with pytest.raises(InvalidRequest, match="There is no sentence"):
        sentences.last()


def test_the_right_words_by_the_right_person_are_consent(sentences):
    sentence = sentences.new()
    found = heard(sentence, sentence.text)
    assert (found.spoken.sentence, found.spoken.heard) == (sentence.text, sentence.text)
    assert found.spoken.likeness == pytest.approx(1.0, abs=1e-3)


def test_one_word_may_be_misheard_and_others_have_wrong_letters(sentences):
    sentence = sentences.new()
    first, second = sentence.words[:2]
    heard(sentence, sentence.text.replace(first, "xyzzy").replace(second, second + "s").upper())
    with pytest.raises(ConsentRequired, match=f"{first}, {second}"):
        heard(sentence, sentence.text.replace(first, "xyzzy").replace(second, "qqqqq"))


def test_the_random_words_alone_are_no_consent(sentences):
    sentence = sentences.new()
    with pytest.raises(ConsentRequired, match="Something other"):
        heard(sentence, " ".join(sentence.words))


@pytest.mark.parametrize("age", [GOOD_FOR + timedelta(seconds=1), timedelta(minutes=-1)])
def test_an_old_sentence_is_none(sentences, age):
    made = sentences.new()
    old = ConsentSentence(made.text, made.words, datetime.now(UTC) - age)
    with pytest.raises(ConsentRequired, match="too long ago"):
        heard(old, old.text)


def test_too_little_speech_tells_nothing(sentences):
    sentence, clip = sentences.new(), clip_of()
    snippet = AudioClip(clip.samples[: 2 * clip.sample_rate], clip.sample_rate)
    with pytest.raises(ConsentRequired, match="Too little"):
        heard(sentence, sentence.text, snippet)


def test_another_reader_is_refused(sentences):
    sentence = sentences.new()
    clip = clip_of()
    # half as fast again, pitch and all
    places = np.arange(0, clip.frames, 1.5)
    higher = AudioClip(np.interp(places, np.arange(clip.frames), clip.samples).astype(np.float32), clip.sample_rate)
    with pytest.raises(ConsentRequired, match="does not sound like"):
        heard(sentence, sentence.text, higher)


def test_a_reading_by_a_synthetic_voice_is_refused(sentences):
    sentence, clip = sentences.new(), clip_of()
    made = AudioClip(Marker(clip.sample_rate).marked(clip.samples), clip.sample_rate)
    with pytest.raises(ConsentRequired, match="synthetic"):
        heard(sentence, sentence.text, made)


def test_the_reading_is_kept_with_the_voice(app, host, sentences, tmp_path):
    sentence = sentences.new()
    path = speech_file(tmp_path / "anna.wav", seconds=12)
    create = CreateVoice(
        app.check_references, host, app.library, hear_consent=hearing(sentence.text), log=app.consent_log
    )
    reading = ConsentReading(sentence, clip_of())
    voice = create(CreateVoiceRequest("Anna", (path,), ConsentKind.GIVEN, speaker="Zoë", spoken=reading)).voice
    assert voice.consent.spoken.sentence == sentence.text
    kept = app.folders.data / "voices" / voice.id / CONSENT_RECORDING
    samples, _rate = soundfile.read(kept, dtype="float32")
    assert np.abs(samples - reading.sound.samples).max() < 1e-4
    (event,) = app.manage_consent.events()
    assert event.consent.spoken.heard == sentence.text


def test_what_was_not_consent_makes_no_voice(app, host, sentences, tmp_path):
    sentence = sentences.new()
    path = speech_file(tmp_path / "anna.wav", seconds=12)
    create = CreateVoice(app.check_references, host, app.library, hear_consent=hearing("Good morning."))
    with pytest.raises(ConsentRequired):
        create(CreateVoiceRequest("Anna", (path,), ConsentKind.OWN, spoken=ConsentReading(sentence, clip_of())))
    assert not host.cloned
    assert app.library.list() == ()


def test_the_speaker_of_a_voice_that_is_there_may_speak_once(app, sentences, tmp_path):
    sentence = sentences.new()
    path = speech_file(tmp_path / "anna.wav", seconds=12)
    voice = app.create_voice(CreateVoiceRequest("Anna", (path,), ConsentKind.GIVEN, speaker="Zoë")).voice
    add = AddSpokenConsent(hearing(sentence.text), app.library, app.consent_log)
    request = AddConsentRequest("anna", ConsentReading(sentence, clip_of()), "cli")
    changed = add(request)
    assert (changed.consent.speaker, changed.consent.spoken.heard) == ("Zoë", sentence.text)
    assert app.library.get(voice.id) == changed
    assert (app.folders.data / "voices" / voice.id / CONSENT_RECORDING).is_file()
    assert app.manage_consent.events()[-1].kind == "spoken"
    with pytest.raises(InvalidRequest, match="already"):
        add(request)
