import numpy as np
import psutil
import pytest
import soundfile

from tests.support.clips import clip, noise, silence, tone
from tests.support.fake_streams import SAMPLE_RATE, FakeSpeaker
from tests.support.waiting import wait_until
from voicecloner.audio.files.audiobook import AudiobookTags, write_audiobook
from voicecloner.audio.files.saving import SourceSound, save_sound
from voicecloner.audio.playback import playback
from voicecloner.audio.playback.buffering import Buffering
from voicecloner.audio.playback.player import Player
from voicecloner.domain.audio import AudioDevice
from voicecloner.errors import DeviceError, DeviceLost, InvalidRequest, UnreadableAudio

SOUND = noise(2.3, SAMPLE_RATE)
LEAD_FRAMES = round(0.05 * SAMPLE_RATE)
SECOND = SAMPLE_RATE


@pytest.fixture
def speaker():
    return FakeSpeaker()


@pytest.fixture
def player(speaker):
    player = Player(speaker.open)
    yield player
    player.stop()


def started(speaker):
    wait_until(lambda: speaker.streams and speaker.stream.is_active, what="the loudspeaker to start")


def heard(taken):
    """What was played, without the silence before and after."""
    sounding = np.flatnonzero(taken)
    return taken[sounding[0] : sounding[-1] + 1] if len(sounding) else taken[:0]


def take_all(speaker):
    return heard(speaker.take_rest())


def take_sound(speaker, frames):
    """Take the silence before the sound and then `frames` samples of it."""
    return speaker.take_sound(LEAD_FRAMES + frames)[LEAD_FRAMES:]


def test_every_sample_of_a_clip_is_played_once(player, speaker):
    player.play(clip(SOUND, SAMPLE_RATE))
    np.testing.assert_array_equal(take_all(speaker), SOUND)
    assert speaker.stream.is_closed


def test_the_end_is_told_once(player, speaker):
    ends = []
    player.play(clip(SOUND, SAMPLE_RATE), on_end=ends.append)
    speaker.take_rest()
    wait_until(lambda: ends, what="the end")
    assert ends == [None]
    assert not player.is_playing
    player.wait(1)


def test_silence_follows_until_the_last_sample_was_heard(player, speaker):
    player.play(clip(SOUND, SAMPLE_RATE))
    taken = speaker.take_rest()
    after_s = (len(taken) - 1 - np.flatnonzero(taken)[-1]) / SAMPLE_RATE
    assert after_s >= 0.03 + 0.25


def test_the_chosen_loudspeaker_is_opened(player, speaker):
    headset = AudioDevice(2, "Headset")
    player.play(clip(SOUND, SAMPLE_RATE), headset)
    started(speaker)
    assert speaker.devices == [headset]


def test_playing_can_begin_in_the_middle(player, speaker):
    sound = player.play(clip(SOUND, SAMPLE_RATE), start_s=1.5)
    np.testing.assert_array_equal(take_all(speaker), SOUND[72_000:])
    assert sound.position_s == pytest.approx(2.3)


def test_beyond_the_end_nothing_is_heard(player, speaker):
    player.play(clip(SOUND, SAMPLE_RATE), start_s=5)
    assert len(take_all(speaker)) == 0


@pytest.mark.parametrize("start_s", [-1.0, float("nan")])
def test_a_place_before_the_start_makes_no_sense(player, start_s):
    with pytest.raises(InvalidRequest):
        player.play(clip(SOUND, SAMPLE_RATE), start_s=start_s)


def test_another_rate_is_brought_to_that_of_the_device(player, speaker):
    player.play(clip(tone(1.0, 24_000, hz=1000.0), 24_000))
    taken = take_all(speaker)
    assert len(taken) == pytest.approx(SAMPLE_RATE, abs=20)
    middle = taken[4800:-4800]
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle))))
    assert np.argmax(spectrum) * SAMPLE_RATE / len(middle) == pytest.approx(1000, abs=2)
    assert np.abs(middle).max() == pytest.approx(0.5, abs=0.005)


def test_a_file_is_played_from_where_it_was_asked_to(player, speaker, tmp_path):
    soundfile.write(tmp_path / "take.wav", SOUND, SAMPLE_RATE, subtype="FLOAT")
    player.play(tmp_path / "take.wav", start_s=0.25)
    np.testing.assert_array_equal(take_all(speaker), SOUND[12_000:])


def test_both_channels_of_a_file_are_heard(player, speaker, tmp_path):
    stereo = np.stack((SOUND, np.zeros_like(SOUND)), axis=1)
    soundfile.write(tmp_path / "stereo.wav", stereo, SAMPLE_RATE, subtype="FLOAT")
    player.play(tmp_path / "stereo.wav")
    np.testing.assert_array_equal(take_all(speaker), SOUND / 2)


def saved(path, samples):
    """As the program itself saves it."""
    sound = SourceSound(SAMPLE_RATE, len(samples), lambda: (each for each in [samples]))
    if path.suffix == ".m4b":
        write_audiobook(path, sound, AudiobookTags({}))
    else:
        save_sound(path, sound)
    return path


@pytest.mark.parametrize("name", ["take.m4a", "book.m4b"])
@pytest.mark.parametrize("start_s", [0.0, 1.5])
def test_mp4_is_played_from_where_it_was_asked_to(player, speaker, tmp_path, name, start_s):
    samples = np.concatenate([silence(2.0, SAMPLE_RATE), tone(1.0, SAMPLE_RATE)])
    player.play(saved(tmp_path / name, samples), start_s=start_s)
    loud = np.flatnonzero(np.abs(speaker.take_rest()) > 0.2)
    assert loud[0] - LEAD_FRAMES == pytest.approx((2.0 - start_s) * SAMPLE_RATE, abs=0.03 * SAMPLE_RATE)
    assert loud[-1] - loud[0] == pytest.approx(SAMPLE_RATE, abs=0.03 * SAMPLE_RATE)


def test_a_decoder_is_ended_with_the_sound_it_was_for(player, speaker, tmp_path):
    book = saved(tmp_path / "book.m4b", noise(30.0, SAMPLE_RATE))
    before = set(psutil.Process().children())
    player.play(book)
    started(speaker)
    player.stop()
    wait_until(lambda: not set(psutil.Process().children()) - before, what="the end of the decoder")


@pytest.mark.parametrize("content", [b"no sound at all", None])
def test_a_file_without_sound_is_refused(player, tmp_path, content):
    path = tmp_path / "letter.wav"
    if content:
        path.write_bytes(content)
    with pytest.raises(UnreadableAudio, match=r"letter\.wav holds no sound"):
        player.play(path)
    assert not player.is_playing


def test_a_file_that_vanishes_is_reported(speaker, tmp_path):
    path = tmp_path / "take.wav"
    soundfile.write(path, SOUND, SAMPLE_RATE)

    def open_after_deleting(device, fill):
        path.unlink()
        return speaker.open(device, fill)

    ends = []
    Player(open_after_deleting).play(path, on_end=ends.append)
    wait_until(lambda: ends, what="the end")
    assert isinstance(ends[0], UnreadableAudio)
    assert speaker.stream.is_closed


def test_the_position_follows_the_ear_not_the_buffer(player, speaker):
    sound = player.play(clip(SOUND, SAMPLE_RATE))
    assert player.position_s == 0.0
    take_sound(speaker, SECOND)
    assert sound.position_s == pytest.approx(1.0 - 0.03, abs=1e-6)
    assert player.position_s == sound.position_s
    assert player.is_playing


def test_a_pause_is_silent_and_loses_nothing(player, speaker):
    player.play(clip(SOUND, SAMPLE_RATE))
    before = take_sound(speaker, SECOND)
    player.pause()
    place_s = player.position_s
    assert not player.is_playing
    assert not np.any(speaker.take(SECOND))
    assert player.position_s == place_s
    player.resume()
    assert player.is_playing
    rest = take_all(speaker)
    np.testing.assert_array_equal(np.concatenate((before, rest)), SOUND)


def test_stopping_silences_at_once_and_does_not_count_as_an_end(player, speaker):
    ends = []
    player.play(clip(SOUND, SAMPLE_RATE), on_end=ends.append)
    take_sound(speaker, SECOND)
    player.stop()
    assert not np.any(speaker.take())
    assert speaker.stream.is_closed
    assert not player.is_playing
    assert ends == []


def test_a_new_sound_ends_the_one_before(player, speaker):
    first = player.play(clip(SOUND, SAMPLE_RATE))
    started(speaker)
    player.play(clip(SOUND[:4800], SAMPLE_RATE))
    assert first.has_ended
    wait_until(lambda: len(speaker.streams) == 2)
    np.testing.assert_array_equal(take_all(speaker), SOUND[:4800])
    assert all(stream.is_closed for stream in speaker.streams)


def test_the_next_sound_can_be_begun_from_the_end_of_the_last(player, speaker):
    sounds = []
    player.play(
        clip(SOUND[:480], SAMPLE_RATE), on_end=lambda _error: sounds.append(player.play(clip(SOUND, SAMPLE_RATE)))
    )
    speaker.take_rest()
    wait_until(lambda: len(speaker.streams) == 2)
    np.testing.assert_array_equal(take_all(speaker), SOUND)


def test_a_refusing_loudspeaker_is_reported(player, speaker):
    speaker.refusal = DeviceError("No loudspeaker was found.")
    ends = []
    player.play(clip(SOUND, SAMPLE_RATE), on_end=ends.append)
    with pytest.raises(DeviceError, match="No loudspeaker"):
        player.wait(10)
    wait_until(lambda: ends)
    assert ends == [speaker.refusal]


def test_an_unplugged_loudspeaker_is_reported(player, speaker):
    player.play(clip(SOUND, SAMPLE_RATE))
    take_sound(speaker, SECOND)
    speaker.stream.is_active = False
    with pytest.raises(DeviceLost, match="went away"):
        player.wait(10)
    assert speaker.stream.is_closed


@pytest.mark.parametrize("asks_first", [True, False])
def test_a_loudspeaker_that_hangs_is_reported(player, speaker, asks_first, monkeypatch):
    monkeypatch.setattr(playback, "_NEXT_CALL_S", 0.1)
    monkeypatch.setattr(playback, "_FIRST_CALL_S", 0.2)
    player.play(clip(SOUND, SAMPLE_RATE))
    if asks_first:
        started(speaker)
        speaker.take()
    with pytest.raises(DeviceLost, match="went away"):
        player.wait(10)


def test_a_long_clip_is_handed_on_bit_by_bit(player, speaker):
    long = noise(20.0, SAMPLE_RATE)
    sound = player.play(clip(long, SAMPLE_RATE))
    wait_until(lambda: sound._fifo.frames > SECOND)
    assert sound._fifo.frames <= 1.6 * SECOND
    np.testing.assert_array_equal(take_all(speaker), long)


def test_speech_is_heard_while_more_of_it_is_being_made(player, speaker):
    stream = player.open_stream(SAMPLE_RATE)
    stream.feed(SOUND[:SECOND])
    first = take_sound(speaker, SECOND)
    np.testing.assert_array_equal(first, SOUND[:SECOND])
    assert not np.any(speaker.take(4800))
    assert player.is_playing
    stream.feed(SOUND[SECOND:])
    stream.finish()
    np.testing.assert_array_equal(take_all(speaker), SOUND[SECOND:])
    assert stream.playback.position_s == pytest.approx(len(SOUND) / SAMPLE_RATE)


def test_fed_samples_are_copied(player, speaker):
    stream = player.open_stream(SAMPLE_RATE)
    buffer = SOUND.copy()
    stream.feed(buffer)
    buffer[:] = 0
    stream.finish()
    np.testing.assert_array_equal(take_all(speaker), SOUND)


def test_a_stream_of_another_rate_has_no_seams(player, speaker):
    steady = tone(1.0, 24_000, hz=500.0)
    stream = player.open_stream(24_000)
    for start in range(0, len(steady), 1000):
        stream.feed(steady[start : start + 1000])
    stream.finish()
    taken = take_all(speaker)
    steepest = 2 * np.pi * 500 / SAMPLE_RATE * 0.5
    assert np.abs(np.diff(taken[1000:-1000])).max() <= steepest * 1.02


def test_a_stream_without_sound_ends(player, speaker):
    stream = player.open_stream(SAMPLE_RATE)
    stream.finish()
    assert len(take_all(speaker)) == 0


def test_a_stream_can_be_stopped_while_it_waits_for_more(player, speaker):
    stream = player.open_stream(SAMPLE_RATE)
    started(speaker)
    stream.stop()
    assert speaker.stream.is_closed
    stream.feed(SOUND)
    assert not np.any(speaker.take())


def test_a_loudspeaker_that_goes_while_speech_is_being_made_is_reported(player, speaker):
    player.open_stream(SAMPLE_RATE)
    started(speaker)
    speaker.stream.is_active = False
    with pytest.raises(DeviceLost):
        player.wait(10)


def test_a_player_at_rest(player):
    player.pause()
    player.resume()
    player.stop()
    player.wait()
    assert (player.is_playing, player.position_s) == (False, 0.0)


def test_a_maker_that_was_late_once_is_waited_for_and_the_player_says_so(player, speaker):
    buffering = Buffering()
    stream = player.open_stream(SAMPLE_RATE, buffering=buffering)
    stream.feed(SOUND[:SECOND])
    np.testing.assert_array_equal(take_sound(speaker, SECOND), SOUND[:SECOND])
    wait_until(lambda: not np.any(speaker.take()) and player.is_gathering, what="the gap to be noticed")
    stream.feed(SOUND[SECOND : SECOND + SECOND // 4])
    assert buffering.gaps == 1
    assert player.is_gathering
    stream.feed(SOUND[SECOND + SECOND // 4 :])
    np.testing.assert_array_equal(speaker.take_sound(len(SOUND) - SECOND), SOUND[SECOND:])
    assert not player.is_gathering
    stream.finish()
    speaker.take_rest()


def test_a_clip_is_heard_faster_and_its_position_counts_in_the_clip(player, speaker):
    player.play(clip(SOUND, SAMPLE_RATE), start_s=0.3, speed=2.0)
    speaker.take_sound(LEAD_FRAMES + SECOND // 2 + round(0.03 * SAMPLE_RATE))
    assert player.position_s == pytest.approx(1.3, abs=0.02)
    rest = speaker.take_rest()
    assert len(heard(rest)) / SAMPLE_RATE == pytest.approx(0.5, abs=0.06)
    assert player.position_s == pytest.approx(2.3, abs=0.01)


def test_the_speed_can_change_while_speech_is_heard(player, speaker):
    stream = player.open_stream(SAMPLE_RATE)
    stream.feed(SOUND[:SECOND])
    take_sound(speaker, SECOND)
    player.set_speed(0.5)
    stream.feed(SOUND[SECOND:])
    stream.finish()
    assert len(take_all(speaker)) / SAMPLE_RATE == pytest.approx(2 * 1.3, abs=0.05)


def test_a_speed_nobody_could_follow_is_refused(player):
    with pytest.raises(InvalidRequest):
        player.play(clip(SOUND, SAMPLE_RATE), speed=3.0)
    with pytest.raises(InvalidRequest):
        player.open_stream(SAMPLE_RATE, speed=0.1)


def test_where_the_wanted_loudspeaker_does_not_open_the_usual_one_is_used(speaker):
    headphones = AudioDevice(2, "Headphones")
    told = []

    def open_stream(device, fill):
        if device == headphones:
            raise DeviceError("It cannot be opened.")
        return speaker.open(device, fill)

    player = Player(open_stream)
    player.on_fallback = told.append
    player.play(clip(SOUND, SAMPLE_RATE), headphones)
    np.testing.assert_array_equal(take_all(speaker), SOUND)
    assert told == [headphones]
    assert speaker.devices == [None]
