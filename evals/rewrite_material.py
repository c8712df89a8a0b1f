"""The authored texts, and the known messages, by which code learns to read messages."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from evals.rewrite import CUSTOMER, TECHNICAL
from evals.run import CASES
from server.judging.splitting import plain_sentences
from server.modes.rewrite.desk import without_bullet

# The messages that were read while building; the held-out ones never are.
KNOWN = ("dev", "tuning", "blind", "outside", "outside2")


@dataclass(frozen=True)
class Text:
    """A text with the places of what its reader does not know."""

    text: str
    spans: tuple[tuple[int, int], ...]
    group: str
    own: bool
    marked: bool = False


def texts() -> list[Text]:
    """The authored sentences, and the messages known here for readers outside engineering."""
    found = []
    for line in _lines("rewrite_phrases.txt"):
        field, _, sentence = (part.strip() for part in line.split("|", 2))
        found.append(_marked(sentence, field))
    for head, body in _messages("rewrite_words.txt"):
        plain, spans = _unmarked(re.sub(r"\|[^{}|]*\}", "}", body))
        found.append(Text(plain, tuple(spans), _id(head), own=False, marked=True))
    for split in KNOWN:
        for case in _cases(split):
            if case["audience"] not in TECHNICAL:
                spans = [m.span() for j in case["jargon"] for m in _spelt(j, case["message"])]
                found.append(Text(case["message"], tuple(spans), case["id"], own=False))
    return found


def _marked(sentence: str, group: str) -> Text:
    text, spans = _unmarked(sentence)
    return Text(text, tuple(spans), group, own=True)


def _id(head: str) -> str:
    """The words file's ids, told apart from those of the other files."""
    return "words " + head.split("|")[0].strip()


def _spelt(phrase: str, text: str) -> list[re.Match[str]]:
    flat = r"[\s-]+".join(map(re.escape, re.split(r"[\s-]+", phrase)))
    return list(re.finditer(rf"(?<!\w){flat}(?!\w)", text, re.IGNORECASE))


def _lines(name: str) -> list[str]:
    read = (CASES / name).read_text(encoding="utf-8").splitlines()
    return [line for line in read if line and not line.startswith("#")]


def _cases(split: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in _lines(f"rewrite.{split}.jsonl")]


@dataclass(frozen=True)
class Told:
    """A message in sentences, and for each the characters of it that a customer must not see."""

    sentences: tuple[str, ...]
    inside: tuple[tuple[bool, ...], ...]
    group: str
    own: bool


def told() -> list[Told]:
    """The authored messages and sentences, and the known messages to customers."""
    out = [
        Told((sentence,), ((label == "inside",) * len(sentence),), voice, own=False)
        for label, _, voice, sentence in (
            tuple(part.strip() for part in line.split("|", 3))
            for line in _lines("rewrite_inside.txt")
        )
    ]
    for head, marked in _messages("rewrite_customers.txt"):
        plain, spans = _unmarked(marked)
        out.append(_told(plain, spans, head.split("|")[0].strip(), own=True))
    for split in KNOWN:
        for case in _cases(split):
            if case["audience"] == CUSTOMER:
                message = case["message"]
                spans = [m.span() for g in case["must_go"] for m in _spelt(g, message)]
                out.append(_told(message, spans, case["id"], own=False))
    return out


def _messages(name: str) -> list[tuple[str, str]]:
    """The heads and the texts of a file of authored messages."""
    text = (CASES / name).read_text(encoding="utf-8")
    blocks = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    return [(head, body.strip()) for head, _, body in (b.partition("\n") for b in blocks)]


def _unmarked(marked: str) -> tuple[str, list[tuple[int, int]]]:
    """A text less its braces, and the places of what stood in them."""
    plain, spans = "", []
    for part in re.split(r"(\{[^}]*\})", marked):
        bare = part.strip("{}") if part.startswith("{") else part
        if part.startswith("{"):
            spans.append((len(plain), len(plain) + len(bare)))
        plain += bare
    return plain, spans


def _told(text: str, spans: Sequence[tuple[int, int]], group: str, *, own: bool) -> Told:
    goes = [False] * len(text)
    for start, end in spans:
        goes[start:end] = [True] * (end - start)
    sentences, inside = [], []
    for one in plain_sentences(text):
        bare = without_bullet(one.text)
        start = one.start + len(one.text) - len(bare)
        sentences.append(bare)
        inside.append(tuple(goes[start : start + len(bare)]))
    return Told(tuple(sentences), tuple(inside), group, own)
