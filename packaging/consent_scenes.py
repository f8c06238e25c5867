"""The scenes in which the consent to a voice that is there already is stated anew, and spoken."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from studio import Studio, settle, until  # noqa: E402 - the checkout's own package comes first

from tests.support.clips import noise  # noqa: E402
from voicecloner.gui.consent.spoken import SpokenConsentDialog  # noqa: E402
from voicecloner.gui.consent.stated import StatedConsentDialog  # noqa: E402


def stating(studio: Studio) -> None:
    """Whose voice it is, stated anew."""
    studio.window.voices.details.consent.state_button.click()
    until(lambda: studio.window.findChild(StatedConsentDialog))
    settle()


def reading_consent(studio: Studio) -> None:
    """The speaker reads the sentence of consent aloud."""
    for dialog in studio.window.findChildren(StatedConsentDialog):
        dialog.reject()
    settle()
    studio.window.voices.details.consent.speak_button.click()
    panel = _dialog(studio).panel
    until(panel.record_button.isEnabled)
    panel.record_button.click()
    until(lambda: panel.meter.isVisible() and studio.ear.stream.is_active)
    studio.ear.hear(noise(0.5, studio.ear.sample_rate, 0.1))
    until(lambda: "read now" in _dialog(studio).words.text())


def consent_read(studio: Studio) -> None:
    """The reading is recorded, and can be heard or made again."""
    dialog = _dialog(studio)
    dialog.panel.record_button.click()
    until(dialog.keep_button.isEnabled)


def _dialog(studio: Studio) -> SpokenConsentDialog:
    return studio.window.findChildren(SpokenConsentDialog)[0]
