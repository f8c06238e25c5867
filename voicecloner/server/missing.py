"""What is said where the packages of the service are not installed. It needs none of them."""

import sys

from voicecloner.errors import InvalidRequest

_IN_PYTHON = "Install them with: pip install 'voicecloner[server]'"
_IN_FROZEN_PROGRAM = (
    "This program cannot be added to: install VoiceCloner in Python, with: pip install 'voicecloner[server]'"
)


def packages_missing(error: ImportError) -> InvalidRequest:
    """What to tell the user, with the one command that helps."""
    hint = _IN_FROZEN_PROGRAM if getattr(sys, "frozen", False) else _IN_PYTHON
    return InvalidRequest(f"The packages of the service are not installed ({error.name}).", hint)
