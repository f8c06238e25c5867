"""The text being typed outlives the program."""

import pytest

from voicecloner.errors import StorageError
from voicecloner.library.drafts import Draft, DraftStore


@pytest.fixture
def path(tmp_path):
    return tmp_path / "home" / "draft.json"


def test_nothing_was_typed_yet(path):
    assert DraftStore(path).read() == Draft()
    assert not path.parent.exists()


@pytest.mark.parametrize("text", ["", "One\n\ntwo 声", "lone \ud800 surrogate", "x" * 200_000], ids=len)
def test_what_was_typed_is_there_again(path, text):
    DraftStore(path).write(Draft(text, "abc", "de"))
    assert DraftStore(path).read() == Draft(text.replace("\ud800", "?"), "abc", "de")
    assert [each.name for each in path.parent.iterdir()] == ["draft.json"]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"version": 9}', b'{"version": 1, "text": 5}'])
def test_a_file_that_is_no_draft_is_set_aside(path, content):
    path.parent.mkdir()
    path.write_bytes(content)
    assert DraftStore(path).read() == Draft()
    assert (path.parent / "draft.broken.json").read_bytes() == content


def test_a_disk_that_refuses_is_told(path):
    path.mkdir(parents=True)
    with pytest.raises(StorageError):
        DraftStore(path).read()
    with pytest.raises(StorageError):
        DraftStore(path).write(Draft("Hi."))
