"""The freer plan: a stronger model rewrites the whole message at once, under the same contract.

Code has already taken out what must not be passed on, so the model never sees it. What it writes
is held against what it was given; one repair, and then the careful plan takes over.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping, Sequence
from typing import Any

from server.judging.audiences import Audience
from server.judging.contract import invented, left_terms, lost_facts
from server.judging.facts import fates
from server.judging.jargon import jargon
from server.judging.meaning import modality, negations
from server.judging.omissions import omission
from server.judging.splitting import plain_sentences
from server.modes.rewrite.desk import Desk, Piece
from server.records import Call, Step, Written
from server.text import words

# Ours: a version far shorter lost something, one far longer explains.
MIN_LENGTH, MAX_LENGTH = 0.5, 1.6
_PLACEHOLDER = re.compile(r"\[[^\]\n]{0,400}\]|<[^>\n]{1,400}>|\{[^}\n]{0,400}\}|_{3,}|\bX{2,}\b")
_LETTER = re.compile(
    r"^[^\S\n]*(?:dear|hi|hello|subject)\b[^\n]{0,60}[,:]|\b(?:best|kind) regards\b"
    r"|^[^\S\n]*(?:here is|sure)\b",
    re.IGNORECASE | re.MULTILINE,
)


def whole_version(
    pieces: Sequence[Piece], reader: Audience, desk: Desk, card: Mapping[str, Any]
) -> Generator[Step, Any, str | None]:
    """The kept pieces as one text of the model; None when it broke its contract twice.

    `pieces` are those of the source with nothing reworded yet; `card` tells of the reader.
    """
    given = " ".join(p.after for p in pieces if p.after)
    known = {*reader.known_terms, *(t.lower() for t in desk.known_terms)}
    hits = () if reader.technical else jargon(given, desk.lexicon, known)
    terms = list(dict.fromkeys(h.term for h in hits))
    failures: list[str] = []
    draft = ""
    for _ in range(2):
        written: Written = yield Call(
            "rewrite-whole@1",
            optional=True,
            message=given,
            reader=str(card.get("title", reader.title)),
            cares=list(card.get("cares_about", ())),
            how=str(card.get("how", "")),
            forbidden=terms,
            failures_so_far=failures,
            draft_so_far=draft,
        )
        draft = written.text.strip()
        if written.finish != "stop":
            return None
        failures = faults(draft, given, terms, reader, desk)
        if not failures:
            return draft
    return None


def faults(text: str, given: str, terms: Sequence[str], reader: Audience, desk: Desk) -> list[str]:
    """In words, everything by which a whole version breaks its contract with what it was given."""
    out = [
        *lost_facts(text, given, terms),
        *left_terms(text, terms),
        *invented(text, given),
        *_turned(text, given),
    ]
    for sentence in plain_sentences(text):
        found = omission(
            sentence.text, reader, desk.confidential, desk.lexicon, addressed=desk.addressed
        )
        if found:
            out.append(f"“{found.what}” must not be said: {found.reason}")
    share = len(words(text)) / max(1, len(words(given)))
    if not MIN_LENGTH <= share <= MAX_LENGTH:
        out.append("it is far shorter than the message" if share < 1 else "it is far longer")
    if _PLACEHOLDER.search(text) or _LETTER.search(text):
        out.append("it must be the message alone: no placeholder, greeting or signature")
    return out


def _turned(text: str, given: str) -> list[str]:
    """Claims that a text as a whole lost or gained: denials, conditions, promises."""
    out = []
    if negations(text) < negations(given):
        out.append("a “not” is gone")
    was = {c for s in plain_sentences(given) for c in modality(s.text)}
    now = {c for s in plain_sentences(text) for c in modality(s.text)}
    out += [f"a {c} was lost" for c in sorted(was - now)]
    out += [f"a {c} was added" for c in sorted(now - was)]
    out += [
        f"“{f.fact.text}”: {f.reason}"
        for f in fates(given, text)
        if f.fact.type == "commitment" and f.status != "kept"
    ]
    return out
