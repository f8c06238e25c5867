"""Saying a text with a saved voice."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import soundfile

from tests.support.fake_host import FakeHost, fake_engine
from voicecloner.audio.files.encoding import SoundWriter, read_audio
from voicecloner.bootstrap import Application
from voicecloner.domain.audio import AudioChunk, WordTime
from voicecloner.domain.synthesis import SpeechOptions
from voicecloner.engines.contract.refusals import damaged_voice
from voicecloner.errors import (
    Cancelled,
    EngineCrashed,
    EngineError,
    InvalidRequest,
    StorageError,
    VoiceBoundElsewhere,
    VoiceNeedsRebuild,
    VoiceNotFound,
    hint_in_window,
    hint_on_command_line,
)
from voicecloner.jobs import CancelToken, no_progress
from voicecloner.sound.levels import loudness_lufs
from voicecloner.speech.text import SENTENCE_PAUSE_S
from voicecloner.use_cases.speaking.speak import SpeakRequest, save_take


@pytest.fixture
def voice(app, keep_voice):
    return keep_voice(app)


def left_of_takes(app):
    """What lies in the folder of takes but the count of days."""
    return [path for path in (app.folders.data / "takes").glob("*") if path.name != "days.json"]


def speak(app, text="Hello there. How are you?", cancel=None, on_chunk=None, **fields):
    request = SpeakRequest(**{"text": text, "voice": "Anna", **fields})
    return app.speak(request, progress=no_progress, cancel=cancel or CancelToken(), on_chunk=on_chunk)


def test_a_take_holds_every_sentence_in_order(app, host, voice):
    take = speak(app)
    assert [text for text, _ in host.spoken] == ["Hello there.", "How are you?"]
    clip = read_audio(take.path)
    assert clip.seconds == pytest.approx(take.seconds)
    assert (take.voice_id, take.sample_rate) == (voice.id, clip.sample_rate)


def test_chunks_are_handed_out_as_they_are_made_and_make_up_the_take(app, voice):
    chunks = []
    take = speak(app, on_chunk=chunks.append)
    assert len(chunks) == 3, "the first sentence's beginning comes by itself"
    heard = np.concatenate([c.samples for c in chunks])
    assert np.abs(read_audio(take.path).samples - heard).max() < 1e-3


def test_what_was_chosen_reaches_the_engine(app, host, voice):
    take = speak(app, "Guten Tag.", language="de", speed=1.5, seed=7)
    ((_, options),) = host.spoken
    assert options == SpeechOptions("de", 1.5, 7) == take.options


def test_the_voices_own_language_is_the_default(app, host, voice):
    speak(app, "Hello.")
    assert host.spoken[0][1].language == voice.language


@pytest.mark.parametrize("fields", [{"text": " ,. "}, {"text": ""}, {"speed": 0.4}, {"speed": 2.1}])
def test_what_cannot_be_said_is_refused(app, host, voice, fields):
    with pytest.raises(InvalidRequest):
        speak(app, **fields)
    assert not host.spoken


def test_lines_without_words_are_passed_over(app, host, voice):
    speak(app, "One.\n\n* * *\n\n— … —\n\nTwo.")
    assert [text for text, _ in host.spoken] == ["One.", "Two."]


def test_an_emoji_is_said(app, host, voice):
    speak(app, "😀")
    assert [text for text, _ in host.spoken] == ["grinning face"]


def test_a_sign_without_a_name_is_nothing_to_say(app, host, voice):
    with pytest.raises(InvalidRequest, match="nothing to say"):
        speak(app, "⌬")
    assert not host.spoken


def test_the_engine_gets_words_and_the_take_keeps_the_text(app, host, voice):
    take = speak(app, "It costs $5.")
    assert [text for text, _ in host.spoken] == ["It costs five dollars."]
    assert take.text == "It costs $5."


def test_a_break_is_as_long_as_it_says_and_other_tags_are_told_of(app, voice):
    short = speak(app, "Hello. You.")
    long = speak(app, 'Hello. <break time="2s"/> <prosody rate="slow">You.</prosody>')
    assert long.seconds - short.seconds == pytest.approx(2 - 0.15, abs=0.02)
    assert not short.notes
    assert "<prosody>" in long.notes[0]


def test_an_engine_that_does_not_stress_words_gets_no_asterisks(app, host, voice):
    take = speak(app, "You *must* see it.")
    assert [text for text, _ in host.spoken] == ["You must see it."]
    assert take.text == "You *must* see it."
    assert take.notes == ("Test engine does not stress words: the asterisks were left out.",)


def test_an_engine_that_stresses_words_gets_the_asterisks(app, host, voice):
    host.info = replace(host.info, abilities=replace(host.info.abilities, stresses_words=True))
    take = speak(app, "You *must* see it.")
    assert [text for text, _ in host.spoken] == ["You *must* see it."]
    assert not take.notes


def silent_for(host, *sentences):
    """The engine has no sound for these."""

    def synthesize(engine_id, voice_file, text, options, *, cancel):
        sound = FakeHost.synthesize(host, engine_id, voice_file, text, options, cancel=cancel)
        return iter(()) if text in sentences else sound

    host.synthesize = synthesize


def test_a_sentence_without_sound_does_not_stop_the_others(app, host, voice):
    chunks = []
    silent_for(host, "Shh.")
    take = speak(app, "Shh. Hello. Shh. Bye.", on_chunk=chunks.append)
    assert len(chunks) == 2
    assert chunks[0].samples[0] != 0 or chunks[0].samples[1] != 0, "no pause before the first sound"
    assert take.seconds == pytest.approx(sum(len(chunk.samples) for chunk in chunks) / take.sample_rate, abs=0.01)


def test_a_take_knows_when_its_words_are_said(app, host, voice):
    def synthesize(_engine, _file, text, *_args, **_more):
        words = (WordTime(0, len(text) - 1, 0.25, 0.75),)
        yield AudioChunk(np.full(24_000, 0.1, np.float32), 24_000, words)

    host.synthesize = synthesize
    take = speak(app, "One. Two.")
    assert [take.text[word.first_character : word.end_character] for word in take.words] == ["One", "Two"]
    starts = [word.start_s for word in take.words]
    assert starts == pytest.approx([0.25, 1.0 + SENTENCE_PAUSE_S + 0.25], abs=0.001)


def test_a_text_that_no_engine_has_a_sound_for_is_refused(app, host, voice):
    silent_for(host, "ᏣᎳᎩ")
    with pytest.raises(InvalidRequest, match="Nothing of this text can be spoken"):
        speak(app, "ᏣᎳᎩ")
    assert not left_of_takes(app)
    request = SpeakRequest("ᏣᎳᎩ", "Anna")
    with pytest.raises(InvalidRequest, match="Nothing of this text can be spoken"):
        app.speak.aloud(request)


def test_a_language_only_another_engine_speaks_is_refused_with_the_way_there(app, host, voice, monkeypatch):
    plain = replace(fake_engine("plain", languages=("ru",)), title="Plain voice")
    with pytest.raises(InvalidRequest, match="Test engine does not speak “ru”") as nobody:
        speak(app, "Привет.", language="ru")
    assert "voicecloner" not in nobody.value.hint
    monkeypatch.setattr(host, "engines", lambda: (host.info, plain))
    with pytest.raises(InvalidRequest, match="does not speak “ru”, but Plain voice does") as refused:
        speak(app, "Привет.", language="ru")
    assert hint_on_command_line(refused.value.hint) == f"Run: voicecloner voices rebuild {voice.name} --engine plain"
    assert "same recordings" in refused.value.message
    assert "rebuild" not in hint_in_window(refused.value.hint)


def test_one_click_does_not_make_the_take_quiet(app, host, voice):
    def synthesize(*_args, **_more):
        # not a tone: the inaudible mark shifts single lines of a spectrum, and this would be one
        loud = 0.05 * np.random.default_rng(0).standard_normal(48_000).astype(np.float32)
        loud[24_000] = 0.98
        yield AudioChunk(loud, 24_000)

    host.synthesize = synthesize
    clip = read_audio(speak(app, "Click.").path)
    assert loudness_lufs(clip.samples, clip.sample_rate) == pytest.approx(-23, abs=0.5)
    assert np.abs(clip.samples).max() <= 10 ** (-1 / 20) + 1e-3


def test_an_unknown_voice_is_named(app, voice):
    with pytest.raises(VoiceNotFound, match="Ann"):
        speak(app, voice="Anne")


def test_a_voice_whose_engine_is_gone_asks_to_be_rebuilt(app, host, voice):
    host.info = fake_engine("other")
    with pytest.raises(VoiceNeedsRebuild, match="“Anna” needs to be rebuilt: its engine “basic” is gone") as refused:
        speak(app)
    assert f"voicecloner voices rebuild {voice.name}" in refused.value.hint


def test_of_a_damaged_voice_the_hint_names_it(app, host, voice, monkeypatch):
    def refuse(*_arguments, **_more):
        raise damaged_voice()

    monkeypatch.setattr(host, "load_voice", refuse)
    with pytest.raises(EngineError, match="damaged") as refused:
        speak(app)
    assert refused.value.hint.endswith(f"voicecloner voices rebuild {voice.name}")


def test_a_voice_of_another_revision_is_refused(app, host, voice):
    host.info = fake_engine(revision="2")
    with pytest.raises(VoiceBoundElsewhere) as refused:
        speak(app)
    assert "Rebuild" in refused.value.hint


def test_stop_between_sentences_keeps_what_was_said(app, voice):
    cancel, heard = CancelToken(), []

    def stop_after_two(chunk):
        heard.append(chunk.samples)
        if len(heard) == 2:
            cancel.cancel()

    take = speak(app, cancel=cancel, on_chunk=stop_after_two)
    assert isinstance(take.broken_by, Cancelled)
    assert np.abs(read_audio(take.path).samples - np.concatenate(heard)).max() < 1e-3
    (kept,) = app.takes.all()
    assert kept.take == take
    assert isinstance(kept.take.broken_by, Cancelled)


def test_stop_before_the_first_sound_leaves_no_file(app, voice):
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        speak(app, cancel=cancel)
    assert not left_of_takes(app)


def test_a_crash_before_the_first_sound_leaves_no_file(app, host, voice):
    host.error = EngineCrashed("The engine ended unexpectedly.")
    with pytest.raises(EngineCrashed):
        speak(app)
    assert not left_of_takes(app)


def test_a_crash_in_the_middle_keeps_what_was_said(app, host, voice):
    crash = EngineCrashed("The engine ended unexpectedly.")

    def crash_later(_chunk):
        host.error = crash

    take = speak(app, on_chunk=crash_later)
    assert take.broken_by is crash
    assert read_audio(take.path).seconds == pytest.approx(take.seconds)


def test_a_full_disk_in_the_middle_keeps_what_was_written(app, voice, monkeypatch):
    full = StorageError("The disk is full.")

    def refuse_later(_chunk):
        def refuse(*_):
            raise full

        monkeypatch.setattr(SoundWriter, "write", refuse)

    take = speak(app, on_chunk=refuse_later)
    assert take.broken_by is full
    assert read_audio(take.path).seconds == pytest.approx(take.seconds)


def test_a_take_is_all_there_after_a_restart(app, host, voice):
    take = speak(app, "Guten *Tag*.", language="de", speed=1.5, seed=7)
    app.close()
    (kept,) = Application(app.folders, host).takes.all()
    assert kept.take == take
    assert (kept.take.text, kept.take.voice_name, kept.take.options) == ("Guten *Tag*.", "Anna", take.options)
    assert kept.take.notes == take.notes != ()
    assert (kept.is_saved, kept.take.is_whole, kept.days_left) == (False, True, 30)


@pytest.mark.parametrize("suffix", [".wav", ".flac"])
def test_a_saved_take_says_that_it_is_synthetic(app, voice, tmp_path, suffix):
    path = save_take(speak(app), tmp_path / f"said{suffix}").path
    with soundfile.SoundFile(path) as sound:
        marks = sound.copy_metadata()
    assert "Synthetic speech" in marks["comment"]
    assert voice.id in marks["comment"]
    assert "VoiceCloner" in marks["software"]


def test_another_format_than_asked_for_is_never_written(app, voice, tmp_path):
    with pytest.raises(InvalidRequest, match="xyz"):
        save_take(speak(app), tmp_path / "said.xyz")
    assert not list(tmp_path.glob("said*"))


def test_speaking_moves_the_voice_to_the_top_of_the_list(app, voice):
    assert app.library.get(voice.id).last_used_at is None
    speak(app)
    assert app.library.get(voice.id).last_used_at is not None


def test_rtf_is_work_per_second_of_speech(app, voice):
    take = replace(speak(app), seconds=10.0, synthesis_s=1.0)
    assert take.rtf == pytest.approx(0.1)


def test_what_cannot_be_kept_is_said_all_the_same_and_can_be_saved(app, voice, tmp_path):
    (app.folders.data / "takes").write_bytes(b"")  # a file where the folder should be: nothing can be written there
    take = speak(app)
    assert take.is_whole
    assert len([note for note in take.notes if note.startswith("It cannot be kept here, only saved")]) == 1
    assert str(app.folders.data / "takes") in take.notes[-1]
    saved = app.manage_takes.hand_over(take, tmp_path / "said.wav").path
    assert read_audio(saved).seconds == pytest.approx(take.seconds, abs=0.01)
    again = speak(app)
    app.close()
    assert not again.path.exists(), "it lay among the temporary files"


def test_a_voice_speaks_where_its_use_cannot_be_noted(app, voice, monkeypatch):
    def refuses(_voice_id):
        raise StorageError("The disk is read-only.")

    monkeypatch.setattr(app.library, "touch", refuses)
    assert speak(app).is_whole


def test_a_take_knows_where_each_of_its_sentences_is(app, host, voice):
    take = speak(app, "Hello there. It costs $5. How are you?", speed=1.5)
    assert [take.text[each.first_character : each.end_character] for each in take.sentences] == [
        "Hello there.", "It costs $5.", "How are you?",
    ]  # fmt: skip
    assert (take.sentences[0].start_s, take.sentences[-1].end_s) == (0.0, pytest.approx(take.seconds))
    pauses = [b.start_s - a.end_s for a, b in pairwise(take.sentences)]
    assert pauses == pytest.approx([SENTENCE_PAUSE_S] * 2)
    assert [each.options for each in take.sentences] == [take.options] * 3
    assert (take.engine_id, take.engine_revision) == (voice.engine_id, voice.engine_revision)
    assert app.takes.all()[0].take == take
