"""Ornaments inside a sentence of a story: what is left out before the sentence is read.

A piece behind a comma, dash or bracket that names no thing and tells no event (bare numbers,
praise, words of the rubric, technical terms without a verb), a list of technical names, and a
phrase of manner ("in a data-driven way") are no evidence, but would move how a sentence is read.
The tools with which something was done to a thing of one's own ("I rebuilt the feed using Kafka,
Redis and Postgres") are evidence, and stay.
"""

from __future__ import annotations

import re
from functools import lru_cache

from server.judging import star_proof as proof
from server.judging.star_features import body, is_past, step_verb
from server.judging.star_words import PASSIVE, one_of
from server.text import content_stems, stem, words

MIN_LEFT = 3  # words: a sentence that would keep fewer is a list, and is left as it is
MIN_NAMES = 3  # items that make a list of names

# What the rubric asks for, and words that only stress: said of a story, they tell nothing in it.
_RUBRIC = one_of("""quantif quantifi measur specif concret detail technic metric baselin number
    figur evid trade-off tradeoff ownership own stake scale data-driven data depth rigor star kpi
    roi full fulli total truli absolut simpli pure deepli highli complet perfect exceptional
    except outstand amaz brilliant superb stellar massiv huge top textbook best-in-class
    state-of-the-art cutting-edg senior expert master scalabl limit constraint deadlin context
    scope measurable clear clearli strong high win one one-of-a-kind true real""")
_BOAST = one_of("""veloc momentum grade level tier standard height power precis passion energi heart
    soul imagin measur way possibl right all every everi""")
# Stems that no sentence says anything with, whatever it is about.
EMPTY_STEMS = frozenset(stem(w) for w in _RUBRIC) - one_of("baselin deadlin high win") | _BOAST
_FUNCTION = one_of("""a an the and or with in of at by for to from as plus all very so both
    via using through across on my our""")
_ADJECTIVE = r"(?:[a-z0-9]+(?:-[a-z0-9]+)+|[a-z]+(?:ly|able|ible|ful|ive|ous|ic|al|ed|ile))"
_MANNER = re.compile(
    rf",?\s+(?:and |all )?(?:in|with) an? (?:{_ADJECTIVE},? (?:and )?)+"
    r"(?:way|manner|fashion|style|approach|mindset|spirit|setup)\b",
    re.IGNORECASE,
)
_NAME = r"[^\W\d](?:[\w./+#-]*[\w+#])?"
_ITEM = rf"{_NAME}(?: {_NAME})?"
_LISTED = re.compile(
    rf",?\s+(?:with|using|via|through|by means of) ((?:{_ITEM}, ){{1,}}(?:{_ITEM})?,? ?and {_ITEM})"
    r"(?=[.!;]?\s*$)"
)
_BRACKET = re.compile(r"\s*[(\[]([^()\[\]]{1,80})[)\]]")
# The last piece of a sentence; those in its middle carry too much of its grammar.
_PIECE = re.compile(r"(?:,|;|\s[-–—]{1,2})\s+([^,;()\[\]]+?)(?=[.!]*\s*$)")
# "365 days of": what follows decides whether the span measures anything.
_SPAN_OF = re.compile(rf"\b\d[\d.,]*\s?{proof.UNIT} of\b")
# "100% of people": "all", said with a figure; of a thing that can be counted it stays.
_EMPHATIC = re.compile(
    r"\b\d{3,}\s?(?:%|percent) (?:of (?:the |our |my )?)?(?=([a-z]+))", re.IGNORECASE
)
_DATED = re.compile(r"(?:19|20)\d\d")
_WORD = re.compile(r"[\w%$€£][\w%.,/+#'-]*[\w%+]|[\w%]")
_BARE = re.compile(r"[$€£]?\d[\d.,/]*(?:%|x|k|m|bn|\+|/\d+)*\+?")
_ORNAMENT = re.compile(r"[\w-]+(?:ly|able|ible|ful|ive|ous|-driven|-class|-oriented|-first|-grade)")


@lru_cache(maxsize=4_000)
def undressed(text: str) -> str:
    """A sentence without the ornaments inside it; as it is where little else would be left."""
    left = _EMPHATIC.sub(_without_emphasis, text)
    left = _LISTED.sub(_without_names, _MANNER.sub("", left))
    left = _BRACKET.sub(lambda hit: "" if is_hollow(hit[1]) else hit[0], left)
    before = ""
    while before != left and not _LISTED.search(left):
        before = left
        left = _PIECE.sub(lambda hit: "" if is_hollow(hit[1]) else hit[0], left)
    return left if left != text and len(words(left)) >= MIN_LEFT else text


def _without_emphasis(hit: re.Match[str]) -> str:
    return "" if stem(hit[1]) in proof.VAGUE_STEMS | proof.MOOD_STEMS else hit[0]


def _without_names(hit: re.Match[str]) -> str:
    if not hit.group().startswith(",") and does_something(hit.string[: hit.start()]):
        return hit[0]
    items = [i for i in re.split(r",\s*(?:and )?|\s+and\s+", hit[1]) if i]
    named = proof.TECHNICAL.search(hit[1].lower()) or proof.ACRONYM.search(hit[1])
    told = any(is_past(w) or w.endswith("ing") for w in words(hit[1].lower()))
    return "" if len(items) >= MIN_NAMES and named and not told else hit[0]


def names_tools(text: str) -> bool:
    """Whether a sentence tells what was done to a thing, and names three tools that did it."""
    hit = _LISTED.search(text)
    return hit is not None and _without_names(hit) != ""


def does_something(text: str) -> bool:
    """Whether a clause has a verb of doing, and an object that is no vague one."""
    low = body(text)
    verb = step_verb(low)
    if verb is None and (hit := PASSIVE.search(low)):
        verb = hit.group().split()[-1]
    if verb is None or stem(verb) in proof.VAGUE_STEMS:
        return False
    said = {s for s in content_stems(low) if not _ORNAMENT.fullmatch(s)}
    return bool(said - proof.VAGUE_STEMS - {stem(verb)})


def is_hollow(piece: str) -> bool:
    """Whether every word of a piece is a bare number, an ornament, a term or the rubric's."""
    bare = proof.ACRONYM.sub(" ", _SPAN_OF.sub("", piece))
    bare = proof.TECHNICAL.sub(" ", bare.lower())
    found = _WORD.findall(bare)
    said = [w for w in found if w not in _FUNCTION]
    termed = bare != piece.lower()
    if _DATED.search(piece) or (termed and any(c.isdigit() for c in bare)):
        return False
    return (bool(said) or termed) and all(map(_says_nothing, said))


def _says_nothing(word: str) -> bool:
    root = stem(word)
    if _BARE.fullmatch(word) or word in _RUBRIC or root in _RUBRIC:
        return True
    if is_past(word):
        return False
    return root in proof.VAGUE_STEMS or _ORNAMENT.fullmatch(word) is not None
