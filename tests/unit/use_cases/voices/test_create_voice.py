"""Making a voice: what is refused, in which order, and what is kept."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from tests.support.clips import noise
from tests.support.fake_host import VOICE_DATA, fake_engine
from tests.support.hearing import NEEDS_RECOGNIZER
from tests.support.long_files import long_file
from tests.support.speech import speech_file
from voicecloner.audio.files.encoding import read_audio, write_audio
from voicecloner.audio.repair import NOTHING, USUAL
from voicecloner.domain.audio import AudioClip, RecordingOrigin
from voicecloner.domain.consent import ConsentKind
from voicecloner.domain.quality import Severity, Span
from voicecloner.domain.voice import VoiceMode
from voicecloner.errors import (
    Cancelled,
    ConsentRequired,
    EngineCrashed,
    EngineNotFound,
    InvalidRequest,
    NameTaken,
    ReviewFailed,
    TranscriptRequired,
    UnreadableAudio,
)
from voicecloner.jobs import CancelToken, no_progress
from voicecloner.provenance.marking import Marker
from voicecloner.sound.resampling import resample
from voicecloner.use_cases.review.check_references import CheckRequest
from voicecloner.use_cases.voices.create_voice import STOPPED_EARLY, CreateVoiceRequest


@pytest.fixture
def reference(tmp_path):
    return speech_file(tmp_path / "anna.wav", seconds=12)


def create(app, cancel=None, progress=no_progress, **fields):
    request = CreateVoiceRequest(**{"name": "Anna", "consent": ConsentKind.OWN, **fields})
    return app.create_voice(request, progress=progress, cancel=cancel or CancelToken())


def test_a_voice_is_made_and_kept_with_its_original(app, reference):
    created = create(app, references=(reference,), speaker="Anna B.")
    voice = app.library.get(created.voice.id)
    assert voice == created.voice
    assert voice.consent.kind is ConsentKind.OWN
    assert voice.consent.speaker == "Anna B."
    assert voice.review.verdict is not Severity.FAIL
    kept = app.library.reference_path(voice, voice.references[0], "original")
    assert kept.read_bytes() == reference.read_bytes()
    assert voice.references[0].span is None
    assert app.library.voice_file(voice).read_bytes() == VOICE_DATA


def test_a_voice_knows_where_its_recording_comes_from(app, reference):
    origin = RecordingOrigin("Desk microphone", datetime(2026, 5, 3, 14, 5, tzinfo=UTC))
    checked = app.check_references(CheckRequest((reference,), origin=origin))
    made = create(app, references=checked).voice
    assert app.library.get(made.id).references[0].origin == origin


def test_references_reach_the_engine_prepared_with_their_transcript(app, host, reference):
    create(app, references=(reference,), transcripts=("  What it says. ",), language="de")
    (clips, mode), *_ = host.cloned
    assert mode is VoiceMode.TRANSCRIPT
    assert [(c.transcript, c.language, c.clip.sample_rate) for c in clips] == [("What it says.", "de", 24_000)]
    assert clips[0].clip.seconds == pytest.approx(app.manage_voices.find("Anna").references[0].seconds)


def test_without_a_transcript_the_mode_is_embedding(app, host, reference):
    assert create(app, references=(reference,)).voice.mode is VoiceMode.EMBEDDING
    assert host.cloned[0][1] is VoiceMode.EMBEDDING


def test_one_transcript_for_several_files_joins_them(app, host, reference, tmp_path):
    other = speech_file(tmp_path / "more.wav", seconds=12, voice="en-us+f3")
    voice = create(app, references=(reference, other), transcripts=("All the words.",)).voice
    (clips, _), *_ = host.cloned
    assert len(clips) == 1
    assert clips[0].clip.seconds == pytest.approx(sum(r.seconds for r in voice.references))


def test_unequal_numbers_of_files_and_transcripts_are_refused(app, reference):
    with pytest.raises(InvalidRequest, match="1 recordings but 2 transcripts"):
        create(app, references=(reference,), transcripts=("a", "b"))


def test_two_short_files_together_are_enough(app, tmp_path):
    parts = tuple(speech_file(tmp_path / f"{i}.wav", seconds=7) for i in range(2))
    assert create(app, references=parts).voice.review.seconds > 13


def test_a_check_just_made_is_not_made_again(app, reference):
    checked = app.check_references(CheckRequest((reference,)))
    assert create(app, references=checked).voice.review == checked.review


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"consent": None}, ConsentRequired),
        ({"consent": ""}, ConsentRequired),
        ({"consent": False}, ConsentRequired),
        ({"consent": "yes"}, ConsentRequired),
        ({"consent": "own"}, ConsentRequired),
        ({"name": 7}, InvalidRequest),
        ({"transcripts": "Hello."}, InvalidRequest),
        ({"references": ["a.wav"]}, InvalidRequest),
        ({"name": "  "}, InvalidRequest),
        ({"engine_id": "nonesuch"}, EngineNotFound),
        ({"mode": VoiceMode.TRANSCRIPT}, TranscriptRequired),
        ({"references": ()}, InvalidRequest),
    ],
)
def test_what_makes_no_sense_is_refused(app, host, reference, fields, error):
    with pytest.raises(error):
        create(app, **{"references": (reference,), **fields})
    assert app.library.count() == 0
    assert not host.cloned


def test_a_taken_name_is_refused_before_any_work(app, host, reference):
    create(app, references=(reference,))
    with pytest.raises(NameTaken):
        create(app, references=(reference,), name="ANNA")
    assert len(host.cloned) == 1


def test_a_short_recording_fails_its_review_with_the_reason(app, tmp_path):
    with pytest.raises(ReviewFailed, match="10"):
        create(app, references=(speech_file(tmp_path / "short.wav", seconds=4),))


def test_a_recording_is_refused_by_its_review_and_not_by_what_the_engine_could_do(app, host, tmp_path):
    """Engine, check and voice say the same: the profile's ten seconds, though it could clone from three."""
    host.info = fake_engine("natural", min_reference_s=3.0)
    path = speech_file(tmp_path / "short.wav", seconds=8)
    checked = app.check_references(CheckRequest((path,)))
    failed = [f.message for f in checked.review.findings if f.severity is Severity.FAIL]
    assert failed == ["The recording is only 8.0 s long: make it at least 10 s."]
    with pytest.raises(ReviewFailed, match="make it at least 10 s"):
        create(app, references=checked)
    assert not host.cloned


def test_a_file_that_is_no_sound_is_named(app, tmp_path):
    path = tmp_path / "letter.wav"
    path.write_text("Dear Anna, this is no sound.")
    with pytest.raises(UnreadableAudio):
        create(app, references=(path,))


def test_when_the_engine_fails_nothing_is_kept(app, host, reference):
    host.error = EngineCrashed("The engine ended unexpectedly.")
    with pytest.raises(EngineCrashed):
        create(app, references=(reference,))
    assert app.library.count() == 0


def test_stop_while_cloning_keeps_nothing(app, host, reference):
    host.gate.clear()
    cancel = CancelToken()
    updates = []

    def stop_once_cloning(update):
        updates.append(update.stage)
        if update.stage == "Cloning":
            cancel.cancel()

    request = CreateVoiceRequest("Anna", (reference,), ConsentKind.OWN)
    with pytest.raises(Cancelled):
        app.create_voice(request, progress=stop_once_cloning, cancel=cancel)
    assert "Cloning" in updates
    assert app.library.count() == 0


def test_stop_keeps_the_best_so_far_where_the_engine_has_some(app, host, reference):
    host.keeps_best = True
    host.gate.clear()
    cancel = CancelToken()
    request = CreateVoiceRequest("Anna", (reference,), ConsentKind.OWN)

    def stop_once_usable(update):
        if update.is_usable:
            cancel.cancel()

    created = app.create_voice(request, progress=stop_once_usable, cancel=cancel)
    assert created.notes[0] == created.voice.notes == STOPPED_EARLY
    assert app.library.get(created.voice.id).notes == STOPPED_EARLY


def test_an_engine_that_dies_leaves_what_it_had_reached_and_that_is_told(app, host, reference):
    host.ends_with = EngineCrashed("The engine ended unexpectedly.")
    created = create(app, references=(reference,))
    assert created.notes[:2] == ("The engine ended unexpectedly.", STOPPED_EARLY)
    assert app.library.get(created.voice.id).notes == STOPPED_EARLY


def test_a_voice_that_is_finished_has_no_such_note(app, host, reference):
    host.keeps_best = True
    created = create(app, references=(reference,))
    assert STOPPED_EARLY not in (*created.notes, created.voice.notes)


def test_progress_only_rises_and_ends_at_one(app, reference):
    fractions = []
    request = CreateVoiceRequest("Anna", (reference,), ConsentKind.OWN)
    app.create_voice(request, progress=lambda u: fractions.append(u.fraction), cancel=CancelToken())
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0


class TestLongRecording:
    @pytest.fixture
    def long(self, tmp_path):
        return long_file(tmp_path / "long.wav")

    def test_the_best_stretch_is_cloned_and_the_whole_file_kept(self, app, host, long):
        created = create(app, references=(long,))
        voice = created.voice
        kept = app.library.reference_path(voice, voice.references[0], "original")
        assert kept.read_bytes() == long.read_bytes()
        assert host.cloned[0][0][0].clip.seconds == voice.references[0].seconds < 31.0
        assert created.notes[0].startswith("The best ")

    def test_a_chosen_stretch_is_cloned(self, app, host, long):
        voice = create(app, references=(long,), span=Span(62.0, 78.0)).voice
        assert app.library.get(voice.id).references[0].span == Span(62.0, 78.0)
        assert host.cloned[0][0][0].clip.seconds == pytest.approx(16.0, abs=0.01)

    def test_with_a_transcript_of_all_of_it_all_of_it_is_used(self, app, host, tmp_path):
        reference = speech_file(tmp_path / "a.wav", seconds=70)
        create(app, references=(reference,), transcripts=("Everything that is said.",))
        assert host.cloned[0][0][0].clip.seconds == pytest.approx(70.0, abs=0.01)


class TestRepair:
    def test_the_usual_one_is_told(self, app, reference):
        notes = create(app, references=(reference,)).notes
        assert notes == ("An offset of 0.10 % of full scale was removed.", "Sound below 60 Hz was filtered out.")

    def test_it_can_be_switched_off(self, app, host, reference):
        made = create(app, references=(reference,), repair=NOTHING)
        assert made.notes == ()
        samples = host.cloned[0][0][0].clip.samples
        plain = read_audio(app.library.reference_path(made.voice, made.voice.references[0], "original")).samples
        assert samples == pytest.approx(resample(plain, 22_050, 24_000), abs=1e-4)

    def test_what_passed_is_not_made_too_short_by_cutting_silence(self, app, host, tmp_path):
        host.info = fake_engine(min_reference_s=3.0, profile="izwi")
        spoken = read_audio(speech_file(tmp_path / "spoken.wav", seconds=2.5))
        silence = np.zeros(round(0.7 * spoken.sample_rate), np.float32)
        path = tmp_path / "short.wav"
        samples = np.concatenate([silence, spoken.samples, silence])
        write_audio(path, AudioClip(samples, spoken.sample_rate), metadata={})
        create(app, references=(path,), repair=replace(USUAL, trim_edges=True))
        assert host.cloned[0][0][0].clip.seconds == pytest.approx(3.9, abs=0.01)

    def test_what_it_did_is_named_by_file(self, app, reference, tmp_path):
        other = speech_file(tmp_path / "other.wav", seconds=12)
        notes = create(app, references=(reference, other)).notes
        assert [note.split(":")[0] for note in notes] == ["anna.wav"] * 2 + ["other.wav"] * 2


@NEEDS_RECOGNIZER
def test_words_that_do_not_fit_are_told_and_kept_with_the_review(app, reference):
    words = "Never before had so many people come together to hear about an evening by the sea."
    told = []
    created = create(app, references=(reference,), transcripts=(words,), progress=told.append)
    (warning,) = created.warnings
    assert [update.fraction for update in told if update.warnings == (warning,)] == [0.2]  # before the long work begins
    kept = next(f for f in app.library.get(created.voice.id).review.findings if f.check == "transcript")
    assert (kept.severity, kept.message) == (Severity.WARN, warning)


@NEEDS_RECOGNIZER
def test_wrong_words_that_the_engine_does_not_use_are_told_and_change_no_verdict(app, host, reference):
    host.info = replace(fake_engine(modes=(VoiceMode.EMBEDDING,)), title="Plain")
    before = create(app, references=(reference,), name="Without words").voice.review.verdict
    told = []
    words = "Never before had so many people come together to hear about an evening by the sea, where nothing happened."
    created = create(app, references=(reference,), transcripts=(words,), progress=told.append)
    assert created.voice.review.verdict is before
    assert created.voice.transcript == words
    assert created.warnings == ()
    assert not any(update.warnings for update in told)
    (note,) = (each for each in created.notes if "do not seem to be those of the recording" in each)
    assert note.startswith("Plain does not use the transcript, it is only kept with the voice.")


def test_a_voice_of_marked_speech_is_made_and_the_mark_is_told(app, reference):
    plain = read_audio(reference)
    write_audio(reference, AudioClip(Marker(plain.sample_rate).marked(plain.samples), plain.sample_rate), metadata={})
    told = []
    created = create(app, references=(reference,), progress=told.append)
    (warning,) = created.warnings
    assert warning.startswith("This recording is marked as synthetic speech (")
    assert [update.fraction for update in told if update.warnings == (warning,)] == [0.2]  # before the long work begins
    assert app.library.get(created.voice.id).review.warnings_of("synthetic") == (warning,)


def test_without_a_transcript_nothing_is_said_about_words(app, reference):
    created = create(app, references=(reference,))
    assert created.warnings == ()
    assert all(f.check != "transcript" for f in created.voice.review.findings)


def test_a_transcript_beyond_the_limit_is_refused_before_any_work(app, tmp_path):
    words = ("word " * 3_000, "word " * 3_000)
    with pytest.raises(InvalidRequest) as refused:
        create(app, references=(tmp_path / "is not even looked at.wav",), transcripts=words)
    assert refused.value.message == "The transcript has 30,000 characters; 20,000 is the most."
    assert refused.value.hint == "Keep only what is said in the recording."


def test_a_verdict_that_somebody_put_together_is_not_believed(app, host, tmp_path):
    path = tmp_path / "noise.wav"
    write_audio(path, AudioClip(noise(12.0), 16_000))
    checked = app.check_references(CheckRequest((path,)))
    approved = replace(checked, review=replace(checked.review, findings=()))
    with pytest.raises(ReviewFailed):
        create(app, references=approved)
    assert not host.cloned


def test_a_recording_that_changed_since_its_check_is_refused_before_it_is_cloned(app, host, reference):
    checked = app.check_references(CheckRequest((reference,)))
    speech_file(reference, seconds=13)
    with pytest.raises(InvalidRequest, match="has changed since it was checked"):
        create(app, references=checked)
    assert not host.cloned
