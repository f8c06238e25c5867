import pytest

from voicecloner.audio.capture import devices
from voicecloner.domain.audio import AudioDevice
from voicecloner.errors import InvalidRequest
from voicecloner.use_cases.recording.list_devices import DeviceKind, device_in_settings, device_named, list_devices

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


MICROPHONES = (AudioDevice(0, "Built-in", is_default=True), AudioDevice(1, "USB one"), AudioDevice(2, "USB one plus"))


@pytest.mark.parametrize(("words", "index"), [("USB one", 1), ("usb ONE", 1), ("plus", 2), (" built", 0)])
def test_a_device_is_found_by_its_name_or_by_words_of_it(words: str, index: int) -> None:
    assert device_named(words, MICROPHONES).index == index


@pytest.mark.parametrize(
    ("words", "told", "hint"),
    [
        ("usb", "2 devices have “usb” in their name.", "Choose one of “USB one”, “USB one plus”."),
        ("radio", "There is no device “radio”.", "Choose one of “Built-in”, “USB one”, “USB one plus”."),
        ("", "There is no device “”.", "Choose one of “Built-in”, “USB one”, “USB one plus”."),
    ],
)
def test_which_device_is_meant_must_be_clear(words: str, told: str, hint: str) -> None:
    with pytest.raises(InvalidRequest) as raised:
        device_named(words, MICROPHONES)
    assert (raised.value.message, raised.value.hint) == (told, hint)
    with pytest.raises(InvalidRequest, match="and no other one either"):
        device_named(words, ())


def test_the_device_of_the_settings_is_used_with_its_input() -> None:
    assert device_in_settings("", 0, MICROPHONES) is None
    assert device_in_settings("gone", 0, MICROPHONES) is None
    assert device_in_settings("USB one", 0, MICROPHONES) == MICROPHONES[1]
    assert device_in_settings("USB one", 2, MICROPHONES).input_number == 2
    assert device_in_settings("gone", 2, MICROPHONES).index == 0
