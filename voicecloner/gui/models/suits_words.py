"""What a model would be like on this computer, in the window's words."""

from typing import TYPE_CHECKING

from voicecloner.gui.translation import tr
from voicecloner.gui.wording import size_words

if TYPE_CHECKING:
    from voicecloner.api.engines import Suits


def suits_words(suits: "Suits") -> str:
    """Whether it fits, and how long its speech takes."""
    return tr("On this computer: {fitting}, {pace}.", fitting=_fitting(suits), pace=_pace(suits))


def _fitting(suits: "Suits") -> str:
    if not suits.fits:
        return tr("too large for the free memory (needs {size})", size=size_words(suits.needed_bytes))
    return tr("fits on the graphics card") if suits.is_on_card else tr("fits in memory")


def _pace(suits: "Suits") -> str:
    if suits.seconds_per_minute is None:
        return tr("speed not known")
    if suits.is_slow:
        return tr("{times:.0f} times slower than speech", times=suits.seconds_per_minute / 60.0)
    return tr("about {seconds} s for a minute of speech", seconds=max(1, round(suits.seconds_per_minute)))
