"""What leaves the adapters is what the package's own documented calls give for the same files, sample for sample."""

import random

import numpy as np
import pytest
import soundfile
from scipy.io import wavfile

from tests.engine_contract.references import speech
from tests.support.unloaded_coqui import unloaded
from voicecloner.domain.audio import AudioClip, ReferenceClip
from voicecloner.domain.synthesis import SpeechOptions
from voicecloner.domain.voice import VoiceMode
from voicecloner.jobs import CancelToken, no_progress

TEXTS = ["Hello world.", "The birch canoe slid on the smooth planks, did it not?"]


@pytest.fixture
def files(tmp_path, rate):
    """Two recordings of 6 and 4 s, as files and as the references that are in them."""
    sound = speech(10.0, rate).clip.samples
    paths, references = [], []
    for name, samples in (("one", sound[: 6 * rate]), ("two", sound[6 * rate : 10 * rate])):
        path = tmp_path / f"{name}.wav"
        wavfile.write(path, rate, samples)
        paths.append(str(path))
        references.append(ReferenceClip(AudioClip(samples, rate)))
    return paths, references


def ours(engine_id, references, text, language="en", seed=5, speed=1.0):
    engine = unloaded(engine_id)
    engine.load("cpu", no_progress)
    voice = engine.clone(references, VoiceMode.EMBEDDING, no_progress, CancelToken())
    chunks = engine.synthesize(voice, text, SpeechOptions(language, speed, seed), CancelToken())
    return np.concatenate([chunk.samples for chunk in chunks])


def read_as_torchaudio(path):
    """torchaudio leaves the reading of files to a library that needs FFmpeg, which need not be here."""
    import torch

    samples, rate = soundfile.read(path, dtype="float32")
    return torch.from_numpy(samples)[None], rate


@pytest.mark.parametrize("rate", [22_050])
@pytest.mark.parametrize(("text", "speed"), [(TEXTS[0], 1.0), (TEXTS[1], 0.8)])
def test_xtts(own_model, files, monkeypatch, text, speed):
    """As its documentation has it: conditioning latents of files, then `inference_stream`, with its own settings."""
    import torch
    import torchaudio
    from TTS.tts.configs.xtts_config import XttsConfig
    from TTS.tts.models.xtts import Xtts

    monkeypatch.setattr(torchaudio, "load", read_as_torchaudio)
    paths, references = files
    mine = ours("xtts", references, text, seed=7, speed=speed)
    folder = own_model("xtts")  # a copy: the package may write into it
    config = XttsConfig()
    config.load_json(str(folder / "config.json"))
    model = Xtts(config)
    model.load_checkpoint(config, checkpoint_dir=str(folder), eval=True)
    latents, embedding = model.get_conditioning_latents(
        audio_path=paths,
        max_ref_length=config.max_ref_len,
        gpt_cond_len=config.gpt_cond_len,
        gpt_cond_chunk_len=config.gpt_cond_chunk_len,
    )
    settings = {
        name: config[name] for name in ("temperature", "length_penalty", "repetition_penalty", "top_k", "top_p")
    }
    torch.manual_seed(7)
    pieces = list(model.inference_stream(text, "en", latents, embedding, speed=speed, **settings))
    np.testing.assert_array_equal(mine, torch.cat(pieces).numpy())


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of librosa, which reads the files
@pytest.mark.parametrize("rate", [16_000])
@pytest.mark.parametrize(("language", "theirs"), [("en", "en"), ("fr", "fr-fr"), ("pt-BR", "pt-br")])
def test_yourtts(own_model, files, language, theirs):
    """`synthesize` with files as `speaker_wav`, the paths in the settings set as its model manager sets them."""
    import torch
    from TTS.config import load_config
    from TTS.tts.models.vits import Vits

    paths, references = files
    mine = ours("yourtts", references, TEXTS[1], language)
    folder = own_model("yourtts")  # a copy: the package may write into it
    config = load_config(str(folder / "config.json"))
    config.d_vector_file = config.model_args.d_vector_file = None
    config.model_args.language_ids_file = str(folder / "language_ids.json")
    config.model_args.speaker_encoder_model_path = str(folder / "model_se.pth")
    config.model_args.speaker_encoder_config_path = str(folder / "config_se.json")
    model = Vits(config)
    model.load_checkpoint(config, str(folder / "model_file.pth"), eval=True)
    torch.manual_seed(5)
    made = model.synthesize(TEXTS[1], speaker_wav=paths, language=theirs)
    np.testing.assert_array_equal(mine, made["wav"])


@pytest.mark.parametrize("rate", [24_000])
def test_tortoise(own_model, files):
    """`synthesize` with files as `speaker_wav`; they are 6 s at most, of longer ones it takes a part by chance."""
    from TTS.tts.configs.tortoise_config import TortoiseConfig
    from TTS.tts.models.tortoise import Tortoise

    paths, references = files
    mine = ours("tortoise", references, TEXTS[0])
    folder = own_model("tortoise")  # a copy: the package may write into it
    config = TortoiseConfig()
    config.load_json(str(folder / "config.json"))
    model = Tortoise(config)
    model.load_checkpoint(config, checkpoint_dir=str(folder), eval=True)
    random.seed(0)
    made = model.synthesize(
        TEXTS[0], speaker_wav=paths, preset="fast", use_deterministic_seed=5, half=False, verbose=False
    )
    np.testing.assert_array_equal(mine, made["wav"].numpy().reshape(-1))


@pytest.mark.parametrize("rate", [24_000])
@pytest.mark.parametrize("text", [pytest.param(TEXTS[0], marks=pytest.mark.slow), TEXTS[1]])
def test_bark(own_model, files, tmp_path, monkeypatch, text):
    """`clone_voice` of a file, then `synthesize`, with what they fetch from the Hub laid before them."""
    import torch
    import torchaudio
    import transformers
    from TTS.config import load_config
    from TTS.tts.layers.bark.hubert import kmeans_hubert
    from TTS.tts.models import bark

    paths, references = files
    mine = ours("bark", references[:1], text)
    folder = own_model("bark")  # a copy: the package may write into it

    def lay(module, name, kind, files):
        here = type(name, (), {"from_pretrained": lambda _hub_name: kind.from_pretrained(folder / files)})
        monkeypatch.setattr(module, name, here)

    lay(bark, "BertTokenizer", transformers.BertTokenizer, "bert")
    lay(bark, "EncodecModel", transformers.EncodecModel, "encodec")
    lay(bark, "AutoProcessor", transformers.AutoProcessor, "encodec")
    lay(kmeans_hubert, "HubertModel", transformers.HubertModel, "hubert")
    monkeypatch.setattr(torchaudio, "load", read_as_torchaudio)
    config = load_config(str(folder / "config.json"))
    config.USE_SMALLER_MODELS = True  # it knows the checksums of the others only
    model = bark.Bark(config)
    model.load_checkpoint(config, checkpoint_dir=str(folder), eval=True)
    model.clone_voice(paths[0], "somebody", tmp_path)
    torch.manual_seed(5)
    made = model.synthesize(text, speaker="somebody", voice_dir=tmp_path)
    np.testing.assert_array_equal(mine, made["wav"].numpy())
