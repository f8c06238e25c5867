"""Which one of the neural models suits this computer, for those who do not want to compare them."""

from collections.abc import Sequence

from voicecloner.domain.languages import are_same
from voicecloner.models.catalogue import Model

WITH_GRAPHICS_CARD = "voxcpm2"
WITHOUT_GRAPHICS_CARD = "pocket-lite"


def recommended_model(models: Sequence[Model], language: str, graphics_bytes: int | None) -> str:
    """The id of one model; empty where none is worth its download.

    With enough memory on a graphics card it is the one with the closest likeness, else the one that is natural and
    quick on any processor and asks for no account, if it speaks the language.

    Args:
        models: those there are.
        language: the user's, a BCP 47 tag.
        graphics_bytes: how much memory is free on the graphics card; None where there is none.
    """
    best = next((model for model in models if model.engine == WITH_GRAPHICS_CARD), None)
    if best and graphics_bytes is not None and graphics_bytes >= (best.memory_bytes or 0):
        return best.id
    quick = (model for model in models if model.engine == WITHOUT_GRAPHICS_CARD)
    return next((m.id for m in quick if any(are_same(tag, language) for tag in m.languages)), "")
