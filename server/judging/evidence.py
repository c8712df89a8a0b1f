"""What a candidate actually claimed: clauses that link something to its purpose.

A list of terms is no claim, nor is a sentence of adjectives, nor an order to the grader.
The words it is told by stand in `server.judging.evidence_words`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from server.judging.asides import asides
from server.judging.evidence_words import (
    ALTERNATIVE,
    AUXILIARIES,
    COMMA,
    FOR_NOTHING,
    LEADING,
    NOT_KNOWN,
    NOUNS_IN_ING,
    NUMBER,
    ORDERS,
    PART,
    REASON,
    VAGUE,
    VERBS,
)
from server.judging.sketch import pieces, told, undrawn
from server.text import STOP_WORDS, Sentence, content_stems, folded, sentences, stem, words

MIN_WORDS = 5  # shorter clauses name things, they do not explain them
MIN_CONTENT = 3  # stems with a meaning of their own that a claim must hold
LIST_RUN = 4  # bare items in a row that make a keyword list
LIST_SHARE = 0.45  # ... when they fill this share of the clause's words
MAX_ITEM_WORDS = 3
MANY_PURPOSES = 2  # empty ones in one clause
KEPT_WORDS = 6  # of a phrase that is cut for its length, at a joint behind them where there is one
_JOINTS = frozenset("so because since which that and but when while if whereas although".split())


@dataclass(frozen=True)
class Clause:
    """A stretch of one turn: ``text`` is ``message[start:end]`` of that turn's message."""

    turn: int
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Depth:
    """What makes a claim specific: a number with its unit, a reason, something weighed."""

    number: bool = False
    reason: bool = False
    alternative: bool = False

    @property
    def kinds(self) -> int:
        """How many of the three are there, 0..3."""
        return self.number + self.reason + self.alternative

    def __or__(self, other: Depth) -> Depth:
        """What either of the two holds."""
        return Depth(
            self.number or other.number,
            self.reason or other.reason,
            self.alternative or other.alternative,
        )


def clauses(message: str, *, turn: int = 0, bare: bool = False) -> tuple[Clause, ...]:
    """The message's sentences, cut at semicolons and dashes, without orders to the grader.

    A line of a sketch is a sentence where the words behind its colon are a claim of their own;
    with `bare` the other lines are too.
    """
    found: list[Clause] = []
    own = [(a.start, a.end) for a in asides(undrawn(message))]
    for one in told(message):
        sentence = one.sentence
        if one.drawn:
            inside = [(a.start, a.end) for a in asides(sentence.text)]
            own += [(sentence.start + a, sentence.start + b) for a, b in inside]
        cuts = _cuts(sentence, own)
        # A drawing may list its parts: that is neither evidence nor a fault.
        if (
            is_order(less_asides(sentence.text))
            or one.drawn
            and not bare
            and not is_claim(one.said)
        ):
            continue
        here = 0
        for stop, after in cuts:
            part = sentence.text[here:stop]
            if part.strip():
                start = sentence.start + here + len(part) - len(part.lstrip())
                end = sentence.start + here + len(part.rstrip())
                found.append(Clause(turn, start, end, message[start:end]))
            here = after
    return tuple(found)


def _cuts(sentence: Sentence, passed_over: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Where a clause stops and the next begins; what is for a program lies between two.

    `passed_over` are the message's asides, the cuts are offsets into the sentence.
    """
    start, size = sentence.start, len(sentence.text)
    own = [
        (max(0, a - start), min(size, b - start))
        for a, b in passed_over
        if a < sentence.end and b > start
    ]
    cuts = [(m.start(), m.end()) for m in PART.finditer(sentence.text)]
    cuts = [c for c in cuts if not any(a < c[1] and c[0] < b for a, b in own)]
    return sorted([*cuts, *own, (size, size)])


def less_asides(text: str) -> str:
    """The text without what stands in it for a program."""
    rest = text
    for one in reversed(asides(undrawn(text))):
        rest = f"{rest[: one.start]} {rest[one.end :]}"
    return rest


def is_order(sentence: str) -> bool:
    """Whether a sentence tells the grader what to do instead of telling the design."""
    return bool(ORDERS.search(folded(sentence)))


def is_keyword_list(text: str) -> bool:
    """Whether most of the text is a run of bare terms with no word that relates them."""
    n_words = len(words(text))
    n_items, n_inside = longest_run(text)
    return n_words > 0 and n_items >= LIST_RUN and n_inside / n_words >= LIST_SHARE


def longest_run(text: str) -> tuple[int, int]:
    """The longest run of bare terms: how many terms, and how many words they hold."""
    best, run = (0, 0), (0, 0)
    for item in COMMA.split(folded(text)):
        inside = words(item)
        if not inside:
            continue
        bare = len(inside) <= MAX_ITEM_WORDS and not any(_relates(w) for w in inside)
        run = (run[0] + 1, run[1] + len(inside)) if bare else (0, 0)
        best = max(best, run, key=lambda r: r[0])
    return best


def _relates(word: str) -> bool:
    return word in STOP_WORDS or word in AUXILIARIES


def has_verb(text: str) -> bool:
    """Whether the text says that something is, does or happens."""
    return any(_is_verb(word) for word in words(folded(text)))


def _is_verb(word: str) -> bool:
    if word in AUXILIARIES:
        return True
    if word in NOUNS_IN_ING:
        return False
    return stem(word) in VERBS or (len(word) > 5 and word.endswith(("ed", "ing")))


def is_claim(text: str) -> bool:
    """Whether a clause says something definite: a verb, content of its own, no bare list."""
    if len(words(text)) < MIN_WORDS or text.rstrip().endswith("?"):
        return False
    if NOT_KNOWN.search(folded(text)):
        return False
    own = {s for s in content_stems(text) if s not in VAGUE}
    if len(own) < MIN_CONTENT or not has_verb(text):
        return False
    return not is_keyword_list(text) and not is_hollow(text)


def is_hollow(text: str) -> bool:
    """Whether terms are strung together with purposes that say nothing ("for scalability")."""
    purposes = FOR_NOTHING.findall(folded(text))
    return len(purposes) >= MANY_PURPOSES and all(stem(p) in VAGUE for p in purposes)


def is_mention(text: str) -> bool:
    """Whether a clause at least says something with a verb, too thin for a claim."""
    if len(words(text)) < MIN_WORDS - 1 or text.rstrip().endswith("?"):
        return False
    return has_verb(text) and not is_keyword_list(text) and not NOT_KNOWN.search(folded(text))


def depth_of(text: str) -> Depth:
    """Which kinds of specificity a clause holds; an empty purpose ("to be fast") is no reason."""
    plain = folded(text)
    reason = any(_says_something(hit.group(1)) for hit in REASON.finditer(plain))
    return Depth(bool(NUMBER.search(plain)), reason, bool(ALTERNATIVE.search(plain)))


def _says_something(purpose: str) -> bool:
    return sum(s not in VAGUE for s in content_stems(purpose)) >= 2


def claims(message: str, *, turn: int = 0) -> tuple[Clause, ...]:
    """The clauses of a message that count as evidence."""
    return tuple(c for c in clauses(message, turn=turn) if is_claim(c.text))


def keyword_lists(message: str, *, turn: int = 0) -> tuple[Clause, ...]:
    """The clauses that only string terms together."""
    return tuple(c for c in clauses(message, turn=turn) if is_keyword_list(c.text))


def orders(message: str, *, turn: int = 0) -> tuple[Clause, ...]:
    """The sentences addressed to the grader, which are left out of every judgement."""
    found = (s for s in sentences(message) if is_order(s.text))
    return tuple(Clause(turn, s.start, s.end, s.text) for s in found)


def best_phrase(message: str, *, max_words: int = 12) -> str:
    """The most telling stretch of a message to quote back, exact, with no question mark; or ""."""
    spoken = "\n\n".join(p.text for p in pieces(message) if not p.is_sketch)
    whole = [c.text for c in clauses(spoken) if "?" not in c.text]
    options = [text for text in whole if not is_keyword_list(text)] or whole
    if not options:
        return ""
    best = max(options, key=_telling)
    return _shortened(best, max_words)


def _telling(text: str) -> float:
    own = [s for s in content_stems(text) if s not in VAGUE]
    return len(own) / (6 + len(words(text))) + 0.1 * depth_of(text).kinds + 0.2 * is_claim(text)


_CONDITION = re.compile(r"(?:if|because|although|unless)\b", re.IGNORECASE)


def _shortened(text: str, max_words: int) -> str:
    """The part between commas that says most, cut to the limit at a word's end."""
    cut = [p.strip() for p in re.split(r"(?<=,)\s", text.strip())]
    parts = [p for p in cut if p.count("(") == p.count(")")] or cut
    whole = text.strip().rstrip(".!,;: ")
    if len(words(whole)) <= max_words:
        return whole
    standing = [p for p in parts if not _CONDITION.match(p)] or parts
    part = max(standing, key=_telling).rstrip(".!,;: ")
    part = LEADING.sub("", part, count=1) if LEADING.match(part) else part
    hits = list(re.finditer(r"\S+", part))
    if len(hits) <= max_words:
        return part
    end = max_words
    joints = [at for at in range(KEPT_WORDS, end) if hits[at].group().lower() in _JOINTS]
    end = joints[-1] if joints else end
    while end > 3 and hits[end - 1].group().lower().strip(",") in STOP_WORDS:
        end -= 1
    return part[: hits[end - 1].end()].rstrip(".!,;: ")


def telling_stems(text: str) -> frozenset[str]:
    """The stems of a text that mean something of their own."""
    return frozenset(_own(content_stems(text)))


def content_overlap(one: str, other: str) -> int:
    """How many stems with a meaning of their own two texts share."""
    return len(_own(content_stems(one)) & _own(content_stems(other)))


def _own(found: Sequence[str]) -> set[str]:
    return {s for s in found if s not in VAGUE}
