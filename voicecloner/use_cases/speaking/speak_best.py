"""Say a text several times with different seeds, hold every take against its guards, and keep the best one.

The attempts lie where nothing is kept; the one that is chosen becomes a take like any other, and tells why.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from voicecloner.audio.files.encoding import read_audio
from voicecloner.domain.guards import TakeMeasures, best_of
from voicecloner.domain.requests import require_types
from voicecloner.domain.synthesis import Take
from voicecloner.domain.voice import Voice
from voicecloner.errors import InvalidRequest
from voicecloner.jobs import NEVER, CancelToken, Progress, no_progress, part_of
from voicecloner.library.takes import TakeStore
from voicecloner.library.voices import VoiceLibrary
from voicecloner.use_cases.speaking.judge_take import JudgeTake
from voicecloner.use_cases.speaking.speak import Speak, SpeakRequest, marks_of

MOST_ATTEMPTS = 20
_SPOKEN = 0.7


@dataclass(frozen=True)
class SpeakBestRequest:
    """What to say, and how often.

    Attributes:
        request: what to say and how; the first attempt has its seed, each further one the next higher.
        attempts: how many, 1..20; 1 is said as it comes, and not measured.
    """

    request: SpeakRequest
    attempts: int


class BestTake:
    """Makes the attempts and chooses.

    Args:
        speak: says each; its takes lie in `attempts`.
        attempts: where they lie; all but the chosen one are erased.
        judge: measures a take.
        library: the voices.
    """

    def __init__(self, speak: Speak, attempts: TakeStore, judge: JudgeTake, library: VoiceLibrary) -> None:
        self._speak, self._attempts, self._judge, self._library = speak, attempts, judge, library

    @contextmanager
    def __call__(
        self, wanted: SpeakBestRequest, *, progress: Progress = no_progress, cancel: CancelToken = NEVER
    ) -> Iterator[Take]:
        """The best take, until the end of the block; its notes say why it is the best.

        Raises:
            as `Speak`; also where the only take broke off: what broke it.
        """
        require_attempts(wanted.attempts)
        voice, made = self._library.find(wanted.request.voice), list[Take]()
        try:
            if wanted.attempts == 1:
                made.append(self._whole(wanted.request, progress, cancel))
                yield made[0]
            else:
                measured = self._attempted(wanted, voice, made, progress, cancel)
                chosen = best_of(measured)
                yield replace(made[chosen], notes=(*made[chosen].notes, *_reasons(made, measured, chosen)))
        finally:
            for take in made:
                self._attempts.erase(take)

    def _attempted(
        self, wanted: SpeakBestRequest, voice: Voice, made: list[Take], progress: Progress, cancel: CancelToken
    ) -> list[TakeMeasures]:
        """What was measured of each attempt; the takes are added to `made`. Ends where the seed makes no difference."""
        measured, sounds = list[TakeMeasures](), set[str]()
        for number in range(wanted.attempts):
            step = part_of(progress, number / wanted.attempts, (number + 1) / wanted.attempts)
            request = replace(wanted.request, seed=wanted.request.seed + number)
            take = self._whole(request, part_of(step, 0.0, _SPOKEN), cancel)
            made.append(take)
            digest = hashlib.sha256(read_audio(take.path).samples.tobytes()).hexdigest()
            if digest in sounds:
                self._attempts.erase(made.pop())
                break
            sounds.add(digest)
            measured.append(self._judge(take, voice, cancel=cancel))
        return measured

    def _whole(self, request: SpeakRequest, progress: Progress, cancel: CancelToken) -> Take:
        take = self._speak(request, progress=progress, cancel=cancel)
        if take.broken_by:
            self._attempts.erase(take)
            raise take.broken_by
        return take


class SpeakBest:
    """The use case: call it with a `SpeakBestRequest`; the best take is kept like any other.

    Args:
        best_take: makes and chooses.
        takes: where it is kept.
    """

    def __init__(self, best_take: BestTake, takes: Callable[[], TakeStore]) -> None:
        self._best_take, self._takes = best_take, takes

    def __call__(
        self, request: SpeakBestRequest, *, progress: Progress = no_progress, cancel: CancelToken = NEVER
    ) -> Take:
        """Say it.

        Raises:
            InvalidRequest: no or too many attempts, or as `Speak` refuses.
            StorageError: the take cannot be kept.
            EngineError, Cancelled, and what else `Speak` raises; nothing is kept then.
        """
        require_types(request)
        with self._best_take(request, progress=progress, cancel=cancel) as best:
            takes = self._takes()
            kept = replace(best, path=takes.new_path())
            with takes.growing(kept, marks_of(kept.voice_name, kept.voice_id, kept.text)) as writer:
                writer.write(read_audio(best.path).samples)
            takes.keep(kept)
            return kept


def require_attempts(attempts: int) -> None:
    """See that a number of attempts makes sense.

    Raises:
        InvalidRequest
    """
    if not 1 <= attempts <= MOST_ATTEMPTS:
        raise InvalidRequest(f"{attempts} attempts cannot be made.", f"Choose 1 to {MOST_ATTEMPTS}.")


def _reasons(made: list[Take], measured: list[TakeMeasures], chosen: int) -> tuple[str, ...]:
    if len(measured) == 1:
        said = "The engine says this the same way with every seed, so there is one attempt"
        return (f"{said}: {measured[0].sentence}.",)
    best = (
        f"The best of {len(measured)} attempts has the seed {made[chosen].options.seed}: {measured[chosen].sentence}."
    )
    others = (
        f"Seed {take.options.seed}: {found.sentence}."
        for index, (take, found) in enumerate(zip(made, measured, strict=True))
        if index != chosen
    )
    return (best, *others)
