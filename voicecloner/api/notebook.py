"""What notebooks show of a take: a player, its waveform and its text, in one piece of HTML that needs nothing else."""

import base64
from html import escape

import numpy as np

from voicecloner.domain.audio import AudioClip
from voicecloner.domain.synthesis import Take
from voicecloner.domain.text import shortened
from voicecloner.wording import seconds_words

MOST_EMBEDDED_S = 600.0
"""A longer sound, of 5 MB as MP3, is not put into the notebook's file."""
_BARS = 300
_HEIGHT = 60
_MOST_CHARACTERS = 500


def speech_html(take: Take, clip: AudioClip) -> str:
    """A figure: the waveform, a player, who says what. Nothing of it can steer the page, whatever the text holds."""
    words = f"{seconds_words(take.seconds)}, spoken by “{take.voice_name}”: {shortened(take.text, _MOST_CHARACTERS)}"
    return f"<figure>{waveform_svg(clip)}<br>{_player(clip)}<figcaption>{escape(words)}</figcaption></figure>"


def waveform_svg(clip: AudioClip) -> str:
    """The waveform as an inline picture, in the colour of the text around it."""
    if not clip.frames:
        return ""
    edges = np.linspace(0, clip.frames, min(_BARS, clip.frames), endpoint=False).astype(int)
    peaks = np.maximum.reduceat(np.abs(clip.samples), edges)
    middle = _HEIGHT / 2
    lines = (
        f"M{place + 0.5:g} {middle - half:.1f}V{middle + half:.1f}"
        for place, half in enumerate(np.maximum(0.5, np.minimum(1.0, peaks) * middle))
    )
    size = f'width="100%" height="{_HEIGHT}" viewBox="0 0 {len(peaks)} {_HEIGHT}" preserveAspectRatio="none"'
    return f'<svg role="img" aria-label="Waveform" {size}><path d="{"".join(lines)}" stroke="currentColor"/></svg>'


def _player(clip: AudioClip) -> str:
    if clip.seconds > MOST_EMBEDDED_S:
        return f"<em>Too long to be played here ({escape(seconds_words(clip.seconds))}): save it as a file.</em>"
    from voicecloner.audio.files.stream_encoding import whole_sound

    sound = base64.b64encode(whole_sound("mp3", clip.samples, clip.sample_rate)).decode()
    return f'<audio controls preload="metadata" src="data:audio/mpeg;base64,{sound}"></audio>'
