"""Many clients ask the service for speech at once: what is answered, how soon it begins, and what it holds.

    python -m benchmarks.http_load [--clients 32] [--seconds 60] [--workers 1] [--cores N] [--reference FILE]

Each client asks for one sentence after another, streamed, and comes again when it is told to. Whatever is neither sound
nor a 429 is an error. Without --reference the voice is one of the basic engine. --cores keeps the service to the first
N cores: what a second engine's process is worth shows where the first has one core, not two, to itself.
"""

import argparse
import asyncio
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from benchmarks._service import VOICE, Running, running_service

TEXT = "Good morning. How are you today? The train to the coast leaves at a quarter past seven."
BYTES_PER_S = 2 * 24_000


@dataclass
class Seen:
    """What came back."""

    first_s: list[float] = field(default_factory=list)
    speech_s: float = 0.0
    sent_away: int = 0
    errors: list[str] = field(default_factory=list)
    memory_mb: list[float] = field(default_factory=list)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--cores", type=int, default=0)
    parser.add_argument("--reference", type=Path)
    wanted = parser.parse_args()
    options = ("--workers", str(wanted.workers), "--rate", "1000000")  # all clients are one address here
    with running_service(*options, reference=wanted.reference) as service:
        if wanted.cores:
            service.process.cpu_affinity(sorted(service.process.cpu_affinity())[: wanted.cores])
        began_s = time.monotonic()
        seen = asyncio.run(_load(service, wanted.clients, wanted.seconds))
        took_s = time.monotonic() - began_s  # what was begun in time is heard to its end
    _report(seen, wanted.clients, took_s)
    raise SystemExit(bool(seen.errors))


async def _load(service: Running, clients: int, seconds: float) -> Seen:
    seen, end_s = Seen(), time.monotonic() + seconds
    limits = httpx.Limits(max_connections=clients)
    headers = {"Authorization": f"Bearer {service.token}"}
    async with httpx.AsyncClient(base_url=service.address, headers=headers, limits=limits, timeout=300) as client:
        await _ask(client, Seen())  # the engine loads
        await asyncio.gather(_watch(service, seen, end_s), *(_keep_asking(client, seen, end_s) for _ in range(clients)))
    return seen


async def _watch(service: Running, seen: Seen, end_s: float) -> None:
    while time.monotonic() < end_s:
        seen.memory_mb.append(service.memory_mb)
        await asyncio.sleep(2.0)


async def _keep_asking(client: httpx.AsyncClient, seen: Seen, end_s: float) -> None:
    while time.monotonic() < end_s:
        try:
            wait_s = await _ask(client, seen)
        except httpx.HTTPError as error:
            seen.errors.append(repr(error))
            continue
        await asyncio.sleep(min(wait_s, max(0.0, end_s - time.monotonic())))


async def _ask(client: httpx.AsyncClient, seen: Seen) -> float:
    """Ask once; how long to wait before the next time."""
    fields = {"model": "", "voice": VOICE, "input": TEXT, "response_format": "pcm", "stream_format": "audio"}
    began_s, size = time.monotonic(), 0
    async with client.stream("POST", "/v1/audio/speech", json=fields) as answer:
        if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
            seen.sent_away += 1
            return float(answer.headers["Retry-After"])
        if answer.status_code != httpx.codes.OK:
            seen.errors.append(f"{answer.status_code}: {(await answer.aread()).decode()[:200]}")
            return 0.0
        async for piece in answer.aiter_raw():
            if not size:
                seen.first_s.append(time.monotonic() - began_s)
            size += len(piece)
    seen.speech_s += size / BYTES_PER_S
    return 0.0


def _report(seen: Seen, clients: int, seconds: float) -> None:
    first_s = sorted(seen.first_s) or [float("nan")]
    memory_mb = seen.memory_mb or [0.0]
    print(f"{clients} clients, {seconds:.0f} s: {len(seen.first_s)} texts said, {seen.sent_away} sent away with 429")
    print(f"errors: {len(seen.errors)} {seen.errors[:3]}")
    print(f"first sound: median {first_s[len(first_s) // 2]:.2f} s, p95 {first_s[int(len(first_s) * 0.95)]:.2f} s")
    texts = len(seen.first_s) / seconds
    print(f"throughput: {seen.speech_s / seconds:.2f} s of speech and {texts:.2f} texts per second")
    print(f"memory: {memory_mb[0]:.0f} MB at first, {max(memory_mb):.0f} MB at most, {memory_mb[-1]:.0f} MB at the end")


if __name__ == "__main__":
    main()
