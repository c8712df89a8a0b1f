"""Stands in for the reader of files: tries what a file might make it do, and tells."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable

from server.corpus.formats.__main__ import confine


def works(act: Callable[[], object]) -> bool:
    try:
        act()
    except OSError:
        return False
    return True


def write() -> None:
    with open("curious.txt", "wb") as file:
        file.write(b"x")


if __name__ == "__main__":
    confine()
    secrets = [name for name in os.environ if name.startswith(("OPENAI_", "GREENROOM_"))]
    told = (
        f"environment: {secrets}, socket: {works(socket.socket)},"
        f" program: {works(lambda: subprocess.run([sys.executable, '-V'], check=False))},"
        f" file: {works(write)}"
    )
    sys.stdout.write(json.dumps({"markdown": told, "title": "", "passages": 1}))
