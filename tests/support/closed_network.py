"""Runs a command where there is no network but this computer's own, and counts what it asks of any other.

    python -m tests.support.closed_network COMMAND [ARGUMENTS]

The command and all its children live in a network namespace of Linux whose only interface is the loopback. Whatever
names an address beyond it (TCP, UDP, broadcast; IPv4, IPv6; Python or C) fails at once, and the kernel counts it: no
call is traced, so it costs nothing. Names are looked up at a resolver of our own, which writes them down. The exit code
is the command's, or 1 where that is 0 and something was asked.

Where the system gives no namespace to this user the command runs all the same, and what is not watched is said.
"""

import contextlib
import ctypes
import fcntl
import os
import signal
import socket
import socketserver
import struct
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LOG_VARIABLE = "NETWORK_WATCH_LOG"
"""Names the file with what was looked up; set where the network is closed, and so tells that it is."""
_INSIDE = "--inside"
_RESOLVER = ("127.0.0.1", 53)
_RESOLVERS_FILE = Path("/etc/resolv.conf")
# sockets in the file system lead out of the namespace, to services that would look names up elsewhere
_OTHER_RESOLVERS = ("/run/systemd/resolve", "/run/nscd", "/run/avahi-daemon")
_SET_FLAGS, _UP_AND_RUNNING = 0x8914, 0x41  # SIOCSIFFLAGS; IFF_UP | IFF_RUNNING
_SET_ADDRESS = 0x8916  # SIOCSIFADDR
# Before it looks up anything, even 127.0.0.1, Chromium sees whether there is a way to this address; it sends nothing.
# Only a browser of the tests does that, so here the address is this computer's own.
_CHROMIUMS_QUESTION = "2001:4860:4860::8888"
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG
_REFUSED = b"\x81\x85"  # the flags of an answer
_HEADER_BYTES = 12


@dataclass(frozen=True)
class Asked:
    """What was asked of other computers so far.

    Attributes:
        calls: how often an address beyond this computer was named.
        names: what was looked up, in order.
    """

    calls: int = 0
    names: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self != Asked()

    def __str__(self) -> str:
        names = list(dict.fromkeys(self.names))  # a resolver asks several times for one name
        looked_up = f", names looked up: {', '.join(names)}" if names else ""
        return f"{self.calls + len(names)} attempts to reach other computers{looked_up}"


def asked() -> Asked:
    """What this process, and all that share its closed network, have asked; nothing where the network is open."""
    log = os.environ.get(LOG_VARIABLE)
    if not log:
        return Asked()
    names = Path(log).read_text("utf-8").splitlines()
    return Asked(_calls_without_a_route(), tuple(names))


def _calls_without_a_route() -> int:
    titles, numbers = Path("/proc/self/net/snmp").read_text().splitlines()[:2]
    calls = int(dict(zip(titles.split(), numbers.split(), strict=True))["OutNoRoutes"])
    with contextlib.suppress(FileNotFoundError):  # a kernel without IPv6
        lines = Path("/proc/self/net/snmp6").read_text().splitlines()
        calls += next(int(line.split()[1]) for line in lines if line.startswith("Ip6OutNoRoutes"))
    return calls


def main(arguments: list[str]) -> int:
    """Run the command and report; see the module's text."""
    if arguments[0] == _INSIDE:
        return _run_inside(arguments[1:])
    namespace, fault = usable_namespace()
    if not fault:
        os.execvp("unshare", [*namespace, *_same_user(namespace, arguments)])  # noqa: S606 - the watch goes on in there
    code = subprocess.call(arguments)
    _say(f"Network: not watched, for this user gets no closed network here: {fault}")
    return code


def usable_namespace() -> tuple[list[str], str]:
    """The command that gives this user a closed network: as the administrator, or as one in there only.

    Returns:
        It, and why it gives none; empty if it does.
    """
    plain = ["unshare", "--net", "--mount"]
    mapped = [*plain, "--map-root-user"]
    if os.geteuid() == 0 and not _fault_of(plain):
        return plain, ""
    return mapped, _fault_of(mapped)


def _fault_of(namespace: list[str]) -> str:
    """Why there is none; empty if there is one."""
    try:
        tried = subprocess.run(
            [*namespace, *_same_user(namespace, ["true"])], capture_output=True, text=True, check=False
        )
    except OSError as error:
        return str(error)
    return "" if tried.returncode == 0 else (tried.stderr.strip() or "unshare failed").splitlines()[-1]


def _same_user(namespace: list[str], command: list[str]) -> list[str]:
    """The command inside, as the user who asked for it: tests of rights look at who they are."""
    if "--map-root-user" in namespace and os.geteuid():
        command = ["unshare", f"--map-user={os.geteuid()}", f"--map-group={os.getegid()}", "--", *command]
    return [sys.executable, "-m", "tests.support.closed_network", _INSIDE, *command]


def _run_inside(command: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="network-watch-") as folder:
        log = Path(folder) / "names"
        log.touch()
        os.environ[LOG_VARIABLE] = str(log)
        _close_network(Path(folder) / "resolv.conf")
        code = _call(command, log)
        seen = asked()
    _say(f"Network: {seen}.")
    return code or int(bool(seen))


def _call(command: list[str], log: Path) -> int:
    with _Resolver(log) as resolver:
        process = subprocess.Popen(command, preexec_fn=_end_with_parent)  # noqa: PLW1509 - no other thread runs yet
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the command by itself; its end is waited for
        threading.Thread(target=resolver.serve_forever, daemon=True).start()
        code = process.wait()
        resolver.shutdown()
    return code if code >= 0 else 128 - code


def _close_network(resolvers: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, _SET_FLAGS, struct.pack("16sH14s", b"lo", _UP_AND_RUNNING, b""))
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as control:  # maybe no IPv6
        own = socket.inet_pton(socket.AF_INET6, _CHROMIUMS_QUESTION)
        fcntl.ioctl(control, _SET_ADDRESS, struct.pack("16sIi", own, 128, socket.if_nametoindex("lo")))
    for folder in filter(os.path.isdir, _OTHER_RESOLVERS):
        subprocess.run(["mount", "-t", "tmpfs", "none", folder], check=True)
    if _RESOLVERS_FILE.exists():  # without one, names are looked up at this computer anyway
        resolvers.write_text(f"nameserver {_RESOLVER[0]}\n")
        subprocess.run(["mount", "--bind", str(resolvers), str(_RESOLVERS_FILE)], check=True)


class _Resolver(socketserver.UDPServer):
    """Refuses every question, and writes down for which name it was."""

    def __init__(self, log: Path) -> None:
        self._log = log
        super().__init__(_RESOLVER, socketserver.BaseRequestHandler)

    def finish_request(self, request: Any, client_address: Any) -> None:
        question, answers = request
        with self._log.open("a", encoding="utf-8") as log:
            log.write(f"{name_in(question)}\n")
        answers.sendto(question[:2] + _REFUSED + question[4:6] + bytes(6) + question[_HEADER_BYTES:], client_address)


def name_in(question: bytes) -> str:
    """The name that a DNS message asks for (RFC 1035, section 4.1): labels, each after its length, to an empty one."""
    labels, place = [], _HEADER_BYTES
    while place < len(question) and (length := question[place]):
        labels.append(question[place + 1 : place + 1 + length].decode("ascii", "replace"))
        place += 1 + length
    return ".".join(labels)


def _end_with_parent() -> None:
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
