"""What a sentence of a story holds as evidence: figures, terms, steps, trade-offs that count.

A figure counts only with a unit or a referent, in a clause that has a verb; a term only where a
verb and two plain words say what was done with it. So sprinkled numbers and lists add nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from server.judging import star_proof as proof
from server.judging import star_words as cues
from server.judging.star_counts import ARROW, RATE, how_many, none_in_a_span, tied
from server.judging.star_dressing import EMPTY_STEMS, names_tools, undressed
from server.judging.star_features import body, is_past, leading_verb, step_of, step_verb, tokens
from server.judging.star_figures import is_empty
from server.judging.star_tails import without_tails
from server.text import bounded, content_stems, stem

_CLAUSE = re.compile(r"[;:()]|,\s|\s-\s|\s--\s")
_DIGITS = r"(?:[$€£]\s?)?\d[\d.,]*\d|\d"
_FIGURE = re.compile(
    rf"[$€£]\s?\d[\d.,]*(?:\s?(?:k|m|bn|million)\b)?"
    rf"|(?<![\w.])(?:{_DIGITS})\s?{proof.UNIT}(?!\w)"
    rf"|(?<![\w.])(?:{_DIGITS})\s+(?:\w+\s+)?[a-z][a-z-]{{2,}}"
    rf"|\b(?:under|below|above|over|to|of|at|from)\s+(?:about\s+)?(?:{_DIGITS})\b"
    rf"|\b{proof.NUMBER_WORD}\b(?:-\w+)?\s+(?:\w+\s+)?[a-z][a-z-]{{2,}}"
    rf"|\b{proof.NUMBER_WORD} (?:in|of|out of) (?:{proof.NUMBER_WORD}|\d+)\b|\b(?:halved|doubled|"
    rf"tripled)\b"
)
_COORDINATE = re.compile(r",\s+(?:and |then |but )?|\s+and (?:then )?")
_TAIL = re.compile(r"\b(?:for|across|among|with|using|via|through)\b.*$")
_VERBAL = re.compile(
    r"\b(?:is|are|was|were|has|have|had|takes?|goes|went|runs?|leaves?|needs?|costs?|waits?|"
    r"calls?|"
    r"up|down|under|below|from|to \d)\b|\b\w+ing\b"
)
_LIST = re.compile(r"(?:[\w./-]+, ){2,}(?:and )?[\w./-]+")
# Three and more names in brackets, no figure among them: "(sso, jwt, redis)".
_BRACKETED = re.compile(
    r"\s*\((?:[^\W\d][^\s(),;\d]*(?: [^\s(),;\d]+)?[,;] ?){2,}[^(),;\d]{1,25}\)"
)
_NUMERIC = re.compile(r"^[\d.,%x/]+[a-z%]*$")
_ORNAMENT = re.compile(r"\b[\w-]+(?:ly|able|ible|ful|ive|ous|-driven|-class|-oriented)\b")
_SURE_STEP = 0.7  # of a step told in the present ("then I ask each owner")
MAX_LOOSE_TERMS = 2  # more terms than this in a sentence look like a list
_PREPOSITION = re.compile(r"\b(?:at|of|in|by|with|for|to|from|on|per|without|before|after)\b")
_INSTEAD = re.compile(r"\binstead of\b")
_I = re.compile(r"\bi\b")


@dataclass(frozen=True)
class Evidence:
    """What one sentence brings. Counts are of distinct things that count as evidence."""

    content: frozenset[str]  # stems that say something: not vague, no figures, no loose terms
    verbal: bool  # has a verb, a word that tells a change, or a preposition between plain words
    changes: bool  # tells an event or a change, not only how something was
    figures: int  # with unit or referent, in a clause with a verb
    baseline: bool  # a figure with what it was before, or a share of change
    terms: int  # systems and methods, in a clause that says what was done with them
    trade_off: bool
    own_step: int  # concrete steps told as one's own; "I read X, found Y and chose Z" has three
    our_step: bool  # a concrete step, told as "we", through others or in the passive
    dated: bool
    vague_verb: bool  # the step's verb says little ("helped", "drove")

    @property
    def weight(self) -> float:
        """How much the sentence is worth quoting."""
        return (
            min(8, len(self.content)) / 4
            + 2 * self.figures
            + self.baseline
            + self.terms
            + 1.5 * self.trade_off
            + min(2, self.own_step)
        )


NO_EVIDENCE = Evidence(
    content=frozenset(),
    verbal=False,
    changes=False,
    figures=0,
    baseline=False,
    terms=0,
    trade_off=False,
    own_step=0,
    our_step=False,
    dated=False,
    vague_verb=False,
)


@lru_cache(maxsize=2_000)
def evidence(text: str, *, senseless: bool = False) -> Evidence:
    """The evidence of one sentence; `senseless` ones (orders, opinions) hold none."""
    if senseless:
        return NO_EVIDENCE
    return _evidence(shown(text))


def _evidence(text: str) -> Evidence:
    """The evidence of a sentence as it is read."""
    low = body(text)
    content = _content(low)
    plain = _plain(low, content)
    terms = _listed_terms(text) if _lists_terms(text) else sum(map(_terms, _clauses(low)))
    loose = has_verb(low) and len(terms_in(low)) <= MAX_LOOSE_TERMS
    verb = step_verb(low)
    vague = verb is not None and stem(verb) in proof.VAGUE_STEMS
    figures = sum(_figures(clause, low) for clause in _clauses(low)) + how_many(low)
    concrete = len(plain) >= 3 or (len(plain) == 2 and figures + terms > 0)
    own = verb is not None and _mine(low, verb)
    acted = verb is not None or any(map(is_past, tokens(low)))
    return Evidence(
        content=content if loose else plain,
        verbal=_phrased(low),
        changes=_tells_an_event(low) or figures > 0,
        figures=figures,
        baseline=figures > 0 and proof.BASELINE.search(low) is not None,
        terms=terms,
        trade_off=len(content) >= 4
        and len(plain) >= 2
        and proof.TRADE_OFF.search(low) is not None
        and acted,
        own_step=_steps(low) if own and concrete and not vague else 0,
        our_step=not own and acted and concrete and not vague and not _I.search(low),
        dated=proof.DATE.search(low) is not None,
        vague_verb=vague,
    )


@lru_cache(maxsize=2_000)
def shown(text: str) -> str:
    """A sentence as it is read: without lists in brackets and without ornaments."""
    bare = undressed(unlisted(bounded(text)))
    return bare if names_tools(bare) else without_tails(bare, _countable)


@lru_cache(maxsize=4_000)
def _countable(text: str) -> tuple[int, ...]:
    """What of a sentence's evidence can be counted."""
    e = _evidence(text)
    return (e.figures, e.baseline, e.terms, e.trade_off, e.own_step)


def unlisted(text: str) -> str:
    """A sentence without a list of names that stands in brackets and tells nothing."""
    return _BRACKETED.sub(lambda hit: hit.group() if has_verb(hit.group().lower()) else "", text)


def _mine(low: str, verb: str) -> bool:
    """Whether a step is the person's: says so, or names nobody else and opens with its verb."""
    if cues.I_SELF.search(low):
        return True
    alone = cues.PASSIVE.search(low) is None or tokens(low)[:1] == [verb]
    return alone and cues.WE.search(_TAIL.sub("", low)) is None


def _lists_terms(text: str) -> bool:
    """Whether a sentence enumerates three things of which two and more are technical terms."""
    return any(len(terms_in(hit.group())) > 1 for hit in _LIST.finditer(text))


def _listed_terms(text: str) -> int:
    """A list of terms counts as one where it names the tools of a step, else as none."""
    return int(names_tools(text) and _phrased(body(text)))


def _clauses(low: str) -> list[str]:
    return [c for c in _CLAUSE.split(low) if c and c.strip()]


def _tells_an_event(low: str) -> bool:
    """A change, a span of time, a lasting state, or a past verb that says something."""
    if any(p.search(low) for p in (cues.RISE_OR_FALL, proof.TIME_FRAME, proof.LASTING, _INSTEAD)):
        return True
    pasts = {stem(t) for t in tokens(low) if is_past(t)}
    return bool(pasts - proof.MOOD_STEMS - proof.VAGUE_STEMS)


def _content(low: str) -> frozenset[str]:
    """Stems that say something; adverbs and adjectives of praise are dropped by their endings."""
    stems = (s for s in content_stems(_ORNAMENT.sub(" ", low)) if not _NUMERIC.match(s))
    return frozenset(s for s in stems if s not in proof.VAGUE_STEMS | EMPTY_STEMS)


def _plain(low: str, stems: frozenset[str]) -> frozenset[str]:
    """The stems that belong to no technical term of the text."""
    return stems - frozenset(s for term in terms_in(low) for s in content_stems(term))


def terms_in(text: str) -> list[str]:
    """Every system, method or technical noun named in a text, whether it counts or not."""
    named = [hit.group() for hit in proof.TECHNICAL.finditer(text.lower())]
    return named + [hit.group() for hit in proof.ACRONYM.finditer(text)]


def has_verb(clause: str) -> bool:
    """Whether a clause has a verb, or a word that tells a change ("down", "from")."""
    return (
        _VERBAL.search(clause) is not None
        or cues.RISE_OR_FALL.search(clause) is not None
        or any(map(is_past, tokens(clause)))
        or step_verb(clause) is not None
    )


def _phrased(clause: str) -> bool:
    """A clause with a verb, or a headline whose plain words a preposition ties together."""
    if has_verb(clause):
        return True
    return _PREPOSITION.search(clause) is not None and len(_plain(clause, _content(clause))) >= 2


def _figures(clause: str, whole: str) -> int:
    """Figures of a clause with a unit or referent, no more than there are referents.

    A span of time ("within two months") is no figure of what changed. A clause without a verb
    holds one where its sentence ties it to something; a thing counted as none over a span is one.
    """
    timeless = proof.TIME_FRAME.sub(" ", RATE.sub(" ", clause))
    hits = [h.group() for h in _FIGURE.finditer(timeless) if not is_empty(h.group(), clause)]
    hits += [h.group() for h in RATE.finditer(clause)]
    hits = hits or [side for pair in ARROW.findall(clause) for side in pair]
    none = int(none_in_a_span(clause))
    told = clause if _phrased(clause) else whole if tied(clause, whole) else ""
    if not hits or not told:
        return none
    referents = _content(_TAIL.sub("", told)) - _change_stems(told)
    if not cues.RISE_OR_FALL.search(told):
        referents = _plain(told, referents)
    return max(none, min(len(hits), len(referents)))


def _change_stems(clause: str) -> set[str]:
    changes = {stem(w) for h in cues.RISE_OR_FALL.finditer(clause) for w in tokens(h.group())}
    units = {stem(w) for h in re.finditer(rf"\d\s?({proof.UNIT})(?!\w)", clause) for w in [h[1]]}
    numbers = {stem(h.group()) for h in re.finditer(proof.NUMBER_WORD, clause)}
    return changes | units | numbers


def _steps(low: str) -> int:
    """Steps of a sentence that tells at least one: further clauses that open with one."""
    further = 0
    for clause in _COORDINATE.split(low)[1:]:
        step = step_of(clause)
        verb = step.verb if step and step.sureness >= _SURE_STEP else leading_verb(clause)
        told = verb is not None and (step is not None or is_past(verb))
        told = told and stem(verb or "") not in proof.VAGUE_STEMS
        further += told and len(_plain(clause, _content(clause))) >= 2
    return 1 + further


def _terms(clause: str) -> int:
    """Terms of a clause that a verb and plain words tie to a purpose; 0 for a list of terms."""
    named = {stem(t) for t in terms_in(clause)}
    if not named or not has_verb(clause):
        return 0
    pasts = [t for t in tokens(clause) if is_past(t)]
    if pasts and all(stem(t) in proof.VAGUE_STEMS for t in pasts):
        return 0
    plain = _plain(clause, _content(clause))
    return len(named) if len(plain) >= 2 and len(named) <= len(plain) else 0
