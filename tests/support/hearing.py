"""Tests that listen need the recognizer, which not every platform has a package of."""

import pytest

from voicecloner.speech.moonshine import model_folder

NEEDS_RECOGNIZER = pytest.mark.skipif(model_folder() is None, reason="moonshine-voice is not installed here")
