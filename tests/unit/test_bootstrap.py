"""The composition root."""

import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import soundfile

from tests.support.fake_host import FakeHost
from voicecloner.bootstrap import Application


def test_a_part_is_made_once_whichever_thread_asks_first():
    app = Application(host=FakeHost())
    barrier = threading.Barrier(8)

    def look():
        barrier.wait(10)
        return app.library

    with ThreadPoolExecutor(8) as threads:
        libraries = [job.result() for job in [threads.submit(look) for _ in range(8)]]
    assert all(library is app.library for library in libraries)
    app.close()


def test_closing_an_application_that_did_nothing_makes_nothing(tmp_path):
    app = Application(host=FakeHost())
    app.close()
    assert not app.folders.data.exists() or not any(app.folders.data.iterdir())


def test_close_ends_the_engines():
    host = FakeHost()
    app = Application(host=host)
    assert app.host is host
    app.close()
    assert host.is_closed


def test_a_recording_that_was_looked_at_is_offered_again_after_the_end():
    app = Application(host=FakeHost())
    path = app.folders.data / "recordings" / "take-1.wav"
    path.parent.mkdir(parents=True)
    soundfile.write(path, np.full(24_000, 0.1, np.float32), 24_000)
    app.recover_recordings.hold(path)
    app.close()
    next_one = Application(host=FakeHost())
    assert [lost.path for lost in next_one.recover_recordings.found()] == [path]
    next_one.close()
