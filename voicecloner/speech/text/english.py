"""English, as Americans and as the British write it."""

import re
from collections.abc import Sequence
from typing import ClassVar

from voicecloner.speech.text.dates import HOUR, MINUTE, clock_rule, month_number, month_pattern
from voicecloner.speech.text.language import Date, Language, Noun, currency_table, listed, noun_table, word_table
from voicecloner.speech.text.numbers import in_words
from voicecloner.speech.text.rules import Found, Rule, ends_sentence, word_before

_COMPOUND_STARTS = frozenset(
    listed("""
        well self half ex all ever cross high low long short part full open old new first second third mid semi
        twenty thirty forty fifty sixty seventy eighty ninety father mother brother sister son daughter""")
)


class English(Language):
    """American English: the month comes first."""

    code, tag = "en", "en"
    is_complete = True
    decimal_word, minus = "point", "minus"
    months = listed("""
        January February March April May June July August September October November December""")  # fmt: skip
    says_and: ClassVar = False
    month_abbreviations: ClassVar = {
        "Jan": 1, "Feb": 2, "Mar": 3, "Apr": 4, "Jun": 6, "Jul": 7, "Aug": 8, "Sept": 9, "Sep": 9, "Oct": 10, "Nov": 11,
        "Dec": 12,
    }  # fmt: skip
    units: ClassVar = noun_table("""
        % = percent
        ‰ = per mille
        km/h = kilometer per hour/kilometers per hour
        mph = mile per hour/miles per hour
        m/s = meter per second/meters per second
        km² = square kilometer/square kilometers
        m² = square meter/square meters
        m³ = cubic meter/cubic meters
        cm² = square centimeter/square centimeters
        cm³ = cubic centimeter/cubic centimeters
        sq ft = square foot/square feet
        sq. ft. = square foot/square feet
        km = kilometer/kilometers
        m = meter/meters
        cm = centimeter/centimeters
        mm = millimeter/millimeters
        µm = micrometer/micrometers
        nm = nanometer/nanometers
        mi = mile/miles
        ft = foot/feet
        yd = yard/yards
        t = ton/tons
        kg = kilogram/kilograms
        g = gram/grams
        mg = milligram/milligrams
        lb = pound/pounds
        lbs = pound/pounds
        oz = ounce/ounces
        l = liter/liters
        L = liter/liters
        ml = milliliter/milliliters
        mL = milliliter/milliliters
        h = hour/hours
        hr = hour/hours
        hrs = hour/hours
        min = minute/minutes
        mins = minute/minutes
        sec = second/seconds
        s = second/seconds
        ms = millisecond/milliseconds
        °C = degree Celsius/degrees Celsius
        °F = degree Fahrenheit/degrees Fahrenheit
        ° = degree/degrees
        Hz = hertz
        kHz = kilohertz
        MHz = megahertz
        GHz = gigahertz
        kB = kilobyte/kilobytes
        KB = kilobyte/kilobytes
        MB = megabyte/megabytes
        GB = gigabyte/gigabytes
        TB = terabyte/terabytes
        Mbit/s = megabit per second/megabits per second
        Mbps = megabit per second/megabits per second
        W = watt/watts
        kW = kilowatt/kilowatts
        MW = megawatt/megawatts
        kWh = kilowatt hour/kilowatt hours
        V = volt/volts
        A = ampere/amperes
        dB = decibel/decibels
        ha = hectare/hectares
        kcal = kilocalorie/kilocalories
        px = pixel/pixels
        mAh = milliampere hour/milliampere hours
        Ω = ohm/ohms""")
    currencies: ClassVar = currency_table("""
        $ = dollar/dollars; cent/cents
        US$, USD = U S dollar/U S dollars; cent/cents
        €, EUR, Euro, euro, euros = euro/euros; cent/cents
        £, GBP = pound/pounds; penny/pence
        ¥ = yen; sen
        ₹ = rupee/rupees; paisa/paise
        CHF = Swiss franc/Swiss francs; centime/centimes""")
    scales: ClassVar = noun_table("""
        thousand = thousand
        k = thousand
        K = thousand
        million = million
        m = million
        M = million
        billion = billion
        bn = billion
        B = billion
        trillion = trillion""")
    symbols: ClassVar = word_table("""
        & = and
        % = percent
        + = plus
        = = equals
        § = section
        © = copyright
        ° = degrees
        € = euro
        $ = dollar
        £ = pound
        × = times
        ÷ = divided by
        ± = plus or minus
        < = less than
        > = greater than
        ≤ = less than or equal to
        ≥ = greater than or equal to
        ≈ = about
        ≠ = not equal to
        ² = squared
        ³ = cubed
        √ = square root of
        ∞ = infinity
        π = pi
        µ = micro
        # = hashtag
        @ = at""")
    between_numbers: ClassVar = word_table("""
        + = plus
        - = to
        – = to
        — = to
        x = by
        × = times
        * = times
        · = times
        : = to
        / = over
        − = minus
        = = equals""")
    address_signs: ClassVar = word_table("""
        . = dot
        / = slash
        - = dash
        _ = underscore
        @ = at
        : = colon
        + = plus
        ~ = tilde
        = = equals
        % = percent
        & = and""")
    titles: ClassVar = word_table("""
        Dr. = Doctor
        Mr. = Mister
        Mrs. = Missis
        Ms. = Miz
        Prof. = Professor
        St. = Saint
        Mt. = Mount
        Ft. = Fort
        Rev. = Reverend
        Hon. = Honorable
        Gen. = General
        Col. = Colonel
        Lt. = Lieutenant
        Capt. = Captain
        Sgt. = Sergeant
        Maj. = Major
        Cmdr. = Commander
        Gov. = Governor
        Sen. = Senator
        Rep. = Representative
        Pres. = President
        Messrs. = Messieurs
        Fr. = Father
        Sr. = Sister
        Mr = Mister
        Mrs = Missis
        Ms = Miz
        Dr = Doctor""")
    before_numbers: ClassVar = word_table("""
        No. = number
        Nos. = numbers
        no. = number
        nos. = numbers
        p. = page
        pp. = pages
        vol. = volume
        ch. = chapter
        chap. = chapter
        fig. = figure
        figs. = figures
        sec. = section
        art. = article
        c. = circa
        ca. = circa
        ver. = version
        v. = version
        ext. = extension
        # = number
        para. = paragraph
        app. = appendix
        eq. = equation
        ed. = edition
        § = section""")
    abbreviations: ClassVar = word_table("""
        etc. = et cetera
        Inc. = Incorporated
        Ltd. = Limited
        Corp. = Corporation
        Co. = Company
        Jr. = Junior
        Sr. = Senior
        dept. = department
        est. = established
        min. = minutes
        hrs. = hours
        et al. = and others
        a.k.a. = also known as
        ibid. = ibidem
        Ave. = Avenue
        Blvd. = Boulevard
        Rd. = Road
        Ph.D. = P H D
        Ph. D. = P H D
        govt. = government
        N.B. = note well
        w/o = without
        w/ = with
        St. = Street
        lbs. = pounds
        mph = miles per hour""")
    inner_abbreviations: ClassVar = word_table("""
        e. g. = for example
        i. e. = that is
        vs. = versus
        vs = versus
        approx. = approximately
        cf. = compare
        viz. = namely
        incl. = including
        excl. = excluding
        c/o = care of
        C# = C sharp
        resp. = respectively""")
    fractions: ClassVar = {
        (1, 2): "one half", (1, 3): "one third", (2, 3): "two thirds", (1, 4): "one quarter", (3, 4): "three quarters",
        (1, 5): "one fifth", (2, 5): "two fifths", (3, 5): "three fifths", (4, 5): "four fifths", (1, 8): "one eighth",
        (3, 8): "three eighths", (5, 8): "five eighths", (7, 8): "seven eighths", (1, 10): "one tenth",
        (24, 7): "twenty-four seven", (9, 11): "nine eleven",
    }  # fmt: skip
    phone_words = listed("phone telephone tel call fax mobile cell dial ring")
    starters = frozenset(
        listed("""
        The A An He She It We They I You This That These Those There Here In On At But And So Or If When Then
        What Who Why How His Her Its Our Their My Your As After Before For With No Not Now One Some Is Are Was
        Were Do Does Did Please Let Although Because While Since From To By Once Soon Next Later""")
    )
    numbered_nouns = (
        "chapter", "part", "volume", "act", "scene", "book", "section", "article", "type", "phase", "stage", "class",
        "level", "war", "appendix", "table", "figure", "round", "title", "grade",
    )  # fmt: skip
    monarchs = frozenset(
        listed("""
        Henry Elizabeth Charles James George William Richard Edward Mary Louis Napoleon Francis Philip Peter
        Catherine Nicholas Frederick Paul Pius Benedict Leo Alexander Ramses Ramesses Ferdinand Isabella Victoria
        Anne Otto Ivan Gregory Clement Innocent Urban Boniface Julius Wilhelm Leopold Albert Christian Gustav
        Olaf Haakon Alfonso Juan Robert David Stephen Edmund Harold John Thutmose Ptolemy Xerxes Darius
        Cyrus Constantine Theodosius Justinian Basil Baldwin Rudolf Maximilian Sixtus Adrian Celestine Beatrix
        Margrethe Carl""")
    )

    def cardinal(self, value: int) -> str | None:
        """one hundred one."""
        return self._without_and(super().cardinal(value))

    def ordinal(self, value: int) -> str | None:
        """one hundred first."""
        return self._without_and(super().ordinal(value))

    def year(self, value: int) -> str | None:
        """nineteen eighty-four, twenty twenty-four, two thousand five."""
        return self._without_and(in_words(value, self.code, "year"))

    def _without_and(self, words: str | None) -> str | None:
        """num2words says "one hundred and one", which Americans do not."""
        return words if self.says_and else words and words.replace(" and ", " ")

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
    """British English: the day comes first, and "and" before the last two figures."""

    says_and = True

    def day_and_month(self, first: int, second: int) -> tuple[int, int]:
        """Day first, where that can be."""
        return (first, second) if second <= 12 else (second, first)

    def date(self, date: Date, before: str) -> str | None:
        """the twelfth of May twenty twenty-four."""
        article = "" if before.lower() == "the" else "the "
        year = f" {self.year(date.year)}" if date.year is not None else ""
        return f"{article}{self.ordinal(date.day)} of {self.months[date.month - 1]}{year}"
