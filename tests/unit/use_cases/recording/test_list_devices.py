import pytest

from voicecloner.audio.capture import devices
from voicecloner.domain.audio import AudioDevice
from voicecloner.use_cases.recording.list_devices import DeviceKind, list_devices

STUDIO, BOX = AudioDevice(0, "Studio"), AudioDevice(1, "Box")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the sound system was asked for."""
    asked: list[str] = []
    monkeypatch.setattr(devices, "list_inputs", lambda: asked.append("inputs") or (STUDIO,))
    monkeypatch.setattr(devices, "list_outputs", lambda: asked.append("outputs") or (BOX,))
    monkeypatch.setattr(devices, "rescan", lambda: asked.append("rescan"))
    return asked


@pytest.mark.parametrize(("kind", "found"), [("input", (STUDIO,)), ("output", (BOX,))])
def test_each_kind_is_listed(asked: list[str], kind: DeviceKind, found: tuple[AudioDevice, ...]) -> None:
    assert list_devices(kind) == found
    assert asked == [f"{kind}s"]


def test_new_ones_are_looked_for_first(asked: list[str]) -> None:
    assert list_devices("input", is_anew=True) == (STUDIO,)
    assert asked == ["rescan", "inputs"]
