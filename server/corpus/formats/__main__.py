"""The child process: one file on stdin, one JSON object on stdout, within hard limits.

It reads nobody's environment, opens no socket, starts no process and writes no file; what it is
asked to do costs at most MAX_CPU_S of processor time and MAX_MEMORY of address space.
"""

from __future__ import annotations

import json
import logging
import os
import resource
import sys
import time
from pathlib import PurePath
from typing import Any

MAX_MEMORY = 1_200_000_000
MAX_CPU_S = 40
MAX_CHARS = 2_000_000
MAX_PARSE_S = 6.0
_FORBIDDEN = (
    *("socket.", "subprocess.", "os.exec", "os.posix_spawn", "os.fork", "os.system"),
    *("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink"),
)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def main() -> None:
    """Read the file, say what it holds or why not."""
    confine()
    content = sys.stdin.buffer.read()
    try:
        answer = _answer(content, sys.argv[1])
    except MemoryError:
        answer = {"refused": "reading the file takes more memory than it may", "unsupported": False}
    sys.stdout.buffer.write(json.dumps(answer).encode())


def confine() -> None:
    """Take away from this process what no reader of files needs, for good."""
    for kind, most in (
        (resource.RLIMIT_AS, MAX_MEMORY),
        (resource.RLIMIT_CPU, MAX_CPU_S),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        resource.setrlimit(kind, (most, most))
    logging.disable(logging.CRITICAL)
    sys.addaudithook(_refuse)


def _refuse(event: str, arguments: Any) -> None:
    writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & _WRITING
    if writes or event.startswith(_FORBIDDEN):
        raise PermissionError(f"{event} is not for a reader of files")


def _answer(content: bytes, name: str) -> dict[str, Any]:
    from server.corpus.formats import UnreadableError

    try:
        return _chapter(content, name)
    except UnreadableError as error:
        return {"refused": str(error), "unsupported": error.unsupported}
    except RecursionError:
        return {"refused": "the file is nested too deeply to be read", "unsupported": False}


def _chapter(content: bytes, name: str) -> dict[str, Any]:
    """The Markdown of the file, once it is known to be read in time and to hold words."""
    # Imported after the limits are set, so that they hold for these as well.
    from server.corpus.chunk import chunks_of
    from server.corpus.formats import UnreadableError
    from server.corpus.markdown import chapter_from

    found = _extracted(content, name)
    if len(found.markdown) > MAX_CHARS:
        raise UnreadableError(
            f"the file holds {len(found.markdown):,} characters of text; at most {MAX_CHARS:,} are"
            " read. Send it in parts"
        )
    began = time.process_time()
    chapter = chapter_from(found.markdown, id="", title=found.title or PurePath(name).stem)
    passages = [chunk.passage.text for chunk in chunks_of(chapter)]
    if time.process_time() - began > MAX_PARSE_S:
        raise UnreadableError("the text is too tangled to be read in time; simplify its markup")
    if not any(c.isalnum() for text in passages for c in text):
        raise UnreadableError("the file holds no text that could be searched")
    return {"markdown": found.markdown, "title": chapter.title, "passages": len(passages)}


def _extracted(content: bytes, name: str) -> Any:
    from server.corpus.formats import Extract
    from server.corpus.formats.sniff import kind_of
    from server.corpus.formats.text import cleaned, decoded, markdown_of_plain

    kind = kind_of(content, name)
    if kind == "pdf":
        from server.corpus.formats.pdf import extract_pdf

        found = extract_pdf(content)
    elif kind == "docx":
        from server.corpus.formats.docx import extract_docx

        found = extract_docx(content)
    elif kind == "html":
        from server.corpus.formats.html import extract_html

        found = extract_html(decoded(content))
    elif kind == "text":
        return Extract(markdown_of_plain(decoded(content)))
    else:
        return Extract(decoded(content))
    return Extract(cleaned(found.markdown), found.title)


if __name__ == "__main__":
    main()
