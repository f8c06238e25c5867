"""How the list of pronunciations is called in JSON; see `answers`."""

from voicecloner.api.answers import Fields
from voicecloner.api.forms.speaking import PronunciationAnswer, PronunciationListAnswer
from voicecloner.domain.pronunciation import Pronunciation, PronunciationList


def pronunciation_fields(entry: Pronunciation) -> PronunciationAnswer:
    """A word and what is said for it; `voice_id` is null where it is for all voices."""
    return {
        "word": entry.word,
        "spoken": entry.spoken,
        "is_phonemes": bool(entry.phonemes),
        "voice_id": entry.voice_id or None,
    }


def pronunciation_list_fields(found: PronunciationList) -> PronunciationListAnswer:
    """All of them."""
    return {"pronunciations": [pronunciation_fields(entry) for entry in found.entries], "notes": list(found.notes)}
