"""Make a voice: check the references, clone them in the engine's process, keep everything in the library.

What can go wrong, in the order it is found: no consent, no name or one already taken, transcript mode without a
transcript, a file that cannot be read, a review that failed, an engine that fails or is stopped. Nothing is kept unless
all went well.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from voicecloner import __version__
from voicecloner.audio.files.encoding import flac_bytes
from voicecloner.audio.repair import USUAL, Repaired, RepairPlan, repair_reference
from voicecloner.domain.audio import AudioClip, RecordingOrigin, ReferenceClip
from voicecloner.domain.consent import Consent, ConsentKind, Use
from voicecloner.domain.quality import Severity, Span
from voicecloner.domain.requests import require_types
from voicecloner.domain.voice import Voice, VoiceMode
from voicecloner.engines.contract.engine import EncodedVoice, EngineHost, EngineInfo
from voicecloner.errors import Cancelled, ConsentRequired, InvalidRequest, ReviewFailed, TranscriptRequired
from voicecloner.jobs import NEVER, CancelToken, Progress, ProgressUpdate, no_progress, part_of
from voicecloner.library.consent_log import ConsentEvent, ConsentLog, EventKind, noted
from voicecloner.library.new_voice import checked_consent
from voicecloner.library.voices import NewReference, NewVoice, VoiceLibrary
from voicecloner.sound.outline import thumbnail
from voicecloner.speech.typed_words import KEEP_WHAT_IS_SAID, too_many_characters
from voicecloner.use_cases.review.check_references import CheckedFile, CheckedReferences, CheckReferences, CheckRequest
from voicecloner.use_cases.review.check_words import (
    LONGEST_TRANSCRIPT,
    CheckedWords,
    CheckTranscript,
    TranscriptRequest,
)
from voicecloner.use_cases.voices.choose_engine import engine_for_new_voice
from voicecloner.use_cases.voices.spoken_consent import ConsentReading, ConsentRequest, HearConsent, HeardConsent

PREPARED_SAMPLE_RATE = 24_000
STOPPED_EARLY = "Stopped early: this is the best that had been reached by then. Rebuild the voice to go further."


@dataclass(frozen=True)
class CreateVoiceRequest:
    """What a voice is made of.

    Attributes:
        name: display name, unique, any script.
        references: one or more audio files, or the result of a check of them that was just made.
        consent: on what ground the voice may be cloned; None is refused.
        speaker: name of the person who speaks, may be empty.
        transcripts: none; or one for each reference; or a single one for all references together, in order.
        language: BCP 47 tag of the reference speech.
        engine_id: which engine clones; None: the best one installed for the language.
        mode: embedding, transcript, or None to use the transcript if there is one.
        stated_via: the shell in which consent was stated.
        span: the stretch to use, where `references` is a single file; the whole file is kept with the voice. Without it
            the best stretch of a long file is used, or all of it if there are transcripts.
        repair: what is done to the recording before it is cloned; the original is kept as it is.
        channel: the channel of the files to use, counted from 1; None uses the one with speech.
        consent_note: what else is to be kept with the statement of consent.
        uses: what the speaker allows; None where that was not stated.
        spoken: a reading of the sentence of consent, which must be by the person who speaks in the references.
    """

    name: str
    references: tuple[Path, ...] | CheckedReferences
    consent: ConsentKind | None
    speaker: str = ""
    transcripts: tuple[str, ...] = ()
    language: str = "en"
    engine_id: str | None = None
    mode: VoiceMode | None = None
    stated_via: str = "python"
    span: Span | None = None
    repair: RepairPlan = USUAL
    channel: int | None = None
    consent_note: str = ""
    uses: tuple[Use, ...] | None = None
    spoken: ConsentReading | None = None


@dataclass(frozen=True)
class CreatedVoice:
    """A voice that is now in the library.

    Attributes:
        voice: the saved voice.
        clone_s: how long the engine took, seconds.
        total_s: how long everything took, seconds.
        notes: what is worth telling about how the files were read and repaired.
        warnings: that a recording is marked as synthetic, and what is probably wrong about the transcript; the voice
            was made all the same.
    """

    voice: Voice
    clone_s: float
    total_s: float
    notes: tuple[str, ...]
    warnings: tuple[str, ...] = ()


class CreateVoice:
    """The use case: call it with a `CreateVoiceRequest`.

    Args:
        check: reads and judges the references.
        host: clones.
        library: keeps the voice.
        check_transcript: compares transcript and references; without it that is not done.
        hear_consent: matches spoken consent to the references.
        log: notes each statement of consent.
    """

    def __init__(
        self,
        check: CheckReferences,
        host: EngineHost,
        library: VoiceLibrary,
        check_transcript: CheckTranscript | None = None,
        hear_consent: HearConsent | None = None,
        log: ConsentLog | None = None,
    ) -> None:
        self._check_transcript = check_transcript
        self._hear_consent = hear_consent
        self._log = log
        self._check = check
        self._host = host
        self._library = library

    def __call__(
        self, request: CreateVoiceRequest, *, progress: Progress = no_progress, cancel: CancelToken = NEVER
    ) -> CreatedVoice:
        """Make and save the voice; if cut short while the engine has one that can be used already, that one.

        Raises:
            InvalidRequest, NameTaken, QuotaReached, ConsentRequired, TranscriptRequired: see the module's text.
            UnreadableAudio: a reference cannot be read.
            ReviewFailed: the references did not pass.
            EngineError: the engine failed.
            Cancelled: stopped by the user, before there was a voice to keep.
        """
        started = time.monotonic()
        consent = _stated(request)
        require_types(request)
        _require_short_transcript(request.transcripts)
        self._library.check_new_name(request.name)
        engine = engine_for_new_voice(self._host, request.engine_id, request.language)
        mode = _mode(request, engine)
        checked = self._checked(request, engine.requirements.profile, part_of(progress, 0.0, 0.2), cancel)
        marked = _approved(checked, progress)
        heard = self._heard(request, checked, part_of(progress, 0.2, 0.2), cancel)
        words = self._checked_words(request, checked, part_of(progress, 0.2, 0.2), cancel)
        on_words: tuple[str, ...] = ()
        if words and mode is not VoiceMode.TRANSCRIPT:
            on_words, words = words.notes(engine.title), words.unused_by(engine.title)
        warnings = words.warnings if words else ()
        if warnings:
            progress(ProgressUpdate("Comparing the words with the recording", 0.2, warnings=warnings))
        checked = replace(checked, review=checked.review.with_findings(words.findings if words else ()))
        repaired = _repaired(checked, request.repair, engine)
        prepared = [each.after for each in repaired]
        encoded = self._host.clone(
            engine.id,
            reference_clips(prepared, request.transcripts, request.language),
            mode,
            progress=part_of(progress, 0.2, 0.95),
            cancel=cancel,
        )
        progress(ProgressUpdate("Saving the voice", 0.96))
        new = _new_voice(request, consent, _as_cut(checked, repaired), prepared, encoded)
        voice, told = self._kept(replace(new, notes=STOPPED_EARLY if encoded.cut_short_by else ""), heard)
        progress(ProgressUpdate("Done", 1.0))
        notes = (
            *told_of_end(encoded),
            *checked.notes,
            *on_words,
            *_repair_notes(checked, repaired),
            *encoded.notes,
            *told,
        )
        return CreatedVoice(voice, encoded.seconds, time.monotonic() - started, notes, (*marked, *warnings))

    def _kept(self, new: NewVoice, heard: HeardConsent | None) -> tuple[Voice, tuple[str, ...]]:
        """The voice in the library, and what the engines and the log of consent have to tell."""
        if heard:
            consent = replace(new.consent, spoken=heard.spoken)
            new = replace(new, consent=consent, consent_flac=flac_bytes(heard.clip))
        voice = self._library.create(new)
        logged = noted(self._log, ConsentEvent.of(EventKind.STATED, voice, voice.consent.stated_via))
        return voice, (*self._host.notes(), *logged)

    def _heard(
        self, request: CreateVoiceRequest, checked: CheckedReferences, progress: Progress, cancel: CancelToken
    ) -> HeardConsent | None:
        """The spoken consent, matched to the references; None where none was given.

        Raises:
            ConsentRequired: something else was read, or by somebody else.
        """
        if request.spoken is None:
            return None
        if self._hear_consent is None:
            raise InvalidRequest("Spoken consent cannot be heard here.")
        wanted = ConsentRequest(request.spoken, checked.clip)
        return self._hear_consent(wanted, progress=progress, cancel=cancel)

    def _checked_words(
        self, request: CreateVoiceRequest, checked: CheckedReferences, progress: Progress, cancel: CancelToken
    ) -> CheckedWords | None:
        transcript = " ".join(request.transcripts).strip()
        if self._check_transcript is None or not transcript:
            return None
        wanted = TranscriptRequest(checked.clip, transcript, request.language)
        return self._check_transcript(wanted, progress=progress, cancel=cancel)

    def _checked(
        self, request: CreateVoiceRequest, profile: str, progress: Progress, cancel: CancelToken
    ) -> CheckedReferences:
        if isinstance(request.references, CheckedReferences):
            return self._check.held_against(request.references, profile, cancel)
        has_words = any(t.strip() for t in request.transcripts)
        wanted = CheckRequest(
            request.references,
            profile,
            span=request.span,
            keep_whole=has_words,
            channel=request.channel,
            language=request.language,
        )
        return self._check(wanted, progress=progress, cancel=cancel)


def told_of_end(encoded: EncodedVoice) -> tuple[str, ...]:
    """What the user is told of a cloning that did not come to its end."""
    end = encoded.cut_short_by
    if end is None:
        return ()
    return (STOPPED_EARLY,) if isinstance(end, Cancelled) else (end.message, STOPPED_EARLY)


def _stated(request: CreateVoiceRequest) -> Consent:
    if not isinstance(request.consent, ConsentKind):
        raise ConsentRequired("Nobody has said whose voice this is.")
    stated = Consent(
        request.consent,
        datetime.now(UTC),
        request.stated_via,
        request.speaker.strip(),
        request.consent_note.strip(),
        request.uses,
    )
    return checked_consent(stated)  # before time is spent on cloning


def _mode(request: CreateVoiceRequest, engine: EngineInfo) -> VoiceMode:
    """The mode asked for, or by what there is: transcript mode if a transcript was given and the engine can."""
    has_transcript = any(t.strip() for t in request.transcripts)
    if request.mode is VoiceMode.TRANSCRIPT and not has_transcript:
        raise TranscriptRequired(
            "To clone from the sound and its transcript the transcript is needed, and there is none."
        )
    mode = request.mode or (VoiceMode.TRANSCRIPT if has_transcript else VoiceMode.EMBEDDING)
    supported = engine.requirements.modes
    if mode in supported:
        return mode
    if request.mode is None:
        return supported[0]
    raise InvalidRequest(
        f"{engine.title} cannot clone from {mode.words}.", f"It clones from {' or '.join(m.words for m in supported)}."
    )


def _require_approved(checked: CheckedReferences) -> None:
    reasons = [f.message for f in checked.review.findings if f.severity is Severity.FAIL]
    if reasons:
        raise ReviewFailed("The recording did not pass its review: " + " ".join(reasons))


def _require_short_transcript(transcripts: tuple[str, ...]) -> None:
    if complaint := too_many_characters(" ".join(transcripts).strip(), LONGEST_TRANSCRIPT):
        raise InvalidRequest(complaint, KEEP_WHAT_IS_SAID)


def reference_clips(
    clips: Sequence[AudioClip], transcripts: tuple[str, ...], language: str
) -> tuple[ReferenceClip, ...]:
    """Pair clips with transcripts; clips that share a single one are joined, since only an aligner could cut it."""
    if len(transcripts) in {0, len(clips)}:
        texts = transcripts or ("",) * len(clips)
        return tuple(ReferenceClip(c, t.strip(), language) for c, t in zip(clips, texts, strict=True))
    if len(transcripts) == 1:
        return (ReferenceClip(_end_to_end(clips), transcripts[0].strip(), language),)
    raise InvalidRequest(
        f"There are {len(clips)} recordings but {len(transcripts)} transcripts.",
        "Give one transcript for each recording, or a single one for all of them together.",
    )


def _end_to_end(clips: Sequence[AudioClip]) -> AudioClip:
    return AudioClip(np.concatenate([c.samples for c in clips]), clips[0].sample_rate)


def _repaired(checked: CheckedReferences, plan: RepairPlan, engine: EngineInfo) -> list[Repaired]:
    """What is cloned; silence at the edges stays where the rest, which passed its review, would be too short."""
    made = [repair_reference(file.audio.clip, PREPARED_SAMPLE_RATE, plan) for file in checked.files]
    if plan.trim_edges and sum(each.after.seconds for each in made) < engine.requirements.min_reference_s:
        return _repaired(checked, replace(plan, trim_edges=False), engine)
    return made


def _as_cut(checked: CheckedReferences, repaired: Sequence[Repaired]) -> CheckedReferences:
    """The review as it fits the recording that is kept to be heard: its edges may have been cut off."""
    if len(repaired) > 1:
        return checked
    (only,) = repaired
    return replace(checked, review=checked.review.cut_to(only.start_s, only.start_s + only.after.seconds))


def _approved(checked: CheckedReferences, progress: Progress) -> tuple[str, ...]:
    """See that a voice may be made of the recording; if it is marked as synthetic, tell so before the long work begins.

    Raises:
        ReviewFailed
    """
    _require_approved(checked)
    marked = checked.review.warnings_of("synthetic")
    progress(ProgressUpdate("Checking the recording", 0.2, warnings=marked))
    return marked


def _repair_notes(checked: CheckedReferences, repaired: Sequence[Repaired]) -> tuple[str, ...]:
    pairs = zip(checked.files, repaired, strict=True)
    several = len(repaired) > 1
    return tuple(f"{f.path.name}: {note}" if several else note for f, each in pairs for note in each.notes)


def _new_voice(
    request: CreateVoiceRequest,
    consent: Consent,
    checked: CheckedReferences,
    prepared: Sequence[AudioClip],
    encoded: EncodedVoice,
) -> NewVoice:
    pairs = zip(checked.files, prepared, strict=True)
    return NewVoice(
        name=request.name,
        language=request.language,
        engine_id=encoded.engine_id,
        engine_revision=encoded.engine_revision,
        mode=encoded.mode,
        transcript="\n".join(t.strip() for t in request.transcripts if t.strip()),
        references=tuple(_new_reference(f, clip, checked.request.origin) for f, clip in pairs),
        review=checked.review,
        consent=consent,
        voice_data=encoded.safetensors,
        program_version=__version__,
        outline=thumbnail(prepared[0].samples) if prepared else b"",
    )


def _new_reference(file: CheckedFile, prepared: AudioClip, origin: RecordingOrigin) -> NewReference:
    return NewReference(
        name=file.audio.source.name,
        original=file.path,
        sha256=file.audio.source.sha256,
        prepared_flac=flac_bytes(prepared),
        seconds=prepared.seconds,
        span=file.span,
        channel=file.audio.channel,
        origin=origin,
    )
