"""Text as people write it: sentences with offsets, words, stems, quotation marks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import Stemmer

WORD = re.compile(r"[A-Za-z0-9]+(?:['’._/&+-][A-Za-z0-9]+)*[%+#]*")
_STEMMER = Stemmer.Stemmer("english")

# Function words of English: closed classes, so the list is complete enough to be kept by hand.
STOP_WORDS = frozenset(
    """a about above after again against all also am an and any are aren't as at be because been
    before being below between both but by can can't cannot could couldn't did didn't do does
    doesn't doing don't down during each few for from further had hadn't has hasn't have haven't
    having he her here hers herself him himself his how i i'd i'll i'm i've if in into is isn't it
    it's its itself just let's me more most my myself no nor not now of off on once only or other
    ought our ours ourselves out over own same she should shouldn't so some such than that that's
    the their theirs them themselves then there there's these they they're this those through to
    too under until up us very was wasn't we we'd we'll we're we've were weren't what what's when
    where which while who whom why will with won't would wouldn't you you'd you'll you're you've
    your yours yourself yourselves""".split()
)

# A full stop after one of these ends no sentence.
_ABBREVIATIONS = frozenset(
    """e.g i.e etc vs mr mrs ms dr prof st no approx est inc ltd corp co dept fig eq cf al jan feb
    mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun u.s u.k
    a.m p.m ca ver max min avg incl excl""".split()
)
# Lines longer than this were not broken for want of room; whoever breaks them means it.
MAX_WRAP = 100
_NEVER_LAST = frozenset("e.g i.e vs mr mrs ms dr prof approx est eq cf incl excl".split())
_BEFORE_NUMBER = frozenset("no fig".split())
_END = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’)\]*_]*+(?=\s|$)")
_BREAK = re.compile(
    r"(?<![ \t])[ \t]*+\n(?:[ \t]*+\n)+|\n(?=[ \t]*(?:[-*•+]|\d{1,3}[.)])[ \t]+\S)|\n"
)
_BULLET = re.compile(r"[ \t]*(?:[-*•+]|\d{1,3}[.)])[ \t]+")


SHORTEST_LAST = 1  # letters, above which a word may end a sentence that a small letter follows
_SMALL_HEAD = re.compile(r"\W{0,20}[a-z]")
_CAPITAL_AFTER_STOP = re.compile(r"[.!?]\s{1,9}[A-Z]")
# Of a longer word, or a longer row of white space, no more is read where its place is of no matter.
MAX_WORD = 120
MAX_SPACE = 40
_LONG_RUN = re.compile(rf"(\S{{{MAX_WORD}}})\S+|(\s{{{MAX_SPACE}}})\s+")


def bounded(text: str) -> str:
    """The text less what of a word is beyond `MAX_WORD` characters, of a gap beyond `MAX_SPACE`.

    A pattern that tries each place of a row costs the square of its length; no text of a person's
    has such a row.
    """
    return _LONG_RUN.sub(lambda m: m[1] or m[2], text)


@dataclass(frozen=True)
class Sentence:
    """A sentence in place: ``text == source[start:end]``."""

    start: int
    end: int
    text: str


def sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of a text with their offsets; between them lies white space alone.

    Line breaks before a list item, blank lines, and a break after closing punctuation end a
    sentence; a bare wrap inside running prose does not. Abbreviations, initials, decimals and
    list numbers end none.
    """
    found: list[Sentence] = []
    for start, end in _blocks(text):
        found.extend(_in_block(text, start, end))
    return tuple(found)


def _blocks(text: str) -> list[tuple[int, int]]:
    """Stretches that no sentence crosses: paragraphs, list items, lines that stand alone."""
    cuts = [0]
    width = max(map(len, text.split("\n")))
    for hit in _BREAK.finditer(text):
        before = text[cuts[-1] : hit.start()].rstrip()
        single = hit.group().count("\n") == 1 and not _BULLET.match(text, hit.end())
        open_ended = before and before[-1] not in '.!?…:;"”)]'
        if single and open_ended and _wrapped(before, text[hit.end() :], width):
            continue
        cuts.append(hit.end())
    cuts.append(len(text))
    return [(a, b) for a, b in zip(cuts, cuts[1:], strict=False) if text[a:b].strip()]


def _wrapped(before: str, after: str, width: int) -> bool:
    """Whether a line was broken for want of room: the next word would not have fitted in it."""
    line = before.rsplit("\n", 1)[-1]
    word = re.match(r"\s*(\S*)", after)
    if width > MAX_WRAP:
        return False
    return len(line) + 1 + len(word[1] if word else "") > width


def _in_block(text: str, start: int, end: int) -> list[Sentence]:
    out, here = [], start
    bullet = _BULLET.match(text, start, end)
    scan = bullet.end() if bullet else start
    for hit in _END.finditer(text, scan, end):
        if _ends_sentence(text, hit.start(), hit.end(), end):
            out.append(_trimmed(text, here, hit.end()))
            here = hit.end()
    if text[here:end].strip():
        out.append(_trimmed(text, here, end))
    return out


def _ends_sentence(text: str, at: int, after: int, end: int) -> bool:
    if text[at] != "." or text[at : at + 2] == "..":
        return True
    word = re.search(r"[\w.]*$", text[max(0, at - 24) : at])
    stem = word.group().lower().strip("(") if word else ""
    rest = text[after:end].lstrip()
    if not rest:
        return True
    if stem in _NEVER_LAST or (len(stem) == 1 and stem.isalpha() and stem != "i"):
        return False
    if stem in _BEFORE_NUMBER:
        return not rest[0].isdigit()
    if stem in _ABBREVIATIONS:
        return rest[0].isupper() and stem not in ("st", "co")
    return not rest[0].islower() or len(stem) > SHORTEST_LAST and _in_small_letters(text)


@lru_cache(maxsize=512)
def _in_small_letters(text: str) -> bool:
    """Whether the writer begins sentences with small letters, as some do in a chat."""
    return bool(_SMALL_HEAD.match(text)) and not _CAPITAL_AFTER_STOP.search(text)


def _trimmed(text: str, start: int, end: int) -> Sentence:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Sentence(start, end, text[start:end])


def words(text: str) -> list[str]:
    """The words of a text in order, as written; numbers count, punctuation does not."""
    return WORD.findall(text)


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The Snowball (English) stem of one word, lower case."""
    return str(_STEMMER.stemWord(word.lower().replace("’", "'").removesuffix("'s")))


def content_stems(text: str) -> list[str]:
    """Stems of the words that carry meaning, in order: no function words, no lone letters."""
    kept = (w.lower().replace("’", "'") for w in words(text))
    return [stem(w) for w in kept if w not in STOP_WORDS and (len(w) > 1 or w.isdigit())]


_FOLD = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "–": "-", "—": "-", " ": " "}
)


def folded(text: str) -> str:
    """The text with typographic quotes, dashes and spaces made plain, same length, lower case."""
    if text.isascii():
        return text.lower()
    lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return lower.translate(_FOLD)


def locate(quote: str, source: str) -> tuple[int, int] | None:
    """Where a quote stands in the source, whatever its quotation marks, case and wraps.

    Returns character offsets into `source`, end exclusive; None when it is not there. The
    slice of the source is the exact quote to show.
    """
    needle = folded(quote).strip().strip("\"'").strip()
    if not needle:
        return None
    pattern = r"\s+".join(re.escape(part) for part in needle.split())
    hit = re.search(pattern, folded(source))
    return (hit.start(), hit.end()) if hit else None
