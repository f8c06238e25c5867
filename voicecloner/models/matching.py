"""Which of the files in a folder or archive are those of a model."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from voicecloner.errors import WeightsDamaged
from voicecloner.models.catalogue import ALL_MEMBERS, HubSource, Model, WeightFile, is_plain_path
from voicecloner.models.containers import Names

MOST_UNPACKED_BYTES = 40 * 10**9


def members_of_archive(file: WeightFile, sizes: Mapping[Names, int]) -> dict[Names, str]:
    """Which members of an unpacked archive are kept, and under which path.

    Raises:
        WeightsDamaged: one is missing, or there is far too much in it.
    """
    if ALL_MEMBERS in file.unpack:
        wanted = sorted({names[-1] for names in sizes if names and is_plain_path(names[-1])})
    else:
        wanted = list(file.unpack)
    found = {_only_one(name, [n for n in sizes if n and n[-1] == name], file.path): name for name in wanted}
    if not found:
        raise WeightsDamaged(f"There is nothing of the model in {file.path}.", "Choose the model’s own archive.")
    require_bounded(sizes[names] for names in found)
    return found


@dataclass(frozen=True)
class Wanted:
    """A file that is to be taken.

    Attributes:
        path: where it goes in the model's folder.
        file: what the catalogue says of it; None: nothing, it is a member of an archive.
    """

    path: str
    file: WeightFile | None = None


def files_of_model(model: Model, sizes: Mapping[Names, int]) -> dict[Names, Wanted]:
    """Which of the files are the model's: as they are fetched, or as they lie once their archive is unpacked.

    Raises:
        WeightsDamaged: one is missing, it cannot be told which is meant, or there is far too much.
    """
    found: dict[Names, Wanted] = {}
    for file in model.files:
        if file.unpack and not _candidates(file, sizes):
            found |= {names: Wanted(path) for names, path in members_of_archive(file, sizes).items()}
    for file in model.files:
        candidates = _candidates(file, sizes)
        if candidates or not file.unpack:
            found[_only_one(file.path, candidates, "what you chose")] = Wanted(file.path, file)
    require_bounded(sizes[names] for names in found)
    return found


def require_bounded(sizes: Iterable[int]) -> None:
    """Refuse what would fill the disk.

    Raises:
        WeightsDamaged: it is more than any model.
    """
    if sum(sizes) > MOST_UNPACKED_BYTES:
        raise WeightsDamaged("It holds more than any model does.", "Choose the model’s own folder or archive.")


def _candidates(file: WeightFile, sizes: Mapping[Names, int]) -> list[Names]:
    """Files that lie like the model's: with the path they have at their source, else with the one they get here."""
    paths = [file.source.path] if isinstance(file.source, HubSource) else []
    for path in (*paths, file.path):
        ends = tuple(path.split("/"))
        found = [names for names in sizes if names[-len(ends) :] == ends]
        if found:
            return found
    return []


def _only_one(name: str, candidates: list[Names], where: str) -> Names:
    """The one that lies least deep."""
    if not candidates:
        raise WeightsDamaged(
            f"{name} is missing in {where}.", "Choose the folder or archive with all of the model’s files."
        )
    least = min(len(names) for names in candidates)
    found = [names for names in candidates if len(names) == least]
    if len(found) > 1:
        raise WeightsDamaged(f"There are several files called {name} in {where}.", "Choose the folder of one model.")
    return found[0]
