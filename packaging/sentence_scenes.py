"""The scenes in which a sentence of a take is said again."""

from studio import Studio, settle, until

TEXT = "Good morning! The ferry leaves at seven, so please be at the pier a quarter of an hour early."


def sentences(studio: Studio) -> None:
    """The sentences of a take, one of them said again."""
    page = studio.window.speak
    page.takes_card.search.clear()
    page.takes_card.view.setCurrentIndex(page.takes_card.model.index(0, 0))
    page.takes_card.toggle_favourite()
    page.form.text.setPlainText(TEXT * 3 if studio.is_long else TEXT)
    page.speak()
    until(lambda: page.takes_card.model.rowCount() == 3 and page.take)
    card = page.sentences_card
    card.sentences.setCurrentRow(1)
    card.text.setText("The ferry leaves at *eight*, so please be there a quarter of an hour early.")
    card.say_again()
    until(lambda: card.versions.count() == 2 and page.take)
    card.versions.setCurrentRow(0)
    studio.window.message_bar.hide()
    page.ensureWidgetVisible(card, 0, 40)
    settle()


def saying_again(studio: Studio) -> None:
    """A sentence being said again."""
    card = studio.window.speak.sentences_card
    studio.host.gate.clear()
    card.say_again()
    until(studio.window.strip.isVisible)
    settle()


def said_again(studio: Studio) -> None:
    """The same, at the end."""
    studio.host.gate.set()
    card = studio.window.speak.sentences_card
    until(lambda: card.versions.count() == 3 and not studio.window.strip.isVisible())
    settle()
