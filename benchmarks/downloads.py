"""How fast and how steadily models are fetched, from a server on this computer that is a process of its own.

    python -m benchmarks.downloads [--megabytes 1000] [--cuts 100] [--seed 2026]

Prints the speed and the processor's time beside those of the HTTP client alone, whether the right content arrives after
the connection was cut at random places, and how long stopping a silent download takes.
"""

import argparse
import hashlib
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.file_server import cut, serving, stall
from voicecloner.errors import Cancelled
from voicecloner.jobs import CancelToken, no_progress
from voicecloner.models.network_options import NetworkOptions, make_client
from voicecloner.models.part_file import Expected
from voicecloner.models.retry import RetryPolicy
from voicecloner.models.transfer import FileOrder, TransferTools, fetch
from voicecloner.models.transfer_pace import TransferPace

_STOPS = 20


@contextmanager
def other_process(folder: Path) -> Iterator[str]:
    """A plain server that sends what lies in `folder`; its address."""
    command = [sys.executable, "-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "-d", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        words = next(iter(server.stdout or ())).split()
        yield f"http://127.0.0.1:{words[words.index('port') + 1]}"
        server.terminate()


def write_random(path: Path, size_bytes: int) -> Expected:
    digest = hashlib.sha256()
    with path.open("wb") as file:
        for _ in range(size_bytes >> 20):
            block = os.urandom(1 << 20)
            file.write(block)
            digest.update(block)
    return Expected(path.stat().st_size, digest.hexdigest())


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds on the wall and of the processor."""
    wall, processor = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - processor


def measure_speed(folder: Path, megabytes: int) -> None:
    size_bytes = megabytes << 20
    expected = write_random(folder / "model", size_bytes)
    with other_process(folder) as address, make_client(NetworkOptions()) as client:
        url, whole = f"{address}/model", folder / "fetched"

        def plainly() -> None:
            with client.stream("GET", url) as response, (folder / "plain").open("wb") as file:
                for block in response.iter_raw():
                    file.write(block)

        tools = TransferTools(client, TransferPace(size_bytes, no_progress), CancelToken())
        for name, work in (("client alone", plainly), ("ours", lambda: fetch(FileOrder(url, whole, expected), tools))):
            wall_s, processor_s = timed(work)
            print(f"{name:<14} {size_bytes / 1e6 / wall_s:7.0f} MB/s   {processor_s:.2f} s of the processor")


def measure_cuts(folder: Path, cuts: int, seed: int) -> bool:
    dice = random.Random(seed)  # noqa: S311 - the same cuts every time
    content = dice.randbytes(20_000_000)
    places = sorted(dice.sample(range(1, len(content)), cuts))
    with serving(model=content) as server, make_client(NetworkOptions()) as client:
        server.faults.extend(cut(end - start) for start, end in zip([0, *places], places, strict=False))
        retry = RetryPolicy(attempts=cuts, wait=lambda _cancel, _wait_s: None)
        tools = TransferTools(client, TransferPace(None, no_progress), CancelToken(), retry)
        found = fetch(FileOrder(server.url("model"), folder / "cut", Expected()), tools)
        resumed = [asked.start for asked in server.gets()] == [0, *places]
    is_right = found.sha256 == hashlib.sha256(content).hexdigest()
    print(f"{cuts} random cuts: content {'right' if is_right else 'WRONG'}, each resumed at its byte: {resumed}")
    return is_right and resumed


def stop_once(folder: Path, number: int) -> float:
    cancel, asked_at = CancelToken(), [0.0]
    with serving(model=bytes(2_000_000)) as server, make_client(NetworkOptions()) as client:
        server.always = stall(1_000_000)

        def stop() -> None:
            server.stalled.wait()
            asked_at[0] = time.perf_counter()
            cancel.cancel()

        stopper = threading.Thread(target=stop)
        stopper.start()
        try:
            fetch(
                FileOrder(server.url("model"), folder / f"{number}"),
                TransferTools(client, TransferPace(None, no_progress), cancel),
            )
        except Cancelled:
            ended_at = time.perf_counter()
        stopper.join()
    return 1e3 * (ended_at - asked_at[0])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=1000)
    parser.add_argument("--cuts", type=int, default=100)
    parser.add_argument("--seed", type=int, default=2026)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        measure_speed(folder, options.megabytes)
        is_right = measure_cuts(folder, options.cuts, options.seed)
        stops_ms = sorted(stop_once(folder, number) for number in range(_STOPS))
    print(f"stopping a silent download: {stops_ms[_STOPS // 2]:.1f} ms in the middle, {stops_ms[-1]:.1f} ms at most")
    return 0 if is_right else 1


if __name__ == "__main__":
    sys.exit(main())
