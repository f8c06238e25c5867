"""A voice of an engine that the program no longer has, in a library of an earlier version."""

import pytest

from tests.support.library_makers import new_voice
from voicecloner.bootstrap import Application
from voicecloner.engines.host import registry
from voicecloner.errors import VoiceNeedsRebuild
from voicecloner.paths import user_folders
from voicecloner.use_cases.speaking.speak import SpeakRequest


@pytest.fixture
def program(tmp_path, monkeypatch):
    monkeypatch.setenv("VOICECLONER_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(registry, "entry_points", lambda group: ())  # an installation of an earlier version offers it
    application = Application(user_folders())
    yield application
    application.close()


def test_it_is_listed_and_says_that_it_has_to_be_rebuilt(program, tmp_path):
    made = program.library.create(new_voice(tmp_path, engine_id="builtin", engine_revision="2"))
    listed = program.manage_voices.list()
    assert [voice.name for voice in listed.voices] == ["Anna"]
    assert dict(listed.needs_rebuild) == {made.id: "its engine “builtin” is gone"}
    with pytest.raises(VoiceNeedsRebuild, match="“builtin” is gone") as refused:
        program.speak(SpeakRequest("Hallo.", "Anna"))
    assert f"voicecloner voices rebuild {made.name}" in refused.value.hint
