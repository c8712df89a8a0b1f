"""Plain words may not change a fact: which technical words of a sentence stay for its sake.

A word inside a number with its unit, a date, a longer name or a quotation is never exchanged. Every
other exchange is tried and the sentence's facts are compared: numbers, dates, names, denials,
conditions, modality. Where one is lost or altered, the word stays and is shown to look at.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import chain

from server.judging.facts import quantities
from server.judging.jargon import JargonHit
from server.judging.lexicon import Lexicon
from server.judging.meaning import claim_differences, negations
from server.judging.names import Name, names
from server.judging.swapping import in_plain_words

_Span = tuple[int, int]
# A quotation of two words or more: a title, a text on a screen, somebody's words.
_QUOTED = re.compile(r"[\"“„«]([^\"“”„«»\n]*\w[\s-]+\w[^\"“”„«»\n]*)[\"”“»]")
_FIGURE_BEFORE = re.compile(r"\d\s?(?:[ap]\.?m\.?\s)?$", re.IGNORECASE)


def safe_hits(
    sentence: str, hits: tuple[JargonHit, ...], lexicon: Lexicon
) -> tuple[JargonHit, ...]:
    """The hits whose plain words leave every fact of the sentence as it is, in order."""
    held = fact_spans(sentence, lexicon)
    free = tuple(h for h in hits if not _is_held(h, held) and not _stays(h, sentence))
    kept = tuple(h for h in free if not altered(sentence, (h,), lexicon))
    while len(kept) > 1 and altered(sentence, kept, lexicon):
        kept = _without_the_worst(sentence, kept, lexicon)
    return kept


def _without_the_worst(
    sentence: str, hits: tuple[JargonHit, ...], lexicon: Lexicon
) -> tuple[JargonHit, ...]:
    """Each alone is safe, but not all together: less the one that mends most, else the last."""
    less = [tuple(h for h in hits if h is not one) for one in reversed(hits)]
    return min(less, key=lambda some: len(altered(sentence, some, lexicon)))


def _is_held(hit: JargonHit, held: Iterable[_Span]) -> bool:
    """Whether a hit is a part of a fact; one that is, or takes in, the whole of it is not."""
    return any(
        start < hit.end and hit.start < end and not (hit.start <= start and end <= hit.end)
        for start, end in held
    )


def _stays(hit: JargonHit, sentence: str) -> bool:
    return _is_unit(hit, sentence) or _is_numbered(hit, sentence) or _is_spoken_of(hit, sentence)


def _is_spoken_of(hit: JargonHit, sentence: str) -> bool:
    """Whether a hit is all of a quotation: a claim, a label, what somebody said."""
    before, after = sentence[: hit.start][-1:], sentence[hit.end :][:1]
    return bool(before and after) and before in '"“„«' and after in '"”“»'


def _is_unit(hit: JargonHit, sentence: str) -> bool:
    """Whether a hit is an acronym right after a figure: a unit or a time zone ("14:02 JST")."""
    return hit.kind == "acronym" and bool(_FIGURE_BEFORE.search(sentence[: hit.start]))


def _is_numbered(hit: JargonHit, sentence: str) -> bool:
    """Whether a hit is the one word of a name with a number: "pixel 6", "node 12"."""
    if hit.kind != "term" or not hit.term.isalpha():
        return False
    after = [q for q in quantities(sentence) if q.start == hit.end + 1]
    return any(q.kind == "number" and re.fullmatch(r"\d{1,4}", q.text) for q in after)


_STANDARD = re.compile(r"(?!HTTP)(?:[A-Za-z]{2,} v?\d[\d.]*|[\w.-]*\d[\w.-]*)")


def is_counted(hit: JargonHit, sentence: str) -> bool:
    """Whether a hit is the one word that a number counts, as its unit: "40 endpoints"."""
    noun = hit.kind == "term" and hit.term.isalpha() and not hit.term.lower().endswith("ed")
    numbers = {q.end + 1 for q in quantities(sentence) if q.kind == "number"}
    return noun and not hit.told_before_nouns and hit.start in numbers


def counted_otherwise(sentence: str, hits: tuple[JargonHit, ...]) -> tuple[tuple[str, str], ...]:
    """What numbers count in a sentence ("37 false positives"), and as what the hits tell it."""
    numbers = {q.end + 1: q for q in quantities(sentence) if q.kind == "number"}
    out = []
    for hit in hits:
        number = numbers.get(hit.start)
        if number and hit.plain:
            out.append((sentence[number.start : hit.end], f"{number.text} {hit.plain}"))
    return tuple(out)


def names_a_standard(hit: JargonHit) -> bool:
    """Whether a hit is a word with a figure: "AES-256", "3ds", "TLS 1.1".

    A reader outside may hold you to it: another figure is another thing.
    """
    named = _STANDARD.fullmatch(hit.term)
    return bool(named) and hit.kind == "term"


def fact_spans(sentence: str, lexicon: Lexicon) -> tuple[_Span, ...]:
    """Where numbers with their units, dates, names and quotations stand in a sentence."""
    quoted = ((m.start(1), m.end(1)) for m in _QUOTED.finditer(sentence))
    named = ((n.start, n.end) for n in _named(sentence, lexicon))
    counted = ((q.start, q.end) for q in quantities(sentence))
    return tuple(chain(quoted, named, counted))


def _named(sentence: str, lexicon: Lexicon) -> list[Name]:
    return [n for n in names(sentence, lexicon) if n.kind in ("person", "name", "version")]


def altered(sentence: str, hits: tuple[JargonHit, ...], lexicon: Lexicon) -> list[str]:
    """In words, each fact of the sentence that is lost or altered with plain words for the hits."""
    said = in_plain_words(sentence, hits)
    return [
        *_quantities_altered(sentence, said, hits),
        *_lost_names(sentence, said, hits, lexicon),
        *_claims_altered(sentence, said, hits),
    ]


def _quantities_altered(sentence: str, said: str, hits: tuple[JargonHit, ...]) -> list[str]:
    """Numbers and dates gone, and figures that plain words bring in.

    A number inside a term that begins with a word is a part of its name ("HTTP 429").
    """
    own = [(h.start, h.end) for h in hits if h.term[:1].isalpha()]
    was = Counter(
        q.key
        for q in quantities(sentence)
        if not any(start <= q.start and q.end <= end for start, end in own)
    )
    gone = was - Counter(q.key for q in quantities(said))
    new = [d for h in hits for d in re.findall(r"\d+", h.plain) if d not in h.term]
    return [f"“{key}” is gone" for key in gone] + [f"“{figure}” is new" for figure in new]


def _lost_names(
    sentence: str, said: str, hits: tuple[JargonHit, ...], lexicon: Lexicon
) -> list[str]:
    """Names that no longer stand there as written, those that are technical words not."""
    out = []
    for one in _named(sentence, lexicon):
        technical = any(h.start <= one.start and one.end <= h.end for h in hits)
        if not technical and not re.search(rf"(?<!\w){re.escape(one.text)}(?!\w)", said):
            out.append(f"“{one.text}” is gone")
    return out


# Plain words that claim something of their own; "target" and "promise" may be nouns in them.
_CLAIMS = re.compile(
    r"\b(?:if|unless|may|might|will|won['’]t|must|should|need to|have to|likely|probably|expected"
    r"|proposed|agreed|confirmed|not|never|cannot|nobody)\b",
    re.IGNORECASE,
)
# A denial that is part of a word: "no-go".
_NO_DENIAL = re.compile(r"\bnon?-\w+|\b\w+/no\b", re.IGNORECASE)
# A preposition is never exchanged; what follows it only looked like a date.
_NO_DATE = " before a date is gone"


def _claims_altered(sentence: str, said: str, hits: tuple[JargonHit, ...]) -> list[str]:
    """Denials, conditions and modality lost, and new ones that plain words claim."""
    bare, left = _less(sentence, hits), _less_plain(said, hits)
    was = negations(_NO_DENIAL.sub(" ", sentence))
    out = ["a denial is gone"] if was > negations(said) else []
    brought = {m.group().lower() for h in hits for m in _CLAIMS.finditer(h.plain)}
    had = {m.group().lower() for m in _CLAIMS.finditer(sentence)}
    out += [f"“{word}” is new" for word in sorted(brought - had)]
    differences = [d for d in claim_differences(bare, left) if _is_lost_or_turned(d)]
    return out + differences


def _less(sentence: str, hits: tuple[JargonHit, ...]) -> str:
    """The sentence less the terms: "recommendation" in the name of a thing proposes nothing."""
    out = sentence
    for hit in reversed(hits):
        out = f"{out[: hit.start]} {out[hit.end :]}" if hit.plain else out
    return out


def _less_plain(said: str, hits: tuple[JargonHit, ...]) -> str:
    """The text less the plain words, each as often as it was put in."""
    out = said
    for hit in hits:
        words = re.escape(hit.plain).replace(r"\ ", r"[\s-]")
        out = re.sub(rf"(?<!\w){words}(?!\w)", " ", out, count=1, flags=re.I) if hit.plain else out
    return out


_DENIED = ("the “not” is gone", "it denies what the source does not")


def _is_lost_or_turned(difference: str) -> bool:
    """Whether it is none of the denials and new words, which are looked at by themselves."""
    new = difference.endswith((" is new", _NO_DATE))
    return not new and difference not in _DENIED
