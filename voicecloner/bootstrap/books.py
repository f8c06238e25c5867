"""The use cases of reading documents aloud."""

from typing import TYPE_CHECKING

from voicecloner.bootstrap.speaking import SpeakingParts
from voicecloner.once import Part

if TYPE_CHECKING:
    from voicecloner.use_cases.books.make_book import MakeBook


class BookParts(SpeakingParts):
    """Long documents, chapter by chapter."""

    @Part
    def make_book(self) -> "MakeBook":
        """Read a document aloud, or go on with it."""
        from voicecloner.library.books import BookStore
        from voicecloner.use_cases.books.make_book import MakeBook
        from voicecloner.use_cases.books.plan_book import PlanBook

        plan = PlanBook(self._take_maker, self.library)
        books = BookStore(self.folders.data / "books")
        return MakeBook(plan, self._take_maker, self.host, books, self._new_marker, self.publishing)
