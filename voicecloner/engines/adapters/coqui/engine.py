"""The speaking engines of the package coqui-tts as the program sees them."""

from collections.abc import Iterator, Sequence

import numpy as np

from voicecloner.domain.audio import AudioChunk, ReferenceClip, Samples
from voicecloner.domain.synthesis import SpeechOptions
from voicecloner.domain.text import is_speakable
from voicecloner.engines.adapters.coqui import infos
from voicecloner.engines.adapters.coqui.adapter import CoquiAdapter
from voicecloner.engines.adapters.coqui.speech_model import SpeechModel, Utterance
from voicecloner.engines.contract.engine import VoiceData
from voicecloner.engines.contract.refusals import unspoken_language
from voicecloner.jobs import CancelToken
from voicecloner.models.local import LocalModel

# Shorter clips are joined with others: the networks need some frames to work on.
_SHORTEST_REFERENCE_S = 1.0


class CoquiEngine(CoquiAdapter[SpeechModel]):
    """Speaks with one model of the package."""

    def synthesize(
        self, voice_data: VoiceData, text: str, options: SpeechOptions, cancel: CancelToken
    ) -> Iterator[AudioChunk]:
        """Say `text`; nothing for text without anything to say.

        Raises:
            InvalidRequest: a language or a text that the model cannot speak.
            EngineError: the voice data is damaged.
            VoiceBoundElsewhere: the voice was made with other weights.
            WeightsNotFound, WeightsDamaged: the model cannot be used.
            Cancelled: `cancel` was set.
        """
        cancel.raise_if_cancelled()
        language = self._language(options.language)
        model, voice = self._voice(voice_data)
        if is_speakable(text):
            utterance = Utterance(text, language, options.speed, options.seed, options.options)
            for samples in model.say(voice, utterance, cancel):
                yield AudioChunk(samples, model.sample_rate)
                cancel.raise_if_cancelled()

    def _heard(self, references: Sequence[ReferenceClip]) -> list[Samples]:
        return _long_enough(references)

    def _language(self, tag: str) -> str:
        """The engine's own tag for a language that may name a region."""
        wanted = tag.partition("-")[0].lower()
        for own in self.own_info.abilities.languages:
            if own.partition("-")[0] == wanted:
                return own
        raise unspoken_language(self.own_info, tag)


class XttsEngine(CoquiEngine):
    """XTTS v2: 17 languages, sound while it is made, not for commercial use."""

    own_info = infos.XTTS

    def _open(self, source: LocalModel, device: str) -> SpeechModel:
        from voicecloner.engines.adapters.coqui.xtts import XttsModel

        return XttsModel.load(source, device)


class YourTtsEngine(CoquiEngine):
    """YourTTS: small, three languages, not for commercial use."""

    own_info = infos.YOURTTS

    def _open(self, source: LocalModel, device: str) -> SpeechModel:
        from voicecloner.engines.adapters.coqui.yourtts import YourTtsModel

        return YourTtsModel.load(source, device)


class BarkEngine(CoquiEngine):
    """Bark: 13 languages, lively, slow."""

    own_info = infos.BARK

    def _open(self, source: LocalModel, device: str) -> SpeechModel:
        from voicecloner.engines.adapters.coqui.bark import BarkModel

        return BarkModel.load(source, device)


class TortoiseEngine(CoquiEngine):
    """Tortoise: English, expressive, very slow."""

    own_info = infos.TORTOISE

    def _open(self, source: LocalModel, device: str) -> SpeechModel:
        from voicecloner.engines.adapters.coqui.tortoise import TortoiseModel

        return TortoiseModel.load(source, device)


def _long_enough(references: Sequence[ReferenceClip]) -> list[Samples]:
    """The references' samples; those that are too short to be listened to by themselves are joined to a neighbour."""
    joined: list[Samples] = []
    for clip in (reference.clip for reference in references):
        shortest = round(_SHORTEST_REFERENCE_S * clip.sample_rate)
        if joined and min(len(joined[-1]), len(clip.samples)) < shortest:
            joined[-1] = np.concatenate([joined[-1], clip.samples])
        else:
            joined.append(clip.samples)
    return [np.ascontiguousarray(samples, dtype=np.float32) for samples in joined]
