import json
import subprocess
import sys

import pytest

from tests.support.models import everything_in, sha256
from voicecloner.errors import StorageError, WeightsInUse, WeightsNotFound
from voicecloner.models.store import RECORD_NAME, InstalledModel, StoredFile, sources_of

HOLDER = """
import sys, threading
from pathlib import Path
from voicecloner.models.store import WeightsStore
with WeightsStore(Path(sys.argv[1])).hold("open"):
    print("held", flush=True)
    threading.Event().wait()
"""


@pytest.fixture
def model(catalogue):
    return catalogue.find("open")


@pytest.fixture
def put(store, model):
    def publish(content=b"weights"):
        with store.hold(model.id):
            (store.staging(model.id) / "model.safetensors").write_bytes(content)
            files = (StoredFile("model.safetensors", len(content), sha256(content)),)
            record = InstalledModel(model.id, files, "MIT", "2026-01-01T00:00:00+00:00", sources_of(model))
            store.publish(record, store.staging(model.id))
            return record

    return publish


def test_a_model_is_there_once_it_is_published(store, model, put):
    assert store.installed(model) is None
    record = put()
    assert store.installed(model) == record
    assert record.size_bytes == 7
    assert sorted(everything_in(store.folder(model.id))) == [RECORD_NAME, "model.safetensors"]
    assert [path.name for path in store.folder("").iterdir()] == ["open"]


def test_a_newer_one_takes_its_place_whole(store, model, put):
    put(b"old weights")
    (store.folder(model.id) / "left over").write_bytes(b"x")
    record = put(b"new")
    assert store.installed(model) == record
    assert sorted(everything_in(store.folder(model.id))) == [RECORD_NAME, "model.safetensors"]


def test_if_the_new_one_cannot_take_its_place_the_old_one_stays(store, model, put, monkeypatch):
    record = put(b"old weights")
    rename = type(store.folder("")).rename

    def refuse(path, target):
        if path.name == "open" and path.parent.name == ".incoming":
            raise PermissionError(13, "refused", str(path))
        return rename(path, target)

    monkeypatch.setattr(type(store.folder("")), "rename", refuse)
    with pytest.raises(StorageError):
        put(b"new")
    assert store.installed(model) == record


@pytest.mark.parametrize(
    "spoil",
    [
        lambda folder: (folder / "model.safetensors").unlink(),
        lambda folder: (folder / "model.safetensors").write_bytes(b"shorter"[:3]),
        lambda folder: (folder / RECORD_NAME).write_text("{"),
        lambda folder: (folder / RECORD_NAME).write_text("[]"),
        lambda folder: change(folder, id="other"),
        lambda folder: change(folder, version=2),
        lambda folder: change(folder, sources=["elsewhere"]),
        lambda folder: change(folder, files=[]),
        lambda folder: change(folder, files=[{"path": "../x", "size_bytes": 1, "sha256": ""}]),
        lambda folder: change(folder, files=[{"path": "x"}]),
    ],
)
def test_what_is_not_whole_is_not_there(store, model, put, spoil):
    put()
    spoil(store.folder(model.id))
    assert store.installed(model) is None


def change(folder, **values):
    path = folder / RECORD_NAME
    path.write_text(json.dumps(json.loads(path.read_text()) | values))


def test_another_checksum_in_the_catalogue_is_another_model(store, catalogue, put):
    pinned = catalogue.find("pinned")
    with store.hold("pinned"):
        (store.staging("pinned") / "model.safetensors").write_bytes(b"x")
        files = (StoredFile("model.safetensors", 1, sha256(b"x")),)
        record = InstalledModel("pinned", files, "MIT", "", sources_of(pinned))
        store.publish(record, store.staging("pinned"))
    assert store.installed(pinned) is None


def test_a_model_is_removed_with_what_is_on_its_way(store, model, put):
    put()
    with store.hold(model.id):
        (store.staging(model.id) / "model.safetensors.part").write_bytes(b"half")
        assert store.waiting_bytes(model.id) == 4
        store.remove(model.id)
    assert not store.folder("").exists()
    with store.hold(model.id), pytest.raises(WeightsNotFound):
        store.remove(model.id)


def test_two_writers_do_not_meet(store, model):
    with store.hold(model.id):
        with pytest.raises(WeightsInUse), store.hold(model.id):
            pass
        with store.hold("another"):
            pass
    with store.hold(model.id):
        pass
    assert not store.folder("").exists()


def test_a_killed_program_holds_nothing_and_its_leftovers_go(store, model):
    command = [sys.executable, "-c", HOLDER, str(store.folder(""))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(WeightsInUse), store.hold(model.id):
            pass
        holder.kill()
    (store.folder(".incoming") / "open.0123abcd.old").mkdir()
    (store.folder(".incoming") / "open.import").mkdir()
    with store.hold(model.id):
        pass
    assert not store.folder("").exists()


def test_a_folder_that_cannot_be_made_is_told(store, model):
    store.folder("").write_bytes(b"a file of this name")
    with pytest.raises(StorageError), store.hold(model.id):
        pass
