import json
import subprocess
import sys
import threading
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecloner.errors import InvalidRequest, StorageError
from voicecloner.settings import SETTINGS, EngineOption, Setting, Settings, setting
from voicecloner.settings_file import FILE_VERSION, SettingsStore

ALLOWED = {
    "input_device": "USB Mikrofon (hw:1,0)",
    "input_number": 2,
    "output_device": "ヘッドホン",
    "window_language": "fr",
    "theme": "dark",
    "voice_quota": 100_000,
    "default_language": "zh-Hant-TW",
    "default_engine": "neural-one",
    "device": "cpu",
    "keep_engine_min": 5,
    "speaking_speed": 0.5,
    "playback_speed": 1.5,
    "keep_takes_days": 3650,
    "ask_at_close": "off",
    "watermark": "off",
    "content_credentials": "on",
    "credentials_certificate": "~/certificate.pem",
    "credentials_key": "~/key.pem",
    "save_folder": "/home/anna/Musik",
    "export_format": "m4a",
    "export_bits": "float",
    "export_rate_hz": 48_000,
    "export_bit_rate_kbit": 96,
    "export_loudness": "-19",
    "export_pattern": "{date}_{voice}_{number}",
    "long_text_loudness": "-16",
    "table_attempts": 20,
    "table_cluster": "tcp://10.0.0.5:8786",
    "import_folder": "/home/anna/Aufnahmen",
    "recording_minimum_s": 120,
    "download_mirror": "https://mirror.example/hub",
    "download_proxy": "http://name@proxy.example:3128",
    "certificate_file": "/etc/company/ca.pem",
    "countdown_s": 0,
    "meter_before_recording": "off",
    "room_check": "off",
    "answer_programs": "on",
    "answer_port": 65_535,
}
REFUSED = [
    ("input_device", 3),
    ("input_device", "nul\0"),
    ("theme", "blue"),
    ("theme", None),
    ("export_format", "wma"),
    ("export_loudness", "-20"),
    ("export_pattern", ""),
    ("export_rate_hz", 192_001),
    ("playback_speed", 2.1),
    ("long_text_loudness", "-20"),
    ("table_attempts", 0),
    ("table_attempts", 21),
    ("voice_quota", 0),
    ("voice_quota", 100_001),
    ("voice_quota", 30.0),
    ("voice_quota", True),
    ("voice_quota", "30"),
    ("default_language", ""),
    ("default_language", "english please"),
    ("default_engine", ""),
    ("speaking_speed", 0.49),
    ("speaking_speed", float("nan")),
    ("speaking_speed", True),
    ("speaking_speed", 10**400),
    ("voice_quota", 10**400),
    ("recording_minimum_s", 19),
    ("download_mirror", "mirror.example"),
    ("download_mirror", "https://"),
    ("download_proxy", "ftp://proxy.example"),
    ("download_proxy", "http://two words"),
    ("recording_minimum_s", float("inf")),
    ("countdown_s", 11),
    ("meter_before_recording", "sometimes"),
    ("device", "tpu"),
    ("keep_engine_min", 0),
    ("keep_takes_days", 0),
    ("ask_at_close", "perhaps"),
    ("answer_port", 80),
]


@pytest.fixture
def path(tmp_path) -> Path:
    return tmp_path / "config" / "settings.json"


@pytest.fixture
def store(path) -> SettingsStore:
    return SettingsStore(path)


def write(path: Path, content: object) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())


def test_every_setting_is_declared_and_its_default_is_allowed():
    assert list(SETTINGS) == [each.name for each in fields(Settings) if each.metadata] == list(ALLOWED)
    for key, declared in SETTINGS.items():
        assert declared.checked(declared.default) == Settings().value(key) == declared.default
        assert declared.text.endswith(".")
        assert declared.allowed
        assert declared.allowed != "any text"  # which says nothing of what is wanted


@pytest.mark.parametrize(("key", "value"), ALLOWED.items())
def test_allowed_values_are_taken_and_kept(store, key, value):
    changed = Settings().with_value(key, value)
    assert changed.value(key) == value
    assert type(changed.value(key)) is setting(key).kind
    assert changed != Settings()
    store.save(changed)
    assert store.load() == changed
    assert store.notes == ()


@pytest.mark.parametrize(("key", "value"), REFUSED)
def test_other_values_are_refused_with_what_is_allowed(key, value):
    with pytest.raises(InvalidRequest) as raised:
        Settings().with_value(key, value)
    assert key in raised.value.message
    assert setting(key).allowed in raised.value.hint


def test_unknown_settings_are_refused():
    for action in (lambda: Settings().with_value("colour", "red"), lambda: Settings().value("colour")):
        with pytest.raises(InvalidRequest) as raised:
            action()
        assert "theme" in raised.value.hint


def test_what_is_allowed_is_said_in_words():
    assert setting("theme").allowed == "one of system, light, dark"
    assert setting("voice_quota").allowed == "1 to 100000 voices"
    assert setting("speaking_speed").allowed == "0.5 to 2 ×"


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("voice_quota", "45", 45),
        ("speaking_speed", "1.25", 1.25),
        ("speaking_speed", "2", 2.0),
        ("theme", "dark", "dark"),
    ],
)
def test_typed_values(key, text, value):
    parsed = setting(key).parsed(text)
    assert (parsed, type(parsed)) == (value, type(value))


@pytest.mark.parametrize(("key", "text"), [("voice_quota", "many"), ("voice_quota", "0"), ("speaking_speed", "nan")])
def test_typed_values_that_are_refused(key, text):
    with pytest.raises(InvalidRequest):
        setting(key).parsed(text)


def test_without_a_file_there_are_the_defaults_and_nothing_is_written(store, path):
    assert store.load() == Settings()
    assert store.notes == ()
    assert not path.parent.exists()


def test_the_file_can_be_read_by_people(store, path):
    store.save(Settings().with_value("output_device", "ヘッドホン"))
    text = path.read_text("utf-8")
    assert f'"version": {FILE_VERSION}' in text
    assert '"output_device": "ヘッドホン"' in text
    assert {each.name for each in path.parent.iterdir()} == {"settings.json", ".settings.json.lock"}


def test_unknown_keys_stay_in_the_file(store, path):
    write(path, {"version": 1, "from_an_extension": {"a": [1]}, "theme": "dark"})
    assert store.load().theme == "dark"
    store.save(store.load().with_value("voice_quota", 5))
    stored = json.loads(path.read_bytes())
    assert (stored["from_an_extension"], stored["theme"], stored["voice_quota"]) == ({"a": [1]}, "dark", 5)


def test_a_wrong_value_costs_only_itself(store, path):
    write(path, {"version": 1, "theme": "blue", "voice_quota": 12})
    settings = store.load()
    assert (settings.theme, settings.voice_quota) == ("system", 12)
    assert len(store.notes) == 1
    assert "blue" in store.notes[0]
    store.save(settings)
    store.load()
    assert store.notes == ()


def test_what_is_wrong_in_the_file_is_told_in_the_order_of_the_settings(store, path):
    wrong = {"voice_quota": "x", "theme": 3, "download_proxy": None, "device": 7, "room_check": "maybe"}
    write(path, wrong)
    store.load()
    told = [note.removeprefix("The setting ").split()[0] for note in store.notes]
    assert told == [key for key in SETTINGS if key in wrong]


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe\0", b"[1, 2]", b"null", b"[" * 100_000, b'{"a": \xe9}'])
def test_a_broken_file_is_kept_aside(store, path, content):
    write(path, content)
    assert store.load() == Settings()
    assert "settings.broken.json" in store.notes[0]
    assert path.with_name("settings.broken.json").read_bytes() == content
    store.save(Settings().with_value("theme", "light"))
    assert store.load().theme == "light"
    assert store.notes == ()


def test_a_file_of_a_later_version_is_read_as_far_as_it_goes_and_kept_when_replaced(store, path):
    newer = {"version": FILE_VERSION + 1, "theme": "dark", "colour": "red"}
    write(path, newer)
    assert store.load().theme == "dark"
    assert json.loads(path.read_bytes()) == newer
    store.save(store.load())
    assert json.loads(path.with_name("settings.newer.json").read_bytes()) == newer
    assert json.loads(path.read_bytes())["version"] == FILE_VERSION


def test_changes_made_elsewhere_are_kept(store, path):
    other = SettingsStore(path)
    store.change("theme", "dark")
    assert other.change("voice_quota", 7) == store.load()
    assert (store.load().theme, store.load().voice_quota) == ("dark", 7)
    with pytest.raises(InvalidRequest):
        store.change("theme", "blue")
    assert store.load().theme == "dark"


def test_threads_share_one_store(store):
    def change(key: str, value: object) -> None:
        barrier.wait()
        store.change(key, value)

    barrier = threading.Barrier(len(ALLOWED))
    threads = [threading.Thread(target=change, args=item) for item in ALLOWED.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {key: store.load().value(key) for key in SETTINGS} == ALLOWED


def test_a_file_that_cannot_be_read_is_not_replaced(store, path):
    path.mkdir(parents=True)
    assert store.load() == Settings()
    assert "default settings" in store.notes[0]
    with pytest.raises(StorageError):
        store.save(Settings())
    assert path.is_dir()


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "config").write_bytes(b"a file in the way")
    store = SettingsStore(tmp_path / "config" / "settings.json")
    assert store.load() == Settings()
    assert store.notes
    with pytest.raises(StorageError):
        store.save(Settings())


JSON_VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.integers())


@given(st.dictionaries(st.sampled_from(sorted(SETTINGS)), JSON_VALUES))
def test_whatever_the_file_holds_the_settings_are_allowed(tmp_path_factory, stored):
    path = tmp_path_factory.getbasetemp() / "any-settings.json"
    path.write_text(json.dumps(stored))
    settings = SettingsStore(path).load()
    for key, declared in SETTINGS.items():
        value = settings.value(key)
        assert declared.checked(value) == value
        assert value == declared.default or value == stored[key]


@pytest.mark.parametrize("tag", ["en", "pt-BR", "es-419", "vi-VN-x-central", "yue-Latn-jyutping"])
def test_every_kind_of_language_tag_is_taken(tag):
    assert Settings().with_value("default_language", tag).default_language == tag


def test_a_refused_value_is_named_as_it_was_written_and_what_is_allowed_in_words():
    with pytest.raises(InvalidRequest, match="theme cannot be “pink”"):
        setting("theme").parsed("pink")
    with pytest.raises(InvalidRequest, match=r"recording_minimum_s cannot be 5[.]$"):
        setting("recording_minimum_s").parsed("5")
    assert setting("default_language").allowed == "the tag of a language"
    assert all(each.form for each in SETTINGS.values() if each.pattern)


def test_two_programs_that_change_settings_at_once_lose_none(tmp_path):
    """Each changes settings of its own, a hundred times, and reads back at the end what it had set last."""
    work = (
        "import sys; from pathlib import Path; from voicecloner.settings_file import SettingsStore\n"
        "store = SettingsStore(Path(sys.argv[1]))\n"
        "sys.stdin.read(1)\n"
        "for number in range(1, 101):\n"
        "    settings = store.change(sys.argv[2], number)\n"
        "    assert settings.value(sys.argv[2]) == number, (settings, number)\n"
        "    if number > 1: assert store.load().value(sys.argv[2]) == number\n"
        "assert not store.notes, store.notes\n"
    )
    keys = ("voice_quota", "keep_takes_days")
    path = tmp_path / "config" / "settings.json"
    programs = [
        subprocess.Popen([sys.executable, "-c", work, str(path), key], stdin=subprocess.PIPE, stderr=subprocess.PIPE)
        for key in keys
    ]
    for program in programs:
        program.stdin.write(b".")
        program.stdin.flush()
    told = [program.communicate()[1].decode() for program in programs]
    assert told == ["", ""]
    assert [SettingsStore(path).load().value(key) for key in keys] == [100, 100]


def test_a_setting_saved_under_its_former_name_is_kept_and_gets_the_present_one(tmp_path):
    path = tmp_path / "settings.json"
    path.write_text('{"version": 1, "meter_before_take": "off"}', "utf-8")
    store = SettingsStore(path)
    assert (store.load().meter_before_recording, store.notes) == ("off", ())
    store.change("theme", "dark")
    stored = json.loads(path.read_text("utf-8"))
    assert stored["meter_before_recording"] == "off"
    assert "meter_before_take" not in stored


PRECISION = EngineOption("pocket", Setting("precision", str, "auto", "How exactly.", choices=("auto", "int8")))
TUNING = EngineOption("pocket", Setting("tuning", int, 3, "How it is tuned.", limits=(0, 9)))


def test_an_engines_option_is_what_is_set_else_its_default(store):
    assert (store.chosen(PRECISION), store.chosen(TUNING)) == ("auto", 3)
    settings, notes = store.change_option_and_tell(PRECISION, "int8")
    store.change_option_and_tell(TUNING, 5)
    assert (settings.option(PRECISION), notes) == ("int8", ())
    assert (store.chosen(PRECISION), store.chosen(TUNING)) == ("int8", 5)
    assert hash(store.load()) == hash(settings)


def test_an_option_takes_what_its_engine_declares(store, path):
    with pytest.raises(InvalidRequest, match="The setting pocket_precision cannot be “double”"):
        store.change_option_and_tell(PRECISION, "double")
    assert not path.exists()


@pytest.mark.parametrize("table", [3, None, ["pocket"], {"pocket": 3}, {"pocket": {"precision": ["int8"]}}])
def test_a_table_of_options_that_cannot_be_used_leaves_the_defaults(store, path, table):
    write(path, {"theme": "dark", "engine_options": table})
    assert (store.load().theme, store.chosen(PRECISION)) == ("dark", "auto")
    store.change_option_and_tell(PRECISION, "int8")
    assert store.chosen(PRECISION) == "int8"


def test_options_of_engines_that_are_not_here_are_kept(store, path):
    write(path, {"engine_options": {"plugin": {"depth": 7}}})
    store.change_option_and_tell(PRECISION, "int8")
    assert json.loads(path.read_text())["engine_options"] == {"plugin": {"depth": 7}, "pocket": {"precision": "int8"}}


def test_what_an_earlier_version_called_a_setting_is_an_option_now(store, path):
    write(path, {"version": 1, "pocket_precision": "int8"})
    assert store.chosen(PRECISION) == "int8"
    store.change("theme", "dark")
    stored = json.loads(path.read_text())
    assert "pocket_precision" not in stored
    assert stored["engine_options"] == {"pocket": {"precision": "int8"}}
    write(path, {**stored, "pocket_precision": "auto"})  # the earlier version has run once more
    assert store.chosen(PRECISION) == "int8"
