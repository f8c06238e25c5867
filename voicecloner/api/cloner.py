"""Clone a voice and say texts with it: the few methods most scripts need."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Self, Unpack

from voicecloner.api.options import (
    BatchOptions,
    BookOptions,
    CloneManyOptions,
    CloneOptions,
    ExportOptions,
    Keywords,
    SpeakOptions,
    file_options,
    watched,
)
from voicecloner.api.sounds import Sound, Source, as_files, matched, several
from voicecloner.api.speech import Speech
from voicecloner.bootstrap import Application
from voicecloner.domain.audio import AudioClip
from voicecloner.domain.consent import ConsentKind
from voicecloner.domain.pronunciation import Pronunciation
from voicecloner.domain.quality import Review
from voicecloner.domain.scorecard import Scorecard
from voicecloner.domain.synthesis import ConversionWay, Take
from voicecloner.domain.voice import Voice
from voicecloner.errors import InvalidRequest

if TYPE_CHECKING:
    from voicecloner.paths import Folders
    from voicecloner.use_cases.batch.speak_lines import BatchResult
    from voicecloner.use_cases.books.make_book import MadeBook
    from voicecloner.use_cases.review.propose_transcript import ProposedTranscript
    from voicecloner.use_cases.speaking.export_takes import TakesExport
    from voicecloner.use_cases.speaking.speak import SpeakRequest
    from voicecloner.use_cases.speaking.verify_file import Provenance
    from voicecloner.use_cases.voices.create_voice import CreateVoiceRequest
    from voicecloner.use_cases.voices.create_voices import CreatedVoices


class VoiceCloner:
    """The program without a window: one for as long as voices are made and used. Close it, or use it in ``with``.

    Args:
        folders: where voices and settings live; the user's own otherwise.
        app: an application to use instead of a new one.
    """

    def __init__(self, folders: "Folders | None" = None, app: Application | None = None) -> None:
        self.app = app or Application(folders)

    def check(
        self, recordings: Sound | Sequence[Sound], *, profile: str = "console", **work: Unpack[Keywords]
    ) -> Review:
        """Say how well recordings suit for cloning.

        Args:
            recordings: of one person; each as `Sound` says.
            profile: the requirement profile they are held against.
            work: see `Keywords`.

        Raises:
            UnreadableAudio, InvalidRequest, Cancelled
        """
        from voicecloner.use_cases.review.check_references import CheckRequest

        with as_files(several(recordings)) as paths:
            return self.app.check_references(CheckRequest(paths, profile), **watched(work)).review

    def clone(
        self,
        recordings: Sound | Sequence[Sound],
        *,
        name: str,
        consent: str | ConsentKind,
        **options: Unpack[CloneOptions],
    ) -> Voice:
        """Make a voice and keep it.

        Args:
            recordings: of one person, 10 to 60 s of speech together; each as `Sound` says.
            name: unique among the voices.
            consent: on what ground the voice may be cloned: ``"own"``, ``"given"`` or ``"public-domain"``.
            options: see `CloneOptions`.

        Raises:
            InvalidRequest, NameTaken, QuotaReached, ConsentRequired: it may not be made so.
            UnreadableAudio, ReviewFailed: the recordings do not serve.
            EngineError, StorageError, Cancelled
        """
        with as_files(several(recordings)) as paths:
            return self.app.create_voice(_new_voice(name, paths, consent, options), **watched(options)).voice

    def clone_many(
        self,
        recordings: Sequence[Sound],
        *,
        names: Sequence[str],
        consent: str | ConsentKind,
        **options: Unpack[CloneManyOptions],
    ) -> "CreatedVoices":
        """Make a voice of each recording; what fails for one does not keep the others from being made.

        Args:
            recordings: one for each voice; each as `Sound` says.
            names: of the voices, as many.
            consent: on what ground they may be cloned.
            options: see `CloneManyOptions`.

        Raises:
            InvalidRequest: there are more or fewer of something; or what would fail for each of them.
        """
        from voicecloner.use_cases.voices.create_voices import CreateVoicesRequest

        count = len(recordings)
        words = options.get("transcript", [])
        with as_files(recordings) as paths:
            request = CreateVoicesRequest(
                names=matched(count, list(names), "names"),
                references=paths,
                consent=_consent(consent),
                transcripts=matched(count, words, "transcripts") if words else (),
                languages=matched(count, options.get("language", "en"), "languages"),
                engine_id=options.get("engine"),
                speakers=matched(count, options.get("speaker", ""), "speakers"),
            )
            return self.app.create_voices(request, **watched(options))

    def speak(self, text: str, voice: Voice | str, **options: Unpack[SpeakOptions]) -> Speech:
        """Say a text.

        Args:
            text: of any length.
            voice: a voice, its name or its id.
            options: see `SpeakOptions`.

        Raises:
            VoiceNotFound, VoiceNeedsRebuild, InvalidRequest, EngineError, StorageError, Cancelled
        """
        take = self.app.speak(_said(text, voice, options), on_chunk=options.get("on_chunk"), **watched(options))
        return self._whole(take)

    def speak_aloud(self, text: str, voice: Voice | str, **options: Unpack[SpeakOptions]) -> AudioClip:
        """Say a text and keep nothing of it.

        Args:
            text, voice, options: as of `speak`.

        Raises:
            as `speak`; stopped, it raises `Cancelled` whatever was said by then.
        """
        wanted = _said(text, voice, options)
        return self.app.speak.aloud(wanted, on_chunk=options.get("on_chunk"), **watched(options))

    def speak_many(
        self,
        texts: str | list[str],
        voices: Voice | str | list[Voice | str],
        **options: Unpack[SpeakOptions],
    ) -> tuple[Speech, ...]:
        """Say several texts, one after the other, each with a voice.

        Args:
            texts: one for all voices, or one for each.
            voices: one for all texts, or one for each.
            options: see `SpeakOptions`.

        Raises:
            as `speak`; what was said by then is kept among the takes.
        """
        count = max(len(each) if isinstance(each, list) else 1 for each in (texts, voices))
        speakers: tuple[Voice | str, ...] = matched(count, voices, "voices")
        pairs = zip(matched(count, texts, "texts"), speakers, strict=True)
        return tuple(self.speak(text, voice, **options) for text, voice in pairs)

    def speak_once(
        self,
        text: str,
        recordings: Sound | Sequence[Sound],
        *,
        consent: str | ConsentKind,
        speaker: str = "",
        transcript: str = "",
        **options: Unpack[SpeakOptions],
    ) -> Speech:
        """Say a text as somebody in recordings would, without a voice that is kept.

        Args:
            text: of any length.
            recordings: of one person; each as `Sound` says.
            consent: on what ground the voice may be cloned.
            speaker: who speaks.
            transcript: the words of the recordings, for engines that want them.
            options: see `SpeakOptions`; the engine's own ones do not count.

        Raises:
            as `clone` and `speak`.
        """
        from voicecloner.use_cases.speaking.speak_once import SpeakOnceRequest

        language = options.get("language") or "en"
        wanted: CloneOptions = {"speaker": speaker, "transcript": transcript or (), "language": language}
        with as_files(several(recordings)) as paths:
            request = SpeakOnceRequest(_said(text, "", options), _new_voice("Recording", paths, consent, wanted))
            on_chunk = options.get("on_chunk")
            return self._whole(self.app.speak_once(request, on_chunk=on_chunk, **watched(options)))

    def transcribe(self, recording: Sound, *, language: str = "en", **work: Unpack[Keywords]) -> "ProposedTranscript":
        """Propose the words of a recording, to be corrected.

        Args:
            recording: as `Sound` says.
            language: BCP 47 tag of what is said; only English is known.
            work: see `Keywords`.

        Raises:
            UnreadableAudio, RecognizerError, StorageError, Cancelled
        """
        from voicecloner.use_cases.review.propose_transcript import ProposeRequest

        with as_files((recording,)) as (path,):
            return self.app.propose_transcript(ProposeRequest(path, language), **watched(work))

    def convert(
        self, source: Sound, voice: Voice | str, *, seed: int = 0, how: str = "auto", **work: Unpack[Keywords]
    ) -> Speech:
        """Say a recording again with a voice whose engine converts.

        Args:
            source: the recording, of any length, as `Sound` says.
            voice: who says it.
            seed: for engines that draw random numbers.
            how: ``"auto"``, and of engines that have both ways ``"words"`` or ``"world"``.
            work: see `Keywords`.

        Raises:
            VoiceNotFound, InvalidRequest, UnreadableAudio, EngineError, StorageError, Cancelled
        """
        from voicecloner.use_cases.speaking.convert import ConvertRequest

        with as_files((source,)) as (path,):
            return self._whole(self.app.convert(ConvertRequest(path, _key(voice), seed, _way(how)), **watched(work)))

    def book(self, source: Source, voice: Voice | str, out: Source, **options: Unpack[BookOptions]) -> "MadeBook":
        """Read a document aloud, or go on where the same was broken off.

        Args:
            source: text, Markdown, HTML, EPUB, DOCX, SRT or VTT.
            voice: a voice, its name or its id.
            out: a folder, which gets a file for each chapter, or one file that ends in ``.m4b`` or ``.mp3``.
            options: see `BookOptions`.

        Raises:
            UnreadableDocument, InvalidRequest, VoiceNotFound, VoiceNeedsRebuild: it cannot be read so.
            EngineError, StorageError, Cancelled: what was said until then is kept.
        """
        from voicecloner.use_cases.books.book_request import BookRequest
        from voicecloner.use_cases.books.make_book import no_chapter

        cover = options.get("cover")
        request = BookRequest(
            source=Path(source),
            voice=_key(voice),
            out=Path(out),
            format=options.get("format", ".mp3"),
            chapters=tuple(options.get("chapters", ())),
            subtitles=options.get("subtitles", ""),
            are_words_shown=options.get("by_word", False),
            reads_names=options.get("reads_names", True),
            cast={name: _key(each) for name, each in options.get("cast", {}).items()},
            cover=None if cover is None else Path(cover),
            language=options.get("language"),
            speed=options.get("speed", 1.0),
            seed=options.get("seed", 0),
            overwrites=options.get("overwrites", False),
            loudness_lufs=options.get("loudness"),
        )
        return self.app.make_book(request, on_chapter=options.get("on_chapter", no_chapter), **watched(options))

    def batch(self, table: Source, folder: Source, **options: Unpack[BatchOptions]) -> "BatchResult":
        """Say every line of a table into a file of its own; begun again it goes on where it left off.

        Args:
            table: CSV, TSV, XLSX, JSONL or TXT; docs/batches.md tells of its columns.
            folder: where the files go.
            options: see `BatchOptions`.

        Returns:
            what came of each line; stopped, `BatchResult.is_stopped` tells, and what was said is there.

        Raises:
            BadTable: lines cannot be said; every one is named and nothing was begun.
            InvalidRequest, StorageError, ClusterFailed
        """
        from voicecloner.use_cases.batch.batch_request import BatchRequest
        from voicecloner.use_cases.batch.planning import LineDefaults
        from voicecloner.use_cases.batch.speak_lines import no_line

        defaults = LineDefaults(
            voice=_key(options.get("voice", "")),
            language=options.get("language"),
            speed=options.get("speed", 1.0),
            seed=options.get("seed", 0),
            attempts=options.get("attempts", 1),
        )
        request = BatchRequest(
            table=Path(table),
            folder=Path(folder),
            defaults=defaults,
            suffix=options.get("format", ".wav"),
            pattern=options.get("pattern", ""),
            overwrites=options.get("overwrites", False),
            processes=options.get("processes", 0),
            scheduler=options.get("scheduler", ""),
            loudness_lufs=options.get("loudness"),
        )
        return self.app.speak_lines(request, on_each=options.get("on_each", no_line), **watched(options))

    def export(
        self, takes: "Sequence[Speech | Take | str]", folder: Source, **options: Unpack[ExportOptions]
    ) -> "TakesExport":
        """Save what was spoken into files of a folder, numbered in this order.

        Args:
            takes: what `speak` gave, or the ids of takes.
            folder: made where it is missing.
            options: see `ExportOptions`.

        Returns:
            what came of each; stopped, `TakesExport.is_stopped` tells, and the files that are whole are there.

        Raises:
            InvalidRequest, StorageError
        """
        from voicecloner.use_cases.speaking.export_takes import ExportTakesRequest, export_options

        ids = tuple(_take_id(each) for each in takes)
        how = export_options(options.get("format"), file_options(options), options.get("pattern"))
        request = ExportTakesRequest(ids, Path(folder), how, overwrites=options.get("overwrites", False))
        return self.app.export_takes(request, **watched(options))

    def verify(self, source: Sound, **work: Unpack[Keywords]) -> "Provenance":
        """Tell whether a file is synthetic speech: by the inaudible mark in its sound, and by what it says of itself.

        Args:
            source: as `Sound` says.
            work: see `Keywords`.

        Raises:
            UnreadableAudio, StorageError, Cancelled
        """
        from voicecloner.use_cases.speaking.verify_file import VerifyRequest

        with as_files((source,)) as (path,):
            return self.app.verify_file(VerifyRequest(path), **watched(work))

    def score(self, voice: Voice | str, **work: Unpack[Keywords]) -> Scorecard:
        """Measure how a voice came out beside its recording, and keep that with it.

        Raises:
            VoiceNotFound, VoiceNeedsRebuild, InvalidRequest, EngineError, JudgingFailed, StorageError, Cancelled
        """
        from voicecloner.use_cases.voices.score_voice import ScoreRequest

        return self.app.score_voice(ScoreRequest(_key(voice)), **watched(work)).scorecard

    def pronunciations(self) -> tuple[Pronunciation, ...]:
        """The words that are said otherwise than an engine would, of all voices and of single ones.

        Raises:
            StorageError
        """
        return self.app.pronounce.list().entries

    def pronounce(self, word: str, spoken: str, voice: Voice | str | None = None) -> Pronunciation:
        """Say a word in another way from now on.

        Args:
            word: as it is written.
            spoken: what is said for it: letters, or phonemes of the IPA between slashes.
            voice: the only voice that says it so; None: all do.

        Raises:
            VoiceNotFound, InvalidRequest, StorageError
        """
        return self.app.pronounce.put(Pronunciation(word, spoken, self._id_of(voice)))

    def forget_pronunciation(self, word: str, voice: Voice | str | None = None) -> None:
        """Say a word as the engine says it again.

        Raises:
            VoiceNotFound, InvalidRequest, StorageError
        """
        self.app.pronounce.remove(word, self._id_of(voice))

    def voices(self, query: str = "") -> tuple[Voice, ...]:
        """The saved voices in which all words of `query` are found, those used last first.

        Raises:
            LibraryError, StorageError
        """
        return tuple(self.app.manage_voices.list(query).voices)

    def export_voices(self, voices: Sequence[Voice | str], path: Source, **work: Unpack[Keywords]) -> Path:
        """Write voices into one file, ``.voice``, to be used on another computer; a file there is not replaced.

        Raises:
            InvalidRequest, VoiceNotFound, VoiceDamaged, StorageError, Cancelled
        """
        from voicecloner.use_cases.voices.exchange_voices import ExportRequest

        request = ExportRequest(tuple(map(_key, voices)), Path(path))
        return self.app.exchange_voices.export(request, **watched(work)).path

    def import_voices(self, path: Source, **work: Unpack[Keywords]) -> tuple[Voice, ...]:
        """Take in the voices of such a file, all or none; those that are here already are passed over.

        Raises:
            BundleRefused, BundleTooNew, QuotaReached, StorageError, Cancelled
        """
        return self.app.exchange_voices.take_in(Path(path), **watched(work)).voices

    def _whole(self, take: Take) -> Speech:
        """What was said; an error that broke it off is raised."""
        if take.broken_by:
            raise take.broken_by
        return Speech(take, self.app)

    def _id_of(self, voice: Voice | str | None) -> str:
        return "" if voice is None else self.app.manage_voices.find(_key(voice)).id

    def close(self) -> None:
        """End the engines' process and close the library."""
        self.app.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        self.close()


def _said(text: str, voice: Voice | str, options: SpeakOptions) -> "SpeakRequest":
    from voicecloner.use_cases.speaking.speak import SpeakRequest

    return SpeakRequest(
        text,
        _key(voice),
        options.get("language"),
        options.get("speed", 1.0),
        options.get("seed", 0),
        options.get("options", {}),
    )


def _new_voice(
    name: str, paths: tuple[Path, ...], consent: str | ConsentKind, options: CloneOptions
) -> "CreateVoiceRequest":
    from voicecloner.use_cases.voices.create_voice import CreateVoiceRequest

    words = options.get("transcript", ())
    return CreateVoiceRequest(
        name,
        paths,
        _consent(consent),
        speaker=options.get("speaker", ""),
        transcripts=(words,) if isinstance(words, str) else tuple(words),
        language=options.get("language", "en"),
        engine_id=options.get("engine"),
    )


def _key(voice: Voice | str) -> str:
    return voice.id if isinstance(voice, Voice) else voice


def _way(how: str) -> ConversionWay:
    try:
        return ConversionWay(how)
    except ValueError:
        ways = ", ".join(f"“{way.value}”" for way in ConversionWay)
        raise InvalidRequest(f"“{how}” is not a way to convert a recording.", f"It is one of {ways}.") from None


def _consent(ground: str | ConsentKind) -> ConsentKind:
    try:
        return ConsentKind(ground)
    except ValueError:
        grounds = ", ".join(f"“{kind.value}”" for kind in ConsentKind)
        raise InvalidRequest(
            f"“{ground}” is not a ground on which a voice may be cloned.", f"It is one of {grounds}."
        ) from None


def _take_id(take: Speech | Take | str) -> str:
    if isinstance(take, str):
        return take
    return (take.take if isinstance(take, Speech) else take).path.stem
