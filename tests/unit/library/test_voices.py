"""One library on a real disk and in real SQLite."""

import hashlib
import json
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest

from tests.support.library_makers import CONSENT, REVIEW, Clock, files_below, new_reference, new_voice
from tests.support.scorecards import scorecard
from voicecloner import __version__
from voicecloner.domain.consent import Consent
from voicecloner.domain.voice import VoiceMode
from voicecloner.errors import ConsentRequired, InvalidRequest, NameTaken, QuotaReached, StorageError, VoiceNotFound
from voicecloner.library.voices import DATABASE_NAME, VoiceLibrary


def names(voices) -> list[str]:
    return [voice.name for voice in voices]


def test_a_voice_survives_reopening_with_everything_it_was_given(tmp_path, library):
    new = new_voice(tmp_path, tags=("radio", "Deutsch"), notes="two\nlines")
    made = library.create(new)
    library.close()
    with VoiceLibrary(tmp_path / "library") as reopened:
        kept = reopened.get(made.id)
        assert kept == made
        assert (kept.review, kept.consent, kept.tags, kept.notes) == (
            REVIEW,
            CONSENT,
            ("radio", "Deutsch"),
            "two\nlines",
        )
        assert (kept.engine_id, kept.engine_revision, kept.mode) == ("basic", "3", VoiceMode.TRANSCRIPT)
        assert kept.program_version == __version__
        assert reopened.voice_file(kept).read_bytes() == b"safetensors Anna"


def test_the_recordings_are_kept_untouched_and_prepared(tmp_path, library):
    first = new_reference(tmp_path, "Käse & Brot.M4A", b"first" * 1000)
    prepared = tmp_path / "prepared.flac"
    prepared.write_bytes(b"fLaC from a file")
    second = new_reference(tmp_path, "no suffix", b"second")
    second = type(second)(second.name, second.original, prepared, 12.0)
    voice = library.create(new_voice(tmp_path, references=(first, second)))
    originals = [library.reference_path(voice, each, "original").read_bytes() for each in voice.references]
    assert originals == [b"first" * 1000, b"second"]
    assert [library.reference_path(voice, each).read_bytes() for each in voice.references] == [
        b"fLaC prepared",
        b"fLaC from a file",
    ]
    assert [each.sha256 for each in voice.references] == [hashlib.sha256(content).hexdigest() for content in originals]
    assert [(each.name, each.seconds) for each in voice.references] == [("Käse & Brot.M4A", 30.25), ("no suffix", 12.0)]


def test_files_lie_where_the_layout_says_and_nowhere_else(tmp_path, library):
    voice = library.create(new_voice(tmp_path))
    assert files_below(tmp_path / "library" / "voices") == [
        f"{voice.id}/data/basic-3.safetensors",
        f"{voice.id}/original/1.wav",
        f"{voice.id}/prepared/1.flac",
        f"{voice.id}/voice.json",
    ]
    assert files_below(tmp_path / "library" / "staging") == []


def test_ids_are_random_and_long(tmp_path, library):
    ids = {library.create(new_voice(tmp_path, f"Voice {number}")).id for number in range(3)}
    assert len(ids) == 3
    assert all(len(voice_id) >= 16 and set(voice_id) <= set("0123456789abcdef") for voice_id in ids)


def test_a_name_is_unique_whatever_its_case_and_composition(tmp_path, library):
    library.create(new_voice(tmp_path, "Zoë Straße"))
    for same in ("zoë strasse", " ZOE\u0308 STRASSE ", "Zo\u200bë  Straße"):
        with pytest.raises(NameTaken):
            library.create(new_voice(tmp_path, same))
    assert library.count() == 1
    assert len(list((tmp_path / "library" / "voices").iterdir())) == 1


def test_replacing_a_voice_of_the_same_name_keeps_the_old_one_in_the_trash(tmp_path, library):
    old = library.create(new_voice(tmp_path, "Anna"))
    library.quota = 1
    new = library.create(new_voice(tmp_path, "anna", voice_data=b"new"), replace_same_name=True)
    assert library.list() == (new,)
    assert [each.voice for each in library.trash()] == [old]
    assert library.voice_file(old).read_bytes() == b"safetensors Anna"


def test_a_voice_needs_a_recording(tmp_path, library):
    with pytest.raises(InvalidRequest, match="recording"):
        library.create(new_voice(tmp_path, references=()))


def test_a_voice_is_found_by_id_and_by_name(tmp_path, library):
    voice = library.create(new_voice(tmp_path, "Frau Größe"))
    assert library.find(voice.id) == voice
    assert library.find("  FRAU GRÖSSE ") == voice
    assert library.get(voice.id) == voice


def test_a_voice_that_is_not_there_brings_near_names_to_mind(tmp_path, library):
    library.create(new_voice(tmp_path, "Annabelle"))
    library.create(new_voice(tmp_path, "Bernd"))
    with pytest.raises(VoiceNotFound) as raised:
        library.find("anabele")
    assert "“Annabelle”" in raised.value.hint
    assert "Bernd" not in raised.value.hint
    with pytest.raises(VoiceNotFound) as raised:
        library.find("東京")
    assert raised.value.hint == VoiceNotFound.default_hint


@pytest.mark.parametrize("action", ["get", "delete", "touch", "restore"])
def test_unknown_ids_are_refused(library, action):
    with pytest.raises(VoiceNotFound):
        getattr(library, action)("0" * 32)


def test_orders(tmp_path, library, clock):
    for name in ("Östen", "anna", "Zoe", "Äbby"):
        library.create(new_voice(tmp_path, name))
        clock.move(minutes=1)
    assert names(library.list()) == ["Äbby", "Zoe", "anna", "Östen"]
    assert names(library.list(order="name")) == ["Äbby", "anna", "Östen", "Zoe"]
    library.touch(library.find("anna").id)
    assert names(library.list()) == ["anna", "Äbby", "Zoe", "Östen"]
    assert names(library.list(order="created")) == ["Äbby", "Zoe", "anna", "Östen"]
    with pytest.raises(InvalidRequest, match="sideways"):
        library.list(order="sideways")


def test_touch_notes_the_time(tmp_path, library, clock):
    voice = library.create(new_voice(tmp_path))
    assert voice.last_used_at is None
    clock.move(hours=5)
    assert library.touch(voice.id).last_used_at == clock.now
    assert library.get(voice.id).last_used_at == clock.now


def test_rename(tmp_path, library):
    voice = library.create(new_voice(tmp_path, "Anna"))
    library.create(new_voice(tmp_path, "Bernd"))
    assert library.rename(voice.id, " 安娜 ").name == "安娜"
    assert library.find("安娜").id == voice.id
    assert library.rename(voice.id, "ANNA").name == "ANNA"  # its own name in another case
    with pytest.raises(NameTaken):
        library.rename(voice.id, "BERND")
    assert library.get(voice.id).name == "ANNA"


def test_tags_and_notes_change_one_at_a_time_and_are_searched(tmp_path, library):
    voice = library.create(new_voice(tmp_path, tags=("old",), notes="first"))
    library.update(voice.id, tags=(" two  words ", "TWO words", "", "drei"))
    changed = library.update(voice.id, notes="nur leise")
    assert (changed.tags, changed.notes) == (("two words", "drei"), "nur leise")
    assert library.get(voice.id) == changed
    assert library.list("drei leise") == (changed,)
    assert library.list("old") == ()


def test_the_quota_counts_the_living(tmp_path, library):
    library.quota = 2
    first = library.create(new_voice(tmp_path, "one"))
    library.create(new_voice(tmp_path, "two"))
    with pytest.raises(QuotaReached, match="2"):
        library.create(new_voice(tmp_path, "three"))
    library.delete(first.id)
    library.create(new_voice(tmp_path, "three"))
    with pytest.raises(QuotaReached):
        library.restore(first.id)
    assert names(library.list(order="name")) == ["three", "two"]
    assert [each.voice.name for each in library.trash()] == ["one"]


def test_check_new_name_says_beforehand_what_create_would_say(tmp_path, library):
    library.check_new_name("Anna")
    library.create(new_voice(tmp_path, "Anna"))
    with pytest.raises(NameTaken):
        library.check_new_name("ANNA")
    library.quota = 1
    library.check_new_name("ANNA", replace_same_name=True)
    with pytest.raises(QuotaReached):
        library.check_new_name("Bernd")
    with pytest.raises(InvalidRequest):
        library.check_new_name(" ")


def test_deleting_and_restoring(tmp_path, library, clock):
    voice = library.create(new_voice(tmp_path, tags=("radio",)))
    clock.move(days=1)
    library.delete(voice.id)
    assert (library.count(), library.list(), library.list("radio")) == (0, (), ())
    assert [(each.voice, each.deleted_at) for each in library.trash()] == [(voice, clock.now)]
    with pytest.raises(VoiceNotFound):
        library.get(voice.id)
    with pytest.raises(VoiceNotFound):
        library.delete(voice.id)
    assert library.restore(voice.id) == voice
    assert library.list("radio") == (voice,)
    assert library.trash() == ()
    with pytest.raises(VoiceNotFound):
        library.restore(voice.id)


def test_restoring_when_the_name_was_taken_meanwhile(tmp_path, library):
    old = library.create(new_voice(tmp_path, "Anna"))
    library.delete(old.id)
    library.create(new_voice(tmp_path, "ANNA"))
    with pytest.raises(NameTaken):
        library.restore(old.id)
    assert [each.voice for each in library.trash()] == [old]
    assert library.restore(old.id, "Anna (old)").name == "Anna (old)"
    assert names(library.list(order="name")) == ["ANNA", "Anna (old)"]


def run_on(folder: Path, clock: Clock, days: int) -> list[int]:
    """Open the library on so many days, one after the other; how many voices were erased on each."""
    erased = []
    for _day in range(days):
        clock.move(days=1)
        with VoiceLibrary(folder, clock=clock) as library:
            erased.append(library.purge())
    return erased


def test_the_trash_is_emptied_after_thirty_days_of_use(tmp_path, library, clock):
    kept, gone = (library.create(new_voice(tmp_path, name)) for name in ("kept", "gone"))
    library.delete(gone.id)
    assert run_on(tmp_path / "library", clock, 29) == [0] * 29
    library.delete(kept.id)
    assert run_on(tmp_path / "library", clock, 1) == [1]
    assert [(each.voice, each.days) for each in library.trash()] == [(kept, 1)]
    assert [path.name for path in (tmp_path / "library" / "voices").iterdir()] == [kept.id]
    assert library.purge(0) == 1
    assert files_below(tmp_path / "library" / "voices") == []
    assert files_below(tmp_path / "library" / "staging") == []


@pytest.mark.parametrize("years", [3, -3])
def test_a_clock_that_jumps_erases_nothing(tmp_path, library, clock, years):
    voice = library.create(new_voice(tmp_path))
    library.delete(voice.id)
    clock.move(days=365 * years)
    assert run_on(tmp_path / "library", clock, 1) == [0]
    assert [each.days for each in library.trash()] == [1]
    for _start in range(40):  # all on one day
        with VoiceLibrary(tmp_path / "library", clock=clock) as again:
            assert again.purge() == 0
    assert library.restore(voice.id) == voice


def test_single_voices_are_erased_from_the_trash_only(tmp_path, library):
    first, second, living = (library.create(new_voice(tmp_path, name)) for name in ("first", "second", "living"))
    library.delete(first.id)
    library.delete(second.id)
    assert library.erase([first.id, living.id, "0" * 32]) == 1
    assert [each.voice for each in library.trash()] == [second]
    assert library.list() == (living,)
    assert sorted(path.name for path in (tmp_path / "library" / "voices").iterdir()) == sorted([second.id, living.id])


def test_a_deleted_voice_is_found_by_its_name_the_last_one_first(tmp_path, library, clock):
    made = []
    for _ in range(2):
        made.append(library.create(new_voice(tmp_path, "Anna")))
        library.delete(made[-1].id)
        clock.move(minutes=1)
    assert library.identify_trashed("ANNA") == (made[1].id, "Anna")
    assert library.identify_trashed(made[0].id) == (made[0].id, "Anna")
    with pytest.raises(VoiceNotFound, match="Bernd"):
        library.identify_trashed("Bernd")


@pytest.mark.parametrize("consent", [None, "", False, "yes", Consent(cast(Any, "yes"), datetime.now(UTC), "cli")])
def test_a_voice_needs_a_consent(tmp_path, library, consent):
    with pytest.raises(ConsentRequired):
        library.create(new_voice(tmp_path, consent=consent))
    assert library.list() == ()


def test_rebinding_keeps_the_voice_and_brings_new_data(tmp_path, library):
    voice = library.create(new_voice(tmp_path))
    rebound = library.rebind(voice.id, "neural-one", "v2/beta", VoiceMode.EMBEDDING, b"new data")
    assert library.get(voice.id) == rebound
    assert (rebound.engine_id, rebound.engine_revision, rebound.mode) == ("neural-one", "v2/beta", VoiceMode.EMBEDDING)
    assert library.voice_file(rebound).read_bytes() == b"new data"
    assert library.voice_file(voice).read_bytes() == b"safetensors Anna"


def test_a_scorecard_is_kept_until_the_voice_speaks_with_something_else(tmp_path, library):
    voice = library.create(new_voice(tmp_path))
    assert voice.scorecard is None
    scored = library.keep_scorecard(voice, scorecard())
    assert library.get(voice.id) == scored
    assert scored.scorecard == scorecard()
    record = json.loads((tmp_path / "library" / "voices" / voice.id / "voice.json").read_text("utf-8"))
    assert record["scorecard"]["comparison"]["others"] == scorecard().comparison.others
    rebound = library.rebind(voice.id, voice.engine_id, "next", voice.mode, b"new data")
    assert rebound.scorecard is None
    assert library.keep_scorecard(scored, scorecard()).scorecard is None  # measured before it was rebuilt


def test_a_scorecard_nobody_can_read_is_none_and_no_damage(tmp_path, library):
    voice = library.create(new_voice(tmp_path))
    library.keep_scorecard(voice, scorecard())
    with closing(sqlite3.connect(tmp_path / "library" / DATABASE_NAME)) as connection, connection:
        connection.execute("UPDATE voices SET scorecard = '{'")
    assert library.get(voice.id).scorecard is None
    assert library.look().damaged == ()


def test_a_lost_voice_file_is_told_and_can_be_rebuilt(tmp_path, library):
    voice = library.create(new_voice(tmp_path))
    library.voice_file(voice).unlink()
    with pytest.raises(StorageError) as raised:
        library.voice_file(voice)
    assert "Rebuild" in raised.value.hint
    library.rebind(voice.id, voice.engine_id, voice.engine_revision, voice.mode, b"again")
    assert library.voice_file(voice).read_bytes() == b"again"


def test_threads_share_one_library(tmp_path: Path, library: VoiceLibrary):
    barrier = threading.Barrier(8)
    new_voices = [new_voice(tmp_path, f"voice {number}") for number in range(8)]

    def make(number: int) -> str:
        barrier.wait()
        made = library.create(new_voices[number])
        return library.list(made.id)[0].id

    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(make, range(8)))
    assert len(set(made)) == 8
    assert sorted(made) == sorted(voice.id for voice in library.list())
