"""What leaves the adapter is what the package's own documented calls give: the same voice, the same codes to the last
one, and the same sound but for the rounding and the short memory of decoding piece by piece."""

from dataclasses import dataclass

import numpy as np
import pytest

from voicecloner.domain.synthesis import SpeechOptions
from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.adapters.qwen3_tts.engine import QwenEngine
from voicecloner.engines.adapters.qwen3_tts.guards import longest_speech_frames
from voicecloner.jobs import CancelToken, no_progress
from voicecloner.paths import HOME_VARIABLE

pytestmark = pytest.mark.usefixtures("_home_with_models")

TEXTS = ["Hello world.", "The birch canoe slid on the smooth planks.", "no capital and no full stop"]
SILENCE = np.zeros(12_000, np.float32)
"""Half a second, which we put after a reference with words; the package is given the same."""

LOUDEST_DIFFERENCE = 0.003
"""Of the loudest sample. The codec looks back as far as it can, we let it hear 25 frames again, as the package does
itself with long speech."""


@pytest.fixture(scope="module")
def engine(home):
    """Loaded once for all of these tests, which only have it speak."""
    made = QwenEngine()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(HOME_VARIABLE, str(home))
        made.load("cpu", no_progress)
        yield made  # voices are made there as well
        made.unload()


@pytest.fixture(scope="module")
def voice(engine, user):
    return engine.clone([user], VoiceMode.TRANSCRIPT, no_progress, CancelToken())


@pytest.fixture(scope="module")
def wordless(engine, user):
    return engine.clone([user], VoiceMode.EMBEDDING, no_progress, CancelToken())


@pytest.fixture(scope="module")
def package(home):
    """The checkpoint as the package's own documentation has it loaded; nothing that is asked of it changes it."""
    import torch
    from qwen_tts import Qwen3TTSModel

    folder = home / "models" / "qwen3-tts-0.6b"
    return Qwen3TTSModel.from_pretrained(str(folder), device_map="cpu", dtype=torch.float32)


@dataclass(frozen=True, eq=False)
class Said:
    codes: np.ndarray
    samples: np.ndarray


def ours(engine, voice, text, seed=0, language="en"):
    model = engine._checkpoints._loaded
    decode, frames = model._decode, []

    def overheard(given, context):
        frames.append(given[context:].numpy())
        return decode(given, context)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(model, "_decode", overheard)
        chunks = [c.samples for c in engine.synthesize(voice, text, SpeechOptions(language, seed=seed), CancelToken())]
    return Said(np.concatenate(frames), np.concatenate(chunks))


def their_voice(package, user, *, with_words):
    if not with_words:
        return package.create_voice_clone_prompt((user.clip.samples, 24_000), x_vector_only_mode=True)
    samples = np.concatenate([user.clip.samples, SILENCE])
    return package.create_voice_clone_prompt((samples, 24_000), user.transcript)


@pytest.fixture
def theirs(package, user, monkeypatch):
    def say(text, seed=0, language="English", *, with_words=True):
        import torch

        tokenizer, decoded = package.model.speech_tokenizer, []
        decode = tokenizer.decode
        monkeypatch.setattr(tokenizer, "decode", lambda encoded: decoded.append(encoded) or decode(encoded))
        (item,) = their_voice(package, user, with_words=with_words)
        torch.manual_seed(seed)
        limit = longest_speech_frames(text) + 1
        (samples,), _rate = package.generate_voice_clone(
            text=text, language=language, voice_clone_prompt=[item], max_new_tokens=limit
        )
        monkeypatch.setattr(tokenizer, "decode", decode)
        ((codes,),) = [[part["audio_codes"] for part in encoded] for encoded in decoded]
        return Said(codes[len(item.ref_code) if with_words else 0 :].numpy(), samples)

    return say


@pytest.mark.filterwarnings("ignore:Passing `repetition_penalty`:UserWarning")
@pytest.mark.parametrize(("text", "seed"), [*((text, 0) for text in TEXTS), (TEXTS[0], 7)])
@pytest.mark.parametrize("with_words", [True, False])
def test_the_same_speech(engine, request, theirs, text, seed, with_words):
    voice = request.getfixturevalue("voice" if with_words else "wordless")
    mine, package = ours(engine, voice, text, seed), theirs(text, seed, with_words=with_words)
    np.testing.assert_array_equal(mine.codes, package.codes)
    # the package cuts the reference off by a fraction, which may leave one sample of it
    assert len(mine.samples) == len(mine.codes) * 1920
    assert len(package.samples) - len(mine.samples) in (0, 1)
    difference = np.abs(mine.samples - package.samples[-len(mine.samples) :])
    assert difference.max() < LOUDEST_DIFFERENCE * np.abs(package.samples).max()


@pytest.mark.filterwarnings("ignore:Passing `repetition_penalty`:UserWarning")
def test_the_same_speech_in_another_language(engine, wordless, theirs):
    mine = ours(engine, wordless, "Guten Tag.", 1, "de-AT")
    package = theirs("Guten Tag.", 1, "German", with_words=False)
    np.testing.assert_array_equal(mine.codes, package.codes)
    assert not np.array_equal(mine.codes, ours(engine, wordless, "Guten Tag.", 1, "en").codes)


@pytest.mark.parametrize("with_words", [True, False])
def test_the_same_voice(engine, request, package, user, with_words):
    voice = request.getfixturevalue("voice" if with_words else "wordless")
    (item,) = their_voice(package, user, with_words=with_words)
    np.testing.assert_array_equal(voice.arrays["speaker"], item.ref_spk_embedding.numpy())
    assert ("codes" in voice.arrays) == with_words
    if with_words:
        np.testing.assert_array_equal(voice.arrays["codes"], item.ref_code.numpy())
        assert voice.metadata["transcript"] == user.transcript


def test_what_is_said_depends_on_text_voice_and_words(engine, voice, wordless):
    """The checkpoint is random, but not so that all of this would be compared in vain."""
    said = [ours(engine, v, text, seed=1).codes for v in (voice, wordless) for text in TEXTS[:2]]
    assert len({codes.tobytes() for codes in said}) == len(said)


def test_a_stream_is_the_whole_but_for_the_codecs_memory(engine, voice):
    """Decoded in one piece after the whole reference, as if nobody had to wait."""
    import torch

    said = ours(engine, voice, TEXTS[1], seed=1)
    model = engine._checkpoints._loaded
    reference = voice.arrays["codes"].astype(np.int64)
    whole = type(model)._decode(model, torch.from_numpy(np.concatenate([reference, said.codes])), len(reference))
    assert len(said.samples) > 24_000
    assert np.abs(whole - said.samples).max() < LOUDEST_DIFFERENCE * np.abs(whole).max()
