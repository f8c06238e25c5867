"""What a worker of a Dask cluster does: says one line with a voice that came along, and sends the sound back.

A worker has no library of the user's: each voice lies in one of its own, in a temporary folder. Engines, their packages
and models are those of the computer the worker runs on. Each of the worker's threads has an engine's process.
"""

import atexit
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass
from typing import Any

from voicecloner import __version__
from voicecloner.bootstrap.batches import BatchParts, best_take, judge_of
from voicecloner.domain.pronunciation import Pronunciation, PronunciationList
from voicecloner.errors import ClusterFailed, VoiceClonerError
from voicecloner.jobs import NEVER
from voicecloner.library.exports import Exports
from voicecloner.library.takes import TakeStore
from voicecloner.library.voices import VoiceLibrary
from voicecloner.provenance.marking import Marker
from voicecloner.scratch import scratch_folder
from voicecloner.use_cases.batch.line_speaker import LineSpeaker
from voicecloner.use_cases.speaking.publishing import Publishing
from voicecloner.use_cases.speaking.speak import SpeakRequest
from voicecloner.use_cases.speaking.speak_best import SpeakBestRequest
from voicecloner.use_cases.voices.exchange_voices import ExchangeVoices

# Voices that were not used for longest make room.
_MOST_VOICES = 32
_of_thread = threading.local()


def say_line(order: Mapping[str, Any], bundle: bytes) -> dict[str, Any]:
    """Say one line.

    Args:
        order: what to say, as `lines_on_cluster` writes it: numbers and texts alone.
        bundle: the file of the voice.

    Returns:
        ``content``, the bytes of the sound file, with ``seconds``, ``seed`` and ``notes``; or ``error``.
    """
    try:
        if order["version"] != __version__:
            raise ClusterFailed(
                f"A computer of the cluster has VoiceCloner {__version__}, this one has {order['version']}.",
                "Install the same version on all of them.",
            )
        return _worker().say(order, bundle)
    except VoiceClonerError as error:
        return {"error": {"code": error.code, "message": error.message, "hint": error.hint}}


@dataclass(frozen=True)
class _Kept:
    """What says lines with one voice, and how its files are removed."""

    speaker: LineSpeaker
    close: Callable[[], None]


class _Worker:
    """Says the lines of one thread."""

    def __init__(self) -> None:
        self._undo = ExitStack()
        atexit.register(self._undo.close)
        self._host = self._undo.enter_context(closing(BatchParts().new_host()))
        self._folder = self._undo.enter_context(scratch_folder())
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._undo.callback(self._forget_all)

    def say(self, order: Mapping[str, Any], bundle: bytes) -> dict[str, Any]:
        """See `say_line`."""
        key = f"{order['bundle']}-{order['settings']['watermark']}"
        if key not in self._kept:
            self._kept[key] = self._taken_in(order, bundle)
        self._kept.move_to_end(key)
        if len(self._kept) > _MOST_VOICES:
            self._kept.popitem(last=False)[1].close()
        path = self._folder / f"line{order['suffix']}"
        loudness_lufs = order["loudness_lufs"]
        said = self._kept[key].speaker(_wanted(order), path, loudness_lufs=loudness_lufs, cancel=NEVER)
        return {"content": path.read_bytes(), "seconds": said.seconds, "seed": said.seed, "notes": list(said.notes)}

    def _taken_in(self, order: Mapping[str, Any], bundle: bytes) -> _Kept:
        with ExitStack() as undo:
            folder = undo.enter_context(scratch_folder())
            library = undo.enter_context(closing(VoiceLibrary(folder / "library", quota=2)))
            exports = Exports(folder / "exports")
            file = folder / "arrived.voice"
            file.write_bytes(bundle)
            with closing(ExchangeVoices(library, exports)) as exchange:
                exchange.take_in(file)
            is_marked = order["settings"]["watermark"] != "off"
            best = best_take(
                self._host,
                library,
                TakeStore(folder / "takes"),
                lambda rate: Marker(rate) if is_marked else None,
                judge_of(library),
                lambda _voice: PronunciationList(),  # what counts comes with each line
            )
            return _Kept(LineSpeaker(best, Publishing(exports)), undo.pop_all().close)

    def _forget_all(self) -> None:
        while self._kept:
            self._kept.popitem()[1].close()


def _worker() -> _Worker:
    if not hasattr(_of_thread, "worker"):
        _of_thread.worker = _Worker()
    worker: _Worker = _of_thread.worker
    return worker


def _wanted(order: Mapping[str, Any]) -> SpeakBestRequest:
    request = SpeakRequest(
        str(order["text"]),
        str(order["voice"]),
        order["language"],
        float(order["speed"]),
        int(order["seed"]),
        dict(order["options"]),
        tuple(Pronunciation(str(word), str(spoken)) for word, spoken in order["pronunciations"]),
    )
    return SpeakBestRequest(request, int(order["attempts"]))
