"""Batches: which lines are said, kept and done anew, and what becomes of those that fail. The engine is fake."""

import json
from dataclasses import replace

import numpy as np
import pytest

from tests.support import fake_host
from voicecloner.audio.files.encoding import read_audio
from voicecloner.domain.pronunciation import Pronunciation
from voicecloner.errors import BadTable, Cancelled, EngineCrashed, EngineError, InvalidRequest
from voicecloner.jobs import CancelToken
from voicecloner.use_cases.batch.batch_request import BatchRequest
from voicecloner.use_cases.batch.manifest import Manifest
from voicecloner.use_cases.batch.planning import LineDefaults
from voicecloner.use_cases.speaking.speak import SpeakRequest, save_take
from voicecloner.use_cases.upkeep.change_setting import SettingChange


@pytest.fixture
def voice(app, keep_voice):
    return keep_voice(app)


@pytest.fixture
def batch(app, voice, tmp_path):
    def run(text="text\nOne.\nTwo.\n", name="lines.csv", **fields):
        table = tmp_path / name
        table.write_text(text, "utf-8")
        work = {key: fields.pop(key) for key in ("cancel", "progress", "on_each") if key in fields}
        usual = {"folder": tmp_path / "out", "defaults": LineDefaults("Anna"), "processes": 2}
        request = BatchRequest(table=table, **usual | fields)
        return app.speak_lines(request, **{"cancel": CancelToken(), **work})

    return run


def manifest(done):
    return [json.loads(line) for line in done.manifest.read_text("utf-8").splitlines()]


def test_lines_become_numbered_files_and_a_manifest_in_the_order_of_the_table(batch, voice):
    done = batch("text\n" + "".join(f"Line number {n}.\n" for n in range(9)))
    names = [f"000{n}_Anna.wav" for n in range(1, 10)]
    assert sorted(path.name for path in done.folder.iterdir()) == [*names, "manifest.jsonl"]
    entries = manifest(done)
    assert [(entry["line"], entry["file"]) for entry in entries] == list(enumerate(names, start=2))
    assert {(entry["voice_id"], entry["name"], entry["error"]) for entry in entries} == {(voice.id, "Anna", None)}
    assert [entry["text"] for entry in entries] == [f"Line number {n}." for n in range(9)]
    assert done.seconds == pytest.approx(sum(read_audio(done.folder / name).seconds for name in names), abs=0.1)


def test_each_file_is_what_speak_alone_gives(batch, app, tmp_path):
    done = batch("text,speed,seed,language,file\nGuten Tag.,1.5,7,de,a.flac\nOne. Two.,,,,b.flac\n")
    alone = [SpeakRequest("Guten Tag.", "Anna", "de", 1.5, 7), SpeakRequest("One. Two.", "Anna")]
    for request, name in zip(alone, ("a.flac", "b.flac"), strict=True):
        path = save_take(app.speak(request), tmp_path / name).path
        assert np.array_equal(read_audio(path).samples, read_audio(done.folder / name).samples)


def test_what_was_said_for_a_batch_is_no_take_of_the_user(batch, app):
    batch()
    assert app.takes.all() == ()


def test_begun_again_only_what_changed_is_said(batch, host):
    batch("text,file\nOne.,a\nTwo.,b\nThree.,c\n")
    said = len(host.spoken)
    done = batch("text,file\nOne.,a\nTwo!,b\nThree.,c\nFour.,d\n")
    assert sorted(text for text, _ in host.spoken[said:]) == ["Four.", "Two!"]
    assert (done.kept, [each.line.file for each in done.said]) == (2, ["b.wav", "d.wav"])
    assert [entry["file"] for entry in manifest(done)] == ["a.wav", "b.wav", "c.wav", "d.wav"]


def test_a_file_that_is_gone_or_another_is_made_anew(batch, host):
    done = batch("text,file\nOne.,a\nTwo.,b\nThree.,c\n")
    (done.folder / "a.wav").unlink()
    (done.folder / "b.wav").write_bytes(b"another")
    assert batch("text,file\nOne.,a\nTwo.,b\nThree.,c\n").kept == 1
    assert read_audio(done.folder / "b.wav").seconds > 0


class Killed(BaseException):
    """Stands for the end of the program."""


def test_after_a_kill_that_cut_the_manifest_off_the_next_run_goes_on(batch, tmp_path):
    def die_after_two(update):
        if update.stage.startswith("2 of"):
            raise Killed

    with pytest.raises(Killed):
        batch("text\nOne.\nTwo.\nThree.\n", processes=1, progress=die_after_two)
    path = tmp_path / "out" / "manifest.jsonl"
    path.write_bytes(path.read_bytes()[:-20])
    done = batch("text\nOne.\nTwo.\nThree.\n")
    assert (done.kept, [each.line.number for each in done.said]) == (1, [3, 4])
    assert [entry["error"] for entry in manifest(done)] == [None] * 3


def test_a_voice_that_was_rebuilt_says_all_lines_anew(batch, app, voice, monkeypatch):
    assert len(batch().said) == 2
    assert batch().kept == 2
    path = app.library.voice_file(voice)
    rebuilt = path.read_bytes() + b" "
    path.write_bytes(rebuilt)
    monkeypatch.setattr(fake_host, "VOICE_DATA", rebuilt)
    assert batch().kept == 0


def test_the_lines_are_said_anew_where_the_mark_was_turned_off(batch, app):
    assert len(batch().said) == 2
    app.change_setting(SettingChange("watermark", "off"))
    assert (batch().kept, batch().kept) == (0, 2)


def test_the_lines_are_said_anew_in_which_a_word_is_pronounced_in_another_way(batch, app, host):
    table = "text,file\nAsk Nguyen.,a\nTwo.,b\n"
    assert len(batch(table).said) == 2
    app.pronounce.put(Pronunciation("Nguyen", "win"))
    assert [each.line.file for each in batch(table).said] == ["a.wav"]
    assert host.spoken[-1][0] == "Ask win."
    assert batch(table).kept == 2


def test_a_line_that_fails_does_not_keep_the_others_from_being_said(batch, host):
    host.error = EngineError("The engine could not say the text.", "Try again.")
    done = batch("text,file\nOne.,a\nTwo.,b\nThree.,c\n", processes=1)
    assert [(each.line.file, each.error.message) for each in done.failed] == [
        ("a.wav", "The engine could not say the text.")
    ]
    assert [each.line.file for each in done.said] == ["b.wav", "c.wav"]
    assert manifest(done)[0]["error"]["code"] == "EngineError"
    assert not (done.folder / "a.wav").exists()
    assert [each.line.file for each in batch("text,file\nOne.,a\nTwo.,b\nThree.,c\n").said] == ["a.wav"]


def test_a_line_whose_engine_crashed_is_tried_once_more(batch, host):
    host.error = EngineCrashed("The engine's process ended unexpectedly.")
    done = batch(processes=1)
    assert (len(done.said), done.failed) == (2, ())


def test_all_bad_lines_are_told_before_anything_is_said(batch, host, tmp_path):
    text = "text,voice,file,speed,language\nOne.,Nobody,a,,\nTwo.,,../b,,\nThree.,,c,,\nFour.,,C,,\n"
    text += ",,e,,\nSix.,,f,9,\nSeven.,,g,x,\nEight.,,h,,tlh\n"
    with pytest.raises(BadTable) as refused:
        batch(text)
    numbers = [fault.split(":")[0] for fault in refused.value.faults]
    assert numbers == ["Line 2", "Line 3", "Line 5", "Line 6", "Line 7", "Line 8", "Line 9"]
    assert "already that of line 4" in refused.value.faults[2]
    assert (host.spoken, (tmp_path / "out").exists()) == ([], False)


def test_files_that_no_batch_has_made_are_not_replaced_unasked(batch, tmp_path):
    (tmp_path / "out").mkdir()
    mine = tmp_path / "out" / "0001_Anna.wav"
    mine.write_bytes(b"mine")
    with pytest.raises(BadTable) as refused:
        batch()
    assert "is there already" in refused.value.faults[0]
    assert mine.read_bytes() == b"mine"
    assert len(batch(overwrites=True).said) == 2


def test_stop_keeps_what_was_said_and_the_next_run_goes_on(batch, host):
    cancel = CancelToken()

    def stop_after_two(update):
        if update.stage.startswith("2 of"):
            cancel.cancel()

    text = "text\n" + "".join(f"Line number {n}.\n" for n in range(9))
    done = batch(text, processes=1, cancel=cancel, progress=stop_after_two)
    assert done.is_stopped
    assert 2 <= len(done.said) < 9
    assert len(manifest(done)) == len(done.said)
    again = batch(text)
    assert (again.kept, len(again.said), again.is_stopped) == (len(done.said), 9 - len(done.said), False)


def test_a_sentence_that_is_being_said_is_stopped_too(batch, host):
    host.gate.clear()
    cancel = CancelToken()
    done = batch(cancel=cancel, progress=lambda update: cancel.cancel() if update.stage.startswith("0 of") else None)
    assert (done.said, done.failed, done.is_stopped) == ((), (), True)


def test_two_batches_do_not_work_in_one_folder(batch, tmp_path):
    (tmp_path / "out").mkdir()
    with Manifest(tmp_path / "out").held(), pytest.raises(InvalidRequest, match="Another batch"):
        batch()
    assert len(batch().said) == 2


@pytest.mark.parametrize("fields", [{"suffix": ".xyz"}, {"pattern": "same"}, {"processes": -1}])
def test_what_makes_no_sense_is_refused(batch, host, fields):
    with pytest.raises(InvalidRequest):
        batch(**fields)
    assert host.spoken == []


def test_a_pattern_names_the_files(batch):
    done = batch("text,file\nOne two three four five six.,\nTwo.,b\n", pattern="{number}-{name}", suffix=".mp3")
    assert [each.line.file for each in done.said] == ["1-One two three four five.mp3", "2-b.mp3"]


def test_progress_counts_the_lines(batch):
    updates = []
    batch(progress=updates.append)
    assert [(each.stage, each.fraction) for each in updates[1:]] == [
        ("0 of 2 lines", 0.0),
        ("1 of 2 lines", 0.5),
        ("2 of 2 lines", 1.0),
    ]


def test_several_attempts_are_made_of_each_line_and_the_manifest_says_why(batch, host):
    done = batch("text\nGuten Tag zusammen.\n", defaults=replace(LineDefaults("Anna"), language="de", attempts=3))
    (entry,) = manifest(done)
    assert [options.seed for _text, options in host.spoken] == [0, 1], (
        "the fake engine says it the same way with every seed"
    )
    assert "the same way with every seed" in entry["notes"][-1]


def test_a_speaker_that_cannot_be_started_ends_the_batch(batch, app, monkeypatch):
    def refuse():
        raise Cancelled("no scratch folder")

    monkeypatch.setattr(app, "_line_speaker", refuse, raising=False)
    with pytest.raises(Cancelled):
        batch()


def test_a_look_tells_of_each_line_what_it_is_and_what_keeps_it_from_being_said(app, voice, tmp_path):
    table, folder = tmp_path / "lines.csv", tmp_path / "out"
    table.write_text("text,voice,file\nOne.,,a\nTwo.,Zoe,b\nThree.,,\nFour.,,d\n", "utf-8")
    folder.mkdir()
    (folder / "d.wav").write_bytes(b"the user's own")
    request = BatchRequest(table, folder, LineDefaults("Anna"))
    seen = app.speak_lines.look(request)
    assert [(each.number, each.voice, each.text, each.file) for each in seen.lines] == [
        (2, "Anna", "One.", "a.wav"),
        (3, "Zoe", "Two.", ""),
        (4, "Anna", "Three.", "0003_Anna.wav"),
        (5, "Anna", "Four.", "d.wav"),
    ]
    assert [bool(each.fault) for each in seen.lines] == [False, True, False, True]
    assert "“Zoe”" in seen.lines[1].fault
    assert seen.lines[3].fault.startswith("Its file “d.wav” is there already")
    assert app.speak_lines.look(replace(request, overwrites=True)).lines[3].fault == ""
    assert sorted(path.name for path in folder.iterdir()) == ["d.wav"]


def test_a_look_tells_which_lines_are_said_already(batch, app, tmp_path):
    done = batch("text,file\nOne.,a\nTwo.,b\n")
    (tmp_path / "lines.csv").write_text("text,file\nOne.,a\nTwo!,b\n", "utf-8")
    seen = app.speak_lines.look(BatchRequest(tmp_path / "lines.csv", done.folder, LineDefaults("Anna")))
    assert [each.is_there for each in seen.lines] == [True, False]


def test_a_look_can_be_stopped(app, voice, tmp_path):
    (tmp_path / "lines.txt").write_text("One.\nTwo.\n", "utf-8")
    cancel = CancelToken()
    request = BatchRequest(tmp_path / "lines.txt", tmp_path / "out", LineDefaults("Anna"))
    with pytest.raises(Cancelled):
        app.speak_lines.look(request, progress=lambda _update: cancel.cancel(), cancel=cancel)


def test_what_came_of_each_line_is_told_as_soon_as_it_is_there(batch, host, tmp_path):
    told = []
    batch(
        "text\nOne.\nTwo.\n", on_each=lambda each: told.append((each.line.number, each.said is not None)), processes=1
    )
    assert told == [(2, True), (3, True)]
