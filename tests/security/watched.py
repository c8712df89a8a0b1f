"""Greenroom's own start, with a note on every address that Python code asks for or connects to.

Run as `python -m tests.security.watched NOTES serve ...`: each connection, name lookup and child
program becomes a line of JSON in the file NOTES.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

NOTED = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto",
         "subprocess.Popen", "urllib.Request", "os.system", "webbrowser.open")  # fmt: skip


def main() -> None:
    notes = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def note(event: str, arguments: tuple[Any, ...]) -> None:
        if event in NOTED:
            told = [repr(a) for a in arguments if not hasattr(a, "fileno")]
            os.write(notes, json.dumps([event, told]).encode() + b"\n")

    sys.addaudithook(note)
    from server.__main__ import main as greenroom

    sys.argv = ["greenroom", *sys.argv[2:]]
    greenroom()


if __name__ == "__main__":
    main()
