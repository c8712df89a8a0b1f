"""Names and systems in running text: people, companies, products, identifiers, acronyms."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from server.judging.lexicon import Lexicon
from server.text import STOP_WORDS, sentences

_UP, _LOW = "A-ZÀ-ÖØ-ÞŁŚŽČ", "a-zß-öø-ÿąćęłńśźżšžčřğış"
_CAP = (
    rf"[{_UP}][{_UP}{_LOW}]*[{_LOW}][{_UP}{_LOW}]*(?:['’][{_UP}][{_LOW}]+)?(?:-[{_UP}][{_LOW}]+)*"
)
_RUN = re.compile(rf"(?<![\w`/@.#-]){_CAP}(?:[ \t]+(?:&[ \t]+)?(?:{_CAP}|[A-Z]\b\.?))*(?![\w/])")
_IDENTIFIER = re.compile(
    r"`[^`\n]+`"
    r"|(?<![\w#])#\d{2,}\b"
    r"|(?<!\w)[A-Z]{2,10}-\d{2,}\b"
    r"|(?<![\w/.-])[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+(?:\.\w+)*(?:\(\))?"
    r"|(?<![\w.-])[a-z]+(?:-[a-z0-9]+)*-(?:svc|service|api|db|worker|gateway|queue|prod|cluster"
    r"|consumer|proxy|cache|router|job|v\d+)(?![\w-])"
    r"|(?<![\w.])[a-z]\w*(?:\.\w+)*\(\)"
    r"|(?<!\w)[A-Z][a-z0-9]+(?:[A-Z][a-z0-9]+)+(?!\w)"
    r"|(?<!\w)[a-z]+[A-Z][A-Za-z0-9]+(?!\w)"
)
_VERSION = re.compile(r"(?<![\w.])(?:[Vv]ersion\s+|[Rr]elease\s+|[Vv])\d+(?:\.\d+)*\b")
_ACRONYM = re.compile(r"(?<![\w&'’.#-])[A-Z][A-Z0-9]{1,5}s?(?![\w&])(?!-\d)")
_CALENDAR = re.compile(
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August"
    r"|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Christmas"
)
_COMPANY_ENDS = frozenset(
    [
        "Corp",
        "Inc",
        "Ltd",
        "LLC",
        "GmbH",
        "AG",
        "SA",
        "Bank",
        "Group",
        "Labs",
        "Health",
        "Holdings",
        "Foods",
        "Retail",
        "Logistics",
    ]
)
# After one of these verbs a first word with a capital is somebody, not a common noun.
_SAYS = re.compile(r"\s+(?:says?|said|asked|told|wants|thinks|believes|agreed|promised|forgot)\b")
# "Globex and Initech": a name beside a name is one.
_BESIDE = re.compile(r"(?:,| and| &)\s+(?!I\b)[A-Z][a-z]+\b(?!\s+[A-Z]?[a-z]+ing\b)")
# Openers of letters and labels; with a capital they name nobody.
_OPENERS = frozenset(
    [
        "hi",
        "hello",
        "hey",
        "dear",
        "thanks",
        "thank",
        "regards",
        "best",
        "cheers",
        "please",
        "update",
        "status",
        "summary",
        "subject",
        "product",
        "engineering",
        "sales",
        "marketing",
        "design",
        "data",
        "support",
        "finance",
        "legal",
        "team",
        "all",
        "note",
        "fyi",
        "decision",
        "risk",
        "next",
        "plan",
        "background",
        "context",
        "ask",
        "impact",
        "timeline",
    ]
)


@dataclass(frozen=True)
class Name:
    """A name in place. `kind` tells people from other names, and code from acronyms."""

    kind: str  # "person", "name", "identifier", "acronym", "system", "version"
    text: str
    start: int
    end: int


def names(text: str, lexicon: Lexicon) -> list[Name]:
    """Names, systems, identifiers and acronyms of a text, in order; none overlap.

    A capital at the start of a sentence proves nothing: the word counts as a name there when
    it is a known given name, ends in a company word, speaks, or has a capital elsewhere too.
    """
    found: list[Name] = []
    for one in [*_systems(text, lexicon), *_runs(text, lexicon)]:
        if all(one.end <= n.start or n.end <= one.start for n in found):
            found.append(one)
    return sorted(found, key=lambda n: n.start)


def _systems(text: str, lexicon: Lexicon) -> Iterable[Name]:
    for hit in _VERSION.finditer(text):
        yield Name("version", hit.group(), hit.start(), hit.end())
    for hit in _IDENTIFIER.finditer(text):
        if hit.group() in lexicon.everyday_acronyms:
            continue
        yield Name("identifier", hit.group(), hit.start(), hit.end())
    for hit in lexicon.system_pattern.finditer(text):
        if lexicon.entry(hit.group()):
            yield Name("system", hit.group(), hit.start(), hit.end())
    for hit in _ACRONYM.finditer(text):
        bare = hit.group().removesuffix("s")
        shouted = sum(w.isupper() for w in text.split()) > len(text.split()) / 2
        if bare not in lexicon.everyday_acronyms and not shouted:
            yield Name("acronym", hit.group(), hit.start(), hit.end())


def _runs(text: str, lexicon: Lexicon) -> Iterable[Name]:
    starts = {_first_letter(text, s.start) for s in sentences(text)}
    starts |= {m.end() for m in re.finditer(r"[:;•|]\s+|[\"“(]|^[\s*#>-]+", text, re.MULTILINE)}
    inside = {m.group() for m in _RUN.finditer(text) if m.start() not in starts}
    for hit in _RUN.finditer(text):
        start, words = hit.start(), hit.group()
        if start in starts and not _is_name_first(words, text, hit.end(), inside, lexicon):
            cut = words.find(" ")
            start, words = (start + cut + 1, words[cut + 1 :].lstrip("& ")) if cut > 0 else (0, "")
            start = hit.end() - len(words)
        words = words.rstrip()
        while words and _is_common(words.split()[0], lexicon):
            start += len(words) - len(words.partition(" ")[2])
            words = words.partition(" ")[2]
        if words:
            kind = "person" if words.split()[0] in lexicon.first_names else "name"
            yield Name(kind, words, start, start + len(words))


def _first_letter(text: str, start: int) -> int:
    hit = re.compile(r"[^A-Za-z]*").match(text, start)
    return hit.end() if hit else start


def _is_name_first(words: str, text: str, end: int, inside: set[str], lexicon: Lexicon) -> bool:
    first = words.split()[0]
    if first.lower() in STOP_WORDS or first.lower() in _OPENERS:
        return False
    if first in lexicon.first_names or words in inside or first in inside:
        return True
    if words.split()[-1] in _COMPANY_ENDS and " " in words:
        return True
    return " " not in words and bool(_SAYS.match(text, end) or _BESIDE.match(text, end))


def _is_common(word: str, lexicon: Lexicon) -> bool:
    bare = word.strip(".")
    if bare in lexicon.everyday_acronyms or _CALENDAR.fullmatch(bare):
        return True
    return bare.lower() in STOP_WORDS or bare.lower() in _OPENERS
