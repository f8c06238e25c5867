"""What espeak-ng reads where the words of a recording are unknown: half a minute with all sounds of a language."""

_SENTENCES = {
    "en": (
        "The quick brown fox jumps over a lazy dog while five young wizards watch from the bridge. "
        "She had your dark suit in greasy wash water all year, but nobody thought about asking why. "
        "Measure the depth of the pool before you choose which boy should go there with both oars. "
        "Judge Chambers usually enjoys a large cup of hot cocoa, some cheese and a thick slice of toast. "
        "We heard the bird sing near the north shore, where fresh air and pure joy were free for everyone. "
        "Put the good book on the low shelf, pull up a chair, and think of things that might have been. "
        "My uncle vowed to drive eight huge zebras through Asia, yet he never left the old town house. "
        "Can you hear the thunder, or is that the sound of the engine turning over again outside?"
    ),
    "de": (
        "Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich, während die Möwen laut schreien. "
        "Heute ist schönes Frühlingswetter, und die Sonne scheint warm auf die alten Häuser der Stadt. "
        "Im Juni essen wir gern frisches Obst, zum Beispiel Äpfel, Kirschen, Pflaumen und Johannisbeeren. "
        "Der junge Lehrer ging langsam durch die enge Gasse und suchte nach dem Schlüssel seiner Wohnung. "
        "Könnten Sie mir bitte sagen, wann der nächste Zug nach Köln abfährt und wo ich umsteigen muss? "
        "Plötzlich hörte sie ein leises Geräusch, öffnete die Tür und fand draußen ein hungriges Kätzchen. "
        "Neun fleißige Bäcker backen jeden Morgen hundert Brötchen, Brezeln und dunkles Bauernbrot. "
        "Auch wer viel weiß, vergisst manchmal etwas, doch das macht überhaupt nichts."
    ),
    "fr": (
        "Portez ce vieux whisky au juge blond qui fume sur son île intérieure, à côté de l'alcôve ovoïde. "
        "Hier soir, un jeune chien brun a couru sous la pluie jusqu'au grand jardin de mon oncle. "
        "Nous avons mangé du bon pain, deux œufs frais et quelques champignons cueillis dans la campagne. "
        "Chaque dimanche, ma sœur joue du violon pendant que les enfants chantent près de la fenêtre. "
        "Pourquoi voulez-vous partir si tôt, puisque le train n'arrive qu'à huit heures et demie? "
        "La lune brille au-dessus de la montagne, et le vent souffle doucement dans les feuilles rouges. "
        "Un peu plus loin, quelqu'un ouvrit la porte, puis tout redevint calme et silencieux."
    ),
    "es": (
        "El veloz murciélago hindú comía feliz cardillo y kiwi mientras la cigüeña tocaba el saxofón. "
        "Ayer por la tarde, mi hermano pequeño llegó corriendo a casa con un perro muy grande. "
        "En el jardín de la abuela crecen rosas rojas, jazmines blancos y un viejo árbol de naranjas. "
        "Queremos viajar juntos a la montaña el próximo jueves, si no llueve ni hace mucho frío. "
        "Dígame, por favor, cuánto cuesta el billete y a qué hora sale el último tren de la noche. "
        "Los niños aprenden enseguida las canciones que escuchan en la escuela y luego las enseñan a otros. "
        "Nadie sabe muy bien por qué el reloj de la iglesia dejó de funcionar aquel año."
    ),
    "it": (
        "Quel vituperabile xenofobo zelante assaggia il whisky ed esclama: alleluia, che buono! "
        "Ieri sera mio figlio ha giocato a lungo nel giardino con il cane dei vicini di casa. "
        "La nonna prepara ogni domenica gli gnocchi con il sugo, il pesce fresco e una torta di mele. "
        "Vorrei sapere a che ora parte il treno per Bologna e quanto costa un biglietto di seconda classe. "
        "Sulla spiaggia c'erano molte conchiglie bianche, e il mare sembrava uno specchio azzurro. "
        "Gli zii di Giulia abitano in una vecchia casa di pietra vicino al lago, sotto la montagna. "
        "Nessuno poteva immaginare che quella sciocchezza sarebbe diventata una grande scoperta."
    ),
    "pt": (
        "Um pequeno jabuti xereta viu dez cegonhas felizes voando sobre o velho moinho da quinta. "
        "Ontem à noite, o meu irmão chegou tarde e encontrou a porta da cozinha aberta. "
        "As crianças brincam no jardim enquanto a avó prepara o pão, o queijo e uma sopa quente. "
        "Gostaria de saber a que horas parte o próximo comboio para Lisboa e quanto custa o bilhete. "
        "Não há ninguém na praia quando chove, mas amanhã o sol vai brilhar outra vez. "
        "Os jovens músicos ensaiaram muitas canções antigas antes da grande festa de junho. "
        "Ele olhou para o céu, respirou fundo e começou a contar a sua longa história."
    ),
}

# numbers are read by every language of espeak-ng and hold most of its sounds
_NUMBERS = (
    ". ".join(
        " ".join(str(n) for n in row)
        for row in (
            (1, 2, 3, 4, 5, 6),
            (7, 8, 9, 10, 11, 12),
            (13, 14, 15, 16, 17),
            (18, 19, 20, 30, 40),
            (50, 60, 70, 80),
        )
    )
    + ". 95. 123. 478. 1650. 26391."
)


def corpus_text(language: str) -> str:
    """Text rich in sounds for a BCP 47 tag; numbers where there is none in that language."""
    return _SENTENCES.get(language.split("-", maxsplit=1)[0].lower(), _NUMBERS)
