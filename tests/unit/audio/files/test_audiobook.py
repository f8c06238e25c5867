"""Whole books as one file: what players and the program itself find in it."""

import sys

import av
import numpy as np
import pytest

from tests.support.books import png
from tests.support.clips import syllables
from tests.support.sound_files import decoded, judged
from voicecloner import __version__
from voicecloner.audio.files.audiobook import AUDIOBOOK_SUFFIXES, AudiobookTags, write_audiobook
from voicecloner.audio.files.id3 import ChapterMark
from voicecloner.audio.files.saving import SoundOptions, SourceSound
from voicecloner.audio.files.tags import read_tags
from voicecloner.errors import StorageError
from voicecloner.jobs import NEVER
from voicecloner.provenance.statement import Statement, says_synthetic, statement_in

VOICE_ID = "0123456789abcdef" * 2
TEXTS = {
    "title": "Grüße\0 \udce9",
    "artist": "Anna (synthetic voice)",
    "comment": says_synthetic(VOICE_ID),
    "date": "2026-01-02",
    "software": f"VoiceCloner {__version__}",
}
MARKS = [ChapterMark("Eins", 0.0, 1.5), ChapterMark("Zwei\n\0", 1.5, 4.0)]
SOUND = [(0.2 * np.sin(np.arange(12_000) / 20)).astype(np.float32)] * 8
BOOK = SourceSound(24_000, 96_000, lambda: (block for block in SOUND))


@pytest.fixture(params=AUDIOBOOK_SUFFIXES)
def path(tmp_path, request):
    return tmp_path / f"book{request.param}"


def test_its_tags_name_the_program_and_its_version(path):
    write_audiobook(path, BOOK, AudiobookTags(TEXTS, MARKS))
    said = statement_in(read_tags(path, NEVER))
    assert said == Statement(VOICE_ID, "Anna", f"VoiceCloner {__version__}", "2026-01-02")


@pytest.mark.parametrize("cover", [b"", png(3, 5)])
def test_players_find_chapters_cover_and_all_of_the_sound(path, cover):
    write_audiobook(path, BOOK, AudiobookTags(TEXTS, MARKS, cover))
    with av.open(str(path)) as opened:
        found = [(each["metadata"]["title"], each["start"], each["end"]) for each in opened.chapters()]
        assert [(title, start) for title, start, _end in found] == [("Eins", 0), ("Zwei", 1500)]
        assert opened.metadata["title"] == "Grüße"
        assert len(opened.streams.video) == bool(cover)
        assert opened.duration / 1e6 == pytest.approx(4.0, abs=0.1)
        frames = sum(frame.samples for frame in opened.decode(audio=0))
    assert frames / 24_000 == pytest.approx(4.0, abs=0.15)


def test_nothing_is_left_of_a_book_whose_sound_breaks_off(path):
    def sound():
        yield SOUND[0]
        raise StorageError("The disk is gone.")

    with pytest.raises(StorageError, match="disk is gone"):
        write_audiobook(path, SourceSound(24_000, 96_000, sound), AudiobookTags(TEXTS, MARKS))
    assert list(path.parent.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="there the size of a file cannot be limited")
def test_a_disk_that_is_full_is_told_and_nothing_is_left(path):
    from tests.support.full_disk import files_end_at

    noise = np.random.default_rng(1).normal(0, 0.1, 48_000).astype(np.float32)
    long = SourceSound(24_000, 40 * len(noise), lambda: (noise for _ in range(40)))
    with files_end_at(100_000), pytest.raises(StorageError):
        write_audiobook(path, long, AudiobookTags(TEXTS, MARKS))
    assert list(path.parent.iterdir()) == []


@pytest.mark.parametrize("wanted_lufs", [-23.0, -16.0])
def test_a_loudness_is_that_of_the_whole_book_and_chapters_and_cover_are_there(path, wanted_lufs):
    parts = [syllables(3.0, 24_000), 0.1 * syllables(2.0, 24_000, seed=1)]
    read = []

    def blocks():
        read.append(True)
        yield from parts

    book = SourceSound(24_000, 120_000, blocks)
    how = SoundOptions(loudness_lufs=wanted_lufs)
    saved = write_audiobook(path, book, AudiobookTags(TEXTS, MARKS, png(3, 5)), how)
    assert len(read) == 2  # once to find the level, once to write
    lufs, dbtp = judged(*decoded(path))
    assert lufs == pytest.approx(wanted_lufs, abs=0.3)
    assert dbtp <= -0.95
    assert saved.loudness_lufs == pytest.approx(lufs, abs=0.1)
    with av.open(str(path)) as opened:
        assert (len(opened.chapters()), len(opened.streams.video)) == (2, 1)
    assert statement_in(read_tags(path, NEVER)).voice_id == VOICE_ID
    assert [each.name for each in path.parent.iterdir()] == [path.name]
