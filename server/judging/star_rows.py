"""A story's sentences as rows of named numbers: what the trained labeller looks at.

Cue families, shape, position, single words, and the same of the neighbours. The embedding of a
sentence is kept apart (`star_reading`), since it may be missing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from server.judging import star_proof as proof
from server.judging import star_words as cues
from server.judging.star_evidence import has_verb
from server.judging.star_features import (
    HEADING,
    body,
    features,
    is_past,
    label_of,
    leading_verb,
    opens_with_duty,
    tokens,
)
from server.judging.star_weights import Row
from server.text import folded, stem

_DIGIT = re.compile(r"\d")
_BULLET = re.compile(r"\s*(?:[-*•+>]|\d{1,2}[.)])\s")
_CLAUSE = re.compile(r"[,;:]")
_MODAL = re.compile(r"\b(?:would|should|could|might|must|may|can|will|shall)\b")
_NEGATED = re.compile(r"\b(?:not|no|never|nobody|nothing|without|\w+n't)\b")
_CAUSAL = re.compile(r"\b(?:because|since|so that|therefore|although|but|instead|whereas)\b")
_PRESENT_BE = re.compile(r"\b(?:am|is|are|'m|'s|'re|has|have)\b")
_PAST_BE = re.compile(r"\b(?:was|were|had|'d)\b")
_TO_REACH = re.compile(r"\bto (?:have|be|get|make|reach|bring|cut|reduce|ship|move|keep|find)\b")
_SPEECH = re.compile(r"[\"“”„«»]")
_BY_WHEN = re.compile(rf"\b(?:by|before|until|till|within)\b.{{0,25}}(?:{proof.DATE.pattern}|\d)")
# A line that holds only a day, as in a diary.
_DAY_ONLY = re.compile(
    # Whole words, so that each can be read in one way: else a row of digits never ends.
    r"(?:\b(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|(?:mid|week)?day|week|"
    r"month|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*|the|of|later|morning|evening|"
    r"(?:mid)?night|q[1-4]|\d+(?:st|nd|rd|th)?)\b|[\s.,:/-])+"
)
# What a question of the writer's own announces: "And what did I do?"
_ASKED: Mapping[str, re.Pattern[str]] = {
    "result": re.compile(
        r"\b(work(?:ed)?|result\w*|outcome|improve\w*|change[ds]?|end(?:ed)?|upshot|came of|"
        r"come of|after(?:wards)?|since|learn\w*|otherwise|differently|again|effect|then)\b"
    ),
    "task": re.compile(
        r"\b(want(?:ed)?|expect\w*|goal|task|job|asked|there for|supposed|aim|target|duty|role|"
        r"brief|needed|had to)\b"
    ),
    "action": re.compile(r"\b(did i|do i|i do|i did|we do|we did|did we|steps?|how)\b"),
    "situation": re.compile(r"\b(where|when|who|what was|what is|why|happen\w*|problem|mess)\b"),
}
# Cues that are passed on to the neighbours; the others say nothing beyond their sentence.
_PASSED_ON = (
    "duty own_step our_step leading_verb change measured_change outcome mood lesson background"
    " trouble generic order shape:past shape:present shape:figure form:verbless"
).split()
# A line that is a duty and nothing else: "Responsible for build experience".
_BARE_DUTY = re.compile(r"(?:responsible|accountable|in charge|tasked|owner) (?:for|of|with)\b")
# Duties told in passing: by whom or what somebody came to have one.
_CHARGES = {
    "shape:mine": re.compile(
        r"\bmine (?:to|now|tonight|alone)\b|\bmine\s*[:,-]|\b(?:was|were|is|are|became) mine\b"
        r"|\b(?:fell|falls?|came|went|landed|left|handed|passed|given|up|down|on) "
        r"(?:to |on |with )?(?:me|us)\b|\bto (?:me|us) (?:fell|came|was|were)\b"
        r"|\bmy call\b|\bi'?d be the one\b"
    ),
    "shape:must": re.compile(
        r"\b(?:i|we) (?:must|have to|had to|got to|should|"
        r"need(?:ed)?(?: to)? (?!a\b|the\b|my\b|some)\w+)\b"
    ),
    "shape:obliged": re.compile(
        r"\b(?:was|were|am|are|is|be|been) (?:meant|due|obliged|bound|instructed|required|charged|"
        r"supposed|to) (?:to|by|with)\b"
        r"|\b(?:required|expected|wanted|asked|demanded) of (?:me|us)\b"
    ),
    "shape:charged": proof.CHARGED,
    "shape:to_first": re.compile(r"^\W*to [a-z]{2,}\b"),
    "shape:named_duty": re.compile(
        r"\b(?:task|job|goal|aim|objective|target|brief|remit|duty|role|order|mission|ask|mandate|"
        r"promise)\b[^.]{0,40}?\b(?:was|is|were|consisted|became|with|from)\b"
    ),
}
_SHAPES = {
    "shape:figure": _DIGIT,
    "shape:bullet": _BULLET,
    "shape:modal": _MODAL,
    "shape:negated": _NEGATED,
    "shape:causal": _CAUSAL,
    "shape:present": _PRESENT_BE,
    "shape:past_be": _PAST_BE,
    "shape:to_reach": _TO_REACH,
    "shape:speech": _SPEECH,
    "shape:by_when": _BY_WHEN,
    "shape:trade_off": proof.TRADE_OFF,
    "shape:date": proof.DATE,
    "shape:time_frame": proof.TIME_FRAME,
    "shape:baseline": proof.BASELINE,
    "shape:we": cues.WE,
    "shape:i": cues.I_SELF,
    "shape:team": cues.TEAM_SUBJECT,
    "shape:passive": cues.PASSIVE,
    "shape:technical": proof.TECHNICAL,
    "shape:target": proof.TARGET,
    **_CHARGES,
    "shape:lasting": proof.LASTING,
    "shape:place": proof.PLACE,
}


def own_rows(texts: Sequence[str]) -> list[Row]:
    """What each sentence shows by itself, wherever it stands."""
    return [{"bias": 1.0, **_own(text)} for text in texts]


def whole_row(own: Sequence[Row]) -> Row:
    """A story as one row: the mean of what its sentences show, and how many they are."""
    row: Row = {"bias": 1.0, "whole:sentences": min(len(own), 15) / 10}
    for one in own:
        for name, value in one.items():
            if name != "bias":
                row[name] = row.get(name, 0.0) + value / len(own)
    return row


def rows(texts: Sequence[str]) -> list[Row]:
    """A row of named numbers for each sentence of a story, with place and neighbours."""
    own = [dict(_own(text)) for text in texts]
    heading: str | None = None
    for i, text in enumerate(texts):
        own[i] |= _placed(i, len(texts))
        if heading and not _bare_heading(text):
            own[i][f"under:{heading}"] = 1.0
        if label_of(text):
            heading = label_of(text) if _bare_heading(text) else None
        elif is_own_question(text):
            heading = f"asked {_asked_for(body(text))}"
    return [_among(own, i) for i in range(len(own))]


def is_own_question(text: str) -> bool:
    """Whether a sentence is a question that the writer answers: short, and nobody's words."""
    return text.rstrip().endswith("?") and len(text) <= 80 and not _SPEECH.search(text)


def _asked_for(low: str) -> str:
    return next((part for part, pattern in _ASKED.items() if pattern.search(low)), "nothing")


def _bare(low: str) -> str:
    """A line without the marks around it."""
    words = [i for i, c in enumerate(low) if c.isalnum() or c == "_"]
    return low[words[0] : words[-1] + 1] if words else low


def _bare_heading(text: str) -> bool:
    return HEADING.match(folded(text)) is not None


def _among(own: Sequence[Row], i: int) -> Row:
    """The row of a sentence with what its neighbours pass on."""
    row = {"bias": 1.0, **own[i]}
    for side, at in (("before", i - 1), ("after", i + 1)):
        if not 0 <= at < len(own):
            row[f"{side}:edge"] = 1.0
            continue
        for name in _PASSED_ON:
            if value := own[at].get(name):
                row[f"{side}:{name}"] = value
    return row


@lru_cache(maxsize=4_000)
def _own(text: str) -> Row:
    """What a sentence shows by itself; the cues are read as in the middle of a story."""
    low = body(text)
    said = tokens(low)
    row = {n: v for n, v in features(text, position=0.5).items() if n not in _POSITIONAL}
    row |= {name: 1.0 for name, pattern in _SHAPES.items() if pattern.search(low)}
    row |= _form(text, low, said)
    for word in dict.fromkeys(said):
        row[f"word:{stem(word)}"] = 1.0
    if said:
        row[f"first:{said[0]}"] = 1.0
        row[f"first:{' '.join(said[:2])}"] = 1.0
    return row


_POSITIONAL = frozenset(["early", "late", "middle"])


def _form(text: str, low: str, said: Sequence[str]) -> Row:
    """Length, verb forms, subject, and whether the writer named the part."""
    lead = leading_verb(low)
    n = len(said)
    row = {
        "form:length": min(n, 40) / 20,
        "form:short": float(n <= 4),
        "form:clauses": min(len(_CLAUSE.findall(low)), 5) / 3,
        "shape:past": float(any(map(is_past, said))),
        "form:duty_first": float(opens_with_duty(low)),
        "form:bare_figures": float(bool(said) and all(t[0].isdigit() for t in said)),
        "form:bare_duty": float(_BARE_DUTY.match(low) is not None),
        "form:asks": float(text.rstrip().endswith("?")),
        "form:day_only": float(_DAY_ONLY.fullmatch(_bare(low)) is not None),
        "form:verbless": float(not has_verb(low)),
        "form:colon": float(text.rstrip().endswith(":")),
        "form:ing_first": float(lead is not None and lead.endswith("ing")),
        "form:no_subject": float(lead is not None),
        "form:heading": float(_bare_heading(text)),
    }
    if named := label_of(text):
        row[f"named:{named}"] = 1.0
    return {name: value for name, value in row.items() if value}


def _placed(i: int, n: int) -> Row:
    """Where in the story a sentence stands."""
    at = i / max(1, n - 1)
    row = {
        "place:at": at,
        "place:square": at * at,
        "place:first": float(i == 0),
        "place:second": float(i == 1),
        "place:last": float(i == n - 1),
        "place:last_but_one": float(i == n - 2),
        f"place:fifth{min(4, int(at * 5))}": 1.0,
        "place:few": float(n <= 3),
        "place:many": float(n >= 12),
    }
    return {name: value for name, value in row.items() if value}
