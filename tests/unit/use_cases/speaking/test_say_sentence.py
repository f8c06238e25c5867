"""One sentence of a take is said again."""

from itertools import pairwise

import numpy as np
import pytest

from voicecloner.audio.files.encoding import read_audio
from voicecloner.errors import Cancelled, EngineError, InvalidRequest, VoiceNotFound
from voicecloner.jobs import CancelToken
from voicecloner.sound.levels import loudness_lufs
from voicecloner.speech.text import SENTENCE_PAUSE_S
from voicecloner.use_cases.speaking.say_sentence import SentenceRequest
from voicecloner.use_cases.speaking.speak import SpeakRequest

TEXT = "The fox jumps over it. It costs $5, they say. How are you today?"


@pytest.fixture
def take(app, keep_voice):
    keep_voice(app)
    return app.speak(SpeakRequest(TEXT, "Anna"))


def again(app, take, number, *, cancel=None, **changes):
    request = SentenceRequest(app.takes.find(take), number, **changes)
    return app.say_sentence(request, cancel=cancel or CancelToken()).take


def texts_of(take):
    return [take.text[each.first_character : each.end_character] for each in take.sentences]


def stretches(take):
    sound = read_audio(take.path).samples
    edges = [(round(s.start_s * take.sample_rate), round(s.end_s * take.sample_rate)) for s in take.sentences]
    return [sound[start:end] for start, end in edges]


def test_a_sentence_said_more_slowly_takes_the_old_ones_place(app, host, take):
    before = stretches(take)
    changed = again(app, take, 2, speed=0.5)
    assert host.spoken[-1][0] == "It costs five dollars, they say."
    assert (host.spoken[-1][1].speed, changed.text) == (0.5, TEXT)
    after = stretches(changed)
    assert np.array_equal(before[0], after[0])
    assert np.array_equal(before[2], after[2])
    assert len(after[1]) == pytest.approx(2 * len(before[1]), rel=0.01)
    assert [b.start_s - a.end_s for a, b in pairwise(changed.sentences)] == pytest.approx([SENTENCE_PAUSE_S] * 2)
    assert len(changed.sentences[1].versions) == 2


def test_it_is_as_loud_as_in_the_undivided_take(app, take):
    before = [loudness_lufs(np.resize(each, 48_000), take.sample_rate) for each in stretches(take)]
    changed = again(app, again(app, take, 2, speed=0.7), 3, speed=1.4)
    after = [loudness_lufs(np.resize(each, 48_000), take.sample_rate) for each in stretches(changed)]
    assert np.abs(np.subtract(before, after)).max() < 1.0


def test_other_words_take_the_place_of_the_old_ones_in_the_text(app, host, take):
    changed = again(app, take, 2, text="It costs a lot. Really!")
    assert [text for text, _ in host.spoken[-2:]] == ["It costs a lot.", "Really!"]
    assert texts_of(changed) == ["The fox jumps over it.", "It costs a lot. Really!", "How are you today?"]
    words = [changed.text[word.first_character : word.end_character] for word in changed.words]
    assert " ".join(words) == "The fox jumps over it It costs a lot Really How are you today"
    starts = [word.start_s for word in changed.words]
    assert starts == sorted(starts)
    assert texts_of(app.manage_takes.choose_version(changed, 2, 1).take) == texts_of(take)


def test_the_same_once_more_is_told_instead_of_kept(app, take):
    with pytest.raises(InvalidRequest, match="the same way each time"):
        again(app, take, 1)
    assert app.takes.find(take).take == take


def test_without_a_wish_a_seed_is_taken_that_was_not_tried(app, host, take):
    changed = again(app, take, 1, speed=0.9, seed=4)
    with pytest.raises(InvalidRequest, match="the same way each time"):
        again(app, changed, 1)
    assert host.spoken[-1][1].seed == 5


@pytest.mark.parametrize(
    ("number", "changes"), [(4, {}), (0, {}), (1, {"text": " … "}), (1, {"speed": 9.0}), (2, {"text": ""})]
)
def test_what_cannot_be_said_is_refused(app, take, number, changes):
    with pytest.raises(InvalidRequest):
        again(app, take, number, **changes)
    assert app.takes.find(take).take == take


def test_an_engine_that_fails_and_a_user_who_stops_leave_the_take_as_it_was(app, host, take):
    host.error = EngineError("It fell over.")
    with pytest.raises(EngineError):
        again(app, take, 1, speed=0.8)
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        again(app, take, 1, speed=0.8, cancel=cancel)
    assert app.takes.find(take).take == take


def test_a_voice_that_is_gone_is_told_of(app, take):
    app.manage_voices.delete("Anna")
    with pytest.raises(VoiceNotFound, match="Anna"):
        again(app, take, 1, speed=0.8)


def test_a_sentence_and_its_versions_can_be_heard_by_themselves(app, take):
    manage = app.manage_takes
    assert manage.sentence_sound(take, 1).seconds == pytest.approx(take.sentences[0].seconds)
    with pytest.raises(InvalidRequest, match="one way only"):
        manage.version_sound(take, 1, 1)
    before = stretches(take)[0]
    changed = again(app, take, 1, speed=0.5)
    first, second = (read_audio(manage.version_sound(changed, 1, version)) for version in (1, 2))
    assert np.array_equal(first.samples, before)
    assert second.seconds == pytest.approx(changed.sentences[0].seconds)
