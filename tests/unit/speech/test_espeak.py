import re
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import espeakng_loader
import numpy as np
import pytest

from voicecloner.errors import Cancelled, EngineError, InvalidRequest
from voicecloner.jobs import CancelToken
from voicecloner.speech import espeak as module
from voicecloner.speech.espeak import PAUSE, espeak
from voicecloner.speech.espeak_languages import LANGUAGES, espeak_voice, spoken_language


def test_speaks_in_memory_with_phonemes_that_cover_the_sound():
    spoken = espeak().speak("Hello there, the big dog.", "en-US", 160)
    assert spoken.samples.dtype == np.float32
    assert 0.1 < np.abs(spoken.samples).max() <= 1.0
    assert spoken.phonemes[0].start_s == 0
    assert spoken.phonemes[-1].end_s == pytest.approx(len(spoken.samples) / spoken.sample_rate)
    for one, following in zip(spoken.phonemes, spoken.phonemes[1:], strict=False):
        assert one.start_s < one.end_s == following.start_s
    names = [p.name for p in spoken.phonemes if p.name != PAUSE]
    assert names[0] == "h"
    assert "ð" in names
    assert not any(mark in name for name in names for mark in "ˈˌː")


@pytest.mark.parametrize(
    ("text", "voice"), [("Well, I did it.", "en-US+klatt6"), ("Größe “geht” über alles.", "de")], ids=["en", "de"]
)
def test_words_are_told_by_their_place_in_the_text(text: str, voice: str):
    spoken = espeak().speak(text, voice, 160)
    assert [w.position for w in spoken.words] == [found.start() for found in re.finditer(r"\w+", text)]
    for one, following in zip(spoken.words, spoken.words[1:], strict=False):
        assert one.start_s < one.end_s == following.start_s


def test_pace_is_kept():
    slow, fast = (espeak().speak("One two three four five six seven.", "en-US", wpm) for wpm in (100, 300))
    assert len(slow.samples) > 1.8 * len(fast.samples)


def test_nothing_to_say_is_no_sound():
    spoken = espeak().speak("", "en-US", 160)
    assert len(spoken.samples) < 0.1 * spoken.sample_rate


def test_pronounces_without_speaking():
    assert espeak().ipa("The church, nation", "en-US", "^") == "ðə t^ʃˈɜːt^ʃ nˈe^ɪʃən"
    assert espeak().ipa("", "en-US", "^") == ""


def test_speaks_whole_after_much_was_pronounced():
    """A change of voice waits in the same short queue as the sounds; too many of them push the first sounds out."""
    before = espeak().speak("Hello there.", "en-US", 160)
    for _ in range(40):
        espeak().ipa("another", "de", "^")
        espeak().ipa("another", "en-US", "^")
    after = espeak().speak("Hello there.", "en-US", 160)
    assert [p.name for p in after.phonemes] == [p.name for p in before.phonemes]
    assert [w.position for w in after.words] == [w.position for w in before.words]


def test_unknown_voice_is_told():
    with pytest.raises(EngineError, match="nowhere"):
        espeak().speak("Hello", "nowhere", 160)


def test_stops_when_asked():
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        espeak().speak("Hello. " * 200, "en-US", 160, token)
    assert len(espeak().speak("Hello.", "en-US", 160).samples) > 1000


def say_again() -> np.ndarray:
    return espeak().speak("The same words again.", "en-US+klatt6", 160).samples


def test_threads_take_turns():
    alone = say_again()
    with ThreadPoolExecutor(4) as pool:
        together = [job.result() for job in [pool.submit(say_again) for _ in range(8)]]
    for samples in together:
        np.testing.assert_array_equal(samples, alone)


CANNOT_COUNT = {"chr": "osiyo", "cv": "Чӑваш чӗлхи", "sjn": "Mae govannen"}


def test_every_language_there_is_a_dictionary_for_is_listed():
    data = Path(espeakng_loader.get_data_path())
    languages = {path.name: path.read_text("utf-8") for path in (data / "lang").rglob("*") if path.is_file()}
    named = {name: re.search(r"^dictionary\s+(\S+)", content, re.MULTILINE) for name, content in languages.items()}
    dictionaries = {name: found[1] if found else name.split("-")[0] for name, found in named.items()}
    speaking = {name for name, dictionary in dictionaries.items() if (data / f"{dictionary}_dict").is_file()}
    assert {espeak_voice(tag) for tag in LANGUAGES} == speaking


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_listed_language_speaks(tag: str):
    spoken = espeak().speak(CANNOT_COUNT.get(tag, "1 2 3"), f"{espeak_voice(tag)}+klatt6", 200)
    assert len(spoken.samples) > 0.2 * spoken.sample_rate


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_tag_is_well_formed(tag: str):
    """BCP 47, section 2.1, as far as it is used here: language, script, region, variants, private use."""
    assert re.fullmatch(
        r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?(-([a-z0-9]{5,8}|\d[a-z0-9]{3}))*(-x(-[a-z0-9]{1,8})+)?", tag
    )


@pytest.mark.parametrize(
    ("tag", "name"),
    [("en", "en-US"), ("en-GB", "en"), ("en-AU", "en-US"), ("EN_us", "en-US"), ("zh-CN", "cmn"), ("de-AT", "de")],
)
def test_tags_find_the_best_voice(tag: str, name: str):
    assert espeak_voice(tag) == name


@pytest.mark.parametrize("tag", ["", "xx", "xx-YY", "klingon"])
def test_unknown_tags_are_refused(tag: str):
    with pytest.raises(InvalidRequest):
        espeak_voice(tag)


def test_a_voice_keeps_its_own_accent():
    assert spoken_language("en", "en-GB") == "en-GB"
    assert spoken_language("en-US", "en-GB") == "en-US"
    assert spoken_language("de", "en-GB") == "de"


def test_threads_that_need_it_at_once_start_it_once(monkeypatch: pytest.MonkeyPatch):
    made, together = [], threading.Barrier(4)

    class Slow:
        def __init__(self) -> None:
            made.append(self)
            sum(range(1_000_000))  # long enough for the other threads to come

    def need() -> object:
        together.wait()
        return module.espeak()

    monkeypatch.setattr(module, "Espeak", Slow)
    monkeypatch.setattr(module, "_started", cache(module.Espeak))
    with ThreadPoolExecutor(4) as pool:
        got = [pool.submit(need) for _ in range(4)]
    assert len(made) == 1
    assert {id(each.result()) for each in got} == {id(made[0])}
