"""Files of voices, good ones and ones that nobody should make."""

import io
import json
import stat
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tests.support.library_makers import new_voice, sounding_reference
from voicecloner.domain.voice import Voice, VoiceMode
from voicecloner.engines.contract.engine import VoiceData
from voicecloner.engines.contract.voice_file import StoredVoice, VoiceStamp, to_bytes
from voicecloner.library.exchange.bundle import MANIFEST_NAME
from voicecloner.library.exports import Exports
from voicecloner.library.voices import VoiceLibrary
from voicecloner.use_cases.voices.exchange_voices import ExchangeVoices, ExportRequest

Members = dict[str, bytes]
Change = Callable[[dict[str, Any], Members], None]


def voice_data(engine_id: str = "basic", revision: str = "3") -> bytes:
    """What an engine could have made of a voice."""
    import numpy as np

    stamp = VoiceStamp(engine_id, revision, VoiceMode.TRANSCRIPT)
    return to_bytes(StoredVoice(stamp, VoiceData({"pitch_hz": np.array([220.0])})))


def keep_voice(library: VoiceLibrary, folder: Path, name: str = "Anna", **changes: Any) -> Voice:
    """Put a voice that could speak into a library."""
    usual = {"references": (sounding_reference(folder),), "voice_data": voice_data()}
    return library.create(new_voice(folder, name, **{**usual, **changes}))


def exchange(library: VoiceLibrary, folder: Path) -> ExchangeVoices:
    """What writes and reads bundles."""
    return ExchangeVoices(library, Exports(folder / "exports"))


def export(library: VoiceLibrary, path: Path, *names: str) -> Path:
    """Write voices into a bundle, which is replaced."""
    request = ExportRequest(names, path, overwrites=True)
    return exchange(library, path.parent).export(request).path


def contents(path: Path) -> tuple[dict[str, Any], Members]:
    """The manifest of a bundle, and its other members."""
    with zipfile.ZipFile(path) as opened:
        members = {name: opened.read(name) for name in opened.namelist()}
    return json.loads(members.pop(MANIFEST_NAME)), members


def write(path: Path, manifest: object, members: Mapping[str, bytes], method: int = zipfile.ZIP_STORED) -> Path:
    """Write a bundle of any kind."""
    with zipfile.ZipFile(path, "w", method) as target:
        for name, content in members.items():
            target.writestr(name, content)
        text = manifest if isinstance(manifest, bytes) else json.dumps(manifest).encode()
        target.writestr(MANIFEST_NAME, text, zipfile.ZIP_DEFLATED)
    return path


def changed(good: Path, path: Path, change: Change) -> Path:
    """A bundle like another one, with something changed in its manifest and its members."""
    manifest, members = contents(good)
    change(manifest, members)
    return write(path, manifest, members)


def renamed(good: Path, path: Path, name: str) -> Path:
    """With its first member called otherwise, in the manifest too."""

    def rename(manifest: dict[str, Any], members: Members) -> None:
        file = manifest["voices"][0]["files"][0]
        members[name] = members.pop(file["member"])
        file["member"] = name

    return changed(good, path, rename)


def with_link(good: Path, path: Path) -> Path:
    """With its first member a link to the password file."""
    manifest, members = contents(good)
    first = manifest["voices"][0]["files"][0]["member"]
    with zipfile.ZipFile(path, "w") as target:
        for name, content in members.items():
            info = zipfile.ZipInfo(name)
            info.external_attr = ((stat.S_IFLNK if name == first else stat.S_IFREG) | 0o777) << 16
            target.writestr(info, b"/etc/passwd" if name == first else content)
        target.writestr(MANIFEST_NAME, json.dumps(manifest))
    return path


def with_duplicate(good: Path, path: Path) -> Path:
    """With a second member of one name, whose content is another."""
    manifest, members = contents(good)
    name = manifest["voices"][0]["files"][0]["member"]
    write(path, manifest, members)
    with zipfile.ZipFile(path, "a") as target:
        target.fp.seek(0, 2)
        target.NameToInfo.pop(name)  # or zipfile warns
        target.writestr(name, b"another")
    return path


def with_overlap(good: Path, path: Path) -> Path:
    """With a member that is made of the bytes of another one."""
    manifest, members = contents(good)
    write(path, manifest, members)
    with zipfile.ZipFile(path, "a") as target:
        first, second = target.infolist()[:2]
        second.header_offset = first.header_offset
        second.filename = first.filename.replace("original", "prepared")
        vars(target)["_didModify"] = True
    return path


def with_bomb(good: Path, path: Path, size_bytes: int = 300 << 20) -> Path:
    """With a recording of zeros that fill a disk."""
    manifest, members = contents(good)
    file = manifest["voices"][0]["files"][0]
    packed = io.BytesIO()
    file["bytes"] = size_bytes
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in members.items():
            if name != file["member"]:
                target.writestr(name, content)
        with target.open(file["member"], "w") as sink:
            for _block in range(size_bytes >> 20):
                sink.write(bytes(1 << 20))
        target.writestr(MANIFEST_NAME, json.dumps(manifest))
    path.write_bytes(packed.getvalue())
    return path


def with_nameless(good: Path, path: Path) -> Path:
    """With a member that has no name."""
    path.write_bytes(good.read_bytes())
    with zipfile.ZipFile(path, "a") as target:
        target.infolist()[0].filename = ""
        vars(target)["_didModify"] = True
    return path


def with_huge_directory(path: Path, members: int = 90_000) -> Path:
    """A small file that makes whoever lists its members fill the memory."""
    with zipfile.ZipFile(path, "w") as target:
        for number in range(members):
            info = zipfile.ZipInfo(f"1/original-{number}")
            target.filelist.append(info)
            target.NameToInfo[info.filename] = info
            info.header_offset = info.compress_size = info.file_size = info.CRC = 0
        vars(target)["_didModify"] = True
    return path
