"""Which voices are just being reviewed again."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock


class UnderReview:
    """Their ids. Usable from any thread."""

    def __init__(self) -> None:
        self._ids: tuple[str, ...] = ()
        self._lock = Lock()

    def __contains__(self, voice_id: object) -> bool:
        return voice_id in self._ids

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    @contextmanager
    def during(self, voice_id: str) -> Iterator[None]:
        """One more until the block ends."""
        with self._lock:
            self._ids = (*self._ids, voice_id)
        try:
            yield
        finally:
            with self._lock:
                place = self._ids.index(voice_id)
                self._ids = (*self._ids[:place], *self._ids[place + 1 :])
