"""Portuguese as in Portugal and in Brazil."""

import re
from collections.abc import Sequence
from typing import ClassVar

from voicecloner.speech.text.dates import HOUR, MINUTE, clock_rule
from voicecloner.speech.text.language import currency_table, listed, noun_table, word_table
from voicecloner.speech.text.romance import Romance
from voicecloner.speech.text.rules import Found, Rule

_LAST_ORDINAL = 10  # monarchs and centuries beyond it have plain numbers
_CLITICS = frozenset(
    listed("""
        se me te nos vos lhe lhes o a os as lo la los las no na nas mo ma ei ás á emos ão ia""")
)


class Portuguese(Romance):
    """Portuguese as in Portugal."""

    code, tag = "pt", "pt"
    has_spaced_thousands = True
    decimal_word, minus = "vírgula", "menos"
    of_month, of_year = " de ", " de "
    first_of_month = "um"
    millions = frozenset({"milhão", "mil milhões", "bilhão"})
    months = listed("""
        janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro""")  # fmt: skip
    month_abbreviations: ClassVar = {
        "jan": 1, "fev": 2, "abr": 4, "jun": 6, "jul": 7, "ago": 8, "set": 9, "out": 10, "nov": 11, "dez": 12,
    }  # fmt: skip
    units: ClassVar = noun_table("""
        % = por cento
        ‰ = por mil
        km/h = quilómetro por hora/quilómetros por hora
        m/s = metro por segundo/metros por segundo
        km² = quilómetro quadrado/quilómetros quadrados
        m² = metro quadrado/metros quadrados
        m³ = metro cúbico/metros cúbicos
        cm² = centímetro quadrado/centímetros quadrados
        cm³ = centímetro cúbico/centímetros cúbicos
        km = quilómetro/quilómetros
        m = metro/metros
        cm = centímetro/centímetros
        mm = milímetro/milímetros
        t = tonelada/toneladas f
        kg = quilograma/quilogramas
        g = grama/gramas
        mg = miligrama/miligramas
        l = litro/litros
        L = litro/litros
        ml = mililitro/mililitros
        h = hora/horas f
        min = minuto/minutos
        s = segundo/segundos
        ms = milissegundo/milissegundos
        °C = grau Celsius/graus Celsius
        ºC = grau Celsius/graus Celsius
        °F = grau Fahrenheit/graus Fahrenheit
        ° = grau/graus
        Hz = hertz
        kHz = quilohertz
        MHz = megahertz
        GHz = gigahertz
        KB = quilobyte/quilobytes
        MB = megabyte/megabytes
        GB = gigabyte/gigabytes
        TB = terabyte/terabytes
        W = watt/watts
        kW = quilowatt/quilowatts
        kWh = quilowatt-hora/quilowatts-hora
        V = volt/volts
        dB = decibel/decibéis
        ha = hectare/hectares""")
    currencies: ClassVar = currency_table("""
        €, EUR, euros, euro = euro/euros; cêntimo/cêntimos
        R$, BRL, reais, real = real/reais; centavo/centavos
        $, dólares, dólar = dólar/dólares; cêntimo/cêntimos
        USD, US$ = dólar americano/dólares americanos; cêntimo/cêntimos
        £, GBP = libra/libras f; péni/pence
        ¥ = iene/ienes; sen/sen
        CHF = franco suíço/francos suíços; cêntimo/cêntimos""")
    scales: ClassVar = noun_table("""
        milhões = milhão/milhões
        milhão = milhão/milhões
        mil milhões = mil milhões/mil milhões
        bilhões = bilhão/bilhões
        bilhão = bilhão/bilhões
        mi = milhão/milhões
        bi = bilhão/bilhões
        mil = mil/mil""")
    symbols: ClassVar = word_table("""
        & = e
        % = por cento
        + = mais
        = = igual a
        § = parágrafo
        © = copyright
        ° = graus
        € = euro
        $ = dólar
        £ = libra
        × = vezes
        ÷ = dividido por
        ± = mais ou menos
        < = menor que
        > = maior que
        ≤ = menor ou igual a
        ≥ = maior ou igual a
        ≈ = cerca de
        ≠ = diferente de
        ² = ao quadrado
        ³ = ao cubo
        √ = raiz quadrada de
        ∞ = infinito
        π = pi
        # = hashtag
        @ = arroba""")
    between_numbers: ClassVar = word_table("""
        + = mais
        - = a
        – = a
        — = a
        x = por
        × = vezes
        * = vezes
        : = a
        / = sobre
        − = menos
        = = igual a""")
    address_signs: ClassVar = word_table("""
        . = ponto
        / = barra
        - = hífen
        _ = sublinhado
        @ = arroba
        : = dois pontos
        + = mais
        ~ = til
        = = igual
        % = por cento
        & = e""")
    titles: ClassVar = word_table("""
        Sr. = senhor
        Sra. = senhora
        Srta. = senhorita
        Srs. = senhores
        Dr. = doutor
        Dra. = doutora
        Prof. = professor
        Profa. = professora
        Prof.ª = professora
        D. = dom
        Eng. = engenheiro
        Exmo. = excelentíssimo
        Sto. = santo
        Sta. = santa
        S. = são
        Gen. = general
        Cel. = coronel""")
    before_numbers: ClassVar = word_table("""
        n.º = número
        nº = número
        n° = número
        núm. = número
        p. = página
        pág. = página
        págs. = páginas
        pp. = páginas
        vol. = volume
        cap. = capítulo
        fig. = figura
        art. = artigo
        ed. = edição
        § = parágrafo
        # = número """)
    abbreviations: ClassVar = word_table("""
        etc. = et cetera
        a. C. = antes de Cristo
        d. C. = depois de Cristo
        tel. = telefone
        Ltda. = limitada
        Lda. = limitada
        S. A. = S A
        S.A. = S A
        Cia. = companhia
        V. Exa. = Vossa Excelência
        aprox. = aproximadamente
        máx. = máximo
        mín. = mínimo
        séc. = século
        EUA = Estados Unidos da América""")
    inner_abbreviations: ClassVar = word_table("""
        p. ex. = por exemplo
        Av. = avenida
        R. = rua
        i. e. = isto é
        vs. = contra
        cf. = confira""")
    fractions: ClassVar = {
        (1, 2): "um meio", (1, 3): "um terço", (2, 3): "dois terços", (1, 4): "um quarto", (3, 4): "três quartos",
        (1, 5): "um quinto", (2, 5): "dois quintos", (3, 5): "três quintos", (4, 5): "quatro quintos",
        (1, 8): "um oitavo",
        (1, 10): "um décimo", (24, 7): "vinte e quatro sete",
    }  # fmt: skip
    first_words = ("século",)
    phone_words = listed("telefone tel fax telemóvel celular ligue liga número fone para")
    starters = frozenset(
        listed("""
        O A Os As Um Uma Ele Ela Eles Elas Eu Tu Você Nós Este Esta Isso Esse Essa Mas E Ou Se Quando Que Quem
        Onde Como Porque Por Em Com Sem Para De Do Da No Na Depois Antes Seu Sua Meu Minha Hoje Ontem Amanhã
        Então Assim É São Está Há Não Já Também Ao À""")
    )
    numbered_nouns = (
        "capítulo",
        "tomo",
        "parte",
        "ato",
        "acto",
        "cena",
        "livro",
        "secção",
        "seção",
        "tipo",
        "fase",
        "volume",
        "artigo",
        "guerra",
    )
    monarchs = frozenset(listed("""
        Pedro João Maria Manuel Afonso Luís Carlos Henrique Filipe Felipe Isabel Elizabeth Paulo Pio Bento Leão
        Alexandre Ramsés Napoleão Guilherme Ricardo Eduardo Jorge Jaime Catarina Nicolau Frederico Gregório
        Clemente Inocêncio Urbano Sancho Fernando Dinis Duarte Sebastião José Miguel Francisco Leopoldo Alberto
        Otão"""))  # fmt: skip

    def agreeing(self, words: str, gender: str) -> str:
        """uma hora, duas horas, duzentas libras."""
        if gender != "f":
            return words
        words = re.sub(r"\b(duz|trez|quatroc|quinh|seisc|setec|oitoc|novec)entos", r"\1entas", words)
        return re.sub(r"\bum$", "uma", re.sub(r"\bdois$", "duas", words))

    def before_word(self, words: str, noun: str) -> str:
        """uma casa, duas casas, dois livros."""
        if not noun.islower() or len(noun) < 4 or not noun.endswith(("as", "a", "ções", "sões", "dades")):
            return words
        return words if noun.endswith(("ma", "mas")) else self.agreeing(words, "f")

    def with_cents(self, whole: str, cents: str, count: int) -> str:
        """cinco euros e noventa e nove cêntimos."""
        return f"{whole} e {cents}"

    def with_fraction(self, whole: str, fraction: str) -> str:
        """dois e meio."""
        return f"{whole} e {'meio' if fraction == 'um meio' else fraction}"

    def clock(self, hour: int, minute: int) -> str | None:
        """quinze e quarenta e cinco; uma hora."""
        said = self.agreeing(str(self.cardinal(hour)), "f")
        if not minute:
            return f"{said} {'hora' if hour == 1 else 'horas'}"
        return f"{said} e {self.cardinal(minute)}"

    def monarch(self, name: str, number: int) -> str | None:
        """Pedro segundo, Isabel segunda, Luís catorze."""
        if number > _LAST_ORDINAL:
            return self.cardinal(number)
        ordinal = str(self.ordinal(number))
        return f"{ordinal[:-1]}a" if name in {"Isabel", "Maria", "Catarina", "Elizabeth"} else ordinal

    def torn_hyphen(self, before: str, after: str) -> str:
        """chama-se, dá-lo."""
        return "-" if after.rstrip("-").lower() in _CLITICS else super().torn_hyphen(before, after)

    def own_rules(self) -> Sequence[Rule]:
        """Times with h, ordinals, centuries, dates with the month in letters."""
        return (
            clock_rule(self, rf"(?<![\w:.,]){HOUR}\s?h\s?{MINUTE}(?:\s?min)?(?!\w)"),
            clock_rule(self, rf"(?<![\w:.,]){HOUR}:{MINUTE}(?::[0-5]\d)?(?![\w:])(?:\s?h(?:oras)?\b)?"),
            *self.date_rules_in_words(r"(?:\sde)?\s"),
            Rule(r"(?<![\w,])(?P<number>\d{1,4})\.?(?P<end>[ºª]|°(?=\s[a-zà-ù])|[oa](?=\s|\Z))(?!\w|C)", self._ordinal),
            self.century_rule("séculos?"),
        )

    def century(self, number: int) -> str | None:
        """século quinto, século dezanove."""
        return self.ordinal(number) if number <= _LAST_ORDINAL else self.cardinal(number)

    def _ordinal(self, found: Found) -> str | None:
        ordinal = str(self.ordinal(int(found["number"])))
        if found["end"] not in {"ª", "a"}:
            return ordinal
        return " ".join(f"{word[:-1]}a" if word.endswith("o") else word for word in ordinal.split())


class BrazilianPortuguese(Portuguese):
    """Portuguese as in Brazil."""

    code = "pt_BR"
    first_of_month = "primeiro"
    units: ClassVar = noun_table(
        "\n".join(
            f"{sign} = {noun.one}/{noun.many} {noun.gender}".replace("ilómetro", "ilômetro").removesuffix(" m")
            for sign, noun in Portuguese.units.items()
        )
    )
    currencies: ClassVar = Portuguese.currencies | currency_table("""
        $, dólares, dólar = dólar/dólares; centavo/centavos
        €, EUR, euros, euro = euro/euros; centavo/centavos""")
