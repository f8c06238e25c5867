"""How takes are exported, as the settings remember it."""

from collections.abc import Mapping
from pathlib import Path

from voicecloner.api.speaking import ExportOptions, SaveOptions, SoundOptions, format_of
from voicecloner.settings import Settings, SettingValue, lufs_of

FLOAT = "float"
_FLOAT_BITS = 32


def chosen_options(settings: Settings, *, title: str = "", artist: str = "") -> ExportOptions:
    """The options that were chosen last.

    Args:
        settings: of which each counts where the format has it.
        title, artist: what the files say; empty: the text, and the voice.
    """
    suffix = f".{settings.export_format}"
    found = format_of(Path(f"take{suffix}"))
    bits = _FLOAT_BITS if settings.export_bits == FLOAT else int(settings.export_bits)
    sound = SoundOptions(
        bits=bits if bits in found.subtypes else max(each for each in found.subtypes if each <= bits),
        sample_rate=settings.export_rate_hz or None,
        kbit_per_s=(settings.export_bit_rate_kbit or None) if found.kbit_per_s else None,
        loudness_lufs=lufs_of(settings.export_loudness),
    )
    return ExportOptions(suffix, SaveOptions(sound, title, artist), settings.export_pattern)


def changed_settings(settings: Settings, values: Mapping[str, SettingValue]) -> Settings:
    """The settings with other values, as the dialog has them before they are kept."""
    for key, value in values.items():
        settings = settings.with_value(key, value)
    return settings
