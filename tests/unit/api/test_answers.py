"""What results are called in JSON: plain values under the names that scripts read."""

import json
from dataclasses import replace

import pytest

from tests.support.fake_host import FakeHost, fake_engine
from tests.support.library_makers import new_voice
from tests.support.speech import speech_file
from voicecloner.api import answers, program_answers
from voicecloner.api.voices import ListRequest
from voicecloner.bootstrap import Application
from voicecloner.errors import EngineCrashed, StorageError, UnreadableAudio
from voicecloner.paths import user_folders
from voicecloner.settings import SETTINGS
from voicecloner.use_cases.review.check_recording import RecordingRequest
from voicecloner.use_cases.speaking.speak import SpeakRequest
from voicecloner.use_cases.upkeep.manage_engines import ListedEngine
from voicecloner.use_cases.voices.rebuild_voices import FailedRebuild, RebuiltVoices


@pytest.fixture
def app():
    application = Application(user_folders(), FakeHost())
    yield application
    application.close()


@pytest.fixture
def voice(app, tmp_path):
    return app.library.create(new_voice(tmp_path, "Anna"))


def as_read(fields):
    """What a script reads."""
    return json.loads(json.dumps(fields))


def test_an_error_says_what_can_be_done_on_the_command_line():
    fields = as_read(answers.error_fields(StorageError("The disk is full.", "Free some space.")))
    assert fields == {"code": "StorageError", "message": "The disk is full.", "hint": "Free some space."}


def test_a_voice_is_told_whole(voice):
    fields = as_read(answers.whole_voice_fields(voice, "its engine is gone"))
    assert (fields["voice_id"], fields["name"], fields["mode"]) == (voice.id, "Anna", voice.mode.value)
    assert (fields["needs_rebuild"], fields["rebuild_reason"]) == (True, "its engine is gone")
    assert fields["references"][0]["sha256"] == voice.references[0].sha256
    assert fields["created_at"] == voice.created_at.isoformat()


def test_lists_are_named_after_what_they_hold(app, voice):
    found = as_read(answers.voice_list_fields(app.list_voices.top(ListRequest())))
    assert ([each["name"] for each in found["voices"]], found["count"], found["quota"]) == (["Anna"], 1, 30)
    app.manage_voices.delete("Anna")
    trash = as_read(answers.trash_fields(app.manage_voices.trash()))
    assert (trash["voices"][0]["name"], trash["voices"][0]["days"], trash["voices"][0]["days_left"]) == ("Anna", 0, 30)
    assert as_read(answers.erased_voice_fields(app.manage_voices.erase("Anna")))["erased"] == 1
    assert as_read(answers.emptied_trash_fields(app.manage_voices.empty_trash())) == {"erased": 0, "left": []}


def test_what_failed_stands_beside_what_was_done(voice):
    done = RebuiltVoices(failed=(FailedRebuild(voice, EngineCrashed("The engine has ended.")),))
    fields = as_read(answers.rebuilt_fields(done))
    assert fields["rebuilt"] == []
    assert fields["failed"][0]["name"] == "Anna"
    assert fields["failed"][0]["error"]["code"] == "EngineCrashed"


def test_a_recording_that_cannot_be_read_is_judged_like_any_other(app, tmp_path):
    checked = app.check_recording(RecordingRequest(speech_file(tmp_path / "anna.wav", seconds=75)))
    read = as_read(answers.checked_fields(tmp_path / "anna.wav", checked))
    assert read["span"][1] - read["span"][0] > 10
    unread = as_read(answers.unreadable_fields(tmp_path / "b.wav", UnreadableAudio("It is no sound.")))
    assert unread["verdict"] == "fail"
    assert unread.keys() <= read.keys()
    assert unread["findings"][0].keys() <= read["findings"][0].keys()


def test_a_take_says_why_it_was_broken_off(app, keep_voice, tmp_path):
    (kept,) = _spoken(app, keep_voice)
    assert "error" not in answers.kept_take_fields(kept)
    broken = replace(kept.take, broken_by=EngineCrashed("The engine has ended."))
    fields = as_read(answers.saved_take_fields(broken, tmp_path / "a.wav", ["Is it German?"]))
    assert (fields["is_whole"], fields["error"]["message"]) == (False, "The engine has ended.")
    assert (fields["path"], fields["warnings"]) == (str(tmp_path / "a.wav"), ["Is it German?"])
    listed = as_read(answers.take_list_fields(app.manage_takes.list()))
    assert [each["take_id"] for each in listed["takes"]] == [kept.id]


def test_engines_and_settings_say_what_can_be_chosen():
    engine = as_read(
        program_answers.listed_engine_fields(ListedEngine(fake_engine("basic"), lacks="Its packages are missing."))
    )
    assert (engine["engine_id"], engine["installed"], engine["ready"]) == ("basic", False, False)
    assert engine["reference"]["profile"] == "console"
    setting = as_read(program_answers.setting_fields(SETTINGS["voice_quota"], 12))
    assert (setting["key"], setting["value"], setting["type"], setting["limits"]) == (
        "voice_quota",
        12,
        "int",
        [1, 100000],
    )


def _spoken(app, keep_voice):
    keep_voice(app, "Bert")
    app.speak(SpeakRequest("Good morning.", "Bert"))
    return app.manage_takes.list().takes
