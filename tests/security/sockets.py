"""Which sockets a process and its children hold, as the kernel tells it (Linux)."""

from __future__ import annotations

import os
import socket
import struct
from pathlib import Path


def family(pid: int) -> list[int]:
    """The process and all that it started."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    threads = os.listdir(f"/proc/{pid}/task")
    for thread in threads:
        children += Path(f"/proc/{pid}/task/{thread}/children").read_text().split()
    found = [pid]
    for child in dict.fromkeys(map(int, children)):
        found += family(child)
    return list(dict.fromkeys(found))


def sockets_of(pid: int) -> list[tuple[str, str, tuple[str, int], tuple[str, int]]]:
    """Kind, state (hexadecimal), own address and the peer's of every TCP and UDP socket."""
    mine = set()
    for handle in Path(f"/proc/{pid}/fd").iterdir():
        try:
            target = os.readlink(handle)
        except OSError:
            continue
        if target.startswith("socket:["):
            mine.add(target[8:-1])
    found = []
    for kind in ("tcp", "tcp6", "udp", "udp6"):
        for line in Path(f"/proc/{pid}/net/{kind}").read_text().splitlines()[1:]:
            part = line.split()
            if part[9] in mine:
                found.append((kind, part[3], _address(part[1]), _address(part[2])))
    return found


def _address(written: str) -> tuple[str, int]:
    host, _, port = written.partition(":")
    words = [int(host[at : at + 8], 16) for at in range(0, len(host), 8)]
    packed = struct.pack(f"={len(words)}I", *words)
    kind = socket.AF_INET if len(words) == 1 else socket.AF_INET6
    return socket.inet_ntop(kind, packed), int(port, 16)
