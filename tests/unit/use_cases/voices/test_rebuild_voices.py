import pytest

from tests.support.fake_host import fake_engine
from voicecloner.errors import Cancelled, EngineCrashed
from voicecloner.jobs import CancelToken
from voicecloner.use_cases.voices.rebuild_voices import RebuildAllRequest


@pytest.fixture
def voices(app, keep_voice):
    """Two voices, the one used last first."""
    return [keep_voice(app, name) for name in ("Bert", "Anna")][::-1]


@pytest.fixture
def outdated(host, voices):
    """Their engine has come in a new revision."""
    host.info = fake_engine(revision="2")
    return voices


def names(results):
    return sorted(each.voice.name for each in results)


def test_those_that_need_it_are_made_anew(app, outdated):
    done = app.rebuild_voices(RebuildAllRequest())
    assert (names(done.rebuilt), done.failed) == (["Anna", "Bert"], ())
    assert {voice.engine_revision for voice in app.manage_voices.list().voices} == {"2"}


def test_those_that_do_not_need_it_are_left_alone(app, host, voices):
    host.cloned.clear()
    done = app.rebuild_voices(RebuildAllRequest())
    assert (done.rebuilt, done.failed, host.cloned) == ((), (), [])


def test_one_that_fails_does_not_keep_the_others_from_being_made(app, host, outdated):
    host.error = EngineCrashed("The engine has ended.")
    done = app.rebuild_voices(RebuildAllRequest())
    assert len(done.rebuilt) == len(done.failed) == 1
    assert done.failed[0].error.message == "The engine has ended."
    assert app.manage_voices.find(done.failed[0].voice.id).engine_revision == "1"


def test_stopped_before_there_is_one_it_is_stopped(app, outdated):
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        app.rebuild_voices(RebuildAllRequest(), cancel=cancel)


def test_stopped_later_what_was_made_is_told_and_that_the_others_were_not(app, outdated):
    cancel = CancelToken()

    def stop_at_the_end(update):
        if update.stage == "Done":
            cancel.cancel()

    done = app.rebuild_voices(RebuildAllRequest(), progress=stop_at_the_end, cancel=cancel)
    assert len(done.rebuilt) == 1
    assert isinstance(done.failed[0].error, Cancelled)
