"""Voices leave one library as a file and arrive in another as they were; nothing that is there gives way."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.support.bundles import changed, exchange, export, keep_voice
from tests.support.library_makers import CONSENT, files_below, new_reference
from voicecloner.domain.audio import RecordingOrigin
from voicecloner.domain.consent import SpokenConsent, Use
from voicecloner.domain.pronunciation import Pronunciation
from voicecloner.domain.quality import Span
from voicecloner.errors import (
    BundleRefused,
    Cancelled,
    ConsentRequired,
    InvalidRequest,
    QuotaReached,
    StorageError,
    VoiceNotFound,
    hint_on_command_line,
)
from voicecloner.jobs import CancelToken
from voicecloner.library.exports import Exports
from voicecloner.library.pronunciations import PronunciationStore
from voicecloner.library.rows import CONSENT_RECORDING
from voicecloner.library.voices import VoiceLibrary
from voicecloner.use_cases.upkeep.back_up_library import BackUpLibrary
from voicecloner.use_cases.voices.exchange_voices import ExchangeVoices, ExportRequest, bundle_name, is_bundle


@pytest.fixture
def library(tmp_path):
    with VoiceLibrary(tmp_path / "library") as opened:
        yield opened


@pytest.fixture
def other(tmp_path):
    with VoiceLibrary(tmp_path / "other") as opened:
        yield opened


def names(voices) -> list[str]:
    return [voice.name for voice in voices]


def sound_files(folder: Path) -> dict[str, bytes]:
    """Every file of every voice but for what is known of it."""
    voices = folder / "voices"
    return {name: (voices / name).read_bytes() for name in files_below(voices) if not name.endswith("voice.json")}


def test_spoken_consent_goes_along(tmp_path, library, other):
    spoken = SpokenConsent("I agree.", "I agree", 0.9, CONSENT_RECORDING, datetime(2026, 5, 3, tzinfo=UTC))
    voice = keep_voice(library, tmp_path, "Anna", consent=replace(CONSENT, spoken=spoken), consent_flac=b"fLaC read")
    exchange(other, tmp_path).take_in(export(library, tmp_path / "a.voice", "Anna"))
    assert other.get(voice.id).consent.spoken == spoken
    assert (tmp_path / "other" / "voices" / voice.id / CONSENT_RECORDING).read_bytes() == b"fLaC read"


@pytest.mark.parametrize("uses", [None, (), (Use.HTTP,)])
def test_a_voice_whose_speaker_has_not_allowed_it_stays(tmp_path, library, uses):
    keep_voice(library, tmp_path, "Anna", consent=replace(CONSENT, uses=uses))
    with pytest.raises(ConsentRequired, match="may not be given to others"):
        export(library, tmp_path / "a.voice", "Anna")
    assert not (tmp_path / "a.voice").exists()


def test_a_round_trip_changes_no_fact_and_no_byte(tmp_path, library, other):
    whole = replace(new_reference(tmp_path, "Käse: \\ & <Brot>?.M4A", b"whole" * 9000), span=Span(1.5, 21.25))
    origin = RecordingOrigin("Stüdio\nMic", datetime(2026, 5, 3, 14, 5, tzinfo=UTC))
    recorded = replace(new_reference(tmp_path, "no suffix", b"x"), channel=2, origin=origin)
    first = keep_voice(library, tmp_path, "小明", references=(whole, recorded), tags=("a", "ß"), notes="two\nlines")
    second = keep_voice(library, tmp_path, "CON")  # no name of a file: Windows may call a device so
    library.touch(first.id)
    bundle = export(library, tmp_path / "both.voice", "小明", "con", first.id)
    arrived = exchange(other, tmp_path).take_in(bundle)
    assert arrived.voices == tuple(replace(v, consent=CONSENT.received()) for v in (library.get(first.id), second))
    assert (arrived.renamed, arrived.here_already, arrived.left_out) == ((), (), ())
    assert {voice.consent for voice in other.list()} == {CONSENT.received()}
    assert sound_files(tmp_path / "other") == sound_files(tmp_path / "library")
    assert other.inspect().faults == ()
    assert files_below(tmp_path / "other" / "staging") == []
    with pytest.raises(ConsentRequired, match="given to others"):
        export(other, tmp_path / "again.voice", "小明")
    for voice in arrived.voices:
        other.update(voice.id, consent=replace(voice.consent, uses=CONSENT.uses))
    again = export(other, tmp_path / "again.voice", "小明", "CON")
    with VoiceLibrary(tmp_path / "third") as third:
        assert exchange(third, tmp_path).take_in(again).voices == arrived.voices


def test_a_speakers_spoken_consent_travels_along(tmp_path, library, other):
    anna = keep_voice(library, tmp_path)
    spoken = library.transfer.folder(anna.id) / "consent" / "1.flac"
    spoken.parent.mkdir()
    spoken.write_bytes(b"fLaC I agree")
    exchange(other, tmp_path).take_in(export(library, tmp_path / "anna.voice", "Anna"))
    assert (other.transfer.folder(anna.id) / "consent" / "1.flac").read_bytes() == b"fLaC I agree"
    BackUpLibrary(library, tmp_path / "library").back_up(tmp_path / "backup")
    with VoiceLibrary(tmp_path / "third") as third:
        BackUpLibrary(third, tmp_path / "third").restore(tmp_path / "backup")
        assert sound_files(tmp_path / "third") == sound_files(tmp_path / "library")


def test_what_arrived_is_there_after_the_database_was_lost(tmp_path, library, other):
    keep_voice(library, tmp_path)
    (made,) = exchange(other, tmp_path).take_in(export(library, tmp_path / "anna.voice", "Anna")).voices
    other.close()
    (tmp_path / "other" / "library.db").unlink()
    with VoiceLibrary(tmp_path / "other") as again:
        assert again.list() == (made,)


def test_the_very_same_voice_is_passed_over(tmp_path, library):
    anna = keep_voice(library, tmp_path)
    bundle = export(library, tmp_path / "anna.voice", "Anna")
    library.update(anna.id, name="Berta", notes="renamed since")
    arrived = exchange(library, tmp_path).take_in(bundle)
    assert (arrived.voices, arrived.here_already) == ((), ("Anna",))
    assert names(library.list()) == ["Berta"]


def test_a_voice_that_has_changed_since_comes_in_beside_it(tmp_path, library):
    anna = keep_voice(library, tmp_path)
    bundle = export(library, tmp_path / "anna.voice", "Anna")
    library.rebind(anna.id, "basic", "4", anna.mode, b"made anew")
    arrived = exchange(library, tmp_path).take_in(bundle)
    assert arrived.renamed == (("Anna", "Anna (2)"),)
    (copy,) = arrived.voices
    assert copy.id != anna.id
    assert replace(copy, id=anna.id, name="Anna", consent=anna.consent) == anna
    assert library.get(anna.id).engine_revision == "4"


def test_a_voice_in_the_trash_stays_there_and_a_new_one_comes_in(tmp_path, library):
    anna = keep_voice(library, tmp_path)
    bundle = export(library, tmp_path / "anna.voice", "Anna")
    library.delete(anna.id)
    (copy,) = exchange(library, tmp_path).take_in(bundle).voices
    assert (copy.name, copy.id != anna.id) == ("Anna", True)
    assert [each.voice.id for each in library.trash()] == [anna.id]


def test_a_name_that_is_taken_gets_a_number_whatever_its_case(tmp_path, library, other):
    keep_voice(library, tmp_path, "Anna")
    keep_voice(other, tmp_path, "ANNA")
    arrived = exchange(other, tmp_path).take_in(export(library, tmp_path / "anna.voice", "Anna"))
    assert names(arrived.voices) == ["Anna (2)"]
    assert sorted(names(other.list())) == ["ANNA", "Anna (2)"]


def test_more_than_the_quota_are_all_kept_out(tmp_path, library, other):
    for name in ("Anna", "Berta"):
        keep_voice(library, tmp_path, name)
    bundle = export(library, tmp_path / "both.voice", "Anna", "Berta")
    other.quota = 1
    with pytest.raises(QuotaReached, match="With 2 more the library would hold 2 voices; its quota is 1"):
        exchange(other, tmp_path).take_in(bundle)
    assert other.list() == ()
    assert files_below(tmp_path / "other" / "voices") == []


def test_stopped_at_any_step_nothing_has_come_in(tmp_path, library, other):
    keep_voice(library, tmp_path)
    bundle = export(library, tmp_path / "anna.voice", "Anna")
    for steps in range(3):
        cancel, left = CancelToken(), iter(range(steps))

        def stop(_update, cancel=cancel, left=left) -> None:
            if next(left, None) is None:
                cancel.cancel()

        with pytest.raises(Cancelled):
            exchange(other, tmp_path).take_in(bundle, progress=stop, cancel=cancel)
        assert other.list() == ()
        assert files_below(tmp_path / "other" / "staging") == []


def test_a_failure_at_the_last_moment_leaves_nothing(tmp_path, library, other, monkeypatch):
    for name in ("Anna", "Berta"):
        keep_voice(library, tmp_path, name)
    bundle = export(library, tmp_path / "both.voice", "Anna", "Berta")
    place, placed = other._assets.place, []

    def place_one(stage: Path, voice_id: str) -> None:
        if placed:
            raise OSError(5, "the disk has gone")
        placed.append(voice_id)
        place(stage, voice_id)

    monkeypatch.setattr(other._assets, "place", place_one)
    with pytest.raises(StorageError):
        exchange(other, tmp_path).take_in(bundle)
    assert placed
    assert other.list() == ()
    assert files_below(tmp_path / "other" / "voices") == files_below(tmp_path / "other" / "staging") == []


def test_the_same_bundle_taken_by_two_at_once_comes_in_once(tmp_path, library, other, monkeypatch):
    keep_voice(library, tmp_path)
    bundle = export(library, tmp_path / "anna.voice", "Anna")
    writing, first = other._writing, []

    def after_another():
        if not first:
            first.append(True)
            with VoiceLibrary(tmp_path / "other") as quicker:
                exchange(quicker, tmp_path).take_in(bundle)
        return writing()

    monkeypatch.setattr(other, "_writing", after_another)
    arrived = exchange(other, tmp_path).take_in(bundle)
    assert (arrived.voices, arrived.here_already) == ((), ("Anna",))
    assert names(other.list()) == ["Anna"]


def test_without_room_nothing_is_begun(tmp_path, library, other, monkeypatch):
    keep_voice(library, tmp_path)
    bundle = export(library, tmp_path / "anna.voice", "Anna")
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=10))
    with pytest.raises(StorageError, match=f"The disk is full: nothing more can be written in {tmp_path}/other"):
        exchange(other, tmp_path).take_in(bundle)


def test_a_look_tells_what_is_in_it_and_takes_nothing(tmp_path, library, other):
    anna = keep_voice(library, tmp_path)
    found = exchange(other, tmp_path).look(export(library, tmp_path / "anna.voice", "Anna"))
    assert found.voices == (anna,)
    assert found.size_bytes == sum(map(len, sound_files(tmp_path / "library").values()))
    assert other.list() == ()


def test_a_voice_that_needs_a_rebuild_goes_without_its_data(tmp_path, library, other):
    anna = keep_voice(library, tmp_path)
    library.voice_file(anna).unlink()
    made = exchange(library, tmp_path).export(ExportRequest(("Anna",), tmp_path / "anna.voice"))
    assert made.notes == ("“Anna” is exported without its data file, and has to be rebuilt: its data file is gone.",)
    (arrived,) = exchange(other, tmp_path).take_in(made.path).voices
    assert other.data_fault(arrived) == "its data file is gone"
    library.rebind(anna.id, "basic", "4", anna.mode, b"of nobody")
    made = exchange(library, tmp_path).export(ExportRequest(("Anna",), tmp_path / "b.voice"))
    assert "its data file is another voice's" in made.notes[0]


def test_a_voice_without_its_recording_is_not_exported(tmp_path, library):
    anna = keep_voice(library, tmp_path)
    library.reference_path(anna, anna.references[0], "original").unlink()
    with pytest.raises(StorageError, match=r"original/1\.wav does not exist"):
        export(library, tmp_path / "anna.voice", "Anna")


@pytest.mark.parametrize(
    ("voices", "name", "words"),
    [
        ((), "anna.voice", "No voice is named"),
        (("Anna",) * 501, "anna.voice", "at most 500 voices"),
        (("Anna",), "", "is a folder"),
        (("Anna",), "anna.zip", "ends with .voice"),
        (("Anna",), "there.voice", "is there already"),
    ],
)
def test_what_makes_no_sense_is_refused_before_the_work(tmp_path, library, voices, name, words):
    keep_voice(library, tmp_path)
    (tmp_path / "there.voice").write_bytes(b"mine")
    with pytest.raises(InvalidRequest, match=words):
        exchange(library, tmp_path).export(ExportRequest(voices, tmp_path / name))
    assert (tmp_path / "there.voice").read_bytes() == b"mine"


def test_a_voice_that_is_not_there_and_a_folder_that_is_not_there(tmp_path, library):
    keep_voice(library, tmp_path)
    with pytest.raises(VoiceNotFound):
        export(library, tmp_path / "anna.voice", "Zoë")
    with pytest.raises(InvalidRequest, match="There is no folder"):
        export(library, tmp_path / "nowhere" / "anna.voice", "Anna")


def test_an_export_that_is_stopped_leaves_the_file_that_was_there(tmp_path, library):
    keep_voice(library, tmp_path)
    path = export(library, tmp_path / "anna.voice", "Anna")
    before, cancel = path.read_bytes(), CancelToken()
    use = exchange(library, tmp_path).export
    with pytest.raises(Cancelled):
        use(ExportRequest(("Anna",), path, overwrites=True), progress=lambda _step: cancel.cancel(), cancel=cancel)
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".")] == []


def test_bundles_are_known_by_their_suffix(tmp_path):
    assert is_bundle(Path("Anna.VOICE"))
    assert not is_bundle(Path("anna.wav"))


@pytest.mark.parametrize(
    ("name", "proposed"),
    [
        ("Anna", "Anna.voice"),
        ("小明 / \\:*?", "小明 _ _.voice"),
        ("CON", "voice CON.voice"),
        ("nul.x", "voice nul.x.voice"),
        ("..a?..", "a_.voice"),
        ("ü" * 100, "ü" * 60 + ".voice"),
    ],
)
def test_the_proposed_name_is_one_that_every_system_takes(tmp_path, library, name, proposed):
    assert bundle_name([keep_voice(library, tmp_path, name)]) == proposed
    assert bundle_name([]) == "0 voices.voice"


def test_the_size_of_a_voice_is_that_of_its_files(tmp_path, library):
    keep_voice(library, tmp_path)
    files = sound_files(tmp_path / "library")
    assert exchange(library, tmp_path).size_bytes("Anna") == sum(map(len, files.values()))


def test_a_recording_is_no_file_of_voices_and_says_what_to_do(tmp_path, library):
    recording = new_reference(tmp_path, "Anna.WAV").original
    with pytest.raises(BundleRefused, match="recording") as refused:
        exchange(library, tmp_path).take_in(recording)
    assert "clone" in hint_on_command_line(refused.value.hint)


def test_the_words_of_a_voice_go_along_and_belong_to_it_where_it_arrives(tmp_path, library, other):
    voice = keep_voice(library, tmp_path, "Anna")
    here, there = PronunciationStore(tmp_path / "here.json"), PronunciationStore(tmp_path / "there.json")
    for entry in (
        Pronunciation("Nguyen", "win", voice.id),
        Pronunciation("gif", "jif"),
        Pronunciation("x", "y", "f" * 32),
    ):
        here.put(entry)
    path = tmp_path / "a.voice"
    ExchangeVoices(library, Exports(tmp_path / "exports"), words=here).export(ExportRequest(("Anna",), path))
    keep_voice(other, tmp_path, "Anna")
    arrived = ExchangeVoices(other, Exports(tmp_path / "exports"), words=there).take_in(path)
    assert there.read().entries == (Pronunciation("Nguyen", "win", arrived.voices[0].id),)
    assert arrived.notes == ("1 pronunciation came along.",)


def test_a_word_that_is_here_already_stays_as_it_is(tmp_path, library, other):
    voice = keep_voice(library, tmp_path, "Anna")
    words = PronunciationStore(tmp_path / "here.json")
    words.put(Pronunciation("Nguyen", "win", voice.id))
    path = tmp_path / "a.voice"
    ExchangeVoices(library, Exports(tmp_path / "exports"), words=words).export(ExportRequest(("Anna",), path))
    words.put(Pronunciation("Nguyen", "nwin", voice.id))
    arrived = ExchangeVoices(other, Exports(tmp_path / "exports"), words=words).take_in(path)
    assert arrived.notes == ()
    assert words.read().entries == (Pronunciation("Nguyen", "nwin", voice.id),)


@pytest.mark.parametrize(
    "words", [{}, [{"word": "a"}], [{"word": "<", "spoken": "b"}], [{"word": "a", "spoken": "b"}] * 2001]
)
def test_words_that_no_list_holds_keep_the_voice_out(tmp_path, library, other, words):
    keep_voice(library, tmp_path, "Anna")
    good = export(library, tmp_path / "a.voice", "Anna")
    odd = changed(
        good, tmp_path / "b.voice", lambda manifest, _members: manifest["voices"][0].update(pronunciations=words)
    )
    with pytest.raises(BundleRefused):
        exchange(other, tmp_path).take_in(odd)
    assert other.list() == ()
