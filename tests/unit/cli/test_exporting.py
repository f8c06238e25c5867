"""``takes export`` and the options of sound: what leaves the program on the command line."""

import json

import pytest
import soundfile

from tests.support.mishap_host import host_of_commands
from tests.support.sound_files import decoded, judged
from voicecloner.bootstrap import Application
from voicecloner.cli.main import main
from voicecloner.paths import user_folders


@pytest.fixture
def host(monkeypatch, keep_voice):
    made = host_of_commands(monkeypatch, after=99)
    app = Application(user_folders(), made)
    keep_voice(app)
    app.close()
    return made


@pytest.fixture
def ids(host, tmp_path, capsys):
    """Two takes."""
    for text in ("Good morning.", "Good night."):
        speak(text, tmp_path / "said.wav", "--keep", "--overwrite")
    (tmp_path / "said.wav").unlink()
    capsys.readouterr()
    main(["takes", "list", "--json"])
    listed = json.loads(capsys.readouterr().out)["takes"]
    return [take["take_id"] for take in reversed(listed)]


def speak(text, out, *more):
    assert main(["speak", text, "--voice", "Anna", "--out", str(out), *more]) == 0


def export(*arguments):
    return main(["takes", "export", *map(str, arguments)])


def names_in(folder):
    return sorted(path.name for path in folder.iterdir())


def test_several_go_into_a_folder_as_they_are_asked_for(ids, tmp_path, capsys):
    how = ("--format", "wav", "--bits", "24", "--rate", "48000", "--loudness", "-19", "--pattern", "{voice}_{number}")
    assert export(*ids, "--out", tmp_path / "out", *how, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert [(each["take_id"], each["path"]) for each in told["saved"]] == [
        (take_id, str(tmp_path / "out" / f"Anna_{number}.wav")) for number, take_id in enumerate(ids, 1)
    ]
    assert (told["failed"], told["is_stopped"], told["path"]) == ([], False, str(tmp_path / "out"))
    for each in told["saved"]:
        info = soundfile.info(each["path"])
        assert (info.samplerate, info.subtype) == (48_000, "PCM_24")
        assert each["loudness_lufs"] == pytest.approx(judged(*decoded(each["path"]))[0], abs=0.1)
        assert each["true_peak_dbtp"] <= -1.0


def test_the_last_ones_are_numbered_as_they_were_spoken_and_nothing_is_replaced(ids, tmp_path, capsys):
    for _twice in range(2):
        assert export("--last", 2, "--out", tmp_path, "--pattern", "{number} {text}") == 0
    assert names_in(tmp_path) == [
        "1 Good-morning (2).wav", "1 Good-morning.wav", "2 Good-night (2).wav", "2 Good-night.wav",
    ]  # fmt: skip
    assert f"2 files were saved in {tmp_path}." in capsys.readouterr().out
    assert export(ids[0], "--out", tmp_path, "--pattern", "1 {text}", "--overwrite") == 0
    assert len(names_in(tmp_path)) == 4


def test_one_gets_the_name_it_is_given(ids, tmp_path, capsys):
    path = tmp_path / "mine.mp3"
    assert export(ids[0], "--out", path, "--loudness", "-16", "--title", "Episode", "--artist", "Me", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["path"], told["is_saved"]) == (str(path), True)
    assert told["loudness_lufs"] == pytest.approx(-16, abs=0.3)
    sound = soundfile.SoundFile(path)
    assert (sound.title, sound.artist) == ("Episode", "Me")
    assert export(ids[0], "--out", path) == 2
    assert "is there already" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "Name them, or say --last"),
        (("IDS", "--last", "1"), "Name them, or say --last"),
        (("IDS", "--out", "OUT/a.wav"), "is the name of one file"),
        (("ID", "--out", "OUT/a.wma"), "Sound cannot be saved as “.wma”"),
        (("IDS", "--pattern", "{mood}"), "{mood} cannot be used"),
        (("IDS", "--pattern", ""), "There is no pattern"),
        (("ID", "--format", "opus", "--rate", "44100"), "44100 Hz cannot be saved"),
        (("ID", "--loudness", "-3"), "Speech cannot be brought to -3 LUFS"),
        (("ID", "--bit-rate", "64"), "bit rate of WAV files cannot be chosen"),
    ],
)
def test_what_makes_no_sense_is_one_sentence(ids, tmp_path, capsys, arguments, words):
    given = [each.replace("OUT", str(tmp_path)) for each in arguments]
    given = [part for each in given for part in {"IDS": ids, "ID": ids[:1]}.get(each, [each])]
    out = () if "--out" in given else ("--out", tmp_path)
    assert export(*given, *out) == 2
    assert words in capsys.readouterr().err
    assert names_in(tmp_path) == []


def test_one_that_fails_is_told_and_the_others_are_saved(ids, tmp_path, capsys):
    (user_folders().data / "takes" / f"{ids[0]}.wav").write_bytes(b"RIFF damaged")
    assert export(*ids, "--out", tmp_path, "--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert [each["take_id"] for each in told["failed"]] == [ids[0]]
    assert "damaged" in told["failed"][0]["error"]["message"]
    assert names_in(tmp_path) == ["Anna_Good-night.wav"]


def test_speech_is_saved_at_a_loudness_at_once(host, tmp_path, capsys):
    speak("Good morning.", tmp_path / "a.m4a", "--loudness", "-19", "--rate", "48000", "--bit-rate", "96", "--json")
    told = json.loads(capsys.readouterr().out)
    samples, rate = decoded(tmp_path / "a.m4a")
    assert rate == 48_000
    assert judged(samples, rate)[0] == pytest.approx(-19, abs=0.3)
    assert told["loudness_lufs"] == pytest.approx(-19, abs=0.3)


@pytest.mark.parametrize("more", [("--bits", "24"), ("--bit-rate", "9999"), ("--rate", "44000"), ("--loudness", "7")])
def test_what_the_file_cannot_be_is_told_before_anything_is_said(host, tmp_path, capsys, more):
    assert main(["speak", "Hello.", "--voice", "Anna", "--out", str(tmp_path / "a.mp3"), *more]) == 2
    assert capsys.readouterr().err
    assert host.spoken == []
