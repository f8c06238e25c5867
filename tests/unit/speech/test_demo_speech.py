import numpy as np

from voicecloner.speech.demo_speech import demo_speech


def test_it_is_speech_in_a_quiet_room_with_headroom():
    clip = demo_speech("Good morning. Thank you for listening.")
    assert clip.samples.dtype == np.float32
    assert 1.5 < clip.seconds < 5.0
    assert 0.1 < np.abs(clip.samples).max() < 0.9
    windows = clip.samples[: clip.frames // 500 * 500].reshape(-1, 500)
    assert -70 < 20 * np.log10(windows.std(axis=1).min()) < -60  # no pause is digital silence
