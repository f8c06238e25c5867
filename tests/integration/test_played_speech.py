"""Speech at a real sound server: what is heard is the take, sample for sample, also on a busy computer."""

from collections.abc import Iterator
from contextlib import closing

import numpy as np
import pytest

from tests.support.played import at_the_loudspeaker, busy_cores, worst_difference
from tests.support.speech import speech_file
from tests.support.virtual_microphone import SAMPLE_RATE, VirtualMicrophone
from tests.support.waiting import wait_until
from voicecloner.audio.files.encoding import read_audio
from voicecloner.audio.playback.buffering import Buffering, Pace
from voicecloner.audio.playback.player import Player, SpeechStream
from voicecloner.bootstrap import Application
from voicecloner.domain.audio import AudioChunk
from voicecloner.domain.consent import ConsentKind
from voicecloner.domain.synthesis import Take
from voicecloner.use_cases.speaking.speak import SpeakRequest
from voicecloner.use_cases.voices.create_voice import CreateVoiceRequest

# The take lies in 16 bits, which cuts off up to one step; brought to the server's rate it is cut to 16 bits once more.
MOST_STEPS = 2.5
# Of a maker this slow most is gathered before any is heard: a gap would be no fault of the player.
SLOW = Pace(0.3, 0.0, 2.0)
TEXTS = {
    "a sentence": "Good morning.",
    "several sentences": 'It rains. Who is coming?<break time="0.4s"/> *Nobody*; not today!',
    "figures": "In 1999 it was $5.99.",
}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    folder = tmp_path_factory.mktemp("played")
    with closing(Application()) as made:
        recording = speech_file(folder / "anna.wav", seconds=12)
        made.create_voice(CreateVoiceRequest("Anna", (recording,), ConsentKind.OWN, engine_id="basic"))
        yield made


@pytest.fixture
def player(virtual_microphone: VirtualMicrophone) -> Iterator[Player]:
    made = Player()
    yield made
    made.stop()


def said_aloud(app: Application, player: Player, text: str) -> Take:
    """Said as the window does it: heard while it is made."""
    streams: list[SpeechStream] = []

    def hear(chunk: AudioChunk) -> None:
        if not streams:
            buffering = Buffering(len(text) / 14.0, SLOW)
            streams.append(player.open_stream(chunk.sample_rate, buffering=buffering))
        streams[0].feed(chunk.samples)

    take = app.speak(SpeakRequest(text, "Anna"), on_chunk=hear)
    streams[0].finish()
    player.wait(60)
    assert streams[0].buffering.gaps == 0
    return take


@pytest.mark.parametrize(
    "busy", [pytest.param(0, id="at rest"), pytest.param(3, id="on a busy computer", marks=pytest.mark.slow)]
)
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_what_is_heard_while_it_is_made_is_the_take(app, player, virtual_microphone, text: str, busy: int) -> None:
    with busy_cores(busy), virtual_microphone.ear() as ear:
        take = said_aloud(app, player, text)
    assert worst_difference(at_the_loudspeaker(read_audio(take.path)), ear.samples) <= MOST_STEPS


@pytest.mark.parametrize(
    "busy", [pytest.param(0, id="at rest"), pytest.param(3, id="on a busy computer", marks=pytest.mark.slow)]
)
def test_a_kept_take_is_heard_as_it_lies_there(app, player, virtual_microphone, busy: int) -> None:
    take = app.speak(SpeakRequest(TEXTS["several sentences"], "Anna"))
    with busy_cores(busy), virtual_microphone.ear() as ear:
        player.play(take.path)
        player.wait(60)
    assert worst_difference(at_the_loudspeaker(read_audio(take.path)), ear.samples) <= MOST_STEPS


def test_stop_is_heard_within_a_fifth_of_a_second_while_more_is_made(app, player, virtual_microphone) -> None:
    take = app.speak(SpeakRequest(TEXTS["several sentences"], "Anna"))
    clip = read_audio(take.path)
    with virtual_microphone.ear() as ear:
        stream = player.open_stream(clip.sample_rate)
        stream.feed(clip.samples)
        wait_until(lambda: player.position_s > 0.7, what="some sound")
        before = len(ear.samples)
        player.stop()
        wait_until(lambda: len(ear.samples) > before + SAMPLE_RATE // 2, what="the silence")
    assert np.flatnonzero(ear.samples)[-1] < before + 0.2 * SAMPLE_RATE
