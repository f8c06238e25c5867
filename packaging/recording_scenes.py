"""Scenes of the microphone: the room is listened to, and somebody reads."""

import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from studio import Studio, settle, to_end, until  # noqa: E402 - the checkout's own package comes first

from tests.support.clips import noise  # noqa: E402
from tests.support.speech import espeak_speech  # noqa: E402
from voicecloner.gui.window.page_stack import CAPTURE  # noqa: E402
from voicecloner.sound.resampling import resample  # noqa: E402
from voicecloner.use_cases.recording.reading_scripts import reading_script  # noqa: E402
from voicecloner.use_cases.recording.recording_flow import Phase  # noqa: E402


def room_heard(studio: Studio) -> None:
    """The room was listened to, and the microphone's level is seen."""
    studio.window.show_page(CAPTURE)
    microphone = studio.window.capture.record_card.microphone
    until(lambda: microphone.phase is Phase.METERING)
    microphone.check_room()
    until(lambda: microphone.phase is Phase.CHECKING and len(studio.ear.streams) == 2)
    studio.ear.hear(noise(2.6, studio.ear.sample_rate, 0.004))
    until(lambda: microphone.phase is Phase.METERING)
    studio.ear.hear(noise(0.2, studio.ear.sample_rate, 0.05))


def room_below(studio: Studio) -> None:
    """The same, further down: what was found, the files, and the script."""
    to_end(studio.window.capture.area)


def room_spoken(studio: Studio) -> None:
    """Somebody spoke all the time while the room was listened to."""
    card = studio.window.capture.record_card
    if card.microphone.phase is not Phase.METERING:
        room_heard(studio)
    count, rate = len(studio.ear.streams), studio.ear.sample_rate
    clip = espeak_speech(reading_script("en").text)
    spoken = resample(clip.samples, clip.sample_rate, rate)[: 11 * rate] * 0.5
    studio.window.capture.area.verticalScrollBar().setValue(0)
    card.microphone.check_room()
    until(lambda: card.microphone.phase is Phase.CHECKING and len(studio.ear.streams) == count + 1)
    studio.ear.hear(spoken)
    until(lambda: card.microphone.phase is Phase.METERING)
    studio.ear.hear(spoken[:rate])
    settle()


def room_words(studio: Studio) -> None:
    """The same, with what was found in sight."""
    card = studio.window.capture.record_card
    studio.window.capture.area.ensureWidgetVisible(card.room, 0, 20)
    settle()


def inputs(studio: Studio) -> None:
    """A microphone with several inputs."""
    card = studio.window.capture.record_card
    card.picker.show_inputs((-18.0, -96.0, -31.0, -40.0), 1)
    card.microphone.watch(is_watched=False)  # the one input of the microphone here would hide them again
    settle()


def recording(studio: Studio) -> None:
    """A recording under way; the reader was silent for a while and speaks too loud now."""
    card = studio.window.capture.record_card
    card.microphone.watch(is_watched=True)
    if card.microphone.phase is not Phase.METERING:
        room_heard(studio)
    rate = studio.ear.sample_rate
    clip = espeak_speech(reading_script("en").text)
    spoken = resample(clip.samples, clip.sample_rate, rate)[: 13 * rate] * 0.5
    spoken[5 * rate : 7 * rate] = 0
    spoken[11 * rate :] *= 4.0
    heard = np.clip(spoken, -1, 1) + noise(13.0, rate, 0.0005)
    card.ring.click()  # a microphone that says nothing for seconds counts as gone: all is prepared before
    until(lambda: card.is_recording)
    while not card.track.seconds:  # what is heard before the recording has begun is not of it
        studio.ear.hear(noise(0.05, rate, 0.0005))
        settle()
    start_s = card.track.seconds
    for second in range(13):  # faster than a busy computer can write, some would be lost
        studio.ear.hear(heard[second * rate : (second + 1) * rate])
        until(lambda: card.track.seconds > start_s + second + 0.9)  # noqa: B023 - asked at once
    until(lambda: "loud" in card.advice.text())


def after_recording(studio: Studio) -> None:
    """End of that recording."""
    microphone = studio.window.capture.record_card.microphone
    microphone.discard()
    until(lambda: not microphone.state.is_under_way)
