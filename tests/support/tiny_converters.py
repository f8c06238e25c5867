"""Checkpoints of the converting models of coqui-tts that are like the real ones in everything but size and sense.

Random weights, through the real loading and converting code of the package.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

_WAVLM = {
    "encoder_layers": 7,
    "encoder_embed_dim": 32,
    "encoder_ffn_embed_dim": 64,
    "encoder_attention_heads": 4,
    "extractor_mode": "layer_norm",
    "layer_norm_first": True,
    "conv_feature_layers": "[(16,10,5)] + [(16,3,2)] * 4 + [(16,2,2)] * 2",
    "conv_pos": 16,
    "conv_pos_groups": 4,
    "relative_position_embedding": True,
    "num_buckets": 32,
    "max_distance": 80,
    "gru_rel_pos": True,
    "normalize": True,
}
_DECODER = {
    "resblock": "1",
    "resblock_kernel_sizes": [3, 7],
    "resblock_dilation_sizes": [[1, 3, 5], [1, 3, 5]],
    "upsample_initial_channel": 32,
}
_FLOW = {"inter_channels": 16, "hidden_channels": 16, "filter_channels": 32, "gin_channels": 32}


def write_knnvc(folder: Path, wavlm: dict[str, Any] | None = None, decoder: dict[str, Any] | None = None) -> None:
    """WavLM and the vocoder, as they are published; with other settings it is of another size."""
    import torch
    from TTS.vocoder.configs.hifigan_config import HifiganConfig
    from TTS.vocoder.models import setup_generator

    features = write_wavlm(folder, wavlm).cfg.encoder_embed_dim
    config = HifiganConfig()
    config.audio.sample_rate = 16_000
    sizes = {**_DECODER, **(decoder or {})}
    config.generator_model_params = {
        "resblock_type": sizes.pop("resblock"),
        **sizes,
        "in_channels": sizes["upsample_initial_channel"],
        "pre_linear": features,
        "upsample_factors": [10, 8, 2, 2],
        "upsample_kernel_sizes": [20, 16, 4, 4],
        "inference_padding": 0,
    }
    config.save_json(str(folder / "config.json"))
    vocoder = setup_generator(config)
    torch.save({"model": _loud(vocoder.state_dict()), "model_disc": None}, folder / "model.pth")


def write_freevc(folder: Path, wavlm: dict[str, Any] | None = None, **arguments: Any) -> None:
    """The checkpoint and WavLM; `arguments` are those of the package's `FreeVCArgs`."""
    import torch
    from TTS.vc.configs.freevc_config import FreeVCArgs, FreeVCConfig
    from TTS.vc.layers.freevc.speaker_encoder import speaker_encoder
    from TTS.vc.models import freevc

    made = write_wavlm(folder, wavlm)
    ups = {"upsample_rates": [10, 6, 4, 2], "upsample_kernel_sizes": [16, 16, 4, 4]}
    sizes = {**_FLOW, **_DECODER, **ups, "ssl_dim": made.cfg.encoder_embed_dim, **arguments}
    config = FreeVCConfig(model_args=FreeVCArgs(**sizes))
    config.save_json(str(folder / "config.json"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(freevc, "get_wavlm", lambda: made)
        patch.setattr(speaker_encoder, "load_fsspec", lambda *_address, **_options: {"model_state": {}})
        model = freevc.FreeVC(config)
    torch.save({"model": _loud(model.state_dict())}, folder / "model.pth")


def write_openvoice(folder: Path, **changed: Any) -> None:
    """The converter and its description, as they are published; `changed` sizes are those of `OpenVoiceArgs`."""
    import torch
    from TTS.vc.configs.openvoice_config import OpenVoiceArgs, OpenVoiceConfig
    from TTS.vc.models.openvoice import OpenVoice

    ups = {"upsample_rates": [8, 8, 2, 2], "upsample_kernel_sizes": [16, 16, 4, 4]}
    sizes = {**_FLOW, **_DECODER, **ups, "zero_g": True, "n_layers": 6, **changed}
    data = {"sampling_rate": 22_050, "filter_length": 1024, "hop_length": 256, "win_length": 1024, "n_speakers": 0}
    (folder / "config.json").write_text(json.dumps({"_version_": "v2", "data": data, "model": sizes}))
    model = OpenVoice(OpenVoiceConfig(model_args=OpenVoiceArgs(**sizes)))
    torch.save({"model": _loud(model.state_dict())}, folder / "checkpoint.pth")


def write_wavlm(folder: Path, changed: dict[str, Any] | None = None) -> Any:
    """WavLM with the settings of the published one, but for its sizes; returns it."""
    import torch
    from TTS.vc.layers.freevc.wavlm.wavlm import WavLM, WavLMConfig

    settings = {**_WAVLM, **(changed or {})}
    model = WavLM(WavLMConfig(settings)).eval()
    torch.save({"cfg": settings, "model": model.state_dict()}, folder / "WavLM-Large.pt")
    return model


TINY_CONVERTERS: dict[str, tuple[str, Callable[[Path], None]]] = {
    "knnvc": ("knnvc", write_knnvc),
    "freevc": ("freevc24", write_freevc),
    "openvoice": ("openvoice-v2", write_openvoice),
}
"""The engines' models in the catalogue, and what writes them."""


def _loud(state: dict[str, Any]) -> dict[str, Any]:
    """Weights that begin as zeros, or so small that nothing is heard, made larger; WavLM's are fine as they are."""
    import torch

    def grown(tensor: Any) -> Any:
        return tensor * 1.5 if tensor.any() else 0.1 * torch.randn_like(tensor)

    return {
        name: tensor if name.startswith("wavlm.") or not tensor.is_floating_point() else grown(tensor)
        for name, tensor in state.items()
    }
