"""Several voices at once: which lists fit, and what becomes of those that fail."""

from pathlib import Path

import pytest

from tests.support.speech import speech_file
from voicecloner.cli.command import INTERRUPTED, worst_exit_code
from voicecloner.domain.consent import ConsentKind, Use
from voicecloner.domain.voice import VoiceMode
from voicecloner.errors import Cancelled, EngineNotFound, InvalidRequest, NameTaken, QuotaReached, UnreadableAudio
from voicecloner.jobs import CancelToken, no_progress
from voicecloner.use_cases.voices.create_voices import CreateVoices, CreateVoicesRequest, requests_of


def wanted(**fields):
    usual = {"names": ("A", "B"), "references": (Path("a.wav"), Path("b.wav")), "consent": ConsentKind.OWN}
    return CreateVoicesRequest(**usual | fields)


def test_lists_are_paired_in_order():
    one, two = requests_of(
        wanted(
            transcripts=("eins", "two"), modes=(None, VoiceMode.EMBEDDING), languages=("de", "en"), channels=(2, None)
        )
    )
    assert (one.channel, two.channel) == (2, None)
    assert (one.name, one.references, one.transcripts, one.mode, one.language) == (
        "A",
        (Path("a.wav"),),
        ("eins",),
        None,
        "de",
    )
    assert (two.name, two.transcripts, two.mode, two.language) == ("B", ("two",), VoiceMode.EMBEDDING, "en")


def test_a_single_value_holds_for_all():
    made = requests_of(wanted(references=(Path("a.wav"),), transcripts=("both",), modes=(VoiceMode.TRANSCRIPT,)))
    assert [(r.references, r.transcripts, r.mode) for r in made] == [
        ((Path("a.wav"),), ("both",), VoiceMode.TRANSCRIPT)
    ] * 2


def test_each_speaker_is_named_and_what_they_allow_holds_for_all():
    made = requests_of(wanted(consent=ConsentKind.GIVEN, speakers=("Anna", "Ben"), uses=(Use.EXPORT,)))
    assert [(each.speaker, each.uses) for each in made] == [("Anna", (Use.EXPORT,)), ("Ben", (Use.EXPORT,))]
    assert [each.speaker for each in requests_of(wanted(speakers=("Anna",)))] == ["Anna", "Anna"]


def test_without_transcripts_there_are_none():
    assert [r.transcripts for r in requests_of(wanted())] == [(), ()]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"transcripts": ("1", "2", "3")}, "there are 3 transcripts but 2 names and 2 recordings"),
        ({"names": ("A", "B", "C")}, "there are 3 names but 2 recordings"),
        ({"references": ()}, "there are 2 names but 0 recordings"),
        ({"modes": ()}, "but 0 modes"),
        ({"names": ("A", "A")}, "a name of its own"),
        ({"names": ("A",)}, "a name of its own"),
    ],
)
def test_lists_that_do_not_fit_are_refused(fields, words):
    with pytest.raises(InvalidRequest, match=words):
        requests_of(wanted(**fields))


@pytest.fixture
def reference(tmp_path):
    return speech_file(tmp_path / "anna.wav", seconds=12)


def test_what_fails_does_not_keep_the_others_from_being_made(app, reference, tmp_path):
    steps = []
    request = wanted(names=("A", "B", "C"), references=(reference, tmp_path / "missing.wav", reference))
    done = CreateVoices(app.create_voice)(request, progress=steps.append, cancel=CancelToken())
    assert [each.voice.name for each in done.created] == ["A", "C"]
    assert [(each.name, type(each.error)) for each in done.failed] == [("B", UnreadableAudio)]
    assert steps[-1].fraction == pytest.approx(1.0)
    assert steps[0].stage.startswith("A: ")
    again = CreateVoices(app.create_voice)(wanted(names=("A", "D"), references=(reference,)))
    assert [type(each.error) for each in again.failed] == [NameTaken]


def test_stopping_tells_what_was_made_until_then(app, reference):
    cancel = CancelToken()
    request = wanted(names=("A", "B", "C"), references=(reference,))
    done = CreateVoices(app.create_voice)(
        request, progress=lambda update: cancel.cancel() if update.stage == "B: Cloning" else None, cancel=cancel
    )
    assert [each.voice.name for each in done.created] == ["A"]
    assert [(each.name, type(each.error)) for each in done.failed] == [("B", Cancelled), ("C", Cancelled)]
    assert worst_exit_code(each.error for each in done.failed) == INTERRUPTED


def test_stopping_ends_it(app, reference):
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        CreateVoices(app.create_voice)(wanted(references=(reference,)), progress=no_progress, cancel=cancel)


def test_what_would_fail_for_each_of_them_is_said_once_and_ends_it(app, reference):
    steps = []
    with pytest.raises(EngineNotFound):
        CreateVoices(app.create_voice)(
            wanted(names=("A", "B", "C"), references=(reference,), engine_id="none"), progress=steps.append
        )
    assert all(not step.stage.startswith("B: ") for step in steps)


def test_a_full_library_ends_it_and_tells_of_all_that_were_not_made(app, reference):
    app.settings_store.change("voice_quota", 1)
    done = CreateVoices(app.create_voice)(wanted(names=("A", "B", "C"), references=(reference,)))
    assert [each.voice.name for each in done.created] == ["A"]
    assert [(each.name, type(each.error)) for each in done.failed] == [("B", QuotaReached), ("C", QuotaReached)]
