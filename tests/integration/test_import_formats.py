"""Every format people have, made here and taken from the speech set, through the whole import and its child process."""

import math

import numpy as np
import pytest
import soundfile

from tests.support.clips import noise, syllables
from tests.support.sound_files import encode
from tests.support.speech_set import speech_set
from voicecloner.audio.files.importing import import_audio
from voicecloner.errors import UnreadableAudio
from voicecloner.sound.resampling import resample


def alikeness(found, expected):
    """Highest correlation of two sounds at 16 kHz within 100 ms of shift: codecs delay by some of it."""
    length = min(len(found), len(expected))
    one, other = found[:length], expected[:length]
    spectrum = np.fft.rfft(one, 2 * length) * np.conj(np.fft.rfft(other, 2 * length))
    correlation = np.fft.irfft(spectrum)
    near = np.concatenate([correlation[:1600], correlation[-1600:]])
    return float(np.max(near) / np.sqrt(np.sum(one**2) * np.sum(other**2)))


def at_16_khz(imported):
    return resample(imported.clip.samples, imported.clip.sample_rate, 16_000)


class TestMadeWithSoundfile:
    @pytest.mark.parametrize(
        ("container", "subtype"),
        [
            *[
                ("WAV", subtype)
                for subtype in ("PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE", "ULAW", "IMA_ADPCM")
            ],
            *[(container, "PCM_16") for container in ("WAVEX", "RF64", "FLAC", "AIFF", "AU", "CAF", "W64")],
            ("OGG", "VORBIS"),
            ("OGG", "OPUS"),
            ("MP3", "MPEG_LAYER_III"),
        ],
    )
    def test_opens(self, tmp_path, container, subtype):
        path = tmp_path / "sound of any kind"
        soundfile.write(path, syllables(3.0, 48_000), 48_000, format=container, subtype=subtype)
        found = import_audio(path)
        assert found.clip.sample_rate == 48_000
        assert found.clip.seconds == pytest.approx(3.0, abs=0.1)
        assert alikeness(at_16_khz(found), syllables(3.0)) > 0.98
        assert found.notes == ()


class TestMadeWithFfmpeg:
    @pytest.mark.parametrize(
        ("codec", "container", "named"),
        [
            ("aac", "ipod", "M4A"),
            ("alac", "ipod", "M4A"),
            ("aac", "adts", "AAC"),
            ("libopus", "webm", "WebM"),
            ("libopus", "matroska", "Matroska"),
            ("wmav2", "asf", "WMA"),
            ("libmp3lame", "mp3", "MP3"),
            ("flac", "flac", "FLAC"),
            ("wavpack", "wv", "WavPack"),
        ],
    )
    @pytest.mark.parametrize("channels", [1, 2])
    def test_opens(self, tmp_path, codec, container, named, channels):
        sound = np.repeat(syllables(3.0, 48_000).reshape(-1, 1), channels, axis=1)
        found = import_audio(encode(tmp_path / "Träume 声.wav", sound, 48_000, codec, container))
        assert (found.source.container, found.source.channels) == (named, channels)
        assert found.clip.sample_rate == 48_000
        assert found.clip.seconds == pytest.approx(3.0, abs=0.1)
        assert alikeness(at_16_khz(found), syllables(3.0)) > 0.98
        assert not any("damaged" in note for note in found.notes)

    def test_eight_channels(self, tmp_path):
        """PyAV's own conversion of such frames ends the process."""
        sound = np.stack([syllables(2.0, 48_000, seed=seed) for seed in range(8)], axis=1)
        found = import_audio(encode(tmp_path / "a.m4a", sound, 48_000, "aac", "ipod"))
        assert found.source.channels == 8
        assert found.notes == ("Channel 1 of 8 is used.",)
        assert alikeness(at_16_khz(found), syllables(2.0)) > 0.98

    def test_the_first_part_of_a_long_one(self, tmp_path):
        found = import_audio(encode(tmp_path / "a.m4a", noise(5.0), 16_000, "aac", "ipod"), max_seconds=2.0)
        assert found.clip.seconds == 2.0
        assert found.notes == ("The recording is 5.0\u00a0s long; only its first 2.0\u00a0s are used.",)

    def test_one_whose_index_is_cut_off(self, tmp_path):
        path = encode(tmp_path / "a.m4a", noise(5.0), 16_000, "aac", "ipod")
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
        with pytest.raises(UnreadableAudio, match=r"“a\.m4a” is cut off"):
            import_audio(path)

    def test_a_tag_that_is_no_text(self, tmp_path):
        path = encode(tmp_path / "a.webm", syllables(2.0, 48_000), 48_000, "libopus", "webm")
        content = path.read_bytes()
        assert b"Lavf" in content
        path.write_bytes(content.replace(b"Lavf", b"\xff\xfe\xfd\xfc"))
        assert import_audio(path).clip.seconds == pytest.approx(2.0, abs=0.1)

    def test_a_codec_nobody_knows(self, tmp_path):
        path = encode(tmp_path / "a.webm", syllables(2.0, 48_000), 48_000, "libopus", "webm")
        path.write_bytes(path.read_bytes().replace(b"A_OPUS", b"A_XPUS"))
        with pytest.raises(UnreadableAudio, match="in a format that cannot be read"):
            import_audio(path)

    def test_a_cut_off_webm(self, tmp_path):
        path = encode(tmp_path / "a.webm", noise(10.0, 48_000), 48_000, "libopus", "webm")
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
        found = import_audio(path)
        assert 3.0 < found.clip.seconds < 7.0
        read_s = math.floor(10 * found.clip.seconds) / 10
        assert found.notes == (f"The file is damaged: {read_s:.1f}\u00a0s of 10.0\u00a0s could be read.",)


class TestStretchOfAFile:
    """A stretch is what the whole file holds at this place, whether it was found by seeking or by decoding up to it."""

    @pytest.mark.parametrize(
        ("codec", "container"),
        [
            ("pcm_s16le", "wav"),
            ("flac", "flac"),
            ("libmp3lame", "mp3"),
            ("libopus", "ogg"),
            ("alac", "ipod"),
            ("aac", "ipod"),
            ("aac", "adts"),
            ("wmav2", "asf"),
            ("libopus", "webm"),
        ],
    )
    def test_is_at_its_place(self, tmp_path, codec, container):
        sound = syllables(12.0, 48_000) + noise(12.0, 48_000, rms=0.02)
        path = encode(tmp_path / "long", sound, 48_000, codec, container)
        whole, part = import_audio(path).clip, import_audio(path, start_s=7.77, max_seconds=2.0).clip
        assert part.seconds == 2.0
        slack = 96 if container == "webm" else 0  # its times are rounded to a millisecond
        first = round(7.77 * 48_000)
        shifts = range(first - slack, first + slack + 1)
        assert min(_difference(whole.samples[at : at + part.frames], part.samples) for at in shifts) < 0.002


def _difference(one, other):
    return float(np.sqrt(np.mean(np.square(one - other))))


SPEECH_FORMATS = {
    "UPPER.WAV": "WAV",
    "aac_96k.m4a": "M4A",
    "aac_adts.aac": "AAC",
    "aiff_pcm16_16k.aiff": "AIFF",
    "alac.m4a": "M4A",
    "flac_96k.flac": "FLAC",
    "flac_stereo_out_of_phase.flac": "FLAC",
    "flac_stereo_silent_ch1.flac": "FLAC",
    "mp3_128k_44k.mp3": "MP3",
    "mp3_named.wav": "MP3",
    "mp3_vbr_mono_id3.mp3": "MP3",
    "opus_32k.opus": "OGG",
    "opus_in_webm.webm": "WebM",
    "too_long.ogg": "OGG",
    "vorbis_q4.ogg": "OGG",
    "wav_float_16k.wav": "WAV",
    "wav_float_over_1.0.wav": "WAV",
    "wav_imaadpcm_16k.wav": "WAV",
    "wav_mulaw_8k.wav": "WAV",
    "wav_pcm16_16k.wav": "WAV",
    "wav_pcm16_44k.wav": "WAV",
    "wav_pcm16_8k.wav": "WAV",
    "wav_pcm24_16k.wav": "WAV",
    "wav_stereo_silent_ch2.wav": "WAV",
    "wav_u8_16k.wav": "WAV",
    "wma_64k.wma": "WMA",
    "Übung mit Leerzeichen 声.ogg": "OGG",
}


@pytest.fixture(scope="module")
def references():
    """The recordings the files of the set were made of, at 16 kHz."""
    files = [speech_set() / "good" / speaker / "ref.flac" for speaker in ("vctk_p226", "kathleen", "ls1688")]
    read = (soundfile.read(file, dtype="float32") for file in files)
    return [resample(samples, sample_rate, 16_000) for samples, sample_rate in read]


class TestSpeechSet:
    @pytest.mark.parametrize("name", SPEECH_FORMATS)
    def test_opens_with_the_same_content(self, name, references):
        found = import_audio(speech_set() / "formats" / name)
        assert found.source.container == SPEECH_FORMATS[name]
        assert min(abs(found.clip.seconds - expected) for expected in (5.1, 10.2, 84.06)) < 0.06
        assert max(alikeness(at_16_khz(found), reference) for reference in references) > 0.97
        assert not any("damaged" in note for note in found.notes)

    def test_every_format_of_the_set_is_listed(self):
        assert {path.name for path in (speech_set() / "formats").iterdir()} == set(SPEECH_FORMATS)

    @pytest.mark.parametrize(
        ("name", "words"),
        [
            ("folder.wav", "is a folder"),
            ("garbage.mp3", "no sound that can be read"),
            ("header_only.wav", "without any sound"),
            ("huge_rate.wav", "no sound that can be read"),
            ("one_sample.wav", "less than a tenth of a second"),
            ("picture.mp3", "is a picture"),
            ("random.mp3", "no sound that can be read"),
            ("text.wav", "is a text"),
            ("truncated.m4a", "is cut off"),
            ("truncated_in_header.wav", "no sound that can be read"),
            ("zero_byte.wav", "is empty"),
            ("zero_channels.wav", "0 channels"),
            ("zero_rate.wav", "no sound that can be read"),
        ],
    )
    def test_refused_in_one_sentence(self, name, words):
        with pytest.raises(UnreadableAudio, match=words) as caught:
            import_audio(speech_set() / "broken" / name)
        assert caught.value.message.startswith(f"“{name}” ")

    @pytest.mark.parametrize(
        ("name", "seconds", "notes"),
        [
            ("huge_size.wav", 2.0, ()),
            (
                "inf_some.wav",
                2.0,
                ("The file is damaged: 2 of its 32000 values are not numbers and were replaced by silence.",),
            ),
            (
                "nan_some.wav",
                2.0,
                ("The file is damaged: 100 of its 32000 values are not numbers and were replaced by silence.",),
            ),
            ("truncated.flac", 3.07, ("The file is damaged: 3.0\u00a0s of 6.5\u00a0s could be read.",)),
            ("truncated.ogg", 4.06, ("The end of the file is missing: 4.0\u00a0s could be read.",)),
            ("truncated.wav", 3.4, ("The file is damaged: 3.3\u00a0s of 10.2\u00a0s could be read.",)),
        ],
    )
    def test_the_readable_part(self, name, seconds, notes):
        found = import_audio(speech_set() / "broken" / name)
        assert found.clip.seconds == pytest.approx(seconds, abs=0.01)
        assert np.all(np.isfinite(found.clip.samples))
        assert found.notes == notes
