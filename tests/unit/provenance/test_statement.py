import pytest

from voicecloner.provenance.statement import Statement, says_synthetic, statement_in
from voicecloner.use_cases.speaking.speak import marks_of

VOICE_ID = "0123456789abcdef" * 2


def test_what_is_written_is_understood():
    tags = marks_of("Anna", VOICE_ID, "Hello.")
    found = statement_in(tags)
    assert found == Statement(VOICE_ID, "Anna", tags["software"], tags["date"])


@pytest.mark.parametrize(
    "tags",
    [
        {},
        {"comment": "Synthetic speech"},
        {"comment": "Synthetic speech made by VoiceCloner; voice Anna"},
        {"title": says_synthetic(VOICE_ID)},
    ],
)
def test_other_tags_say_nothing(tags):
    assert statement_in(tags) is None


def test_a_name_that_does_not_end_so_is_not_taken_for_a_voice():
    found = statement_in({"comment": f"I: {says_synthetic(VOICE_ID)}", "artist": "Somebody"})
    assert found == Statement(VOICE_ID)
