"""Fetching one file from a real server that misbehaves."""

import hashlib
import json
import random
import threading

import pytest

from tests.support.file_server import (
    announce,
    corrupt,
    cut,
    redirect,
    serving,
    silent,
    stall,
    status,
    whole_file,
)
from tests.support.full_disk import files_end_at
from voicecloner.errors import AccessDenied, Cancelled, DownloadFailed, StorageError
from voicecloner.jobs import CancelToken
from voicecloner.models.network_options import NetworkOptions, make_client
from voicecloner.models.part_file import Expected
from voicecloner.models.retry import RetryPolicy
from voicecloner.models.transfer import FileOrder, TransferTools, fetch
from voicecloner.models.transfer_pace import TransferPace

CONTENT = random.Random(7).randbytes(300_000)  # noqa: S311 - the same bytes every time
SHA256 = hashlib.sha256(CONTENT).hexdigest()
GIT_SHA1 = hashlib.sha1(f"blob {len(CONTENT)}\0".encode() + CONTENT, usedforsecurity=False).hexdigest()
EXPECTED = Expected(len(CONTENT), SHA256)
TERMS = "https://example.org/terms"
_SOON_S = 0.3


@pytest.fixture
def server():
    with serving(**{"model.bin": CONTENT}) as place:
        yield place


class Waits(list):
    """Notes how long was to be waited, instead of waiting."""

    then = None

    def __call__(self, _cancel, wait_s):
        self.append(wait_s)
        if self.then:
            self.then()


@pytest.fixture
def waits():
    return Waits()


@pytest.fixture
def cancel():
    return CancelToken()


@pytest.fixture
def seen():
    return []


@pytest.fixture
def get(server, tmp_path, waits, cancel, seen):
    retry = RetryPolicy(attempts=4, wait=waits, jitter=lambda: 1.0)

    def get_file(expected=EXPECTED, *, name="model.bin", url="", read_timeout_s=20.0, **order):
        whole = tmp_path / name
        with make_client(NetworkOptions(read_timeout_s=read_timeout_s)) as client:
            pace = TransferPace(expected.size_bytes, seen.append, iter(range(10**9)).__next__)
            tools = TransferTools(client, pace, cancel, retry)
            found = fetch(FileOrder(url or server.url(name), whole, expected, **order), tools)
        assert whole.read_bytes() == server.files[name]
        assert found.sha256 == hashlib.sha256(server.files[name]).hexdigest()
        assert sorted(path.name for path in tmp_path.iterdir()) == [name]
        return server.gets()

    return get_file


def test_a_file_is_fetched_once(get, waits):
    assert [asked.start for asked in get()] == [0]
    assert waits == []


@pytest.mark.parametrize("expected", [Expected(), Expected(sha256=SHA256), Expected(len(CONTENT), None, GIT_SHA1)])
def test_little_need_be_known_of_it(get, expected):
    get(expected)


def test_progress_ends_at_the_whole(get, seen):
    get()
    assert seen[-1].fraction == 1.0
    assert seen[-1].stage == "Downloading model.bin"
    assert "of 300\u00a0kB" in seen[-1].detail


def test_a_cut_connection_is_gone_on_with_where_it_broke_off(get, server, waits):
    server.faults.extend([cut(100_000), cut(0), cut(50_000)])
    assert [asked.start for asked in get()] == [0, 100_000, 100_000, 150_000]
    assert waits == [1.0, 2.0, 1.0]  # what arrives renews the patience


def test_the_rest_is_asked_for_only_of_the_same_content(get, server):
    server.faults.append(cut(100_000))
    tags = [asked.headers.get("if-range") for asked in get()]
    assert tags[0] is None
    assert tags[1].startswith('"')


@pytest.mark.parametrize("date", ["Wed, 21 Oct 2015 07:28:00 GMT", ""])
def test_without_an_entity_tag_the_date_or_the_checksum_must_do(get, server, date):
    server.headers["model.bin"] = {"ETag": "", "Last-Modified": date}
    server.faults.append(cut(100_000))
    assert [asked.headers.get("if-range") for asked in get()] == [None, date or None]


def test_a_weak_tag_is_not_asked_for(get, server):
    server.headers["model.bin"] = {"ETag": 'W/"1"'}
    server.faults.append(cut(100_000))
    assert [asked.headers.get("if-range") for asked in get()] == [None, None]


def test_a_hundred_random_cuts_resume_to_the_right_content(get, server):
    dice = random.Random(2026)  # noqa: S311 - the same cuts every time
    content = dice.randbytes(4_000_000)
    server.files["large.bin"] = content
    expected = Expected(len(content), hashlib.sha256(content).hexdigest())
    places = sorted(dice.sample(range(1, len(content)), 100))
    lengths = [end - start for start, end in zip([0, *places], places, strict=False)]
    server.faults.extend(cut(length) for length in lengths)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("voicecloner.models.retry._NEXT_TO_NOTHING_BYTES", 1)
        asked = get(expected, name="large.bin")
    assert [one.start for one in asked] == [0, *places]


@pytest.mark.parametrize("after", [0, 1, 100_000, len(CONTENT) - 1])
def test_a_silent_connection_is_noticed(get, server, after):
    server.faults.append(stall(after))
    assert [asked.start for asked in get(read_timeout_s=_SOON_S)][:2] == [0, after]


def test_a_server_that_never_answers_is_given_up(get, server):
    server.always = silent
    with pytest.raises(DownloadFailed, match="stopped sending") as caught:
        get(read_timeout_s=_SOON_S)
    assert "goes on where it stopped" in caught.value.hint


def test_a_server_that_is_not_there_is_given_up_after_growing_waits(get, waits):
    with pytest.raises(DownloadFailed, match="cannot be reached") as caught:
        get(url="http://127.0.0.1:1/model.bin")
    assert "proxy" in caught.value.hint
    assert waits == [1.0, 2.0, 4.0]


def test_a_wrong_content_is_fetched_anew(get, server):
    server.faults.extend([corrupt, corrupt])
    assert len(get()) == 3


def test_a_content_that_stays_wrong_is_told(get, server, tmp_path):
    server.always = corrupt
    with pytest.raises(DownloadFailed, match="checksum is wrong") as caught:
        get()
    assert "mirror" in caught.value.hint
    assert len(server.gets()) == 3
    assert (tmp_path / "model.bin.part").stat().st_size == 0


def test_what_the_disk_did_to_a_part_is_noticed(get, server, tmp_path):
    server.faults.extend([cut(100_000), *[status(503)] * 3])
    with pytest.raises(DownloadFailed):
        get()
    part = tmp_path / "model.bin.part"
    part.write_bytes(b"x" + part.read_bytes()[1:])
    assert [asked.start for asked in get()][-2:] == [100_000, 0]


def test_a_file_that_changed_meanwhile_starts_over(get, server):
    server.faults.extend([cut(100_000), *[status(503)] * 3])
    with pytest.raises(DownloadFailed):
        get(Expected())
    server.files["model.bin"] = CONTENT[::-1]
    assert [asked.start for asked in get(Expected())][-1] == 100_000


def test_a_part_of_another_revision_is_not_gone_on_with(get, server, tmp_path):
    server.faults.extend([cut(100_000), *[status(503)] * 3])
    with pytest.raises(DownloadFailed):
        get(Expected(len(CONTENT), "0" * 64))
    assert [asked.start for asked in get()][-1] == 0


@pytest.mark.parametrize("journal", [b"", b"{", b"[]", b'{"size_bytes": 3}', None])
def test_a_part_without_a_sound_journal_starts_over(get, tmp_path, journal):
    (tmp_path / "model.bin.part").write_bytes(CONTENT[:1000])
    if journal is not None:
        (tmp_path / "model.bin.part.json").write_bytes(journal)
    assert [asked.start for asked in get()] == [0]


def test_a_part_that_is_already_whole_asks_for_nothing(get, server, tmp_path):
    (tmp_path / "model.bin.part").write_bytes(CONTENT)
    journal = {"size_bytes": len(CONTENT), "tag": "", "expected_sha256": SHA256}
    (tmp_path / "model.bin.part.json").write_text(json.dumps(journal))
    assert get() == []


def test_a_server_without_ranges_sends_it_all_again(get, server):
    server.faults.extend([cut(100_000), whole_file])
    assert [asked.start for asked in get()] == [0, 100_000]


def test_a_range_that_is_refused_starts_over(get, server):
    server.faults.extend([cut(100_000), status(416)])
    assert [asked.start for asked in get()] == [0, 100_000, 0]


@pytest.mark.parametrize(
    "content_range",
    ["", "bytes 0-299999/300000", "bytes 100000-299999/999999", "bytes 99999-299999/300000", "lines 1-2/3"],
)
def test_a_range_that_was_not_asked_for_is_not_taken(get, server, content_range):
    lie = announce(len(CONTENT) - 100_000, status_code=206, Content_Range=content_range)
    server.faults.extend([cut(100_000), lie])
    assert [asked.start for asked in get()] == [0, 100_000, 0]


def test_a_partial_answer_nobody_asked_for_is_taken_if_it_begins_at_the_beginning(get, server):
    server.faults.append(announce(len(CONTENT), status_code=206, Content_Range="bytes 0-299999/300000"))
    assert [asked.start for asked in get()] == [0]


@pytest.mark.parametrize("length", [len(CONTENT) - 1000, len(CONTENT) + 1000, 12])
def test_a_server_that_lies_about_the_length_once_is_asked_again(get, server, length):
    server.faults.append(announce(length))
    assert len(get()) == 2


@pytest.mark.parametrize("length", [len(CONTENT) - 1000, len(CONTENT) + 1000])
def test_a_server_that_always_lies_about_the_length_is_told(get, server, length):
    server.always = announce(length)
    with pytest.raises(DownloadFailed, match=f"{length} bytes instead of 300000") as caught:
        get()
    assert "log in" in caught.value.hint


def test_a_length_that_cannot_be_checked_is_found_out_at_its_end(get, server):
    server.faults.append(announce(len(CONTENT) + 1000))
    assert [asked.start for asked in get(Expected())] == [0, len(CONTENT), 0]


def test_a_lie_that_cannot_be_checked_is_given_up(get, server):
    server.always = announce(len(CONTENT) + 1000)
    with pytest.raises(DownloadFailed, match="cannot go on"):
        get(Expected())
    assert len(server.gets()) == 4


def test_more_than_announced_is_not_taken(get, server):
    server.files["long.bin"] = CONTENT + b"more"
    server.always = announce(None)
    with pytest.raises(DownloadFailed, match="as it announced it"):
        get(name="long.bin")


def test_no_length_at_all_is_fine(get, server):
    server.always = announce(None)
    get()
    get(Expected())


def test_an_empty_answer_is_no_file(get, server):
    server.always = status(204)
    with pytest.raises(DownloadFailed, match="as it announced it"):
        get()


@pytest.mark.parametrize(
    ("code", "kind", "words", "hint", "attempts"),
    [
        (400, DownloadFailed, "refused the download", "mirror", 1),
        (401, DownloadFailed, "/model.bin is not there any more", "moved it or taken it away", 1),
        (403, AccessDenied, "refuses to send this file", "mirror", 1),
        (404, DownloadFailed, "/model.bin is not there any more", "import", 1),
        (410, DownloadFailed, "/model.bin is not there any more", "import", 1),
        (407, DownloadFailed, "proxy wants a user name", "http://name", 1),
        (429, DownloadFailed, r"too busy .*429", "goes on", 4),
        (500, DownloadFailed, r"too busy .*500", "goes on", 4),
        (503, DownloadFailed, r"too busy .*503", "goes on", 4),
    ],
)
def test_each_refusal_ends_in_one_sentence_that_says_what_to_do(get, server, *, code, kind, words, hint, attempts):
    server.always = status(code)
    with pytest.raises(DownloadFailed, match=words) as caught:
        get()
    assert type(caught.value) is kind
    assert hint in caught.value.hint
    assert caught.value.message.count(". ") == 0
    assert len(server.gets()) == attempts


@pytest.mark.parametrize(("code", "words"), [(401, "does not accept the access token"), (403, "not been given access")])
def test_where_terms_are_asked_for_their_page_is_named(get, server, code, words):
    server.always = status(code)
    with pytest.raises(AccessDenied, match=words) as caught:
        get(terms_page=TERMS)
    assert TERMS in caught.value.hint


def test_a_busy_server_is_waited_for_as_long_as_it_asks(get, server, waits):
    server.faults.extend([status(429, Retry_After="17"), status(503, Retry_After="nonsense")])
    get()
    assert waits == [17.0, 2.0]


def test_a_busy_server_may_name_a_date(get, server, waits):
    server.faults.append(status(429, Retry_After="Wed, 21 Oct 2015 07:28:00 GMT"))
    get()
    assert waits == [0.0]


def test_nobody_waits_for_an_hour(get, server, waits):
    server.always = status(429, Retry_After="3600")
    with pytest.raises(DownloadFailed, match="asks to wait 60 minutes"):
        get()
    assert waits == []


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])  # another host, and the same one with another port
def test_a_redirect_is_followed_without_telling_the_token(get, server, host):
    with serving(**{"model.bin": CONTENT}) as other:
        server.faults.append(redirect(f"http://{host}:{other.port}/model.bin"))
        get(headers={"Authorization": "Bearer secret"})
        assert server.asked[0].headers["authorization"] == "Bearer secret"
        assert "authorization" not in other.asked[0].headers


@pytest.mark.parametrize("target", ["model.bin", "ftp://127.0.0.1/model.bin"])
def test_a_redirect_that_leads_nowhere_is_told(get, server, target):
    server.always = redirect(target if ":" in target else server.url(target))
    with pytest.raises(DownloadFailed, match="in circles, or to an address"):
        get()


@pytest.mark.parametrize("fault", [stall(100_000), silent])
def test_stopping_wakes_who_waits_for_a_silent_server(get, server, cancel, tmp_path, fault):
    server.always = fault
    stopper = threading.Thread(target=lambda: (server.stalled.wait(10), cancel.cancel()))
    stopper.start()
    with pytest.raises(Cancelled):
        get(read_timeout_s=60.0)
    stopper.join()
    assert not (tmp_path / "model.bin").exists()


def test_stopping_while_waiting_for_another_attempt(get, server, waits, cancel):
    server.always = status(500)
    waits.then = cancel.cancel
    with pytest.raises(Cancelled):
        get()
    assert len(server.gets()) == 1


def test_what_is_stopped_before_it_begins_asks_for_nothing(get, server, cancel):
    cancel.cancel()
    with pytest.raises(Cancelled):
        get()
    assert server.gets() == []


def test_a_full_disk_is_told(get, tmp_path):
    with files_end_at(100_000), pytest.raises(StorageError, match="disk is full"):
        get()


def test_a_read_only_address_of_the_wrong_kind_is_told(get):
    with pytest.raises(DownloadFailed, match=r"in circles|not an address"):
        get(url="gopher://127.0.0.1/model.bin")
