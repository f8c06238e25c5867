"""What is asked before the window is closed. Nothing is lost either way, and the question says so."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from voicecloner.gui.parts.dialogs.question import Question, ask
from voicecloner.gui.translation import tr, tr_many
from voicecloner.gui.window.page_stack import PageStack
from voicecloner.gui.window.page_tools import PageTools

_RECORDING = Question(
    tr("A recording is under way."),
    tr("What was recorded so far is kept, and offered when VoiceCloner starts again."),
    tr("Keep it and close"),
    tr("Go on recording"),
)
_SPEAKING = Question(
    tr("Something is being spoken."),
    tr("What was said so far is kept, and is among the takes when VoiceCloner starts again."),
    tr("Keep it and close"),
    tr("Go on speaking"),
)


_READING = Question(
    tr("A book or a table is being read aloud."),
    tr("What was said so far is kept; it can go on, on the page “Long texts”, when VoiceCloner starts again."),
    tr("Keep it and close"),
    tr("Go on reading"),
)


class Leaving:
    """Knows whether to ask, and asks.

    Args:
        tools: the window's tools.
        stack: the pages, of which one may be recording, and one speaking or holding what is not saved.
    """

    def __init__(self, tools: PageTools, stack: PageStack) -> None:
        self._tools = tools
        self._stack = stack

    def asks(self, parent: QWidget, close: Callable[[], object]) -> bool:
        """Ask if there is something to ask; whether there is. `close` is called if the user goes on."""
        capture = self._stack.capture
        if capture.record_card.is_recording:
            ask(parent, _RECORDING, close)
            return True
        long_texts = self._stack.long_texts_if_built
        if long_texts and long_texts.is_at_work:
            ask(parent, _READING, close)
            return True
        speak = self._stack.speak_if_built
        if speak is None:
            return False
        if speak.is_speaking:
            ask(parent, _SPEAKING, close)
        elif speak.unsaved and self._tools.settings.ask_at_close == "on":
            self._ask_about_unsaved(parent, close, len(speak.unsaved))
        else:
            return False
        return True

    def _ask_about_unsaved(self, parent: QWidget, close: Callable[[], object], count: int) -> None:
        days = self._tools.takes.kept_days
        title = tr_many("One take is not saved.", "{number} takes are not saved.", count)
        words = tr_many(
            "It is here again when VoiceCloner starts, and kept for {days} days on which it is used. Save what you "
            "want to keep for good.",
            "They are here again when VoiceCloner starts, and kept for {days} days on which it is used. Save what you "
            "want to keep for good.",
            count,
            days=days,
        )
        question = Question(title, words, tr("Close"), tr("Go back"), tr("Do not ask this again"))

        # called when the dialog is answered, long after this method has ended
        def go_on() -> None:
            if dialog.tick.isChecked():
                self._tools.preferences.change("ask_at_close", "off")
            close()

        dialog = ask(parent, question, go_on)
