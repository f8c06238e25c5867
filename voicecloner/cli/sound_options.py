"""How a file is to be written: loudness, rate, bits, bit rate, as commands take them."""

import argparse

from voicecloner.api.speaking import SaveOptions, SoundOptions
from voicecloner.cli.command import whole_number

_BITS = {"16": 16, "24": 24, "float": 32}


def add_loudness(parser: argparse.ArgumentParser) -> None:
    """Declare ``--loudness``."""
    parser.add_argument(
        "--loudness",
        type=float,
        metavar="LUFS",
        help="how loud each file is, such as -23, -19 or -16, with no true peak above -1 dBTP (default: as spoken)",
    )


def add_sound(parser: argparse.ArgumentParser) -> None:
    """Declare how a file is written; `sound_of` reads it."""
    add_loudness(parser)
    parser.add_argument("--rate", type=whole_number(1), metavar="HZ", help="sample rate (default: the voice's own)")
    parser.add_argument(
        "--bits", choices=list(_BITS), default="16", help="of each sample: FLAC has 16 and 24, WAV all (default: 16)"
    )
    parser.add_argument(
        "--bit-rate", type=whole_number(1), metavar="KBIT", help="kbit/s of MP3, Opus and M4A (default: what is usual)"
    )


def add_tags(parser: argparse.ArgumentParser) -> None:
    """Declare what a file says; `save_options` reads it."""
    parser.add_argument("--title", default="", help="what the file is called inside (default: the text)")
    parser.add_argument("--artist", default="", help="who is named as artist (default: the voice)")
    parser.add_argument("--album", default="", help="of what it is a part (default: nothing)")


def sound_of(arguments: argparse.Namespace) -> SoundOptions:
    """What `add_sound` has declared."""
    return SoundOptions(_BITS[arguments.bits], arguments.rate, arguments.bit_rate, arguments.loudness)


def save_options(arguments: argparse.Namespace) -> SaveOptions:
    """What `add_sound` and `add_tags` have declared."""
    return SaveOptions(sound_of(arguments), arguments.title, arguments.artist, arguments.album)
