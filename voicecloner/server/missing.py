"""What is said where the packages of the service are not installed. It needs none of them."""

import sys

from voicecloner.errors import InvalidRequest

_COMMAND = "pip install 'voicecloner[server]'"


def packages_missing(error: ImportError) -> InvalidRequest:
    """What to tell the user, with the one command that helps."""
    frozen = "This program cannot be added to: install VoiceCloner with Python's pip, as "
    hint = f"{frozen}{_COMMAND}" if getattr(sys, "frozen", False) else f"Install them with: {_COMMAND}"
    return InvalidRequest(f"The packages of the service are not installed ({error.name}).", hint)
