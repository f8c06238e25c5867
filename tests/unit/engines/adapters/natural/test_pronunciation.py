"""What dictionaries say, for each natural language and for the mapped ones."""

import pytest

from voicecloner.engines.adapters.natural.pronunciation.phonemes import phonemes_of


def plain(symbols: str) -> str:
    """Without stress and length, about the place and degree of which dictionaries differ."""
    return symbols.translate(str.maketrans("", "", "ˈˌː "))


# IPA of the Oxford Advanced Learner's Dictionary and Merriam-Webster, in the network's letters for diphthongs.
AMERICAN = [
    ("Water", "wɔTəɹ"), ("face", "fAs"), ("price", "pɹIs"), ("mouth", "mWθ"), ("goat", "ɡOt"), ("choice", "ʧYs"),
    ("judge", "ʤʌʤ"), ("measure", "mɛʒəɹ"), ("thing", "θɪŋ"), ("colonel", "kɜɹnᵊl"), ("psychology", "sIkɑləʤi"),
    ("queue", "kju"), ("knight", "nIt"), ("dough", "dO"), ("Worcester", "wʊstəɹ"), ("yacht", "jɑt"),
]  # fmt: skip
BRITISH = [
    ("goat", "ɡQt"), ("bath", "bɑθ"), ("lot", "lɒt"), ("nurse", "nɜs"), ("square", "skwɛ"), ("tomato", "təmɑtQ"),
    ("schedule", "ʃɛdjul"), ("car", "kɑ"), ("water", "wɔtə"), ("new", "nju"),
]  # fmt: skip
OTHERS = [
    # Duden
    ("de", "Höhle", "hølə"), ("de", "Zeit", "ʦIt"), ("de", "Pferd", "pfeɐt"), ("de", "Straße", "ʃtʁasə"),
    ("de", "Leute", "lYtə"), ("de", "nicht", "nɪçt"), ("de", "Bücher", "byçɐ"), ("de", "Nacht", "naxt"),
    ("de", "schön", "ʃøn"), ("de", "Hölle", "hœlə"), ("de", "Haus", "hWs"), ("de", "Ring", "ʁɪŋ"),
    # Diccionario de la lengua española's spelling rules
    ("es", "queso", "keso"), ("es", "cerveza", "θeɾβeθa"), ("es", "niño", "niɲo"), ("es", "perro", "pero"),
    ("es", "pero", "peɾo"), ("es", "muchacho", "muʧaʧo"), ("es", "jamón", "xamon"), ("es", "llave", "ʎaβe"),
    # Le Petit Robert
    ("fr", "bonjour", "bɔ\u0303ʒuʁ"), ("fr", "peu", "pø"), ("fr", "neuf", "nœf"), ("fr", "champ", "ʃɑ\u0303"),
    ("fr", "vin", "vɛ\u0303"), ("fr", "rue", "ʁy"), ("fr", "chat", "ʃa"), ("fr", "les amis", "lezami"),
    # Dizionario d'ortografia e di pronunzia
    ("it", "gnomo", "ɲɔmo"), ("it", "cielo", "ʧɛlo"), ("it", "figlio", "fiʎo"), ("it", "scena", "ʃɛna"),
    # Dicionário fonético (Brazil)
    ("pt-BR", "chave", "ʃavy"), ("pt-BR", "vinho", "viɲʊ"), ("pt-BR", "noite", "noɪʧy"),
    # McGregor
    ("hi", "दिल", "dɪl"), ("hi", "किताब", "kɪtab"), ("hi", "पानी", "pani"),
]  # fmt: skip
# Xiandai Hanyu Cidian's pinyin; NHK's readings
UNSPACED = [
    ("zh", "你好", "ni↓xau↓"), ("zh", "中国", "ꭧʊ→ŋkwo↗"), ("zh", "知识", "ꭧɨ→ʂɨ↗"), ("zh", "北京", "pei↓ʨi→ŋ"),
    ("zh", "银行", "i↗nxa↗ŋ"), ("zh", "行走", "ɕi↗ŋʦou↓"), ("zh", "去", "ʨʰy↘"), ("zh", "月", "ɥe↘"),
    ("zh", "12个", "ʂɨ↗ɚ↘kɤ↘"), ("zh", "1024", "i→ʨʰjɛ→nli↗ŋɚ↘ʂɨ↗sɨ↘"), ("zh", "2024年", "ɚ↘li↗ŋɚ↘sɨ↘njɛ↗n"),
    ("ja", "東京", "toːkʲoː"), ("ja", "新聞", "ɕimbɯɴ"), ("ja", "学校へ", "ɡaʔkoː e"), ("ja", "私は", "βataɕi βa"),
    ("ja", "一人", "çitoɾʲi"), ("ja", "今日", "kʲoː"), ("ja", "300円", "sambʲakɯ eɴ"), ("ja", "ニュース", "ɲɨːsɨ"),
]  # fmt: skip


@pytest.mark.parametrize(("word", "symbols"), AMERICAN)
def test_american_english(word: str, symbols: str):
    assert plain(phonemes_of(word, "en-US").symbols) == symbols


@pytest.mark.parametrize(("word", "symbols"), BRITISH)
def test_british_english(word: str, symbols: str):
    assert plain(phonemes_of(word, "en-GB").symbols) == symbols


@pytest.mark.parametrize(("language", "word", "symbols"), OTHERS)
def test_other_languages(language: str, word: str, symbols: str):
    assert plain(phonemes_of(word, language).symbols) == symbols


@pytest.mark.parametrize(("language", "word", "symbols"), UNSPACED)
def test_languages_written_without_spaces(language: str, word: str, symbols: str):
    assert phonemes_of(word, language).symbols == symbols


@pytest.mark.parametrize(
    ("sentence", "symbols"),
    [
        ("I *read* the book yesterday.", "ɹɛd"),
        ("I will *read* it tomorrow.", "ɹid"),
        ("Have you *read* this?", "ɹɛd"),
        ("Did you *read* it?", "ɹid"),
        ("The pipes are made of *lead*.", "lɛd"),
        ("She will *lead* the team.", "lid"),
        ("There was *lead* in the paint.", "lɛd"),
        ("She got the *lead* role in the play.", "lid"),
        ("The *wind* was cold.", "wɪnd"),
        ("Please *wind* the clock.", "wInd"),
        ("The paths *wind* through the hills.", "wInd"),
        ("They *live* in Boston.", "lɪv"),
        ("We watched a *live* concert.", "lIv"),
        ("A cat has nine *lives*.", "lIvz"),
        ("Please *close* the door.", "klOz"),
        ("The shop is *close* to the station.", "klOs"),
        ("At the *close* of the day we went home.", "klOz"),
        ("She broke the world *record*.", "ɹɛkəɹd"),
        ("We want to *record* a song.", "ɹəkɔɹd"),
        ("A *tear* ran down her cheek.", "tɪɹ"),
        ("There is a *tear* in my shirt.", "tɛɹ"),
        ("Do not *tear* the paper.", "tɛɹ"),
        ("The actors took a *bow*.", "bW"),
        ("She shot with *bow* and arrow.", "bO"),
        ("He plays *bass* in a band.", "bAs"),
        ("We caught a *bass* in the lake.", "bæs"),
        ("He *wound* the rope around the post.", "wWnd"),
        ("The nurse cleaned the *wound*.", "wund"),
        ("Wait a *minute*.", "mɪnət"),
        ("The differences were *minute*.", "mInut"),
        ("I *object* to that.", "əbʤɛkt"),
        ("A strange *object* fell down.", "ɑbʤəkt"),
        ("He is *content* with his life.", "kəntɛnt"),
        ("The *content* of the box was wet.", "kɑntɛnt"),
        ("They had a *row* about money.", "ɹW"),
        ("We sat in the first *row*.", "ɹO"),
        ("Please send your *resume* to us.", "ɹɛzəmA"),
        ("He is *used* to it.", "just"),
        ("It is *used* to make steel.", "juzd"),
    ],
)
def test_words_spelled_alike_are_read_by_their_meaning(sentence: str, symbols: str):
    said = phonemes_of(sentence, "en-US")
    (word,) = [said.symbols[w.first_symbol : w.end_symbol] for w in said.words if w.emphasized]
    assert plain(word) == symbols
