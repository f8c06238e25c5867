"""Choosing a microphone or a loudspeaker, and looking for new ones."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QSizePolicy, QVBoxLayout, QWidget

from voicecloner.api.recording import DeviceKind, device_in_settings, list_devices
from voicecloner.domain.audio import AudioDevice
from voicecloner.domain.text import one_line
from voicecloner.errors import VoiceClonerError
from voicecloner.gui.parts.basics import SMALL_GAP_PX, button, row
from voicecloner.gui.parts.elided import ElidingCombo
from voicecloner.gui.translation import tr
from voicecloner.gui.window.job_bridge import Queue, Reply, Task
from voicecloner.gui.window.page_tools import PageTools
from voicecloner.gui.wording import error_words
from voicecloner.jobs import CancelToken, Progress

_NAMES = {"input": tr("Microphone"), "output": tr("Loudspeaker")}
_KEYS = {"input": "input_device", "output": "output_device"}
_RESCAN = {"input": tr("Look for a new microphone"), "output": tr("Look for a new loudspeaker")}
_NONE_FOUND = {
    "input": tr("No microphone was found. Plug one in, then press “Look for a new microphone”."),
    "output": tr("No loudspeaker was found. Plug one in, then press “Look for a new loudspeaker”."),
}


_MOST_SHOWN = 18
_SOUNDS_DBFS = -90.0


class DevicePicker(QWidget):
    """A combo box of devices with a Rescan button; the choice is kept in the settings by name.

    Signals:
        rescanning: devices are about to be looked up anew; none may be open.
        listed: the devices were looked up; a tuple of `AudioDevice`, empty if there are none.
        chosen: another one was chosen, here or in another place.
    """

    rescanning = Signal()
    listed = Signal(object)
    chosen = Signal()

    def __init__(self, tools: PageTools, kind: DeviceKind) -> None:
        super().__init__()
        self._tools = tools
        self._kind = kind
        self._devices: tuple[AudioDevice, ...] = ()
        self.trouble = ""
        self._combo = ElidingCombo()
        self._combo.setAccessibleName(_NAMES[kind])
        self._combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._combo.setMinimumContentsLength(10)
        self._combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._combo.activated.connect(self._choose)
        tools.preferences.changed.connect(self._setting_changed)
        self._inputs = ElidingCombo()
        self._inputs.setAccessibleName(tr("Input of the microphone"))
        self._inputs.activated.connect(self._choose_input)
        self._inputs.hide()
        self.rescan_button = button("", "rescan", self.rescan, tip=_RESCAN[kind])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL_GAP_PX)
        line = row(self._combo, self.rescan_button)
        line.setStretch(0, 1)
        layout.addLayout(line)
        layout.addWidget(self._inputs)
        self._fill()

    @property
    def device(self) -> AudioDevice | None:
        """The chosen device, or None for the system's default."""
        wanted = self._combo.currentData()
        number = self._tools.settings.input_number if self._kind == "input" else 0
        return device_in_settings(wanted, number, self._devices)

    def show_inputs(self, levels_dbfs: tuple[float, ...], used: int) -> None:
        """Offer the inputs of a device that has several, each with its level; those of no sound are left out where a
        sound server offers more than devices have.

        Args:
            levels_dbfs: level of each; empty hides the choice.
            used: the one that is heard, counted from 1.
        """
        chosen = self._tools.settings.input_number
        all_of_them = len(levels_dbfs) <= _MOST_SHOWN
        numbers = [n for n, level in enumerate(levels_dbfs, 1) if all_of_them or level > _SOUNDS_DBFS or n == chosen]
        self._inputs.setVisible(len(levels_dbfs) > 1)
        if not self._inputs.isVisible():
            return
        words = {0: tr("The one that is heard ({used})", used=used)}
        words |= {
            number: tr("Input {number} · {level}", number=number, level=_level(levels_dbfs[number - 1]))
            for number in numbers
        }
        self._fill_inputs(words, chosen)

    def _fill_inputs(self, words: dict[int, str], chosen: int) -> None:
        # filled anew with each level, 30 times a second, an open list would close below the mouse
        if [self._inputs.itemData(place) for place in range(self._inputs.count())] != list(words):
            self._inputs.clear()
            for number, text in words.items():
                self._inputs.addItem(text, number)
            self._inputs.setCurrentIndex(max(0, self._inputs.findData(chosen)))
        for place, text in enumerate(words.values()):
            self._inputs.setItemText(place, text)

    def _choose_input(self) -> None:
        self._tools.preferences.change("input_number", int(self._inputs.currentData()))

    def look_up(self) -> None:
        """List the devices in the background."""
        self._list(is_anew=False)

    def rescan(self) -> None:
        """Look for devices that came or went, in the background."""
        self.rescanning.emit()
        self._list(is_anew=True)

    def _list(self, *, is_anew: bool) -> None:
        kind = self._kind
        self.rescan_button.setEnabled(False)

        def work(_progress: Progress, _cancel: CancelToken) -> tuple[AudioDevice, ...]:
            return list_devices(kind, is_anew=is_anew)

        task = Task(work, Queue.SOUND, topic=f"devices-{kind}")
        self._tools.bridge.submit(task, Reply(done=self._arrived, failed=self._failed))

    def _arrived(self, devices: tuple[AudioDevice, ...]) -> None:
        self.rescan_button.setEnabled(True)
        self._devices = devices
        self.trouble = "" if devices else _NONE_FOUND[self._kind]
        self._fill()
        self.listed.emit(devices)

    def _failed(self, error: VoiceClonerError) -> None:
        self.rescan_button.setEnabled(True)
        self._devices = ()
        self.trouble = error_words(error)
        self._fill()
        self.listed.emit(())

    def _fill(self) -> None:
        chosen = str(self._tools.settings.value(_KEYS[self._kind]))
        default = next((device.name for device in self._devices if device.is_default), "")
        self._combo.clear()
        self._combo.addItem(
            tr("{default} (default)", default=one_line(default)) if default else tr("System default"), ""
        )
        for device in self._devices:
            self._combo.addItem(one_line(device.name), device.name)
        if chosen and self._combo.findData(chosen) < 0:
            self._combo.addItem(tr("{chosen} (not connected)", chosen=one_line(chosen)), chosen)
        self._combo.setCurrentIndex(max(0, self._combo.findData(chosen)))

    def _choose(self) -> None:
        self._tools.preferences.change(_KEYS[self._kind], str(self._combo.currentData()))

    def _setting_changed(self, key: str) -> None:
        if key == _KEYS[self._kind]:
            self._fill()
            self.chosen.emit()
        elif key == "input_number" and self._kind == "input":
            self.chosen.emit()


def _level(dbfs: float) -> str:
    return tr("silent") if dbfs <= _SOUNDS_DBFS else f"{dbfs:.0f} dB".replace("-", "−")
