import numpy as np
import pytest

from tests.unit.engines.builtin.made_user import SAMPLE_RATE, say, speech_rms
from voicecloner.domain.audio import Samples
from voicecloner.engines.base import VoiceData
from voicecloner.engines.builtin.emphasis import MarkedText, emphasis_of, read_marks
from voicecloner.engines.builtin.engine import BuiltinEngine
from voicecloner.engines.builtin.features import frame_count
from voicecloner.engines.builtin.pitch import find_f0
from voicecloner.jobs import CancelToken
from voicecloner.speech.espeak import PAUSE, espeak


@pytest.mark.parametrize(
    ("text", "said", "stressed"),
    [
        ("*I* did it.", "I did it.", ["I"]),
        ("Not **this** one, *that old* one!", "Not this one, that old one!", ["this", "that old"]),
        ("Größe ist *über* alles.", "Größe ist über alles.", ["über"]),
        ("3 * 4 is 12", "3 * 4 is 12", []),
        ("2*3*4", "2*3*4", []),
        ("*a sentence that goes on", "a sentence that goes on", []),
        ("and ends here*. Price* and *this*", "and ends here. Price and this", ["this"]),
        ("plain", "plain", []),
        ("* * *", "* * *", []),
        ("", "", []),
    ],
)
def test_marks_are_taken_out_and_remembered(text: str, said: str, stressed: list[str]):
    marked = read_marks(text)
    assert marked.text == said
    assert [marked.text[start:end] for start, end in marked.spans] == stressed


def test_only_the_marked_word_is_stretched():
    marked = read_marks("She never said *he* took the money.")
    spoken = espeak().speak(marked.text, "en-US", 160)
    frames = frame_count(len(spoken.samples), spoken.sample_rate)
    word = next(w for w in spoken.words if w.position == marked.text.index("he took"))
    emphasis = emphasis_of(marked, spoken, frames)
    assert len(emphasis.frames) - frames == pytest.approx(0.3 * 200 * (word.end_s - word.start_s), abs=2)
    assert (np.diff(emphasis.frames) >= 0).all()
    middle_s = emphasis.frames[int(emphasis.strength.argmax())] / 200
    assert word.start_s < middle_s < word.end_s


def test_the_pause_after_a_marked_word_is_not():
    text = "All went home, they said."
    spoken = espeak().speak(text, "en-US", 160)
    frames = frame_count(len(spoken.samples), spoken.sample_rate)
    emphasis = emphasis_of(MarkedText(text, ((text.index("home"), text.index(",")),)), spoken, frames)
    pause = next(phoneme for phoneme in spoken.phonemes if phoneme.name == PAUSE)
    inside = (emphasis.frames > 200 * pause.start_s) & (emphasis.frames < 200 * pause.end_s)
    assert inside.sum() == pytest.approx(200 * (pause.end_s - pause.start_s), abs=2)
    assert len(emphasis.frames) > frames + 20


def test_nothing_marked_changes_nothing():
    spoken = espeak().speak("As it is.", "en-US", 160)
    emphasis = emphasis_of(MarkedText("As it is.", ()), spoken, 300)
    np.testing.assert_array_equal(emphasis.frames, np.arange(300))
    assert not emphasis.strength.any()


def stress(samples: Samples) -> tuple[float, float]:
    """How much higher (log F0) and louder (ratio) the first 0.4 s are than the rest."""
    first, rest = samples[: SAMPLE_RATE * 2 // 5], samples[SAMPLE_RATE // 2 :]
    pitch = [find_f0(part, SAMPLE_RATE, CancelToken()) for part in (first, rest)]
    height = [float(np.median(np.log(f0[f0 > 0]))) for f0 in pitch]
    return height[0] - height[1], speech_rms(first) / speech_rms(rest)


def test_emphasis_in_the_text_is_heard(engine: BuiltinEngine, voice: VoiceData):
    plain = say(engine, voice, "Nobody would believe such a story.")
    stressed = say(engine, voice, "*Nobody* would believe such a story.")
    higher, louder = (a - b for a, b in zip(stress(stressed), stress(plain), strict=True))
    assert len(stressed) > len(plain) + 0.05 * SAMPLE_RATE
    assert higher > 0.08
    assert louder > 0.15


def test_emphasis_is_soft_at_its_edges(engine: BuiltinEngine, transcript_voice: VoiceData):
    samples = say(engine, transcript_voice, "They *all* went *home* on *Monday* night.")
    assert np.isfinite(samples).all()
    assert np.abs(samples).max() < 0.9
