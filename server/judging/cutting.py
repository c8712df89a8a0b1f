"""A sentence less a part of it: a cause, a clause, a bracket, a label, the people it names."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from server.judging.inside import TEAM
from server.judging.lexicon import Lexicon, words_pattern
from server.judging.names import names
from server.judging.wholeness import TORN_END, half

# "after" behind a span of time tells when, not why: "90 days after the contract ends".
_SPAN = "".join(
    rf"(?<!\b{unit})"
    for unit in "days hours weeks months years minutes day week month year hour soon right".split()
)
_CAUSE_TAIL = re.compile(
    r"(?:(?:,|(?<!\s))\s++(?:because(?: of)?|due to|since|as|caused by|owing to|thanks to)"
    rf"|(?:,|(?<!\s){_SPAN})\s++after)"
    r"\s+(?!\d|\w+day\b)"
    r"(?:[^,;.!?]|(?<=\d)[,.](?=\d))*(?=[,;.!?]|$)",
    re.IGNORECASE,
)
_CAUSE_HEAD = re.compile(
    r"^(?:because(?: of)?|due to|since|as|owing to|after)\s+[^,;]*,\s+", re.IGNORECASE
)
_CLAUSES = re.compile(r"(?<=[,;])\s+|(?<!\s)\s++(?=\()|(?<=\))\s+|(?<!\s)\s++[–—-]\s+")
# A later clause that can stand alone: "and we ..", "so the .."; the first group goes.
_INDEPENDENT = re.compile(
    r"((?:and|but|so)\s+)(?:(?:an?|the|we|our|this|these|all|your|you|it|there|no|some|many|most|please|pls|kindly|if"
    r"|about|around|roughly|nearly|over)\s|\d|[a-z]+s\s+(?:are|were|will|have|can|could|may"
    r"|might)\s)",
    re.IGNORECASE,
)
_BRACKET = re.compile(r"(?:(?<!\s)\s++)?\(([^()]*)\)")
_LABEL = re.compile(r"^[^:.!?]{2,40}:\s+(?=\S+\s+\S+\s+\S+)")
_SALUTATION = re.compile(
    r"^(?:hi|hello|hey|dear)\b(?:[^,.!?:]|\b(?:Mr|Ms|Mrs|Dr|Prof)\.){0,30}[,:]\s+(?=\S+\s+\S)",
    re.IGNORECASE,
)
# Stands for a person while a sentence is edited: a character of no alphabet.
_PERSON = "\ue000"
_ONE = {"are": "is", "were": "was", "have": "has", "do": "does"}
_THEM = re.compile(r"\b(?:they|them|their|theirs)\b", re.IGNORECASE)
# Fewer words than this are no sentence.
_MIN_WORDS = 4


def without_salutation(sentence: str) -> str:
    """The sentence less a "Hi all," before it."""
    bare = _SALUTATION.sub("", sentence)
    return sentence if bare == sentence else bare[:1].upper() + bare[1:]


def without_cause(sentence: str, goes: Callable[[str], bool]) -> str:
    """The sentence less a cause at its start or end of which `goes` is true."""
    bare = sentence
    for cue in (_CAUSE_HEAD, _CAUSE_TAIL):
        bare = cue.sub(lambda m: "" if goes(m[0]) else m[0], bare)
    whole = len(bare.split()) >= _MIN_WORDS and not TORN_END.search(bare)
    whole = whole and not half(bare, sentence)
    return bare[:1].upper() + bare[1:] if bare != sentence and whole else sentence


def without_brackets(sentence: str, words: Sequence[str], *, spare: re.Pattern[str]) -> str:
    """The sentence less brackets that are mostly made of the words; `spare` saves one."""
    hold = words_pattern([w for w in words if w.strip()])

    def goes(hit: re.Match[str]) -> str:
        if spare.search(hit[1]) or not hold.search(hit[1]):
            return hit[0]
        left = [w for w in hold.sub(" ", hit[1]).split() if len(w) > 3]
        return "" if len(left) <= len(hold.findall(hit[1])) + 1 else hit[0]

    return _BRACKET.sub(goes, sentence)


def without_staff(sentence: str, lexicon: Lexicon, spare: frozenset[str] = frozenset()) -> str:
    """The sentence with "our team" for the people named in it, those to `spare` aside."""
    out = sentence
    own = {word for name in spare for word in name.split()}
    people = [n for n in names(sentence, lexicon) if n.kind == "person"]
    for one in reversed([n for n in people if not own & set(n.text.split())]):
        out = out[: one.start] + _PERSON + out[one.end :]
    out = re.sub(rf"\b(?:Mr|Ms|Mrs|Dr)\.?\s+{_PERSON}", _PERSON, out)
    out = TEAM.sub(_PERSON, out)
    out = re.sub(rf"{_PERSON} (?:in|of|on|at) (?:the |our )?{_PERSON}", _PERSON, out)
    out = re.sub(rf"{_PERSON}(?:(?:, | and |, and ){_PERSON})+", _PERSON, out)
    out = re.sub(rf"{_PERSON}['’]s\s+(?:own\s+)?(?:team|group|squad)\b", "our team", out)
    out = re.sub(rf"\b(?:[Oo]ur|[Tt]he) (?:[a-z]+ ){{0,2}}{_PERSON}", "our team", out)
    out = re.sub(rf"{_PERSON}\s+from (?:the )?\w+", _PERSON, out)
    out = re.sub(rf"{_PERSON}(['’]s)", r"our team\1", out).replace(_PERSON, "our team")
    out = re.sub(r"\bour team (are|were|have|do)\b", lambda m: f"our team {_ONE[m[1]]}", out)
    return out[:1].upper() + out[1:] if out != sentence else sentence


def without_clause(
    sentence: str, what: str, *, onwards: bool = False, others: bool = False
) -> str | None:
    """The sentence less the part that holds `what`; None when no whole sentence would remain.

    A bracket, a label before a colon, a cause, or a clause at commas, semicolons and dashes;
    with `onwards`, all that follows goes too; with `others`, so does what speaks of "them".
    """
    if onwards:
        before = _CLAUSES.split(sentence[: sentence.lower().find(what.lower())])[:-1]
        return _whole(" ".join(before).strip(), sentence, what) if before else None
    trimmed = _BRACKET.sub(lambda m: "" if _in(what, m[1]) else m[0], sentence)
    if not trimmed.strip(" ."):
        return None
    label = _LABEL.match(trimmed)
    if label and _in(what, label[0]):
        trimmed = trimmed[label.end() :]
    trimmed = _CAUSE_HEAD.sub(lambda m: "" if _in(what, m[0]) else m[0], trimmed)
    trimmed = _CAUSE_TAIL.sub(lambda m: "" if _in(what, m[0]) else m[0], trimmed)
    if _in(what, trimmed):
        shorter = _less_clauses(trimmed, what)
        if shorter is None:
            return None
        trimmed = shorter
    if others and _THEM.search(trimmed):
        return None
    return _whole(trimmed.strip(), sentence, what)


def _in(what: str, part: str) -> bool:
    return what.lower() in part.lower()


def _less_clauses(sentence: str, what: str) -> str | None:
    parts = _CLAUSES.split(sentence)
    kept = [p for p in parts if not _in(what, p)]
    if not kept:
        return None
    if _in(what, parts[0]):
        opening = _INDEPENDENT.match(kept[0])
        return " ".join(kept)[opening.end(1) :] if opening else None
    return " ".join(_up_to(parts, what)).rstrip(",; ")


def _whole(trimmed: str, sentence: str, what: str) -> str | None:
    trimmed = trimmed.rstrip(",;:- ")
    torn = TORN_END.search(trimmed) or trimmed.count("(") != trimmed.count(")")
    if not trimmed or torn or len(trimmed.split()) < _MIN_WORDS or _in(what, trimmed):
        return None
    if trimmed[-1] not in ".!?":
        trimmed += sentence.rstrip()[-1] if sentence.rstrip()[-1:] in ".!?" else "."
    return None if half(trimmed, sentence) else trimmed[0].upper() + trimmed[1:]


def _up_to(parts: list[str], what: str) -> list[str]:
    """The clauses before the hidden one, and those after it that stand on their own."""
    at = next((i for i, part in enumerate(parts) if _in(what, part)), len(parts))
    later = [p for p in parts[at + 1 :] if not _in(what, p)]
    return parts[:at] + [p for p in later if _INDEPENDENT.match(p)]
