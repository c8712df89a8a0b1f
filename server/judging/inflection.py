"""The forms of regular verbs, and of the few irregular ones that plain words need."""

from __future__ import annotations

import re

_IRREGULAR = {
    "send": "sent", "make": "made", "find": "found", "build": "built", "draw": "drawn",
    "cut": "cut", "split": "split", "catch": "caught", "lose": "lost", "put": "put",
    "undo": "undone", "take": "taken", "read": "read", "hold": "held", "give": "given",
    "learn": "learnt", "think": "thought",
}  # fmt: skip
_DOUBLED = frozenset("ship thin stop cut put stub chip plug slim set split grep log tag".split())


def verb_forms(verb: str, plain: str) -> dict[str, str]:
    """The forms of a technical verb, each with the same form of the plain one."""
    forms = zip(_inflected(verb), _inflected(plain), strict=True)
    return dict(forms)


def _inflected(phrase: str) -> tuple[str, str, str, str]:
    """The base, third person, past participle and -ing form of a verb that may have particles."""
    cut = re.match(r"[\w/-]+", phrase)
    verb, rest = (cut.group(), phrase[cut.end() :]) if cut else (phrase, "")
    return (
        phrase,
        _third(verb) + rest,
        _past(verb) + rest,
        _ing(verb) + rest,
    )


def _third(verb: str) -> str:
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb[:-1] + "ies"
    return verb + ("es" if verb.endswith(("s", "x", "ch", "sh", "o", "z")) else "s")


def _past(verb: str) -> str:
    if verb in _IRREGULAR:
        return _IRREGULAR[verb]
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb[:-1] + "ied"
    if verb.endswith("e"):
        return verb + "d"
    return (verb + verb[-1] if verb in _DOUBLED else verb) + "ed"


def _ing(verb: str) -> str:
    if verb.endswith("e") and not verb.endswith("ee"):
        return verb[:-1] + "ing"
    return (verb + verb[-1] if verb in _DOUBLED else verb) + "ing"
