"""Spanish, with the decimal comma of Spain and the decimal point of Mexico."""

import re
from collections.abc import Sequence
from typing import ClassVar

from voicecloner.speech.text.dates import HOUR, MINUTE, clock_rule
from voicecloner.speech.text.language import currency_table, listed, noun_table, word_table
from voicecloner.speech.text.romance import Romance
from voicecloner.speech.text.rules import Found, Rule, ends_sentence

_LAST_ORDINAL = 10  # monarchs and centuries beyond it have plain numbers


class Spanish(Romance):
    """Spanish as in Spain."""

    code, tag = "es", "es"
    has_spaced_thousands = True
    decimal_word, minus = "coma", "menos"
    of_month, of_year = " de ", " de "
    first_of_month = "uno"
    millions = frozenset({"millón", "mil millones", "billón"})
    months = listed("""
        enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre""")  # fmt: skip
    month_abbreviations: ClassVar = {
        "ene": 1, "feb": 2, "abr": 4, "jun": 6, "jul": 7, "ago": 8, "sept": 9, "sep": 9, "oct": 10, "nov": 11,
        "dic": 12,
    }  # fmt: skip
    units: ClassVar = noun_table("""
        % = por ciento
        ‰ = por mil
        km/h = kilómetro por hora/kilómetros por hora
        m/s = metro por segundo/metros por segundo
        km² = kilómetro cuadrado/kilómetros cuadrados
        m² = metro cuadrado/metros cuadrados
        m³ = metro cúbico/metros cúbicos
        cm² = centímetro cuadrado/centímetros cuadrados
        cm³ = centímetro cúbico/centímetros cúbicos
        km = kilómetro/kilómetros
        m = metro/metros
        cm = centímetro/centímetros
        mm = milímetro/milímetros
        t = tonelada/toneladas f
        kg = kilogramo/kilogramos
        g = gramo/gramos
        mg = miligramo/miligramos
        l = litro/litros
        L = litro/litros
        ml = mililitro/mililitros
        h = hora/horas f
        min = minuto/minutos
        s = segundo/segundos
        ms = milisegundo/milisegundos
        °C = grado Celsius/grados Celsius
        ºC = grado Celsius/grados Celsius
        °F = grado Fahrenheit/grados Fahrenheit
        ° = grado/grados
        Hz = hercio/hercios
        kHz = kilohercio/kilohercios
        MHz = megahercio/megahercios
        GHz = gigahercio/gigahercios
        KB = kilobyte/kilobytes
        MB = megabyte/megabytes
        GB = gigabyte/gigabytes
        TB = terabyte/terabytes
        W = vatio/vatios
        kW = kilovatio/kilovatios
        kWh = kilovatio hora/kilovatios hora
        V = voltio/voltios
        dB = decibelio/decibelios
        ha = hectárea/hectáreas f""")
    currencies: ClassVar = currency_table("""
        €, EUR, euros, euro = euro/euros; céntimo/céntimos
        $, dólares, dólar = dólar/dólares; centavo/centavos
        USD, US$ = dólar estadounidense/dólares estadounidenses; centavo/centavos
        £, GBP = libra/libras f; penique/peniques
        ¥ = yen/yenes; sen/sen
        CHF = franco suizo/francos suizos; céntimo/céntimos
        MXN, pesos, peso = peso/pesos; centavo/centavos""")
    scales: ClassVar = noun_table("""
        millones = millón/millones
        millón = millón/millones
        M = millón/millones
        mil millones = mil millones/mil millones
        billones = billón/billones
        mil = mil/mil""")
    symbols: ClassVar = word_table("""
        & = y
        % = por ciento
        + = más
        = = igual a
        § = sección
        © = copyright
        ° = grados
        € = euro
        $ = dólar
        £ = libra
        × = por
        ÷ = entre
        ± = más menos
        < = menor que
        > = mayor que
        ≤ = menor o igual que
        ≥ = mayor o igual que
        ≈ = aproximadamente
        ≠ = distinto de
        ² = al cuadrado
        ³ = al cubo
        √ = raíz cuadrada de
        ∞ = infinito
        π = pi
        # = almohadilla
        @ = arroba""")
    between_numbers: ClassVar = word_table("""
        + = más
        - = a
        – = a
        — = a
        x = por
        × = por
        * = por
        : = a
        / = entre
        − = menos
        = = igual a""")
    address_signs: ClassVar = word_table("""
        . = punto
        / = barra
        - = guion
        _ = guion bajo
        @ = arroba
        : = dos puntos
        + = más
        ~ = tilde
        = = igual
        % = por ciento
        & = y""")
    titles: ClassVar = word_table("""
        Sr. = señor
        Sra. = señora
        Srta. = señorita
        Sres. = señores
        Dr. = doctor
        Dra. = doctora
        Prof. = profesor
        D. = don
        Dña. = doña
        Sto. = santo
        Sta. = santa
        S. = san
        Ing. = ingeniero
        Lic. = licenciado
        Gral. = general""")
    before_numbers: ClassVar = word_table("""
        núm. = número
        núms. = números
        nº = número
        n.º = número
        n° = número
        p. = página
        pág. = página
        págs. = páginas
        pp. = páginas
        vol. = volumen
        cap. = capítulo
        fig. = figura
        art. = artículo
        t. = tomo
        § = sección
        # = número """)
    abbreviations: ClassVar = word_table("""
        etc. = etcétera
        EE. UU. = Estados Unidos
        EE.UU. = Estados Unidos
        a. C. = antes de Cristo
        d. C. = después de Cristo
        Ud. = usted
        Uds. = ustedes
        Vd. = usted
        tel. = teléfono
        teléf. = teléfono
        aprox. = aproximadamente
        S. A. = ese a
        S.A. = ese a
        Cía. = compañía
        máx. = máximo
        mín. = mínimo
        dpto. = departamento
        izq. = izquierda
        dcha. = derecha""")
    inner_abbreviations: ClassVar = word_table("""
        p. ej. = por ejemplo
        Avda. = avenida
        Av. = avenida
        C/ = calle
        es decir = es decir
        i. e. = es decir
        vs. = contra
        cf. = compárese""")
    fractions: ClassVar = {
        (1, 2): "un medio", (1, 3): "un tercio", (2, 3): "dos tercios", (1, 4): "un cuarto", (3, 4): "tres cuartos",
        (1, 5): "un quinto", (2, 5): "dos quintos", (3, 5): "tres quintos", (4, 5): "cuatro quintos",
        (1, 8): "un octavo",
        (1, 10): "un décimo", (24, 7): "veinticuatro siete",
    }  # fmt: skip
    first_words = ("siglo",)
    phone_words = listed("teléfono tel teléf fax móvil celular llame llama llámenos número al")
    starters = frozenset(
        listed("""
        El La Los Las Un Una Él Ella Ellos Ellas Yo Tú Nosotros Usted Este Esta Estos Eso Esa Pero Y O Si Cuando
        Que Quién Qué Dónde Cómo Por En Con Sin Para De Desde Después Antes Luego Su Sus Mi Mis Tu Hoy Ayer
        Mañana Entonces Así Es Son Está Hay No Se Ya Lo Le Al Del A""")
    )
    numbered_nouns = (
        "capítulo",
        "tomo",
        "parte",
        "acto",
        "escena",
        "libro",
        "sección",
        "tipo",
        "fase",
        "volumen",
        "artículo",
        "guerra",
    )
    monarchs = frozenset(listed("""
        Felipe Carlos Fernando Isabel Alfonso Luis Enrique Juan Pablo Pío Benedicto León Alejandro Ramsés
        Napoleón Guillermo Ricardo Eduardo Jorge Jacobo Pedro Catalina Nicolás Federico Gregorio Clemente
        Inocencio Urbano Sancho Ramiro Jaime Francisco Otón Leopoldo Alberto"""))  # fmt: skip

    def agreeing(self, words: str, gender: str) -> str:
        """un euro, una hora, veintiún euros, doscientas libras."""
        if gender == "f":
            words = re.sub("cientos", "cientas", words).replace("quinientos", "quinientas")
            return f"{words[:-1]}a" if words.endswith("uno") else words
        if words.endswith("veintiuno"):
            return f"{words[:-9]}veintiún"
        return words[:-1] if words.endswith("uno") else words

    def before_word(self, words: str, noun: str) -> str:
        """veintiún años, una casa: plurals in -as are nearly always feminine."""
        if not words.endswith("uno") or not noun.islower() or not noun.endswith(("s", "o", "a")) or len(noun) < 4:
            return words
        return self.agreeing(words, "f" if noun.endswith(("as", "a", "ciones")) else "m")

    def with_cents(self, whole: str, cents: str, count: int) -> str:
        """cinco euros con noventa y nueve."""
        return f"{whole} con {cents}" if count == 1 else f"{whole} con {self.cardinal(count)}"

    def with_fraction(self, whole: str, fraction: str) -> str:
        """dos y medio."""
        return f"{whole} y {fraction.removeprefix('un ') if fraction == 'un medio' else fraction}"

    def clock(self, hour: int, minute: int) -> str | None:
        """quince cuarenta y cinco; una y treinta is said by few."""
        said = self.agreeing(str(self.cardinal(hour)), "f")
        if not minute:
            return f"{said} en punto"
        return f"{said} {'cero ' if minute < 10 else ''}{self.cardinal(minute)}"

    def monarch(self, name: str, number: int) -> str | None:
        """Felipe segundo, Isabel segunda, Alfonso trece."""
        if number > _LAST_ORDINAL:
            return self.cardinal(number)
        ordinal = str(self.ordinal(number))
        return f"{ordinal[:-1]}a" if name in {"Isabel", "Catalina"} else ordinal

    def own_rules(self) -> Sequence[Rule]:
        """Times with a. m. and h, ordinals, centuries, dates with the month in letters."""
        half = r"\s?(?P<half>[ap])\.?\s?m(?:\.|\b)"
        return (
            clock_rule(self, rf"(?<![\w:.,]){HOUR}(?:[:.]{MINUTE})?{half}", self._with_half),
            clock_rule(self, rf"(?<![\w:.,]){HOUR}[:.]{MINUTE}\s?(?:h|hs|hrs|horas)\b\.?", self._with_hours),
            clock_rule(self, rf"(?<![\w:.,]){HOUR}:{MINUTE}(?::[0-5]\d)?(?![\w:])"),
            *self.date_rules_in_words(r"(?:\sdel?)?\s"),
            Rule(r"(?<![\w,])(?P<number>\d{1,4})\.?(?P<end>[ºª]|er(?!\w)|[oa](?=\s|\Z))(?!\w|C)", self._ordinal),
            self.century_rule("siglos?"),
        )

    def _with_half(self, found: Found, said: str) -> str:
        said = said.removesuffix(" en punto")
        hour = int(found["hour"])
        if found["half"] == "a":
            part = "de la madrugada" if 1 <= hour < 6 else "de la mañana"
        else:
            part = "del mediodía" if hour == 12 else ("de la noche" if hour >= 8 else "de la tarde")
        stop = "." if found[0].endswith(".") and ends_sentence(found) else ""
        return f"{said} {part}{stop}"

    def _with_hours(self, found: Found, said: str) -> str:
        minute = int(found["minute"])
        hours = self.agreeing(str(self.cardinal(int(found["hour"]))), "f")
        stop = "." if found[0].endswith(".") and ends_sentence(found) else ""
        return f"{hours} horas{f' y {self.cardinal(minute)} minutos' if minute else ''}{stop}"

    def _ordinal(self, found: Found) -> str | None:
        ordinal = str(self.ordinal(int(found["number"])))
        if found["end"] in {"ª", "a"}:
            return " ".join(f"{word[:-1]}a" if word.endswith("o") else word for word in ordinal.split())
        return ordinal[:-1] if found["end"] == "er" and ordinal.endswith(("primero", "tercero")) else ordinal


class AmericanSpanish(Spanish):
    """Spanish where the decimal sign is a point, as in Mexico and the United States."""

    decimal_sign = "."
    decimal_word = "punto"
    first_of_month = "primero"
