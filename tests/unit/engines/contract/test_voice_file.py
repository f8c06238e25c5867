import os

import numpy as np
import pytest
import safetensors.numpy
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as numpy_st

from voicecloner.domain.voice import VoiceMode
from voicecloner.engines.contract import voice_file
from voicecloner.engines.contract.engine import VoiceData
from voicecloner.engines.contract.voice_file import (
    StoredVoice,
    VoiceCache,
    VoiceStamp,
    from_bytes,
    read_voice_file,
    to_bytes,
)
from voicecloner.errors import REBUILD_HINT, EngineError, StorageError, VoiceBoundElsewhere

STAMP = VoiceStamp("tone", "rev 1", VoiceMode.TRANSCRIPT)
DTYPES = [
    "float64",
    "float32",
    "float16",
    "int64",
    "uint64",
    "int32",
    "uint32",
    "int16",
    "uint16",
    "int8",
    "uint8",
    "bool",
]


def stored(*, stamp: VoiceStamp = STAMP, **arrays) -> StoredVoice:
    return StoredVoice(stamp, VoiceData(arrays, {"words": "Grüße 語"}))


CONTENT = to_bytes(stored(tone=np.array([440.0, 0.5])))


@given(
    st.dictionaries(
        st.text(min_size=1, max_size=8).filter(lambda name: name != "__metadata__" and name.isprintable()),
        st.sampled_from(DTYPES).flatmap(lambda dtype: numpy_st.arrays(dtype, numpy_st.array_shapes(min_dims=0))),
        max_size=3,
    )
)
def test_voice_is_read_as_it_was_written(arrays):
    voice = from_bytes(to_bytes(StoredVoice(STAMP, VoiceData(arrays, {"a": "b"}))))
    assert voice.stamp == STAMP
    assert voice.voice_data.metadata == {"a": "b"}
    assert set(voice.voice_data.arrays) == set(arrays)
    for name, array in arrays.items():
        read = voice.voice_data.arrays[name]
        assert (read.dtype, read.shape) == (array.dtype, array.shape)
        assert read.tobytes() == array.tobytes()


def test_transposed_and_strided_arrays_keep_their_order():
    matrix = np.arange(12).reshape(3, 4)
    arrays = from_bytes(to_bytes(stored(turned=matrix.T, thinned=matrix[:, ::2]))).voice_data.arrays
    np.testing.assert_array_equal(arrays["turned"], matrix.T)
    np.testing.assert_array_equal(arrays["thinned"], matrix[:, ::2])


def test_empty_arrays_are_kept():
    assert from_bytes(to_bytes(stored(nothing=np.zeros((0, 3))))).voice_data.arrays["nothing"].shape == (0, 3)


def test_text_in_any_script_is_kept():
    assert from_bytes(CONTENT).voice_data.metadata == {"words": "Grüße 語"}


@pytest.mark.parametrize(
    "bad", [np.array([object()]), np.array(["text"]), np.array([1j])], ids=["object", "text", "complex"]
)
def test_arrays_that_are_no_plain_numbers_are_refused(bad):
    with pytest.raises(EngineError, match=r"“network”.*cannot be saved"):
        to_bytes(stored(network=bad))


def test_engine_cannot_forge_the_stamp():
    voice = StoredVoice(STAMP, VoiceData({}, {"voicecloner.engine_id": "other"}))
    assert from_bytes(to_bytes(voice)).stamp == STAMP


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"RIFF....WAVE",
        CONTENT[:-1],
        CONTENT[:40],
        CONTENT + b"\0",
        b"\xff" * 100,
        safetensors.numpy.save({"a": np.zeros(3)}),
        safetensors.numpy.save({"a": np.zeros(3)}, {"voicecloner.format": "one"}),
        safetensors.numpy.save({"a": np.zeros(3)}, {"voicecloner.format": "1"}),
        CONTENT.replace(b"transcript", b"transcribe"),
    ],
    ids=range(10),  # the bytes differ from run to run: safetensors writes metadata in any order
)
def test_damaged_and_foreign_files_are_refused(content):
    with pytest.raises(EngineError, match="damaged") as caught:
        from_bytes(content)
    assert caught.value.hint == REBUILD_HINT


def test_a_changed_number_is_noticed():
    content = bytearray(CONTENT)
    content[-1] ^= 0x40  # the highest byte of the last number
    with pytest.raises(EngineError, match="damaged"):
        from_bytes(bytes(content))


def test_files_from_before_there_were_checksums_are_read():
    stamp = {"format": "1", "engine_id": "tone", "engine_revision": "rev 1", "mode": "transcript"}
    former = safetensors.numpy.save({"tone": np.ones(2)}, {f"voicecloner.{key}": text for key, text in stamp.items()})
    assert from_bytes(former).stamp == STAMP


@given(st.integers(0, len(CONTENT) - 1), st.integers(1, 255))
def test_a_changed_byte_never_escapes_as_a_foreign_error(position, change):
    content = bytearray(CONTENT)
    content[position] ^= change
    try:
        voice = from_bytes(bytes(content))
    except EngineError:
        return
    assert isinstance(voice, StoredVoice)


def test_file_of_a_later_version_is_refused(monkeypatch):
    monkeypatch.setattr(voice_file, "FORMAT_VERSION", 2)
    later = to_bytes(stored())
    monkeypatch.undo()
    with pytest.raises(EngineError, match="later version"):
        from_bytes(later)


def test_missing_file_is_told(tmp_path):
    with pytest.raises(EngineError, match="missing"):
        read_voice_file(tmp_path / "voice.safetensors")


def test_unreadable_file_is_a_storage_error(tmp_path):
    with pytest.raises(StorageError):
        read_voice_file(tmp_path)


def test_giant_file_is_not_read(tmp_path, monkeypatch):
    path = tmp_path / "voice.safetensors"
    path.write_bytes(CONTENT)
    monkeypatch.setattr(voice_file, "MAX_FILE_BYTES", len(CONTENT) - 1)
    with pytest.raises(EngineError, match="damaged"):
        read_voice_file(path)


@pytest.mark.parametrize(
    ("engine_id", "revision", "words"), [("other", "rev 1", "engine “tone”"), ("tone", "rev 2", "revision rev 1")]
)
def test_stamp_refuses_other_engines_and_revisions(engine_id, revision, words):
    STAMP.require("tone", "rev 1")
    with pytest.raises(VoiceBoundElsewhere, match=words):
        STAMP.require(engine_id, revision)


def test_cache_reads_a_file_once_until_it_changes(tmp_path):
    path = tmp_path / "voice.safetensors"
    path.write_bytes(CONTENT)
    cache = VoiceCache()
    first = cache.read(path)
    assert cache.read(path) is first
    path.write_bytes(to_bytes(stored(tone=np.array([220.0, 0.5]))))
    os.utime(path, ns=(1, 1))
    assert cache.read(path).voice_data.arrays["tone"][0] == 220.0


def test_cache_forgets_the_voice_longest_unused(tmp_path):
    paths = [tmp_path / name for name in "abc"]
    for path in paths:
        path.write_bytes(CONTENT)
    cache = VoiceCache(capacity=2)
    a, b = cache.read(paths[0]), cache.read(paths[1])
    assert cache.read(paths[0]) is a
    cache.read(paths[2])
    assert cache.read(paths[0]) is a
    assert cache.read(paths[1]) is not b


def test_cache_notices_that_a_file_is_gone(tmp_path):
    path = tmp_path / "voice.safetensors"
    path.write_bytes(CONTENT)
    cache = VoiceCache()
    cache.read(path)
    path.unlink()
    with pytest.raises(EngineError, match="missing"):
        cache.read(path)
