"""Speech as it comes into being, from frames that are made up: each sounds as its first code, once."""

import numpy as np
import pytest

from tests.support.tiny_qwen import require_qwen
from voicecloner.engines.adapters.qwen3_tts.voice_prompt import VoicePrompt

REFERENCE = [*range(100, 150), 7, 7, 7, 7, 7, 7]
SPEAKER = np.zeros(4, np.float32)


@pytest.fixture(scope="module", autouse=True)
def _package():
    """Not at the top: who collects the tests would load torch."""
    require_qwen()


class Ears:
    def __init__(self):
        self.heard, self.contexts = [], []

    def decode(self, frames, context):
        self.contexts.append([int(code) for code in frames[:context, 0]])
        return frames[context:, 0].numpy().astype(np.float32)

    def speech(self, text, transcript="the last words", reference=REFERENCE):
        from voicecloner.engines.adapters.qwen3_tts.speech_model import _Speech

        codes = np.stack([reference, reference], axis=1) if reference else None
        return _Speech(self.decode, VoicePrompt(SPEAKER, codes, transcript), text, self.heard.append)

    @property
    def codes(self):
        return [int(code) for piece in self.heard for code in piece]


def hear(speech, codes):
    import torch

    for code in codes:
        speech.hear(torch.tensor([[code, code]]))
    speech.finish()


def test_the_end_of_the_reference_is_not_spoken():
    ears = Ears()
    hear(ears.speech("Good morning."), [*range(130, 150), 7, *range(500, 560)])
    assert ears.codes == [7, *range(500, 560)]


def test_it_is_spoken_where_the_text_begins_with_it():
    ears = Ears()
    hear(ears.speech("Words, words, words.", "the last words"), [*range(130, 150), *range(500, 560)])
    assert ears.codes == [*range(130, 150), *range(500, 560)]


def test_a_voice_without_words_repeats_nothing():
    ears = Ears()
    hear(ears.speech("Good morning.", "", []), [*range(130, 150)])
    assert ears.codes == [*range(130, 150)]


def test_speech_that_is_too_short_to_judge_is_spoken_at_its_end():
    ears = Ears()
    hear(ears.speech("Good morning."), [500, 501, 502])
    assert ears.codes == [500, 501, 502]


def test_every_piece_follows_on_from_25_frames():
    ears = Ears()
    spoken = [*range(500, 560)]
    hear(ears.speech("Good morning."), spoken)
    known = REFERENCE + spoken
    starts = np.cumsum([len(REFERENCE), *(len(piece) for piece in ears.heard)])[:-1]
    assert ears.contexts == [known[start - 25 : start] for start in starts]
    assert ears.codes == spoken


def test_speech_that_is_stuck_is_ended():
    from voicecloner.engines.adapters.qwen3_tts.speech_model import _Stuck

    ears = Ears()
    with pytest.raises(_Stuck):
        hear(ears.speech("Good morning."), [*range(500, 510), *[9] * 100])
    assert len(ears.codes) <= 48
