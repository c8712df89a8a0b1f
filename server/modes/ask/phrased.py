"""The model's own sentences, each held against the lines it stands on; what fails is cut."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from server.checks.citations import Cited, cited
from server.judging.wording import stems_of, units
from server.modes.ask.lines import Line, Reading
from server.records import Written
from server.text import content_stems, sentences

# A small model that cannot tell wraps the question up as an answer, or copies what it reads with
# the headings above it.
_ECHO = re.compile(
    r"\bthe (?:question|passages?|lines?|text|chapter) (?:asks?|lists?|states?|mentions?|says?)\b"
    r"|\baccording to the (?:passages?|lines?|text|chapter)\b|\w > \w",
    re.IGNORECASE,
)
MAX_SENTENCES = 3


@dataclass(frozen=True)
class Phrased:
    """What is left of a written answer, and whether it may be shown as it is."""

    answer: Cited
    sound: bool


def phrased(
    written: Written, reading: Reading, question: str, best: Sequence[Line] = ()
) -> Phrased:
    """The written answer with its markers; `sound` when every sentence of it stands.

    A sentence must be supported by the passages, and be about what its source is about: what it
    says of one thing may not be what the source says of another, nor what the source only asks.
    Its source must be one of the `best` lines, or share a word with the question.
    """
    text = finished(written)
    answer = cited(text, reading.passages, question=question)
    kept = sentences(answer.text)
    about = all(_same_subject(s.text, answer, reading) for s in kept)
    echoes = bool(_ECHO.search(answer.text))
    short = len(kept) <= MAX_SENTENCES
    asked = any(_only_asked(s.text, answer, question) for s in kept)
    sound = bool(answer.citations) and not answer.cut and not answer.denied and not asked
    told = all(_tells(c.quote, best, question) for c in answer.citations)
    return Phrased(answer, sound and about and short and told and not echoes)


def finished(written: Written) -> str:
    """The text without a last sentence that the length limit cut."""
    parts = sentences(written.text)
    if written.finish == "length" and len(parts) > 1 and parts[-1].text[-1] not in ".!?":
        return written.text[: parts[-1].start]
    return written.text


def _tells(quote: str, best: Sequence[Line], question: str) -> bool:
    near = not best or any(quote in line.text or line.text in quote for line in best)
    return near or bool(stems_of(quote) & stems_of(question))


def _only_asked(sentence: str, answer: Cited, question: str) -> bool:
    """Whether a statement takes what it adds from a question of its source.

    What the chapter only asks ("Does it give you an advantage? If so, ...") it does not state.
    """
    added = stems_of(sentence) - stems_of(question)
    parts = [unit for citation in answer.citations for unit in units(citation.quote)]
    if not added or not parts or sentence.rstrip(" \"'”’").endswith("?"):
        return False
    best = max(parts, key=lambda unit: (len(added & unit.stems), not _asks(unit.text)))
    return _asks(best.text) and bool(added & best.stems)


def _asks(text: str) -> bool:
    return text.rstrip(" \"'”’").endswith("?")


def _same_subject(sentence: str, answer: Cited, reading: Reading) -> bool:
    """Whether the source sentence that a statement copies is about the same thing.

    The two first telling words of a statement must stand in the source sentence side by side,
    in its heading, or not at all: "a feature roadmap adds ..." may not come from "a technical
    roadmap adds ... makes future features possible".
    """
    said = content_stems(re.sub(r"\[\d{1,2}\]", "", sentence))
    held = stems_of("\n".join(passage.text for passage in reading.passages))
    if len(said) < 4 or not set(said[:2]) <= held:
        return True
    subject, rest = tuple(said[:2]), frozenset(said[2:])
    for citation in answer.citations:
        best = max(units(citation.quote), key=lambda u: len(rest & u.stems), default=None)
        if best is None or len(rest & best.stems) < len(rest) * 0.6:
            continue
        order = content_stems(best.text)
        pairs = set(zip(order, order[1:], strict=False))
        own = tuple(order[:2])
        heads = stems_of(" ".join(citation.passage.heading_path))
        crossed = own != subject and len(set(own) & set(subject)) == 1 and subject not in pairs
        if crossed and not set(subject) <= heads:
            return False
    return True
