"""Hearing what a saved voice sounds like."""

import pytest

from tests.support.fake_host import fake_engine
from voicecloner.errors import Cancelled, InvalidRequest
from voicecloner.jobs import CancelToken, no_progress
from voicecloner.use_cases.speaking.audition import Audition, AuditionRequest, audition_text


@pytest.fixture
def make(app, keep_voice):
    return lambda name, language="en": keep_voice(app, name, language=language)


def hear(app, name, cancel=None, on_chunk=None):
    request = AuditionRequest(name)
    return app.audition(request, progress=no_progress, cancel=cancel or CancelToken(), on_chunk=on_chunk)


def test_a_voice_says_a_sentence_in_its_language_and_keeps_no_take(app, host, make):
    voice = make("Anna", "de")
    chunks = []
    clip = hear(app, "Anna", on_chunk=chunks.append)
    assert [(text, options.language) for text, options in host.spoken] == [(audition_text("de"), "de")]
    assert clip.seconds == pytest.approx(sum(len(chunk.samples) for chunk in chunks) / clip.sample_rate)
    assert app.manage_takes.list().takes == ()
    assert app.manage_voices.find(voice.id).last_used_at is None


def test_it_is_not_said_anew_until_the_voice_is_another(app, host, make):
    voice = make("Anna")
    first = hear(app, "Anna")
    assert hear(app, voice.id) is first
    assert len(host.spoken) == 1
    make("Bob")
    hear(app, "Bob")
    assert len(host.spoken) == 2


def test_only_some_are_kept(app, host, make):
    audition = Audition(app.speak, app.library)
    voices = [make(f"Voice {number}") for number in range(9)]
    for voice in voices:
        audition(AuditionRequest(voice.id))
    said = len(host.spoken)
    for voice in voices[1:]:
        audition(AuditionRequest(voice.id))
    assert len(host.spoken) == said
    audition(AuditionRequest(voices[0].id))
    assert len(host.spoken) == said + 1


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en-GB", "Early on a clear morning, the whole valley was still quiet."),
        ("cs", "1, 2, 3, 4, 5."),
        ("art-x-pyash", "1, 2, 3, 4, 5."),
    ],
)
def test_what_is_said(language, text):
    assert audition_text(language) == text


def test_chinese_is_read_in_chinese():
    assert audition_text("cmn") == audition_text("zh")
    assert any("\u4e00" <= letter <= "\u9fff" for letter in audition_text("cmn"))


def test_an_engine_that_only_converts_says_so(app, host, make):
    make("Anna")
    host.info = fake_engine(can_synthesize=False)
    with pytest.raises(InvalidRequest, match="cannot say a text"):
        hear(app, "Anna")


def test_a_stopped_one_is_not_kept(app, host, make):
    make("Anna")
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        hear(app, "Anna", cancel)
    said = len(host.spoken)
    hear(app, "Anna")
    assert len(host.spoken) == said + 1
