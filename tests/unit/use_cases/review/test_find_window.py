"""The best stretch of a long file, through the real decoder, the real speech detector and the real measures."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.support.clips import noise, silence, tone
from tests.support.long_files import long_file
from tests.support.speech import speech_file
from voicecloner.audio.files.streaming import StreamBlock
from voicecloner.errors import Cancelled, InvalidRequest, UnreadableAudio
from voicecloner.jobs import CancelToken
from voicecloner.quality.frames import FrameMeter
from voicecloner.use_cases.review.find_window import FindWindow, FindWindowRequest


def find(app, path, **bounds):
    return app.find_window(FindWindowRequest(path, **bounds))


def test_the_clean_speech_is_found(app, tmp_path):
    found = find(app, long_file(tmp_path / "long.wav", good_at_s=60.0))
    assert found.duration_s == pytest.approx(150.0)
    assert found.best == found.candidates[0].span
    assert 59.0 < found.best.start_s < found.best.end_s < 84.0
    assert 10.0 <= found.best.end_s - found.best.start_s <= 30.0
    assert found.candidates[0].snr_db > 20.0
    assert found.is_complete


def test_the_whole_waveform_can_be_painted(app, tmp_path):
    found = find(app, long_file(tmp_path / "long.wav"))
    assert found.overview.shape[1] == 2
    assert 2000 <= len(found.overview) <= 4000
    assert len(found.overview) * found.pair_s == pytest.approx(150.0, abs=found.pair_s)
    assert np.all(found.overview[:, 0] <= found.overview[:, 1])


def test_bounds_are_kept(app, tmp_path):
    found = find(app, long_file(tmp_path / "long.wav"), min_s=3.0, max_s=8.0)
    assert 3.0 <= found.best.end_s - found.best.start_s <= 8.0
    with pytest.raises(InvalidRequest):
        find(app, tmp_path / "long.wav", min_s=9.0, max_s=8.0)


def test_the_channel_with_speech_is_listened_to(app, tmp_path):
    mono, sample_rate = soundfile.read(speech_file(tmp_path / "mono.wav", seconds=40))
    soundfile.write(tmp_path / "two.wav", np.stack([np.zeros_like(mono), mono], axis=1), sample_rate)
    assert find(app, tmp_path / "two.wav").candidates[0].speech_s > 10.0


@pytest.mark.parametrize("sound", [noise(70.0, rms=0.05), silence(70.0), tone(70.0)], ids=["noise", "silence", "tone"])
def test_nobody_speaks(app, tmp_path, sound):
    soundfile.write(tmp_path / "nobody.wav", sound, 16_000)
    found = find(app, tmp_path / "nobody.wav")
    assert found.candidates == ()
    assert (found.best.start_s, found.best.end_s) == (0.0, 20.0)


def test_no_sound_at_all(app, tmp_path):
    (tmp_path / "letter.wav").write_text("Dear Anna")
    with pytest.raises(UnreadableAudio, match="is a text"):
        find(app, tmp_path / "letter.wav")


def test_progress_rises_to_the_end(app, tmp_path):
    fractions = []
    request = FindWindowRequest(speech_file(tmp_path / "a.wav", seconds=40))
    app.find_window(request, progress=lambda update: fractions.append(update.fraction), cancel=CancelToken())
    assert len(fractions) > 5
    assert fractions == sorted(fractions)
    assert (fractions[0], fractions[-1]) == (0.0, 1.0)


def test_stop_ends_it_on_the_way(app, tmp_path):
    cancel, fractions = CancelToken(), []

    def stop_in_the_middle(update):
        fractions.append(update.fraction)
        if update.fraction > 0.3:
            cancel.cancel()

    request = FindWindowRequest(speech_file(tmp_path / "a.wav", seconds=60))
    with pytest.raises(Cancelled):
        app.find_window(request, progress=stop_in_the_middle, cancel=cancel)
    assert fractions[-1] < 0.7


def test_a_file_that_begins_anew_is_looked_at_anew():
    class Nobody:
        def add(self, samples_16k):
            return np.zeros(len(samples_16k) // 512, np.float32)

    def twice(_path, _cancel):
        for frames in (160_000, 80_000):
            yield StreamBlock(noise(frames / 16_000).reshape(-1, 1), 16_000, 0, 0.5)

    find = FindWindow(twice, lambda sample_rate, _cancel: FrameMeter(Nobody(), sample_rate))
    found = find(FindWindowRequest(Path("a.wav")))
    assert found.duration_s == 5.0
