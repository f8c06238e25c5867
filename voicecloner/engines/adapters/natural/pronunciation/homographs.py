"""English words that are spelled alike and told apart by what is spoken about, or by grammar the tagger misses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# Words on either side that may decide.
_REACH = 6


@dataclass(frozen=True)
class _Rule:
    """One reading of a word, taken where every stated condition holds.

    Attributes:
        american: symbols.
        british: symbols.
        tags: beginnings of parts of speech (Penn Treebank); the tagger's must be one of them.
        near: one of these words stands within reach.
        far: none of these words stands within reach.
        after: one of these words stands right before.
        before: one of these words stands right after.
    """

    american: str
    british: str
    tags: str = ""
    near: str = ""
    far: str = ""
    after: str = ""
    before: str = ""

    def applies(self, words: Sequence[str], index: int, tag: str) -> bool:
        if self.tags and not tag.startswith(tuple(self.tags.split())):
            return False
        around = {*words[max(0, index - _REACH) : index], *words[index + 1 : index + 1 + _REACH]}
        before = words[index - 1] if index else ""
        after = words[index + 1] if index + 1 < len(words) else ""
        return (
            (not self.near or not around.isdisjoint(self.near.split()))
            and around.isdisjoint(self.far.split())
            and (not self.after or before in self.after.split())
            and (not self.before or after in self.before.split())
        )


_METALS = """
metal metals heavy poisoning pipe pipes paint zinc copper tin iron toxic petrol gasoline fuel solder gold silver mercury
molten melted battery batteries bullet bullets roof pencil pencils element atomic ore mine mines acid weighs unleaded
"""
_FISH = """
fish fishing fisherman lake river caught catch sea pond trout striped perch cod hook bait grilled salmon fillet net
swam swim swims swimming
"""
_CLOTHES = """
shirt trousers paper dress fabric cloth sleeve jacket skirt page muscle ligament sail seam jeans coat pocket knee tendon
curtain bag mend mended repair repaired sew sewed wear stitch tent canvas
"""
_SHIPS = "ship ships boat boats deck stern vessel hull yacht ferry canoe waves sailor sailors"
_STAGES = "king queen stage audience curtain actor actors singer conductor applause politely polite deep low"
_BINDINGS = "arrow arrows tie ribbon hair string archer violin cello hunting gift"
_BE = "am is are was were be been being 'm 's 're"
_LIKES = "quite perfectly very feel feels felt seem seems seemed so too more"
_QUARRELS = "a another huge big bitter furious terrible public political angry blazing"
_OF_PATHS = "through around along up down between past into across over toward towards"
_THINGS = "it that this them him her me you us the a an my your his our their being having doing working living"
_OWNERS = "your my his her their our a the updated new"
_SMALL_THINGS = """
detail details amount amounts quantities quantity particles particle fraction difference differences trace traces
changes change crack cracks creature creatures
"""

_RULES: Mapping[str, tuple[_Rule, ...]] = {
    "lead": (_Rule("lˈɛd", "lˈɛd", tags="NN JJ", near=_METALS),),
    "bass": (_Rule("bˈæs", "bˈæs", near=_FISH), _Rule("bˈAs", "bˈAs")),
    "tear": (_Rule("tˈɛɹ", "tˈɛː", tags="NN", near=_CLOTHES),),
    "tears": (_Rule("tˈɛɹz", "tˈɛːz", tags="NN", near=_CLOTHES),),
    "bow": (
        _Rule("bˈW", "bˈW", tags="NN", near=_SHIPS, far=_BINDINGS),
        _Rule("bˈW", "bˈW", tags="NN", near=_STAGES, far=_BINDINGS),
        _Rule("bˈW", "bˈW", tags="NN", near="took take takes taking", far=_BINDINGS),
    ),
    "row": (_Rule("ɹˈW", "ɹˈW", tags="NN", after=_QUARRELS, before="about over between with", far="in"),),
    "minute": (
        _Rule("mInˈut", "mInjˈuːt", before=_SMALL_THINGS),
        _Rule("mInˈut", "mInjˈuːt", after="are were so very too extremely quite"),
    ),
    "content": (
        _Rule("kəntˈɛnt", "kəntˈɛnt", after=_LIKES),
        _Rule("kəntˈɛnt", "kəntˈɛnt", after=f"{_BE} not", before="with to just . , !"),
    ),
    "wind": (_Rule("wˈInd", "wˈInd", tags="NN", before=_OF_PATHS, near="path paths road roads river rivers stairs"),),
    "resume": (_Rule("ɹˈɛzəmˌA", "ɹˈɛzjuːmˌA", tags="NN", after=_OWNERS),),
    "used": (_Rule("jˈust", "jˈuːst", after=f"{_BE} get gets got getting not never so", before="to"),),
}  # fmt: skip

# After these stands a verb, whatever else the word could be.
_SUBJECTS = {"i", "we", "they", "who", "to", "will", "would", "can", "could", "should", "must", "might", "shall", "'ll"}
_HAVE = {"have", "has", "had", "having", "'ve"}
_AFTER_HAVE = {"i", "you", "he", "she", "it", "we", "they", "not", "n't", "ever", "never", "already", "always", "just"}


def reading_of(words: Sequence[str], index: int, tag: str, british: bool) -> str | None:
    """Symbols of ``words[index]`` where its meaning decides them, else None: the dictionary and the tag do.

    Args:
        words: of the sentence, in lower case.
        index: of the word.
        tag: its part of speech (Penn Treebank).
        british: which symbols to give.
    """
    for rule in _RULES.get(words[index], ()):
        if rule.applies(words, index, tag):
            if words[index] == "used" and not _followed_by_thing(words, index):
                return None
            return rule.british if british else rule.american
    return None


def corrected_tag(words: Sequence[str], index: int, tag: str) -> str:
    """The part of speech of a word with several readings, where the words before it leave only one."""
    if index and words[index - 1] in _SUBJECTS and not tag.startswith("VB"):
        return "VB"
    if words[index] == "read" and tag in ("VB", "VBP"):
        place = index - 1
        while place >= 0 and words[place] in _AFTER_HAVE:
            place -= 1
        if place >= 0 and words[place] in _HAVE:
            return "VBN"
    return tag


def _followed_by_thing(words: Sequence[str], index: int) -> bool:
    """Whether "used to" is followed by what one is used to, not by what something is used for."""
    return index + 2 < len(words) and (words[index + 2] in _THINGS.split() or words[index + 2].endswith("ing"))
