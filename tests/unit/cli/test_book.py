"""``book``: what it hands on, what it tells, and what it refuses; the library and the files are real."""

import json
import os
import signal

import pytest

from tests.support.answers import require_valid_output
from tests.support.mishap_host import host_of_commands
from voicecloner.bootstrap import Application
from voicecloner.cli.main import main
from voicecloner.paths import user_folders

TEXT = "Chapter 1\n\nIt was dark. The wind blew.\n\nChapter 2\n\nThe sun came out. All was well.\n"


@pytest.fixture
def host(monkeypatch):
    """Something happens once three pieces are said."""
    return host_of_commands(monkeypatch, after=3)


@pytest.fixture
def book(host, keep_voice, tmp_path, capsys):
    """Runs ``book`` with these words; returns the exit code, stdout and stderr."""
    app = Application(user_folders(), host)
    keep_voice(app)
    app.close()
    (tmp_path / "night.txt").write_text(TEXT)

    def run(*words):
        code = main(["book", *(str(word) for word in words)])
        said = capsys.readouterr()
        require_valid_output(("book", *words), said.out)
        return code, said.out, said.err

    return run


@pytest.fixture
def stopped(book, host, tmp_path):
    """The same, once a book was stopped on its way."""
    host.mishap = lambda: os.kill(os.getpid(), signal.SIGINT)
    code, out, told = book(tmp_path / "night.txt", "--voice", "Anna", "--out", tmp_path / "out")
    assert (code, out) == (130, "")
    assert "% of the book is said and kept." in told
    assert "The same command goes on with it." in told
    return book


def test_a_document_becomes_a_file_for_each_chapter(book, host, tmp_path):
    code, out, _told = book(
        tmp_path / "night.txt", "--voice", "Anna", "--out", tmp_path / "out", "--format", "flac", "--subtitles", "vtt",
        "--by-word", "--speed", "1.5", "--seed", "7", "--language", "en",
    )  # fmt: skip
    assert code == 0
    assert out.startswith(f"{tmp_path / 'out'}: “night”, 2 chapters, 17 words, ")
    names = ["01 Chapter 1.flac", "01 Chapter 1.vtt", "02 Chapter 2.flac", "02 Chapter 2.vtt"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == names
    assert {(options.speed, options.seed, options.language) for _text, options in host.spoken} == {(1.5, 7, "en")}
    assert "\nIt\n" in (tmp_path / "out" / names[1]).read_text("utf-8")


def test_machines_are_told_where_it_is(book, tmp_path):
    target = tmp_path / "night.m4b"
    code, out, _told = book(tmp_path / "night.txt", "--voice", "Anna", "--out", target, "--chapters", "2", "--json")
    fields = json.loads(out)
    assert code == 0
    assert (fields["title"], fields["chapters"], fields["kept_fraction"]) == ("night", 1, 0.0)
    assert fields["paths"] == [str(target)]
    assert target.stat().st_size > 0


def test_an_unfinished_book_is_gone_on_with_by_its_id(stopped, book):
    (unfinished,) = json.loads(book("list", "--json")[1])["books"]
    code, said, _told = book("continue", unfinished["book_id"][:8])
    assert code == 0
    assert said.startswith(f"{unfinished['out']}: “night”, 2 chapters")
    assert book("list")[1].strip() == "No book is unfinished."


def test_a_part_can_be_given_to_any_voice(book, host, tmp_path):
    source = tmp_path / "talk.txt"
    source.write_text("[Ben] Good morning.\n")
    code, _out, told = book(source, "--voice", "Anna", "--out", tmp_path / "out")
    assert code == 2
    assert "--cast NAME=VOICE" in told
    assert book(source, "--voice", "Anna", "--out", tmp_path / "out", "--cast", "Ben=Anna")[0] == 0
    assert [text for text, _options in host.spoken] == ["Good morning."]
    code, _out, told = book(source, "--voice", "Anna", "--out", tmp_path / "out", "--cast", "Ben")
    assert code == 2
    assert "must be such as Ben=Benjamin" in told


@pytest.mark.parametrize("chosen", ["0", "a", "2-", "1-2-3", "-1"])
def test_chapters_that_make_no_sense_are_wrong_usage(book, tmp_path, chosen):
    code, _out, told = book(tmp_path / "night.txt", "--voice", "Anna", "--out", tmp_path, f"--chapters={chosen}")
    assert code == 2
    assert "must be such as 2-5, or 3" in told


@pytest.mark.parametrize("missing", ["voice", "out"])
def test_what_is_not_said_is_asked_for(book, host, tmp_path, missing):
    options = {"voice": "Anna", "out": str(tmp_path / "out")}
    del options[missing]
    words = [word for name, value in options.items() for word in (f"--{name}", value)]
    code, _out, told = book(tmp_path / "night.txt", *words)
    assert code == 2
    assert f"--{missing}" in told
    assert host.spoken == []


def test_two_documents_are_refused(book, tmp_path):
    source = tmp_path / "night.txt"
    code, _out, told = book(source, source, "--voice", "Anna", "--out", tmp_path / "out")
    assert code == 2
    assert "more than one document" in told


def test_after_ctrl_c_the_same_command_says_only_what_was_not_said(stopped, host, tmp_path):
    host.mishap = lambda: None
    before = [text for text, _options in host.spoken]
    code, out, _told = stopped(tmp_path / "night.txt", "--voice", "Anna", "--out", tmp_path / "out")
    assert code == 0
    assert "% was said before." in out
    assert [text for text, _options in host.spoken][len(before) :] == [
        "Chapter two", "The sun came out.", "All was well.",
    ]  # fmt: skip


def test_unfinished_books_are_listed_and_discarded(stopped, tmp_path):
    code, out, _told = stopped("list", "--json")
    (listed,) = json.loads(out)["books"]
    assert code == 0
    assert (listed["title"], listed["out"], listed["is_being_read"]) == ("night", str(tmp_path / "out"), False)
    assert 0.0 < listed["fraction"] < 1.0
    assert f"“night”, Anna  →  {tmp_path / 'out'}" in stopped("list")[1]
    assert stopped("discard", listed["book_id"])[1] == "“night” was discarded.\n"
    assert stopped("list")[1] == "No book is unfinished.\n"


def test_a_book_that_nobody_began_cannot_be_discarded(book):
    code, _out, told = book("discard", "abc")
    assert code == 2
    assert "No single unfinished book has the id “abc”." in told
