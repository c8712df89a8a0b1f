"""Words that may be technical: shown to the learner to look at, never changed."""

from __future__ import annotations

import re
from collections.abc import Iterable

from server.judging.everyday import table
from server.judging.jargon import jargon
from server.judging.lexicon import Lexicon
from server.judging.technical import is_common
from server.judging.wholeness import is_likely_verb, is_verb_here
from server.text import STOP_WORDS

# Letters and figures in one word, as in I2C, HL7v2, as2; no quarter, version, unit or size.
_MIXED = re.compile(
    r"(?<![\w.#-])(?!(?:[QH][1-4]|v\d|FY\d|[BC]2[BC]|4K"
    r"|5G)\w*\b)[A-Za-z]+\d+\w*(?![\w-])"
)
# Words that engineers build with a hyphen.
_BUILT = re.compile(
    r"(?<![\w-])[a-z]+-(?:driven|aware|bound|complete|agnostic|evident|chained|native|scoped|backed"
    r"|safe|sharded|shot|threaded|tenant|tier|grained|coupled|hosted|signed|encrypted|through|like"
    r"|to-[a-z]+)(?![\w-])",
    re.IGNORECASE,
)
# Answers of a web server: "429s", "did give 503 for an hour".
_CODES = re.compile(r"(?<![\w.,-])[45][0-2]\d['’]?s(?!\w)")
_ANSWERED = re.compile(
    r"\b(?:gives?|gave|got|returns?|returned|answers?|answered) (?:a )?((?:40\d|50[0-4]))"
    r"(?=\s+(?:for|on|to|at|in|when|since|and|until)\b|[.,;:!?)](?!\d)|$)",
    re.IGNORECASE,
)
# Names of parts of a program, as in RenderEffect; shops and services that everybody knows aside.
_CAMEL = re.compile(
    r"(?<![\w.@/#-])(?!(?:You|Face|Linked|Pay|Git|Power|Java|Mc|Mac|Whats|Tik|Snap|Team|Snow"
    r"|Photo|Share|Quick|Fed|Master|Sales|Door)[A-Z])[A-Z][a-z]{2,}(?:[A-Z][a-z]{2,})+(?![\w-])"
)
# Short words that nobody writes in capitals there: "utc", "cdn".
_SHORT = re.compile(r"(?<![\w'’./@#-])[a-z]{2,4}(?![\w'’/@-]|\.\w)")
# A time zone that stands by itself, after no time of day.
_ZONE = re.compile(
    r"(?<!\d)(?<!\d )(?<![ap]m )(?<![\w-])(?:UTC|GMT|CES?T|E[SD]T|P[SD]T)(?!\w)", re.I
)
_CHAT = frozenset(
    "lol ppl wks pls thx tho til btw fyi imo imho idk omg ur yep nope hmm ok hrs mins yrs pts pct"
    " secs etc approx vs esp incl resp ca aka nb ps nr px kb mb gb tb ms mo yr wk hr".split()
)
# From this rank on (a logarithm) a listed word is rare; the table's last is 10.6.
RARE = 10.5
_OPENING = re.compile(r"(?:^|[.!?:]\s++|(?<!\W)[^\w\n]*+\n\W*+)([A-Z][a-z]{5,})(?![\w’'-])")
_LOWER_WORD = re.compile(r"(?<![\w'’./@-])[a-z]{5,}(?:-[a-z]{3,})*(?![\w'’./@-]|-\w)")


def unusual(text: str, lexicon: Lexicon, known: Iterable[str] = ()) -> tuple[str, ...]:
    """Words that most people do not use, and that no entry explains: to look at, each once.

    Lower-case words in no list of common English; nothing is held unusual without the list.
    """
    if not lexicon.english:
        return ()
    allowed = {k.lower() for k in known}
    told = {w.lower() for h in jargon(text, lexicon) for w in re.split(r"\W+", h.term)}
    told |= {w for one in lexicon.plain_words.find(text) for w in one.text.lower().split()}
    out = []
    for hit in _LOWER_WORD.finditer(text):
        parts = hit.group().split("-")
        if hit.group() in lexicon.familiar:
            continue
        rare = [p for p in parts if not is_common(p, lexicon)]
        if rare and not (set(parts) | {hit.group()}) & (allowed | told):
            out.append(hit.group())
    out += [
        m.group() for cue in (_MIXED, _BUILT, _CODES, _ZONE, _CAMEL) for m in cue.finditer(text)
    ]
    out += [m[1] for m in _ANSWERED.finditer(text)]
    out += [m.group() for m in _SHORT.finditer(text) if _is_rare(m.group(), lexicon)]
    out += [m[1] for m in _OPENING.finditer(text) if not _is_known(m[1], lexicon)]
    out = [w for w in out if w.lower() not in allowed | told | lexicon.familiar]
    return tuple(dict.fromkeys(out))


def _is_rare(word: str, lexicon: Lexicon) -> bool:
    if word in _CHAT or word.upper() in lexicon.everyday_acronyms or is_common(word, lexicon):
        return False
    return table().word(word).rank >= RARE


def _is_known(word: str, lexicon: Lexicon) -> bool:
    return is_common(word.lower(), lexicon) or word in lexicon.first_names


# So many technical words make a message one where ambiguous words are taken for technical, and
# one where they are shown to look at.
TECHNICAL_WORDS = 3
SOMEWHAT = 1


def is_technical(
    text: str, lexicon: Lexicon, known: Iterable[str] = (), *, least: int = TECHNICAL_WORDS
) -> bool:
    """Whether a message has enough technical words to look twice at its ambiguous ones."""
    return len(jargon(text, lexicon, known)) >= least


def doubtful(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Words that are technical in a technical message, each once: to look at.

    Ambiguous entries, and words that elsewhere end a technical compound; plain words that were
    put in by an entry are none.
    """
    told = [m.span for m in lexicon.plain_words.find(text)]
    out = []
    for hit in re.finditer(r"(?<![\w'’./-])[A-Za-z][a-z]+(?:-[a-z]+)*(?![\w/-])", text):
        word = hit.group().lower()
        if word in lexicon.familiar:
            continue
        base = next((f for f in (word, word.removesuffix("s")) if f in lexicon.ambiguous), "")
        head = next((f for f in (word, word.removesuffix("s")) if f in lexicon.heads), "")
        likely = word in lexicon.likely or word.removesuffix("s") in lexicon.likely
        sharp = likely or head and head not in lexicon.weak and head not in lexicon.familiar
        if (base or sharp) and not any(s <= hit.start() and hit.end() <= e for s, e in told):
            out.append(_with_neighbours(text, hit))
    return tuple(dict.fromkeys(out))


# Characters before a word that are looked at for the one it belongs to; no word is longer.
LONGEST_WORD = 100
_BEFORE = re.compile(r"([A-Za-z][a-z]+(?:-[a-z]+)*)[ -]$")
_AFTER = re.compile(r"[ -]([a-z]+(?:-[a-z]+)*)(?![\w-])")


def _with_neighbours(text: str, hit: re.Match[str]) -> str:
    """A word with those beside it that may belong to it: "canonical tags", "partial refresh"."""
    start, end = hit.span()
    before = _BEFORE.search(text, max(0, start - LONGEST_WORD), start)
    if before and before[1].lower() not in STOP_WORDS and not before[1].endswith(("s", "ly")):
        start = before.start()
    after = _AFTER.match(text, end)
    if after and after[1] not in STOP_WORDS and not hit.group().endswith("s"):
        goes_on = is_likely_verb(after[1], before=False) or is_verb_here(text, *after.span(1))
        end = end if goes_on and after.group()[0] == " " else after.end()
    return text[start:end].lower()
