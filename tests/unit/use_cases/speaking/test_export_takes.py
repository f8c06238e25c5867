"""Takes saved as other programs want them: format, loudness, names; with the mark and the tags in every file."""

from dataclasses import replace

import av
import numpy as np
import pytest
import soundfile

from tests.support.fake_host import SAMPLE_RATE
from tests.support.sound_files import decoded, judged
from tests.support.speech import espeak_speech
from voicecloner.audio.files.encoding import writable_suffixes
from voicecloner.audio.files.saving import SoundOptions
from voicecloner.domain.audio import AudioChunk
from voicecloner.errors import Cancelled, InvalidRequest, StorageError
from voicecloner.jobs import CancelToken
from voicecloner.provenance.hearing import MarkListener
from voicecloner.sound.resampling import resample
from voicecloner.use_cases.speaking.export_takes import ExportOptions, ExportTakesRequest
from voicecloner.use_cases.speaking.speak import SaveOptions, SpeakRequest
from voicecloner.use_cases.speaking.verify_file import VerifyRequest

TEXTS = ("Good morning, everybody.", "Good night: sleep well?", "Good morning, everybody.")


@pytest.fixture
def takes(app, host, keep_voice, monkeypatch):
    """Three takes with real words, as ids, the first said first."""
    clip = espeak_speech()
    sound = resample(clip.samples[: 4 * clip.sample_rate], clip.sample_rate, SAMPLE_RATE)

    def synthesize(*_arguments, cancel):
        yield from (AudioChunk(block, SAMPLE_RATE) for block in np.array_split(sound, 4))

    monkeypatch.setattr(host, "synthesize", synthesize)
    keep_voice(app)
    return tuple(app.speak(SpeakRequest(text, "Anna")).path.stem for text in TEXTS)


def options(suffix=".wav", pattern="{number}_{text}", **sound):
    return ExportOptions(suffix, SaveOptions(SoundOptions(**sound)), pattern)


def names_in(folder):
    return sorted(path.name for path in folder.iterdir())


def tags_of(path):
    with av.open(str(path)) as container:
        return {
            key.lower(): text for key, text in {**container.streams.audio[0].metadata, **container.metadata}.items()
        }


def mark_in(path):
    samples, rate = decoded(path)
    listener = MarkListener(rate)
    listener.push(samples)
    return listener.reading()


def test_a_voice_actor_gets_ten_files_of_one_kind(app, takes, tmp_path):
    wanted = options(pattern="{date}_{voice}_{number}", bits=24, sample_rate=48_000, loudness_lufs=-19.0)
    told = []
    request = ExportTakesRequest(takes, tmp_path / "new folder" / "out", wanted)
    done = app.export_takes(request, progress=told.append)
    day = app.manage_takes.find(takes[0]).take.created_at.astimezone().date().isoformat()
    assert names_in(request.folder) == [f"{day}_Anna_{number}.wav" for number in (1, 2, 3)]
    assert not done.failed
    for saved in done.saved:
        info = soundfile.info(str(saved.path))
        assert (info.samplerate, info.subtype) == (48_000, "PCM_24")
        lufs, dbtp = judged(*decoded(saved.path))
        assert lufs == pytest.approx(-19.0, abs=0.3)
        assert dbtp <= -0.95
    assert [update.fraction for update in told] == sorted(update.fraction for update in told)
    assert {"Saving take 1 of 3", "Saving take 3 of 3"} <= {update.stage for update in told}
    assert all(app.manage_takes.find(take).is_saved for take in takes)


@pytest.mark.parametrize("suffix", writable_suffixes())
def test_every_format_says_that_it_is_synthetic_and_carries_the_mark(app, takes, tmp_path, suffix):
    rate = 48_000 if suffix != ".wav" else 16_000
    wanted = options(suffix, loudness_lufs=-16.0, sample_rate=rate)
    done = app.export_takes(ExportTakesRequest(takes[:1], tmp_path, wanted))
    (saved,) = done.saved
    assert mark_in(saved.path).is_found
    found = app.verify_file(VerifyRequest(saved.path))
    assert found.statement.voice_name == "Anna"
    assert found.voice.name == "Anna"
    tags = tags_of(saved.path)
    assert tags["title"] == TEXTS[0]
    assert tags["date"] == app.manage_takes.find(takes[0]).take.created_at.date().isoformat()
    assert "Synthetic speech made by VoiceCloner" in tags["comment"]
    assert saved.loudness_lufs == pytest.approx(-16.0, abs=0.3)


def test_the_mark_is_heard_in_small_files_too(app, takes, tmp_path):
    for suffix, kbit_per_s in ((".mp3", 64), (".opus", 24), (".m4a", 48)):
        done = app.export_takes(
            ExportTakesRequest(takes[:1], tmp_path, options(suffix, loudness_lufs=-23.0, kbit_per_s=kbit_per_s))
        )
        assert mark_in(done.saved[0].path).is_found, suffix


def test_a_podcaster_names_title_and_artist_and_the_file_still_says_what_it_is(app, takes, tmp_path):
    wanted = replace(options(".mp3"), file=SaveOptions(title="Episode 4", artist="The Show", album="Season 1"))
    (saved,) = app.export_takes(ExportTakesRequest(takes[:1], tmp_path, wanted)).saved
    tags = tags_of(saved.path)
    assert (tags["title"], tags["artist"], tags["album"]) == ("Episode 4", "The Show", "Season 1")
    assert app.verify_file(VerifyRequest(saved.path)).statement


def test_nothing_is_replaced_unasked(app, takes, tmp_path):
    (tmp_path / "Good-morning-everybody.wav").write_bytes(b"mine")
    request = ExportTakesRequest(takes, tmp_path, options(pattern="{text}"))
    assert [path.name for path in app.export_takes.planned(request)] == [
        "Good-morning-everybody (2).wav", "Good-night-sleep-well.wav", "Good-morning-everybody (3).wav",
    ]  # fmt: skip
    assert names_in(tmp_path) == ["Good-morning-everybody.wav"], "nothing is written to find the names"
    app.export_takes(request)
    assert (tmp_path / "Good-morning-everybody.wav").read_bytes() == b"mine"
    assert len(names_in(tmp_path)) == 4
    app.export_takes(replace(request, overwrites=True, takes=takes[:1]))
    assert len(names_in(tmp_path)) == 4
    assert (tmp_path / "Good-morning-everybody.wav").read_bytes() != b"mine"


def test_a_file_that_comes_meanwhile_is_not_replaced_either(app, takes, tmp_path):
    def put_in_the_way(update):
        if update.stage == "Saving take 2 of 3" and not (tmp_path / "2.wav").exists():
            (tmp_path / "2.wav").write_bytes(b"mine")

    app.export_takes(ExportTakesRequest(takes, tmp_path, options(pattern="{number}")), progress=put_in_the_way)
    assert (tmp_path / "2.wav").read_bytes() == b"mine"
    assert names_in(tmp_path) == ["1.wav", "2 (2).wav", "2.wav", "3.wav"]


def test_stopped_it_leaves_what_is_whole(app, takes, tmp_path):
    cancel = CancelToken()

    def stop_in_the_second(update):
        if update.stage == "Saving take 2 of 3":
            cancel.cancel()

    wanted = options(pattern="{number}", loudness_lufs=-19.0)
    done = app.export_takes(ExportTakesRequest(takes, tmp_path, wanted), progress=stop_in_the_second, cancel=cancel)
    assert done.is_stopped
    assert names_in(tmp_path) == ["1.wav"]
    assert done.sentence == f"Stopped: 1 file was saved in {tmp_path}."
    assert [app.manage_takes.find(take).is_saved for take in takes] == [True, False, False]


def test_a_take_that_cannot_be_read_does_not_keep_the_others_back(app, takes, tmp_path):
    app.manage_takes.find(takes[1]).take.path.write_bytes(b"RIFF damaged")
    done = app.export_takes(ExportTakesRequest(takes, tmp_path, options(pattern="{number}")))
    assert names_in(tmp_path) == ["1.wav", "3.wav"]
    assert [(each.kept.id, "damaged" in each.error.message) for each in done.failed] == [(takes[1], True)]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"takes": ()}, "No take"),
        ({"takes": ("zz",)}, "no take “zz”"),
        ({"options": ExportOptions(pattern="{mood}")}, "{mood}"),
        ({"options": ExportOptions(".wma")}, "wma"),
        ({"options": options(".opus", sample_rate=44_100)}, "44100"),
        ({"options": options(".mp3", kbit_per_s=320)}, "320 kbit/s"),
        ({"options": options(loudness_lufs=0.0)}, "0 LUFS"),
        ({"options": "wav"}, "options"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_written(app, takes, tmp_path, changes, words):
    request = replace(ExportTakesRequest(takes, tmp_path / "out"), **changes)
    for refuse in (app.export_takes, app.export_takes.planned):
        with pytest.raises(InvalidRequest, match=words):
            refuse(request)
    assert names_in(tmp_path) == []


def test_a_folder_that_is_none(app, takes, tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(InvalidRequest, match="is a file"):
        app.export_takes(ExportTakesRequest(takes, tmp_path / "file"))
    with pytest.raises(StorageError):
        app.export_takes(ExportTakesRequest(takes, tmp_path / "file" / "below"))


def test_a_drag_gets_files_that_are_gone_when_nobody_fetched_them_or_the_program_ends(app, takes):
    first = app.export_takes.for_drag(takes[:2], options(".mp3", pattern="{number}"))
    second = app.export_takes.for_drag(takes[:1], options(".mp3", pattern="{number}"))
    assert [path.name for path in first.paths] == ["1.mp3", "2.mp3"]
    assert first.paths[0].parent != second.paths[0].parent
    assert all(path.stat().st_size for path in (*first.paths, *second.paths))
    first.discard()
    assert not first.paths[0].parent.exists()
    assert not app.manage_takes.find(takes[0]).is_saved, "it is not known whether anybody kept the file"
    app.export_takes.close()
    assert not second.paths[0].parent.exists()


def test_a_drag_that_is_over_leaves_nothing(app, takes, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        app.export_takes.for_drag(takes, options(), cancel=cancel)
    assert names_in(tmp_path) == []


def test_an_hour_is_too_much_to_be_dragged(app, takes):
    kept = app.manage_takes.find(takes[0])
    app.takes._write(replace(kept, take=replace(kept.take, seconds=3600.0)))
    with pytest.raises(InvalidRequest, match="too much"):
        app.export_takes.for_drag(takes[:1], options())
