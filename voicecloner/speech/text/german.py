"""German."""

import re
from collections.abc import Sequence
from typing import ClassVar

from voicecloner.speech.text.dates import (
    HOUR,
    MINUTE,
    clock_rule,
    full_year,
    month_number,
    month_pattern,
)
from voicecloner.speech.text.language import Date, Language, currency_table, listed, noun_table, word_table
from voicecloner.speech.text.numbers import in_words
from voicecloner.speech.text.roman import ROMAN, value_of
from voicecloner.speech.text.rules import Found, Rule, ends_sentence, word_after, word_before

_WEAK_N = frozenset(
    listed("""
        den dem des im am vom zum zur beim einem einer eines einen diesem diesen dieser dieses jedem jeden keinem
        keinen meinem meinen seinem seinen ihrem ihren unserem unseren bis seit ab nach vor mit""")
)
_WEAK = frozenset(
    listed("""
        der die das diese dieses jede jedes jener jene jenes ins ans aufs durchs fürs""")
)
_NEUTER = frozenset(
    listed("""
        Kapitel Buch Jahr Quartal Semester Mal Gebot Stockwerk Obergeschoss Jahrhundert Jahrtausend Kind Spiel
        Tor Bild Lied Konzert Album Rennen Treffen Halbjahr Lebensjahr Haus Regiment Bataillon Gesetz""")
)
_MASCULINE = frozenset(
    listed("""
        Weltkrieg Tag Stock Platz Satz Akt Teil Advent Geburtstag Mann Monat Abschnitt Versuch Schritt Preis Band
        Spieltag Kongress Bundestag Januar Februar März April Mai Juni Juli August September Oktober November
        Dezember""")
)
_COUNTED = frozenset(
    listed("""
        kapitel seite nummer nr jahr band platz teil abschnitt artikel paragraph klasse punkt zimmer""")
)
_QUEENS = frozenset(
    listed("""
        Elisabeth Elizabeth Katharina Maria Margarethe Margrethe Beatrix Isabella Christina Anna""")
)


def _context(found: Found) -> str:
    """The word that an ordinal bends to: in “am 3. und 4. Mai” that of the first is that of the second, too."""
    before = found.string[max(0, found.start() - 60) : found.start()]
    row = re.search(r"(\w+)\s+(?:\d{1,3}\.(?:\d{1,2}\.)?,?\s+(?:(?:und|oder|bis|sowie)\s+)?)+\Z", before)
    return row[1] if row else word_before(found)


class German(Language):
    """German as in Germany and Austria."""

    code, tag = "de", "de"
    is_complete = True
    decimal_sign = ","
    has_spaced_thousands = True
    decimal_word, minus = "Komma", "minus"
    months = listed("""
        Januar Februar März April Mai Juni Juli August September Oktober November Dezember""")  # fmt: skip
    month_abbreviations: ClassVar = {
        "Jan": 1, "Jän": 1, "Feb": 2, "Febr": 2, "Mär": 3, "Apr": 4, "Jun": 6, "Jul": 7, "Aug": 8, "Sept": 9, "Sep": 9,
        "Okt": 10, "Nov": 11, "Dez": 12,
    }  # fmt: skip
    units: ClassVar = noun_table("""
        % = Prozent n
        ‰ = Promille n
        km/h = Stundenkilometer
        m/s = Meter pro Sekunde
        km² = Quadratkilometer
        qm = Quadratmeter
        m² = Quadratmeter
        m³ = Kubikmeter
        cm² = Quadratzentimeter
        cm³ = Kubikzentimeter
        km = Kilometer
        m = Meter
        cm = Zentimeter
        mm = Millimeter
        nm = Nanometer
        µm = Mikrometer
        t = Tonne/Tonnen f
        kg = Kilogramm n
        g = Gramm n
        mg = Milligramm n
        l = Liter
        L = Liter
        ml = Milliliter
        h = Stunde/Stunden f
        Std. = Stunde/Stunden f
        min = Minute/Minuten f
        Min. = Minute/Minuten f
        s = Sekunde/Sekunden f
        Sek. = Sekunde/Sekunden f
        ms = Millisekunde/Millisekunden f
        °C = Grad Celsius
        °F = Grad Fahrenheit
        ° = Grad
        Hz = Hertz n
        kHz = Kilohertz n
        MHz = Megahertz n
        GHz = Gigahertz n
        kB = Kilobyte n
        KB = Kilobyte n
        MB = Megabyte n
        GB = Gigabyte n
        TB = Terabyte n
        Mbit/s = Megabit pro Sekunde n
        W = Watt n
        kW = Kilowatt n
        MW = Megawatt n
        kWh = Kilowattstunde/Kilowattstunden f
        V = Volt n
        A = Ampere n
        PS = P S
        dB = Dezibel n
        ha = Hektar
        kcal = Kilokalorie/Kilokalorien f""")
    currencies: ClassVar = currency_table("""
        €, EUR, Euro = Euro; Cent
        $, Dollar = Dollar; Cent
        USD, US$ = US-Dollar; Cent
        £, GBP = Pfund n; Penny/Pence
        ¥ = Yen; Sen
        CHF, Fr., Franken = Franken; Rappen
        DM = Mark f; Pfennig""")
    scales: ClassVar = noun_table("""
        Tsd. = tausend
        Mio. = Million/Millionen f
        Mio = Million/Millionen f
        Millionen = Million/Millionen f
        Million = Million/Millionen f
        Mrd. = Milliarde/Milliarden f
        Mrd = Milliarde/Milliarden f
        Milliarden = Milliarde/Milliarden f
        Milliarde = Milliarde/Milliarden f""")
    symbols: ClassVar = word_table("""
        & = und
        % = Prozent
        + = plus
        = = gleich
        § = Paragraph
        © = Copyright
        ° = Grad
        € = Euro
        $ = Dollar
        £ = Pfund
        × = mal
        ÷ = geteilt durch
        ± = plus minus
        < = kleiner als
        > = größer als
        ≤ = kleiner gleich
        ≥ = größer gleich
        ≈ = ungefähr
        ≠ = ungleich
        ² = Quadrat
        ³ = hoch drei
        √ = Wurzel aus
        ∞ = unendlich
        π = Pi
        µ = Mikro
        # = Hashtag
        @ = ätt""")
    between_numbers: ClassVar = word_table("""
        + = plus
        - = bis
        – = bis
        — = bis
        x = mal
        × = mal
        * = mal
        · = mal
        : = zu
        / = durch
        − = minus
        = = gleich""")
    address_signs: ClassVar = word_table("""
        . = Punkt
        / = Schrägstrich
        - = minus
        _ = Unterstrich
        @ = ätt
        : = Doppelpunkt
        + = plus
        ~ = Tilde
        = = gleich
        % = Prozent
        & = und""")
    titles: ClassVar = word_table("""
        Dr. = Doktor
        Prof. = Professor
        Hr. = Herr
        Hrn. = Herrn
        Fr. = Frau
        St. = Sankt
        Dipl.-Ing. = Diplomingenieur
        Ing. = Ingenieur
        Mag. = Magister
        Fam. = Familie
        Gebr. = Gebrüder""")
    before_numbers: ClassVar = word_table("""
        Nr. = Nummer
        Nrn. = Nummern
        S. = Seite
        Bd. = Band
        Kap. = Kapitel
        Abb. = Abbildung
        Abs. = Absatz
        Art. = Artikel
        Tab. = Tabelle
        Aufl. = Auflage
        Anm. = Anmerkung
        Zi. = Zimmer
        Ziff. = Ziffer
        Jg. = Jahrgang
        §§ = Paragraphen
        § = Paragraph
        # = Nummer""")
    abbreviations: ClassVar = word_table("""
        usw. = und so weiter
        u. s. w. = und so weiter
        etc. = et cetera
        u. a. = unter anderem
        u. Ä. = und Ähnliches
        o. Ä. = oder Ähnliches
        usf. = und so fort
        v. Chr. = vor Christus
        n. Chr. = nach Christus
        Str. = Straße
        Jh. = Jahrhundert
        Jhd. = Jahrhundert
        Jr. = Junior
        u. v. m. = und vieles mehr
        bzgl. = bezüglich
        Tel. = Telefon
        Min. = Minuten
        Std. = Stunden
        Sek. = Sekunden
        Mio. = Millionen
        Mrd. = Milliarden
        h. c. = honoris causa
        e. V. = eingetragener Verein
        Abt. = Abteilung
        a. D. = außer Dienst
        i. R. = im Ruhestand
        GmbH & Co. KG = G m b H und Co K G
        max. = maximal
        min. = mindestens
        Pl. = Platz""")
    inner_abbreviations: ClassVar = word_table("""
        z. B. = zum Beispiel
        d. h. = das heißt
        bzw. = beziehungsweise
        ca. = circa
        vgl. = vergleiche
        sog. = sogenannte
        u. U. = unter Umständen
        z. T. = zum Teil
        i. d. R. = in der Regel
        i. A. = im Auftrag
        evtl. = eventuell
        ggf. = gegebenenfalls
        inkl. = inklusive
        exkl. = exklusive
        zzgl. = zuzüglich
        s. o. = siehe oben
        s. u. = siehe unten
        o. g. = oben genannte
        allg. = allgemein
        geb. = geboren
        gest. = gestorben
        verh. = verheiratet
        einschl. = einschließlich
        mind. = mindestens
        u. z. = und zwar
        m. E. = meines Erachtens
        zzt. = zurzeit
        z. Zt. = zur Zeit
        vs. = gegen
        i. e. = das heißt
        Mo.-Fr. = Montag bis Freitag
        usw. usf. = und so weiter und so fort
        St. = Sankt
        d. J. = dieses Jahres
        z. H. = zu Händen
        z. Hd. = zu Händen
        s. = siehe""")
    fractions: ClassVar = {
        (1, 2): "ein halb", (1, 3): "ein Drittel", (2, 3): "zwei Drittel", (1, 4): "ein Viertel",
        (3, 4): "drei Viertel",
        (1, 5): "ein Fünftel", (2, 5): "zwei Fünftel", (3, 5): "drei Fünftel", (4, 5): "vier Fünftel",
        (1, 8): "ein Achtel",
        (3, 8): "drei Achtel", (5, 8): "fünf Achtel", (7, 8): "sieben Achtel", (1, 10): "ein Zehntel",
        (24, 7): "vierundzwanzig sieben",
    }  # fmt: skip
    phone_words = listed("telefon tel fax mobil handy telefonnummer rufnummer hotline unter")
    nouns_have_capitals = True
    starters = frozenset(
        listed("""
        Der Die Das Den Dem Ein Eine Einen Einem Er Sie Es Wir Ihr Ich Du Man Dann Da Danach Dort Hier Heute
        Morgen Gestern Und Aber Oder Denn Doch Wenn Als Weil Dass Ob Wie Wer Was Wo Wann Warum In Im An Am Auf
        Bei Mit Nach Vor Von Zu Zum Zur Für Durch Ohne Um Seit Nicht Nun Jetzt So Auch Nur Sein Seine Ihre Mein
        Meine Unser Diese Dieser Dieses Alle Viele Einige Kein Keine Später Bitte Ist Sind War Waren Hat Haben
        Kann Können Ja Nein Trotzdem Deshalb Daher""")
    )
    numbered_nouns = (
        "kapitel", "teil", "band", "akt", "szene", "buch", "abschnitt", "artikel", "typ", "phase", "klasse", "stufe",
        "tabelle", "weltkrieg", "hartz", "tafel",
    )  # fmt: skip
    monarchs = frozenset(
        listed("""
        Heinrich Elisabeth Elizabeth Karl Georg Wilhelm Richard Eduard Ludwig Napoleon Franz Philipp Peter
        Katharina Nikolaus Friedrich Paul Pius Benedikt Leo Alexander Ramses Ferdinand Otto Iwan Gregor Klemens
        Innozenz Urban Bonifatius Julius Leopold Albert Christian Gustav Rudolf Maximilian Sixtus Hadrian Konrad
        Joseph Josef Johann Johannes Margarethe Beatrix Isabella August Konstantin Albrecht Edward Charles Henry
        Louis""")
    )

    def agreeing(self, words: str, gender: str) -> str:
        """ein Euro, eine Stunde."""
        if not words.endswith("eins"):
            return words
        return words[:-4] + ("eine" if gender == "f" and words == "eins" else "ein")

    def decimals(self, fraction: str) -> str | None:
        """Digit by digit."""
        return self.spelled_short(fraction)

    def year(self, value: int) -> str | None:
        """neunzehnhundertvierundachtzig."""
        return in_words(value, self.code, "year")

    def with_cents(self, whole: str, cents: str, count: int) -> str:
        """zwölf Euro fünfzig."""
        return f"{whole} {self.cardinal(count)}"

    def with_fraction(self, whole: str, fraction: str) -> str:
        """zweieinhalb, eineinhalb, drei ein Viertel."""
        start = "ein" if whole == "eins" else whole
        return f"{start}einhalb" if fraction == "ein halb" else f"{whole} {fraction}"

    def clock(self, hour: int, minute: int) -> str | None:
        """fünfzehn Uhr fünfundvierzig."""
        said = "ein" if hour == 1 else self.cardinal(hour)
        return f"{said} Uhr {self.cardinal(minute)}" if minute else f"{said} Uhr"

    def date(self, date: Date, before: str) -> str | None:
        """zwölfter Mai zweitausendvierundzwanzig; am zwölften Mai."""
        year = f" {self.year(date.year)}" if date.year is not None else ""
        return f"{self.bent(date.day, before, self.months[date.month - 1])} {self.months[date.month - 1]}{year}"

    def bent(self, number: int, before: str, noun: str) -> str:
        """The ordinal in the form that the word before it and the noun behind it ask for."""
        stem = str(self.ordinal(number))
        word = before.lower()
        if word in _WEAK_N:
            return f"{stem}n"
        if word in _WEAK:
            return stem
        if noun in _MASCULINE:
            return f"{stem}r"
        return f"{stem}s" if noun in _NEUTER else stem

    def monarch(self, name: str, number: int) -> str | None:
        """Ludwig der Vierzehnte."""
        return f"{'die' if name in _QUEENS else 'der'} {str(self.ordinal(number)).capitalize()}"

    def torn_hyphen(self, before: str, after: str) -> str:
        """Haus- und Gartenarbeit; names and compounds of nouns keep their hyphen."""
        if after in {"und", "oder", "bzw", "als", "sowie", "bis"}:
            return "- "
        return "-" if len(before) == 1 else super().torn_hyphen(before, after)

    def own_rules(self) -> Sequence[Rule]:
        """Times with Uhr, ordinals with a full stop, dates with the month in letters, decades."""
        month = month_pattern(self)
        year = r"(?:\s(?P<year>\d{4}|['’]\d\d)(?![\w]|[.,]\d))?"
        return (
            clock_rule(self, rf"(?<![\w:.,]){HOUR}(?:[:.]{MINUTE})?\sUhr(?!\w)"),
            Rule(rf"(?<![\w:.,]){HOUR}:{MINUTE}(?::[0-5]\d)?(?![\w:])(?!\sh\b)", self._bare_clock),
            clock_rule(self, rf"(?<![\w:.,]){HOUR}:{MINUTE}\sh\b"),
            Rule(rf"(?<![\w.,/-])(?P<day>[0-3]?\d)\.\s?{month}{year}", self._date),
            Rule(
                r"(?<![\w.,/-])(?P<day>[0-3]?\d)\. ?(?P<month>[01]?\d)\.(?P<year>)(?![\w]|[.,:/-]?\d)", self._short_date
            ),
            Rule(
                r"(?<![\w.,:/-])(?P<number>\d{1,3})\.(?=[\s\u00a0]+(?:[A-ZÄÖÜ„»]|(?:und|oder|bis|sowie)\s+\d{1,3}\.))",
                self._ordinal,
            ),
            Rule(r"(?<![\w.,:/-])(?P<number>\d{1,3})\.(?=[\s\u00a0]+[a-zäöü])", self._ordinal_before_adjective),
            Rule(rf"(?P<roman>{ROMAN})\.(?=\s|\Z|,)", self._roman_ordinal, "w"),
            Rule(r"(?<![\w.,])(?P<number>\d{1,4})er(?=[\s-]*(?:Jahre|Jahren)\b|n?\b)", self._decade),
            Rule(
                r"(?<![\w.,])(?P<number>\d{1,4})-?(?P<end>mal|fach|jährige?[rnsm]?|te[rnsm]?|tägige?[rnsm]?)(?!\w)",
                self._joined,
            ),
            Rule(r"(?<!\w)(?P<street>[A-ZÄÖÜ][a-zäöüß-]{1,30}str)\.(?!\w)", self._street, "w"),
        )

    def _bare_clock(self, found: Found) -> str | None:
        if word_after(found) == "Uhr":
            return None
        return self.clock(int(found["hour"]), int(found["minute"]))

    def _date(self, found: Found) -> str | None:
        digits = (found["year"] or "").lstrip("'’")
        date = Date(int(found["day"]), month_number(self, found["month"]), full_year(digits) if digits else None)
        return self.date(date, _context(found)) if 1 <= date.day <= 31 else None

    def _short_date(self, found: Found) -> str | None:
        day, month = int(found["day"]), int(found["month"])
        if not (1 <= day <= 31 and 1 <= month <= 12):
            return None
        stop = "." if ends_sentence(found) else ""
        return f"{self.date(Date(day, month), word_before(found))}{stop}"

    def _ordinal(self, found: Found) -> str | None:
        after = word_after(found)
        if after in self.starters or word_before(found).lower().rstrip(".") in _COUNTED:
            return None
        return self.bent(int(found["number"]), _context(found), after)

    def _ordinal_before_adjective(self, found: Found) -> str | None:
        return self.bent(int(found["number"]), _context(found), "")

    def _roman_ordinal(self, found: Found) -> str | None:
        name = word_before(found)
        if name not in self.monarchs:
            return None
        is_last = ends_sentence(found, self.starters)
        return f"{self.monarch(name, value_of(found['roman']))}{'.' if is_last else ''}"

    def _decade(self, found: Found) -> str | None:
        value = int(found["number"])
        return f"{self.year(value) if value >= 1000 else self.cardinal(value)}er"

    def _street(self, found: Found) -> str:
        return f"{found['street']}aße{'.' if ends_sentence(found, self.starters) else ''}"

    def _joined(self, found: Found) -> str | None:
        value = int(found["number"])
        if found["end"].startswith("te"):
            return re.sub("te$", found["end"], str(self.ordinal(value)))
        words = str(self.cardinal(value))
        return f"{words.removesuffix('s') if words.endswith('eins') else words}{found['end']}"
