"""Checkpoints of the models of coqui-tts that are like the real ones in everything but size and sense: random babblers.

They go through the real loading and generating code of the package.
"""

import hashlib
import json
import pickle
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.support.speech import PANGRAMS
from voicecloner.engines.adapters.coqui.package import quiet
from voicecloner.models.catalogue_reader import read_catalogue
from voicecloner.models.store import InstalledModel, StoredFile, WeightsStore, sources_of
from voicecloner.paths import resource

NEEDED = ("torch", "torchaudio", "TTS")


def require_coqui() -> None:
    """Skip where the package is not installed."""
    for name in NEEDED:
        pytest.importorskip(
            name, reason=f"{name} is not installed; ./dev test --neural installs it", exc_type=ImportError
        )


def install_tiny_coqui(home: Path, engine_id: str) -> Path:
    """Put a checkpoint where the program looks for this engine's model; returns its folder."""
    return install_checkpoint(home, *TINY_MODELS[engine_id])


def install_checkpoint(home: Path, model_id: str, write: Callable[[Path], None]) -> Path:
    """Put a checkpoint where the program looks for this model; returns its folder.

    Args:
        home: the program's home folder.
        model_id: as in the catalogue.
        write: writes the model's files into a folder, with weights from torch's random numbers.
    """
    import torch

    quiet()
    store = WeightsStore(home / "models")
    model = read_catalogue(resource("models/catalogue.json")).find(model_id)
    with store.hold(model_id), torch.random.fork_rng():
        torch.manual_seed(0)
        staging = store.staging(model_id)
        write(staging)
        # the program takes a model for whole if its record names the checksums of the catalogue
        wanted = {file.path: file.sha256 for file in model.files if file.sha256 and not file.unpack}
        paths = sorted(path for path in staging.rglob("*") if path.is_file())
        files = tuple(_stored(path, path.relative_to(staging).as_posix(), wanted) for path in paths)
        store.publish(InstalledModel(model_id, files, model.licence.id, "2026-01-01", sources_of(model)), staging)
    return store.folder(model_id)


def _stored(path: Path, name: str, wanted: dict[str, str]) -> StoredFile:
    content = path.read_bytes()
    return StoredFile(name, len(content), wanted.get(name) or hashlib.sha256(content).hexdigest())


def write_xtts(folder: Path, **sizes: Any) -> None:
    """XTTS with a tiny language model; its decoder and speaker encoder have the size they have: 90 MB."""
    import torch
    from TTS.tts.configs.xtts_config import XttsArgs, XttsConfig
    from TTS.tts.layers.xtts.tokenizer import VoiceBpeTokenizer
    from TTS.tts.models.xtts import Xtts, _legacy_safe_globals

    _write_vocabulary(folder / "vocab.json")
    small = {"gpt_layers": 2, "gpt_n_model_channels": 64, "gpt_n_heads": 4, "decoder_input_dim": 64}
    codes = {"gpt_num_audio_tokens": 1026, "gpt_start_audio_token": 1024, "gpt_stop_audio_token": 1025}
    # it never ends by itself; the decoder is slow, so of each of its 30 tokens only a quarter of the sound is made
    short = {"gpt_max_audio_tokens": 33, "gpt_code_stride_len": 256}
    arguments = {**small, **codes, **short, "gpt_use_perceiver_resampler": True, **sizes}
    config = XttsConfig(model_args=XttsArgs(**arguments), gpt_cond_len=12, gpt_cond_chunk_len=4, max_ref_len=30)
    config.save_json(str(folder / "config.json"))
    model = Xtts(config)
    model.tokenizer = VoiceBpeTokenizer(vocab_file=folder / "vocab.json")
    model.init_models()
    with _legacy_safe_globals():  # the published checkpoint holds its settings as an object, under an old name
        torch.save({"config": config, "model": model.state_dict()}, folder / "model.pth")


def _write_vocabulary(path: Path) -> None:
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers

    languages = [
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
        "zh-cn",
        "hu",
        "ko",
        "ja",
        "hi",
    ]
    special = ["[STOP]", "[UNK]", "[SPACE]", "[START]", *(f"[{language}]" for language in languages)]
    tokenizer = Tokenizer(models.BPE(unk_token="[UNK]"))  # noqa: S106 - no password
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    trainer = trainers.BpeTrainer(vocab_size=200, special_tokens=special, show_progress=False)
    tokenizer.train_from_iterator([PANGRAMS.lower()], trainer)
    tokenizer.save(str(path))


def write_yourtts(folder: Path, *, is_full_size: bool = False) -> None:
    """YourTTS with tiny networks, or of its real size, in the files and under the names of the published archive."""
    import torch
    from TTS.tts.models.vits import Vits

    languages = {"en": 0, "fr-fr": 1, "pt-br": 2}
    (folder / "language_ids.json").write_text(json.dumps(languages), "utf-8")
    _write_speaker_encoder(folder, is_full_size)
    config = _yourtts_config(list(languages), is_full_size)
    config.model_args.language_ids_file = str(folder / "language_ids.json")
    torch.save({"model": Vits(config).state_dict()}, folder / "model_file.pth")
    # as in the published file: places that are not there on another computer
    config.model_args.update({name: f"/nowhere/{name}" for name in ("d_vector_file", "language_ids_file")})
    config.d_vector_file = ["/nowhere/speakers.json"]
    config.save_json(str(folder / "config.json"))


def _yourtts_config(languages: list[str], is_full_size: bool) -> Any:
    from TTS.config.shared_configs import BaseAudioConfig
    from TTS.tts.configs.shared_configs import CharactersConfig
    from TTS.tts.configs.vits_config import VitsArgs, VitsConfig

    small = {"hidden_channels": 16, "hidden_channels_ffn_text_encoder": 16, "num_layers_text_encoder": 1}
    few = {"num_layers_flow": 1, "num_layers_posterior_encoder": 1, "upsample_initial_channel_decoder": 32}
    sizes = {"num_layers_text_encoder": 10} if is_full_size else {**small, **few}
    voices = {"use_d_vector_file": True, "d_vector_dim": 512 if is_full_size else 32}
    letters = CharactersConfig(
        characters_class="TTS.tts.models.vits.VitsCharacters",
        pad="_",
        blank=None,
        characters="ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyzàãçéêíóõúœ",
        punctuations="!'(),-.:;? ",
        phonemes="",
    )
    return VitsConfig(
        model_args=VitsArgs(**sizes, **voices, init_discriminator=False, use_language_embedding=True),
        audio=BaseAudioConfig(sample_rate=16_000, fft_size=1024, hop_length=256),
        characters=letters,
        text_cleaner="multilingual_cleaners",
        add_blank=True,
        languages=languages,
        **voices,
    )


def _write_speaker_encoder(folder: Path, is_full_size: bool) -> None:
    import torch
    from TTS.config.shared_configs import BaseAudioConfig
    from TTS.encoder.configs.speaker_encoder_config import SpeakerEncoderConfig
    from TTS.encoder.utils.generic_utils import setup_encoder_model

    audio = BaseAudioConfig(
        sample_rate=16_000, fft_size=512, win_length=400, hop_length=160, num_mels=64, preemphasis=0.97
    )
    small = {"model_name": "lstm", "proj_dim": 32, "lstm_dim": 32, "num_lstm_layers": 1}
    parts = {"model_name": "resnet", "proj_dim": 512, "log_input": True} if is_full_size else small
    unset = dict.fromkeys(("num_classes_in_batch", "num_utter_per_class", "num_loader_workers"), 1)
    config = SpeakerEncoderConfig(audio=audio, model_params={**parts, "input_dim": 64, "use_torch_spec": True}, **unset)
    config.save_json(str(folder / "config_se.json"))
    torch.save({"model": setup_encoder_model(config).state_dict()}, folder / "model_se.pth")


def write_bark(folder: Path, *, is_full_size: bool = False, seconds: int = 1) -> None:
    """Bark with tiny networks, or of its real size; each text takes it so many seconds."""
    import torch
    from TTS.tts.configs.bark_config import BarkConfig
    from TTS.tts.layers.bark.hubert.tokenizer import HubertTokenizer
    from TTS.tts.layers.bark.model import GPT, GPTConfig
    from TTS.tts.layers.bark.model_fine import FineGPT, FineGPTConfig

    BarkConfig().save_json(str(folder / "config.json"))
    small = {"n_layer": 24, "n_head": 16, "n_embd": 1024} if is_full_size else {"n_layer": 1, "n_head": 2, "n_embd": 16}
    end = 50 * seconds
    text = GPT(GPTConfig(**small, input_vocab_size=129_600, output_vocab_size=10_048))
    with torch.no_grad():  # from this token on the place of a token says that this is the end
        text.transformer.wpe.weight[: 257 + end, 0] = -8.0
        text.transformer.wpe.weight[257 + end :, 0] = 8.0
        text.lm_head.weight[10_000, 0] = 20.0
    _save_bark(text, folder / "text_2.pt")
    _save_bark(GPT(GPTConfig(**small, input_vocab_size=12_096, output_vocab_size=12_096)), folder / "coarse_2.pt")
    _save_bark(FineGPT(FineGPTConfig(**small, input_vocab_size=1056, output_vocab_size=1056)), folder / "fine_2.pt")
    widths = {"hidden_size": 1024, "input_size": 768} if is_full_size else {"hidden_size": 16, "input_size": 32}
    HubertTokenizer(**widths).save(str(folder / "tokenizer.pth"))
    _write_neighbours_of_bark(folder, is_full_size)


def _save_bark(model: Any, path: Path) -> None:
    import torch

    arguments = model.config.to_dict()
    content = {"model": model.state_dict(), "model_args": arguments, "best_val_loss": np.float64(9.0)}
    torch.save(content, path, pickle_module=numpy_1)


_PythonsPickler: Any = pickle._Pickler  # the one written in C asks nobody for names


class _OldNames(_PythonsPickler):
    """Writes a numpy scalar as numpy 1 did when the published checkpoints were saved."""

    def save_global(self, obj: Any, name: str | None = None) -> None:
        """Write where `obj` is imported from."""
        if obj is np.float64(0).__reduce__()[0]:
            self.write(b"cnumpy.core.multiarray\nscalar\n")
            self.memoize(obj)
        else:
            super().save_global(obj, name)


numpy_1 = types.SimpleNamespace(Pickler=_OldNames, __name__="pickle")
"""What torch saves with, as it would beside a numpy of before 2.0."""


def _write_neighbours_of_bark(folder: Path, is_full_size: bool) -> None:
    """The tokenizer, the codec and the listener that Bark takes from others."""
    import torch
    from transformers import EncodecConfig, EncodecFeatureExtractor, EncodecModel, HubertConfig, HubertModel

    (folder / "bert").mkdir()
    letters = [chr(code) for code in range(0x21, 0x7F)]
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{letter}" for letter in letters)]
    (folder / "bert" / "vocab.txt").write_text("\n".join(words), "utf-8")
    (folder / "bert" / "tokenizer_config.json").write_text('{"do_lower_case": false}', "utf-8")
    few = {} if is_full_size else {"num_filters": 4, "hidden_size": 16, "num_lstm_layers": 1}
    codec = EncodecModel(EncodecConfig(**few))
    for layer in codec.quantizer.layers:  # they would be zeros
        layer.codebook.embed.copy_(torch.randn(layer.codebook.embed.shape))
    codec.save_pretrained(folder / "encodec")
    EncodecFeatureExtractor(feature_size=1, sampling_rate=24_000).save_pretrained(folder / "encodec")
    sizes = {"hidden_size": 32, "num_attention_heads": 2, "intermediate_size": 32, "num_hidden_layers": 10}
    listener = HubertModel(HubertConfig() if is_full_size else HubertConfig(**sizes, conv_dim=(16,) * 7))
    listener.config.save_pretrained(folder / "hubert")
    # the published file is of 2021: a pickle, with the names that torch gave to normed weights then
    old_names = {"parametrizations.weight.original0": "weight_g", "parametrizations.weight.original1": "weight_v"}
    weights = listener.state_dict()
    for new, old in old_names.items():
        weights = {name.replace(new, old): value for name, value in weights.items()}
    torch.save(weights, folder / "hubert" / "pytorch_model.bin")


def write_tortoise(folder: Path, *, is_full_size: bool = False, tokens: int = 8) -> None:
    """Tortoise with tiny networks but for the vocoder, or of its real size.

    Each text takes it so many tokens, of which 22 make a second.
    """
    import torch
    from TTS.tts.configs.tortoise_config import TortoiseArgs, TortoiseConfig
    from TTS.tts.models.tortoise import Tortoise

    width, heads = 64, 4
    speaking = {"ar_layers": 1, "ar_model_dim": width, "ar_heads": heads, "diff_in_latent_channels": width}
    drawing = {"diff_model_channels": width, "diff_num_layers": 1, "diff_num_heads": heads}
    judging = {f"clvp_dim_{part}": width for part in ("text", "speech", "latent")}
    judging |= {f"clvp_{part}_{what}": 1 for part in ("text", "speech") for what in ("enc_depth", "heads")}
    small = {} if is_full_size else {**speaking, **drawing, **judging}
    config = TortoiseConfig(model_args=TortoiseArgs(**small))
    config.save_json(str(folder / "config.json"))
    model = Tortoise(config)
    _end_after(model.autoregressive, tokens)
    torch.save(model.autoregressive.state_dict(), folder / "autoregressive.pth")
    torch.save(model.diffusion.state_dict(), folder / "diffusion_decoder.pth")
    torch.save(model.clvp.state_dict(), folder / "clvp2.pth")
    torch.save({"model_g": model.vocoder.state_dict()}, folder / "vocoder.pth")
    torch.save(torch.ones(80), folder / "mel_norms.pth")


def _end_after(model: Any, tokens: int) -> None:
    """From so many tokens on the place of a token says that this is the end."""
    import torch

    with torch.no_grad():
        places = model.mel_pos_embedding.emb.weight
        places[:tokens, 0] = -2.0
        places[tokens:, 0] = 2.0
        model.mel_head.weight[model.stop_mel_token, 0] = 20.0


TINY_MODELS: dict[str, tuple[str, Callable[[Path], None]]] = {
    "xtts": ("xtts-v2", write_xtts),
    "yourtts": ("yourtts", write_yourtts),
    "tortoise": ("tortoise-v2", write_tortoise),
    "bark": ("bark", write_bark),
}
"""For each engine its model's id in the catalogue, and what writes a tiny one into a folder."""
