"""Disjoint lists of sentences for each language: one to choose settings by, one to report with, a short one in English.

English: everyday sentences as long as the real clips they stand beside, and of the IEEE recommended practice for speech
quality measurements (1969) lists 2 and 11, the "Harvard sentences", which are short and hard to guess.
German for reporting and all Spanish: articles of the Universal Declaration of Human Rights (1948) in their official
translations.
"""

ENGLISH_TUNING = (
    "The boy was there when the sun rose.",
    "A rod is used to catch pink salmon.",
    "The source of the huge river is the clear spring.",
    "Kick the ball straight and follow through.",
    "Help the woman get back to her feet.",
    "A pot of tea helps to pass the evening.",
    "Smoky fires lack flame and heat.",
    "The soft cushion broke the man's fall.",
    "The salt breeze came across from the sea.",
    "The girl at the booth sold fifty bonds.",
)
ENGLISH_REPORT = (
    "The librarian locked the front door at six and walked home along the canal with her dog.",
    "If the weather holds until Sunday, we could take the small boat across the bay.",
    "My brother keeps asking why the kitchen light flickers whenever the washing machine starts.",
    "After a long discussion the council agreed to plant two hundred trees beside the railway.",
    "She folded the letter carefully, put it back into its envelope, and said nothing for a while.",
    "Have you ever wondered how pigeons find their way home from places they have never seen?",
    "The baker sells warm bread from five in the morning, but the best loaves are gone by seven.",
    "Nobody in the village could remember a winter when the lake had frozen so early in the year.",
)
ENGLISH_SHORT = (
    "Oak is strong and also gives shade.",
    "Cats and dogs each hate the other.",
    "The pipe began to rust while new.",
    "Open the crate but don't break the glass.",
    "Add the sum to the product of these three.",
    "Thieves who rob friends deserve jail.",
    "The ripe taste of cheese improves with age.",
    "Act on these orders with great speed.",
    "The hog crawled under the high fence.",
    "Move the vat over the hot fire.",
)
GERMAN_TUNING = (
    "Am Montag bringt der Bäcker frische Brötchen in die Schule.",
    "Der alte Fischer flickt sein Netz am Hafen.",
    "Nach dem Regen roch die Wiese süß und frisch.",
    "Meine Großmutter kocht jeden Sonntag eine kräftige Suppe.",
    "Zwölf Boxkämpfer jagen Viktor quer über den großen Deich.",
    "Die Katze schläft am liebsten auf dem warmen Ofen.",
    "Ohne Brille kann er die kleine Schrift nicht lesen.",
    "Im Winter liegt auf den Bergen hoher Schnee.",
)
GERMAN_REPORT = (
    "Jeder hat das Recht auf Leben, Freiheit und Sicherheit der Person.",
    "Niemand darf in Sklaverei oder Leibeigenschaft gehalten werden.",
    "Jeder hat das Recht, überall als rechtsfähig anerkannt zu werden.",
    "Niemand darf willkürlich festgenommen, in Haft gehalten oder des Landes verwiesen werden.",
    "Jeder hat das Recht auf eine Staatsangehörigkeit.",
    "Jeder hat das Recht, sowohl allein als auch in Gemeinschaft mit anderen Eigentum innezuhaben.",
    "Alle Menschen haben das Recht, sich friedlich zu versammeln und zu Vereinigungen zusammenzuschließen.",
    "Jeder hat das Recht auf Bildung.",
)
SPANISH_TUNING = (
    "Todos los seres humanos nacen libres e iguales en dignidad y derechos.",
    "Toda persona tiene derecho a circular libremente y a elegir su residencia en el territorio de un Estado.",
    "Nadie será privado arbitrariamente de su propiedad.",
    "Toda persona tiene derecho a la libertad de reunión y de asociación pacíficas.",
    "Nadie podrá ser obligado a pertenecer a una asociación.",
    "Toda persona tiene derecho, sin discriminación alguna, a igual salario por trabajo igual.",
    "Toda persona tiene derecho a la educación.",
    "Toda persona tiene derecho a tomar parte libremente en la vida cultural de la comunidad.",
)
SPANISH_REPORT = (
    "Todo individuo tiene derecho a la vida, a la libertad y a la seguridad de su persona.",
    "Nadie estará sometido a esclavitud ni a servidumbre.",
    "Nadie será sometido a torturas ni a penas o tratos crueles, inhumanos o degradantes.",
    "Todo ser humano tiene derecho, en todas partes, al reconocimiento de su personalidad jurídica.",
    "Nadie podrá ser arbitrariamente detenido, preso ni desterrado.",
    "Toda persona tiene derecho a una nacionalidad.",
    "Toda persona tiene derecho a la propiedad, individual y colectivamente.",
    "Toda persona tiene derecho al descanso y al disfrute del tiempo libre.",
)
LISTS: dict[str, dict[str, tuple[str, ...]]] = {
    "tuning": {"en": ENGLISH_TUNING, "de": GERMAN_TUNING, "es": SPANISH_TUNING},
    "report": {"en": ENGLISH_REPORT, "de": GERMAN_REPORT, "es": SPANISH_REPORT},
    "short": {"en": ENGLISH_SHORT, "de": GERMAN_REPORT, "es": SPANISH_REPORT},
}


def sentences(which: str, language: str, count: int) -> tuple[str, ...]:
    """The first `count` sentences of a list.

    Args:
        which: ``"tuning"``, ``"report"`` or ``"short"``.
        language: BCP 47 tag; a region is ignored.
        count: 1 or more; there are eight at least.

    Raises:
        KeyError: there are no sentences in this language.
    """
    return LISTS[which][primary(language)][:count]


def primary(language: str) -> str:
    """The language without region and script."""
    return language.split("-", maxsplit=1)[0]


def is_english(language: str) -> bool:
    """Whether the recognizer of the measure knows it."""
    return primary(language) == "en"
