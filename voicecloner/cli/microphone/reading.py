"""The text that is read aloud while it is recorded."""

import shutil
import textwrap

from voicecloner.api.recording import ReadingScript, reading_script, recording_tips
from voicecloner.cli.microphone.level_line import LevelLine

NO_SCRIPT = "none"
_WIDEST_CHARACTERS = 100


def show_script(tone: str, language: str, line: LevelLine) -> None:
    """Show it, with how to record well; nothing where none is wanted."""
    if tone == NO_SCRIPT:
        return
    script = reading_script(language, tone)
    tips = recording_tips(language)
    fields = {"language": script.language, "title": script.title, "sentences": list(script.sentences)}
    line.event("script", {**fields, "tips": list(tips)}, _as_text(script, tips))


def _as_text(script: ReadingScript, tips: tuple[str, ...]) -> str:
    width = min(_WIDEST_CHARACTERS, shutil.get_terminal_size().columns) - 4
    sentences = (textwrap.fill(each, width, initial_indent="  ", subsequent_indent="    ") for each in script.sentences)
    return "\n".join([*(f"- {tip}" for tip in tips), "", script.title, "", *sentences, ""])
