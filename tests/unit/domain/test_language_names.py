"""Language tags as people write them."""

import pytest

from voicecloner.domain.language_names import LANGUAGE_NAMES, canonical_tag, language_name


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("de", "de"),
        (" DE_de ", "de-DE"),
        ("de_DE.UTF-8", "de-DE"),
        ("ca_ES@valencia", "ca-ES"),
        ("EN-gb-X-RP", "en-GB-x-rp"),
        ("zh_hant_tw", "zh-Hant-TW"),
        ("es-419", "es-419"),
        ("art-X-Pyash", "art-x-pyash"),
        ("YUE-latn-JYUTPING", "yue-Latn-jyutping"),
        ("de-CH-1996-u-co-phonebk", "de-CH-1996-u-co-phonebk"),
        ("xx", "xx"),
        *((tag.upper(), tag) for tag in LANGUAGE_NAMES),
    ],
)
def test_a_tag_is_understood_in_any_spelling(text, tag):
    assert canonical_tag(text) == tag


@pytest.mark.parametrize(
    "text", ["", "  ", "d", "German", "x-rp", "de-", "de DE", "de-toolongatag", "-de", "déjà", "de\n\nfr"]
)
def test_what_is_no_tag(text):
    assert canonical_tag(text) == ""


def test_names():
    assert language_name("pt-BR") == "Portuguese (Brazil)"
    assert language_name("xx") == "xx"
