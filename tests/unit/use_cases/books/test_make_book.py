"""A document is read aloud, broken off, and gone on with."""

import json
import shutil
from itertools import pairwise

import av
import pysubs2
import pytest
import soundfile

from tests.support.books import package, page, png, write_epub
from voicecloner.errors import Cancelled, EngineCrashed, EngineError, InvalidRequest, StorageError, VoiceNotFound
from voicecloner.jobs import CancelToken, no_progress
from voicecloner.library.book_journal import ChapterJournal
from voicecloner.use_cases.books.book_request import BookRequest
from voicecloner.use_cases.books.plan_book import PlanBook
from voicecloner.use_cases.speaking.publishing import Publishing
from voicecloner.use_cases.speaking.verify_file import VerifyRequest
from voicecloner.use_cases.upkeep.change_setting import SettingChange

TEXT = """Chapter 1

It was a dark night. The wind blew over the roofs.

Nobody slept.

Chapter 2

In the morning the sun came out. All was well.
"""


@pytest.fixture
def anna(app, keep_voice):
    return keep_voice(app)


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "night.txt"
    path.write_text(TEXT)
    return path


def read(app, source, out, *, progress=no_progress, cancel=None, **fields):
    request = BookRequest(**{"source": source, "voice": "Anna", "out": out, "format": ".wav", **fields})
    return app.make_book(request, progress=progress, cancel=cancel or CancelToken())


def stop_after(pieces):
    """A token, and a progress that sets it after so many pieces."""
    cancel, seen = CancelToken(), []

    def progress(update):
        seen.append(update)
        if len([each for each in seen if each.fraction is not None]) >= pieces:
            cancel.cancel()

    return cancel, progress


def contents(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_who_reads_a_book_was_used(app, host, anna, source, tmp_path):
    assert app.library.get(anna.id).last_used_at is None
    read(app, source, tmp_path / "out")
    assert app.library.get(anna.id).last_used_at is not None


def test_each_chapter_gets_a_file_that_says_what_it_is(app, host, anna, source, tmp_path):
    made = read(app, source, tmp_path / "out")
    assert [path.name for path in made.paths] == ["01 Chapter 1.wav", "02 Chapter 2.wav"]
    assert [text for text, _options in host.spoken] == [
        "Chapter one",
        "It was a dark night.",
        "The wind blew over the roofs.",
        "Nobody slept.",
        "Chapter two",
        "In the morning the sun came out.",
        "All was well.",
    ]
    with soundfile.SoundFile(made.paths[1]) as sound:
        assert (sound.title, sound.album) == ("Chapter 2", "night")
        assert "synthetic" in sound.comment.lower()
    assert made.seconds == pytest.approx(sum(soundfile.info(path).duration for path in made.paths), abs=0.01)
    assert app.make_book.unfinished() == ()


@pytest.mark.parametrize("pieces", [1, 2, 3, 4, 5, 6])
def test_a_book_that_was_stopped_anywhere_ends_up_as_one_that_was_not(app, host, anna, source, tmp_path, pieces):
    read(app, source, tmp_path / "whole", subtitles="srt")
    host.spoken.clear()
    cancel, progress = stop_after(pieces)
    with pytest.raises(Cancelled, match="% of the book is said and kept"):
        read(app, source, tmp_path / "out", subtitles="srt", cancel=cancel, progress=progress)
    (book,) = app.make_book.unfinished()
    fraction = book.fraction
    assert 0.0 < fraction < 1.0
    made = read(app, source, tmp_path / "out", subtitles="srt")
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")
    assert made.kept_fraction == pytest.approx(fraction)
    texts = [text for text, _options in host.spoken]
    assert len(texts) == len(set(texts)) == 7


def test_what_a_kill_leaves_behind_the_last_whole_line_is_cut_off(app, host, anna, source, tmp_path):
    read(app, source, tmp_path / "whole")
    cancel, progress = stop_after(3)
    with pytest.raises(Cancelled):
        read(app, source, tmp_path / "out", cancel=cancel, progress=progress)
    (book,) = app.make_book.unfinished()
    with (book.folder / "00001.pcm").open("ab") as sound, (book.folder / "00001.jsonl").open("ab") as lines:
        sound.write(b"\x01\x02\x03" * 999)
        lines.write(b'{"said": 12, "text": "to')
    read(app, source, tmp_path / "out")
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")


def test_a_piece_whose_sound_did_not_reach_the_disk_is_said_again(app, host, anna, source, tmp_path):
    read(app, source, tmp_path / "whole")
    cancel, progress = stop_after(3)
    with pytest.raises(Cancelled):
        read(app, source, tmp_path / "out", cancel=cancel, progress=progress)
    (book,) = app.make_book.unfinished()
    content = (book.folder / "00001.pcm").read_bytes()
    (book.folder / "00001.pcm").write_bytes(content[:-4_000] + bytes(4_000))
    assert len(list(ChapterJournal(book.folder, 1).kept())) == 2
    read(app, source, tmp_path / "out")
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")


def test_one_file_has_chapters_a_cover_and_subtitles(app, anna, tmp_path):
    long = "<p>It rained on the harbour all night long, and nobody slept in the houses of the town.</p>" * 3
    opf = package(["a|a.xhtml|application/xhtml+xml", "p|p.png|image/png|cover-image"], ["a"])
    pages: dict[str, str | bytes] = {
        "OEBPS/content.opf": opf,
        "OEBPS/a.xhtml": page(f"<h1>One</h1>{long}<h1>Two</h1>{long}"),
        "OEBPS/p.png": png(),
    }
    source = write_epub(tmp_path / "sea.epub", pages)
    for suffix in ("m4b", "mp3"):
        out = tmp_path / f"sea.{suffix}"
        made = read(app, source, out, subtitles="vtt")
        with av.open(str(out)) as opened:
            starts = [each["start"] for each in opened.chapters()]
            assert [each["metadata"]["title"] for each in opened.chapters()] == ["One", "Two"]
            assert starts[0] == 0 < starts[1]
            assert opened.metadata["title"] == "The Sea"
            assert "synthetic" in opened.metadata["comment"].lower()
            assert [stream.codec_context.name for stream in opened.streams.video] == ["png"]
            assert opened.duration / 1e6 == pytest.approx(made.seconds + 2 * 1.5, abs=0.2)
        shown = pysubs2.load(str(out.with_suffix(".vtt")))
        assert " ".join(line.plaintext for line in shown).split() == ["One", *long_words(), "Two", *long_words()]
        assert shown[-1].end / 1000 <= made.seconds + 3.0
        assert all(one.end <= two.start for one, two in pairwise(shown))


def long_words():
    return ["It", "rained", "on", "the", "harbour", "all", "night", "long,", "and", "nobody", "slept", "in", "the",
            "houses", "of", "the", "town."] * 3  # fmt: skip


def test_subtitles_by_words_are_read_by_the_parser_of_a_player(app, anna, source, tmp_path):
    made = read(app, source, tmp_path / "out", subtitles="srt", are_words_shown=True)
    for path in [path for path in made.paths if path.suffix == ".srt"]:
        with av.open(str(path)) as opened:
            packets = [packet for packet in opened.demux() if packet.size]
        words = [bytes(packet).decode() for packet in packets]
        assert " ".join(words) in " ".join(TEXT.split())
        assert all(packet.duration > 0 for packet in packets)


def test_a_name_in_brackets_has_another_voice_read_the_paragraph(app, host, anna, keep_voice, tmp_path):
    keep_voice(app, "Ben")
    source = tmp_path / "play.txt"
    source.write_text("[Anna] Who is there?\n\n[Ben]: It is me.\n\n[1] See the notes.\n\nHe came in.\n")
    plan = app.make_book.plan(BookRequest(source, "Anna", tmp_path / "out", ".wav"))
    read_by = [plan.reader_of(p) for p in plan.chapters[1].paragraphs]
    assert [(reader.voice.name, text) for reader, text in read_by] == [
        ("Anna", "Who is there?"), ("Ben", "It is me."), ("Anna", "[1] See the notes."), ("Anna", "He came in."),
    ]  # fmt: skip


def test_a_name_nobody_has_is_told_before_the_work(app, host, anna, tmp_path):
    source = tmp_path / "play.txt"
    source.write_text("He came.\n\n[Zoe] Hello.\n\n[Max] Hi.\n")
    with pytest.raises(InvalidRequest, match=r"\[Zoe\], \[Max\]"):
        read(app, source, tmp_path / "out")
    assert host.spoken == []
    assert len(read(app, source, tmp_path / "out", reads_names=False).paths) == 1


def free_is(monkeypatch, free_bytes):
    usage = shutil.disk_usage("/")._replace(free=free_bytes)
    monkeypatch.setattr("shutil.disk_usage", lambda _folder: usage)


@pytest.mark.usefixtures("anna")
def test_a_disk_without_room_for_the_book_is_told_before_the_work(app, host, source, tmp_path, monkeypatch):
    free_is(monkeypatch, 400_000)
    for out in ("out", "night.m4b"):
        with pytest.raises(StorageError, match=r"not enough room.*400.kB are free"):
            read(app, source, tmp_path / out)
    assert host.spoken == []
    assert app.make_book.unfinished() == ()


def test_what_is_said_already_needs_no_more_room(app, anna, source, tmp_path, monkeypatch):
    cancel, progress = stop_after(5)
    with pytest.raises(Cancelled):
        read(app, source, tmp_path / "out", cancel=cancel, progress=progress)
    free_is(monkeypatch, 600_000)
    with pytest.raises(StorageError, match="not enough room"):
        read(app, source, tmp_path / "other", chapters=(1, 2), seed=7)
    assert len(read(app, source, tmp_path / "out").paths) == 2


def test_some_chapters_can_be_chosen(app, anna, source, tmp_path):
    made = read(app, source, tmp_path / "out", chapters=(2,))
    assert [path.name for path in made.paths] == ["02 Chapter 2.wav"]
    with pytest.raises(InvalidRequest, match="no chapter 3"):
        read(app, source, tmp_path / "other", chapters=(3, 9))


def test_a_name_in_brackets_is_read_by_whom_the_cast_names(app, host, anna, keep_voice, tmp_path):
    ben = keep_voice(app, "Benjamin")
    source = tmp_path / "talk.txt"
    source.write_text("[Ben] Good morning.\n\nHe said no more.\n")
    with pytest.raises(InvalidRequest, match=r"voices that do not exist: \[Ben\]"):
        read(app, source, tmp_path / "out")
    with pytest.raises(VoiceNotFound, match="“Bengt”"):
        read(app, source, tmp_path / "out", cast={"Ben": "Bengt"})
    plan = app.make_book.plan(BookRequest(source, "Anna", tmp_path / "out", cast={"Ben": ben.id, "Zoe": "Anna"}))
    assert {name: reader.voice.name for name, reader in plan.readers.items()} == {"Ben": "Benjamin"}
    read(app, source, tmp_path / "out", cast={"Ben": "Benjamin"})
    assert [text for text, _options in host.spoken] == ["Good morning.", "He said no more."]


@pytest.mark.parametrize("out", [f"{'n' * 300}.m4b", "n" * 300])
def test_a_name_that_no_file_can_have_is_refused(app, anna, source, tmp_path, out):
    with pytest.raises(StorageError, match="is longer than a name may be"):
        read(app, source, tmp_path / out)


def test_another_picture_can_be_the_cover(app, anna, source, tmp_path):
    picture = tmp_path / "cover.png"
    picture.write_bytes(png())
    out = tmp_path / "night.mp3"
    read(app, source, out, cover=picture)
    assert png() in out.read_bytes()
    picture.write_bytes(b"GIF89a")
    for cover, words in ((picture, "is not a picture"), (tmp_path, "is not a file")):
        with pytest.raises(InvalidRequest, match=words):
            read(app, source, tmp_path / "other.mp3", cover=cover)


def test_an_unfinished_book_can_be_gone_on_with_by_its_id_alone(app, anna, source, tmp_path):
    read(app, source, tmp_path / "whole", subtitles="vtt", chapters=(2,), speed=1.5)
    cancel, progress = stop_after(1)
    with pytest.raises(Cancelled):
        read(app, source, tmp_path / "out", subtitles="vtt", chapters=(2,), speed=1.5, cancel=cancel, progress=progress)
    (book,) = app.make_book.unfinished()
    begun: list[int] = []
    made = app.make_book.resume(book.id[:5], on_chapter=begun.append)
    assert made.out == tmp_path / "out"
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")
    assert (begun, app.make_book.unfinished()) == ([2], ())


def test_a_book_whose_document_was_changed_is_not_gone_on_with(app, anna, source, tmp_path):
    cancel, progress = stop_after(2)
    with pytest.raises(Cancelled):
        read(app, source, tmp_path / "out", cancel=cancel, progress=progress)
    (book,) = app.make_book.unfinished()
    source.write_text(TEXT.replace("dark", "bright"))
    with pytest.raises(InvalidRequest, match="its document or one of its voices was changed"):
        app.make_book.resume(book.id)
    source.unlink()
    with pytest.raises(StorageError):
        app.make_book.resume(book.id)
    assert app.make_book.unfinished() == (book,)


def test_a_book_of_which_it_is_not_known_how_it_was_begun_is_told_of(app, anna, source, tmp_path):
    cancel, progress = stop_after(2)
    with pytest.raises(Cancelled):
        read(app, source, tmp_path / "out", cancel=cancel, progress=progress)
    (book,) = app.make_book.unfinished()
    record = book.folder / "book.json"
    fields = json.loads(record.read_text())
    for asked in ({}, {**fields["asked"], "speed": "fast"}, {**fields["asked"], "colour": "red"}):
        record.write_text(json.dumps({**fields, "asked": asked}))
        with pytest.raises(InvalidRequest, match="not known how this book was begun"):
            app.make_book.resume(book.id)


@pytest.mark.parametrize("out", ["out", "night.m4b"])
def test_stop_ends_the_writing_of_a_file_and_leaves_none(app, anna, source, tmp_path, monkeypatch, out):
    cancel = CancelToken()
    whole = ChapterJournal.blocks

    def stopped_meanwhile(journal):
        cancel.cancel()
        return whole(journal)

    monkeypatch.setattr(ChapterJournal, "blocks", stopped_meanwhile)
    with pytest.raises(Cancelled, match="% of the book is said and kept"):
        read(app, source, tmp_path / out, cancel=cancel)
    assert not [path for path in tmp_path.rglob("*") if path.suffix in {".m4b", ".part"} or path.name.startswith("01")]
    monkeypatch.undo()
    (book,) = app.make_book.unfinished()
    assert book.fraction == (1.0 if out == "night.m4b" else pytest.approx(0.5, abs=0.2))
    assert app.make_book.resume(book.id).out.exists()


def test_files_that_are_there_are_replaced_only_where_that_is_said(app, anna, source, tmp_path):
    read(app, source, tmp_path / "out")
    with pytest.raises(InvalidRequest, match="there already"):
        read(app, source, tmp_path / "out")
    read(app, source, tmp_path / "out", overwrites=True)


def test_an_engine_that_dies_once_does_not_end_the_book_and_one_that_fails_keeps_what_was_said(
    app, host, anna, source, tmp_path
):
    host.error = EngineCrashed("The engine has ended.")
    assert len(read(app, source, tmp_path / "first").paths) == 2

    def fail(update):
        if update.fraction and update.fraction > 0.3:
            host.error = EngineError("The engine has no more memory.")

    with pytest.raises(EngineError, match="no more memory"):
        read(app, source, tmp_path / "out", progress=fail)
    assert app.make_book.unfinished()[0].fraction > 0.3
    read(app, source, tmp_path / "out")
    assert contents(tmp_path / "out") == contents(tmp_path / "first")


def test_what_makes_no_sense_is_refused_before_the_work(app, host, anna, source, tmp_path):
    for fields in ({"format": ".doc"}, {"subtitles": "ass"}, {"out": tmp_path / "a.txt"}):
        with pytest.raises(InvalidRequest):
            read(app, source, fields.pop("out", tmp_path / "out"), **fields)
    with pytest.raises(VoiceNotFound):
        read(app, source, tmp_path / "out", voice="Nobody")
    assert host.spoken == []


def test_an_unfinished_book_can_be_discarded_but_not_while_it_is_read(app, anna, source, tmp_path):
    cancel, progress = stop_after(2)
    with pytest.raises(Cancelled):
        read(app, source, tmp_path / "out", cancel=cancel, progress=progress)
    (book,) = app.make_book.unfinished()

    def discard(_update):
        with pytest.raises(StorageError, match="being read"):
            app.make_book.discard(book.id)
        cancel.cancel()

    cancel = CancelToken()
    with pytest.raises(Cancelled):
        read(app, source, tmp_path / "out", cancel=cancel, progress=discard)
    assert app.make_book.discard(book.id[:6]).id == book.id
    assert app.make_book.unfinished() == ()


def test_progress_goes_up_from_where_it_was_and_names_the_chapter(app, anna, source, tmp_path):
    seen = []
    read(app, source, tmp_path / "out", progress=seen.append)
    fractions = [update.fraction for update in seen if update.fraction is not None]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    assert "Chapter 2 of 2: Chapter 2" in {update.stage for update in seen}


def test_chapters_are_counted_among_those_that_are_read(app, anna, source, tmp_path):
    seen = []
    read(app, source, tmp_path / "out", chapters=(2,), progress=seen.append)
    assert "Chapter 1 of 1: Chapter 2" in {update.stage for update in seen}


@pytest.mark.parametrize("loudness_lufs", [None, -19.0])
def test_the_saving_of_one_file_tells_how_far_it_is(app, anna, source, tmp_path, loudness_lufs):
    seen = []
    read(app, source, tmp_path / "book.m4b", loudness_lufs=loudness_lufs, progress=seen.append)
    fractions = [update.fraction for update in seen if update.stage == "Saving"]
    assert len(set(fractions)) > 3
    assert fractions == sorted(fractions)
    assert fractions[-1] > 0.8


def test_the_saving_of_one_file_is_stopped_and_gone_on_with(app, host, anna, source, tmp_path):
    cancel = CancelToken()

    def stop(update):
        if update.stage == "Saving":
            cancel.cancel()

    with pytest.raises(Cancelled, match="100 % of the book is said and kept"):
        read(app, source, tmp_path / "book.m4b", loudness_lufs=-19.0, progress=stop, cancel=cancel)
    assert list(tmp_path.glob("book*")) == list(tmp_path.glob("book.txt"))
    spoken = len(host.spoken)
    assert read(app, source, tmp_path / "book.m4b", loudness_lufs=-19.0).paths == (tmp_path / "book.m4b",)
    assert len(host.spoken) == spoken


@pytest.mark.parametrize(
    ("document", "asked", "spoken"),
    [("de", None, "de"), ("en-GB", None, "en"), ("tlh", None, "en"), ("", None, "en"), ("de", "fr", "fr")],
    ids=["its own", "another accent", "nobody speaks it", "it does not say", "another was asked for"],
)
def test_a_book_is_read_in_its_language_unless_another_is_asked_for(app, anna, tmp_path, document, asked, spoken):
    files = {"OEBPS/content.opf": package(["a|one.html|text/html"], ["a"], language=document),
             "OEBPS/one.html": page("<p>Es regnet.</p>")}  # fmt: skip
    epub = write_epub(tmp_path / "book.epub", files)
    plan = PlanBook(app._take_maker, app.library)(BookRequest(epub, "Anna", tmp_path / "out", language=asked))
    assert (anna.language, plan.narrator.options.language) == ("en", spoken)


@pytest.mark.parametrize("out", ["book.m4b", "book.mp3", "folder"])
def test_a_book_is_signed_where_the_user_wants_it(app, anna, source, tmp_path, out):
    app.change_setting(SettingChange("content_credentials", "on"))
    made = read(app, source, tmp_path / out)
    for path in made.paths:
        found = app.verify_file(VerifyRequest(path)).credentials
        assert (found.is_intact, found.is_known, found.is_synthetic) == (True, True, True)


def test_a_certificate_that_cannot_sign_is_told_before_anything_is_said(app, anna, host, source, tmp_path):
    for key, value in {"content_credentials": "on", "credentials_certificate": "/no", "credentials_key": "/no"}.items():
        app.change_setting(SettingChange(key, value))
    with pytest.raises(StorageError):
        read(app, source, tmp_path / "book.m4b")
    assert app.make_book.unfinished() == ()


@pytest.mark.parametrize("out", ["book.m4b", "folder"])
def test_what_a_kill_leaves_of_a_file_is_removed_at_the_next_start(app, anna, source, tmp_path, monkeypatch, out):
    def kill(_path):
        raise KeyboardInterrupt

    vars(app)["publishing"] = Publishing(app.exports, lambda _voice_id: kill)
    monkeypatch.setattr(
        "voicecloner.library.exports.remove_file", lambda _path: None
    )  # a killed process removes nothing
    with pytest.raises(KeyboardInterrupt):
        read(app, source, tmp_path / out)
    monkeypatch.undo()
    assert list(tmp_path.rglob(".voicecloner-*"))
    app.exports.clear_leftovers()
    assert not list(tmp_path.rglob(".voicecloner-*"))
