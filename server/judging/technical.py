"""Technical compounds that no list holds: known parts in a new order, told by what they are.

"the soak-test harness" and "a gRPC retry queue" end in a word that says what the thing is; the
technical words before it only narrow it down, so the plain word for the last one takes the place
of all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from server.judging.lexicon import Lexicon
from server.judging.wholeness import is_verb_here
from server.text import stem

_TOKEN = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[-/+.][A-Za-z0-9]+)*")
_FIRM, _SOFT = 2, 1


@dataclass(frozen=True)
class Compound:
    """A technical compound in place, and what it is in plain words.

    `head` is where its last word begins; a `weak` one says something to everybody.
    """

    start: int
    end: int
    plain: str
    plural: bool
    head: int
    weak: bool


def compounds(
    text: str, lexicon: Lexicon, technical: Sequence[tuple[int, int]]
) -> tuple[Compound, ...]:
    """The compounds of a text; `technical` are the places already known to be technical words."""
    tokens = list(_TOKEN.finditer(text))
    out: list[Compound] = []
    for at in range(len(tokens) - 1, 0, -1):
        token = tokens[at]
        head, plural = _head(token.group(), lexicon)
        if not head or (out and token.end() > out[-1].start):
            continue
        if is_verb_here(text, *token.span()):
            continue
        first, force = _modifiers(text, tokens, at, lexicon, technical)
        if force >= (_FIRM if head in lexicon.weak else _SOFT):
            weak = head in lexicon.weak
            told = lexicon.heads[head]
            out.append(Compound(first, token.end(), told, plural, token.start(), weak))
    return tuple(reversed(out))


def _head(word: str, lexicon: Lexicon) -> tuple[str, bool]:
    low = word.lower()
    for form in (low, low.removesuffix("s"), low.removesuffix("es")):
        if form in lexicon.heads:
            return form, form != low
    return "", False


def _modifiers(
    text: str,
    tokens: Sequence[re.Match[str]],
    at: int,
    lexicon: Lexicon,
    technical: Sequence[tuple[int, int]],
) -> tuple[int, int]:
    """Where the technical words before a head begin, and how technical they are."""
    start, force = tokens[at].start(), 0
    for i in range(at - 1, -1, -1):
        token = tokens[i]
        if not re.fullmatch(r"[ \t-]", text[token.end() : start]):
            break
        own = _force(token, lexicon, technical)
        if not own:
            break
        start, force = token.start(), max(force, own)
    return start, force


# What tells one kind of a thing from another: "single-tenant deployment" is not every deployment.
_DISTINGUISHES = re.compile(
    r"(?:single|multi|two|three|dual|non|un|semi|half|full|self|read|write|first|third|per)-\w"
    r"|(?:un)?(?:patched|signed|failed|corrupt(?:ed)?)$"
)


def _force(token: re.Match[str], lexicon: Lexicon, technical: Sequence[tuple[int, int]]) -> int:
    low = token.group().lower()
    if _DISTINGUISHES.match(low):
        return 0
    if any(start <= token.start() and token.end() <= end for start, end in technical):
        return _FIRM
    if low in lexicon.modifiers:
        return _SOFT if low in lexicon.soft else _FIRM
    return 0


_PREFIX = re.compile(r"^(?:un|re|pre|over|non|multi|co|sub|inter|mis|out|up|down|anti|mini|semi)-?")
_ENDINGS = ("est", "er", "ness", "ly", "able", "less", "ful", "ish", "ability", "wise", "ship")


def is_common(word: str, lexicon: Lexicon) -> bool:
    """Whether most people know a lower-case word: in a list, or built from one in it."""
    if word in lexicon.familiar or word.capitalize() in lexicon.first_names:
        return True
    spelt = re.sub(r"is(e[ds]?|ing|ation|er)$", r"iz\1", word)
    forms = {word, spelt, _PREFIX.sub("", word), _PREFIX.sub("", spelt)}
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) > 3:
            bare = word[: -len(ending)]
            forms |= {bare, bare + "e", re.sub(r"i$", "y", bare)}
    return any(stem(f) in lexicon.english for f in forms if len(f) > 2)
