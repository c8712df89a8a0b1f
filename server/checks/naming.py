"""What a question must be that a model was asked to put to one very thing: the same, of that thing.

Compared word by word: the name stands in once, for a general word or behind a preposition, and
nothing else is added, lost or moved. Sense is not seen: the name may stand in an odd place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from server.checks.rewording import ASKING
from server.records import Finding
from server.text import folded, words

_LINKS = frozenset("of for in with at about on around behind from to".split())
_AT_START = frozenset("for in with".split())
MAX_LINKS = 2
_IN_A_PLACE = frozenset("in at on around for from to".split())
_HAS_PARTS = frozenset("design back decisions choice part".split())
# Events and the like that nothing happens "in".
NO_PLACES = frozenset("promise subject problem work launch sign-ups cancellations calls".split())
# Words after which no preposition begins a phrase of its own.
_BEFORE_NOTHING = _LINKS | frozenset(
    """a an the this that your their any each and or what which how who whom whose where why when
    is are was were do does did can could would will should has have had must may might very most
    could not no""".split()
)
_TALKS = frozenset("do mind say know ask think decide advice".split())
_SYSTEM = re.compile(r"\b(?:this|the) (?:system|product|project)\b|\bbehind it\b|\bdid it end\b")
_DOING = frozenset((("you", "do"), ("to", "do"), ("it", "about")))  # a verb, not an auxiliary
# General words for which the name may stand.
_GENERAL = frozenset(
    (
        ("this", "system"),
        ("the", "system"),
        ("this", "product"),
        ("this", "project"),
        ("the", "project"),
        ("this", "story"),
        ("this",),
        ("it",),
        ("here",),
    )
)
# "It" stands for the thing asked about between these words and nowhere else.
_IT = frozenset(
    (before, after)
    for before, after in (
        ("behind", ""), ("did", "matter"), ("did", "end"), ("did", "look"), ("in", ""),
        ("was", "about"), ("of", ""), ("when", "was"),
    )
)  # fmt: skip
# "This" stands alone before these words, and at the end.
_AFTER_THIS = frozenset(("", "on", "to", "and", "be", "have", "touch", "come", "for", "was"))


def names(reply: str, thing: str) -> list[Finding]:
    """The thing is named, in these words, once."""
    found = len(_places(words(folded(reply)), words(folded(thing))))
    return [] if found == 1 else [_fail("names", f"name “{thing}” once, in these words")]


def only_names(reply: str, question: str, thing: str) -> list[Finding]:
    """The reply is the question with the thing in it, at a place where a name may stand."""
    said, wanted, name = (words(folded(text)) for text in (reply, question, thing))
    for at in _places(said, name):
        if any(_fits(said, at, at + len(name), links, wanted) for links in range(MAX_LINKS + 1)):
            return []
    return [_fail("only_names", f"ask exactly this, of “{thing}”: {question}")]


def _fits(said: Sequence[str], start: int, end: int, n_links: int, wanted: Sequence[str]) -> bool:
    """Whether the question is left when the name goes, with so many words that lead up to it."""
    if n_links > start:
        return False
    before, links, after = said[: start - n_links], said[start - n_links : start], said[end:]
    gap = len(wanted) - len(before) - len(after)
    if gap < 0 or [*before, *wanted[len(before) : len(before) + gap], *after] != list(wanted):
        return False
    if not set(links) <= _LINKS:
        return False
    if not gap:
        if _wrong_place(before, links, after, said[start:end]):
            return False
        # What stands for the thing already must be what the name replaces.
        if links[:1] == ["about"] and not after and before[-1] not in _TALKS:
            return False
        return bool(links) and not _SYSTEM.search(" ".join(wanted)) and _begins(before, links[0])
    return _stands_for(wanted[len(before) : len(before) + gap], before, after, links)


def _wrong_place(
    before: Sequence[str], links: Sequence[str], after: Sequence[str], name: Sequence[str]
) -> bool:
    """Whether a name that replaces nothing would say less or something else there.

    Behind a second question word it would be of the second part alone. An event ("that promise",
    "the drop in sign-ups") is no place that something happens in. Parts are of a design.
    """
    joints = zip(before, before[1:], strict=False)
    if not after and any(a in ("and", "or") and b in ASKING for a, b in joints):
        return True
    if name[:1] == ["your"] and before and before[-1] not in _HAS_PARTS:
        return True
    is_event = name[:1] == ["that"] or "in" in name
    if not (is_event and links):
        return False
    if not before:  # at the head of a question it is what the question is of
        return links[0] == "in" and name[-1] in NO_PLACES or links[0] == "for" and "in" not in name
    return links[0] in _IN_A_PLACE


def _begins(before: Sequence[str], link: str) -> bool:
    """Whether a phrase with this preposition may begin behind these words."""
    if tuple(before[-2:]) in _DOING:
        return True
    return before[-1] not in _BEFORE_NOTHING if before else link in _AT_START


def _stands_for(
    general: Sequence[str], before: Sequence[str], after: Sequence[str], links: Sequence[str]
) -> bool:
    """Whether the name may stand for these words between those."""
    last, following = (before[-1] if before else ""), (after[0] if after else "")
    if tuple(general) not in _GENERAL:
        return False
    if general[0] == "it":
        return (last, following) in _IT and not links
    if general[0] == "here":
        return bool(links)
    return not links and (len(general) > 1 or following in _AFTER_THIS)


def _places(said: Sequence[str], name: Sequence[str]) -> list[int]:
    width = len(name)
    return [i for i in range(len(said) - width + 1) if width and said[i : i + width] == name]


def _fail(check: str, message: str) -> Finding:
    return Finding(check, "fail", None, message)
