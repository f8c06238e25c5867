"""A take with all its sentences, as programs read it."""

from collections.abc import Iterable

from voicecloner.api.answers import error_fields, kept_take_fields, saved_take_fields
from voicecloner.api.forms.speaking import (
    ExportedTakeAnswer,
    HowSaid,
    SavedSoundFields,
    SavedTakeAnswer,
    SentenceFields,
    TakesExportAnswer,
    WholeTakeAnswer,
)
from voicecloner.audio.files.saving import SavedSound
from voicecloner.domain.synthesis import Sentence, SpeechOptions, Take
from voicecloner.library.take_record import KeptTake
from voicecloner.use_cases.speaking.export_takes import TakesExport


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


def saved_sound_fields(saved: SavedSound) -> SavedSoundFields:
    """A file that was written; what was measured in it stands there where a loudness was asked for."""
    fields: SavedSoundFields = {"path": str(saved.path), "notes": list(saved.notes)}
    if saved.loudness_lufs is not None and saved.true_peak_dbtp is not None:
        fields["loudness_lufs"], fields["true_peak_dbtp"] = saved.loudness_lufs, saved.true_peak_dbtp
    return fields


def said_take_fields(take: Take, saved: SavedSound | None, warnings: Iterable[str]) -> SavedTakeAnswer:
    """A take that was just said, and where it was saved; None where it was played alone."""
    fields = saved_take_fields(take, saved.path if saved else None, warnings)
    if saved is None:
        return fields
    return {**fields, **saved_sound_fields(saved), "notes": [*take.notes, *saved.notes]}


def exported_take_fields(kept: KeptTake, saved: SavedSound) -> ExportedTakeAnswer:
    """A take that was saved under a name of the user's."""
    return {**kept_take_fields(kept), "is_saved": True, **saved_sound_fields(saved)}


def takes_export_fields(done: TakesExport) -> TakesExportAnswer:
    """Takes that were saved together."""
    return {
        "path": str(done.folder),
        "saved": [
            {"take_id": each.kept.id, "seconds": each.kept.take.seconds, **saved_sound_fields(each.saved)}
            for each in done.takes
            if each.saved
        ],
        "failed": [{"take_id": each.kept.id, "error": error_fields(each.error)} for each in done.takes if each.error],
        "is_stopped": done.is_stopped,
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
