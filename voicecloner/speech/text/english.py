"""English, as Americans and as the British write it."""

import re
from collections.abc import Sequence
from typing import ClassVar

from voicecloner.speech.text.dates import HOUR, MINUTE, clock_rule, month_number, month_pattern
from voicecloner.speech.text.language import Currency, Date, Language, Noun
from voicecloner.speech.text.numbers import in_words
from voicecloner.speech.text.rules import Found, Rule, ends_sentence, word_before

_COMPOUND_STARTS = frozenset(
    "well self half ex all ever cross high low long short part full open old new first second third mid semi "
    "twenty thirty forty fifty sixty seventy eighty ninety father mother brother sister son daughter".split()
)


class English(Language):
    """American English: the month comes first."""

    code, tag = "en", "en"
    is_complete = True
    decimal_word, minus = "point", "minus"
    months = (
        "January February March April May June July August September October November December".split()
    )  # fmt: skip
    month_abbreviations: ClassVar = {
        "Jan": 1, "Feb": 2, "Mar": 3, "Apr": 4, "Jun": 6, "Jul": 7, "Aug": 8, "Sept": 9, "Sep": 9, "Oct": 10, "Nov": 11,
        "Dec": 12,
    }  # fmt: skip
    units: ClassVar = {
        "%": Noun("percent", "percent"), "‰": Noun("per mille", "per mille"),
        "km/h": Noun("kilometer per hour", "kilometers per hour"), "mph": Noun("mile per hour", "miles per hour"),
        "m/s": Noun("meter per second", "meters per second"), "km²": Noun("square kilometer", "square kilometers"),
        "m²": Noun("square meter", "square meters"), "m³": Noun("cubic meter", "cubic meters"),
        "cm²": Noun("square centimeter", "square centimeters"), "cm³": Noun("cubic centimeter", "cubic centimeters"),
        "sq ft": Noun("square foot", "square feet"), "sq. ft.": Noun("square foot", "square feet"),
        "km": Noun("kilometer", "kilometers"), "m": Noun("meter", "meters"), "cm": Noun("centimeter", "centimeters"),
        "mm": Noun("millimeter", "millimeters"), "µm": Noun("micrometer", "micrometers"),
        "nm": Noun("nanometer", "nanometers"), "mi": Noun("mile", "miles"), "ft": Noun("foot", "feet"),
        "yd": Noun("yard", "yards"), "t": Noun("ton", "tons"), "kg": Noun("kilogram", "kilograms"),
        "g": Noun("gram", "grams"), "mg": Noun("milligram", "milligrams"), "lb": Noun("pound", "pounds"),
        "lbs": Noun("pound", "pounds"), "oz": Noun("ounce", "ounces"), "l": Noun("liter", "liters"),
        "L": Noun("liter", "liters"), "ml": Noun("milliliter", "milliliters"), "mL": Noun("milliliter", "milliliters"),
        "h": Noun("hour", "hours"), "hr": Noun("hour", "hours"), "hrs": Noun("hour", "hours"),
        "min": Noun("minute", "minutes"), "mins": Noun("minute", "minutes"), "sec": Noun("second", "seconds"),
        "s": Noun("second", "seconds"), "ms": Noun("millisecond", "milliseconds"),
        "°C": Noun("degree Celsius", "degrees Celsius"), "°F": Noun("degree Fahrenheit", "degrees Fahrenheit"),
        "°": Noun("degree", "degrees"), "Hz": Noun("hertz", "hertz"), "kHz": Noun("kilohertz", "kilohertz"),
        "MHz": Noun("megahertz", "megahertz"), "GHz": Noun("gigahertz", "gigahertz"),
        "kB": Noun("kilobyte", "kilobytes"), "KB": Noun("kilobyte", "kilobytes"), "MB": Noun("megabyte", "megabytes"),
        "GB": Noun("gigabyte", "gigabytes"), "TB": Noun("terabyte", "terabytes"),
        "Mbit/s": Noun("megabit per second", "megabits per second"), "Mbps": Noun("megabit per second", "megabits per second"),
        "W": Noun("watt", "watts"), "kW": Noun("kilowatt", "kilowatts"), "MW": Noun("megawatt", "megawatts"),
        "kWh": Noun("kilowatt hour", "kilowatt hours"), "V": Noun("volt", "volts"), "A": Noun("ampere", "amperes"),
        "dB": Noun("decibel", "decibels"), "ha": Noun("hectare", "hectares"), "kcal": Noun("kilocalorie", "kilocalories"),
        "px": Noun("pixel", "pixels"), "mAh": Noun("milliampere hour", "milliampere hours"), "Ω": Noun("ohm", "ohms"),
    }  # fmt: skip
    currencies: ClassVar = {
        "$": Currency(Noun("dollar", "dollars"), Noun("cent", "cents")),
        "US$": Currency(Noun("U S dollar", "U S dollars"), Noun("cent", "cents")),
        "USD": Currency(Noun("U S dollar", "U S dollars"), Noun("cent", "cents")),
        "€": Currency(Noun("euro", "euros"), Noun("cent", "cents")),
        "EUR": Currency(Noun("euro", "euros"), Noun("cent", "cents")),
        "Euro": Currency(Noun("euro", "euros"), Noun("cent", "cents")),
        "euro": Currency(Noun("euro", "euros"), Noun("cent", "cents")),
        "euros": Currency(Noun("euro", "euros"), Noun("cent", "cents")),
        "£": Currency(Noun("pound", "pounds"), Noun("penny", "pence")),
        "GBP": Currency(Noun("pound", "pounds"), Noun("penny", "pence")),
        "¥": Currency(Noun("yen", "yen"), Noun("sen", "sen")), "₹": Currency(Noun("rupee", "rupees"), Noun("paisa", "paise")),
        "CHF": Currency(Noun("Swiss franc", "Swiss francs"), Noun("centime", "centimes")),
    }  # fmt: skip
    scales: ClassVar = {
        "thousand": Noun("thousand", "thousand"), "k": Noun("thousand", "thousand"), "K": Noun("thousand", "thousand"),
        "million": Noun("million", "million"), "m": Noun("million", "million"), "M": Noun("million", "million"),
        "billion": Noun("billion", "billion"), "bn": Noun("billion", "billion"), "B": Noun("billion", "billion"),
        "trillion": Noun("trillion", "trillion"),
    }  # fmt: skip
    symbols: ClassVar = {
        "&": "and", "%": "percent", "+": "plus", "=": "equals", "§": "section", "©": "copyright", "°": "degrees",
        "€": "euro", "$": "dollar", "£": "pound", "×": "times", "÷": "divided by", "±": "plus or minus", "<": "less than",
        ">": "greater than", "≤": "less than or equal to", "≥": "greater than or equal to", "≈": "about", "≠": "not equal to",
        "²": "squared", "³": "cubed", "√": "square root of", "∞": "infinity", "π": "pi", "µ": "micro", "#": "hashtag", "@": "at",
    }  # fmt: skip
    between_numbers: ClassVar = {
        "+": "plus", "-": "to", "–": "to", "—": "to", "x": "by", "×": "times", "*": "times", "·": "times", ":": "to",
        "/": "over", "−": "minus", "=": "equals",
    }  # fmt: skip
    address_signs: ClassVar = {
        ".": "dot", "/": "slash", "-": "dash", "_": "underscore", "@": "at", ":": "colon", "+": "plus", "~": "tilde",
        "=": "equals", "%": "percent", "&": "and",
    }  # fmt: skip
    titles: ClassVar = {
        "Dr.": "Doctor", "Mr.": "Mister", "Mrs.": "Missis", "Ms.": "Miz", "Prof.": "Professor", "St.": "Saint",
        "Mt.": "Mount", "Ft.": "Fort", "Rev.": "Reverend", "Hon.": "Honorable", "Gen.": "General", "Col.": "Colonel",
        "Lt.": "Lieutenant", "Capt.": "Captain", "Sgt.": "Sergeant", "Maj.": "Major", "Cmdr.": "Commander",
        "Gov.": "Governor", "Sen.": "Senator", "Rep.": "Representative", "Pres.": "President", "Messrs.": "Messieurs",
        "Fr.": "Father", "Sr.": "Sister", "Mr": "Mister", "Mrs": "Missis", "Ms": "Miz", "Dr": "Doctor",
    }  # fmt: skip
    before_numbers: ClassVar = {
        "No.": "number", "Nos.": "numbers", "no.": "number", "nos.": "numbers", "p.": "page", "pp.": "pages",
        "vol.": "volume", "ch.": "chapter", "chap.": "chapter", "fig.": "figure", "figs.": "figures", "sec.": "section",
        "art.": "article", "c.": "circa", "ca.": "circa", "ver.": "version", "v.": "version", "ext.": "extension",
        "#": "number ", "para.": "paragraph", "app.": "appendix", "eq.": "equation", "ed.": "edition", "§": "section",
    }  # fmt: skip
    abbreviations: ClassVar = {
        "etc.": "et cetera", "Inc.": "Incorporated", "Ltd.": "Limited", "Corp.": "Corporation", "Co.": "Company",
        "Jr.": "Junior", "Sr.": "Senior", "dept.": "department", "est.": "established", "min.": "minutes",
        "hrs.": "hours", "et al.": "and others", "a.k.a.": "also known as", "ibid.": "ibidem", "Ave.": "Avenue",
        "Blvd.": "Boulevard", "Rd.": "Road", "Ph.D.": "P H D", "Ph. D.": "P H D", "govt.": "government", "N.B.": "note well",
        "w/o": "without", "w/": "with", "St.": "Street", "lbs.": "pounds", "mph": "miles per hour",
    }  # fmt: skip
    inner_abbreviations: ClassVar = {
        "e. g.": "for example", "i. e.": "that is", "vs.": "versus", "vs": "versus", "approx.": "approximately",
        "cf.": "compare", "viz.": "namely", "incl.": "including", "excl.": "excluding", "c/o": "care of", "C#": "C sharp", "resp.": "respectively",
    }  # fmt: skip
    fractions: ClassVar = {
        (1, 2): "one half", (1, 3): "one third", (2, 3): "two thirds", (1, 4): "one quarter", (3, 4): "three quarters",
        (1, 5): "one fifth", (2, 5): "two fifths", (3, 5): "three fifths", (4, 5): "four fifths", (1, 8): "one eighth",
        (3, 8): "three eighths", (5, 8): "five eighths", (7, 8): "seven eighths", (1, 10): "one tenth",
        (24, 7): "twenty-four seven", (9, 11): "nine eleven",
    }  # fmt: skip
    phone_words = ("phone", "telephone", "tel", "call", "fax", "mobile", "cell", "dial", "ring")
    starters = frozenset(
        "The A An He She It We They I You This That These Those There Here In On At But And So Or If When Then What Who "
        "Why How His Her Its Our Their My Your As After Before For With No Not Now One Some Is Are Was Were Do Does Did "
        "Please Let Although Because While Since From To By Once Soon Next Later".split()
    )
    numbered_nouns = (
        "chapter", "part", "volume", "act", "scene", "book", "section", "article", "type", "phase", "stage", "class",
        "level", "war", "appendix", "table", "figure", "round", "title", "grade",
    )  # fmt: skip
    monarchs = frozenset(
        "Henry Elizabeth Charles James George William Richard Edward Mary Louis Napoleon Francis Philip Peter Catherine "
        "Nicholas Frederick Paul Pius Benedict Leo Alexander Ramses Ramesses Ferdinand Isabella Victoria Anne Otto Ivan "
        "Gregory Clement Innocent Urban Boniface Julius Wilhelm Leopold Albert Christian Gustav Olaf Haakon Alfonso Juan "
        "Robert Malcolm David Stephen Edmund Harold John Thutmose Ptolemy Xerxes Darius Cyrus Constantine Theodosius "
        "Justinian Basil Baldwin Rudolf Maximilian Sixtus Adrian Celestine Beatrix Margrethe Carl".split()
    )

    def year(self, value: int) -> str | None:
        """nineteen eighty-four, twenty twenty-four, two thousand five."""
        return in_words(value, self.code, "year")

    def decimals(self, fraction: str) -> str | None:
        """Digit by digit."""
        return self.spelled_short(fraction)

    def with_cents(self, whole: str, cents: str, count: int) -> str:
        """five dollars and ninety-nine cents."""
        return f"{whole} and {cents}"

    def with_fraction(self, whole: str, fraction: str) -> str:
        """one and a half."""
        return f"{whole} and {re.sub('^one ', 'an ' if fraction == 'one eighth' else 'a ', fraction)}"

    def scaled(self, amount: object, scale: Noun, unit: Noun) -> str:
        """five million dollars, one million dollars."""
        return f"{scale.many} {unit.many}"

    def clock(self, hour: int, minute: int) -> str | None:
        """three thirty, fifteen oh five."""
        said = self.cardinal(hour)
        if minute == 0:
            return f"{said} o'clock" if hour <= 12 else f"{said} hundred"
        return f"{said} {'oh ' if minute < 10 else ''}{self.cardinal(minute)}"

    def day_and_month(self, first: int, second: int) -> tuple[int, int]:
        """Month first, where that can be."""
        return (second, first) if first <= 12 else (first, second)

    def date(self, date: Date, before: str) -> str | None:
        """December fifth, twenty twenty-four."""
        year = f", {self.year(date.year)}" if date.year is not None else ""
        return f"{self.months[date.month - 1]} {self.ordinal(date.day)}{year}"

    def monarch(self, name: str, number: int) -> str | None:
        """Henry the Eighth."""
        ordinal = self.ordinal(number)
        return f"the {ordinal.title()}" if ordinal else None

    def torn_hyphen(self, before: str, after: str) -> str:
        """Words such as well-known keep their hyphen."""
        return "-" if before.lower() in _COMPOUND_STARTS else super().torn_hyphen(before, after)

    def own_rules(self) -> Sequence[Rule]:
        """Decades, ordinals, dates with the month in letters, times with a.m. and p.m."""
        month = month_pattern(self)
        day = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
        year = r"(?:,?\s(?P<year>\d{4})(?![\w]|[.,]\d))?"
        half = r"\s?(?P<half>[AaPp])(?:\.\s?[Mm]\.|[Mm]\b\.?)"
        return (
            clock_rule(self, rf"(?<![\w:.,]){HOUR}(?:[:.]{MINUTE})?{half}", self._with_half),
            clock_rule(self, rf"(?<![\w:.,]){HOUR}:{MINUTE}(?::[0-5]\d)?(?![\w:])"),
            Rule(rf"\b{month}\s{day}(?!\d|:\d){year}", self._month_first, "w"),
            Rule(rf"(?<![\w./,-]){day}(?:\sof)?\s{month}{year}", self._day_first),
            Rule(r"(?<![\w.,])(?P<number>\d{1,3}(?:,\d{3}){0,4}|\d{1,12})(?:st|nd|rd|th)(?!\w)", self._ordinal),
            Rule(r"(?<!\w)(?:(?P<long>1[1-9]|20)|['’]?)(?P<decade>\d0)(?:['’]?s)(?!\w)", self._decade, "ds"),
            Rule(r"(?<![\w.])(?P<feet>\d{1,2})['′](?P<inches>\d{1,2})(?:\"|″|'')", self._height),
            Rule(r"(?<=[a-z]\s)St\.(?!\s[A-Z])", lambda found: "Street." if ends_sentence(found) else "Street", "w"),
        )

    def _with_half(self, found: Found, said: str) -> str:
        said = said.removesuffix(" o'clock")
        stop = "." if found[0].endswith(".") and ends_sentence(found) else ""
        return f"{said} {found['half'].upper()}M{stop}"

    def _month_first(self, found: Found) -> str | None:
        date = self._date_of(found)
        return self.date(date, word_before(found)) if 1 <= date.day <= 31 else None

    def _day_first(self, found: Found) -> str | None:
        date = self._date_of(found)
        if not 1 <= date.day <= 31:
            return None
        article = "" if word_before(found).lower() == "the" else "the "
        year = f" {self.year(date.year)}" if date.year is not None else ""
        return f"{article}{self.ordinal(date.day)} of {self.months[date.month - 1]}{year}"

    def _date_of(self, found: Found) -> Date:
        year = int(found["year"]) if found["year"] else None
        return Date(int(found["day"]), month_number(self, found["month"]), year)

    def _ordinal(self, found: Found) -> str | None:
        digits = found["number"].replace(",", "")
        return self.ordinal(int(digits))

    def _decade(self, found: Found) -> str | None:
        ten = self.cardinal(int(found["decade"]))
        if not ten or found["decade"] == "00":
            hundreds = self.cardinal(int(found["long"])) if found["long"] else None
            return None if hundreds is None else ("two thousands" if found["long"] == "20" else f"{hundreds} hundreds")
        plural = "tens" if found["decade"] == "10" else f"{ten[:-1]}ies"
        return f"{self.cardinal(int(found['long']))} {plural}" if found["long"] else plural

    def _height(self, found: Found) -> str:
        return f"{self.cardinal(int(found['feet']))} foot {self.cardinal(int(found['inches']))}"


class BritishEnglish(English):
    """British English: the day comes first."""

    def day_and_month(self, first: int, second: int) -> tuple[int, int]:
        """Day first, where that can be."""
        return (first, second) if second <= 12 else (second, first)

    def date(self, date: Date, before: str) -> str | None:
        """the twelfth of May twenty twenty-four."""
        article = "" if before.lower() == "the" else "the "
        year = f" {self.year(date.year)}" if date.year is not None else ""
        return f"{article}{self.ordinal(date.day)} of {self.months[date.month - 1]}{year}"
