"""Voices for long lists, drawn at random."""

import random
from datetime import UTC, datetime, timedelta
from uuid import UUID

from tests.support.library_makers import CONSENT, REVIEW
from tests.support.scorecards import scorecard
from voicecloner.domain.quality import Finding, Review, Severity
from voicecloner.domain.voice import Voice, VoiceMode

FAILED = Review(4.0, 1.0, (Finding("speech", Severity.FAIL, 1.0, "s", 3.0, "There is too little speech."),))
WORDS = ["Fluß", "river", "日本語", "jazz", "kite", "Müller", "lumière", "quiet", "qi", "x9", "ob"]


def made_voice(drawn: random.Random, number: int) -> Voice:
    """A voice that no two draws make the same."""
    made_at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=drawn.randrange(5000))
    return Voice(
        id=UUID(int=drawn.getrandbits(128)).hex,
        name=f"{drawn.choice(WORDS)} {number}",
        language=drawn.choice(("en", "de")),
        engine_id=drawn.choice(("natural", "basic")),
        engine_revision=drawn.choice("12"),
        mode=VoiceMode.EMBEDDING,
        transcript=" ".join(drawn.choices(WORDS, k=drawn.randrange(4))),
        references=(),
        review=drawn.choice((REVIEW, FAILED)),
        consent=CONSENT,
        created_at=made_at,
        last_used_at=drawn.choice((None, made_at + timedelta(minutes=drawn.randrange(5000)))),
        tags=tuple(drawn.sample(("family", "Radio", "日本"), drawn.randrange(3))),
        notes=drawn.choice(("", "", "Read in the kitchen.")),
        scorecard=drawn.choice((None, scorecard(words_lost=drawn.randrange(20), warnings=drawn.randrange(3)))),
    )
