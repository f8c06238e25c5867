"""The scenes in which what was said is exported and searched."""

from studio import Studio, settle, to_end, until

from voicecloner.gui.speak.export_dialog import ExportDialog


def exporting(studio: Studio) -> None:
    """How takes are exported, and what their files will be called."""
    page = studio.window.speak
    page.takes_card.view.selectAll()
    page.ask_to_export()
    dialog = _dialog(studio)
    dialog.form.loudness.setCurrentIndex(1)
    dialog.form.pattern.setText(
        "{date}_{voice}_{number}_{text}_{text}" if studio.is_long else "{date}_{voice}_{number}"
    )
    until(lambda: dialog.names[0].text().startswith("20"))


def export_refused(studio: Studio) -> None:
    """What cannot be in a name."""
    dialog = _dialog(studio)
    dialog.form.pattern.setText("{mood}_{voice}")
    until(dialog.fault.isVisible)


def takes_searched(studio: Studio) -> None:
    """A search among what was said."""
    for dialog in studio.window.speak.findChildren(ExportDialog):
        dialog.reject()
    studio.window.speak.takes_card.search.setText("umbrella")
    until(lambda: studio.window.speak.takes_card.model.rowCount() == 1)
    to_end(studio.window.speak)


def no_take(studio: Studio) -> None:
    """A search among what was said, without a result."""
    card = studio.window.speak.takes_card
    card.search.setText("zebra")
    until(card.no_match.isVisible)
    settle()


def _dialog(studio: Studio) -> ExportDialog:
    return studio.window.speak.findChildren(ExportDialog)[-1]
