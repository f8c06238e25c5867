"""The public API as a script uses it: an engine that is fake, everything else real."""

import re
from dataclasses import replace

import numpy as np
import pytest
import soundfile

from tests.support.books import package, png, write_epub
from tests.support.books import page as markup
from tests.support.fake_host import SAMPLE_RATE, FakeHost
from tests.support.scorecards import COMPARISON
from tests.support.sound_files import decoded, judged
from tests.support.sources import ROOT
from tests.support.speech import speech_file
from voicecloner.api import AsyncVoiceCloner, VoiceCloner
from voicecloner.bootstrap import Application
from voicecloner.domain.quality import Severity
from voicecloner.errors import BadTable, Cancelled, InvalidRequest, NameTaken, ReviewFailed, VoiceNotFound
from voicecloner.jobs import CancelToken
from voicecloner.paths import user_folders
from voicecloner.use_cases.voices.score_voice import ScoreVoice


@pytest.fixture
def cloner(judging):
    with VoiceCloner(app=Application(user_folders(), FakeHost(), judging)) as opened:
        yield opened


@pytest.fixture
def reference(tmp_path):
    return speech_file(tmp_path / "anna.wav", seconds=12)


def test_three_lines_clone_and_speak(cloner, reference, tmp_path):
    anna = cloner.clone(str(reference), name="Anna", consent="own")
    saved = cloner.speak("Good morning.", anna).save(tmp_path / "morning.flac")
    samples, sample_rate = soundfile.read(saved)
    assert sample_rate == SAMPLE_RATE
    assert len(samples) > 0.5 * sample_rate


def test_speech_is_saved_as_loud_and_as_fine_as_it_is_wanted(cloner, reference, tmp_path):
    said = cloner.speak("Good morning.", cloner.clone(reference, name="Anna", consent="own"))
    path = said.save(tmp_path / "a.wav", loudness=-19, sample_rate=48_000, bits=24, title="Morning")
    info = soundfile.info(str(path))
    assert (info.samplerate, info.subtype) == (48_000, "PCM_24")
    assert judged(*decoded(path))[0] == pytest.approx(-19, abs=0.3)
    assert soundfile.SoundFile(path).title == "Morning"
    with pytest.raises(InvalidRequest, match="24 bits"):
        said.save(tmp_path / "a.mp3", bits=24)


def test_several_are_saved_under_names_of_a_pattern(cloner, reference, tmp_path):
    anna = cloner.clone(reference, name="Anna", consent="own")
    said = [cloner.speak(text, anna) for text in ("Good morning.", "Good night.")]
    done = cloner.export([said[1], said[0].take], tmp_path / "out", format=".flac", pattern="{number} {text}")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["1 Good-night.flac", "2 Good-morning.flac"]
    assert [saved.path.name for saved in done.saved] == ["1 Good-night.flac", "2 Good-morning.flac"]
    again = cloner.export([said[0].take.path.stem], tmp_path / "out", loudness=-23)
    assert [saved.path.name for saved in again.saved] == ["Anna_Good-morning.wav"]


def test_speech_is_heard_as_samples_and_in_pieces(cloner, reference):
    pieces = []
    voice = cloner.clone(reference, name="Anna", consent="own")
    said = cloner.speak("One sentence. And another.", "Anna", on_chunk=lambda chunk, *_: pieces.append(chunk.samples))
    assert said.sample_rate == SAMPLE_RATE
    assert len(said.samples) == len(np.concatenate(pieces)) == round(said.take.seconds * said.sample_rate)
    assert len(pieces) >= 2
    assert said.take.voice_id == voice.id


def test_options_reach_voice_and_speech(cloner, reference):
    voice = cloner.clone([reference], name="Anna", consent="given", speaker="A. B.", transcript="Words.", language="de")
    assert (voice.language, voice.transcript, voice.consent.speaker) == ("de", "Words.", "A. B.")
    slow = cloner.speak("Guten Morgen, liebe Leute.", voice, speed=0.5)
    fast = cloner.speak("Guten Morgen, liebe Leute.", voice, speed=2.0)
    assert (slow.take.options.language, slow.take.options.speed, fast.take.options.speed) == ("de", 0.5, 2.0)


def test_voices_are_found(cloner, reference):
    voice = cloner.clone(reference, name="Anna", consent="own")
    assert cloner.voices() == cloner.voices("ann") == (voice,)
    assert cloner.voices("bert") == ()


def test_a_voice_is_measured(cloner, reference):
    app = cloner.app
    vars(app)["score_voice"] = ScoreVoice(app.speak, app.library, lambda *_sounds: COMPARISON, lambda *_s, **_w: ())
    voice = cloner.clone(reference, name="Anna", consent="own", language="de")
    assert cloner.score(voice).comparison == COMPARISON
    assert cloner.score("Anna") == cloner.voices("Anna")[0].scorecard


def test_a_voice_is_given_to_another_library(cloner, reference, tmp_path):
    voice = cloner.clone(reference, name="Anna", consent="own")
    path = cloner.export_voices([voice, "anna"], tmp_path / "anna.voice")
    assert cloner.import_voices(path) == ()  # it is here already
    cloner.app.manage_voices.delete("Anna")
    cloner.app.manage_voices.empty_trash()
    taken = replace(voice, consent=voice.consent.received())  # stated by who gave it
    assert cloner.import_voices(str(path)) == cloner.voices() == (taken,)


def test_recordings_are_judged(cloner, reference, tmp_path):
    assert cloner.check(reference).verdict is not Severity.FAIL
    assert cloner.check([speech_file(tmp_path / "short.wav", seconds=4)]).verdict is Severity.FAIL


def test_what_makes_no_sense_is_refused(cloner, reference, tmp_path):
    with pytest.raises(InvalidRequest, match="“yes” is not a ground"):
        cloner.clone(reference, name="Anna", consent="yes")
    with pytest.raises(ReviewFailed):
        cloner.clone(speech_file(tmp_path / "short.wav", seconds=4), name="Anna", consent="own")
    with pytest.raises(VoiceNotFound):
        cloner.speak("Hello.", "Nobody")
    cloner.clone(reference, name="Anna", consent="own")
    with pytest.raises(NameTaken):
        cloner.clone(reference, name="anna", consent="own")


def test_work_can_be_watched_and_stopped(cloner, reference):
    cancel, seen = CancelToken(), []
    cloner.clone(reference, name="Anna", consent="own", progress=seen.append)
    assert seen[-1].fraction == 1.0
    cancel.cancel()
    with pytest.raises(Cancelled):
        cloner.speak("Hello.", "Anna", cancel=cancel)


def test_the_examples_of_the_page_run(cloner, judging, reference, tmp_path, monkeypatch):
    """Each block of Python on the page, in order, with an engine that answers at once."""
    monkeypatch.chdir(tmp_path)
    for kind in (VoiceCloner, AsyncVoiceCloner):
        name = f"voicecloner.api.{kind.__name__}"
        monkeypatch.setattr(name, lambda kind=kind: kind(app=Application(user_folders(), FakeHost(), judging)))
    cloner.close()
    pages: dict[str, str | bytes] = {
        "OEBPS/content.opf": package(["a|a.xhtml|application/xhtml+xml"], ["a"]),
        "OEBPS/a.xhtml": markup("<h1>One</h1><p>It rained on the harbour all night long.</p>"),
    }
    write_epub(tmp_path / "novel.epub", pages)
    (tmp_path / "lines.csv").write_text("text\nOne.\nTwo.\n")
    page = (ROOT / "docs" / "python.md").read_text("utf-8")
    blocks = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    assert len(blocks) >= 3
    names: dict[str, object] = {}
    for block in blocks:
        exec(block, names)  # noqa: S102 - the page's own examples
    for made in ("morning.wav", "novel.m4b", "novel.srt", "spoken/0002_Anna.mp3"):
        assert (tmp_path / made).exists()


def test_a_book_is_read_with_all_options_and_goes_on_where_it_was(cloner, reference, tmp_path):
    anna = cloner.clone(reference, name="Anna", consent="own")
    source, picture, cancel, begun = tmp_path / "night.md", tmp_path / "cover.png", CancelToken(), []
    source.write_text("# One\n\n[Ben] It was dark.\n\n# Two\n\nAll was well.\n")
    picture.write_bytes(png())
    options = {
        "chapters": [2, 1], "subtitles": "vtt", "by_word": True, "cast": {"Ben": anna}, "cover": picture,
        "language": "en", "speed": 1.5, "seed": 3, "overwrites": True, "reads_names": True,
    }  # fmt: skip
    with pytest.raises(Cancelled):
        cloner.book(
            str(source), anna, tmp_path / "night.mp3", cancel=cancel, progress=lambda _s: cancel.cancel(), **options
        )
    made = cloner.book(source, "Anna", str(tmp_path / "night.mp3"), on_chapter=begun.append, **options)
    assert [path.name for path in made.paths] == ["night.mp3", "night.vtt"]
    assert (begun, made.chapters) == ([1, 2], 2)
    assert png() in made.paths[0].read_bytes()
    made = cloner.book(source, "Anna", tmp_path / "out", format=".flac", reads_names=False)
    assert [path.name for path in made.paths] == ["01 One.flac", "02 Two.flac"]


def test_the_lines_of_a_table_are_said_with_all_options(cloner, reference, tmp_path):
    anna = cloner.clone(reference, name="Anna", consent="own")
    (tmp_path / "lines.txt").write_text("One.\nTwo.\n")
    told = []
    options = {
        "language": "de", "speed": 1.5, "seed": 3, "attempts": 1, "format": ".flac", "pattern": "{number}",
        "overwrites": True, "processes": 1, "scheduler": "",
    }  # fmt: skip
    done = cloner.batch(tmp_path / "lines.txt", tmp_path / "out", voice=anna, on_each=told.append, **options)
    assert [each.line.file for each in done.said] == [each.line.file for each in told] == ["1.flac", "2.flac"]
    assert {each.line.request.language for each in told} == {"de"}
    assert cloner.batch(str(tmp_path / "lines.txt"), tmp_path / "out", voice="Anna", **options).kept == 2
    with pytest.raises(BadTable):
        cloner.batch(tmp_path / "lines.txt", tmp_path / "other")


def test_words_are_said_as_the_script_wants(cloner, reference, tmp_path):
    anna = cloner.clone(reference, name="Anna", consent="own")
    cloner.pronounce("Nguyen", "win")
    own = cloner.pronounce("Nguyen", "nwin", anna)
    assert [each.spoken for each in cloner.pronunciations()] == ["win", "nwin"]
    assert own.voice_id == anna.id
    cloner.forget_pronunciation("Nguyen", "Anna")
    cloner.speak("Nguyen.", anna)
    assert cloner.app.host.spoken[-1][0] == "Win."
    (tmp_path / "book.md").write_text("# One\n\nThere came Nguyen.\n")
    cloner.book(tmp_path / "book.md", anna, tmp_path / "out", format=".wav")
    assert cloner.app.host.spoken[-1][0] == "There came win."


def test_a_recording_may_be_given_in_any_form(cloner, reference):
    sound = soundfile.read(reference, dtype="float32")
    content = reference.read_bytes()
    assert cloner.check(content).verdict == cloner.check([sound]).verdict == cloner.check(sound).verdict
    assert cloner.clone([content, sound], name="Anna", consent="own").name == "Anna"
    with reference.open("rb") as file:
        assert cloner.verify(file).is_synthetic is False
    said = cloner.speak_once("Good morning.", sound, consent="own", language="de")
    assert said.take.options.language == "de"
    assert [voice.name for voice in cloner.voices()] == ["Anna"]
    heard = []
    vars(cloner.app)["convert"] = lambda request, **_work: heard.append(request.source.read_bytes()) or said.take
    assert cloner.convert(content, "Anna") == said
    assert heard == [content]


def test_words_are_proposed_of_any_form(cloner, reference):
    vars(cloner.app)["propose_transcript"] = lambda request, **_work: (request.sound.read_bytes(), request.language)
    assert cloner.transcribe(reference.read_bytes(), language="de") == (reference.read_bytes(), "de")


def test_several_voices_are_made_and_several_texts_said(cloner, reference):
    made = cloner.clone_many(
        [reference, reference.read_bytes()], names=["Anna", "Ben"], consent="own", language=["en", "de"]
    )
    assert [each.voice.language for each in made.created] == ["en", "de"]
    assert made.failed == ()
    said = cloner.speak_many("Hello.", ["Anna", "Ben"])
    assert [each.take.voice_name for each in said] == ["Anna", "Ben"]
    assert [each.take.text for each in cloner.speak_many(["One.", "Two."], "Anna")] == ["One.", "Two."]
    with pytest.raises(InvalidRequest, match="There are 2 texts for 3"):
        cloner.speak_many(["One.", "Two."], ["Anna", "Ben", "Anna"])
    with pytest.raises(InvalidRequest, match="There are 3 names for 2"):
        cloner.clone_many([reference, reference], names=["One", "Two", "Three"], consent="own")
