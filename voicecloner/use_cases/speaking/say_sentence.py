"""Say one sentence of a take again, in another way; it takes the place of the old one, which is kept beside it.

The new sound is as loud as all sentences are and stands between the same pauses, so that the joins lie in silence.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from voicecloner.domain.audio import AudioClip, Samples, WordTime
from voicecloner.domain.pronunciation import Pronunciation
from voicecloner.domain.requests import require_types
from voicecloner.domain.synthesis import Sentence, SentenceVersion, SpeechOptions, Take
from voicecloner.domain.takes import sentence_of, text_of
from voicecloner.domain.text import SpokenSentence, is_speakable
from voicecloner.domain.voice import Voice
from voicecloner.engines.contract.engine import EngineHost, EngineInfo, checked_speech, require_synthesis
from voicecloner.errors import InvalidRequest, VoiceNotFound
from voicecloner.jobs import NEVER, CancelToken, Progress, ProgressUpdate, no_progress
from voicecloner.library.history.versions import heard_sound
from voicecloner.library.take_record import KeptTake
from voicecloner.library.takes import TakeStore
from voicecloner.library.voices import VoiceLibrary
from voicecloner.use_cases.speaking.sentence_sound import Gaps, in_source, said_evenly, shifted
from voicecloner.use_cases.speaking.speak import read_for
from voicecloner.use_cases.speaking.take_maker import Part, TakeMaker

_STAGE = "Saying the sentence again"
_FADE_S = 0.005
# An edge that is louder than this is speech: faded, it would be heard as a cut.
_QUIET = 0.01
# Two sounds that are this alike are the same but for the inaudible mark and the level.
_SAME_LIKENESS = 0.98


@dataclass(frozen=True)
class SentenceRequest:
    """Which sentence to say again, and how.

    Attributes:
        take: what is kept of the take.
        number: of the sentence, 1 for the first.
        text: other words, or the same with marks: asterisks around what is stressed, another spelling for what is
            pronounced wrong; None: as it stands in the take.
        speed: 1.0 is the voice's own pace; None: as it was said.
        seed: for engines that draw random numbers; None: one that was not tried, if nothing else is changed.
    """

    take: KeptTake
    number: int
    text: str | None = None
    speed: float | None = None
    seed: int | None = None


@dataclass(frozen=True)
class _Wish:
    """What is to be said, by whom, and how."""

    take: Take
    sentence: Sentence
    text: str
    voice: Voice
    engine: EngineInfo
    options: SpeechOptions
    pronunciations: tuple[Pronunciation, ...]


class SaySentence:
    """The use case: call it with a `SentenceRequest`.

    Args:
        maker: loads voices and marks what is said.
        host: the engines.
        library: the voices.
        takes: where the take lies.
    """

    def __init__(self, maker: TakeMaker, host: EngineHost, library: VoiceLibrary, takes: TakeStore) -> None:
        self._maker = maker
        self._host = host
        self._library = library
        self._takes = takes

    def __call__(
        self, request: SentenceRequest, *, progress: Progress = no_progress, cancel: CancelToken = NEVER
    ) -> KeptTake:
        """Say it; from then on it is heard in the take.

        Args:
            request: which sentence, and how.
            progress: gets the stages.
            cancel: stops within a chunk; the take is as it was then.

        Raises:
            InvalidRequest: there is no such sentence, nothing to say, a speed the engine does not have, or the engine
                would say it just as before.
            VoiceNotFound, VoiceNeedsRebuild, ReviewFailed: the voice cannot be used.
            EngineError, StorageError, Cancelled: the take is as it was.
        """
        require_types(request)
        wish = self._wish(request)
        self._maker.load_voice(wish.voice, progress, cancel)
        progress(ProgressUpdate(_STAGE))
        with self._maker.refusals_of(wish.voice):
            clip, words = self._said(wish, cancel)
        self._require_new(wish, clip)
        version = SentenceVersion("", wish.text, wish.options, clip.seconds, words)
        return self._takes.versions.add(wish.take, request.number, clip, version)

    def _wish(self, request: SentenceRequest) -> _Wish:
        take = self._takes.find(request.take.take).take
        sentence = sentence_of(take, request.number)
        text = text_of(take, sentence) if request.text is None else request.text.strip()
        if not is_speakable(text):
            raise InvalidRequest("There is nothing to say.", "Type at least one word.")
        voice = self._voice_of(take)
        engine = self._maker.engine_of(voice)
        require_synthesis(engine)
        if engine.abilities.output_sample_rate != take.sample_rate:
            raise InvalidRequest("The engine speaks at another sample rate now.", "Say the whole text again.")
        wanted = _options(request, sentence, is_new_text=text != text_of(take, sentence))
        options = checked_speech(engine, wanted, voice.language)
        return _Wish(take, sentence, text, voice, engine, options, self._maker.pronunciations_of(voice).entries)

    def _voice_of(self, take: Take) -> Voice:
        try:
            return self._library.find(take.voice_id)
        except VoiceNotFound as error:
            raise VoiceNotFound(f"The voice of this take, “{take.voice_name}”, is not there any more.") from error

    def _said(self, wish: _Wish, cancel: CancelToken) -> tuple[AudioClip, tuple[WordTime, ...]]:
        """The sound without pauses around it, and its words with their places in the sentence's own text."""
        sound, words = np.zeros(0, np.float32), list[WordTime]()
        rate = wish.take.sample_rate
        pause = 0
        for spoken, offset in _spoken_of(wish):
            cancel.raise_if_cancelled()
            for said, in_wish in self._sound_of(wish, spoken, cancel):
                sound = np.pad(sound, (0, pause if len(sound) else 0))
                words += shifted(in_wish, seconds=len(sound) / rate, characters=-offset)
                sound = np.concatenate([sound, said])
                pause = round(spoken.pause_after_s * rate)
        if not np.any(sound):
            raise InvalidRequest("The engine has no sound for this sentence.", "Write it in other words.")
        return AudioClip(self._marked(_softly_ended(sound, rate), rate), rate), tuple(words)

    def _sound_of(
        self, wish: _Wish, spoken: SpokenSentence, cancel: CancelToken
    ) -> Iterator[tuple[Samples, tuple[WordTime, ...]]]:
        voice, source = wish.voice, _whole_text(wish)
        rhythm = round(_pause_s(wish.take, wish.sentence) * wish.take.sample_rate)
        chunks = self._host.synthesize(
            voice.engine_id, self._library.voice_file(voice), spoken.text, wish.options, cancel=cancel
        )
        # a sentence with something before it is made as a whole: it is as loud from its first sound as at its end
        for said in said_evenly(chunks, Gaps(rhythm, 0), wish.take.sample_rate):
            yield said.samples, in_source(said.words, spoken, source)

    def _marked(self, sound: Samples, sample_rate: int) -> Samples:
        parts, _notes = self._maker.marked((part for part in (Part(sound, 1.0),)), sample_rate)
        return np.concatenate([part.samples for part in parts])

    def _require_new(self, wish: _Wish, clip: AudioClip) -> None:
        """Refuse what is said just as it was: many engines draw no random numbers."""
        if wish.text != text_of(wish.take, wish.sentence) or wish.options.speed != wish.sentence.options.speed:
            return
        before = heard_sound(wish.take, wish.sentence)
        if len(before) == clip.frames and _likeness(before, clip.samples) > _SAME_LIKENESS:
            raise InvalidRequest(
                f"{wish.engine.title} says this sentence the same way each time.",
                "Change its speed or its words; asterisks around a word stress it, where the engine can do that.",
            )


def _options(request: SentenceRequest, sentence: Sentence, *, is_new_text: bool) -> SpeechOptions:
    speed = sentence.options.speed if request.speed is None else request.speed
    if request.seed is not None:
        seed = request.seed
    elif is_new_text or speed != sentence.options.speed:
        seed = sentence.options.seed
    else:
        seed = 1 + max(sentence.options.seed, *(version.options.seed for version in sentence.versions), 0)
    return replace(sentence.options, speed=speed, seed=seed)


def _whole_text(wish: _Wish) -> str:
    """What is read: all of the take's text where its words stay, because marks around a sentence count for it, too."""
    return wish.take.text if wish.text == text_of(wish.take, wish.sentence) else wish.text


def _spoken_of(wish: _Wish) -> list[tuple[SpokenSentence, int]]:
    """What the engine is to say, in one or more goes, each with the place of the wish's text in what was read."""
    source, sentence = _whole_text(wish), wish.sentence
    spoken = read_for(source, wish.options.language, wish.engine, wish.pronunciations).sentences
    if source == wish.text:
        return [(each, 0) for each in spoken]
    place = (sentence.first_character, sentence.end_character)
    found = [each for each in spoken if (each.source.start, each.source.end) == place]
    if found:
        return [(found[0], place[0])]
    # another version reads the text anew
    alone = read_for(wish.text, wish.options.language, wish.engine, wish.pronunciations).sentences
    return [(each, 0) for each in alone]


def _pause_s(take: Take, sentence: Sentence) -> float:
    """The pause behind a sentence, or before the last one; 0 if it is the only one."""
    place = take.sentences.index(sentence)
    if len(take.sentences) == 1:
        return 0.0
    first, second = take.sentences[place : place + 2] if place + 1 < len(take.sentences) else take.sentences[-2:]
    return max(0.0, second.start_s - first.end_s)


def _softly_ended(sound: Samples, sample_rate: int) -> Samples:
    """Quiet edges fade from and to silence, so that no click is heard at a join."""
    frames, soft = round(_FADE_S * sample_rate), sound.copy()
    fade = np.linspace(0.0, 1.0, frames, dtype=np.float32)
    for edge, gains in ((slice(0, frames), fade), (slice(len(soft) - frames, None), fade[::-1])):
        if len(soft) >= 2 * frames and np.abs(soft[edge]).max() < _QUIET:
            soft[edge] *= gains
    return soft


def _likeness(one: Samples, other: Samples) -> float:
    """1.0 for the same sound at any level, about 0 for two that have nothing in common."""
    power = float(np.dot(one, one)) * float(np.dot(other, other))
    return float(np.dot(one, other)) / power**0.5 if power else 0.0
