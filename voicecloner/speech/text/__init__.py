"""Text in any form becomes a list of sentences that only need to be said: `read_text`."""

from voicecloner.speech.text.reading import SENTENCE_PAUSE_S, read_text

__all__ = ["SENTENCE_PAUSE_S", "read_text"]
