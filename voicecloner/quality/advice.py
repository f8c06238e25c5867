"""The words of a review: the sentence of a check, filled in with what was measured."""

import re
from collections.abc import Mapping

from voicecloner.quality.checks.all_checks import SENTENCES
from voicecloner.wording import as_shown, whole_tenths

_CUT_SHORT = {"duration", "speech"}
_OK_CASES = {"ok", "not-best"}
_SHOWN_DECIMALS = re.compile(r"\{value:z?\.(\d)f\}")


def sentence(check: str, case: str, numbers: Mapping[str, float]) -> str:
    """What to tell the user.

    A value beyond its limit is rounded so that the sentence says so, too.

    Args:
        check: name of the check.
        case: how it came out.
        numbers: the measured ``value``, the ``limit`` it was held against, and further facts by name.
    """
    template = SENTENCES[check, case]
    cut = {name: whole_tenths(number) for name, number in numbers.items()} if check in _CUT_SHORT else numbers
    decimals = _SHOWN_DECIMALS.search(template)
    if case in _OK_CASES or decimals is None or "limit" not in numbers:
        return template.format(**{**cut, **_tenths(numbers)})
    value = as_shown(_as_counted(check, numbers), int(decimals.group(1)), numbers["limit"])
    return template.format(**{**cut, "value": value, **_tenths(numbers)})


def _as_counted(check: str, numbers: Mapping[str, float]) -> float:
    """The value; a length that is too short as it is shown everywhere, cut after a tenth."""
    value = numbers["value"]
    return whole_tenths(value) if check in _CUT_SHORT and value < numbers["limit"] else value


def _tenths(numbers: Mapping[str, float]) -> Mapping[str, float]:
    """The limit without the crumbs of a computation: 2.4, not 2.4000000000000004."""
    return {"limit": round(numbers["limit"], 1)} if "limit" in numbers else {}
