import numpy as np
import pytest

from tests.support.made_user import pitch_st, say
from voicecloner.domain.audio import Samples
from voicecloner.engines.adapters.basic.emphasis import MarkedText, emphasis_of, read_marks
from voicecloner.engines.adapters.basic.engine import BasicEngine
from voicecloner.engines.adapters.basic.spectrum import speech_level_db
from voicecloner.engines.adapters.basic.vocoder import FRAME_S, SAMPLE_RATE, analyse
from voicecloner.engines.contract.engine import VoiceData
from voicecloner.speech.espeak import PAUSE, espeak


@pytest.mark.parametrize(
    ("text", "said", "marked"),
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
def test_marks_are_taken_out_and_remembered(text: str, said: str, marked: list[str]):
    found = read_marks(text)
    assert found.text == said
    assert [found.text[start:end] for start, end in found.spans] == marked


def test_only_the_marked_word_is_stretched_higher_and_louder():
    marked = read_marks("She never said *he* took the money.")
    spoken = espeak().speak(marked.text, "en-US", 160)
    plain = analyse(spoken.samples)
    word = next(w for w in spoken.words if w.position == marked.text.index("he took"))
    made = emphasis_of(marked, spoken, len(plain.pitch_hz)).of(plain)
    longer = len(made.pitch_hz) - len(plain.pitch_hz)
    assert longer == pytest.approx(0.3 * (word.end_s - word.start_s) / FRAME_S, abs=2)
    start = round(word.start_s / FRAME_S) - 10
    np.testing.assert_array_equal(made.envelope[:start], plain.envelope[:start])
    end = round(word.end_s / FRAME_S) + 10
    np.testing.assert_array_equal(made.pitch_hz[end + longer :], plain.pitch_hz[end:])
    assert made.envelope[start:].sum() > 1.1 * plain.envelope[start:].sum()


def test_the_pause_after_a_marked_word_is_not():
    text = "All went home, they said."
    spoken = espeak().speak(text, "en-US", 160)
    plain = analyse(spoken.samples)
    marked = MarkedText(text, ((text.index("home"), text.index(",")),))
    made = emphasis_of(marked, spoken, len(plain.pitch_hz)).of(plain)
    word = next(w for w in spoken.words if w.position == text.index("home"))
    pause = next(p for p in spoken.phonemes if p.name == PAUSE and p.end_s > word.start_s)
    expected = 0.3 * (pause.start_s - word.start_s) / FRAME_S
    assert len(made.pitch_hz) - len(plain.pitch_hz) == pytest.approx(expected, abs=2)


def test_nothing_marked_changes_nothing():
    spoken = espeak().speak("As it is.", "en-US", 160)
    plain = analyse(spoken.samples)
    emphasis = emphasis_of(MarkedText("As it is.", ()), spoken, len(plain.pitch_hz))
    np.testing.assert_array_equal(emphasis.of(plain).envelope, plain.envelope)
    assert emphasis.time_s(0.25) == pytest.approx(0.25)


def stress(samples: Samples) -> tuple[float, float]:
    """How many semitones higher and dB louder the first 0.4 s are than the rest."""
    first, rest = samples[: SAMPLE_RATE * 2 // 5], samples[SAMPLE_RATE // 2 :]
    return pitch_st(first) - pitch_st(rest), speech_level_db(first) - speech_level_db(rest)


def test_emphasis_in_the_text_is_heard(engine: BasicEngine, voice: VoiceData):
    plain = say(engine, voice, "Nobody would believe such a story.")
    marked = say(engine, voice, "*Nobody* would believe such a story.")
    higher, louder = (a - b for a, b in zip(stress(marked), stress(plain), strict=True))
    assert len(marked) > len(plain) + 0.05 * SAMPLE_RATE
    assert higher > 1.4
    assert louder > 1.2
