"""A take with all its sentences, as programs read it."""

from voicecloner.api.answers import Fields, kept_take_fields
from voicecloner.api.forms.speaking import HowSaid, SentenceFields, WholeTakeAnswer
from voicecloner.domain.synthesis import Sentence, SpeechOptions, Take
from voicecloner.library.take_record import KeptTake


def whole_take_fields(kept: KeptTake) -> WholeTakeAnswer:
    """A take that is kept, with how it was said and all its sentences."""
    take = kept.take
    return {
        **kept_take_fields(kept),
        "engine": take.engine_id,
        "engine_revision": take.engine_revision,
        **_how_fields(take.options),
        "notes": list(take.notes),
        "words": [
            {"characters": [word.first_character, word.end_character], "start_s": word.start_s, "end_s": word.end_s}
            for word in take.words
        ],
        "sentences": [_sentence_fields(take, sentence) for sentence in take.sentences],
    }


def _sentence_fields(take: Take, sentence: Sentence) -> SentenceFields:
    return {
        "text": take.text[sentence.first_character : sentence.end_character],
        "characters": [sentence.first_character, sentence.end_character],
        "start_s": sentence.start_s,
        "end_s": sentence.end_s,
        **_how_fields(sentence.options),
        "versions": [
            {
                "text": version.text,
                "seconds": version.seconds,
                **_how_fields(version.options),
                "is_chosen": version.id == sentence.chosen,
            }
            for version in sentence.versions
        ],
    }


def _how_fields(options: SpeechOptions) -> HowSaid:
    return {"speed": options.speed, "seed": options.seed, "options": dict(options.options)}
