"""Batches that were stopped or killed are listed, and gone on with as they were begun."""

import json
from pathlib import Path

import pytest

from tests.support.speech import speech_file
from voicecloner.bootstrap import Application
from voicecloner.domain.consent import ConsentKind
from voicecloner.errors import InvalidRequest
from voicecloner.jobs import CancelToken
from voicecloner.use_cases.batch.batch_request import BatchRequest
from voicecloner.use_cases.batch.planning import LineDefaults
from voicecloner.use_cases.voices.create_voice import CreateVoiceRequest


@pytest.fixture
def request_of_three(app: Application, tmp_path: Path) -> BatchRequest:
    app.create_voice(CreateVoiceRequest("Anna", (speech_file(tmp_path / "anna.wav", 12),), ConsentKind.OWN))
    table = tmp_path / "lines.txt"
    table.write_text("One.\nTwo.\nThree.\n", "utf-8")
    return BatchRequest(table, tmp_path / "out", LineDefaults("Anna", seed=7), ".flac", "{number}", processes=1)


def stop_after_one(app: Application, request: BatchRequest) -> None:
    cancel = CancelToken()
    done = app.speak_lines(request, cancel=cancel, on_each=lambda _each: cancel.cancel())
    assert done.is_stopped


def test_a_batch_that_was_stopped_is_listed_and_gone_on_with(app, request_of_three) -> None:
    stop_after_one(app, request_of_three)
    (found,) = app.speak_lines.unfinished()
    assert (found.table, found.folder) == (request_of_three.table, request_of_three.folder)
    assert (found.lines, found.said, found.is_at_work) == (3, 1, False)
    assert found.fraction == pytest.approx(1 / 3)
    done = app.speak_lines.resume(found.folder)
    assert (done.kept, len(done.said), done.is_stopped) == (1, 2, False)
    assert app.speak_lines.unfinished() == ()


def test_it_can_be_forgotten_and_what_was_made_stays(app, request_of_three) -> None:
    stop_after_one(app, request_of_three)
    app.speak_lines.forget(request_of_three.folder)
    assert app.speak_lines.unfinished() == ()
    assert (request_of_three.folder / "1.flac").exists()
    with pytest.raises(InvalidRequest, match="No batch is unfinished"):
        app.speak_lines.resume(request_of_three.folder)
    app.speak_lines.forget(request_of_three.folder)


def test_one_that_is_at_work_says_so(app, request_of_three) -> None:
    seen = []
    app.speak_lines(request_of_three, on_each=lambda _each: seen.append(app.speak_lines.unfinished()[0]))
    assert [each.is_at_work for each in seen] == [True] * 3


def test_what_is_kept_of_it_and_cannot_be_read_is_left_alone(app, request_of_three) -> None:
    stop_after_one(app, request_of_three)
    (path,) = (app.folders.data / "batches").iterdir()
    fields = json.loads(path.read_bytes())
    for asked in ({}, {**fields["asked"], "suffix": 3}, {**fields["asked"], "colour": "red"}):
        path.write_text(json.dumps({**fields, "asked": asked}))
        with pytest.raises(InvalidRequest, match="not known how this batch was begun"):
            app.speak_lines.resume(request_of_three.folder)
    for content in ("", "[]", "{}", json.dumps({**fields, "version": 2}), json.dumps({**fields, "started_at": "noon"})):
        path.write_text(content)
        assert app.speak_lines.unfinished() == ()
    assert path.exists()
