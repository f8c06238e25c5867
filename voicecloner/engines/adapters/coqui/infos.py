"""How the engines of this package describe themselves."""

from voicecloner.domain.synthesis import SPEED_RANGE
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.contract.engine import Abilities, EngineInfo, Requirements
from voicecloner.settings import Setting

PACKAGES = ("torch", "torchaudio", "torchcodec", "TTS")

LIVELINESS = Setting(
    "liveliness",
    float,
    0.75,
    "How much the melody varies: less is steadier, more is livelier and keeps less to the text.",
    limits=(0.1, 1.0),
)
"""Its makers call it temperature; the default is that of the published model."""

XTTS = EngineInfo(
    id="xtts",
    title="XTTS v2",
    revision="1",
    summary="Speaks 17 languages with one voice. Only for non-commercial use.",
    requirements=Requirements(
        modes=(VoiceMode.EMBEDDING,),
        min_reference_s=3.0,
        max_reference_s=30.0,
        ideal_reference_s=15.0,
        reference_sample_rate=22_050,
        memory_bytes=3_000_000_000,
        profile="izwi",
    ),
    abilities=Abilities(
        output_sample_rate=24_000,
        languages=(
            "en",
            "es",
            "fr",
            "de",
            "it",
            "pt",
            "pl",
            "tr",
            "ru",
            "nl",
            "cs",
            "ar",
            "zh",
            "hu",
            "ko",
            "ja",
            "hi",
        ),
        # what it says in one go without cutting the end differs from language to language, see XttsModel
        max_chunk_characters=200,
        licence="LicenseRef-CPML",
        speed_range=SPEED_RANGE,
        options=(LIVELINESS,),
    ),
    environment="neural",
    packages=PACKAGES,
)

YOURTTS = EngineInfo(
    id="yourtts",
    title="YourTTS",
    revision="1",
    summary="An older, small engine for English, French and Brazilian Portuguese. Only for non-commercial use.",
    requirements=Requirements(
        modes=(VoiceMode.EMBEDDING,),
        min_reference_s=3.0,
        max_reference_s=60.0,
        ideal_reference_s=15.0,
        reference_sample_rate=16_000,
        memory_bytes=1_000_000_000,
        profile="izwi",
    ),
    abilities=Abilities(
        output_sample_rate=16_000,
        languages=("en", "fr", "pt-BR"),
        max_chunk_characters=250,
        licence="CC-BY-NC-ND-4.0",
        speed_range=SPEED_RANGE,
        streams=False,
    ),
    environment="neural",
    packages=PACKAGES,
)

BARK = EngineInfo(
    id="bark",
    title="Bark",
    revision="1",
    summary="An older, lively engine: it laughs and sighs, and does not always keep to the text. Slow.",
    requirements=Requirements(
        modes=(VoiceMode.EMBEDDING,),
        min_reference_s=3.0,
        max_reference_s=15.0,
        ideal_reference_s=8.0,
        reference_sample_rate=24_000,
        memory_bytes=8_000_000_000,
        profile="izwi",
    ),
    abilities=Abilities(
        output_sample_rate=24_000,
        languages=("en", "de", "es", "fr", "hi", "it", "ja", "ko", "pl", "pt", "ru", "tr", "zh"),
        # it speaks for 14 s in one go, and leaves out the rest
        max_chunk_characters=150,
        licence="MIT",
        streams=False,
    ),
    environment="neural",
    packages=PACKAGES,
)

TORTOISE = EngineInfo(
    id="tortoise",
    title="Tortoise",
    revision="1",
    summary="An older engine for English; expressive and very slow.",
    requirements=Requirements(
        modes=(VoiceMode.EMBEDDING,),
        min_reference_s=3.0,
        max_reference_s=60.0,
        ideal_reference_s=30.0,
        reference_sample_rate=24_000,
        memory_bytes=5_000_000_000,
        profile="izwi",
    ),
    abilities=Abilities(
        output_sample_rate=24_000,
        languages=("en",),
        max_chunk_characters=200,
        licence="Apache-2.0",
        streams=False,
    ),
    environment="neural",
    packages=PACKAGES,
)
