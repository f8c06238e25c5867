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
from voicecloner.speech.text.language import Currency, Date, Language, Noun
from voicecloner.speech.text.numbers import in_words
from voicecloner.speech.text.roman import ROMAN, value_of
from voicecloner.speech.text.rules import Found, Rule, ends_sentence, word_after, word_before

_WEAK_N = frozenset(
    "den dem des im am vom zum zur beim einem einer eines einen diesem diesen dieser dieses jedem jeden keinem keinen "
    "meinem meinen seinem seinen ihrem ihren unserem unseren bis seit ab nach vor mit".split()
)
_WEAK = frozenset("der die das diese dieses jede jedes jener jene jenes ins ans aufs durchs fürs".split())
_NEUTER = frozenset(
    "Kapitel Buch Jahr Quartal Semester Mal Gebot Stockwerk Obergeschoss Jahrhundert Jahrtausend Kind Spiel Tor Bild "
    "Lied Konzert Album Rennen Treffen Halbjahr Lebensjahr Haus Regiment Bataillon Gesetz".split()
)
_MASCULINE = frozenset(
    "Weltkrieg Tag Stock Platz Satz Akt Teil Advent Geburtstag Mann Monat Abschnitt Versuch Schritt Preis Band Spieltag "
    "Kongress Bundestag Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()
)
_COUNTED = frozenset("kapitel seite nummer nr jahr band platz teil abschnitt artikel paragraph klasse punkt zimmer".split())
_QUEENS = frozenset("Elisabeth Elizabeth Katharina Maria Margarethe Margrethe Beatrix Isabella Christina Anna".split())


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
    months = (
        "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()
    )  # fmt: skip
    month_abbreviations: ClassVar = {
        "Jan": 1, "Jän": 1, "Feb": 2, "Febr": 2, "Mär": 3, "Apr": 4, "Jun": 6, "Jul": 7, "Aug": 8, "Sept": 9, "Sep": 9,
        "Okt": 10, "Nov": 11, "Dez": 12,
    }  # fmt: skip
    units: ClassVar = {
        "%": Noun("Prozent", "Prozent", "n"), "‰": Noun("Promille", "Promille", "n"),
        "km/h": Noun("Stundenkilometer", "Stundenkilometer"), "m/s": Noun("Meter pro Sekunde", "Meter pro Sekunde"),
        "km²": Noun("Quadratkilometer", "Quadratkilometer"), "qm": Noun("Quadratmeter", "Quadratmeter"),
        "m²": Noun("Quadratmeter", "Quadratmeter"), "m³": Noun("Kubikmeter", "Kubikmeter"),
        "cm²": Noun("Quadratzentimeter", "Quadratzentimeter"), "cm³": Noun("Kubikzentimeter", "Kubikzentimeter"),
        "km": Noun("Kilometer", "Kilometer"), "m": Noun("Meter", "Meter"), "cm": Noun("Zentimeter", "Zentimeter"),
        "mm": Noun("Millimeter", "Millimeter"), "nm": Noun("Nanometer", "Nanometer"), "µm": Noun("Mikrometer", "Mikrometer"),
        "t": Noun("Tonne", "Tonnen", "f"), "kg": Noun("Kilogramm", "Kilogramm", "n"), "g": Noun("Gramm", "Gramm", "n"),
        "mg": Noun("Milligramm", "Milligramm", "n"), "l": Noun("Liter", "Liter"), "L": Noun("Liter", "Liter"),
        "ml": Noun("Milliliter", "Milliliter"), "h": Noun("Stunde", "Stunden", "f"), "Std.": Noun("Stunde", "Stunden", "f"),
        "min": Noun("Minute", "Minuten", "f"), "Min.": Noun("Minute", "Minuten", "f"), "s": Noun("Sekunde", "Sekunden", "f"),
        "Sek.": Noun("Sekunde", "Sekunden", "f"), "ms": Noun("Millisekunde", "Millisekunden", "f"),
        "°C": Noun("Grad Celsius", "Grad Celsius"), "°F": Noun("Grad Fahrenheit", "Grad Fahrenheit"), "°": Noun("Grad", "Grad"),
        "Hz": Noun("Hertz", "Hertz", "n"), "kHz": Noun("Kilohertz", "Kilohertz", "n"), "MHz": Noun("Megahertz", "Megahertz", "n"),
        "GHz": Noun("Gigahertz", "Gigahertz", "n"), "kB": Noun("Kilobyte", "Kilobyte", "n"), "KB": Noun("Kilobyte", "Kilobyte", "n"),
        "MB": Noun("Megabyte", "Megabyte", "n"), "GB": Noun("Gigabyte", "Gigabyte", "n"), "TB": Noun("Terabyte", "Terabyte", "n"),
        "Mbit/s": Noun("Megabit pro Sekunde", "Megabit pro Sekunde", "n"), "W": Noun("Watt", "Watt", "n"),
        "kW": Noun("Kilowatt", "Kilowatt", "n"), "MW": Noun("Megawatt", "Megawatt", "n"),
        "kWh": Noun("Kilowattstunde", "Kilowattstunden", "f"), "V": Noun("Volt", "Volt", "n"), "A": Noun("Ampere", "Ampere", "n"),
        "PS": Noun("P S", "P S"), "dB": Noun("Dezibel", "Dezibel", "n"), "ha": Noun("Hektar", "Hektar"),
        "kcal": Noun("Kilokalorie", "Kilokalorien", "f"),
    }  # fmt: skip
    currencies: ClassVar = {
        "€": Currency(Noun("Euro", "Euro"), Noun("Cent", "Cent")), "EUR": Currency(Noun("Euro", "Euro"), Noun("Cent", "Cent")),
        "Euro": Currency(Noun("Euro", "Euro"), Noun("Cent", "Cent")),
        "$": Currency(Noun("Dollar", "Dollar"), Noun("Cent", "Cent")), "USD": Currency(Noun("US-Dollar", "US-Dollar"), Noun("Cent", "Cent")),
        "US$": Currency(Noun("US-Dollar", "US-Dollar"), Noun("Cent", "Cent")), "Dollar": Currency(Noun("Dollar", "Dollar"), Noun("Cent", "Cent")),
        "£": Currency(Noun("Pfund", "Pfund", "n"), Noun("Penny", "Pence")), "GBP": Currency(Noun("Pfund", "Pfund", "n"), Noun("Penny", "Pence")),
        "¥": Currency(Noun("Yen", "Yen"), Noun("Sen", "Sen")), "CHF": Currency(Noun("Franken", "Franken"), Noun("Rappen", "Rappen")),
        "Fr.": Currency(Noun("Franken", "Franken"), Noun("Rappen", "Rappen")), "Franken": Currency(Noun("Franken", "Franken"), Noun("Rappen", "Rappen")),
        "DM": Currency(Noun("Mark", "Mark", "f"), Noun("Pfennig", "Pfennig")),
    }  # fmt: skip
    scales: ClassVar = {
        "Tsd.": Noun("tausend", "tausend"), "Mio.": Noun("Million", "Millionen", "f"), "Mio": Noun("Million", "Millionen", "f"),
        "Millionen": Noun("Million", "Millionen", "f"), "Million": Noun("Million", "Millionen", "f"),
        "Mrd.": Noun("Milliarde", "Milliarden", "f"), "Mrd": Noun("Milliarde", "Milliarden", "f"),
        "Milliarden": Noun("Milliarde", "Milliarden", "f"), "Milliarde": Noun("Milliarde", "Milliarden", "f"),
    }  # fmt: skip
    symbols: ClassVar = {
        "&": "und", "%": "Prozent", "+": "plus", "=": "gleich", "§": "Paragraph", "©": "Copyright", "°": "Grad", "€": "Euro",
        "$": "Dollar", "£": "Pfund", "×": "mal", "÷": "geteilt durch", "±": "plus minus", "<": "kleiner als",
        ">": "größer als", "≤": "kleiner gleich", "≥": "größer gleich", "≈": "ungefähr", "≠": "ungleich", "²": "Quadrat",
        "³": "hoch drei", "√": "Wurzel aus", "∞": "unendlich", "π": "Pi", "µ": "Mikro", "#": "Hashtag", "@": "ätt",
    }  # fmt: skip
    between_numbers: ClassVar = {
        "+": "plus", "-": "bis", "–": "bis", "—": "bis", "x": "mal", "×": "mal", "*": "mal", "·": "mal", ":": "zu",
        "/": "durch", "−": "minus", "=": "gleich",
    }  # fmt: skip
    address_signs: ClassVar = {
        ".": "Punkt", "/": "Schrägstrich", "-": "minus", "_": "Unterstrich", "@": "ätt", ":": "Doppelpunkt", "+": "plus",
        "~": "Tilde", "=": "gleich", "%": "Prozent", "&": "und",
    }  # fmt: skip
    titles: ClassVar = {
        "Dr.": "Doktor", "Prof.": "Professor", "Hr.": "Herr", "Hrn.": "Herrn", "Fr.": "Frau", "St.": "Sankt",
        "Dipl.-Ing.": "Diplomingenieur", "Ing.": "Ingenieur", "Mag.": "Magister", "Fam.": "Familie", "Gebr.": "Gebrüder",
    }  # fmt: skip
    before_numbers: ClassVar = {
        "Nr.": "Nummer", "Nrn.": "Nummern", "S.": "Seite", "Bd.": "Band", "Kap.": "Kapitel", "Abb.": "Abbildung",
        "Abs.": "Absatz", "Art.": "Artikel", "Tab.": "Tabelle", "Aufl.": "Auflage", "Anm.": "Anmerkung", "Zi.": "Zimmer",
        "Ziff.": "Ziffer", "Jg.": "Jahrgang", "§§": "Paragraphen", "§": "Paragraph", "#": "Nummer ",
    }  # fmt: skip
    abbreviations: ClassVar = {
        "usw.": "und so weiter", "u. s. w.": "und so weiter", "etc.": "et cetera", "u. a.": "unter anderem",
        "u. Ä.": "und Ähnliches", "o. Ä.": "oder Ähnliches", "usf.": "und so fort", "v. Chr.": "vor Christus",
        "n. Chr.": "nach Christus", "Str.": "Straße", "Jh.": "Jahrhundert", "Jhd.": "Jahrhundert", "Jr.": "Junior",
        "u. v. m.": "und vieles mehr", "bzgl.": "bezüglich", "Tel.": "Telefon", "Min.": "Minuten", "Std.": "Stunden",
        "Sek.": "Sekunden", "Mio.": "Millionen", "Mrd.": "Milliarden", "h. c.": "honoris causa", "e. V.": "eingetragener Verein",
        "Abt.": "Abteilung", "a. D.": "außer Dienst", "i. R.": "im Ruhestand", "GmbH & Co. KG": "G m b H und Co K G",
        "max.": "maximal", "min.": "mindestens", "Pl.": "Platz",
    }  # fmt: skip
    inner_abbreviations: ClassVar = {
        "z. B.": "zum Beispiel", "d. h.": "das heißt", "bzw.": "beziehungsweise", "ca.": "circa", "vgl.": "vergleiche",
        "sog.": "sogenannte", "u. U.": "unter Umständen", "z. T.": "zum Teil", "i. d. R.": "in der Regel", "i. A.": "im Auftrag",
        "evtl.": "eventuell", "ggf.": "gegebenenfalls", "inkl.": "inklusive", "exkl.": "exklusive", "zzgl.": "zuzüglich",
        "s. o.": "siehe oben", "s. u.": "siehe unten", "o. g.": "oben genannte", "allg.": "allgemein", "geb.": "geboren",
        "gest.": "gestorben", "verh.": "verheiratet", "einschl.": "einschließlich", "mind.": "mindestens", "u. z.": "und zwar",
        "m. E.": "meines Erachtens", "zzt.": "zurzeit", "z. Zt.": "zur Zeit", "vs.": "gegen", "i. e.": "das heißt",
        "Mo.-Fr.": "Montag bis Freitag", "usw. usf.": "und so weiter und so fort", "St.": "Sankt", "d. J.": "dieses Jahres",
        "z. H.": "zu Händen", "z. Hd.": "zu Händen", "s.": "siehe",
    }  # fmt: skip
    fractions: ClassVar = {
        (1, 2): "ein halb", (1, 3): "ein Drittel", (2, 3): "zwei Drittel", (1, 4): "ein Viertel", (3, 4): "drei Viertel",
        (1, 5): "ein Fünftel", (2, 5): "zwei Fünftel", (3, 5): "drei Fünftel", (4, 5): "vier Fünftel", (1, 8): "ein Achtel",
        (3, 8): "drei Achtel", (5, 8): "fünf Achtel", (7, 8): "sieben Achtel", (1, 10): "ein Zehntel",
        (24, 7): "vierundzwanzig sieben",
    }  # fmt: skip
    phone_words = ("telefon", "tel", "fax", "mobil", "handy", "telefonnummer", "rufnummer", "hotline", "unter")
    nouns_have_capitals = True
    starters = frozenset(
        "Der Die Das Den Dem Ein Eine Einen Einem Er Sie Es Wir Ihr Ich Du Man Dann Da Danach Dort Hier Heute Morgen Gestern "
        "Und Aber Oder Denn Doch Wenn Als Weil Dass Ob Wie Wer Was Wo Wann Warum In Im An Am Auf Bei Mit Nach Vor Von Zu Zum "
        "Zur Für Durch Ohne Um Seit Nicht Nun Jetzt So Auch Nur Sein Seine Ihre Mein Meine Unser Diese Dieser Dieses Alle "
        "Viele Einige Kein Keine Später Bitte Ist Sind War Waren Hat Haben Kann Können Ja Nein Trotzdem Deshalb Daher".split()
    )
    numbered_nouns = (
        "kapitel", "teil", "band", "akt", "szene", "buch", "abschnitt", "artikel", "typ", "phase", "klasse", "stufe",
        "tabelle", "weltkrieg", "hartz", "tafel",
    )  # fmt: skip
    monarchs = frozenset(
        "Heinrich Elisabeth Elizabeth Karl Georg Wilhelm Richard Eduard Ludwig Napoleon Franz Philipp Peter Katharina "
        "Nikolaus Friedrich Paul Pius Benedikt Leo Alexander Ramses Ferdinand Otto Iwan Gregor Klemens Innozenz Urban "
        "Bonifatius Julius Leopold Albert Christian Gustav Rudolf Maximilian Sixtus Hadrian Konrad Joseph Josef Johann "
        "Johannes Margarethe Beatrix Isabella August Konstantin Albrecht Edward Charles Henry Louis".split()
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
            Rule(r"(?<![\w.,/-])(?P<day>[0-3]?\d)\. ?(?P<month>[01]?\d)\.(?P<year>)(?![\w]|[.,:/-]?\d)", self._short_date),
            Rule(r"(?<![\w.,:/-])(?P<number>\d{1,3})\.(?=[\s\u00a0]+(?:[A-ZÄÖÜ„»]|(?:und|oder|bis|sowie)\s+\d{1,3}\.))", self._ordinal),
            Rule(r"(?<![\w.,:/-])(?P<number>\d{1,3})\.(?=[\s\u00a0]+[a-zäöü])", self._ordinal_before_adjective),
            Rule(rf"(?P<roman>{ROMAN})\.(?=\s|\Z|,)", self._roman_ordinal, "w"),
            Rule(r"(?<![\w.,])(?P<number>\d{1,4})er(?=[\s-]*(?:Jahre|Jahren)\b|n?\b)", self._decade),
            Rule(r"(?<![\w.,])(?P<number>\d{1,4})-?(?P<end>mal|fach|jährige?[rnsm]?|te[rnsm]?|tägige?[rnsm]?)(?!\w)", self._joined),
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
