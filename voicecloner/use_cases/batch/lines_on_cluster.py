"""Lines said by the computers of a Dask cluster that is there already; the files are written here.

What is sent are numbers, texts and bytes alone: a line as a dictionary, a voice as the bytes of a file of voices. What
comes back is a dictionary with the bytes of the sound. The scheduler hands lines out, and again where a worker dies.
"""

import asyncio
import hashlib
import importlib.util
import warnings
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voicecloner import __version__
from voicecloner.atomic import atomic_path, make_folder
from voicecloner.audio.files.encoding import Finish
from voicecloner.errors import ClusterFailed, VoiceClonerError, all_errors
from voicecloner.jobs import CancelToken
from voicecloner.library.inspection import sha256_of
from voicecloner.use_cases.batch.batch_line import BatchLine, LineOutcome, SaidLine
from voicecloner.use_cases.speaking.publishing import Publishing

SayThere = Callable[[Mapping[str, Any], bytes], dict[str, Any]]
"""What a worker does: gets a line as `order_of` makes it and a voice's file; gives what `answer_of` makes."""
_CONNECT_S = 10
_WAIT_S = 0.1
_EXTRA_HINT = "Install them into this Python: pip install 'voicecloner[cluster]'"
# What distributed raises of an address that is none, of encryption that is not set up, and of a scheme without package.
_UNREACHABLE = (OSError, ValueError, TypeError, RuntimeError, ImportError)
_LOST = frozenset({"lost", "cancelled"})


@dataclass(frozen=True)
class ClusterWork:
    """How lines and voices travel.

    Attributes:
        say: what the workers do, a function that they can import by its name.
        bundle_of: the bytes of the file of a voice, by its id.
        settings: what of the user's settings counts for the sound.
        publishing: how files get into the user's folders; they are signed here, the key stays on this computer.
    """

    say: SayThere
    bundle_of: Callable[[str], bytes]
    settings: Mapping[str, str]
    publishing: Publishing


@dataclass(frozen=True)
class SeenCluster:
    """A cluster that can be reached.

    Attributes:
        workers: how many processes work there.
    """

    workers: int


def can_reach_clusters() -> bool:
    """Whether the packages for it are installed."""
    return importlib.util.find_spec("distributed") is not None


def look_at_cluster(address: str) -> SeenCluster:
    """Try to reach a cluster; nothing is done there.

    Args:
        address: of the scheduler.

    Raises:
        ClusterFailed: it cannot be reached.
    """
    with closing(_connected(address)) as client:
        return SeenCluster(len(client.nthreads()))


class LinesOnCluster:
    """Says lines; see `SayLines`.

    Args:
        address: of the scheduler, such as ``tcp://10.0.0.5:8786``.
        work: how lines and voices travel.
    """

    def __init__(self, address: str, work: ClusterWork) -> None:
        self._address, self._work = address, work

    def __call__(self, lines: Sequence[BatchLine], folder: Path, *, cancel: CancelToken) -> Generator[LineOutcome]:
        """See `SayLines`.

        Raises:
            ClusterFailed: it cannot be reached, or is gone; what has arrived by then is written.
            ConsentRequired: a voice may not leave this computer.
        """
        bundles = {voice: self._work.bundle_of(voice) for voice in {line.request.voice for line in lines}}
        with closing(_connected(self._address)) as client:
            futures = self._handed_out(client, lines, bundles)
            try:
                yield from self._arriving(client, futures, folder, cancel)
            finally:
                with suppress(OSError, TimeoutError):
                    client.cancel(list(futures), force=True)

    def _handed_out(
        self, client: Any, lines: Sequence[BatchLine], bundles: Mapping[str, bytes]
    ) -> dict[Any, BatchLine]:
        """Each line's future. A voice is a task of its own: it travels once, and again where its worker is gone."""
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Sending large graph")  # a voice has some megabytes, once
            voices = {voice: client.submit(bytes, content, pure=False) for voice, content in bundles.items()}
            return {
                client.submit(self._work.say, self._order(line, bundles), voices[line.request.voice], pure=False): line
                for line in lines
            }

    def _order(self, line: BatchLine, bundles: Mapping[str, bytes]) -> dict[str, Any]:
        request = line.request
        return {
            "version": __version__,
            "voice": request.voice,
            "bundle": hashlib.sha256(bundles[request.voice]).hexdigest(),
            "text": request.text,
            "language": request.language,
            "speed": request.speed,
            "seed": request.seed,
            "options": dict(request.options),
            "attempts": line.wanted.attempts,
            "suffix": Path(line.file).suffix,
            "loudness_lufs": line.loudness_lufs,
            "settings": dict(self._work.settings),
            "pronunciations": [[entry.word, entry.spoken] for entry in request.pronunciations],
        }

    def _arriving(
        self, client: Any, futures: Mapping[Any, BatchLine], folder: Path, cancel: CancelToken
    ) -> Iterator[LineOutcome]:
        import distributed

        wait: Any = distributed.wait
        waiting = set(futures)
        while waiting and not cancel.is_cancelled:
            try:
                with client.as_current():
                    done, waiting = wait(waiting, timeout=_WAIT_S, return_when="FIRST_COMPLETED")
            except TimeoutError:
                if client.status != "running":
                    raise ClusterFailed(
                        "The Dask cluster is gone; start again to say the lines that are left."
                    ) from None
                continue
            for future in done:
                yield self._outcome(future, futures[future], folder)
                future.release()

    def _outcome(self, future: Any, line: BatchLine, folder: Path) -> LineOutcome:
        if future.status in _LOST:
            raise ClusterFailed("The Dask cluster has lost the work; start again to say the lines that are left.")
        error = future.exception()
        if error is not None:
            sentence = f"The cluster could not say it: {type(error).__name__}: {error}"
            return LineOutcome(
                line, error=error if isinstance(error, VoiceClonerError) else ClusterFailed(sentence[:300])
            )
        answer = future.result()
        if "error" in answer:
            return LineOutcome(line, error=_error_from(answer["error"]))
        try:
            digest = _written(answer, folder / line.file, self._work.publishing.finish_for(line.request.voice))
        except VoiceClonerError as refusal:
            return LineOutcome(line, error=refusal)
        said = SaidLine(float(answer["seconds"]), digest, int(answer["seed"]), tuple(map(str, answer["notes"])))
        return LineOutcome(line, said=said)


def _connected(address: str) -> Any:
    """A client.

    Raises:
        ClusterFailed
    """
    try:
        import distributed
    except ImportError as error:
        raise ClusterFailed("The packages that reach a Dask cluster are not installed.", _EXTRA_HINT) from error
    connect: Any = distributed.Client  # its authors have not told its types
    try:
        _require_scheduler(address)
        return connect(address, timeout=_CONNECT_S, set_as_default=False)
    except _UNREACHABLE as error:
        raise ClusterFailed(f"The Dask cluster at “{address}” cannot be reached.") from error


def _require_scheduler(address: str) -> None:
    """Shake hands before there is a client: one that fails leaves its thread, and waits for a mute server for ever."""
    # a thread of its own, because a notebook's own already runs an event loop
    with ThreadPoolExecutor(1, "handshake") as thread:
        thread.submit(lambda: asyncio.run(_shake_hands(address))).result()


async def _shake_hands(address: str) -> None:
    import distributed
    from distributed.comm.core import connect

    start: Any = connect  # its authors have not told its types
    security: Any = distributed.Security
    async with asyncio.timeout(_CONNECT_S):
        comm = await start(address, timeout=_CONNECT_S, **security().get_connection_args("client"))
    comm.abort()


def _written(answer: Mapping[str, Any], path: Path, finish: Finish | None) -> str:
    """Write what came; returns the file's SHA-256."""
    make_folder(path.parent)
    with atomic_path(path) as part:
        part.write_bytes(bytes(answer["content"]))
        if finish:
            finish(part)
    return sha256_of(path)


def _error_from(fields: Mapping[str, str]) -> VoiceClonerError:
    kind = all_errors().get(fields["code"], ClusterFailed)
    return kind(fields["message"], fields["hint"])
