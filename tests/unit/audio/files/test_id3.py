"""Tags are put before MP3 files of any length."""

import tracemalloc

import pytest

from voicecloner.audio.files.id3 import ChapterMark, id3_tag, put_before


@pytest.mark.parametrize("length", [0, 1, 1 << 20, (5 << 19) + 3])
def test_what_is_in_the_file_stands_behind_what_is_put_before_it(tmp_path, length):
    path = tmp_path / "a.mp3"
    content = bytes(number * number % 251 for number in range(1_000)) * (length // 1_000 + 1)
    path.write_bytes(content[:length])
    put_before(path, b"before it")
    assert path.read_bytes() == b"before it" + content[:length]


def test_a_long_file_is_never_in_memory_as_a_whole(tmp_path):
    path = tmp_path / "a.mp3"
    with path.open("wb") as file:
        file.truncate(40_000_000)
    tracemalloc.start()
    try:
        put_before(path, b"before it")
        _now, most_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert path.stat().st_size == 40_000_009
    assert most_bytes < 4_000_000


@pytest.mark.parametrize(("chapters", "listed"), [(0, False), (1, True), (255, True), (256, False)])
def test_there_is_a_table_of_contents_where_it_can_hold_all_chapters(chapters, listed):
    marks = [ChapterMark(f"No. {number}", number, number + 1) for number in range(chapters)]
    tag = id3_tag({"title": "The Sea"}, marks)
    assert tag.count(b"CHAP") == chapters
    assert (b"CTOC" in tag) is listed
