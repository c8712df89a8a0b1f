"""Technical words in a sentence, each with the plain words that fit its place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from server.judging.inflection import is_doing, plural
from server.judging.lexicon import Lexicon
from server.judging.names import Name, names
from server.judging.senses import is_ordinary, is_other_sense
from server.judging.technical import compounds
from server.judging.wholeness import begins_with_verb, is_verb_here
from server.judging.wordlist import Found


@dataclass(frozen=True)
class JargonHit:
    """A technical word in place; `plain` is "" where the lexicon has no words for it.

    `told_before_nouns`: an adjective, whose plain words are one before a noun ("safe-to-repeat").
    `acts`: a verb.
    """

    term: str
    start: int
    end: int
    plain: str
    kind: str  # "term", "system", "identifier", "acronym"
    told_before_nouns: bool = False
    acts: bool = False


def jargon(
    text: str, lexicon: Lexicon, known: Iterable[str] = (), *, among_technical: bool = False
) -> tuple[JargonHit, ...]:
    """Technical words of a text that its reader does not use, in order; none overlap.

    An ambiguous word counts beside another technical one, or `among_technical` ones elsewhere.

    Lexicon entries, identifiers such as `orders_v2` or INC-4821, and acronyms that are neither
    everyday words nor in `known` (lexicon keys, any case).
    """
    allowed = {k.lower() for k in known}
    found, unsure, familiar = _by_lexicon(text, lexicon, allowed)
    for name in names(text, lexicon):
        if name.kind not in ("identifier", "acronym") or name.text.lower() in allowed:
            continue
        if any(start <= name.start and name.end <= end for start, end in familiar):
            continue
        found = [h for h in found if h.end <= name.start or name.end <= h.start or _wider(h, name)]
        if all(h.end <= name.start or name.end <= h.start for h in found):
            found.append(JargonHit(name.text, name.start, name.end, "", name.kind))
    found = _compounded(text, lexicon, found, familiar)
    sure = [*((h.start, h.end) for h in found), *familiar]
    unsure = [u for u in unsure if not is_ordinary(text, (u.start, u.end), sure)]
    if sure or len(unsure) > 2 or among_technical:
        found += [u for u in unsure if all(u.end <= h.start or h.end <= u.start for h in found)]
        found = _compounded(text, lexicon, found, familiar)
    return tuple(sorted(found, key=lambda h: h.start))


def _by_lexicon(
    text: str, lexicon: Lexicon, allowed: set[str]
) -> tuple[list[JargonHit], list[JargonHit], list[tuple[int, int]]]:
    """Words with an entry: surely technical ones, ambiguous ones, and the places of known ones."""
    found: list[JargonHit] = []
    unsure: list[JargonHit] = []
    familiar: list[tuple[int, int]] = []
    for hit in lexicon.listed.find(text):
        key, before = hit.key, text[: hit.start]
        if before.lower().endswith("for ") and "instance" in key:
            continue
        if key.lower() in allowed or hit.text.lower() in allowed:
            familiar.append(hit.span)
            continue
        if is_other_sense(key, text, hit.end):
            continue
        plain = _plain(hit, before, text[hit.end :], lexicon)
        if not plain:
            continue
        kind = "system" if key in lexicon.systems else "term"
        adjective = key in lexicon.adjectives
        acts = key in lexicon.acts and plain in _said(key, lexicon)
        one = JargonHit(hit.text, hit.start, hit.end, plain, kind, adjective, acts)
        numbered = kind == "term" and re.match(r"\s\d", text[hit.end :])
        (unsure if key in lexicon.ambiguous and not numbered else found).append(one)
    return found, unsure, familiar


# Before a verb in its base form or the third person.
_AS_VERB = re.compile(
    r"(?:^|[:;,.!?]\s+|\b(?:to|will|we|they|i|you|he|she|it|that|which|who|can|could|should|would|must"
    r"|may|might|shall|not|n['’]t|dont|cant|please|pls|and|or|then|let['’]s|never|always|also|just|now"
    r"|do|does|did|cannot|only|\w+s)\s+)$",
    re.IGNORECASE,
)
# The same where the word is a noun as well.
_SURELY_VERB = re.compile(
    r"\b(?:(?:to|will|we|they|i|you|he|she|it|who|can|could|should|would|must|may|might|shall|not|n['’]t"
    r"|dont|cant|please|pls|let['’]s|never|always|do|does|did|cannot)(?:\s+\w{2,15}ly)?"
    r"|(?:if|when|whether|because|how|that)\s+(?:the\s|our\s|your\s|all\s)?[a-z]{2,}[^\Wius]s)\s+$",
    re.IGNORECASE,
)
# What a verb is done to, right after it.
_AFTER_VERB = re.compile(r"\s+(?:the|an?|our|your|their|its|all|it|them|this|these|every)\b", re.I)
# Where no noun stands: "I can join the call".
_AFTER_MODAL = re.compile(
    r"\b(?:will|can|could|should|would|must|might|shall|cannot|can['’]t|we|they|I|[Pp]lease|pls)\s+$"
)
# Before a participle, where the past tense of the plain verb is another word.
_PARTICIPLE = re.compile(
    r"\b(?:be|is|are|was|were|been|being|has|have|had|get|gets|got|the|an?|\w+['’](?:ve|s|re))"
    r"(?:\s+(?:\w+ly|not|all|also|just|now|only|never))?\s+$",
    re.IGNORECASE,
)


def _plain(hit: Found, before: str, after: str, lexicon: Lexicon) -> str:
    """The plain words for what was found, as noun or as verb; "" where it is neither here."""
    key = hit.key
    noun = _noun(hit, lexicon)
    last = hit.start + hit.text.rfind(" ") + 1
    verb = is_verb_here(before + hit.text + after, last, hit.end)
    doing = " " not in key and hit.text.endswith("s") and is_doing(noun)
    verb = verb or (doing and not _COUNTED.search(before))
    if key in lexicon.acts:
        bare = key in lexicon.verbs
        opens = bare and _OPENS.search(before) and _BEFORE_FINITE.match(after)
        acts = not opens and (verb or (_SURELY_VERB if noun else _AS_VERB).search(before))
        if bare and not acts and not (_AFTER_VERB.match(after) and _AS_VERB.search(before)):
            return noun
        if bare or not noun:
            return _verb(key, before, after, lexicon)
    elif " " in key:
        return "" if verb and hit.plural else noun
    elif _is_other_verb(hit, before, verb) and not begins_with_verb(noun):
        return ""
    return noun


# Before a noun in the plural, whatever it ends in.
_COUNTED = re.compile(
    r"\b(?:\d+|two|three|four|five|many|few|some|more|of|the|our|your|these|those|all|no|with|for)\s+$",
    re.IGNORECASE,
)
# At the beginning of a clause, and before a finite verb: a noun ("Re-encode costs $900").
_OPENS = re.compile(r"(?:^|[.:;!?]\s+)$")
_BEFORE_FINITE = re.compile(
    r"\s+(?:costs?|takes?|took|is|was|are|were|will|would|can|could|may|might|must|needs|has|had"
    r"|fails|failed|works|worked|runs|ran|starts|started|ends|ended)\b",
    re.IGNORECASE,
)
# Before what can only be the verb, where the word is not the base form: "it janks".
_SUBJECT = re.compile(r"\b(?:it|he|she|who)\s+(?:\w+ly\s+)?$", re.IGNORECASE)


def _is_other_verb(hit: Found, before: str, verb: bool) -> bool:
    """Whether a word that is listed as a noun alone is the verb of its clause."""
    acts = hit.text.endswith("s") and (verb or _SUBJECT.search(before))
    return bool(acts or _AFTER_MODAL.search(before))


# What tells of the past, and what of the time to come.
_PAST_CUE = re.compile(
    r"\b(?:yesterday|last|ago|earlier|was|were|did|had|then|\w{3,}ed)\b", re.IGNORECASE
)
_AHEAD_CUE = re.compile(r"\b(?:will|shall|should|can|could|must|may|might|once|when)\b", re.I)
_AFTER_TO = re.compile(r"\b(?:to|not|n['’]t|do|does|did)\s+$", re.IGNORECASE)


def _verb(key: str, before: str, after: str, lexicon: Lexicon) -> str:
    """The plain verb in the form of its place."""
    participle = _PARTICIPLE.search(before)
    if key in lexicon.unmarked and not participle:
        past = _PAST_CUE.search(before + after) and not _AHEAD_CUE.search(before)
        if not past or _AFTER_TO.search(before):
            return lexicon.unmarked[key]
    if key in lexicon.pasts and not participle:
        return lexicon.pasts[key]
    return lexicon.acts[key]


def _said(key: str, lexicon: Lexicon) -> tuple[str | None, ...]:
    """What may be said for a form of a verb."""
    return lexicon.acts[key], lexicon.pasts.get(key), lexicon.unmarked.get(key)


def _noun(hit: Found, lexicon: Lexicon) -> str:
    """The plain words for a term or a system, in its number; "" where there is none."""
    named = lexicon.terms.get(hit.key) or lexicon.systems.get(hit.key)
    if named:
        return plural(named) if hit.plural else named
    single = lexicon.terms.get(hit.key.removesuffix("s"))
    return plural(single) if single else ""


def _compounded(
    text: str,
    lexicon: Lexicon,
    found: list[JargonHit],
    familiar: list[tuple[int, int]],
) -> list[JargonHit]:
    """The hits, those inside a compound as one; an entry that ends it gives the plain words."""
    for one in compounds(text, lexicon, [(h.start, h.end) for h in found]):
        if any(one.start < end and start < one.end for start, end in familiar):
            continue
        inside = [h for h in found if h.start < one.end and one.start < h.end]
        last = next((h for h in inside if h.end == one.end and h.plain), None)
        told = sum(h.end - h.start for h in inside if h.plain) >= one.head - one.start - 1
        if (last and last.start == one.start) or (one.weak and told and not last):
            continue
        plain = last.plain if last else plural(one.plain) if one.plural else one.plain
        start = min([one.start, *(h.start for h in inside)])
        end = max([one.end, *(h.end for h in inside)])
        found = [h for h in found if h not in inside]
        found.append(JargonHit(text[start:end], start, end, plain, "term"))
    return found


def _wider(hit: JargonHit, name: Name) -> bool:
    return hit.start <= name.start and name.end <= hit.end
