"""The engines that ship with the program, in the order they are shown."""

BUNDLED_ENGINES = {
    "natural": "voicecloner.engines.adapters.natural.engine:NaturalEngine",
    "basic": "voicecloner.engines.adapters.basic.engine:BasicEngine",
    "pocket-lite": "voicecloner.engines.adapters.pocket_lite.engine:PocketLiteEngine",
    "pocket": "voicecloner.engines.adapters.pocket.engine:PocketEngine",
    "xtts": "voicecloner.engines.adapters.coqui.engine:XttsEngine",
    "yourtts": "voicecloner.engines.adapters.coqui.engine:YourTtsEngine",
    "tortoise": "voicecloner.engines.adapters.coqui.engine:TortoiseEngine",
    "bark": "voicecloner.engines.adapters.coqui.engine:BarkEngine",
    "knnvc": "voicecloner.engines.adapters.coqui.conversion:KnnEngine",
    "freevc": "voicecloner.engines.adapters.coqui.conversion:FreeEngine",
    "openvoice": "voicecloner.engines.adapters.coqui.conversion:OpenVoiceEngine",
    "pocket-onnx": "voicecloner.engines.adapters.pocket_onnx.engine:PocketOnnxEngine",
    "voxcpm2": "voicecloner.engines.adapters.voxcpm2.engine:VoxCpm2Engine",
    "qwen3-tts": "voicecloner.engines.adapters.qwen3_tts.engine:QwenEngine",
}
"""Engines that ship with the program; others are found through the entry point group."""
