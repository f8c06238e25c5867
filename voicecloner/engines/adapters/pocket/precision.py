"""Whether Pocket TTS works with whole numbers of 8 bits (int8): quicker and smaller, and a little rougher."""

from voicecloner.engines.contract.engine import Requirements

INT8, AUTO = "int8", "auto"


def is_int8_wanted(choice: str, device: str, needs: Requirements) -> bool:
    """What the user has set; left to us, where there is less free memory than the whole model needs.

    The package knows int8 on the processor only.
    """
    if device != "cpu":
        return False
    return choice == INT8 or (choice == AUTO and free_memory_bytes() < needs.memory_bytes)


def free_memory_bytes() -> int:
    """How much memory programs can still get."""
    import psutil

    return int(psutil.virtual_memory().available)
