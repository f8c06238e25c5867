import pytest

from voicecloner.quality.analyzer import Analyzer
from voicecloner.speech.vad import SpeechDetector


@pytest.fixture(scope="session")
def analyzer(detector: SpeechDetector) -> Analyzer:
    return Analyzer(detector)
