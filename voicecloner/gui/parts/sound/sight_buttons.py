"""What zooms a picture of sounds, for those who use neither wheel nor keys."""

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QHBoxLayout, QWidget

from voicecloner.gui.parts.basics import Button, button
from voicecloner.gui.parts.sound.view import SoundView
from voicecloner.gui.translation import tr


class SightButtons(QWidget):
    """Buttons that zoom in and out, and one that shows the spectrogram."""

    def __init__(self, view: SoundView) -> None:
        super().__init__()
        self._view = view
        self.zoom_out = button(
            "", "zoom-out", view.viewport.zoom_out, "quiet", tr("See more of it (−, Ctrl+wheel; all: 0)")
        )
        self.zoom_in = button("", "zoom-in", view.viewport.zoom_in, "quiet", tr("See it closer (+, Ctrl+wheel)"))
        self.spectrum = Button("", "spectrum", "quiet", tr("Show spectrogram and pitch, or the waveform alone"))
        self.spectrum.setCheckable(True)
        self.spectrum.setChecked(view.has_spectrum)
        self.spectrum.toggled.connect(lambda is_on: view.show_spectrum(is_shown=is_on))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for made in (self.zoom_out, self.zoom_in, self.spectrum):
            layout.addWidget(made)
        view.viewport.moved.connect(self._show_state)
        self._show_state()

    def _show_state(self) -> None:
        is_there = any(track.can_seek for track in self._view.tracks) and self._view.viewport.whole_s > 0
        # shown only: nobody has pressed it
        with QSignalBlocker(self.spectrum):
            self.spectrum.setChecked(self._view.has_spectrum)
        self.zoom_in.setEnabled(is_there)
        self.zoom_out.setEnabled(is_there and self._view.viewport.is_zoomed)
        self.spectrum.setEnabled(is_there)
