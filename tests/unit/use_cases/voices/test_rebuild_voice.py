from dataclasses import replace

import numpy as np
import pytest
import soundfile

from tests.support.fake_host import FakeHost, fake_engine
from tests.support.speech import speech_file
from voicecloner.cli.command import Context
from voicecloner.cli.commands import speak as speak_command
from voicecloner.cli.commands import voices as voices_command
from voicecloner.cli.output import Output
from voicecloner.cli.parser import Parser
from voicecloner.domain.consent import ConsentKind
from voicecloner.domain.quality import Severity
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.contract.refusals import damaged_voice, other_weights
from voicecloner.errors import Cancelled, EngineCrashed, InvalidRequest, UnreadableAudio, VoiceNeedsRebuild
from voicecloner.jobs import CancelToken, no_progress
from voicecloner.use_cases.speaking.speak import SpeakRequest
from voicecloner.use_cases.voices.create_voice import STOPPED_EARLY, CreateVoiceRequest
from voicecloner.use_cases.voices.rebuild_voice import RebuildRequest

WORDS = ("These are the first words.", "And these are the second.")


@pytest.fixture
def voice(app, tmp_path):
    """Made of two recordings with their words, with tags and notes, by an engine that is gone now."""
    references = tuple(speech_file(tmp_path / f"{n}.wav", seconds=6) for n in (1, 2))
    request = CreateVoiceRequest("Anna", references, ConsentKind.GIVEN, speaker="Anna B.", transcripts=WORDS)
    made = app.create_voice(request).voice
    return app.library.update(made.id, tags=("radio",), notes="For the news.")


@pytest.fixture
def gone(host, voice):
    """The voice's engine has made room for another one."""
    host.info = fake_engine("natural", "7")
    host.cloned.clear()
    return voice


def rebuild(app, engine_id=None, *, progress=no_progress, cancel=None):
    return app.rebuild_voice(RebuildRequest("Anna", engine_id), progress=progress, cancel=cancel or CancelToken())


def reasons(app):
    return dict(app.manage_voices.list().needs_rebuild)


def test_a_voice_whose_engine_is_gone_is_told_and_refused(app, gone):
    assert reasons(app) == {gone.id: "its engine “basic” is gone"}
    with pytest.raises(VoiceNeedsRebuild, match="is gone") as caught:
        app.speak(SpeakRequest("Hello.", "Anna"))
    assert f"voicecloner voices rebuild {gone.name}" in caught.value.hint


def test_so_is_one_of_another_revision_and_one_whose_data_is_lost(app, host, voice):
    assert reasons(app) == {}
    host.info = fake_engine(revision="2")
    assert "revision 1 of Test engine, and this is 2" in reasons(app)[voice.id]
    host.info = fake_engine()
    app.library.voice_file(voice).unlink()
    assert reasons(app) == {voice.id: "its data file is gone"}


def emptied(path):
    path.write_bytes(b"")


def cut(path):
    path.write_bytes(path.read_bytes()[:-3])


def bit_turned(path):
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize("damage", [emptied, cut, bit_turned])
def test_damaged_data_is_found_out_when_it_is_read_and_mended(app, voice, capsys, damage):
    damage(app.library.voice_file(voice))
    examined = app.examine(repair=False)
    (fault,) = next(each for each in examined.checks if each.check == "voices").faults
    assert fault == "The voice “Anna” needs to be rebuilt: its data file is damaged."
    assert reasons(app) == {voice.id: "its data file is damaged"}, "from now on the list knows it"
    with pytest.raises(VoiceNeedsRebuild, match="“Anna” needs to be rebuilt: its data file is damaged"):
        app.speak(SpeakRequest("Hello.", "Anna"))
    assert command(app, voices_command, "rebuild", "--all") == 0
    assert capsys.readouterr().out == "“Anna” was rebuilt with Test engine.\n"
    assert reasons(app) == {}
    assert app.examine(repair=False).verdict is not Severity.FAIL


def test_rebuilding_all_looks_into_what_nobody_has_looked_into(app, voice, capsys):
    bit_turned(app.library.voice_file(voice))
    assert reasons(app) == {}, "listing voices reads none of their files"
    assert command(app, voices_command, "rebuild", "--all") == 0
    assert capsys.readouterr().out == "“Anna” was rebuilt with Test engine.\n"


def test_what_the_engine_refuses_is_known_from_the_first_use_on(app, host, voice, tmp_path):
    host.refuses = damaged_voice()
    with pytest.raises(VoiceNeedsRebuild, match="“Anna” needs to be rebuilt: the voice's data file is damaged"):
        app.speak(SpeakRequest("Hello.", "Anna"))
    assert reasons(app) == {voice.id: "the voice's data file is damaged"}
    rebuild(app)
    assert reasons(app) == {}


def test_so_is_what_it_refuses_only_when_it_speaks(app, host, voice):
    host.error = other_weights("Test")
    with pytest.raises(VoiceNeedsRebuild, match="other weights"):
        app.speak(SpeakRequest("Hello.", "Anna"))
    assert "other weights" in reasons(app)[voice.id]


def test_a_rebuilt_voice_is_who_it_was_and_speaks(app, host, gone):
    rebuilt = rebuild(app)
    assert rebuilt.voice == replace(gone, engine_id="natural", engine_revision="7")
    assert rebuilt.engine is host.info
    assert reasons(app) == {}
    take = app.speak(SpeakRequest("Hello.", gone.id))
    assert take.seconds > 0


def test_it_is_made_of_the_kept_recordings_and_their_words(app, host, gone, tmp_path):
    for original in tmp_path.glob("?.wav"):
        original.unlink()
    rebuild(app)
    ((references, mode),) = host.cloned
    assert mode is VoiceMode.TRANSCRIPT
    assert tuple(reference.transcript for reference in references) == WORDS
    assert [round(reference.clip.seconds) for reference in references] == [6, 6]


def test_before_anybody_is_asked_it_is_seen_whether_the_recordings_are_there(app, gone):
    kinds = ("prepared", "original")
    kept = [app.library.reference_path(gone, gone.references[0], kind) for kind in kinds]
    kept[0].unlink()
    app.rebuild_voice.require_recordings(gone.id)  # it can be prepared anew
    kept[1].unlink()
    with pytest.raises(UnreadableAudio, match="damaged or gone") as caught:
        app.rebuild_voice.require_recordings(gone.id)
    assert "backup" in caught.value.hint


def test_the_words_of_all_recordings_together_stay_together(app, host, gone):
    with app.library._database.writing() as connection:
        connection.execute("UPDATE voices SET transcript = 'All the words.'")
    rebuild(app)
    ((references, _mode),) = host.cloned
    assert [reference.transcript for reference in references] == ["All the words."]
    assert references[0].clip.seconds == pytest.approx(12.0, abs=0.5)


def test_an_engine_that_hears_sound_alone_gets_no_mode_it_does_not_know(app, host, gone):
    host.info = fake_engine("natural", modes=(VoiceMode.EMBEDDING,))
    assert rebuild(app).voice.mode is VoiceMode.EMBEDDING


def test_a_rebuild_from_the_original_uses_the_channel_that_was_chosen(app, host, tmp_path):
    soft = speech_file(tmp_path / "soft.wav", seconds=12)
    speech, sample_rate = soundfile.read(soft)
    both = np.stack([speech, 0.5 * speech[::-1]], axis=1)
    soundfile.write(tmp_path / "both.wav", both, sample_rate)
    request = CreateVoiceRequest("Anna", (tmp_path / "both.wav",), ConsentKind.OWN, channel=2)
    made = app.create_voice(request).voice
    assert [reference.channel for reference in made.references] == [2]
    app.library.close()
    (app.folders.data / "library.db").write_bytes(b"")  # also where only the record beside the recordings tells
    again = type(app)(app.folders, host)
    voice = again.library.find("Anna")
    again.library.reference_path(voice, voice.references[0]).unlink()
    before = host.cloned[-1][0][0].clip
    rebuild(again)
    after = host.cloned[-1][0][0].clip
    again.close()
    assert after.seconds == pytest.approx(before.seconds)
    np.testing.assert_allclose(after.samples, before.samples, atol=1e-3)


def test_a_lost_prepared_recording_is_made_anew_from_the_original(app, host, gone):
    app.library.reference_path(gone, gone.references[0]).unlink()
    app.library.reference_path(gone, gone.references[1]).write_bytes(b"no sound")
    rebuild(app)
    ((references, _mode),) = host.cloned
    assert [round(reference.clip.seconds) for reference in references] == [6, 6]


def test_without_any_recording_it_stays_as_it_is(app, gone):
    for kind in ("prepared", "original"):
        app.library.reference_path(gone, gone.references[0], kind).unlink()
    with pytest.raises(UnreadableAudio, match="The recording that “Anna” was made from is damaged or gone") as told:
        rebuild(app)
    assert "backup" in told.value.hint
    assert app.library.get(gone.id) == gone


def test_a_failure_and_a_stop_leave_it_as_it_was(app, host, voice):
    before = app.library.voice_file(voice).read_bytes()
    host.error = EngineCrashed("It crashed.")
    with pytest.raises(EngineCrashed):
        rebuild(app)
    cancel = CancelToken()
    with pytest.raises(Cancelled):
        rebuild(app, progress=lambda update: update.stage == "Cloning" and cancel.cancel(), cancel=cancel)
    assert app.library.get(voice.id) == voice
    assert app.library.voice_file(voice).read_bytes() == before


def test_stopping_keeps_the_best_so_far_and_the_next_time_forgets_that(app, host, gone):
    host.keeps_best = True
    host.gate.clear()
    cancel = CancelToken()
    stopped = rebuild(app, progress=lambda update: update.is_usable and cancel.cancel(), cancel=cancel)
    assert stopped.voice.notes == f"For the news.\n{STOPPED_EARLY}"
    assert stopped.notes == (STOPPED_EARLY,)
    host.gate.set()
    assert rebuild(app).voice.notes == "For the news."


def test_stopped_a_voice_that_speaks_stays_and_nothing_else_is_promised(app, host, voice):
    before = app.library.voice_file(voice).read_bytes()
    host.keeps_best = True
    host.gate.clear()
    cancel, updates = CancelToken(), []

    def watch(update):
        updates.append(update)
        if update.detail:
            cancel.cancel()

    with pytest.raises(Cancelled):
        rebuild(app, progress=watch, cancel=cancel)
    assert not any(update.is_usable for update in updates)
    assert app.library.get(voice.id) == voice
    assert app.library.voice_file(voice).read_bytes() == before


def test_half_a_fitting_is_no_reason_to_give_up_a_voice_that_speaks(app, host, voice):
    host.ends_with = EngineCrashed("The engine ended unexpectedly.")
    with pytest.raises(EngineCrashed):
        rebuild(app)
    assert app.library.get(voice.id) == voice


def test_an_engine_the_user_had_chosen_is_taken_again(app, host, tmp_path):
    host.info = fake_engine("chosen")
    request = CreateVoiceRequest(
        "Anna", (speech_file(tmp_path / "a.wav", seconds=12),), ConsentKind.OWN, engine_id="chosen"
    )
    app.create_voice(request)
    natural = fake_engine("natural")

    class Two(FakeHost):
        def engines(self):
            return (natural, self.info)

        def engine(self, engine_id):
            return natural if engine_id == "natural" else super().engine(engine_id)

    app.rebuild_voice._host = Two(fake_engine("chosen", "2"))
    assert rebuild(app).engine.id == "chosen"
    assert rebuild(app, "natural").engine.id == "natural"
    assert rebuild(app).engine.id == "natural", "an everyday engine is chosen anew"


def command(app, module, *typed):
    parser = Parser()
    module.COMMAND.add_arguments(parser)
    output = Output(as_json="--json" in typed, is_quiet=True)
    parser.set_defaults(json=False)  # as the whole command line declares it for all commands
    return module.COMMAND.run(parser.parse_args(typed), Context(app, output, CancelToken()))


def test_the_commands_tell_it_and_do_it(app, gone, capsys):
    assert command(app, voices_command, "list") == 0
    assert "needs rebuild: its engine “basic” is gone" in capsys.readouterr().out
    command(app, voices_command, "list", "--json")
    assert '"needs_rebuild": true' in capsys.readouterr().out
    assert command(app, voices_command, "rebuild", "--all") == 0
    assert capsys.readouterr().out == "“Anna” was rebuilt with Test engine.\n"
    assert command(app, voices_command, "rebuild", "--all") == 0
    assert capsys.readouterr().out == "No voice was rebuilt.\n"
    assert command(app, voices_command, "rebuild", "Anna", "--engine", "natural") == 0


@pytest.mark.parametrize("typed", [("rebuild",), ("rebuild", "Anna", "--all")])
def test_which_voice_must_be_clear(app, gone, typed):
    with pytest.raises(InvalidRequest, match="which voice"):
        command(app, voices_command, *typed)


def test_one_that_fails_does_not_keep_the_others_from_being_rebuilt(app, host, gone, capsys):
    host.error = EngineCrashed("It crashed.")
    assert command(app, voices_command, "rebuild", "--all") == 1
    said = capsys.readouterr()
    assert "“Anna”: It crashed." in said.err
    assert said.out == "“Anna” was not rebuilt.\n"


def test_speaking_says_the_command_or_rebuilds_when_told_to(app, gone, tmp_path):
    typed = ("Hello.", "--voice", "Anna", "--out", str(tmp_path / "x.wav"))
    with pytest.raises(VoiceNeedsRebuild):
        command(app, speak_command, *typed)
    assert command(app, speak_command, *typed, "--rebuild") == 0
    assert (tmp_path / "x.wav").exists()


def test_speaking_obeys_the_settings_as_far_as_the_voice_can(app, host, voice, tmp_path):
    app.settings_store.change("speaking_speed", 1.5)
    vars(app).pop("settings", None)
    typed = ("Hello.", "--voice", "Anna", "--out", str(tmp_path / "x.wav"), "--overwrite")
    command(app, speak_command, *typed)
    command(app, speak_command, *typed, "--speed", "0.8")
    host.info = fake_engine(speed_range=None)
    command(app, speak_command, *typed)
    assert [options.speed for _text, options in host.spoken] == [1.5, 0.8, 1.0]
