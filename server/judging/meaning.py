"""What a sentence claims beside its numbers: denied or not, on condition, promised or possible.

Cue words are closed classes of English; a sentence and its other wording must show the same
classes. This sees slips of a small model ("might" turned into "will"), not every change of sense.
"""

from __future__ import annotations

import re

_NEGATION = re.compile(
    r"\b(?:not|no|never|none|nothing|nobody|neither|nor|cannot|without|unable|unlikely)\b"
    r"|n['’]t\b|\b(?:can|won|don|isn|aren|didn|doesn|wasn|weren|hasn|haven)t\b",
    re.IGNORECASE,
)
_CLASSES = {
    "condition": r"if|unless|provided|as long as|assuming|depends? on|dependent on|subject to"
    r"|pending|only when|otherwise",
    "possible": r"may|might|could|maybe|perhaps|possibly|potentially",
    "forecast": r"expect(?:s|ed|ing)?|forecast|estimate[sd]?|estimated|likely|probably|should"
    r"|aim(?:s|ing)?|target(?:s|ed|ing)?|hope|plan(?:s|ned|ning)? to|anticipate[sd]?",
    "proposal": r"propos(?:e|es|ed|ing|al)|suggest(?:s|ed)?|recommend(?:s|ed|ation)?|would like to",
    "duty": r"must|need(?:s|ed)? to|have to|has to|required to|requires",
    "promise": r"will|shall|['’]ll|commit(?:s|ted)? to|promis(?:e|es|ed)|guarantee[sd]?|going to"
    r"|won['’]?t",
}
_MODALITY = {
    name: re.compile(
        rf"(?<![\w])(?:{words})(?!\w)|(?<=\w)['’]ll\b"
        if name == "promise"
        else rf"(?<!\w)(?:{words})(?!\w)",
        re.IGNORECASE,
    )
    for name, words in _CLASSES.items()
}
_DONE = re.compile(
    r"\b(?:finished|completed|fixed|resolved|restored|shipped|released|is done|are done|ended)\b",
    re.IGNORECASE,
)
_UNDER_WAY = re.compile(
    r"\b(?:under ?way|in progress|ongoing|working on|are (?:fixing|resolving|restoring|still))\b",
    re.IGNORECASE,
)
_UP = re.compile(
    r"\b(?:ris(?:e|es|ing|en)|rose|increas\w*|grew|grow(?:s|n|ing)?|up by|rais\w+|higher|more"
    r"|faster|gains?|gained)\b",
    re.IGNORECASE,
)
_DOWN = re.compile(
    r"\b(?:fall(?:s|en|ing)?|fell|drop\w*|decreas\w*|declin\w*|reduc\w*|cuts?|lower\w*|less|fewer"
    r"|slower|los(?:e|es|t|ing)|down by|shrink\w*|shrank)\b",
    re.IGNORECASE,
)
_CAUSE = re.compile(
    r"\b(?:because|due to|caused?(?: by)?|since|as a result|so that|led to)\b",
    re.IGNORECASE,
)
_ACTORS = {
    "we": r"we|our|us|ours",
    "you": r"you|your|yours",
    "I": r"I|my|me|mine",
    "they": r"they|their|them",
}
_ACTOR = {n: re.compile(rf"(?<![\w.])(?:{p})(?:['’]\w+)?(?!\w)") for n, p in _ACTORS.items()}
_DEADLINE = re.compile(
    r"\b(by|until|before|after|since)(?=\s+(?:\w+\s+){0,2}(?:\d|the end|end|next|[A-Z]|tomorrow"
    r"|today"
    r"|mid|early|late))"
)
_IN_WORDS = {
    "condition": "the condition (“if”, “unless”)",
    "possible": "“may” or “might”",
    "forecast": "“expect”, “plan” or “should”",
    "proposal": "“propose” or “recommend”",
    "duty": "“must” or “need to”",
    "promise": "“will”",
}


def negations(sentence: str) -> int:
    """How often a sentence denies something."""
    return len(_NEGATION.findall(sentence))


def modality(sentence: str) -> frozenset[str]:
    """The classes of claim a sentence shows.

    Any of condition, possible, forecast, proposal, duty, promise; empty for a plain statement.
    """
    return frozenset(name for name, cue in _MODALITY.items() if cue.search(sentence))


def same_claim(source: str, rewrite: str) -> str | None:
    """None when both claim alike; otherwise, in words, what was lost, gained or turned round."""
    return next(iter(claim_differences(source, rewrite)), None)


def claim_differences(source: str, rewrite: str) -> list[str]:
    """In words, every way in which the claim of `rewrite` differs from that of `source`."""
    out = []
    if (negations(source) > 0) != (negations(rewrite) > 0):
        lost = negations(source) > 0
        out.append("the “not” is gone" if lost else "it denies what the source does not")
    was, now = modality(source), modality(rewrite)
    out += [f"{_IN_WORDS[c]} is gone" for c in sorted(was - now)]
    out += [f"{_IN_WORDS[c]} is new" for c in sorted(now - was)]
    out += _turned(source, rewrite)
    return out


def _turned(source: str, rewrite: str) -> list[str]:
    out = []
    if _DONE.search(source) and _UNDER_WAY.search(rewrite) and not _UNDER_WAY.search(source):
        out.append("what was finished became something under way")
    if _UP.search(source) and _DOWN.search(rewrite) and not _DOWN.search(source):
        out.append("a rise became a fall")
    if _DOWN.search(source) and _UP.search(rewrite) and not _UP.search(source):
        out.append("a fall became a rise")
    if _CAUSE.search(rewrite) and not _CAUSE.search(source):
        out.append("a cause was added")
    lost = set(_DEADLINE.findall(source)) - set(_DEADLINE.findall(rewrite))
    out += [f"“{word}” before a date is gone" for word in sorted(lost)]
    return out


def new_actors(source: str, rewrite: str) -> list[str]:
    """Actors (we, you, I, they) that a rewrite brings in."""
    return [n for n, cue in _ACTOR.items() if cue.search(rewrite) and not cue.search(source)]


def lost_actors(source: str, rewrite: str) -> list[str]:
    """Actors (we, you, I) that a rewrite no longer names."""
    return [
        n
        for n, cue in _ACTOR.items()
        if n != "they" and cue.search(source) and not cue.search(rewrite)
    ]
