"""The API for programs that wait with ``await``: an engine that is fake, everything else real."""

import asyncio
import inspect
import threading
from contextlib import aclosing

import numpy as np
import pytest

from tests.support.mishap_host import MishapHost
from voicecloner.api import AsyncVoiceCloner, VoiceCloner
from voicecloner.bootstrap import Application
from voicecloner.errors import Cancelled, VoiceNotFound
from voicecloner.jobs import CancelToken
from voicecloner.paths import user_folders

TEXT = "One. Two. Three. Four."
APART = {"app", "close", "speak_aloud", "stream"}


@pytest.fixture
def host():
    return MishapHost(after=1)


@pytest.fixture
def app(host, keep_voice):
    made = Application(user_folders(), host)
    keep_voice(made)
    return made


def test_it_has_every_method_with_its_documentation():
    blocking = {name for name, _ in inspect.getmembers(VoiceCloner, inspect.isfunction) if not name.startswith("_")}
    awaited = {name for name, _ in inspect.getmembers(AsyncVoiceCloner, inspect.isfunction) if not name.startswith("_")}
    assert blocking - APART == awaited - APART
    assert all(getattr(AsyncVoiceCloner, name).__doc__ for name in awaited)


def test_work_is_awaited_and_others_go_on_meanwhile(app):
    async def script():
        async with AsyncVoiceCloner(app=app) as cloner:
            said, voices = await asyncio.gather(cloner.speak(TEXT, "Anna"), cloner.voices())
            assert said.take.text == TEXT
            assert [voice.name for voice in voices] == ["Anna"]
            with pytest.raises(VoiceNotFound):
                await cloner.speak(TEXT, "Nobody")

    asyncio.run(script())


def test_a_task_that_is_cancelled_stops_the_engine(app, host):
    began, loop_goes_on = threading.Event(), threading.Event()

    def hold():
        began.set()
        assert loop_goes_on.wait(20)

    async def script():
        async with AsyncVoiceCloner(app=app) as cloner:
            host.mishap = hold
            speaking = asyncio.create_task(cloner.speak(TEXT, "Anna"))
            await asyncio.to_thread(began.wait, 20)
            speaking.cancel()
            asyncio.get_running_loop().call_later(0.1, loop_goes_on.set)
            with pytest.raises(asyncio.CancelledError):
                await speaking
            assert len(host.spoken) < 4
            host.mishap = lambda: None
            assert (await cloner.speak("Again.", "Anna")).take.text == "Again."

    asyncio.run(script())


def test_a_token_of_the_script_stops_it_too(app):
    async def script():
        cancel = CancelToken()
        cancel.cancel()
        async with AsyncVoiceCloner(app=app) as cloner:
            with pytest.raises(Cancelled):
                await cloner.speak(TEXT, "Anna", cancel=cancel)

    asyncio.run(script())


def test_sound_comes_in_pieces_while_it_is_made_and_nothing_is_kept(app):
    async def script():
        async with AsyncVoiceCloner(app=app) as cloner:
            pieces = [chunk.samples async for chunk in cloner.stream(TEXT, "Anna")]
            assert len(pieces) >= 4
            assert np.abs(np.concatenate(pieces)).max() > 0.01
            assert app.manage_takes.list().count == 0
            with pytest.raises(VoiceNotFound):
                await anext(cloner.stream(TEXT, "Nobody"))

    asyncio.run(script())


def test_who_stops_listening_stops_the_engine(app, host):
    async def script():
        async with AsyncVoiceCloner(app=app) as cloner:
            async with aclosing(cloner.stream("One. " * 200, "Anna")) as chunks:
                await anext(chunks)
            assert len(host.spoken) < 200

    asyncio.run(script())
