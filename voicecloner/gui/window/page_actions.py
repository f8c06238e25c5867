"""What the window's keys do; some of it depends on the page that is shown."""

from voicecloner.gui.window.page_stack import CAPTURE, SPEAK, VOICES, PageStack


class PageActions:
    """Each action is one of a key's.

    Args:
        stack: the pages.
    """

    def __init__(self, stack: PageStack) -> None:
        self._stack = stack

    def record(self) -> None:
        """Start a recording, or end the one under way."""
        self._stack.show_page(CAPTURE)
        self._stack.capture.record()

    def import_files(self) -> None:
        """Ask for recordings."""
        self._stack.show_page(CAPTURE)
        self._stack.capture.import_files()

    def search(self) -> None:
        """Let a voice be searched for."""
        self._stack.show_page(VOICES)
        search = self._stack.voices.search
        search.setFocus()
        search.selectAll()

    def go_on(self) -> None:
        """Do what the page is there for: speak the text, speak with the chosen voice, or take the next step."""
        stack = self._stack
        number = stack.currentIndex()
        if number == SPEAK:
            stack.speak.speak()
        elif number == VOICES and stack.voices.voice:
            stack.speak_with(stack.voices.voice)
        elif number == CAPTURE and stack.capture.step:  # on its first step there is nothing to press yet
            stack.capture.go_on()
        else:
            stack.show_page(SPEAK)

    def save(self) -> None:
        """Save the speech that is shown."""
        if self._stack.currentIndex() == SPEAK:
            self._stack.speak.ask_where_to_save()

    def toggle_playback(self) -> None:
        """Play or pause what is shown."""
        number = self._stack.currentIndex()
        if number == CAPTURE:
            self._stack.capture.toggle_playback()
        elif number == VOICES:
            self._stack.voices.toggle_playback()
        elif number == SPEAK:
            self._stack.speak.toggle_playback()
