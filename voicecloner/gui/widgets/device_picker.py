"""Choosing a microphone or a loudspeaker, and looking for new ones."""

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QWidget

from voicecloner.domain.audio import AudioDevice
from voicecloner.errors import VoiceClonerError
from voicecloner.gui.desk import Desk
from voicecloner.gui.job_bridge import Lane, Reply, Task
from voicecloner.gui.widgets.basics import SMALL_GAP_PX, button
from voicecloner.gui.widgets.eliding_combo import ElidingCombo

Kind = Literal["input", "output"]
_NAMES = {"input": "Microphone", "output": "Loudspeaker"}
_KEYS = {"input": "input_device", "output": "output_device"}


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

    def __init__(self, desk: Desk, kind: Kind) -> None:
        super().__init__()
        self._desk = desk
        self._kind = kind
        self._devices: tuple[AudioDevice, ...] = ()
        self.trouble = ""
        self._combo = ElidingCombo()
        self._combo.setAccessibleName(_NAMES[kind])
        self._combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._combo.setMinimumContentsLength(10)
        self._combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._combo.activated.connect(self._choose)
        desk.preferences.changed.connect(self._setting_changed)
        self.rescan_button = button("", "rescan", self.rescan, tip=f"Look for a new {_NAMES[kind].lower()}")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL_GAP_PX)
        layout.addWidget(self._combo, 1)
        layout.addWidget(self.rescan_button)
        self._fill()

    @property
    def device(self) -> AudioDevice | None:
        """The chosen device, or None for the system's default."""
        wanted = self._combo.currentData()
        return next((device for device in self._devices if device.name == wanted), None)

    def look_up(self) -> None:
        """List the devices in the background."""
        self._submit(_listing(self._kind))

    def rescan(self) -> None:
        """Look for devices that came or went, in the background."""
        listing = _listing(self._kind)
        self.rescanning.emit()

        def work() -> tuple[AudioDevice, ...]:
            from voicecloner.audio import devices

            devices.rescan()
            return listing()

        self._submit(work)

    def _submit(self, work: Callable[[], tuple[AudioDevice, ...]]) -> None:
        self.rescan_button.setEnabled(False)
        task = Task(lambda _progress, _cancel: work(), Lane.SOUND, topic=f"devices-{self._kind}")
        self._desk.bridge.submit(task, Reply(done=self._arrived, failed=self._failed))

    def _arrived(self, devices: tuple[AudioDevice, ...]) -> None:
        self.rescan_button.setEnabled(True)
        self._devices = devices
        self.trouble = "" if devices else f"No {_NAMES[self._kind].lower()} was found. Plug one in, then press Rescan."
        self._fill()
        self.listed.emit(devices)

    def _failed(self, error: VoiceClonerError) -> None:
        self.rescan_button.setEnabled(True)
        self._devices = ()
        self.trouble = f"{error.message} {error.hint}".strip()
        self._fill()
        self.listed.emit(())

    def _fill(self) -> None:
        chosen = str(self._desk.preferences.settings.value(_KEYS[self._kind]))
        default = next((device.name for device in self._devices if device.is_default), "")
        self._combo.clear()
        self._combo.addItem(f"System default ({default})" if default else "System default", "")
        for device in self._devices:
            self._combo.addItem(device.name, device.name)
        if chosen and self._combo.findData(chosen) < 0:
            self._combo.addItem(f"{chosen} (not connected)", chosen)
        self._combo.setCurrentIndex(max(0, self._combo.findData(chosen)))

    def _choose(self) -> None:
        self._desk.preferences.change(_KEYS[self._kind], str(self._combo.currentData()))

    def _setting_changed(self, key: str) -> None:
        if key == _KEYS[self._kind]:
            self._fill()
            self.chosen.emit()


def _listing(kind: Kind) -> Callable[[], tuple[AudioDevice, ...]]:
    def work() -> tuple[AudioDevice, ...]:
        from voicecloner.audio import devices

        return devices.list_inputs() if kind == "input" else devices.list_outputs()

    return work
