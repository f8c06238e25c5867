"""Italian."""

from collections.abc import Sequence
from typing import ClassVar

from voicecloner.speech.text.dates import HOUR, MINUTE, clock_rule
from voicecloner.speech.text.language import currency_table, listed, noun_table, word_table
from voicecloner.speech.text.roman import ROMAN, value_of
from voicecloner.speech.text.romance import Romance
from voicecloner.speech.text.rules import Found, Rule, word_after


class Italian(Romance):
    """Italian as in Italy."""

    code, tag = "it", "it"
    decimal_word, minus = "virgola", "meno"
    first_of_month = "primo"
    of_scale = " di "
    millions = frozenset({"milione", "miliardo"})
    months = listed("""
        gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre""")  # fmt: skip
    month_abbreviations: ClassVar = {
        "gen": 1, "feb": 2, "mar": 3, "apr": 4, "mag": 5, "giu": 6, "lug": 7, "ago": 8, "sett": 9, "set": 9, "ott": 10,
        "nov": 11, "dic": 12,
    }  # fmt: skip
    units: ClassVar = noun_table("""
        % = per cento
        ‰ = per mille
        km/h = chilometro orario/chilometri orari
        m/s = metro al secondo/metri al secondo
        km² = chilometro quadrato/chilometri quadrati
        m² = metro quadrato/metri quadrati
        mq = metro quadrato/metri quadrati
        m³ = metro cubo/metri cubi
        cm² = centimetro quadrato/centimetri quadrati
        cm³ = centimetro cubo/centimetri cubi
        km = chilometro/chilometri
        m = metro/metri
        cm = centimetro/centimetri
        mm = millimetro/millimetri
        t = tonnellata/tonnellate f
        kg = chilogrammo/chilogrammi
        g = grammo/grammi
        mg = milligrammo/milligrammi
        l = litro/litri
        L = litro/litri
        ml = millilitro/millilitri
        h = ora/ore f
        min = minuto/minuti
        s = secondo/secondi
        ms = millisecondo/millisecondi
        °C = grado Celsius/gradi Celsius
        °F = grado Fahrenheit/gradi Fahrenheit
        Hz = hertz
        kHz = chilohertz
        MHz = megahertz
        GHz = gigahertz
        KB = chilobyte
        MB = megabyte
        GB = gigabyte
        TB = terabyte
        W = watt
        kW = chilowatt
        kWh = chilowattora
        V = volt
        dB = decibel
        ha = ettaro/ettari""")
    currencies: ClassVar = currency_table("""
        €, EUR, euro = euro; centesimo/centesimi
        $, dollari, dollaro = dollaro/dollari; centesimo/centesimi
        USD, US$ = dollaro americano/dollari americani; centesimo/centesimi
        £, GBP = sterlina/sterline f; penny/pence
        ¥ = yen; sen
        CHF = franco svizzero/franchi svizzeri; centesimo/centesimi""")
    scales: ClassVar = noun_table("""
        milioni = milione/milioni
        milione = milione/milioni
        mln = milione/milioni
        miliardi = miliardo/miliardi
        miliardo = miliardo/miliardi
        mld = miliardo/miliardi
        mila = mila/mila""")
    symbols: ClassVar = word_table("""
        & = e
        % = per cento
        + = più
        = = uguale
        § = paragrafo
        © = copyright
        ° = gradi
        € = euro
        $ = dollaro
        £ = sterlina
        × = per
        ÷ = diviso
        ± = più o meno
        < = minore di
        > = maggiore di
        ≤ = minore o uguale a
        ≥ = maggiore o uguale a
        ≈ = circa
        ≠ = diverso da
        ² = al quadrato
        ³ = al cubo
        √ = radice quadrata di
        ∞ = infinito
        π = pi greco
        # = hashtag
        @ = chiocciola""")
    between_numbers: ClassVar = word_table("""
        + = più
        - = a
        – = a
        — = a
        x = per
        × = per
        * = per
        : = a
        / = fratto
        − = meno
        = = uguale""")
    address_signs: ClassVar = word_table("""
        . = punto
        / = barra
        - = trattino
        _ = trattino basso
        @ = chiocciola
        : = due punti
        + = più
        ~ = tilde
        = = uguale
        % = per cento
        & = e""")
    titles: ClassVar = word_table("""
        Sig. = signor
        Sigg. = signori
        Sig.ra = signora
        Sig.na = signorina
        Dott. = dottor
        Dott.ssa = dottoressa
        Dr. = dottor
        Prof. = professor
        Prof.ssa = professoressa
        Ing. = ingegner
        Avv. = avvocato
        Arch. = architetto
        Geom. = geometra
        On. = onorevole
        Gen. = generale
        S. = San
        SS. = Santi""")
    before_numbers: ClassVar = word_table("""
        n. = numero
        nn. = numeri
        n° = numero
        nº = numero
        p. = pagina
        pag. = pagina
        pagg. = pagine
        pp. = pagine
        vol. = volume
        cap. = capitolo
        fig. = figura
        art. = articolo
        tab. = tabella
        ed. = edizione
        § = paragrafo
        # = numero """)
    abbreviations: ClassVar = word_table("""
        ecc. = eccetera
        etc. = eccetera
        a. C. = avanti Cristo
        d. C. = dopo Cristo
        tel. = telefono
        S.p.A. = S p A
        S.r.l. = S r l
        c.so = corso
        p.zza = piazza
        v.le = viale
        min. = minimo
        max. = massimo
        gent.mo = gentilissimo
        gent.ma = gentilissima
        c.a. = corrente anno
        c.m. = corrente mese""")
    inner_abbreviations: ClassVar = word_table("""
        p. es. = per esempio
        ad es. = ad esempio
        es. = esempio
        cfr. = confronta
        ca. = circa
        vs. = contro
        cioè = cioè""")
    fractions: ClassVar = {
        (1, 2): "un mezzo", (1, 3): "un terzo", (2, 3): "due terzi", (1, 4): "un quarto", (3, 4): "tre quarti",
        (1, 5): "un quinto", (2, 5): "due quinti", (3, 5): "tre quinti", (4, 5): "quattro quinti", (1, 8): "un ottavo",
        (1, 10): "un decimo", (24, 7): "ventiquattro sette",
    }  # fmt: skip
    first_words = ("secolo",)
    phone_words = (
        "telefono",
        "tel",
        "fax",
        "cellulare",
        "cell",
        "chiama",
        "chiami",
        "chiamate",
        "numero",
        "al",
        "allo",
    )
    starters = frozenset(
        listed("""
        Il Lo La I Gli Le Un Uno Una Lui Lei Loro Noi Voi Io Tu Questo Questa Questi Quello Ma E O Se Quando Che
        Chi Cosa Dove Come Perché Per In Con Senza Di Da Del Della Al Alla Poi Dopo Prima Suo Sua Mio Mia Oggi
        Ieri Domani Allora Così È Sono Ha Hanno Non Si Ci Nel Nella Ora Anche""")
    )
    numbered_nouns = (
        "capitolo",
        "tomo",
        "parte",
        "atto",
        "scena",
        "libro",
        "sezione",
        "tipo",
        "fase",
        "volume",
        "articolo",
        "guerra",
    )
    monarchs = frozenset(listed("""
        Luigi Carlo Enrico Francesco Filippo Napoleone Elisabetta Giovanni Paolo Pio Benedetto Leone Alessandro
        Ramses Guglielmo Riccardo Edoardo Giacomo Giorgio Pietro Caterina Nicola Federico Gregorio Clemente
        Innocenzo Urbano Bonifacio Giulio Leopoldo Alberto Ottone Ferdinando Alfonso Isabella Emanuele Umberto
        Vittorio Sisto Amedeo"""))  # fmt: skip

    def agreeing(self, words: str, gender: str) -> str:
        """un euro, una sterlina."""
        return {"f": "una"}.get(gender, "un") if words == "uno" else words

    def before_word(self, words: str, noun: str) -> str:
        """un libro, una casa."""
        if words != "uno" or not noun.islower() or not noun.endswith(("o", "a")) or len(noun) < 4:
            return words
        return self.agreeing(words, "f" if noun.endswith("a") else "m")

    def with_cents(self, whole: str, cents: str, count: int) -> str:
        """cinque euro e novantanove."""
        return f"{whole} e {cents}" if count == 1 else f"{whole} e {self.cardinal(count)}"

    def with_fraction(self, whole: str, fraction: str) -> str:
        """due e mezzo, due e tre quarti."""
        return f"{whole} e {'mezzo' if fraction == 'un mezzo' else fraction}"

    def clock(self, hour: int, minute: int) -> str | None:
        """quindici e quarantacinque; una e trenta."""
        said = "una" if hour == 1 else str(self.cardinal(hour))
        if not minute:
            return f"{said} in punto"
        return f"{said} e {'zero ' if minute < 10 else ''}{self.cardinal(minute)}"

    def monarch(self, name: str, number: int) -> str | None:
        """Luigi quattordicesimo, Elisabetta seconda."""
        return self._feminine(str(self.ordinal(number)), is_feminine=name in {"Elisabetta", "Caterina", "Isabella"})

    def own_rules(self) -> Sequence[Rule]:
        """Times, ordinals, centuries before and behind their noun, dates with the month in letters."""
        return (
            clock_rule(self, rf"(?<![\w:.,])(?:(?<=ore )|(?<=Ore )){HOUR}[:.,]{MINUTE}(?![\w:])"),
            clock_rule(self, rf"(?<![\w:.,]){HOUR}:{MINUTE}(?::[0-5]\d)?(?![\w:])"),
            *self.date_rules_in_words(r"\s"),
            Rule(
                r"(?<![\w.,])(?P<number>\d{1,4})(?P<end>[ºª]|°(?=\s[a-zà-ù]|\s[A-Z][a-z])|(?:mo|ma|esimo|esima)(?!\w))(?!C)",
                self._ordinal,
            ),
            self.century_rule("secolo"),
            Rule(rf"(?<!\w)(?P<roman>{ROMAN})(?=\ssecolo)", lambda found: self.century(value_of(found["roman"])), "w"),
            Rule(r"(?<![\w.,])(?P<number>\d{1,3})\s?°(?!\w)", self._degrees),
            Rule(r"(?<=anni )['’]?(?P<decade>\d0)(?!\d)", lambda found: self.cardinal(int(found["decade"])), "ds"),
        )

    def century(self, number: int) -> str | None:
        """ventesimo."""
        return self.ordinal(number)

    def _ordinal(self, found: Found) -> str | None:
        is_feminine = found["end"].endswith(("ª", "a")) or (found["end"] == "°" and word_after(found).endswith("a"))
        return self._feminine(str(self.ordinal(int(found["number"]))), is_feminine=is_feminine)

    def _feminine(self, ordinal: str, *, is_feminine: bool) -> str:
        return f"{ordinal[:-1]}a" if is_feminine else ordinal

    def _degrees(self, found: Found) -> str:
        number = int(found["number"])
        return "un grado" if number == 1 else f"{self.cardinal(number)} gradi"
