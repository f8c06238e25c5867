"""French."""

import re
from collections.abc import Sequence
from typing import ClassVar

from voicecloner.speech.text.dates import HOUR, MINUTE, clock_rule
from voicecloner.speech.text.language import Noun, currency_table, listed, noun_table, word_table
from voicecloner.speech.text.numbers import Written
from voicecloner.speech.text.roman import ROMAN, value_of
from voicecloner.speech.text.romance import Romance
from voicecloner.speech.text.rules import Found, Rule

_KEPT = frozenset(
    listed("""
        ce il elle on vous nous je tu ils elles moi toi lui leur même mêmes là ci être t y en""")
)
_KEPT_STARTS = frozenset(
    listed("""
        est peut grand quelques demi mi semi non ex sous vice avant après arc porte tire""")
)


_FEMININE = frozenset(
    listed("""
        heure heures minute minutes seconde secondes fois personne personnes semaine semaines page pages voiture
        voitures maison maisons femme femmes fille filles place places tonne tonnes livre livres chose choses
        ville villes île îles classe classes chambre chambres étape étapes partie parties équipe équipes langue
        langues bouteille bouteilles""")
)
_FEMININE_ENDING = re.compile("(?:[ts]ion|ée|té|ette|ance|ence|ure|ière|euse|trice)s?$")


class French(Romance):
    """French as in France."""

    code, tag = "fr", "fr"
    has_spaced_thousands = True
    decimal_word, minus = "virgule", "moins"
    first_of_month = "premier"
    of_scale = " de "
    millions = frozenset({"million", "milliard"})
    months = listed("""
        janvier février mars avril mai juin juillet août septembre octobre novembre décembre""")  # fmt: skip
    month_abbreviations: ClassVar = {
        "janv": 1, "févr": 2, "fév": 2, "avr": 4, "juil": 7, "sept": 9, "oct": 10, "nov": 11, "déc": 12,
    }  # fmt: skip
    units: ClassVar = noun_table("""
        % = pour cent
        ‰ = pour mille
        km/h = kilomètre heure/kilomètres heure
        m/s = mètre par seconde/mètres par seconde
        km² = kilomètre carré/kilomètres carrés
        m² = mètre carré/mètres carrés
        m³ = mètre cube/mètres cubes
        cm² = centimètre carré/centimètres carrés
        cm³ = centimètre cube/centimètres cubes
        km = kilomètre/kilomètres
        m = mètre/mètres
        cm = centimètre/centimètres
        mm = millimètre/millimètres
        nm = nanomètre/nanomètres
        t = tonne/tonnes f
        kg = kilogramme/kilogrammes
        g = gramme/grammes
        mg = milligramme/milligrammes
        l = litre/litres
        L = litre/litres
        cl = centilitre/centilitres
        ml = millilitre/millilitres
        min = minute/minutes f
        s = seconde/secondes f
        ms = milliseconde/millisecondes f
        °C = degré Celsius/degrés Celsius
        °F = degré Fahrenheit/degrés Fahrenheit
        ° = degré/degrés
        Hz = hertz
        kHz = kilohertz
        MHz = mégahertz
        GHz = gigahertz
        ko = kilooctet/kilooctets
        Mo = mégaoctet/mégaoctets
        Go = gigaoctet/gigaoctets
        To = téraoctet/téraoctets
        MB = mégaoctet/mégaoctets
        GB = gigaoctet/gigaoctets
        W = watt/watts
        kW = kilowatt/kilowatts
        kWh = kilowattheure/kilowattheures
        V = volt/volts
        dB = décibel/décibels
        ha = hectare/hectares""")
    currencies: ClassVar = currency_table("""
        €, EUR, euros, euro = euro/euros; centime/centimes
        $, dollars, dollar = dollar/dollars; cent/cents
        USD, US$ = dollar américain/dollars américains; cent/cents
        £, GBP = livre/livres f; penny/pence
        ¥ = yen/yens; sen/sen
        CHF = franc suisse/francs suisses; centime/centimes
        F, francs, franc = franc/francs; centime/centimes""")
    scales: ClassVar = noun_table("""
        millions = million/millions
        million = million/millions
        M = million/millions
        milliards = milliard/milliards
        milliard = milliard/milliards
        Md = milliard/milliards
        k = mille/mille""")
    symbols: ClassVar = word_table("""
        & = et
        % = pour cent
        + = plus
        = = égale
        § = paragraphe
        © = copyright
        ° = degrés
        € = euro
        $ = dollar
        £ = livre
        × = fois
        ÷ = divisé par
        ± = plus ou moins
        < = inférieur à
        > = supérieur à
        ≤ = inférieur ou égal à
        ≥ = supérieur ou égal à
        ≈ = environ
        ≠ = différent de
        ² = au carré
        ³ = au cube
        √ = racine carrée de
        ∞ = infini
        π = pi
        # = hashtag
        @ = arobase""")
    between_numbers: ClassVar = word_table("""
        + = plus
        - = à
        – = à
        — = à
        x = par
        × = fois
        * = fois
        : = à
        / = sur
        − = moins
        = = égale""")
    address_signs: ClassVar = word_table("""
        . = point
        / = barre oblique
        - = tiret
        _ = tiret bas
        @ = arobase
        : = deux-points
        + = plus
        ~ = tilde
        = = égale
        % = pour cent
        & = et""")
    titles: ClassVar = word_table("""
        M. = Monsieur
        MM. = Messieurs
        Mme = Madame
        Mmes = Mesdames
        Mlle = Mademoiselle
        Mlles = Mesdemoiselles
        Dr = Docteur
        Dr. = Docteur
        Pr = Professeur
        Pr. = Professeur
        Me = Maître
        Mgr = Monseigneur
        St = Saint
        Ste = Sainte""")
    before_numbers: ClassVar = word_table("""
        n° = numéro
        nº = numéro
        no = numéro
        nos = numéros
        n°s = numéros
        p. = page
        pp. = pages
        vol. = volume
        chap. = chapitre
        fig. = figure
        art. = article
        t. = tome
        éd. = édition
        § = paragraphe
        # = numéro """)
    abbreviations: ClassVar = word_table("""
        etc. = et cetera
        av. J.-C. = avant Jésus-Christ
        ap. J.-C. = après Jésus-Christ
        tél. = téléphone
        Cie = compagnie
        s. v. p. = s'il vous plaît
        svp = s'il vous plaît
        env. = environ
        max. = maximum
        min. = minimum
        apr. = après
        N. B. = nota bene""")
    inner_abbreviations: ClassVar = word_table("""
        p. ex. = par exemple
        par ex. = par exemple
        bd. = boulevard
        bd = boulevard
        av. = avenue
        c.-à-d. = c'est-à-dire
        càd = c'est-à-dire
        cf. = voir
        vs = contre
        vs. = contre
        i. e. = c'est-à-dire
        St- = Saint-
        Ste- = Sainte-""")
    fractions: ClassVar = {
        (1, 2): "un demi", (1, 3): "un tiers", (2, 3): "deux tiers", (1, 4): "un quart", (3, 4): "trois quarts",
        (1, 5): "un cinquième", (2, 5): "deux cinquièmes", (3, 5): "trois cinquièmes", (4, 5): "quatre cinquièmes",
        (1, 8): "un huitième", (1, 10): "un dixième", (24, 7): "vingt-quatre sept",
    }  # fmt: skip
    first_words = ("années",)
    phone_words = listed("téléphone tél tel fax mobile portable appelez numéro")
    starters = frozenset(
        listed("""
        Le La Les Un Une Des Il Elle Ils Elles On Nous Vous Je Tu Ce Cet Cette Ces C Mais Et Ou Donc Or Ni Car Si
        Quand Que Qui Quoi Où Comment Pourquoi Dans En Sur Sous Avec Sans Pour Par Puis Ensuite Après Avant Son
        Sa Ses Leur Mon Ma Mes Notre Votre Aujourd Hier Demain Alors Ainsi Est Sont Y A Au Aux Du De L D""")
    )
    numbered_nouns = (
        "chapitre",
        "tome",
        "partie",
        "acte",
        "scène",
        "livre",
        "section",
        "type",
        "phase",
        "volume",
        "article",
        "guerre",
    )
    monarchs = frozenset(listed("""
        Louis Charles Henri François Philippe Napoléon Élisabeth Elisabeth Jean Paul Pie Benoît Léon Alexandre
        Ramsès Guillaume Richard Édouard Jacques Georges Pierre Catherine Nicolas Frédéric Grégoire Clément
        Innocent Urbain Boniface Jules Léopold Albert Otto Othon Ferdinand Alphonse Isabelle Juan"""))  # fmt: skip

    def agreeing(self, words: str, gender: str) -> str:
        """une heure, vingt et une heures."""
        is_one = words == "un" or words.endswith((" un", "-un"))
        return f"{words}e" if gender == "f" and is_one else words

    def before_word(self, words: str, noun: str) -> str:
        """une heure, vingt et une personnes."""
        return self.agreeing(words, "f") if noun in _FEMININE or _FEMININE_ENDING.search(noun) else words

    def is_singular(self, number: Written) -> bool:
        """Below two: zéro euro, un euro."""
        return number.whole in {"0", "1"}

    def counted(self, number: Written, noun: Noun) -> str | None:
        """un million d'euros is said elsewhere; 1,5 heure is in the singular too."""
        words = self.number(number)
        if words is None:
            return None
        form = noun.one if self.is_singular(number) else noun.many
        return f"{words if number.fraction else self.agreeing(words, noun.gender)} {form}"

    def scaled(self, amount: Written, scale: Noun, unit: Noun) -> str:
        """deux millions d'euros."""
        return re.sub(r"\bde (?=[aeiouhyéè])", "d'", super().scaled(amount, scale, unit))

    def with_cents(self, whole: str, cents: str, count: int) -> str:
        """douze euros cinquante."""
        return f"{whole} {self.cardinal(count)}"

    def with_fraction(self, whole: str, fraction: str) -> str:
        """un et demi, deux trois quarts."""
        return f"{whole} et demi" if fraction == "un demi" else f"{whole} {fraction}"

    def clock(self, hour: int, minute: int) -> str | None:
        """quinze heures trente, une heure."""
        said = f"{self.agreeing(str(self.cardinal(hour)), 'f')} {'heure' if hour < 2 else 'heures'}"
        return f"{said} {self.agreeing(str(self.cardinal(minute)), 'f')}" if minute else said

    def phone(self, groups: Sequence[str]) -> str | None:
        """In pairs: zéro un, vingt-trois."""
        said = [
            str(self.cardinal(int(group))) if len(group) <= 2 and group[0] != "0" else str(self.spelled_short(group))
            for group in groups
        ]
        return ", ".join(said)

    def monarch(self, name: str, number: int) -> str | None:
        """François premier, Louis quatorze."""
        if number > 1:
            return self.cardinal(number)
        return "première" if name.startswith(("Élis", "Elis", "Cath", "Isab")) else "premier"

    def torn_hyphen(self, before: str, after: str) -> str:
        """est-ce, lui-même, peut-être, grand-mère."""
        kept = after.rstrip("-").lower() in _KEPT or before.lower() in _KEPT_STARTS
        return "-" if kept else super().torn_hyphen(before, after)

    def own_rules(self) -> Sequence[Rule]:
        """Times with h, ordinals, centuries, dates with the month in letters."""
        return (
            clock_rule(self, rf"(?<![\w:.,]){HOUR}\s?h(?:\s?{MINUTE})?(?!\w)(?:\s?min\b)?"),
            clock_rule(self, rf"(?<![\w:.,]){HOUR}:{MINUTE}(?::[0-5]\d)?(?![\w:])(?:\s?h\b)?"),
            *self.date_rules_in_words(r"\s"),
            Rule(
                r"(?<![\w.,])(?P<number>\d{1,4})(?P<end>er|re|ère|ères|ers|e|ème|eme|es|èmes|nd|nde)(?!\w)",
                self._ordinal,
            ),
            Rule(r"(?<!\w)(?P<roman>I)(?P<end>er|re)(?!\w)", self._roman_ordinal, "w"),
            Rule(
                rf"(?<!\w)(?=[IVX]{{1,7}}(?:e|ème)s?\b)(?P<roman>{ROMAN})(?P<end>e|ème|es|èmes)(?!\w)",
                self._roman_ordinal,
                "w",
            ),
            Rule(
                r"(?<!\w)années\s(?P<decade>\d0)(?!\d)",
                lambda found: f"années {self.cardinal(int(found['decade']))}",
                "w",
            ),
        )

    def _ordinal(self, found: Found) -> str | None:
        return self._with_ending(int(found["number"]), found["end"])

    def _roman_ordinal(self, found: Found) -> str | None:
        return self._with_ending(value_of(found["roman"]), found["end"])

    def _with_ending(self, number: int, ending: str) -> str | None:
        if ending.startswith("nd"):
            return "seconde" if ending == "nde" else "second"
        if number == 1:
            return "première" if ending.startswith(("re", "èr")) else "premier"
        return self.ordinal(number)
