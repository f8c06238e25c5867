import io
from typing import Any

from voicecloner.children.printed import BoundedFile, Printed


def stream_of(content: bytes) -> Any:
    return io.BufferedReader(io.BytesIO(content))


def test_the_log_is_written_until_the_stream_ends(tmp_path):
    path = tmp_path / "log" / "engine.log"
    stream = stream_of(b"one\ntwo\nno newline")
    Printed(stream, path).join(10.0)
    assert path.read_bytes() == b"one\ntwo\nno newline"
    assert stream.closed


def test_next_run_is_appended(tmp_path):
    path = tmp_path / "engine.log"
    for content in (b"one\n", b"two\n"):
        file = BoundedFile(path)
        file.write(content)
        file.close()
    assert path.read_bytes() == b"one\ntwo\n"


def test_full_file_is_kept_once_and_started_anew(tmp_path):
    path = tmp_path / "engine.log"
    file = BoundedFile(path, limit_bytes=100)
    for number in range(25):
        file.write(b"%09d\n" % number)
    file.close()
    assert path.read_bytes() == b"".join(b"%09d\n" % number for number in range(20, 25))
    assert (tmp_path / "engine.log.old").read_bytes() == b"".join(b"%09d\n" % number for number in range(10, 20))


def test_file_that_cannot_be_renamed_is_emptied(tmp_path):
    path = tmp_path / "engine.log"
    (tmp_path / "engine.log.old" / "in the way").mkdir(parents=True)
    file = BoundedFile(path, limit_bytes=10)
    file.write(b"0123456789")
    file.write(b"next")
    file.close()
    assert path.read_bytes() == b"next"


def test_log_that_cannot_be_written_stops_nothing(tmp_path):
    (tmp_path / "log").write_bytes(b"a file where the folder should be")
    stream = stream_of(b"words")
    Printed(stream, tmp_path / "log" / "engine.log").join(10.0)
    assert stream.closed


def test_last_words_are_the_last_of_much():
    printed = Printed(stream_of(b"first\n" + b"x" * 10_000 + b"\nlast \xff words\n"))
    printed.join(10.0)
    assert printed.last_words().endswith("last \N{REPLACEMENT CHARACTER} words")
    assert "first" not in printed.last_words()
