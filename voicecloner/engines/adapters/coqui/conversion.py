"""The converting engines of the package coqui-tts as the program sees them: kNN-VC, FreeVC and OpenVoice."""

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from voicecloner.domain.audio import AudioChunk, AudioClip, ReferenceClip, Samples
from voicecloner.domain.synthesis import ConversionOptions
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.adapters.coqui.adapter import CoquiAdapter
from voicecloner.engines.adapters.coqui.infos import PACKAGES
from voicecloner.engines.contract.engine import Abilities, EngineInfo, Requirements, VoiceData
from voicecloner.engines.contract.refusals import joined
from voicecloner.jobs import CancelToken
from voicecloner.models.local import LocalModel

if TYPE_CHECKING:
    from voicecloner.engines.adapters.coqui.conversion_models import ConversionModel

_SHORTEST_REFERENCE_S = 1.0
_SILENT_PEAK = 1e-4


def _info(engine_id: str, title: str, summary: str, wants: Requirements, output_sample_rate: int) -> EngineInfo:
    abilities = Abilities(("mul",), output_sample_rate, "MPL-2.0", can_synthesize=False, can_convert=True)
    return EngineInfo(engine_id, title, "1", summary, wants, abilities, environment="neural", packages=PACKAGES)


def _wants(
    reference_s: tuple[float, float, float], sample_rate: int, memory_bytes: int, profile: str = "izwi"
) -> Requirements:
    shortest_s, best_s, longest_s = reference_s
    return Requirements(
        modes=(VoiceMode.EMBEDDING,),
        min_reference_s=shortest_s,
        max_reference_s=longest_s,
        ideal_reference_s=best_s,
        reference_sample_rate=sample_rate,
        memory_bytes=memory_bytes,
        profile=profile,
    )


class ConversionEngine(CoquiAdapter["ConversionModel"]):
    """Converts with one model of the package."""

    @abstractmethod
    def _kind(self) -> "type[ConversionModel]":
        """Which model of the package it works with."""

    def convert(
        self, voice_data: VoiceData, speech: AudioClip, options: ConversionOptions, cancel: CancelToken
    ) -> Iterator[AudioChunk]:
        """Say `speech` again; yields its sound in stretches of some seconds.

        Raises:
            EngineError: the voice data is damaged.
            VoiceBoundElsewhere: the voice was made with other weights.
            WeightsNotFound, WeightsDamaged: the model cannot be used.
            Cancelled: `cancel` was set.
        """
        cancel.raise_if_cancelled()
        model, voice = self._voice(voice_data)
        for samples in model.convert(voice, speech.samples, options.seed, cancel):
            yield AudioChunk(samples, self.own_info.abilities.output_sample_rate)
            cancel.raise_if_cancelled()

    def _open(self, source: LocalModel, device: str) -> "ConversionModel":
        rates = (self.own_info.requirements.reference_sample_rate, self.own_info.abilities.output_sample_rate)
        return self._kind().load(source, device, rates)

    def _heard(self, references: Sequence[ReferenceClip]) -> list[Samples]:
        """The references one by one, those with nothing in them left out; very short ones joined."""
        rate, left_s = references[0].clip.sample_rate, self.own_info.requirements.max_reference_s
        heard: list[Samples] = []
        for reference in references:
            samples = reference.clip.samples[: round(left_s * rate)]
            left_s -= len(samples) / rate
            if len(samples) >= _SHORTEST_REFERENCE_S * rate and _is_audible(samples):
                heard.append(samples)
        return heard or [joined(references, self.own_info.requirements.max_reference_s)]


class KnnEngine(ConversionEngine):
    """kNN-VC: puts the speech together from moments of the references."""

    own_info = _info(
        "knnvc",
        "kNN-VC",
        "Says recordings again in another voice, put together from what the voice's own recording holds.",
        _wants((5.0, 60.0, 300.0), 16_000, 3_500_000_000, "minimax"),
        16_000,
    )

    def _kind(self) -> "type[ConversionModel]":
        from voicecloner.engines.adapters.coqui.conversion_models import KnnModel

        return KnnModel


class FreeEngine(ConversionEngine):
    """FreeVC at 24 kHz."""

    own_info = _info(
        "freevc",
        "FreeVC",
        "Says recordings again in another voice, from a few seconds of it.",
        _wants((3.0, 15.0, 60.0), 16_000, 3_500_000_000),
        24_000,
    )

    def _kind(self) -> "type[ConversionModel]":
        from voicecloner.engines.adapters.coqui.conversion_models import FreeModel

        return FreeModel


class OpenVoiceEngine(ConversionEngine):
    """OpenVoice's converter, the smallest of the three."""

    own_info = _info(
        "openvoice",
        "OpenVoice",
        "Says recordings again in the tone of another voice; small and quick.",
        _wants((3.0, 20.0, 60.0), 22_050, 1_000_000_000),
        22_050,
    )

    def _kind(self) -> "type[ConversionModel]":
        from voicecloner.engines.adapters.coqui.conversion_models import OpenVoiceModel

        return OpenVoiceModel


def _is_audible(samples: Samples) -> bool:
    return float(np.abs(samples).max(initial=0.0)) > _SILENT_PEAK
