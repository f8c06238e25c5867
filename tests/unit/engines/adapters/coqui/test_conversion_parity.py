"""Our conversions against the package's own documented call, on the same random checkpoints."""

import json
import shutil
from typing import Any, cast

import numpy as np
import pytest

from tests.engine_contract.references import OTHER_TEXT, TEXT, speech, spoken
from tests.support.tiny_converters import TINY_CONVERTERS, write_freevc
from tests.support.tiny_coqui import install_checkpoint, require_coqui
from voicecloner.domain.audio import ReferenceClip
from voicecloner.domain.synthesis import ConversionOptions
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.bundled import BUNDLED_ENGINES
from voicecloner.engines.contract.engine import ConvertingEngine
from voicecloner.engines.host.registry import EngineRegistry
from voicecloner.jobs import CancelToken, no_progress
from voicecloner.paths import user_folders

SEED = 7


@pytest.fixture(autouse=True)
def _home_with_models(_own_home):
    """A home without any, other than this folder's usual one."""


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """Installs a model, and puts WavLM where the package keeps it itself."""
    require_coqui()

    def install(engine_id, write=None):
        model_id, usual = TINY_CONVERTERS[engine_id]
        folder = install_checkpoint(user_folders().data, model_id, write or usual)
        monkeypatch.setenv("TTS_HOME", str(tmp_path / "package"))
        if (folder / "WavLM-Large.pt").exists():
            (tmp_path / "package" / "tts" / "wavlm").mkdir(parents=True)
            shutil.copy(folder / "WavLM-Large.pt", tmp_path / "package" / "tts" / "wavlm")
        return folder

    return install


def ours(engine_id, references, source):
    engine = cast(ConvertingEngine, EngineRegistry({engine_id: BUNDLED_ENGINES[engine_id]}).create(engine_id))
    engine.load("cpu", no_progress)
    voice = engine.clone(references, VoiceMode.EMBEDDING, no_progress, CancelToken())
    sound = np.concatenate(
        [chunk.samples for chunk in engine.convert(voice, source, ConversionOptions(SEED), CancelToken())]
    )
    engine.unload()
    return sound


def theirs(synthesizer, references, source):
    import torch

    targets = [torch.from_numpy(reference.clip.samples)[None] for reference in references]
    torch.manual_seed(SEED)
    return np.asarray(synthesizer.voice_conversion(torch.from_numpy(source.samples)[None], targets))


def heard(sample_rate):
    """Two references, and something to convert."""
    references = [speech(8.0, sample_rate), ReferenceClip(spoken(OTHER_TEXT, sample_rate))]
    return references, spoken(TEXT, sample_rate)


def assert_same(one, other):
    # the decoder works on stretches of the features, and convolutions of other lengths add up in another order
    assert np.abs(other).max() > 0.01
    np.testing.assert_allclose(one, other, atol=1e-5, rtol=0)


def test_knnvc(installed, tmp_path):
    folder = installed("knnvc")
    from TTS.utils.synthesizer import Synthesizer
    from TTS.vc.configs.knnvc_config import KNNVCConfig

    KNNVCConfig().save_json(str(tmp_path / "knnvc.json"))
    synthesizer = Synthesizer(
        vc_checkpoint=folder,
        vc_config=tmp_path / "knnvc.json",
        vocoder_checkpoint=folder / "model.pth",
        vocoder_config=folder / "config.json",
    )
    references, source = heard(16_000)
    assert_same(ours("knnvc", references, source), theirs(synthesizer, references, source))


@pytest.mark.parametrize("has_encoder_of_its_own", [True, False])
def test_freevc(installed, monkeypatch, has_encoder_of_its_own):
    sizes: dict[str, Any] = {"use_spk": True, "gin_channels": 256} if has_encoder_of_its_own else {}
    folder = installed("freevc", lambda staging: write_freevc(staging, **sizes))
    from TTS.utils.synthesizer import Synthesizer
    from TTS.vc.layers.freevc.speaker_encoder import speaker_encoder

    # what it would fetch is written over by the checkpoint
    monkeypatch.setattr(speaker_encoder, "load_fsspec", lambda *_address, **_options: {"model_state": {}})
    synthesizer = Synthesizer(vc_checkpoint=folder / "model.pth", vc_config=folder / "config.json")
    references, source = heard(16_000)
    assert_same(ours("freevc", references, source), theirs(synthesizer, references, source))


def test_openvoice(installed, tmp_path, monkeypatch):
    folder = installed("openvoice")
    from TTS.utils import synthesizer as package
    from TTS.vc.configs.openvoice_config import OpenVoiceArgs, OpenVoiceConfig

    # the package knows the published sizes only
    sizes = json.loads((folder / "config.json").read_text("utf-8"))["model"]
    monkeypatch.setattr(package, "OpenVoiceConfig", lambda: OpenVoiceConfig(model_args=OpenVoiceArgs(**sizes)))
    known_by_name = shutil.copytree(folder, tmp_path / "OpenVoiceV2")
    synthesizer = package.Synthesizer(vc_checkpoint=known_by_name / "checkpoint.pth")
    references, source = heard(22_050)
    assert_same(ours("openvoice", references, source), theirs(synthesizer, references, source))
