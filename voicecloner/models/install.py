"""Putting a model in its place: fetched file by file, or taken from a folder or archive; whole and checked, or not."""

import shutil
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from voicecloner.atomic import make_folder, remove_file
from voicecloner.errors import StorageError, WeightsDamaged
from voicecloner.jobs import CancelToken, Progress
from voicecloner.models.catalogue import HubSource, Model, WeightFile
from voicecloner.models.containers import Names, open_container
from voicecloner.models.faults import Interrupted
from voicecloner.models.hub import Hub
from voicecloner.models.matching import files_of_model
from voicecloner.models.network_options import NetworkOptions, make_client
from voicecloner.models.part_file import Expected
from voicecloner.models.retry import RetryCount, RetryPolicy
from voicecloner.models.store import InstalledModel, StoredFile, WeightsStore, sources_of
from voicecloner.models.transfer import FileOrder, TransferTools, fetch
from voicecloner.models.transfer_pace import TransferPace
from voicecloner.models.writing import StagingFolder, storage_errors, stored
from voicecloner.wording import size_words

SPARE_BYTES = 200_000_000
_UNPACKED_GROWTH = 3


@dataclass(frozen=True)
class InstallTools:
    """What installing needs of the system, to be replaced in tests.

    Attributes:
        network: how it is reached just now.
        retry: how long a broken download is borne.
        free_bytes: how much room there is on the disk of a folder.
        clock: seconds that only go up.
    """

    network: Callable[[], NetworkOptions] = NetworkOptions
    retry: RetryPolicy = field(default_factory=RetryPolicy)
    free_bytes: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free
    clock: Callable[[], float] = time.monotonic


class Installer:
    """Puts models in place. The caller holds the model (`WeightsStore.hold`) meanwhile.

    Args:
        store: where models lie.
        tools: what it needs of the world.
    """

    def __init__(self, store: WeightsStore, tools: InstallTools) -> None:
        self._store = store
        self._tools = tools

    def download(self, model: Model, token: str, progress: Progress, cancel: CancelToken) -> InstalledModel:
        """Fetch a model, or the rest of it.

        Args:
            token: for files that need one; empty if there is none.

        Raises:
            DownloadFailed, AccessDenied, StorageError, WeightsDamaged, Cancelled: what has arrived stays.
            InvalidRequest: the network's settings make no sense.
        """
        staging = self._staging(model.id, progress, cancel)
        staging.pace.begin("Asking for the files")
        options = self._tools.network()
        with make_client(options) as client:
            tools = TransferTools(client, staging.pace, cancel, self._tools.retry)
            hub = Hub(options, token)
            orders = [self._order(model, file, hub, tools) for file in model.files]
            staging.pace.total_bytes = _total_bytes(model, orders)
            self._require_room(model, staging, self._store.waiting_bytes(model.id))
            fetched = [_fetched(order, staging, tools) for order in orders]
        return self._finish(model, staging, fetched)

    def take_from(self, model: Model, source: Path, progress: Progress, cancel: CancelToken) -> InstalledModel:
        """Copy a model from a folder or an archive, or from the archive it is published as.

        Raises:
            WeightsDamaged: files are missing, or are not what they should be.
            StorageError, Cancelled
        """
        place = f"{model.id}.import"  # a download that is interrupted stays until the import has succeeded
        self._store.discard(place)
        try:
            staging = self._staging(place, progress, cancel)
            staging.pace.begin(f"Looking into {source.name}")
            copy = self._copied_archive if _is_own_archive(model, source) else self._copied_members
            return self._finish(model, staging, copy(model, source, staging))
        finally:
            self._store.discard(place)

    def check(self, model: Model, installed: InstalledModel, progress: Progress, cancel: CancelToken) -> None:
        """Read a model again and compare it with what it was.

        Raises:
            WeightsDamaged: it is not the same any more; says which files.
            Cancelled
        """
        folder = self._store.folder(model.id)
        staging = StagingFolder(folder, TransferPace(installed.size_bytes, progress, self._tools.clock), cancel)
        wrong = [file.path for file in installed.files if not _is_as_it_was(file, staging)]
        if wrong:
            raise WeightsDamaged(f"{model.title} is damaged: {', '.join(wrong)}.")

    def _staging(self, place: str, progress: Progress, cancel: CancelToken) -> StagingFolder:
        return StagingFolder(self._store.staging(place), TransferPace(None, progress, self._tools.clock), cancel)

    def _order(self, model: Model, file: WeightFile, hub: Hub, tools: TransferTools) -> FileOrder:
        """What to ask for, where and how; the Hub is asked again if it is busy."""
        whole = self._store.staging(model.id) / file.path
        make_folder(whole.parent)
        known = Expected(file.size_bytes, file.sha256)
        if not isinstance(file.source, HubSource):
            return FileOrder(file.source.url, whole, known)
        order = FileOrder("", whole, known, terms_page=model.terms_page)
        patience = RetryCount(tools.retry, lambda _wait_s: tools.pace.begin("Asking for the files again"))
        while True:
            tools.cancel.raise_if_cancelled()
            try:
                return hub.order_of(file, order)
            except Interrupted as interruption:
                patience.bear(interruption, tools.cancel)

    def _require_room(self, model: Model, staging: StagingFolder, here_bytes: int = 0) -> None:
        packed_bytes = sum(file.size_bytes or 0 for file in model.files if file.unpack)
        missing_bytes = max(0, (staging.pace.total_bytes or 0) - here_bytes)
        needed_bytes = missing_bytes + _UNPACKED_GROWTH * packed_bytes + SPARE_BYTES
        free_bytes = self._tools.free_bytes(staging.folder)
        if free_bytes < needed_bytes:
            raise StorageError(
                f"There is not enough room on the disk: {model.title} needs {size_words(needed_bytes)}, "
                f"{size_words(free_bytes)} are free.",
                "Free some space, then try again.",
            )

    def _copied_archive(self, model: Model, source: Path, staging: StagingFolder) -> list[StoredFile]:
        file = model.files[0]
        with storage_errors(source), source.open("rb") as content:
            staging.pace.total_bytes = source.stat().st_size
            self._require_room(model, staging)
            return [staging.write(content, file.path, Expected(file.size_bytes, file.sha256))]

    def _copied_members(self, model: Model, source: Path, staging: StagingFolder) -> list[StoredFile]:
        copied: list[StoredFile] = []
        with open_container(source) as container:
            sizes = container.sizes()
            wanted = files_of_model(model, sizes)
            staging.pace.total_bytes = sum(sizes[names] for names in wanted)
            self._require_room(model, staging)

            def take(names: Names, size_bytes: int, content: BinaryIO) -> None:
                file = wanted[names].file
                expected = Expected(size_bytes, file.sha256 if file else None)
                copied.append(staging.write(content, wanted[names].path, expected))

            container.hand_out(wanted, take)
        return copied

    def _finish(self, model: Model, staging: StagingFolder, arrived: list[StoredFile]) -> InstalledModel:
        """Unpack what is packed, clear away what does not belong to it, give it its place."""
        here = {file.path: file for file in arrived}
        for file in model.files:
            if file.unpack and file.path in here:
                here |= {member.path: member for member in _unpacked(file, staging)}
                del here[file.path]
        _clear(staging.folder, here)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        installed = InstalledModel(model.id, tuple(here.values()), model.licence.id, now, sources_of(model))
        self._store.publish(installed, staging.folder)
        return installed


def _total_bytes(model: Model, orders: list[FileOrder]) -> int | None:
    sizes = [order.expected.size_bytes for order in orders]
    known = [size for size in sizes if size is not None]
    return sum(known) if len(known) == len(sizes) else model.about_bytes


def _fetched(order: FileOrder, staging: StagingFolder, tools: TransferTools) -> StoredFile:
    """The file an earlier attempt has fetched, if it is right, or a new one."""
    path = order.whole.relative_to(staging.folder).as_posix()
    if order.whole.exists():
        staging.pace.begin(f"Checking {path}")
        found = staging.fingerprint(order.whole, order.expected)
        if order.expected.is_met_by(found):
            return stored(path, found)
        staging.pace.add(-found.size_bytes, was_here=True)
        remove_file(order.whole)
    return stored(path, fetch(order, tools))


def _unpacked(file: WeightFile, staging: StagingFolder) -> list[StoredFile]:
    """The members of an archive; an archive that is damaged goes, so that the next attempt fetches it anew."""
    try:
        return staging.unpack(file)
    except WeightsDamaged:
        remove_file(staging.folder / file.path)
        raise


def _clear(folder: Path, keep: Collection[str]) -> None:
    with storage_errors(folder):
        for path in [path for path in folder.rglob("*") if path.is_file()]:
            if path.relative_to(folder).as_posix() not in keep:
                path.unlink()


def _is_own_archive(model: Model, source: Path) -> bool:
    """Whether `source` is the very archive a model is published as."""
    return (
        len(model.files) == 1
        and bool(model.files[0].unpack)
        and source.is_file()
        and source.name == model.files[0].path
    )


def _is_as_it_was(file: StoredFile, staging: StagingFolder) -> bool:
    staging.pace.begin(f"Checking {file.path}")
    try:
        return staging.fingerprint(staging.folder / file.path).sha256 == file.sha256
    except StorageError:  # what cannot be read is damaged, too
        return False
