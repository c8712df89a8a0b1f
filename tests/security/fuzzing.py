"""Files that nobody meant: mutations of small ones, each read by a child of its own.

`python -m tests.security.fuzzing pdf 600` reads mutated PDF files for ten minutes and tells what
came of them. The child is the one that reads uploads (`server.corpus.formats`), under its own
limits; it is forked from a process that has imported the parsers already, so that hundreds are
read in the time in which one would start.
"""

from __future__ import annotations

import io
import json
import os
import random
import re
import select
import signal
import sys
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable

from server.corpus.formats import __main__ as reader
from tests.corpus.files import docx, pdf

WORDS = "The lamp of the lighthouse turns nine times a minute."
LONGEST_S = 60.0  # what the service waits for a child
HTML = f"""<!doctype html><html><head><title>Lamps</title></head><body><h1>Lamps</h1>
<p>{WORDS} <a href="https://foreign.test/?a=1&amp;b=2">more</a></p><ul><li>one<li>two
<ol><li>deep</ol></ul><table><tr><th>a<th>b<tr><td>1<td>2</table><pre>code</pre>
<svg><title>x</title></svg><script>alert(1)</script></body></html>"""
MARKDOWN = f"""---
title: Lamps
---
# Lamps

{WORDS} [more](https://foreign.test/) `code`

| a | b |
|---|---|
| 1 | 2 |

- one
    - deep
1. first

!!! note "Mind"
    It burns.

<details><summary>Why</summary>So.</details>

```python
lamp = 9
```
"""
SEEDS: dict[str, tuple[tuple[bytes, ...], str]] = {
    "pdf": (
        (
            pdf([(20, 700, "Lamps"), (11, 650, WORDS), (11, 630, "two")], title="Lamps"),
            pdf([(11, 700, WORDS)], [(11, 700, "Another page"), (8, 20, "7")]),
        ),
        "x.pdf",
    ),
    "docx": ((docx(WORDS), docx("Lamps", WORDS)), "x.docx"),
    "html": ((HTML.encode(), HTML.encode("utf-16")), "x.html"),
    "markdown": ((MARKDOWN.encode(), WORDS.encode() * 20), "x.md"),
}
_NAMES = rb"w:(?:p|r|t|tbl|tr|tc|pPr|pStyle)"
ELEMENT = re.compile(
    rb"<" + _NAMES + rb"(?: [^<>]*)?/>|<(" + _NAMES + rb")(?: [^<>]*)?>(?:(?!<\1\b).)*?</\1>",
    re.DOTALL,
)
TOKENS = (
    b"\0", b"\xff\xfe", b"\xed\xa0\x80", b"<", b"</", b">", b"&#x110000;", b"&", b"]]>", b"<!--",
    b"<table>", b"<td colspan=999999999>", b"(", b"[", b"> ", b"- ", b"|", b"```", b"\n", b"\r",
    b" obj", b"endobj", b"stream\n", b"<<", b">>", b"/Kids [2 0 R]", b"/Count -1", b"/Length 9999",
    b"9" * 40, b"-1", b"1e999", b"/FlateDecode", b"BT", b"Tj", b"\\", b"%", b"#", b"w:tbl", b"=",
    "\u202e\u0301\U0010ffff".encode(), b"---\n", b"!!! ", b"    ",
)  # fmt: skip


def mutated(seed: bytes, other: bytes, chance: random.Random) -> bytes:
    """A file that differs from `seed` in one to eight places."""
    body = seed
    for _ in range(chance.choice((1, 1, 2, 3, 5, 8))):
        body = _changed(body, other, chance) or b" "
    return body


def _changed(body: bytes, other: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(body) + 1)
    end = min(len(body), at + chance.choice((1, 2, 8, 40, 200)))
    of, to = chance.randrange(len(other)), chance.randrange(300)
    own, before, after = body[at:end], body[:at], body[end:]
    token = chance.choice(TOKENS) * chance.choice((1, 1, 3, 50, 500))
    flipped = bytes(b ^ 1 << chance.randrange(8) for b in own[:1])
    return chance.choice(
        (
            before + flipped + body[at + 1 :],
            before + after,
            before + own * chance.choice((2, 3, 30, 300)) + after,
            before + token + body[at:],
            before + chance.randbytes(end - at) + after,
            before + other[of : of + to] + after,
            body[: chance.randrange(len(body) // 2, len(body) + 1)],
        )
    )


def rearranged(seed: bytes, chance: random.Random) -> bytes:
    """XML that is well formed still: elements left out, said again, put into others, renamed."""
    body = seed
    for _ in range(chance.choice((1, 2, 4))):
        found = [m.span() for m in ELEMENT.finditer(body)]
        if not found:
            return body
        start, end = chance.choice(found)
        into = chance.choice(found)[0]
        own = body[start:end]
        body = chance.choice(
            (
                body[:start] + body[end:],
                body[:end] + own * chance.choice((1, 3, 50)) + body[end:],
                body[:into] + own + body[into:],
                body[:start] + own.replace(b"w:p", b"w:tbl") + body[end:],
                body[:start] + b"<w:tc>" + own + b"</w:tc>" + body[end:],
            )
        )
    return body


def in_its_parts(seed: bytes, other: bytes, chance: random.Random) -> bytes:
    """A Word document that is a whole archive, one of its parts mutated."""
    made, parts = io.BytesIO(), {}
    with zipfile.ZipFile(io.BytesIO(seed)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    if chance.random() < 0.7:
        parts["word/document.xml"] = rearranged(parts["word/document.xml"], chance)
    else:
        name = chance.choice([*parts, "word/document.xml", "word/document.xml"])
        parts[name] = mutated(parts[name], other, chance)
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for one, content in parts.items():
            archive.writestr(one, content)
    return made.getvalue()


def read_apart(content: bytes, name: str) -> str:
    """What the child made of a file: "read", "refused", or how it ended instead."""
    ours, its = os.pipe()
    child = os.fork()
    if not child:
        _in_the_child(content, name, its)
    os.close(its)
    said, until = b"", time.monotonic() + LONGEST_S
    while (left := until - time.monotonic()) > 0 and select.select([ours], [], [], left)[0]:
        part = os.read(ours, 1 << 16)
        if not part:
            break
        said += part
    os.close(ours)
    if until <= time.monotonic():
        os.kill(child, signal.SIGKILL)
    status = os.waitpid(child, 0)[1]
    if until <= time.monotonic():
        return "not ended in time"
    if os.WIFSIGNALED(status):
        return f"signal {os.WTERMSIG(status)}"
    told = json.loads(said)
    return str(told["fault"]) if "fault" in told else "refused" if "refused" in told else "read"


def _in_the_child(content: bytes, name: str, its: int) -> None:
    try:
        reader.confine()
        try:
            told = reader._answer(content, name)
        except MemoryError:
            told = {"refused": "memory"}
        except Exception as error:
            place = traceback.extract_tb(error.__traceback__)[-1]
            told = {"fault": f"{type(error).__name__} in {place.filename.split('/')[-1]}"}
        rest = json.dumps(told).encode()
        while rest:
            rest = rest[os.write(its, rest) :]
    finally:
        os._exit(0)


def fuzzed(kind: str, seconds: float, seed: int) -> tuple[Counter[str], float]:
    """What became of so many mutated files of a kind, and how long the slowest took."""
    seeds, name = SEEDS[kind]
    chance, found, slowest = random.Random(seed), Counter[str](), 0.0
    for one in seeds:
        # Imports everything, and shows that the bare files are read.
        assert "markdown" in reader._answer(one, name), kind
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        change: Callable[[bytes, bytes, random.Random], bytes] = mutated
        if kind == "docx" and chance.random() < 0.8:
            change = in_its_parts
        content = change(chance.choice(seeds), chance.choice(seeds), chance)
        began = time.monotonic()
        found[read_apart(content, name)] += 1
        slowest = max(slowest, time.monotonic() - began)
    return found, slowest


if __name__ == "__main__":
    counts, most = fuzzed(sys.argv[1], float(sys.argv[2]), int((sys.argv[3:] or ["0"])[0]))
    sys.stdout.write(json.dumps({"files": counts.total(), "slowest_s": round(most, 2), **counts}))
