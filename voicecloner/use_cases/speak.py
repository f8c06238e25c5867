"""Say a text with a saved voice.

The text is cut into sentences, each is said by the engine's process; `take_maker` makes a take of them.
"""

from collections.abc import Generator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from voicecloner import __version__
from voicecloner.audio.encoding import copy_audio, format_of
from voicecloner.domain.synthesis import SPEED_RANGE, SpeechOptions, Take, require_likeness
from voicecloner.domain.text import SpokenSentence, SpokenText, is_speakable
from voicecloner.domain.voice import Voice
from voicecloner.engines.base import EngineHost, EngineInfo, require_synthesis
from voicecloner.errors import InvalidRequest
from voicecloner.jobs import CancelToken, Progress
from voicecloner.library.voices import VoiceLibrary
from voicecloner.speech.text import SENTENCE_PAUSE_S, read_text
from voicecloner.use_cases.take_maker import OnChunk, Part, TakeMaker, TakePlan, gathered, levelled

MAX_TEXT_CHARACTERS = 2_000_000
_TYPE_A_WORD = "Type at least one word."


@dataclass(frozen=True)
class SpeakRequest:
    """What to say and how.

    Attributes:
        text: what to say.
        voice: id or name of a saved voice.
        language: BCP 47 tag of the text; None: the voice's own.
        speed: 0.5..2.0, 1.0 is the voice's own pace.
        seed: for engines that draw random numbers.
        likeness: 0.0 clear .. 1.0 alike; None: the voice's own default. Engines that cannot do it ignore it.
    """

    text: str
    voice: str
    language: str | None = None
    speed: float = 1.0
    seed: int = 0
    likeness: float | None = None


class Speak:
    """The use case: call it with a `SpeakRequest`."""

    def __init__(self, maker: TakeMaker, host: EngineHost, library: VoiceLibrary) -> None:
        self._maker = maker
        self._host = host
        self._library = library

    def __call__(
        self, request: SpeakRequest, *, progress: Progress, cancel: CancelToken, on_chunk: OnChunk | None = None
    ) -> Take:
        """Say it.

        Args:
            request: what to say and how.
            progress: gets the done part of the text.
            cancel: stops within a chunk; nothing is kept then.
            on_chunk: gets each sentence's sound as soon as it is ready, from this thread.

        Raises:
            InvalidRequest: empty text, speed or likeness out of range, unknown language, an engine that says no texts.
            VoiceNotFound, VoiceBoundElsewhere, ReviewFailed: the voice cannot be used.
            EngineError: the engine failed.
            Cancelled: stopped by the user.
        """
        _require_speakable(request)
        voice = self._library.find(request.voice)
        engine = self._maker.engine_of(voice)
        require_synthesis(engine)
        options = _options(request, voice, engine)
        spoken = _read(request.text, options.language, engine.requirements.max_chunk_characters)
        plan = TakePlan(
            voice=voice,
            text=request.text,
            options=options,
            sample_rate=engine.requirements.output_sample_rate,
            stage="Speaking",
            marks=marks_of(voice.name, voice.id, request.text),
        )
        self._maker.prepare(voice, progress, cancel)
        parts = self._spoken(plan, spoken.sentences, cancel)
        take = self._maker.make(plan, parts, progress=progress, on_chunk=on_chunk)
        return replace(take, notes=(*spoken.notes, *take.notes))

    def _spoken(self, plan: TakePlan, sentences: tuple[SpokenSentence, ...], cancel: CancelToken) -> Generator[Part]:
        """The sound of each sentence, equally loud, with the pause of the one before it before all but the first.

        No sound for a sentence the engine has none for: one such line in a book is no reason to stop.
        """
        voice, options = plan.voice, plan.options
        voice_file = self._library.voice_file(voice)
        silence = np.zeros(0, np.float32)
        for done, sentence in enumerate(sentences, 1):
            cancel.raise_if_cancelled()
            sound = gathered(self._host.synthesize(voice.engine_id, voice_file, sentence.text, options, cancel=cancel))
            if len(sound):
                rhythm = round(SENTENCE_PAUSE_S * plan.sample_rate) if len(sentences) > 1 else 0
                sound = np.concatenate([silence, levelled(sound, rhythm, plan.sample_rate)[rhythm:]])
                silence = np.zeros(round(sentence.pause_after_s * plan.sample_rate), np.float32)
            yield Part(sound, done / len(sentences))


def save_take(take: Take, path: Path) -> Path:
    """Save a take where the user wants it, in the format its suffix names, marked as synthetic.

    Raises:
        InvalidRequest: no known format has this suffix.
        StorageError: it could not be written.
    """
    copy_audio(take.path, path, metadata=marks_of(take.voice_name, take.voice_id, take.text))
    return path


def require_known_format(path: Path) -> None:
    """Refuse early what `save_take` would refuse after all the work.

    Raises:
        InvalidRequest: no known format has this suffix.
    """
    format_of(path)


def marks_of(voice_name: str, voice_id: str, text: str) -> dict[str, str]:
    """What is written into every file, so that it says of itself that it is synthetic."""
    title = " ".join(text.split())
    return {
        "title": title if len(title) <= 80 else title[:79] + "…",
        "artist": f"{voice_name} (synthetic voice)",
        "comment": f"Synthetic speech made by VoiceCloner; voice {voice_id}",
        "date": datetime.now(UTC).date().isoformat(),
        "software": f"VoiceCloner {__version__}",
    }


def _options(request: SpeakRequest, voice: Voice, engine: EngineInfo) -> SpeechOptions:
    """How it is said; a likeness the engine would ignore is left out, so that the take does not claim it."""
    likeness = request.likeness if engine.requirements.adjusts_likeness else None
    return SpeechOptions(request.language or voice.language, request.speed, request.seed, likeness)


def _read(text: str, language: str, max_characters: int) -> SpokenText:
    spoken = read_text(text, language, max_characters)
    if not spoken.sentences:  # signs without a name in the language
        raise InvalidRequest("There is nothing to say.", _TYPE_A_WORD)
    return spoken


def _require_speakable(request: SpeakRequest) -> None:
    lowest, highest = SPEED_RANGE
    if not lowest <= request.speed <= highest:
        raise InvalidRequest(f"The speed must lie between {lowest} and {highest}.")
    require_likeness(request.likeness)
    if not is_speakable(request.text):
        raise InvalidRequest("There is nothing to say.", _TYPE_A_WORD)
    if len(request.text) > MAX_TEXT_CHARACTERS:
        raise InvalidRequest("The text is longer than two million characters.", "Split it into chapters.")
