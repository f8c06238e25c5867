"""Whole models, from a real server like the Hub, and from folders and archives."""

import contextlib
import io
import os
import tarfile
import threading
from dataclasses import replace

import pytest

from tests.support.file_server import corrupt, cut, redirect, serving, silent, stall, status
from tests.support.models import (
    ARCHIVE,
    CONFIG,
    FLAT,
    MEMBERS,
    REVISION,
    TOKENIZER,
    WEIGHTS,
    everything_in,
    sha256,
    tar_of,
    zip_of,
)
from tests.support.waiting import wait_until
from voicecloner.errors import AccessDenied, Cancelled, DownloadFailed, InvalidRequest, StorageError, WeightsDamaged
from voicecloner.jobs import CancelToken
from voicecloner.models.install import SPARE_BYTES, Installer
from voicecloner.models.network_options import NetworkOptions
from voicecloner.models.store import RECORD_NAME

PINNED = {"model.safetensors": WEIGHTS, "sub/config.json": CONFIG}


@pytest.fixture
def seen():
    return []


@pytest.fixture
def download(installer, store, catalogue, seen):
    def get(model_id, token="", cancel=None):
        model = catalogue.find(model_id)
        with store.hold(model_id):
            installed = installer.download(model, token, seen.append, cancel or CancelToken())
        return proven(store, model, installed)

    return get


@pytest.fixture
def take(installer, store, catalogue):
    def copy(model_id, source, cancel=None):
        model = catalogue.find(model_id)
        with store.hold(model_id):
            installed = installer.take_from(model, source, lambda _update: None, cancel or CancelToken())
        return proven(store, model, installed)

    return copy


def proven(store, model, installed):
    """What lies in the model's folder, which is what was noted, and nothing lies beside it."""
    assert store.installed(model) == installed
    assert not store.folder(".incoming").exists()
    content = everything_in(store.folder(model.id))
    del content[RECORD_NAME]
    assert {file.path: file.sha256 for file in installed.files} == {k: sha256(v) for k, v in content.items()}
    return content


def test_what_is_known_is_fetched_without_asking_before(download, server, seen):
    assert download("pinned") == PINNED
    assert {asked.method for asked in server.asked} == {"GET"}
    assert seen[0].stage == "Asking for the files"
    assert seen[-1].fraction > 0.99


def test_addresses_are_not_written_to_the_log(download, caplog):
    with caplog.at_level("INFO"):
        download("open")
    assert caplog.messages == []


def test_what_is_not_known_is_asked_of_the_hub(download, server):
    assert download("open") == {"model.safetensors": WEIGHTS, "config.json": CONFIG}
    assert [asked.method for asked in server.asked] == ["HEAD", "HEAD", "GET", "GET"]


@pytest.mark.parametrize("name", ["deep/model.safetensors", "config.json"])
def test_what_the_hub_declares_is_held_against_what_it_sends(download, server, name):
    path = f"maker/pinned/resolve/{REVISION}/{name}"
    server.files[path] = bytes(len(server.files[path]))
    with pytest.raises(DownloadFailed, match="checksum is wrong"):
        download("open")


def test_a_busy_hub_is_asked_again(download, server):
    server.head_faults.extend([status(429), status(500)])
    download("open")


@pytest.mark.parametrize(
    ("code", "kind", "words"),
    [
        (404, DownloadFailed, "is not there any more"),
        (401, DownloadFailed, "is not there any more"),  # so the Hub answers where a whole repository is gone
        (403, AccessDenied, "refuses to send"),
    ],
)
def test_a_hub_that_refuses_is_told(download, server, code, kind, words):
    server.head_faults.append(status(code))
    with pytest.raises(kind, match=words):
        download("open")


def test_all_files_of_a_branch_come_from_the_commit_it_was_at_first(store, tools, catalogue, server):
    model = catalogue.find("open")
    files = [replace(file, source=replace(file.source, revision="main")) for file in model.files]
    later = "f" * 40
    for number, file in enumerate(files):
        name = f"{file.source.repo}/resolve/{{}}/{file.source.path}"
        pinned, moving = name.format(REVISION), name.format("main")
        server.files[moving] = server.files[pinned]
        server.headers[moving] = server.headers[pinned] | {"X-Repo-Commit": later if number else REVISION}
    with store.hold("open"):
        Installer(store, tools).download(replace(model, files=tuple(files)), "", lambda _update: None, CancelToken())
    asked = [(a.method, a.path.split("/resolve/")[1].partition("/")[0]) for a in server.asked]
    assert asked == [("HEAD", "main"), ("HEAD", REVISION), ("GET", REVISION), ("GET", REVISION)]


def test_a_token_is_sent_where_terms_ask_for_it_and_only_there(download, server):
    download("gated", "hf_secret")
    assert {asked.headers.get("authorization") for asked in server.asked} == {"Bearer hf_secret"}
    server.asked.clear()
    download("open", "hf_secret")
    assert {asked.headers.get("authorization") for asked in server.asked} == {None}


def test_a_token_is_not_sent_to_a_mirror_that_is_not_encrypted(store, tools, catalogue):
    open_mirror = replace(tools, network=lambda: NetworkOptions(mirror="http://mirror.example"))
    with store.hold("gated"), pytest.raises(InvalidRequest, match="not encrypted") as caught:
        Installer(store, open_mirror).download(catalogue.find("gated"), "hf_x", lambda _update: None, CancelToken())
    assert "https" in caught.value.hint


@pytest.mark.parametrize("error", ["GatedRepo", ""])
def test_a_token_that_does_not_open_the_gate_is_told(download, server, error):
    server.head_faults.append(status(403, X_Error_Code=error))
    with pytest.raises(AccessDenied, match="not been given access") as caught:
        download("gated", "hf_secret")
    assert "https://example.org/terms" in caught.value.hint


def test_a_download_that_failed_is_gone_on_with(download, server, store, catalogue):
    server.faults.extend([cut(50_000), cut(50_000), cut(0), cut(0), cut(0)])
    with pytest.raises(DownloadFailed):
        download("pinned")
    assert store.waiting_bytes("pinned") >= 100_000
    assert not store.folder("pinned").exists()
    server.asked.clear()
    assert download("pinned") == PINNED
    assert server.asked[0].start == 100_000


def test_files_that_are_whole_are_not_fetched_again(download, server):
    server.faults.extend([lambda answer: answer.send_file(), *[status(500)] * 3])
    with pytest.raises(DownloadFailed):
        download("pinned")
    server.asked.clear()
    download("pinned")
    assert [asked.path.rpartition("/")[2] for asked in server.asked] == ["config.json"]


def test_a_whole_file_that_the_disk_spoilt_is_fetched_again(download, server, store):
    server.faults.extend([lambda answer: answer.send_file(), *[status(500)] * 3])
    with pytest.raises(DownloadFailed):
        download("pinned")
    (store.staging("pinned") / "model.safetensors").write_bytes(bytes(len(WEIGHTS)))
    assert download("pinned") == PINNED


def test_stopping_keeps_what_has_arrived(download, server, store):
    cancel = CancelToken()
    server.faults.append(stall(120_000))
    stopper = threading.Thread(
        target=lambda: (wait_until(lambda: store.waiting_bytes("pinned") > 50_000), cancel.cancel())
    )
    stopper.start()
    with pytest.raises(Cancelled):
        download("pinned", cancel=cancel)
    stopper.join()
    assert download("pinned") == PINNED


def test_stopping_wakes_who_waits_for_an_answer_on_a_connection_that_is_used_again(store, tools, catalogue, server):
    cancel = CancelToken()
    server.faults.extend([lambda answer: answer.send_file(), silent])
    patient = Installer(store, replace(tools, network=lambda: replace(tools.network(), read_timeout_s=60.0)))
    stopper = threading.Thread(target=lambda: (server.stalled.wait(10), cancel.cancel()))
    stopper.start()
    with store.hold("pinned"), pytest.raises(Cancelled):
        patient.download(catalogue.find("pinned"), "", lambda _update: None, cancel)
    stopper.join()
    assert [asked.path.rpartition("/")[2] for asked in server.gets()] == ["model.safetensors", "config.json"]


def test_archives_are_unpacked_and_go(download):
    assert download("packed") == MEMBERS


def test_an_archive_of_anything_is_unpacked_flat(download):
    assert download("flat") == {"model.pth": WEIGHTS[:9000], "config.json": CONFIG}


def test_an_archive_that_is_damaged_is_fetched_anew_next_time(download, server, store):
    server.files["release/flat.zip"] = FLAT[:-30]
    with pytest.raises(WeightsDamaged, match="not an archive that can be read"):
        download("flat")
    assert store.waiting_bytes("flat") == 0
    server.files["release/flat.zip"] = FLAT
    download("flat")


def test_an_archive_without_the_files_is_told(download, server, catalogue, installer, store):
    server.files["release/flat.zip"] = zip_of({"../": b""})
    with pytest.raises(WeightsDamaged, match="nothing of the model"):
        download("flat")


def test_the_disk_is_looked_at_before_anything_is_fetched(store, tools, catalogue, server):
    model = catalogue.find("pinned")
    needed = model.size_bytes + SPARE_BYTES
    cramped = Installer(store, replace(tools, free_bytes=lambda _folder: needed - 1))
    with store.hold(model.id), pytest.raises(StorageError, match="not enough room") as caught:
        cramped.download(model, "", lambda _update: None, CancelToken())
    assert server.asked == []
    assert "Pinned needs 200\u00a0MB" in caught.value.message
    enough = Installer(store, replace(tools, free_bytes=lambda _folder: needed))
    with store.hold(model.id):
        enough.download(model, "", lambda _update: None, CancelToken())


def test_corrupt_files_never_become_a_model(download, server, store):
    server.always = corrupt
    with pytest.raises(DownloadFailed, match="checksum"):
        download("pinned")
    assert not store.folder("pinned").exists()


def write_all(folder, files):
    folder.mkdir()
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


def test_a_folder_is_copied(take, tmp_path):
    source = write_all(tmp_path / "stick", {**PINNED, "readme.md": b"-"})
    assert take("pinned", source) == PINNED
    assert everything_in(source) == {**PINNED, "readme.md": b"-"}


def test_a_folder_above_it_will_do_and_so_will_the_hubs_own_layout(take, tmp_path):
    files = {"blobs/1": WEIGHTS, "snapshots/abc/config.json": CONFIG}
    source = write_all(tmp_path / "models--maker--pinned", files)
    (source / "snapshots/abc/deep").mkdir()
    (source / "snapshots/abc/deep/model.safetensors").symlink_to("../../../blobs/1")
    assert take("open", source) == {"model.safetensors": WEIGHTS, "config.json": CONFIG}


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:xz", "w:bz2", "zip"])
def test_an_archive_is_imported_whatever_it_is_called(take, tmp_path, mode):
    members = {f"top/{path}": content for path, content in PINNED.items()}
    archive = tmp_path / "model.dat"
    archive.write_bytes(zip_of(members) if mode == "zip" else tar_of(members, mode))
    assert take("pinned", archive) == PINNED


def test_the_archive_a_model_is_published_as_is_imported(take, tmp_path):
    archive = tmp_path / "pocket.tar.bz2"
    archive.write_bytes(ARCHIVE)
    assert take("packed", archive) == MEMBERS
    archive.rename(tmp_path / "renamed.tar")
    assert take("packed", tmp_path / "renamed.tar") == MEMBERS
    folder = write_all(tmp_path / "unpacked", {f"pocket-2026/{name}": c for name, c in MEMBERS.items()})
    assert take("packed", folder) == MEMBERS
    (tmp_path / "again").mkdir()
    (tmp_path / "again" / "pocket.tar.bz2").write_bytes(ARCHIVE)
    assert take("packed", tmp_path / "again") == MEMBERS


def test_a_published_archive_that_is_not_the_published_one_is_refused(take, tmp_path):
    archive = tmp_path / "pocket.tar.bz2"
    archive.write_bytes(tar_of(MEMBERS))
    with pytest.raises(WeightsDamaged, match="checksum is wrong"):
        take("packed", archive)


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"model.safetensors": WEIGHTS}, "sub/config.json is missing"),
        ({}, "model.safetensors is missing"),
        ({**PINNED, "model.safetensors": WEIGHTS[::-1]}, "checksum is wrong"),
        ({**PINNED, "model.safetensors": WEIGHTS + b"x"}, "checksum is wrong"),
        ({"a/model.safetensors": WEIGHTS, "b/model.safetensors": WEIGHTS, "sub/config.json": CONFIG}, "several files"),
    ],
)
def test_what_is_missing_or_wrong_in_a_folder_is_named(take, store, tmp_path, files, words):
    with pytest.raises(WeightsDamaged, match=words):
        take("pinned", write_all(tmp_path / "stick", files))
    assert not store.folder("pinned").exists()


def test_names_in_archives_are_not_paths(take, store, tmp_path):
    outside = tmp_path / "outside.json"
    evil = {
        f"../../../..{tmp_path}/outside.json": b"evil",
        "/sub/config.json": CONFIG,
        "x/../model.safetensors": WEIGHTS,
    }
    for archive, content in (("e.tar", tar_of(evil, "w")), ("e.zip", zip_of(evil))):
        (tmp_path / archive).write_bytes(content)
        assert take("pinned", tmp_path / archive) == PINNED
        assert not outside.exists()


def test_links_in_archives_are_not_followed(take, tmp_path):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        info = tarfile.TarInfo("model.safetensors")
        info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(info)
    archive = tmp_path / "links.tar"
    archive.write_bytes(buffer.getvalue())
    with pytest.raises(WeightsDamaged, match="missing"):
        take("pinned", archive)


def test_an_archive_that_would_fill_the_disk_is_refused(take, tmp_path, monkeypatch):
    monkeypatch.setattr("voicecloner.models.matching.MOST_UNPACKED_BYTES", 100_000)
    with pytest.raises(WeightsDamaged, match="more than any model"):
        take("pinned", write_all(tmp_path / "stick", PINNED))


def test_a_folder_with_far_too_many_files_is_refused(take, tmp_path, monkeypatch):
    monkeypatch.setattr("voicecloner.models.containers.MOST_MEMBERS", 1)
    with pytest.raises(WeightsDamaged, match="this is not a model"):
        take("pinned", write_all(tmp_path / "stick", PINNED))


@pytest.mark.parametrize("content", [b"", b"text", ARCHIVE[: len(ARCHIVE) // 2], FLAT[:-40]])
def test_what_is_no_archive_is_told(take, tmp_path, content):
    path = tmp_path / "download.tar"
    path.write_bytes(content)
    with pytest.raises(WeightsDamaged):
        take("pinned", path)


def test_what_is_not_there_is_told(take, tmp_path):
    with pytest.raises(StorageError, match="does not exist"):
        take("pinned", tmp_path / "nowhere")


def test_checking_names_the_files_that_changed(download, store, installer, catalogue, seen):
    download("pinned")
    model = catalogue.find("pinned")
    installer.check(model, store.installed(model), seen.append, CancelToken())
    path = store.folder("pinned") / "sub/config.json"
    path.write_bytes(TOKENIZER.ljust(len(CONFIG)))
    with pytest.raises(WeightsDamaged, match=r"Pinned is damaged: sub/config\.json\."):
        installer.check(model, store.installed(model), seen.append, CancelToken())


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no such pipes")
@pytest.mark.parametrize("source", ["pipe", "/dev/zero"])
def test_a_pipe_or_a_device_is_refused_at_once(take, tmp_path, source):
    if source == "pipe":
        os.mkfifo(tmp_path / source)
    with pytest.raises(WeightsDamaged, match="is a device or a pipe"):
        take("pinned", tmp_path / source)


def test_the_hub_sends_nobody_elsewhere_with_the_token(download, server):
    with serving(**{"model.bin": WEIGHTS}) as other:
        server.head_faults.append(redirect(f"http://127.0.0.1:{other.port}/model.bin"))
        with contextlib.suppress(DownloadFailed):  # whether it is followed or not
            download("gated", "hf_secret")
        assert server.asked[0].headers["authorization"] == "Bearer hf_secret"
        assert {asked.headers.get("authorization") for asked in other.asked} == {None}
