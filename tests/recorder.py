"""Recorded answers of the real model, replayed word for word.

The key of an answer is the SHA-256 of the whole request body as canonical JSON: a changed
prompt, passage or setting misses. `pytest --record` asks the endpoint in GREENROOM_RECORD_URL
for what is missing and drops what is unused; see docs/recordings.md.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import os
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

RECORDINGS = Path(__file__).parent / "recordings"
Body = dict[str, Any]


class RecordingMissedError(BaseException):
    """No recording for a request. A BaseException, so that nothing on the way swallows it."""


def canonical(body: Body) -> str:
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def key_of(body: Body) -> str:
    return hashlib.sha256(canonical(body).encode()).hexdigest()


@dataclass
class Recorder:
    """The recorded exchanges of one file, and which of them were used."""

    path: Path
    recording: bool
    entries: list[dict[str, Any]] = field(default_factory=list)
    used: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    @classmethod
    def at(cls, path: Path, *, recording: bool) -> Recorder:
        entries = yaml.safe_load(path.read_text())["exchanges"] if path.exists() else []
        return cls(path, recording, entries)

    @property
    def calls(self) -> int:
        return len(self.used)

    def answer(self, body: Body) -> bytes:
        """The event stream that answers this request."""
        key = key_of(body)
        entry = next((e for e in self.entries if e["key"] == key), None)
        if entry is None and self.recording:
            entry = recorded_from_endpoint(body, key)
            self.entries.append(entry)
        if entry is None:
            self.missed.append(self._miss(body))
            raise RecordingMissedError(self.missed[-1])
        self.used.append(key)
        return frames(entry)

    def close(self) -> None:
        """Write what was added and dropped, or fail on what was missed or left over."""
        unused = [e for e in self.entries if e["key"] not in self.used]
        if self.recording:
            self.entries = [e for e in self.entries if e["key"] in self.used]
            self._write()
            return
        if self.missed:
            raise RecordingMissedError(self.missed[0])
        if unused:
            raise AssertionError(
                f"{self.path.name} holds {len(unused)} recordings nobody asked for"
            )

    def _write(self) -> None:
        if not self.entries:
            self.path.unlink(missing_ok=True)
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        text = yaml.dump(
            {"exchanges": self.entries}, sort_keys=False, allow_unicode=True, width=100
        )
        self.path.write_text(text)

    def _miss(self, body: Body) -> str:
        sent = _lines(body)
        closest = max(
            (_lines(e["request"]) for e in self.entries),
            key=lambda lines: difflib.SequenceMatcher(None, lines, sent).quick_ratio(),
            default=[],
        )
        diff = "\n".join(difflib.unified_diff(closest, sent, "recorded", "sent", lineterm="", n=1))
        return (
            f"no recording in {self.path} for this request; differs from the nearest by:\n{diff}\n"
            f"record it with: make record K={self.path.stem}"
        )


def _lines(body: Body) -> list[str]:
    settings = {k: v for k, v in body.items() if k != "messages"}
    lines = [canonical(settings)]
    for message in body["messages"]:
        lines += [f"[{message['role']}]", *message["content"].splitlines()]
    return lines


def recorded_from_endpoint(body: Body, key: str) -> dict[str, Any]:
    """What the real model streams for this request, proven to expand to the same frames."""
    url = os.environ.get("GREENROOM_RECORD_URL", "http://127.0.0.1:8081/v1")
    request = urllib.request.Request(
        f"{url}/chat/completions",
        data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=600) as answer:
        raw = answer.read()
    chunks = [
        zeroed(json.loads(line[6:]))
        for line in raw.decode().split("\n")
        if line.startswith("data: {")
    ]
    entry = {"key": key, "request": body, **folded(chunks)}
    assert [json.loads(f[6:]) for f in frames(entry).decode().split("\n\n") if f[6:7] == "{"] == (
        chunks
    ), "the recording does not expand to what was received"
    return entry


def zeroed(chunk: dict[str, Any]) -> dict[str, Any]:
    """A chunk without its time, random id and the engine's timings."""
    chunk = {k: v for k, v in chunk.items() if k != "timings"}
    chunk["model"] = Path(chunk.get("model") or "").name
    return chunk | {"created": 0, "id": "recorded"}


def folded(chunks: list[dict[str, Any]]) -> dict[str, Any]:
    """Chunks as the envelope they share, their choices' parts and the rest of each."""
    shared = {k: v for k, v in chunks[0].items() if k != "choices"}
    parts = []
    for chunk in chunks:
        extra = {k: v for k, v in chunk.items() if k != "choices" and shared.get(k) != v}
        parts.append({"choices": chunk.get("choices", []), **extra})
    return {"envelope": shared, "parts": [_short(p) for p in parts]}


def _short(part: dict[str, Any]) -> Any:
    """A plain piece of text as that text alone."""
    plain = {"choices": [{"finish_reason": None, "index": 0, "delta": {"content": ""}}]}
    if len(part) == 1 and len(part["choices"]) == 1:
        content = part["choices"][0].get("delta", {}).get("content")
        plain["choices"][0]["delta"]["content"] = content
        if isinstance(content, str) and part == plain:
            return content
    return part


def frames(entry: dict[str, Any]) -> bytes:
    """The event stream that a recorded exchange stands for."""
    out = []
    for part in entry["parts"]:
        if isinstance(part, str):
            choice = {"finish_reason": None, "index": 0, "delta": {"content": part}}
            part = {"choices": [choice]}
        out.append(f"data: {json.dumps({**entry['envelope'], **part}, ensure_ascii=False)}\n\n")
    return ("".join(out) + "data: [DONE]\n\n").encode()
