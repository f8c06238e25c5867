"""Fits a voice to its references: pitch, timbre, colour and pace, in that order.

The timbre is searched with short phrases at the person's own pitch, and heard in the colour found so far: what the
colour can do alone, the timbre need not. At the end the colour is found anew with longer speech.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from voicecloner.domain.audio import ReferenceClip, Samples
from voicecloner.engines.adapters.natural.basis import load_basis
from voicecloner.engines.adapters.natural.colour import Colour
from voicecloner.engines.adapters.natural.fitting.colour_fit import Effort, Person, measured_colour, tuned
from voicecloner.engines.adapters.natural.fitting.heard import Heard, all_windows, listen, pace_of, unit, windows_of
from voicecloner.engines.adapters.natural.fitting.reference import highest_hz, measured_pitch, speech_of
from voicecloner.engines.adapters.natural.fitting.timbre_search import Target, TimbreSearch, Trial, known_timbres
from voicecloner.engines.adapters.natural.fitting.trial_texts import LANGUAGE, PHRASES, READING
from voicecloner.engines.adapters.natural.fitting.work_time import WorkTime
from voicecloner.engines.adapters.natural.melody import pitch_range, sung
from voicecloner.engines.adapters.natural.model.network import Encoded, Network
from voicecloner.engines.adapters.natural.pronunciation.alphabet import token_ids
from voicecloner.engines.adapters.natural.pronunciation.phonemes import phonemes_of
from voicecloner.engines.adapters.natural.voice import FASTEST_PACE, SLOWEST_PACE, NaturalVoice, pack
from voicecloner.engines.contract.engine import VoiceReached
from voicecloner.jobs import CancelToken, Progress, ProgressUpdate
from voicecloner.sound.levels import rms_of
from voicecloner.speech.speaker import Embedding, SpeakerEncoder

_MANNER = "af_heart"
_STAGE = "Fitting the voice"
# After so many trials the colour is found anew; the first one is not tuned, so that there is a voice soon.
_COLOURED_AFTER = (16, 32)
_MOST_TRIALS = 72
_SEARCH_S = 46.0
_QUICK_STEPS, _FULL_STEPS = 5, 45
_READING_FROM, _TUNING_FROM = 0.75, 0.85
# Twice what two cores need; a slow machine reads less, but never less than `_LEAST_READ`, and takes fewer steps.
_MOST_READING_S, _MOST_TUNING_S = 30.0, 30.0
_LEAST_READ = 6


@dataclass(frozen=True, eq=False)
class Fitted:
    """A voice, and how far its fitting came.

    Attributes:
        voice: ready to speak.
        likeness: cosine of what the encoder hears of the voice and of the person.
    """

    voice: NaturalVoice
    likeness: float


def fit(references: Sequence[ReferenceClip], network: Network, progress: Progress, cancel: CancelToken) -> Fitted:
    """A voice like that of the references.

    Args:
        references: of one speaker, at 24 kHz.
        network: loaded.
        progress: gets how far it is, from the first trials on with the voice and the likeness reached.
        cancel: ends it.

    Raises:
        InvalidRequest: nobody speaks in them.
        Cancelled: `cancel` was set.
    """
    return _Fitting(references, network, progress, cancel).run()


class _Fitting:
    def __init__(
        self, references: Sequence[ReferenceClip], network: Network, progress: Progress, cancel: CancelToken
    ) -> None:
        self._network, self._progress, self._cancel = network, progress, cancel
        self._encoder = SpeakerEncoder()
        progress(ProgressUpdate(_STAGE, 0.0))
        parts = [speech_of(reference.clip.samples) for reference in references]
        heard = [listen(part) for part in parts]
        whole = np.concatenate(parts)
        levels = np.concatenate([each.levels[each.is_active] for each in heard])
        self._pitch = measured_pitch(whole)
        self._person = Person(levels, highest_hz(whole), self._pitch.median_hz)
        self._pace = pace_of([listen(reference.clip.samples) for reference in references])
        # Until there is a colour nobody is to be told by their microphone: person and trials are both heard with the
        # same long-term spectrum. From then on the trials are heard in the colour, and the person as recorded.
        self._target = Target(
            self._embedding(each.flattened(known_timbres().neutral) for each in heard),
            self._embedding(
                each.as_recorded(rms_of(part), rms_of(reference.clip.samples))
                for each, part, reference in zip(heard, parts, references, strict=True)
            ),
            self._pitch.median_hz,
        )
        self._search = TimbreSearch(self._target, len(PHRASES))
        self._heard: list[tuple[Trial, Heard]] = []
        names = load_basis().names
        # The manner is not searched: durations are then those of a clear speaker, and pace and pitch are set apart.
        self._manner = np.eye(len(names), dtype=np.float32)[names.index(_MANNER)]
        self._usual = self._pitch
        self._phrases: list[Encoded] = []

    def run(self) -> Fitted:
        """All of it."""
        self._phrases = self._said(PHRASES)
        colour = self._searched()
        return self._finished(*self._best(colour))

    def _searched(self) -> Colour:
        """Try timbres until the time is up; returns the last colour they were heard in."""
        work, number = WorkTime(), 0
        colour: Colour | None = None
        trials = self._search.first()
        while True:
            self._try(trials, colour)
            if colour is None or len(self._heard) in _COLOURED_AFTER:
                colour = self._recoloured(0 if colour is None else _QUICK_STEPS)
            # Whichever is used up first: trials beyond the last hardly help, and a slow machine ends in time.
            share = max(len(self._heard) / _MOST_TRIALS, work.spent_s / _SEARCH_S)
            self._cancel.raise_if_cancelled()
            self._tell(_READING_FROM * min(share, 1.0), *self._best(colour))
            if share >= 1:
                return colour
            trials = self._search.next(number)
            number += 1

    def _best(self, colour: Colour) -> tuple[NaturalVoice, float]:
        """The best voice so far, in a colour, and its likeness."""
        place, likeness = self._search.best()
        timbre = known_timbres().timbre(place)
        return NaturalVoice(timbre, self._manner, self._pitch, self._usual, colour=colour.arrays()), likeness

    def _try(self, trials: Sequence[Trial], colour: Colour | None) -> None:
        """Hear how trials sound, one after the other: two at once need 100 MiB more, and are little sooner.

        Raises:
            Cancelled: it was stopped.
        """
        sounds: list[Heard] = []
        for trial in trials:
            self._cancel.raise_if_cancelled()
            sounds.append(listen(self._decoded(self._phrases[trial.phrase], known_timbres().timbre(trial.place))))
        for trial, sound in zip(trials, sounds, strict=True):
            self._heard.append((trial, sound))
            self._search.add(trial, self._heard_in(sound, colour))

    def _recoloured(self, steps: int) -> Colour:
        """The colour of the best timbre so far, in which all trials are heard again."""
        best, _ = self._search.best()
        sounds = [sound for trial, sound in self._heard if np.array_equal(trial.place, best)]
        # Few sounds of one timbre do not hold all classes of sounds; those of timbres close by stand in for them.
        near = sorted(self._heard, key=lambda each: float(np.square(each[0].place - best).sum()))
        sounds = (sounds + [sound for _, sound in near[len(sounds) :]])[:6]
        colour = self._tuned(sounds, steps)
        # What was heard before is heard again in the new colour, or old and new trials could not be compared.
        self._search.in_colour([self._heard_in(sound, colour) for _, sound in self._heard])
        return colour

    def _tuned(self, sounds: Sequence[Heard], steps: int) -> Colour:
        colour = measured_colour(sounds, self._person)
        effort = Effort(steps, _MOST_TUNING_S, self._cancel)
        better = tuned(colour, sounds, self._person, self._target.plain, effort)
        self._cancel.raise_if_cancelled()
        return better

    def _finished(self, voice: NaturalVoice, likeness: float) -> Fitted:
        """The voice with a colour found with a longer reading."""
        sounds: list[Heard] = []
        work = WorkTime()
        for done, text in enumerate(READING):
            self._cancel.raise_if_cancelled()
            if done >= _LEAST_READ and work.spent_s > _MOST_READING_S:
                break
            self._tell(_READING_FROM + (_TUNING_FROM - _READING_FROM) * done / len(READING), voice, likeness)
            [encoded] = self._said([text])
            sounds.append(listen(self._decoded(encoded, voice.timbre)))
        self._tell(_TUNING_FROM, voice, likeness)
        colour = self._tuned(sounds, _FULL_STEPS)
        reached = self._target.plain @ self._embedding(sound.coloured(colour.gains(sound.levels)) for sound in sounds)
        # Peaks are counted in both by the same rule, so what the rule misses is missed in both.
        speed = float(np.clip(self._pace / max(pace_of(sounds), 0.1), SLOWEST_PACE, FASTEST_PACE))
        fitted = replace(voice, colour=colour.arrays(), speed=speed)
        self._tell(1.0, fitted, float(reached))
        return Fitted(fitted, float(reached))

    def _said(self, texts: Sequence[str]) -> list[Encoded]:
        """How texts are said, in the person's pitch."""
        encoded = [self._encoded(text) for text in texts]
        # The first texts said are the phrases themselves, before which there is no usual range to sing within.
        if not self._phrases:
            self._usual = pitch_range(np.concatenate([each.pitch_hz for each in encoded])) or self._pitch
        voice = NaturalVoice(self._timbre_of_nobody(), self._manner, self._pitch, self._usual)
        return [replace(each, pitch_hz=sung(each, voice)) for each in encoded]

    def _encoded(self, text: str) -> Encoded:
        tokens = np.array(token_ids(phonemes_of(text, LANGUAGE).symbols), np.int64)
        style = np.concatenate([self._timbre_of_nobody(), load_basis().manner(self._manner, len(tokens))])
        return self._network.encode(tokens, style)

    def _timbre_of_nobody(self) -> Samples:
        return np.asarray(known_timbres().mean, np.float32)

    def _decoded(self, encoded: Encoded, timbre: Samples) -> Samples:
        return self._network.decode(encoded.features, encoded.pitch_hz, encoded.energy, timbre)

    def _heard_in(self, sound: Heard, colour: Colour | None) -> Embedding:
        """What the encoder hears of it in a colour; before there is one, with a neutral long-term spectrum."""
        bands = sound.coloured(colour.gains(sound.levels)) if colour else sound.flattened(known_timbres().neutral)
        return unit(self._encoder.embed_bands(windows_of(bands)))

    def _embedding(self, sounds: Iterable[Samples]) -> Embedding:
        return unit(self._encoder.embed_bands(all_windows(list(sounds))))

    def _tell(self, share: float, voice: NaturalVoice, likeness: float) -> None:
        reached = replace(pack(voice), notes=(f"Likeness: {likeness:.0%}.",))
        self._progress(VoiceReached(_STAGE, share, f"{100 * likeness:.0f} % alike", voice_data=reached))
