"""A take of which one sentence is said in another way: its text, times and words stay in step with its sound."""

from collections.abc import Iterable
from dataclasses import replace

from voicecloner.domain.audio import WordTime
from voicecloner.domain.synthesis import Sentence, SentenceVersion, Take
from voicecloner.errors import InvalidRequest

NO_SENTENCES = "It is not known where the sentences of this take begin."
_WHY_NONE = "Takes of recordings and of earlier versions of VoiceCloner can only be said again as a whole."


def sentence_of(take: Take, number: int) -> Sentence:
    """The sentence with this number.

    Args:
        take: of which.
        number: 1 for the first.

    Raises:
        InvalidRequest: the take has no such sentence.
    """
    if not take.sentences:
        raise InvalidRequest(NO_SENTENCES, _WHY_NONE)
    if not 1 <= number <= len(take.sentences):
        raise InvalidRequest(f"There is no sentence {number} in this take.", f"Choose 1 to {len(take.sentences)}.")
    return take.sentences[number - 1]


def text_of(take: Take, sentence: Sentence) -> str:
    """What a sentence says, as the user wrote it."""
    return take.text[sentence.first_character : sentence.end_character]


def as_version(take: Take, sentence: Sentence, version_id: str) -> SentenceVersion:
    """The way a sentence is said in the take, as a version."""
    words = (word for word in take.words if sentence.first_character <= word.first_character < sentence.end_character)
    own_words = _moved(words, -sentence.first_character, -sentence.start_s)
    return SentenceVersion(version_id, text_of(take, sentence), sentence.options, sentence.seconds, own_words)


def with_version(take: Take, number: int, version: SentenceVersion) -> Take:
    """The take as it is once this version of a sentence is heard in it; what comes after it moves.

    Args:
        take: of which.
        number: of the sentence, 1 for the first.
        version: one of the sentence's versions.

    Raises:
        InvalidRequest: the take has no such sentence.
    """
    old = sentence_of(take, number)
    characters = len(version.text) - (old.end_character - old.first_character)
    seconds = version.seconds - old.seconds
    new = replace(
        old,
        end_character=old.end_character + characters,
        end_s=old.start_s + version.seconds,
        options=version.options,
        chosen=version.id,
    )
    return replace(
        take,
        text=take.text[: old.first_character] + version.text + take.text[old.end_character :],
        seconds=take.seconds + seconds,
        words=_words_with(take, old, version),
        sentences=(
            *take.sentences[: number - 1],
            new,
            *(_sentence_moved(later, characters, seconds) for later in take.sentences[number:]),
        ),
    )


def with_versions(take: Take, number: int, versions: Iterable[SentenceVersion]) -> Take:
    """The same take with these versions of a sentence."""
    changed = replace(sentence_of(take, number), versions=tuple(versions))
    return replace(take, sentences=(*take.sentences[: number - 1], changed, *take.sentences[number:]))


def _words_with(take: Take, old: Sentence, version: SentenceVersion) -> tuple[WordTime, ...]:
    characters = len(version.text) - (old.end_character - old.first_character)
    before = (word for word in take.words if word.first_character < old.first_character)
    after = (word for word in take.words if word.first_character >= old.end_character)
    said = _moved(version.words, old.first_character, old.start_s)
    return (*before, *said, *_moved(after, characters, version.seconds - old.seconds))


def _moved(words: Iterable[WordTime], characters: int, seconds: float) -> tuple[WordTime, ...]:
    return tuple(
        WordTime(
            word.first_character + characters, word.end_character + characters,
            word.start_s + seconds, word.end_s + seconds,
        )
        for word in words
    )  # fmt: skip


def _sentence_moved(sentence: Sentence, characters: int, seconds: float) -> Sentence:
    return replace(
        sentence,
        first_character=sentence.first_character + characters,
        end_character=sentence.end_character + characters,
        start_s=sentence.start_s + seconds,
        end_s=sentence.end_s + seconds,
    )
